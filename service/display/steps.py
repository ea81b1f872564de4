"""Objects in the lists of an answer, each in words: steps of a proof, what a supplier gives of a
need, hops of waiting."""

from collections.abc import Callable, Mapping
from typing import Any

from service.display.numbers import number
from service.language import Language, Text
from service.serialization import to_cell

Called = Callable[[str, str], str | None]
"""How people call a thing, from its kind and its id; nothing where that is not known."""

OUTPUT_STATES = {
    "closed": Text("closed", "已关停"),
    "not_resumed": Text("not resumed", "未复工"),
    "unknown": Text("output not known, taken as 100%", "产出未知，按 100% 计"),
}
"""Why a supplier's output is none, or what it is taken for."""


THINGS_NAMED = {
    "enterprise": "enterprise",
    "supplier": "enterprise",
    "suppliers": "enterprise",
    "waits_for": "enterprise",
    "material": "material",
}
"""The keys that hold ids, and of which kind of thing."""


def in_words(step: Mapping[str, Any], called: Called, language: Language) -> str:
    """One object of a list; its keys tell of which kind it is, and any other is told key by key."""
    for keys, worded in _KINDS:
        if keys <= step.keys():
            return worded(step, called, language).to(language)
    pairs = (f"{key}: {to_cell(value)}" for key, value in step.items() if value is not None)
    return "; ".join(pairs)


def _proof(step: Mapping[str, Any], called: Called, language: Language) -> Text:
    """Who stops for want of what, since which suppliers stop."""
    enterprise = _name(step, "enterprise", called)
    material = _name(step, "material", called)
    suppliers = [called("enterprise", one) or one for one in step["suppliers"] or []]
    return Text(
        f"{enterprise} lacks {material} from {', '.join(suppliers)}",
        f"{enterprise} 缺 {material}（{'、'.join(suppliers)}）",
    )


def _output(step: Mapping[str, Any], called: Called, language: Language) -> Text:
    """What a supplier holds of a need, and gives today."""
    name = _name(step, "supplier", called)
    rate = number("output_rate", step["output_rate"], language)
    output = OUTPUT_STATES.get(step["state"], Text(f"output {rate}", f"产出 {rate}"))
    if step["share"] is None:
        return Text(f"{name}: {output.en}", f"{name}：{output.zh}")
    share = number("share", step["share"], language)
    return Text(f"{name}: share {share}, {output.en}", f"{name}：占比 {share}，{output.zh}")


def _hop(step: Mapping[str, Any], called: Called, language: Language) -> Text:
    """When an enterprise is ready, and for whom and what it waits."""
    name = _name(step, "enterprise", called)
    days = number("ready_days", step["ready_days"] or 0, language)
    if step["closed"]:
        when = Text("has closed", "已关停")
    elif step["ready_days"] is None:
        when = Text("is never ready", "无期")
    elif step["ready_days"] == 0:
        when = Text("is ready today", "今日即可")
    elif step["runs"]:
        when = Text(f"will stand still {days} days", f"预计断料停产 {days} 天")
    else:
        when = Text(f"is ready in {days} days", f"{days} 天后可复工")
    if step["waits_for"] is None:
        return Text(f"{name} {when.en}", f"{name} {when.zh}")
    supplier = _name(step, "waits_for", called)
    material = _name(step, "material", called)
    lead, stock = (number(key, step[key], language) for key in ("lead_days", "stock_days"))
    return Text(
        f"{name} {when.en}: waits for {material} from {supplier} ({lead} days on the way, stock"
        f" for {stock})",
        f"{name} {when.zh}，在等 {supplier} 的 {material}（交货 {lead} 天，库存 {stock} 天）",
    )


def _name(step: Mapping[str, Any], key: str, called: Called) -> str:
    """The name of what a step names: as it is called, else as the step says."""
    name = called(THINGS_NAMED[key], step[key])
    return str(name or step.get(f"{key}_name") or step[key])


_KINDS = (
    ({"supplier", "share", "output_rate", "state"}, _output),
    ({"enterprise", "ready_days", "waits_for", "lead_days", "stock_days"}, _hop),
    ({"enterprise", "material", "suppliers"}, _proof),
)
"""The keys by which each kind is known, and how it is put into words."""
