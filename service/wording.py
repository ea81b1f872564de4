"""How the values of an answer are put into words for people, in both languages."""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.exports import flat
from service.knowledge import Answer
from service.language import Language, Text
from service.parameters import Column

PAGES = {
    "enterprise": "enterprise",
    "supplier": "enterprise",
    "buyer": "enterprise",
    "waits_for": "enterprise",
    "broker": "enterprise",
    "hidden": "enterprise",
    "met_by": "enterprise",
    "brokered_by": "enterprise",
    "anchor": "enterprise",
    "anchor_ids": "enterprise",
    "material": "material",
    "team": "team",
}
"""Columns that hold ids, and the kind of thing whose page they lead to."""

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

NOTHING = "—"
YES, NO = Text("yes", "是"), Text("no", "否")
NEVER = Text("never, as things stand", "无期")
NOT_FIRM = Text("to be verified", "待核实")
RUNS = Text("running", "生产中")

READY = {"ready_days", "ready_on"}
TELEPHONE = re.compile(r"\+?[0-9][0-9 ()\-]{4,20}")

Link = Callable[[str, str], str]
"""The address of a thing's page, from its kind and its id."""


@dataclass(frozen=True)
class Cell:
    """One value as people read it; ``sort`` orders a column, empty ones stand last."""

    text: str
    href: str = ""
    note: str = ""
    mark: str = ""
    """What kind of value it is, for its looks only."""
    sort: str = ""
    parts: tuple["Cell", ...] = ()
    """Where the value is a list."""


@dataclass(frozen=True)
class Heading:
    """The head of a column on a page; ``numeric`` ones stand to the right."""

    name: str
    label: str
    numeric: bool


@dataclass(frozen=True)
class Table:
    """An answer's rows for a page: an id and the name beside it share one cell."""

    headings: list[Heading]
    rows: list[list[Cell]]


def table(answer: Answer, language: Language, link: Link) -> Table:
    """The rows of ``answer`` as people read them."""
    columns = answer.columns
    names = [column.name for column in columns]
    named = {i: i + 1 for i in range(len(names) - 1) if _names(names[i], names[i + 1])}
    shown = [i for i in range(len(names)) if i not in named.values()]
    known = {node.id: node.properties for node in answer.picture.nodes} if answer.picture else {}
    rows = []
    for row in answer.rows:
        facts = {**known.get(row[names.index("enterprise")], {})} if "enterprise" in names else {}
        facts |= dict(zip(names, row, strict=True))
        rows.append(
            [
                _named(columns[i], row[i], row[named[i]], link)
                if i in named and row[named[i]] is not None
                else cell(columns[i], row[i], facts, language, link)
                for i in shown
            ]
        )
    headings = [
        Heading(names[i], columns[i].label.to(language), columns[i].type in ("integer", "number"))
        for i in shown
    ]
    return Table(headings, rows)


def cell(
    column: Column, value: Any, facts: Mapping[str, Any], language: Language, link: Link
) -> Cell:
    """One value; ``facts`` are the row it stands in and what else is known of its enterprise."""
    name = column.name
    if name in READY:
        return _ready(name, value, facts, language)
    if value is None:
        return Cell(NOTHING, mark="nothing")
    if isinstance(value, bool):
        return Cell((YES if value else NO).to(language), mark=str(value).lower(), sort=str(value))
    if isinstance(value, list):
        parts = tuple(_item(column, item, language, link) for item in value)
        mark = "steps" if isinstance(value[0] if value else None, dict) else "list"
        return Cell("" if parts else NOTHING, mark=mark, sort=str(len(value)), parts=parts)
    if isinstance(value, str):
        return _text(name, value, language, link)
    if isinstance(value, dict):
        return _item(column, value, language, link)
    return Cell(number(name, value, language), sort=str(value))


def status(facts: Mapping[str, Any], language: Language) -> Cell:
    """Where an enterprise stands, from the facts derived about it: a symbol and words."""
    days = facts.get("ready_days")
    note = "" if facts.get("firm") else NOT_FIRM.to(language)
    if facts.get("stuck"):
        word = WORDS["stuck"].get(facts["stuck"])
        text = word.to(language) if word else str(facts["stuck"])
        return Cell(f"✕ {text}", mark="stuck", note=note)
    if facts.get("in_flow"):
        return Cell(Text("● in flow", "● 正常供货").to(language), mark="flow", note=note)
    if days is None:
        return Cell(Text("? not derived yet", "? 尚未推算").to(language), mark="nothing")
    if facts.get("runs"):
        return Cell("◐ " + _stops(days, language), mark="stops", note=note)
    if days == 0:
        text = Text("○ can run today", "○ 今日即可复工").to(language)
        return Cell(text, mark="able", note=note)
    amount = number("ready_days", days, language)
    text = Text(f"◔ ready in {amount} days", f"◔ {amount} 天后可复工").to(language)
    return Cell(text, mark="waits", note=note)


def number(name: str, value: Any, language: Language) -> str:
    """A number or date as people read it; rates and shares as a percentage."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(flat(value))
    if name.endswith("_rate") or name in ("share", "confidence"):
        return f"{value * 100:.1f}".removesuffix(".0") + "%"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def word(name: str, value: Any, language: Language) -> str:
    """A code of the column or parameter ``name`` in words, or as it is."""
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    known = WORDS.get(name, {}).get(value) if isinstance(value, str) else None
    return known.to(language) if known else str(flat(value))


def _names(key: str, name: str) -> bool:
    """Whether column ``name`` names the thing whose id stands in the column ``key`` before it."""
    return name == f"{key}_name" or (name == "name" and (key in PAGES or key == "group"))


def _named(column: Column, key: Any, name: str, link: Link) -> Cell:
    if key is None:
        return Cell(str(name), sort=str(name))
    kind = PAGES.get(column.name)
    href = link(kind, str(key)) if kind else ""
    note = "" if str(key) == str(name) else str(key)
    return Cell(str(name), href=href, note=note, mark="name", sort=str(name))


def _ready(name: str, value: Any, facts: Mapping[str, Any], language: Language) -> Cell:
    days = facts.get("ready_days")
    note = NOT_FIRM.to(language) if facts.get("firm") is False else ""
    if facts.get("runs"):
        # One that runs loses days; a date would read as a resumption that will never take place.
        text = _stops(days, language) if days else RUNS.to(language)
        return Cell(text, note=note, mark="stops" if days else "flow", sort=str(days or 0))
    if value is None:
        never = bool(facts.get("stuck"))
        mark = "stuck" if never else "nothing"
        return Cell(NEVER.to(language) if never else NOTHING, note=note, mark=mark)
    return Cell(number(name, value, language), note=note, sort=str(value))


def _stops(days: float, language: Language) -> str:
    amount = number("ready_days", days, language)
    return Text(f"will stand still {amount} days", f"预计断料停产 {amount} 天").to(language)


def _text(name: str, value: str, language: Language, link: Link) -> Cell:
    if name in PAGES:
        return Cell(value, href=link(PAGES[name], value), mark="id", sort=value)
    if name == "phone" and TELEPHONE.fullmatch(value):
        return Cell(value, href="tel:" + re.sub(r"[^+0-9]", "", value), sort=value)
    if name == "stuck":
        return Cell(word(name, value, language), mark="stuck", sort=value)
    text = word(name, value, language)
    return Cell(text, sort=text)


def _item(column: Column, item: Any, language: Language, link: Link) -> Cell:
    """One entry of a list: an id, a code, or a step of a proof."""
    if item is None:
        return Cell(NOTHING)
    if isinstance(item, str):
        return _text(column.name, item, language, link)
    if isinstance(item, dict):
        return Cell(_step(item, language))
    return Cell(number(column.name, item, language))


def _step(step: Mapping[str, Any], language: Language) -> str:
    """A step of a proof: who stops for want of what, since which suppliers stop."""
    if not {"enterprise", "material", "suppliers"} <= step.keys():
        pairs = (f"{key}: {flat(value)}" for key, value in step.items() if value is not None)
        return "; ".join(pairs)
    enterprise = step.get("name") or step["enterprise"]
    material = step.get("material_name") or step["material"]
    suppliers: Sequence[str] = step.get("supplier_names") or step["suppliers"] or []
    return Text(
        f"{enterprise} lacks {material} from {', '.join(suppliers)}",
        f"{enterprise} ← {material} ← {'、'.join(suppliers)}",
    ).to(language)
