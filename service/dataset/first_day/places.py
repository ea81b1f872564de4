"""Names of places within the names of enterprises: 宁波 and 浙江省慈溪市 tell where, not who.

The names are those of GB/T 2260: provinces, prefectures, counties and districts.
"""

import re
from collections.abc import Sequence
from functools import cache

from service.model.places import named_places

_ENDINGS = re.compile(
    "(?:特别行政区|(?:维吾尔|壮族|回族)?自治区|(?:.{1,3}族)*自治[州县]|地区|林区|省|市|县|区|盟|旗|州)$"
)
_UNKNOWN = re.compile("[一-鿿]{2,3}[省市]")
"""What is written as a place, whether the standard has it or not."""

_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]{2,9})[)\]】〕]")
_BRANCH = "分公司"

_WORDS = ("东方", "平安", "安康")
"""Names of cities that enterprises everywhere have."""

_LONGEST = 11
"""Characters of the longest name of a place."""

Place = frozenset[str]
"""The codes that a name may mean, without the zeros at their end, or the name where it has none."""


def without_places(text: str) -> tuple[str, list[Place]]:
    """``text``, in half width and simplified characters, without the places it begins with, that
    stand in brackets, or before 分公司; and these places."""
    found: list[Place] = []

    def bracket(match: re.Match[str]) -> str:
        places, rest = _leading(match[1], whole=True)
        if rest:
            return match[0]
        found.extend(places)
        return ""

    text = _BRACKETS.sub(bracket, text)
    places, rest = _leading(text)
    if len(rest) >= 2:
        text = rest
        found += places
    if text.endswith(_BRANCH):
        stem = text.removesuffix(_BRANCH)
        for length in range(min(_LONGEST, len(stem) - 2), 1, -1):
            if (place := _places().get(stem[-length:])) is not None:
                found.append(place)
                stem = stem[:-length]
                break
        text = stem + _BRANCH
    return text, found


def agree(one: Sequence[Place], other: Sequence[Place]) -> bool:
    """Whether two names can be of one place: every place of one lies in, or holds, all of the
    other."""
    return one == other or all(_nested(a, b) for a in one for b in other)


def _nested(one: Place, other: Place) -> bool:
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _leading(text: str, *, whole: bool = False) -> tuple[list[Place], str]:
    """The places that a text begins with, and the rest, of two characters unless ``whole``."""
    found: list[Place] = []
    least = 0 if whole else 2
    while True:
        for length in range(min(_LONGEST, len(text) - least), 1, -1):
            place = _places().get(text[:length])
            if place is not None:
                break
        else:
            match = _UNKNOWN.match(text)
            if match is None or len(text) - match.end() < least:
                return found, text
            place, length = frozenset([match[0]]), match.end()
        found.append(place)
        text = text[length:]


@cache
def _places() -> dict[str, Place]:
    """By name, whole and, of provinces, prefectures and cities, without its ending."""
    codes: dict[str, set[str]] = {}
    for part, place in named_places().items():
        name = place.zh
        codes.setdefault(name, set()).add(part)
        stem = _ENDINGS.sub("", name)
        if (len(stem) >= 2 and not name.endswith(("区", "旗"))) or len(part) == 2:
            codes.setdefault(stem, set()).add(part)
    return {name: frozenset(parts) for name, parts in codes.items()}
