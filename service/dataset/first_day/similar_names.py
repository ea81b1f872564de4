"""Similar names: listed for a person to decide, never merged."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, islice

import numpy as np
import numpy.typing as npt

from service.dataset.first_day.places import Place, agree, without_places
from service.dataset.naming.aliases import visible
from service.simplified import simplified

NAMES_PER_CHUNK = 20_000
"""Known names that are compared at once."""

_LEGAL_FORMS = re.compile(
    "有限责任公司|股份有限公司|股份合作公司|集团公司|有限公司|总公司|分公司|公司"
    "|股份|集团|责任|有限合伙|普通合伙|合伙企业|个人独资(?:企业)?"
    "|株式会社|有限会社|合同会社|合资会社"
    "|(?<![a-z0-9])(?:co|ltd|inc|corp|corporation|incorporated|company|limited|group|holdings?"
    "|gmbh|llc|llp|plc|ltda|sarl|pty|pte|sdn|bhd|kgaa|aps)(?![a-z0-9])"
)
_ENDINGS = re.compile(
    r"(?:(?<=[一-鿿])(?:总厂|分厂|厂)|[(（][株有][)）]"
    r"|(?<=[^a-z0-9])(?:ag|kg|sa|nv|bv|ab|oy|as|spa|srl|sas|slu?|kk|lda|ooo|zao|[op]ao|o?jsc)"
    r"|[\s.,&+'_-]+)$"
)
"""What a name ends in; the short ones mean something else elsewhere."""

_BEGINNINGS = re.compile("^[(（][株有][)）]")
_DOTTED = re.compile(r"(?<![a-z])(?:[a-z]\.\s?){2,}")
"""S.A. and its like."""

MOST_ALIKE = 300
"""Names that share so much; what more have in common, such as 电器, tells nobody apart."""

_PUNCTUATION = re.compile(r"[\W_]+")
_SPACE_IN_CHINESE = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")
_SERIES_MARKERS = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyz一二三四五六七八九十甲乙丙丁东西南北"
)
_SERIES_CODES = np.asarray(sorted(map(ord, _SERIES_MARKERS)), np.uint32)

Hashes = npt.NDArray[np.int64]
Owners = npt.NDArray[np.int32]


@lru_cache(maxsize=100_000)
def core(name: str) -> str:
    """A name in lower case and simplified characters, without legal form, place, punctuation,
    invisible characters and spaces."""
    return _parts(name)[0]


@lru_cache(maxsize=100_000)
def _parts(name: str) -> tuple[str, tuple[Place, ...]]:
    """The core of a name, and the places that it names."""
    text = simplified(visible(name).casefold())
    if not text.isalnum():
        text = _SPACE_IN_CHINESE.sub("", text)
        text = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    places: list[Place] = []
    if not text.isascii():
        text, places = without_places(text)
        text = _BEGINNINGS.sub("", text)
    whole = text
    text = _LEGAL_FORMS.sub("", text)
    while (shorter := _ENDINGS.sub("", text)) != text and shorter:
        text = shorter
    if not text.isalnum():
        text = _PUNCTUATION.sub("", text)
    text, more = without_places(text) if not text.isascii() else (text, [])
    return text or _PUNCTUATION.sub("", whole) or whole, (*places, *more)


def similar_pairs(names: Iterable[str], among: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names, one of ``names`` and one of ``among`` or ``names``, that may mean
    the same: their cores are equal, or have four characters or more and differ in one, and they do
    not name different places.

    Those that differ in a number, a letter or a compass point are of a series and not similar.
    Takes time linear in the number of names, and 12 bytes for each character of ``names``.
    """
    own = sorted(set(names))
    own_set = set(own)
    keys, owners = _in_chunks(own)
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    pairs: set[tuple[str, str]] = set()
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else keys
    ends = np.r_[starts[1:], len(keys)]
    several = ends - starts > 1
    several &= ends - starts <= MOST_ALIKE
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        for one, other in combinations(owners[start:end].tolist(), 2):
            _add(pairs, own[one], own[other])
    others = (name for name in among if name not in own_set)
    while chunk := list(islice(others, NAMES_PER_CHUNK)):
        their_keys, their_owners = _keys_of(chunk)
        lower = np.searchsorted(keys, their_keys, "left")
        upper = np.searchsorted(keys, their_keys, "right")
        for at in np.flatnonzero((upper > lower) & (upper - lower <= MOST_ALIKE)).tolist():
            for one in owners[lower[at] : upper[at]].tolist():
                _add(pairs, own[one], chunk[int(their_owners[at])])
    return sorted(pairs)


def _add(pairs: set[tuple[str, str]], one: str, other: str) -> None:
    if one == other or not _similar(core(one), core(other)):
        return
    if agree(_parts(one)[1], _parts(other)[1]):
        pairs.add((min(one, other), max(one, other)))


def _in_chunks(names: Sequence[str]) -> tuple[Hashes, Owners]:
    """``_keys_of`` all names, with the memory that some of them take."""
    found = [
        (keys, owners + begin)
        for begin in range(0, len(names), NAMES_PER_CHUNK)
        for keys, owners in [_keys_of(names[begin : begin + NAMES_PER_CHUNK])]
    ]
    none = np.zeros(0, np.int64), np.zeros(0, np.int32)
    keys, owners = zip(*(found or [none]), strict=True)
    return np.concatenate(keys), np.concatenate(owners).astype(np.int32)


def _keys_of(names: Sequence[str]) -> tuple[Hashes, Owners]:
    """Hashes of the keys of all names, and by key the index of the name that has it.

    Two texts that differ by one character share a key: each text, and each without one of its
    characters (symmetric deletion). One that marks a series is never the one that differs.
    """
    cores = list(map(core.__wrapped__, names))  # of most names it is asked once
    lengths = np.asarray(list(map(len, cores)), np.int64)
    text = "".join(cores)
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.cumsum(lengths) - lengths
    owners = np.repeat(np.arange(len(cores), dtype=np.int32), lengths)
    places = np.arange(len(characters)) - starts[owners]
    powers = _powers(_BASE, int(lengths.max(initial=0)) + 1)
    # A polynomial of the characters, modulo 2**64: without the one at a place it is the sum before
    # that place, and the sum after it divided by the base.
    terms = _mixed(characters) * powers[places]
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))
    whole = sums[starts + lengths] - sums[starts]
    at = np.arange(len(characters))
    before = sums[at] - sums[starts[owners]]
    after = sums[(starts + lengths)[owners]] - sums[at + 1]
    without = before + after * _INVERSE
    deleted = (lengths >= 4)[owners] & ~np.isin(characters, _SERIES_CODES)
    return (
        np.concatenate((whole, without[deleted])).view(np.int64),
        np.concatenate((np.arange(len(cores), dtype=np.int32), owners[deleted])),
    )


_BASE = 0x9E3779B97F4A7C15
_INVERSE = np.uint64(pow(_BASE, -1, 1 << 64))


def _powers(base: int, count: int) -> npt.NDArray[np.uint64]:
    return np.asarray([pow(base, exponent, 1 << 64) for exponent in range(count)], np.uint64)


def _mixed(characters: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """A number with all bits in use for each character (the finalizer of SplitMix64)."""
    mixed = characters.astype(np.uint64) + np.uint64(_BASE)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _similar(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 4:
        return False
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    end = 0
    shortest = min(len(one), len(other)) - begin
    while end < shortest and one[-1 - end] == other[-1 - end]:
        end += 1
    differ = one[begin : len(one) - end] + other[begin : len(other) - end]
    return len(differ) <= 2 and _SERIES_MARKERS.isdisjoint(differ)
