"""``--replace``: removing what a dataset brought earlier and no longer has.

Only what the dataset alone brought is removed; what others brought too, or are connected with, is
left to them. Recorded changes are never touched.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from service.dataset.merging.claims import FROM_ACTIONS, LINK, decode, encode
from service.dataset.merging.difference import (
    Counts,
    Difference,
    Kept,
    RunStatement,
    Voice,
    WriteStatement,
    relation_ids,
)
from service.dataset.merging.elements import Properties
from service.dataset.merging.facts import defined_ids, relation_facts
from service.dataset.merging.journal import Entry
from service.dataset.merging.load_statements import load_statement, merge_nodes
from service.dataset.merging.take_back import IGNORED_RELATIONSHIPS
from service.dataset.tables.input_tables import Dataset
from service.dataset.write_session import BATCH_TIMEOUT
from service.graph.database import Graph
from service.model.bookkeeping import DATASETS, SAID
from service.model.columns import Relation
from service.model.tables import TABLES


def stale_relations(graph: Graph, dataset: Dataset, relation: Relation) -> Iterator[str]:
    """Element ids of relationships that ``dataset`` brought earlier and no longer has."""
    current = {
        (fact.start, fact.end, *(fact.properties.get(name) for name in relation.key))
        for fact in relation_facts(dataset, relation)
    }
    untouched = _owners_without_column(dataset, relation)
    text = load_statement(
        "claimed-relationships", type=relation.type, start=relation.start, end=relation.end
    )
    with graph.stream(text, {"dataset": dataset.id}, timeout=BATCH_TIMEOUT) as streamed:
        for start, end, element, properties in streamed.rows:
            key = (properties.get(name) for name in relation.key)
            owner = start if relation.owner == "start" else end
            if (start, end, *key) not in current and owner not in untouched:
                yield element


def stale_nodes(graph: Graph, dataset: Dataset, label: str) -> Iterator[str]:
    """Ids of nodes of ``label`` that ``dataset`` brought earlier and no longer has."""
    current = defined_ids(dataset, label)
    with graph.stream(
        load_statement("claimed-nodes", label=label), {"dataset": dataset.id}, timeout=BATCH_TIMEOUT
    ) as streamed:
        yield from (row[0] for row in streamed.rows if row[0] not in current)


def compare_stale_relations(
    run: RunStatement,
    voice: Voice,
    relation: Relation,
    elements: Sequence[str],
    *,
    undo: bool = False,
) -> Difference:
    """Removes relationships that no other dataset brought; of the others drops the claim.

    To ``undo`` facts go, too, that nobody else says; what others hold on to is told.
    """
    text = load_statement("stale-relationships")
    found = run(text, {"elements": elements, "dataset": voice.dataset}).rows
    difference = Difference()
    to_remove: list[str] = []
    to_keep: list[tuple[str, Properties]] = []
    for element, start, end, old in found:
        ids = relation_ids(relation, start, end, old)
        recorded = _recorded(relation.type, old, voice)
        if old[DATASETS] == [voice.dataset] and not recorded:
            to_remove.append(element)
            difference.entries.append(Entry(relation.type, ids, old, None))
            continue
        link = (end if relation.owner == "start" else start) if relation.single else None
        changes = _without(relation.type, old, voice, instead=recorded, link=link, undo=undo)
        if undo and recorded:
            difference.kept.append(Kept(relation.type, ids))
        difference.entries.append(_entry(relation.type, ids, old, changes))
        to_keep.append((element, changes))
    difference.counts = Counts(changed=len(to_keep), removed=len(to_remove))
    if to_remove:
        difference.writes.append(
            WriteStatement(load_statement("remove-relationships"), {"elements": to_remove})
        )
    if to_keep:
        difference.writes.append(
            WriteStatement(load_statement("change-relationships"), {"data": to_keep})
        )
    return difference


def compare_stale_nodes(
    run: RunStatement, voice: Voice, label: str, nodes: Sequence[str], *, undo: bool = False
) -> Difference:
    """Removes nodes that nothing else brought or is connected with; of others drops the claim.

    ``undo`` as above.
    """
    found = run(
        load_statement("stale-nodes", label=label),
        {
            "ids": nodes,
            "dataset": voice.dataset,
            "ignored": IGNORED_RELATIONSHIPS,
            "from_actions": FROM_ACTIONS,
        },
    )
    difference = Difference()
    to_remove: list[str] = []
    to_keep: list[Properties] = []
    for node, old, holders in found.rows:
        others = [other for other in old[DATASETS] if other != voice.dataset]
        holders = {*holders, *_recorded(label, old, voice)}
        if not others and not holders:
            to_remove.append(node)
            difference.entries.append(Entry(label, (node,), old, None))
            continue
        changes = _without(label, old, voice, instead=sorted(holders), undo=undo)
        if undo and not others:
            difference.kept.append(Kept(label, (node,)))
        if changes:
            difference.entries.append(_entry(label, (node,), old, changes))
            to_keep.append({"id": node, **changes})
    difference.counts = Counts(changed=len(to_keep), removed=len(to_remove))
    if to_remove:
        difference.writes.append(
            WriteStatement(load_statement("remove-nodes", label=label), {"ids": to_remove})
        )
    if to_keep:
        difference.writes.append(merge_nodes(label, to_keep))
    return difference


def _recorded(kind: str, old: Properties, voice: Voice) -> list[str]:
    """By hand, where somebody has recorded facts of an element: it is not this dataset's alone."""
    if SAID not in old:
        return []
    return [FROM_ACTIONS] if decode(kind, old, voice.days).get(FROM_ACTIONS) else []


def _without(
    kind: str,
    old: Properties,
    voice: Voice,
    *,
    instead: Sequence[str] = (),
    link: str | None = None,
    undo: bool = False,
) -> Properties:
    """What changes of an element when a dataset no longer speaks of it.

    ``instead`` hold on to it where no other dataset does: what stood is theirs from now on.
    Facts go only to ``undo``, and where others speak of the element.
    """
    claims = decode(kind, old, voice.days, link=link)
    own = claims.pop(voice.dataset, {})
    sources: Any = old[DATASETS]
    remaining = [other for other in sources if other != voice.dataset]
    if not remaining:
        remaining = list(instead)
        if voice.dataset in remaining:  # its own supply holds on to it
            claims[voice.dataset] = own
        else:
            claims |= {other: own for other in remaining if other not in claims}
    changes: Properties = {DATASETS: remaining}
    if undo and remaining != list(instead):
        others = {fact for said in claims.values() for fact in said if said[fact].value is not None}
        changes |= {fact: None for fact in own if fact not in others and fact != LINK}
    record = encode(kind, claims, {**old, **changes}, voice.days, link=link)
    changes |= {SAID: record}
    return {name: value for name, value in changes.items() if old.get(name) != value}


def _entry(kind: str, ids: tuple[str, ...], old: Properties, changes: Properties) -> Entry:
    return Entry(kind, ids, {name: old.get(name) for name in changes}, changes)


def batches(items: Iterator[str], size: int) -> Iterator[list[str]]:
    """``items`` in lists of at most ``size``, all read before the first is given."""
    all_items = iter(list(items))
    while batch := list(islice(all_items, size)):
        yield batch


def _owners_without_column(dataset: Dataset, relation: Relation) -> set[str]:
    # A column that the file does not have states nothing: its relationships stay.
    for table in TABLES:
        for column in table.columns:
            if column.link is relation and column.name not in dataset.table(table.name).header:
                return defined_ids(dataset, table.label)
    return set()
