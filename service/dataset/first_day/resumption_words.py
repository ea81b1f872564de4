"""The words that people write for whether an enterprise has resumed."""

import re
from dataclasses import dataclass, replace
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
     "申请中", "计划复工", "预计复工", "待批复", "待审批", "审批中", "□", "☐",
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
_DAY_OF_RESUMPTION = re.compile(r"(?:已?于|已)?(.*[0-9].*?[日号])(?:已|正式)*(?:复工|复产|开工)")
_APPLIED = re.compile(
    r"((?:已|待|正在)?(?:报备|备案|申请|申报|审批|批复|验收|核查)中?)[,、]?但?((?:未|尚未|暂未)(?:复工|复产|开工))"
)
_SHARE_AT_WORK = re.compile(r"(?:已)?(?:复工|复产|开工)(?:率)?[:：]?(?:约|达)?([0-9]{1,3}%)")
_TICK = r"[☑✓✔√■●☒]"
_EMPTY = r"[□☐○]"
_BOX = re.compile(rf"\s*({_TICK}|{_EMPTY})\s*([^\s☑✓✔√■●☒□☐○]+)")
_BOX_BEHIND = re.compile(
    rf"\s*([^\s()（）☑✓✔√■●☒□☐○]+)\s*[(（]?\s*({_TICK}|{_EMPTY}|(?=[)）]))\s*[)）]?"
)
_MORE = re.compile(r"\s*[,，;；]\s*")
_BRACKETS = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]?\s*$")
_MARKS = re.compile(r"[\s。.!！]+$")

MAX_LENGTH = 200
"""Characters of a cell that may say whether an enterprise has resumed."""

EXPECTED = Text(
    "yes, no, or one of their words: 是 已复工 否 停工 部分复工 待定",
    "是、否，或 已复工、停工、部分复工、待定",
)


_NOT_BOTH = Text(
    "one answer: this cell says that it has resumed, and that it has not or is only planned to; a"
    " day that is planned has a column of its own, 计划复工日期 (expected_on)",
    "只能有一种说法：此格既说已复工，又说未复工或仅为计划；计划日期请填“计划复工日期”列",
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
    if len(text) > MAX_LENGTH:  # patterns look at a long text from each of its characters
        raise InvalidCell(EXPECTED)
    note = None
    written = _ticked(text.strip())
    if (found := _BRACKETS.search(written)) and found.start():
        note, written = found[1].strip() or None, written[: found.start()]
    elif (found := _MORE.search(written)) and found.start():
        note, written = written[found.end() :].strip() or None, written[: found.start()]
    word = _word(written)
    said = _said(word, writing)
    return _with_more(said, note, writing) if note else said


def _word(written: str) -> str:
    return _MARKS.sub("", half_width(written).strip().casefold())


def _said(word: str, writing: Writing) -> Resumption:
    """What the words before a remark say."""
    if not word or word in UNKNOWN:
        return Resumption(None)
    if word in _YES:
        return Resumption(True)
    if word in _NO:
        return Resumption(False)
    for words, resumed in ((_YES, True), (_NO, False)):  # in two languages: 是 Yes
        if words.issuperset(word.split()):
            return Resumption(resumed)
    if _PARTLY.fullmatch(word):
        return Resumption(True, partly=True)
    if found := _APPLIED.fullmatch(word):
        return Resumption(False, note=found[1])
    if found := _SHARE_AT_WORK.fullmatch(word):
        return Resumption(True, partly=found[1] != "100%", note=found[1])
    try:
        if found := _PLANNED.fullmatch(word):
            return Resumption(False, expected_on=_planned_day(found[1], writing))
        if found := _DAY_THEN_RESUMED.fullmatch(word):
            return Resumption(True, resumed_on=day(found[1], writing))
        if found := _DAY_OF_RESUMPTION.fullmatch(word):
            return _on(day(found[1], writing), writing)
    except InvalidCell:
        pass
    raise InvalidCell(EXPECTED)


def _on(resumes: date | None, writing: Writing) -> Resumption:
    """A day of resumption without a word whether it is past: it is where it has come."""
    if resumes is None or resumes > writing.as_of:
        return Resumption(False, expected_on=resumes)
    return Resumption(True, resumed_on=resumes)


def _with_more(said: Resumption, note: str, writing: Writing) -> Resumption:
    """The same with what a remark in brackets, or behind a comma, adds to it.

    Raises ``InvalidCell`` where the remark says the contrary.
    """
    noted = replace(said, note="；".join(filter(None, (said.note, note))))
    try:
        more = _said(_word(note), writing)
    except InvalidCell:
        try:
            more = _on(day(note, writing), writing)
        except InvalidCell:
            return noted
    if more.resumed is None or said.resumed is None:
        return noted
    if said.resumed != more.resumed and not more.partly:
        raise InvalidCell(_NOT_BOTH)
    expected_on, resumed_on = more.expected_on, more.resumed_on
    if expected_on or resumed_on:
        return replace(said, expected_on=expected_on, resumed_on=resumed_on)
    return replace(noted, partly=said.partly or more.partly)


def _ticked(written: str) -> str:
    """Of boxes with words, such as □是 ☑否 or 是（）否（√）, the word whose box is ticked."""
    for pattern, box in ((_BOX, 1), (_BOX_BEHIND, 2)):
        found = list(pattern.finditer(written))
        whole = "".join(one[0] for one in found) == written
        if len(found) > 1 and whole:
            ticked = [one[3 - box] for one in found if re.fullmatch(_TICK, one[box])]
            return ticked[0] if len(ticked) == 1 else written
    return written


def _planned_day(text: str, writing: Writing) -> date | None:
    # The pattern takes the 日 of 计划2月20日复工 for the verb's.
    return day(f"{text}日" if "月" in text and text[-1:].isdecimal() else text, writing)
