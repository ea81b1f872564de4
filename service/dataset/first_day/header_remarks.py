"""What is remarked in a header, mostly in brackets: a unit, a hint for who fills the column in, or
words that change what it means."""

import re

from service.dataset.tables.written_values import UNKNOWN, half_width

DAYS, WEEKS = "days", "weeks"

_UNITS = {
    DAYS: re.compile("天|天数|日|个?工作日|自然日|days?|d|working days?|tagen?"),
    WEEKS: re.compile("周|个?星期|weeks?|wks?|wochen?"),
    "persons": re.compile("人|名|位|人数|persons?|people|employees|heads?"),
    "shares": re.compile("%|百分比|百分数|百分率|比例|小数|percent|per cent|pct|share"),
    "else": re.compile(
        "(?:[十百千万亿]|十万|百万|千万)?(?:小时|分钟|月|个月|年|季度|吨|公斤|千克|克|斤|件|个|只|套|台|辆|"
        "米|平方米?|立方米?|升|元|美元|箱|卷|张|片|块|条|根|批|桶|袋|瓶|双|人|户|家|次|成)|[百千万亿]|"
        "hours?|hrs?|h|months?|years?|quarters?|tons?|tonnes?|t|kgs?|g|kilograms?|pcs|pieces?|"
        "units?|sets?|rolls?|boxes|meters?|metres?|m|km|m2|m3|㎡|m²|m³|eur|usd|cny|rmb|thousands?|"
        "hundreds?|millions?|stunden?|monaten?|stück|stk"
    ),
}
_RIGHT_UNITS = {
    "stock_days": (DAYS, WEEKS), "lead_days": (DAYS, WEEKS), "headcount": ("persons",),
    "on_post": ("persons",), "output_rate": ("shares",),
}  # fmt: skip
_NAMES_UNIT = re.compile("(?:计量)?(?:单位|unit):? ?(.+)|(?:以|按|in )?(.+?)(?:计|为单位)?")
_UNIT_IN_ADVICE = re.compile(
    "吨|公斤|千克|小时|[个几]月|周|星期|百人|千人|万|weeks?|months?|hours?|tons?"
)
_WITH_UNIT = re.compile("[天日周]|星期|days?|weeks?", re.I)

_BETWEEN = re.compile(r"[,，;；、/|。\s-]+|或者?|和|及")
_HINT = re.compile(
    "[必选]填项?|必选|可选|可空|非必填|选答|必答|自动|单选|多选|可?多选|可以多选|(?:下拉)?选择|下拉|"
    "自动计算|系统自动|公式|文本|数字|数值|整数|日期|是|否|是否|有|无|y|n|yes|no|[年月日]+|y+|m+|d+|"
    "打?[√×✓]|[0-9]+位(?:数字?|代码)?|全称|简称|中文|英文|姓名|名称|手机|座机|固话|如有|若有|盖章|签字|"
    "截[至止].*|[0-9]+[年./-]?[0-9]*[月./-]?[0-9]*[日号]?(?:[0-9]+[时点])?|"
    "企业|公司|本企业|本公司|本厂|本单位|总|合计|总数|总计|全部|全厂|在册|在职|"
    "实际|现|现有|当前|目前|当日|当天|今日|今天|最新|调整后|修改后|更新后|actual|current|today|"
    "optional|required|mandatory|if any|total|text|number|date"
)
_ADVICE = re.compile(
    "请|填|需填|须填|注|例|如|若|按|格式|示例|单位[:]|含|包括|包含|以.{1,12}为准|精确|保留|不得|不可|e\\.?g|please|"
    "format|including|incl"
)
_ADVICE_WITHIN = re.compile("(?<![必选])填|请|为准|注明")
_YES_OR_NO = re.compile(
    "[是否已未不有无复工产开停部分全面ynesotrufal01√×✓✔✗打、/,，;；或=:“”\"'为则勾]+"
)
_PLANNED = re.compile("预计|计划|预期|预定|预估|拟|目标|planned|plan|expected|estimated|target")
_PLANNED_RESUMPTION = re.compile("(?:预计|计划|拟)(?:复工复产|复工|复产|开工)(?!的?(?:企业|单位))")
_OTHER_TIME = re.compile(
    "原(?:定|计划|预计)?$|原(?:定|计划|预计)|调整前|修改前|昨|前天|前日|上一?[周月年期次季]|去年|往年|"
    "上年|历史|节前|年前|同期|明[天日]|后天|下[周月年期]|次日|"
    "yesterday|last|previous|prior|before|next|tomorrow"
)
_PART = re.compile(
    "^其中|外地|本地|省[内外]|市[内外]|[县区]外|湖北|武汉|温州|疫区|外来|籍|^[男女]|新增|新招"
)
_OF_NORMAL = re.compile("(?:占|与|较|比|相对于?|恢复到?)*(?:正常|节前|平时|满产|满负荷|设计).*")
_NOT_PLANNED = re.compile("实际|实施|完成|actual")

_OF_ENTERPRISES = re.compile("企业|公司|单位|厂|名单")
_OF_PERSONS = ("headcount", "on_post", "output_rate")

FACTS = frozenset(
    ("resumed", "resumed_on", "expected_on", "output_rate", "headcount", "on_post", "stock_days",
     "lead_days")
)  # fmt: skip
"""Columns of facts, which a remark changes; a name stays a name whatever is remarked of it."""


def unit_of(column: str, remark: str) -> str | None:
    """``WEEKS``, where the numbers of a column are weeks, or a unit that they cannot have.

    ``None`` where the remark names no unit, or the one that the column has anyway.
    """
    right = _RIGHT_UNITS.get(column)
    if right is None:
        return None
    written = list(filter(None, map(_unit_in, [remark, *_BETWEEN.split(remark)])))
    kinds = [kind for each in written for kind in right if _UNITS[kind].fullmatch(each)]
    if DAYS in kinds and WEEKS in kinds:
        return remark
    wrong = [each for each in written if not any(_UNITS[kind].fullmatch(each) for kind in right)]
    if not written and _is_advice(remark) and (found := _UNIT_IN_ADVICE.search(remark)):
        wrong = [found[0]]
    return wrong[0] if wrong else WEEKS if WEEKS in kinds else None


def _unit_in(words: str) -> str | None:
    """The unit that words name: 吨, 单位:吨, 以吨计."""
    found = _NAMES_UNIT.fullmatch(words)
    for written in (words, (found[1] or found[2]) if found else None):
        if written and any(unit.fullmatch(written) for unit in _UNITS.values()):
            return written
    return None


def is_days(text: str) -> bool:
    """Whether a text names days as a unit."""
    return bool(_UNITS[DAYS].fullmatch(text))


def in_weeks(text: str) -> str:
    """A cell below a header that says weeks, with the unit that it means."""
    own = _WITH_UNIT.search(text) or half_width(text).strip().casefold() in UNKNOWN
    return text if own or not text else f"{text}周"


def is_unit(text: str) -> bool:
    """Whether a text names a unit, of whatever."""
    return _unit_in(text) is not None


def is_hint(text: str) -> bool:
    """Whether a text only says how a column is to be filled in."""
    parts = filter(None, _BETWEEN.split(text))
    return _is_advice(text) or _unit_in(text) is not None or all(map(_is_plain_hint, parts))


def _is_plain_hint(part: str) -> bool:
    return bool(_HINT.fullmatch(part) or _unit_in(part) or _ADVICE.match(part))


def _is_advice(remark: str) -> bool:
    return bool(_ADVICE.match(remark) or _ADVICE_WITHIN.search(remark))


def remarked(column: str, remark: str) -> str | None:
    """What a column means by a remark in brackets behind its header; ``None``: something else.

    Of a fact only what is known to change nothing leaves it what it is.
    """
    if column not in FACTS:
        return column
    if column == "resumed" and (_is_advice(remark) or _YES_OR_NO.fullmatch(remark)):
        return column if remark != "部分" else None
    if column == "output_rate" and _OF_NORMAL.match(remark):
        return column
    if _is_advice(remark):  # 如未复工填预计日期: a column of both kinds of days
        return None if column == "resumed_on" and _PLANNED.search(remark) else column
    if (changed := _changed(column, remark)) != column:
        return changed
    planned = column in ("expected_on", "lead_days") and _PLANNED.search(remark)
    return column if planned or is_hint(remark) else None


def grouped(column: str, group: str) -> str | None:
    """What a column means under a group, which may say anything (基本情况, 计划, 昨日).

    One that names enterprises (拟复工企业, 本地企业) says nothing of their numbers.
    """
    of_enterprises = _OF_ENTERPRISES.search(group) and not _PLANNED_RESUMPTION.search(group)
    return column if column not in FACTS or of_enterprises else _changed(column, group)


def _changed(column: str, words: str) -> str | None:
    if _OTHER_TIME.match(words):
        return None
    if column != "lead_days" and _PLANNED.search(words) and not _NOT_PLANNED.search(words):
        return "expected_on" if column in ("resumed_on", "expected_on") else None
    if column in _OF_PERSONS and _PART.search(words):
        return None
    return column
