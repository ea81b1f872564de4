"""What the headers of lists mean: a dictionary of the words bureaus and exports use."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from service.dataset.first_day.columns import LIST_COLUMNS
from service.simplified import simplified

ENTERPRISE = "enterprise"
"""Of a header that names an enterprise without saying which side of the supply it is."""

SERIAL = "serial"
"""Of a header of line numbers, which say nothing."""

GROUP_SEPARATOR = " · "
"""Between the two headers of a column under a group: 配套企业 · 联系人."""

_BRACKETS = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")
_MARKS = re.compile(r"[\s_:*·.．、/\-—\"'“”]+")
_OF_A_SIDE = ("名称", "企业名称", "单位名称", "公司名称", "企业", "全称", "name", "company", "单位")


def normalized_header(header: str) -> str:
    """A header in half-width lower case, without spaces and marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", header).casefold())


@cache
def dictionary() -> dict[str, str]:
    """By normalized header: the column of the list, ``ENTERPRISE`` or ``SERIAL``."""
    found = {
        normalized_header(name): column.name
        for column in LIST_COLUMNS
        for name in (column.name, *column.all_headers)
    }
    text = files("service.dataset.first_day").joinpath("headers.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(normalized_header(row["header"]), row["column"])
    return found


def meaning(header: str) -> str | None:
    """The column that a header means, ``ENTERPRISE`` or ``SERIAL``; ``None`` for an unknown one.

    A remark in brackets (复产率（%）) does not count unless the dictionary has it. Under a group
    (配套企业 · 联系人) the group says whose it is.
    """
    if GROUP_SEPARATOR in header:
        return _in_group(*header.split(GROUP_SEPARATOR, 1))
    known = dictionary()
    for written in (header, _BRACKETS.sub("", unicodedata.normalize("NFKC", header))):
        normal = normalized_header(written)
        if not normal:
            continue
        found = known.get(normal) or known.get(simplified(normal))
        if found:
            return found
    return None


def _in_group(group: str, header: str) -> str | None:
    side = meaning(group)
    named = normalized_header(header) in _OF_A_SIDE or meaning(header) == ENTERPRISE
    if side in ("buyer", "supplier") and named:
        return side
    found = meaning(header)
    if side == "buyer" and found not in (None, "buyer", "supplier", "material", "stock_days"):
        return None  # the anchor's own telephone and day are no facts of its supplier
    if side == "material" and normalized_header(header) in _OF_A_SIDE:
        return "material"
    return found


def headers_in(cells: Iterable[str]) -> int:
    """How many of the cells are headers of a list, each meaning counted once."""
    return len({found for cell in cells if cell and (found := meaning(cell))} - {SERIAL})


def says_percent(header: str) -> bool:
    """Whether a header says that the numbers below are percents."""
    written = unicodedata.normalize("NFKC", header).casefold()
    return "%" in written or "百分" in written or "percent" in written
