"""Divisions of GB/T 4754-2017, the classification of industries, by their two digits.

The English names in ``industries.csv`` are shortened from those of ISIC where both have the same.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from service.language import Text

_DIVISION = re.compile(r"[A-Z]?([0-9]{2})")
"""The section's letter, which may be left out, and the division."""


@cache
def named_divisions() -> Mapping[str, Text]:
    """The name of each division by its two digits."""
    text = files("service.model").joinpath("industries.csv").read_text("utf-8")
    rows = csv.reader(text.splitlines()[1:])
    return {code: Text(en, zh) for code, zh, en in rows}


def division_of(industry: str) -> str | None:
    """The two digits of the division in a code such as ``C3823`` or ``3823``."""
    found = _DIVISION.match(industry)
    return found[1] if found else None


class IndustryWords(Mapping[str, Text]):
    """Codes of industries in words: 金属制品业 for ``33``; of a finer one with the code."""

    @property
    def names(self) -> Mapping[str, Text]:
        """What each division is called by itself."""
        return named_divisions()

    def __getitem__(self, code: str) -> Text:
        division = division_of(code)
        if division is None:
            raise KeyError(code)
        name = named_divisions()[division]
        if code.endswith(division):
            return name
        return Text(f"{name.en} ({code})", f"{name.zh}（{code}）")

    def __iter__(self) -> Iterator[str]:
        return iter(named_divisions())

    def __len__(self) -> int:
        return len(named_divisions())
