"""What sources disagree about, in words and for programs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.dataset.claims import FROM_ACTIONS, LINK, UNKNOWN_DAY
from service.dataset.difference import Conflict, Kept
from service.language import Text
from service.model.columns import Column
from service.model.privacy import masked
from service.model.tables import TABLES

Names = Mapping[str, Text]
"""By id the name of an enterprise, a material or another thing."""

_COLUMNS: Mapping[tuple[str, str], Column] = {
    (table.label or (table.relation.type if table.relation else ""), column.name): column
    for table in TABLES
    for column in table.columns
} | {
    (column.link.type, LINK): column
    for table in TABLES
    for column in table.columns
    if column.link
}  # fmt: skip


def conflict_texts(conflicts: Iterable[Conflict], names: Names, *, personal: bool) -> list[Text]:
    """Each conflict in a sentence; ``personal``: whether personal data may be shown."""
    return [_sentence(conflict, names, personal) for conflict in conflicts]


def conflict_records(conflicts: Sequence[Conflict], *, personal: bool) -> list[dict[str, Any]]:
    """Each conflict as an object of JSON."""
    return [
        {
            "kind": conflict.kind,
            "ids": list(conflict.ids),
            "fact": conflict.about.fact,
            "stood": _shown(conflict, conflict.about.stood, personal),
            "stood_source": conflict.about.stood_source,
            "stood_on": _day(conflict.about.stood_on),
            "said": _shown(conflict, conflict.about.said, personal),
            "said_source": conflict.about.said_source,
            "said_on": _day(conflict.about.said_on),
            "taken": conflict.about.taken,
        }
        for conflict in conflicts
    ]


def kept_texts(kept: Iterable[Kept], names: Names) -> list[Text]:
    """What could not be taken back, each in a line."""
    found = []
    for each in kept:
        known = [names.get(id_, Text(id_, id_)) for id_ in each.ids if id_]
        label = fact_label(each.kind, each.fact) if each.fact else Text(each.kind, each.kind)
        found.append(
            Text(
                f"{' – '.join(one.en for one in known)}, {label.en}",
                f"{' – '.join(one.zh for one in known)}，{label.zh}",
            )
        )
    return found


def fact_label(kind: str, fact: str) -> Text:
    """What a fact of a label or type of relationship is called."""
    column = _COLUMNS.get((kind, fact))
    return column.label if column else Text(fact, fact)


def _sentence(conflict: Conflict, names: Names, personal: bool) -> Text:
    about = conflict.about
    known = [names.get(id_, Text(id_, id_)) for id_ in conflict.ids if id_]
    label = fact_label(conflict.kind, about.fact)
    stood, said = (_value(conflict, value, personal) for value in (about.stood, about.said))
    stood_by = _source(about.stood_source, about.stood_on)
    said_by = _source(about.said_source, about.said_on)
    ending = (
        Text("; the latter stands", "；以后者为准")
        if about.taken
        else Text("; the former stands", "；以前者为准")
    )
    return Text(
        f"{' – '.join(each.en for each in known)}, {label.en}: {stood.en} ({stood_by.en}), but"
        f" {said.en} ({said_by.en}){ending.en}",
        f"{' – '.join(each.zh for each in known)}，{label.zh}：{stood.zh}（{stood_by.zh}），"
        f"另称 {said.zh}（{said_by.zh}）{ending.zh}",
    )


def _source(source: str | None, on: Any) -> Text:
    day = _day(on)
    named = (
        Text("recorded by hand", "人工登记")
        if source == FROM_ACTIONS
        else Text("source unknown", "来源不明")
        if source is None
        else Text(source, source)
    )
    return Text(f"{named.en}, {day}", f"{named.zh}，{day}") if day else named


def _value(conflict: Conflict, value: Any, personal: bool) -> Text:
    if value is None:
        return Text("nothing", "空白")
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    column = _COLUMNS.get((conflict.kind, conflict.about.fact))
    if column is not None and column.personal and not personal:
        return Text(str(masked(value)), str(masked(value)))
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return Text(shown, shown)


def _shown(conflict: Conflict, value: Any, personal: bool) -> Any:
    column = _COLUMNS.get((conflict.kind, conflict.about.fact))
    return masked(value) if column is not None and column.personal and not personal else value


def _day(on: Any) -> str | None:
    return None if on in (None, UNKNOWN_DAY) else on.isoformat()
