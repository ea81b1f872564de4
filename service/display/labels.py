"""Codes that stand in columns and parameters, in words of both languages."""

from typing import Any

from service.language import Language, Text
from service.serialization import to_cell

YES, NO = Text("yes", "是"), Text("no", "否")
NEVER_READY = Text("never", "无期")

UNLESS_NEVER = {"before_days", "after_days"}
"""Columns of days in which nothing means never, and not that nobody knows."""

WORDS = {
    "stuck": {
        "closed": Text("closed down", "已停业"),
        "circular": Text("circular wait", "循环等待"),
        "late": Text("beyond a year", "超出一年"),
    },
    "kind": {
        "single": Text("single source", "单一来源"),
        "sole": Text("sole maker", "独家生产"),
        "main": Text("main source", "主供"),
        "service_team": Text("service team", "服务专班"),
        "labour_squad": Text("labour-support squad", "用工保障小分队"),
        "material": Text("material", "物料"),
        "labour": Text("labour", "用工"),
        "protection": Text("protective supplies", "防护物资"),
        "funds": Text("funds", "资金"),
        "logistics": Text("logistics", "物流"),
        "permit": Text("permit", "证照"),
    },
    "state": {
        "open": Text("open", "待办"),
        "matched": Text("matched", "已对接"),
        "met": Text("met", "已解决"),
        "withdrawn": Text("withdrawn", "已撤回"),
        "home": Text("at home", "在家"),
        "travelling": Text("travelling", "返程途中"),
        "quarantine": Text("in quarantine", "隔离中"),
        "on_post": Text("on post", "已到岗"),
    },
    "missing": {
        "surveyed_on": Text("survey", "摸底"),
        "filed_on": Text("filing", "备案"),
        "prevention_on": Text("prevention", "防控"),
        "resumed_on": Text("day of resumption", "复工日期"),
        "expected_on": Text("expected day", "预计复工日期"),
        "contact": Text("contact", "联系人"),
        "phone": Text("telephone", "电话"),
        "district": Text("district", "属地"),
        "headcount": Text("headcount", "员工数"),
        "on_post": Text("on post", "到岗数"),
        "output_rate": Text("output rate", "复产率"),
        "recover_days": Text("days to recover", "恢复所需天数"),
        "suppliers": Text("suppliers", "供应商"),
        "stock_days": Text("stock", "库存天数"),
        "lead_days": Text("lead days", "交货天数"),
    },
    "next_step": {
        "survey": Text("survey", "摸底"),
        "filing": Text("filing", "备案"),
        "prevention": Text("prevention", "防控"),
        "resumption": Text("resumption", "复工"),
    },
    "by": {
        "city": Text("whole city", "全市"),
        "district": Text("district", "区县"),
        "town": Text("town", "乡镇街道"),
        "industry": Text("industry", "行业"),
        "team": Text("service team", "专班"),
        "anchor": Text("anchor enterprise", "龙头企业"),
    },
}
"""Codes by the column or parameter they stand in."""


def word(name: str, value: Any, language: Language) -> str:
    """A code of the column or parameter ``name`` in words, or as it is."""
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    code, _, of = value.partition(":") if isinstance(value, str) else ("", "", "")
    known = WORDS.get(name, {}).get(code)
    if known is None:
        return str(to_cell(value))
    of = of.replace(":", ", ")
    return (
        Text(f"{known.en} ({of})", f"{known.zh}（{of}）").to(language) if of else known.to(language)
    )
