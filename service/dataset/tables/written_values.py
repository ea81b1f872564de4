"""Dates, numbers and shares as people write them, in the one form that tables have.

Only what has one meaning is read; everything else is left for a person, with what would be right.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from service.dataset.tables.parse import InvalidCell
from service.language import Text

UNKNOWN = frozenset(
    ("-", "--", "---", "—", "——", "–", "―", "/", "//", "\\", "待定", "未定", "未知", "不详",
     "不明", "暂无", "暂缺", "待核实", "待确认", "待补", "n/a", "na", "tbd", "unknown", "?", "…")
)  # fmt: skip
"""Cells that say that the value is not known."""

_DAY = re.compile(r"([0-9]{4})([-/.年])([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?")
_COMPACT_DAY = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?:\.0)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_WITHOUT_YEAR = re.compile(r"([0-9]{1,2})月([0-9]{1,2})[日号]?")
_TWO_DIGIT_YEAR = re.compile(r"([0-9]{1,2})[- ]([A-Za-z]{3})[- ]([0-9]{2})")
_SERIAL = re.compile(r"([2-6][0-9]{4})(?:\.[0-9]+)?")
_TIME = re.compile(r"[T ]?\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[AP]M)?$")
_WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?$")
_ENGLISH_DAY = re.compile(r"([0-9]{1,2})[- ]?([A-Za-z]{3})[A-Za-z]*\.?,?[- ]?([0-9]{4})")
_ENGLISH_MONTH = re.compile(r"([A-Za-z]{3})[A-Za-z]*\.? ?([0-9]{1,2}),? ?([0-9]{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RESUMED = re.compile("已?(?:复工|复产|开工|投产)")

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]+)?(?:[Ee][-+]?[0-9]{1,3})?")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_POINT_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_ABOUT = re.compile("^(?:约|大约|大概|近|about|approx\\.?|ca\\.?|~|≈)|(?:左右|上下)$")
_DAYS = re.compile(r"(?:个?工作日|天|日|d|days?)$", re.I)
_PERSONS = re.compile(r"(?:人|名|位|个|employees)$", re.I)
_WEEKS = re.compile(r"(.+?)(?:个?星期|周|weeks?)$", re.I)
_CHINESE = re.compile("[零〇一二两三四五六七八九十百]+")
_DIGITS = {c: v for v, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENTHS = re.compile("([一二三四五六七八九十])成([半一二三四五六七八九])?")

DATE_EXPECTED = Text(
    "a date such as 2020-02-12 or 2月12日", "日期，如 2020-02-12 或 2月12日"
)  # fmt: skip
_NUMBER_EXPECTED = Text(
    "a plain decimal number such as 2.5", "普通十进制数，如 2.5（只写一个数）"
)  # fmt: skip


_FAR = timedelta(days=300)
"""A day without a year that lies so far off is one of the year before, or after."""

_DAYS_EXPECTED = Text("a number of days such as 3 or 3天", "天数，如 3 或 3天")
_PERSONS_EXPECTED = Text("a number of persons such as 120 or 120人", "人数，如 120 或 120人")


@dataclass(frozen=True)
class Writing:
    """How one file writes: the day whose year a day without one has, and the sign of decimals."""

    as_of: date
    date1904: bool = False
    decimal_comma: bool = False


def half_width(text: str) -> str:
    """Full-width letters, digits and signs in half width."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def day(text: str, writing: Writing, *, to_come: bool | None = None) -> date | None:
    """The day that a cell gives; ``None`` where it says that it is not known.

    A day without a year is of the year of ``as_of``, but at the turn of the year: ``to_come`` says
    that the day is one to come, or none to come. Raises ``InvalidCell``.
    """
    written = half_width(text).strip()
    if written.lower() in UNKNOWN or written in ("无", "没有"):
        return None
    written = _ABOUT.sub("", written)
    short = _WEEKDAY.sub("", _TIME.sub("", written)).strip()
    if any(mark in short for mark in "年月日号.-/"):
        short = re.sub(r"\s+", "", short) if not re.search("[A-Za-z]", short) else short
    try:
        if found := _WITHOUT_YEAR.fullmatch(short):
            return _in_year(int(found[1]), int(found[2]), writing.as_of, to_come)
        if found_day := _day_of(short, writing):
            return found_day
    except ValueError:
        pass
    if _RESUMED.fullmatch(written):
        raise InvalidCell(
            Text("a date; whether it has resumed belongs into 是否复工 (resumed)",
                 "日期；是否已复工请填“是否复工”列")
        )  # fmt: skip
    raise InvalidCell(DATE_EXPECTED)


def _in_year(month: int, of_month: int, as_of: date, to_come: bool | None) -> date:
    found = date(as_of.year, month, of_month)
    if to_come and as_of - found > _FAR:
        return date(as_of.year + 1, month, of_month)
    if to_come is False and found - as_of > _FAR:
        return date(as_of.year - 1, month, of_month)
    return found


def _day_of(text: str, writing: Writing) -> date | None:
    if found := _DAY.fullmatch(text):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := _COMPACT_DAY.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _SERIAL.fullmatch(text):
        epoch = date(1904, 1, 1) if writing.date1904 else date(1899, 12, 30)
        return epoch + timedelta(days=int(found[1]))
    if found := _ENGLISH_DAY.fullmatch(text):
        return date(int(found[3]), 1 + _MONTHS.index(found[2].lower()), int(found[1]))
    if found := _TWO_DIGIT_YEAR.fullmatch(text):
        return date(2000 + int(found[3]), 1 + _MONTHS.index(found[2].lower()), int(found[1]))
    if found := _ENGLISH_MONTH.fullmatch(text):
        return date(int(found[3]), 1 + _MONTHS.index(found[1].lower()), int(found[2]))
    return None


def number(text: str, writing: Writing, *, whole: bool = False, days: bool = False) -> str | None:
    """The number that a cell gives, as a plain decimal; ``None`` where it is not known.

    ``whole``: of a column of whole numbers, in which 1,200 is twelve hundred. ``days``: of a column
    of days, in which weeks and halves of a day are understood; else persons are counted. Raises
    ``InvalidCell``, also for a number of something else.
    """
    written = half_width(text).strip().replace(" ", "")
    if written.lower() in UNKNOWN:
        return None
    short = _ABOUT.sub("", written)
    if days and short in ("半天", "半日"):
        return "0.5"
    times = 1
    if days and (weeks := _WEEKS.fullmatch(short)):
        short, times = weeks[1], 7
    else:
        own, other, wanted = (
            (_DAYS, _PERSONS, _DAYS_EXPECTED) if days else (_PERSONS, _DAYS, _PERSONS_EXPECTED)
        )
        if other.search(short):
            raise InvalidCell(wanted)
        short = _ABOUT.sub("", own.sub("", short))
    plain = _plain(short, writing, whole=whole)
    return f"{Decimal(plain) * times:f}" if times > 1 else plain


def _plain(text: str, writing: Writing, *, whole: bool) -> str:
    if _CHINESE.fullmatch(text) and (counted := _chinese_number(text)) is not None:
        return str(counted)
    if whole and _THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    if whole and writing.decimal_comma and _POINT_THOUSANDS.fullmatch(text):
        return text.replace(".", "")
    if writing.decimal_comma and _POINT_THOUSANDS.fullmatch(text):
        raise InvalidCell(
            Text(
                "a number whose point has one meaning: this file writes decimals with a comma;"
                " is the point a thousands separator?",
                "含义唯一的数：此文件以逗号作小数点，此处“.”是千分位还是小数点？",
            )
        )
    if writing.decimal_comma and re.fullmatch(r"-?[0-9]+(?:\.[0-9]{3})*,[0-9]+", text):
        text = text.replace(".", "").replace(",", ".")
    if _NUMBER.fullmatch(text):
        try:
            plain = f"{Decimal(text):f}"
        except InvalidOperation:
            raise InvalidCell(_NUMBER_EXPECTED) from None
        whole_part, _, decimals = plain.partition(".")
        return plain if decimals.strip("0") or not decimals else whole_part
    if _COMMA.fullmatch(text) or _THOUSANDS.fullmatch(text):
        raise InvalidCell(
            Text("a number with a point as decimal sign, and without thousands separators:"
                 " is the comma a decimal sign?",
                 "以“.”作小数点、不含千分位的数：此处逗号是小数点还是千分位？")
        )  # fmt: skip
    raise InvalidCell(_NUMBER_EXPECTED)


def _chinese_number(text: str) -> int | None:
    """A number up to 999 in Chinese characters; ``None`` for another order of them."""
    found = re.fullmatch(
        "(?:([一二两三四五六七八九])百[零〇]?)?(?:([一二三四五六七八九])?(十))?([零〇一二两三四五六七八九])?",
        text,
    )
    if not found:
        return None
    hundreds, tens, ten, ones = found.groups()
    total = 100 * _DIGITS[hundreds] if hundreds else 0
    total += 10 * (_DIGITS[tens] if tens else 1) if ten else 0
    return total + (_DIGITS[ones] if ones else 0)


def rate(text: str, writing: Writing, *, percent: bool = False) -> str | None:
    """A share that a cell gives, as a plain decimal: 0.8 for 80%; ``None`` where not known.

    ``percent``: the column's numbers are percents, with or without the sign. Raises
    ``InvalidCell``.
    """
    written = half_width(text).strip().replace(" ", "")
    if written.lower() in UNKNOWN:
        return None
    written = _ABOUT.sub("", written)
    if found := _TENTHS.fullmatch(written):
        tenths = 10 if found[1] == "十" else _DIGITS[found[1]]
        more = (
            Decimal("0.5") if found[2] == "半" else Decimal(_DIGITS.get(found[2] or "零", 0)) / 10
        )
        return f"{(tenths + more) / 10:f}"
    has_sign = written.endswith("%") or written.startswith("百分之")
    plain = _plain(written.removesuffix("%").removeprefix("百分之"), writing, whole=False)
    value = Decimal(plain)
    if percent and not has_sign and 0 < value <= 1:
        raise InvalidCell(
            Text(
                f"a percentage with its sign: is this {(100 * value).normalize():f}% or {plain}%?",
                f"带百分号的百分比：此处是 {(100 * value).normalize():f}% 还是 {plain}%？",
            )
        )
    if has_sign or percent:
        return f"{value / 100:f}"
    if value >= 2:
        raise InvalidCell(
            Text(
                f"a share such as {plain}% or {value / 100:f}",
                f"比例，如 {plain}% 或 {value / 100:f}",
            )
        )
    return plain


def rounded(plain: str, decimals: int) -> str:
    """``plain`` with at most so many decimals."""
    value = Decimal(plain)
    if int(value.as_tuple().exponent) >= -decimals:
        return plain
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP).normalize():f}"
