"""What facts rest on and what sources disagree about, in words and for programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from service.answers.persons import thing_of
from service.answers.provenance import Provenance
from service.dataset.merging.claims import FROM_ACTIONS, LINK, UNKNOWN_DAY
from service.dataset.merging.difference import Conflict, Kept
from service.display.facts import fact_value
from service.language import Text
from service.model.bookkeeping import ALIAS, DIFFERENT, NOTE
from service.model.columns import Column
from service.model.privacy import masked
from service.model.tables import BY_LABEL, RELATIONS, TABLES

if TYPE_CHECKING:
    from service.answers.undo_change import Restored

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


_STARTS = {relation.type: relation.start for relation in RELATIONS}
"""By type of relationship the label of the nodes where it begins."""

_TITLES = {
    **{label: table.title for label, table in BY_LABEL.items()},
    **{table.relation.type: table.title for table in TABLES if table.relation},
    ALIAS: Text("Other names", "别名"),
    DIFFERENT: Text("Pairs that are different", "认定不同的对象"),
    NOTE: Text("Notes", "备注"),
}


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
            "stood": _masked(conflict.kind, conflict.about.fact, conflict.about.stood, personal),
            "stood_source": conflict.about.stood_source,
            "stood_on": _day(conflict.about.stood_on),
            "said": _masked(conflict.kind, conflict.about.fact, conflict.about.said, personal),
            "said_source": conflict.about.said_source,
            "said_on": _day(conflict.about.said_on),
            "taken": conflict.about.taken,
        }
        for conflict in conflicts
    ]


def provenance_records(facts: Iterable[Provenance], *, personal: bool) -> list[dict[str, Any]]:
    """What each fact rests on, as objects of JSON."""
    return [
        {
            "kind": each.kind,
            "ids": [id_ for id_ in each.ids if id_],
            "fact": each.fact,
            "value": _masked(each.kind, each.fact, each.value, personal),
            "source": each.said.source,
            "on": _day(each.said.on),
            "others": [
                {
                    "source": other.source,
                    "on": _day(other.on),
                    "value": _masked(each.kind, each.fact, other.value, personal),
                }
                for other in each.others
            ],
        }
        for each in facts
    ]


@dataclass(frozen=True)
class Rests:
    """One line of what facts rest on, in words: of what, which fact, its value, who says so."""

    of: Text
    fact: Text
    value: Text
    source: Text
    day: str | None
    others: list[Text]


def provenance_texts(facts: Iterable[Provenance], names: Names, *, personal: bool) -> list[Rests]:
    """What each fact rests on, in words."""
    return [
        Rests(
            _joined(each.ids, names),
            fact_label(each.kind, each.fact),
            _value(each.kind, each.fact, each.value, personal),
            source_text(each.said.source, None),
            _day(each.said.on),
            [
                Text(f"{value.en} ({source.en})", f"{value.zh}（{source.zh}）")
                for other in each.others
                for value in [_value(each.kind, each.fact, other.value, personal)]
                for source in [source_text(other.source, other.on)]
            ],
        )
        for each in facts
    ]


def _joined(ids: Iterable[str], names: Names) -> Text:
    known = [names.get(id_, Text(id_, id_)) for id_ in ids if id_]
    return Text(" – ".join(one.en for one in known), " – ".join(one.zh for one in known))


def kept_texts(kept: Iterable[Kept], names: Names) -> list[Text]:
    """What could not be taken back, each in a line."""
    found = []
    for each in kept:
        of = _joined(each.ids, names)
        label = fact_label(each.kind, each.fact) if each.fact else kind_title(each.kind)
        found.append(Text(f"{of.en}, {label.en}", f"{of.zh}，{label.zh}"))
    return found


def restored_texts(facts: "Iterable[Restored]", names: Names, *, personal: bool) -> list[Text]:
    """Facts that are as before, each in a line."""
    found = []
    for each in facts:
        of, label = _joined(each.ids, names), fact_label(each.kind, each.fact)
        now, then = (
            _value(each.kind, each.fact, value, personal) for value in (each.meanwhile, each.before)
        )
        found.append(
            Text(
                f"{of.en}, {label.en}: {now.en} → {then.en}",
                f"{of.zh}，{label.zh}：{now.zh} → {then.zh}",
            )
        )
    return found


def persons_in(facts: "Iterable[Conflict | Restored]") -> frozenset[str]:
    """The things, as ``kind:id``, of whom conflicts or restored facts tell what is personal."""
    found = set()
    for each in facts:
        if isinstance(each, Conflict):
            fact, values = each.about.fact, (each.about.stood, each.about.said)
        else:
            fact, values = each.fact, (each.meanwhile, each.before)
        if _is_personal(each.kind, fact) and any(value is not None for value in values):
            # of a relationship it is that of the node where it begins
            label = each.kind if each.kind in BY_LABEL else _STARTS[each.kind]
            found.add(thing_of(label, each.ids[0]))
    return frozenset(found)


def kind_title(kind: str) -> Text:
    """What the nodes of a label or the relationships of a type are called."""
    return _TITLES.get(kind) or fact_label(kind, LINK)


def fact_label(kind: str, fact: str) -> Text:
    """What a fact of a label or type of relationship is called."""
    column = _COLUMNS.get((kind, fact))
    return column.label if column else Text(fact, fact)


def source_text(source: str | None, on: date | None) -> Text:
    """Who says something, and of which day."""
    day = _day(on)
    named = (
        Text("recorded by hand", "人工登记")
        if source == FROM_ACTIONS
        else Text("source unknown", "来源不明")
        if source is None
        else Text(source, source)
    )
    return Text(f"{named.en}, {day}", f"{named.zh}，{day}") if day else named


def _sentence(conflict: Conflict, names: Names, personal: bool) -> Text:
    about = conflict.about
    of = _joined(conflict.ids, names)
    label = fact_label(conflict.kind, about.fact)
    stood, said = (
        _value(conflict.kind, about.fact, value, personal) for value in (about.stood, about.said)
    )
    stood_by = source_text(about.stood_source, about.stood_on)
    said_by = source_text(about.said_source, about.said_on)
    ending = (
        Text("; the latter stands", "；以后者为准")
        if about.taken
        else Text("; the former stands", "；以前者为准")
    )
    return Text(
        f"{of.en}, {label.en}: {stood.en} ({stood_by.en}), but {said.en} ({said_by.en}){ending.en}",
        f"{of.zh}，{label.zh}：{stood.zh}（{stood_by.zh}），另称 {said.zh}（{said_by.zh}）"
        f"{ending.zh}",
    )


def _value(kind: str, fact: str, value: Any, personal: bool) -> Text:
    if value is None:
        return Text("nothing", "空白")
    return fact_value(fact, _masked(kind, fact, value, personal))


def _masked(kind: str, fact: str, value: Any, personal: bool) -> Any:
    return masked(value) if _is_personal(kind, fact) and not personal else value


def _is_personal(kind: str, fact: str) -> bool:
    column = _COLUMNS.get((kind, fact))
    return column is not None and column.personal


def _day(on: date | None) -> str | None:
    return None if on in (None, UNKNOWN_DAY) else on.isoformat()
