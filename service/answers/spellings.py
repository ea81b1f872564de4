"""Other ways to write what somebody typed, so that a name is found however it is written.

A database compares characters: 龍頭 is not 龙头, ＡＢＣ is not ABC. What is typed is sought in
each of its spellings, which an index can answer, in place of folding every name that there is.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from math import prod

from service.simplified import converter, simplified

MAX_SPELLINGS = 24
"""Spellings sought beside the one that was typed."""

MAX_MIXED = 16
"""Ways to write the characters of one text each by itself; of longer texts only as a whole."""

TO_TRADITIONAL = ("s2t", "s2tw", "s2hk")
"""OpenCC's conversions: to its own standard, and to those of Taiwan and Hong Kong."""

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_FULL_WIDTH_PUNCTUATION = {
    code: wide for code, wide in _FULL_WIDTH.items() if not chr(code).isalnum()
}


@lru_cache(maxsize=1000)
def other_spellings(text: str) -> list[str]:
    """``text`` in other widths (NFKC, full width) and in simplified and traditional characters.

    Characters are written each by itself, too (臺 in simplified text), where that makes few. At
    most ``MAX_SPELLINGS``, likely ones first; without ``text`` itself.
    """
    half = unicodedata.normalize("NFKC", text).strip()
    found: dict[str, None] = {}
    for written in _scripts(half):
        found[written] = None
        for widths in (_FULL_WIDTH_PUNCTUATION, _FULL_WIDTH):
            found[written.translate(widths)] = None
    return [one for one in found if one not in (text, "")][:MAX_SPELLINGS]


def folded(text: str) -> str:
    """``text`` in half width, small letters and simplified characters, to be compared."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


def _scripts(text: str) -> Iterator[str]:
    """``text`` as it is, in simplified characters, in traditional ones, and mixed."""
    yield text
    if text.isascii():
        return
    plain = simplified(text)
    yield plain
    for standard in TO_TRADITIONAL:
        yield _converted(standard, plain)
    ways = [_ways(character) for character in plain]
    if prod(map(len, ways)) <= MAX_MIXED:
        yield from map("".join, product(*ways))


@cache
def _ways(character: str) -> tuple[str, ...]:
    """The ways to write one simplified character."""
    if character.isascii():
        return (character,)
    ways = (_converted(standard, character) for standard in TO_TRADITIONAL)
    return tuple(dict.fromkeys([character, *ways]))


def _converted(conversion: str, text: str) -> str:
    return text if text.isascii() else str(converter(conversion).convert(text))
