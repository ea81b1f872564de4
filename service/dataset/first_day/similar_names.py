"""Names that look alike: listed for a person to decide, never merged."""

import re
import unicodedata
from collections.abc import Iterable

_FORMS = re.compile(
    "有限责任公司|股份有限公司|有限公司|公司|股份|集团|责任|"
    r"\b(?:co|ltd|inc|corp|company|limited|group)\b"
)
_PLACES = re.compile("^(?:浙江省?|宁波市?|慈溪市?|余姚市?)+")
_MARKS = re.compile(r"[\W_]+")
_COUNTED = re.compile("[0-9a-z一二三四五六七八九十甲乙丙丁东西南北]")


def core(name: str) -> str:
    """What is left of a name without its legal form, place, brackets, spaces and letter case."""
    text = _FORMS.sub("", unicodedata.normalize("NFKC", name).casefold())
    text = _MARKS.sub("", text)
    return _PLACES.sub("", text) or text


def look_alikes(names: Iterable[str], among: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of different names, one of ``names`` and one of ``among`` or ``names``, that may mean
    the same: with the same core, or cores of four characters and more that differ in one.

    Names that differ in a number, a letter or a compass point are two of a series and not alike.
    The time is linear in the number of names.
    """
    own = sorted(set(names))
    first_with: dict[str, list[str]] = {}
    for name in own:
        for key in _keys(core(name)):
            first_with.setdefault(key, []).append(name)
    pairs: set[tuple[str, str]] = set()
    for name in {*own, *among}:
        for key in _keys(core(name)):
            for other in first_with.get(key, ()):
                if other != name and _alike(core(name), core(other)):
                    pairs.add((min(name, other), max(name, other)))
    return sorted(pairs)


def _keys(text: str) -> set[str]:
    # Two texts that differ by one character share one of these (symmetric deletion).
    if len(text) < 4:
        return {text}
    return {text} | {text[:i] + text[i + 1 :] for i in range(len(text))}


def _alike(one: str, other: str) -> bool:
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
    return len(differ) <= 2 and not _COUNTED.search(differ)
