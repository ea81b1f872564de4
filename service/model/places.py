"""Provinces, prefectures, counties and districts by their codes, as GB/T 2260 names them.

``places.csv`` has the names by way of the package gb2260 0.4.1 (BSD licence, as of 2014, with some
of those that came later); the English ones are their pinyin, without the nationalities in them.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from service.language import Text

PROVINCE, PREFECTURE, COUNTY = 2, 4, 6
"""Digits of their codes."""


@cache
def named_places() -> Mapping[str, Text]:
    """The name of each place by its code without zeros at its end: ``33``, ``3302``, ``330282``."""
    text = files("service.model").joinpath("places.csv").read_text("utf-8")
    rows = (line.split(",") for line in text.splitlines()[1:])
    return {_short(code): Text(en, zh) for code, zh, en in rows}


def _short(code: str) -> str:
    while code.endswith("00"):
        code = code[:-2]
    return code


class PlaceWords(Mapping[str, Text]):
    """Codes of places in words, each with what it lies in: 宁波市慈溪市, 浙江省宁波市, 浙江省.

    The list is read when the first code is looked up: most commands look up none.
    """

    @property
    def names(self) -> Mapping[str, Text]:
        """What each is called by itself."""
        return named_places()

    def __getitem__(self, code: str) -> Text:
        names = named_places()
        code = _short(code)
        if code not in names and len(code) == PREFECTURE:
            code = code[:PROVINCE]  # a municipality is its own prefecture: 3101 is Shanghai
        own = names[code]
        # a county is known by its prefecture; where it lies in none, by its province
        around = names.get(code[: len(code) - 2])
        if around is None and len(code) == COUNTY:
            around = names.get(code[:PROVINCE])
        if around is None or around == own:
            return own
        return Text(f"{own.en}, {around.en}", f"{around.zh}{own.zh}")

    def __iter__(self) -> Iterator[str]:
        return iter(named_places())

    def __len__(self) -> int:
        return len(named_places())
