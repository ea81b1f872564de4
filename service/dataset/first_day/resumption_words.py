"""The words that people write for whether an enterprise has resumed."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from service.dataset.tables.parse import InvalidCell
from service.dataset.tables.written_values import UNKNOWN, Writing, day, half_width
from service.language import Text

_YES = frozenset(
    ("是", "已", "有", "复工", "复产", "复工复产", "已复工", "已复产", "已复工复产", "已开工",
     "开工",
     "已投产", "投产", "已生产", "在产", "正常", "正常生产", "生产中", "已恢复", "恢复生产",
     "已恢复生产", "全部复工", "全部复产", "全面复工", "全面复产", "已全部复工", "已全面复工",
     "全员复工", "完全复工", "未停工", "未停产", "√", "✓", "✔", "☑", "yes", "y", "true", "t", "1",
     "resumed", "running", "open", "ja", "oui")
)  # fmt: skip
_NO = frozenset(
    ("否", "未", "不", "无", "没", "没有", "未复工", "未复产", "未开工", "未投产", "未生产",
     "未恢复",
     "尚未复工", "暂未复工", "还未复工", "没复工", "不复工", "不准备复工", "停工", "停产", "已停工",
     "停工中", "停产中", "暂停", "关停", "歇业", "即将复工", "准备复工", "待复工", "拟复工",
     "申请中",
     "×", "✗", "✘", "✕", "☒", "x", "no", "n", "false", "f", "0", "not resumed", "stopped", "closed",
     "nein", "non")
)  # fmt: skip
_PARTLY = re.compile(
    r"(?:已?部分|半|逐步|陆续|partly|partially|partial)(?:复工|复产|开工|生产|resumed)?"
)
_PLANNED = re.compile(
    r"(?:计划|预计|预定|拟定?于?|拟|定于|将于|expected|planned)(?:于|在|on)?[:：]?(.+?)(?:日?(?:起|左右)?)"
    r"(?:复工|复产|开工|恢复生产)?"
)
_DAY_THEN_RESUMED = re.compile(r"(.*[0-9].*?)(?:已|正式)(?:复工|复产|开工)")
_BRACKETS = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]?\s*$")
_MARKS = re.compile(r"[\s。.!！]+$")

EXPECTED = Text(
    "yes, no, or one of their words: 是 已复工 否 停工 部分复工 待定",
    "是、否，或 已复工、停工、部分复工、待定",
)


@dataclass(frozen=True)
class Resumption:
    """What one cell says: ``resumed`` is ``None`` where it is not known."""

    resumed: bool | None
    partly: bool = False
    expected_on: date | None = None
    resumed_on: date | None = None
    note: str | None = None


@lru_cache(maxsize=10_000)
def resumption(text: str, writing: Writing) -> Resumption:
    """The meaning of a cell under 是否复工. Raises ``InvalidCell`` for other words."""
    note = None
    written = text.strip()
    if (found := _BRACKETS.search(written)) and found.start():
        note, written = found[1].strip() or None, written[: found.start()]
    word = _MARKS.sub("", half_width(written).strip().casefold())
    if not word or word in UNKNOWN:
        return Resumption(None, note=note)
    if word in _YES:
        return Resumption(True, note=note)
    if word in _NO:
        return Resumption(False, note=note)
    if _PARTLY.fullmatch(word):
        return Resumption(True, partly=True, note=note)
    try:
        if found := _PLANNED.fullmatch(word):
            return Resumption(False, expected_on=_planned_day(found[1], writing), note=note)
        if found := _DAY_THEN_RESUMED.fullmatch(word):
            return Resumption(True, resumed_on=day(found[1], writing), note=note)
    except InvalidCell:
        pass
    raise InvalidCell(EXPECTED)


def _planned_day(text: str, writing: Writing) -> date | None:
    # The pattern takes the 日 of 计划2月20日复工 for the verb's.
    return day(f"{text}日" if "月" in text and text[-1:].isdecimal() else text, writing)
