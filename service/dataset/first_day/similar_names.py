"""Similar names: listed for a person to decide, never merged."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice

import numpy as np
import numpy.typing as npt

from service.dataset.first_day.headers import simplified

NAMES_PER_CHUNK = 20_000
"""Known names that are compared at once."""

_LEGAL_FORMS = re.compile(
    "有限责任公司|股份有限公司|有限公司|公司|股份|集团|责任|"
    r"\b(?:co|ltd|inc|corp|company|limited|group|gmbh|llc|plc)\b"
)
_PLACES = re.compile("^(?:[一-鿿]{2,3}(?:省|市)|浙江|宁波|慈溪|余姚)+(?=[一-鿿]{2})")
_PUNCTUATION = re.compile(r"[\W_]+")
_SPACE_IN_CHINESE = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")
_SERIES_MARKER = re.compile("[0-9a-z一二三四五六七八九十甲乙丙丁东西南北]")

Hashes = npt.NDArray[np.int64]
Owners = npt.NDArray[np.int32]


@lru_cache(maxsize=100_000)
def core(name: str) -> str:
    """A name in lower case and simplified characters, without legal form, place, punctuation and
    spaces."""
    text = _SPACE_IN_CHINESE.sub("", unicodedata.normalize("NFKC", name).casefold())
    text = _LEGAL_FORMS.sub("", simplified(text))
    text = _PUNCTUATION.sub("", text)
    return _PLACES.sub("", text) or text


def similar_pairs(names: Iterable[str], among: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names, one of ``names`` and one of ``among`` or ``names``, that may mean
    the same: their cores are equal, or have four characters or more and differ in one.

    Those that differ in a number, a letter or a compass point are of a series and not similar.
    Takes time linear in the number of names, and 12 bytes for each character of ``names``.
    """
    own = sorted(set(names))
    own_set = set(own)
    keys, owners = _keys_of(own)
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    pairs: set[tuple[str, str]] = set()
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else keys
    ends = np.r_[starts[1:], len(keys)]
    several = ends - starts > 1
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        for one, other in combinations(owners[start:end].tolist(), 2):
            _add(pairs, own[one], own[other])
    others = (name for name in among if name not in own_set)
    while chunk := list(islice(others, NAMES_PER_CHUNK)):
        their_keys, their_owners = _keys_of(chunk)
        lower = np.searchsorted(keys, their_keys, "left")
        upper = np.searchsorted(keys, their_keys, "right")
        for at in np.flatnonzero(upper > lower).tolist():
            for one in owners[lower[at] : upper[at]].tolist():
                _add(pairs, own[one], chunk[int(their_owners[at])])
    return sorted(pairs)


def _add(pairs: set[tuple[str, str]], one: str, other: str) -> None:
    if one != other and _similar(core(one), core(other)):
        pairs.add((min(one, other), max(one, other)))


def _keys_of(names: Sequence[str]) -> tuple[Hashes, Owners]:
    """Hashes of the keys of all names, and by key the index of the name that has it."""
    hashes, owners = array("q"), array("i")
    for index, name in enumerate(names):
        before = len(hashes)
        hashes.extend(map(hash, _keys(core(name))))
        owners.extend([index] * (len(hashes) - before))
    return np.asarray(hashes, dtype=np.int64), np.asarray(owners, dtype=np.int32)


def _keys(text: str) -> Iterator[str]:
    # Two texts that differ by one character share one of these (symmetric deletion). A character
    # that marks a series is never the one in which similar names differ.
    yield text
    if len(text) >= 4:
        for place, character in enumerate(text):
            if not _SERIES_MARKER.match(character):
                yield text[:place] + text[place + 1 :]


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
    return len(differ) <= 2 and not _SERIES_MARKER.search(differ)
