"""What the headers of lists mean: a dictionary of the words bureaus and exports use."""

import csv
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.header_remarks import grouped, remarked, unit_of
from service.simplified import simplified

ENTERPRISE = "enterprise"
"""Of a header that names an enterprise without saying which side of the supply it is."""

SERIAL = "serial"
"""Of a header of line numbers, which say nothing."""

GROUP_SEPARATOR = " · "
"""Between the two headers of a column under a group: 配套企业 · 联系人."""

_BRACKETS = re.compile(r"[(\[{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]")
_MARKS = re.compile(r"[\s_:*·.．、/\-—\"'“”]+")
_ASKED = re.compile(
    r"^\s*\**\s*(?:(?:q|第)?\s*[0-9]{1,3}\s*题?\s*[、.:)]\s*|q[0-9]{1,3}\s+)|[?\s]+$"
)
_TWO_LANGUAGES = re.compile(r"([^a-z]*[一-鿿][^a-z]*)([a-z][^一-鿿]*)")
_COUNTED = re.compile(r"(.+?)[\s_.-]*(?:[0-9]{1,2}|[一二三四五六七八九十])")
_OF_SEVERAL = frozenset(("buyer", "supplier", "material", "contact", "phone", "note"))
_SIDES = {"配套": "supplier", "上游": "supplier", "下游": "buyer"}
_OF_A_MATERIAL = ("stock_days", "lead_days")
_OF_THE_OTHER = {"buyer": "material", "supplier": "stock_days"}
"""What is the other side's, though a header names this one: a product of the anchor's own."""

_ABOUT = re.compile("(?:基本|有关)?(?:情况|信息|资料|概况)$")
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


@cache
def header_words() -> frozenset[str]:
    """The known headers as they are mostly written; a quick look at many texts."""
    text = files("service.dataset.first_day").joinpath("headers.csv").read_text("utf-8")
    own = (name for column in LIST_COLUMNS for name in (column.name, *column.all_headers))
    return frozenset([row["header"] for row in csv.DictReader(text.splitlines())]) | {*own}


MAX_HEADER = 200
"""Characters of a header that may be known."""


@lru_cache(maxsize=10_000)
def meaning(header: str) -> str | None:
    """The column that a header means, ``ENTERPRISE`` or ``SERIAL``; ``None`` for an unknown one.

    A remark in brackets (复产率（%）) counts only where it changes what is meant; numbers before
    (3、物料) or behind (电话2) do not. Groups (配套企业 · 联系人) say whose it is.
    """
    if len(header) > MAX_HEADER:  # a remark in a cell; patterns look at it from each character
        return None
    *groups, last = header.split(GROUP_SEPARATOR)
    if groups:
        return _in_groups([_squeezed(group) for group in groups], last)
    written = _squeezed(header)
    if found := _known(written):
        return found
    written = _ASKED.sub("", written)
    base = _BRACKETS.sub("", written)
    found = _known(base) or _in_both_languages(base) or _counted(base)
    if base.endswith("%") and _known(base[:-1]) == "output_rate":
        found = "output_rate"
    for remark in _remarks(written):
        found = _with_remark(found, base, remark)
    return found


def unit(header: str, column: str) -> str | None:
    """``WEEKS`` or a unit that the column cannot have, as the header says; see ``unit_of``."""
    *groups, last = header.split(GROUP_SEPARATOR)
    written = [last, *(group for group in groups if meaning(group) == column)]
    remarks = (remark for part in written for remark in _remarks(_squeezed(part)))
    return next(filter(None, (unit_of(column, remark) for remark in remarks)), None)


def numbered(header: str) -> bool:
    """Whether a header is that of a second, third … enterprise or material in one line."""
    found = _COUNTED.fullmatch(_BRACKETS.sub("", _squeezed(header)))
    return found is not None and _known(found[1]) is not None


def _squeezed(header: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", header).casefold().split())


def _remarks(written: str) -> list[str]:
    return [found[1:-1].strip() for found in _BRACKETS.findall(written) if found[1:-1].strip()]


def _known(written: str) -> str | None:
    normal = normalized_header(written)
    known = dictionary()
    return (known.get(normal) or known.get(simplified(normal))) if normal else None


def _in_both_languages(written: str) -> str | None:
    """The meaning of a header in Chinese and English, if both parts have the same."""
    parts = _TWO_LANGUAGES.fullmatch(written)
    found = _known(parts[1]) if parts else None
    return found if parts and found == _known(parts[2]) else None


def _counted(written: str) -> str | None:
    parts = _COUNTED.fullmatch(written)
    found = _known(parts[1]) if parts else None
    return found if found in _OF_SEVERAL else None


def _side(words: str) -> str | None:
    found = _SIDES.get(words) or _known(words)
    return found if found in ("buyer", "supplier") else None


def _with_remark(found: str | None, base: str, remark: str) -> str | None:
    if together := _known(remark + base):  # 复工日期（预计） is 预计复工日期
        return together
    if found is None:
        return None
    if side := _side(remark):
        return _of_side(side, found, named=found == ENTERPRISE, bracket=True)
    known = _known(remark)
    if known in (found, ENTERPRISE) or (known == "material" and found in _OF_A_MATERIAL):
        return found
    return remarked(found, remark)


def _of_side(side: str, found: str | None, *, named: bool, bracket: bool = False) -> str | None:
    """What a column means that is said to be of the anchor, or of who supplies it."""
    if named or found == side:
        return side
    if side == "buyer" and found not in ("buyer", "supplier", "material", "stock_days"):
        return None  # the anchor's own telephone and day are no facts of its supplier
    if bracket and (found in ("buyer", "supplier") or found == _OF_THE_OTHER[side]):
        return None
    return found


def _in_groups(groups: list[str], header: str) -> str | None:
    last = _squeezed(header)
    together = (_known(_BRACKETS.sub("", group) + last) for group in reversed(groups))
    found = next(filter(None, together), None) or meaning(header)
    if found == SERIAL:
        return found
    side = next(filter(None, map(_side_of_group, groups)), None)
    named = normalized_header(header) in _OF_A_SIDE or found == ENTERPRISE
    if side:
        found = _of_side(side, found, named=named)
    elif named and "material" in map(meaning, groups):
        return "material"
    for group in groups:
        found = grouped(found, group) if found else None
    return found


def _side_of_group(group: str) -> str | None:
    found = meaning(_ABOUT.sub("", group))
    return found if found in ("buyer", "supplier") else None


def headers_in(cells: Iterable[str]) -> int:
    """How many of the cells are headers of a list, each meaning counted once."""
    return len({found for cell in cells if cell and (found := meaning(cell))} - {SERIAL})


def says_percent(header: str) -> bool:
    """Whether a header says that the numbers below are percents."""
    written = unicodedata.normalize("NFKC", header).casefold()
    return "%" in written or "百分" in written or "percent" in written
