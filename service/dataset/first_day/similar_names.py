"""Similar names: listed for a person to decide, never merged."""

import re
import unicodedata
from collections.abc import Iterable

_LEGAL_FORMS = re.compile(
    "有限责任公司|股份有限公司|有限公司|公司|股份|集团|责任|"
    r"\b(?:co|ltd|inc|corp|company|limited|group)\b"
)
_PLACES = re.compile("^(?:浙江省?|宁波市?|慈溪市?|余姚市?)+")
_PUNCTUATION = re.compile(r"[\W_]+")
_SERIES_MARKER = re.compile("[0-9a-z一二三四五六七八九十甲乙丙丁东西南北]")


def core(name: str) -> str:
    """A name in lower case without legal form, place, punctuation and spaces."""
    text = _LEGAL_FORMS.sub("", unicodedata.normalize("NFKC", name).casefold())
    text = _PUNCTUATION.sub("", text)
    return _PLACES.sub("", text) or text


def similar_pairs(names: Iterable[str], among: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names, one of ``names`` and one of ``among`` or ``names``, that may mean
    the same: their cores are equal, or have four characters or more and differ in one.

    Names that differ in a number, a letter or a compass point are of a series and not similar.
    Takes time linear in the number of names.
    """
    own = sorted(set(names))
    names_by_key: dict[str, list[str]] = {}
    for name in own:
        for key in _keys(core(name)):
            names_by_key.setdefault(key, []).append(name)
    pairs: set[tuple[str, str]] = set()
    for name in {*own, *among}:
        for key in _keys(core(name)):
            for other in names_by_key.get(key, ()):
                if other != name and _similar(core(name), core(other)):
                    pairs.add((min(name, other), max(name, other)))
    return sorted(pairs)


def _keys(text: str) -> set[str]:
    # Two texts that differ by one character share one of these (symmetric deletion).
    if len(text) < 4:
        return {text}
    return {text} | {text[:i] + text[i + 1 :] for i in range(len(text))}


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
