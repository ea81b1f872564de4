"""Comparing a dataset's facts with the graph, and the statements that write only what differs.

Facts are merged with what stands and with what this and other sources said (``three_way``).
"""

from collections.abc import Sequence

from py2neo.cypher.queries import unwind_create_nodes_query

from service.dataset.merging.difference import (
    Difference,
    RunStatement,
    Voice,
    WriteStatement,
    relation_ids,
)
from service.dataset.merging.elements import NodeFact, Properties, RelationFact, owner_of
from service.dataset.merging.journal import Entry
from service.dataset.merging.links import compare_link
from service.dataset.merging.load_statements import load_statement, merge_nodes
from service.dataset.merging.merge_facts import created, merged
from service.dataset.merging.relations import RelationWrites, existing_relations, relation_key
from service.dataset.naming.alias_table import compare_renamed
from service.dataset.naming.aliases import KINDS
from service.model.bookkeeping import DATASETS
from service.model.columns import Relation


def compare_nodes(
    run: RunStatement, voice: Voice, label: str, facts: Sequence[NodeFact], defaults: Properties
) -> Difference:
    """The difference between ``facts`` and the nodes of ``label`` that ``run`` reads.

    ``defaults`` are set where a node has no such property.
    """
    found = run(load_statement("existing-nodes", label=label), {"ids": [fact.id for fact in facts]})
    existing: dict[str, Properties] = {row[0]: row[1] for row in found.rows}
    difference = Difference()
    new: list[Properties] = []
    changed: list[Properties] = []
    renamed: list[tuple[str, str, str]] = []
    for fact in facts:
        old = existing.get(fact.id)
        if old is None:
            properties = created(label, fact.properties, defaults, voice)
            difference.counts.added += 1
            difference.entries.append(Entry(label, (fact.id,), None, properties))
            new.append({"id": fact.id, **properties})
            continue
        difference.overlap += voice.dataset in (old.get(DATASETS) or ())
        changes = merged(difference, label, (fact.id,), old, fact.properties, defaults, voice)
        difference.counts.count(changes)
        if changes:
            changed.append({"id": fact.id, **changes})
        if label in KINDS and changes.get("name") and old.get("name"):
            renamed.append((fact.id, str(old["name"]), str(changes["name"])))
    if new:
        text, parameters = unwind_create_nodes_query(new, labels=[label])
        difference.writes.append(WriteStatement(text, parameters))
    if changed:
        difference.writes.append(merge_nodes(label, changed))
    if renamed:
        writes, entries = compare_renamed(run, label, renamed)
        difference.writes += writes
        difference.entries += entries
    return difference


def compare_relations(
    run: RunStatement,
    voice: Voice,
    relation: Relation,
    facts: Sequence[RelationFact],
    defaults: Properties,
    resets: Properties | None = None,
) -> Difference:
    """The difference between ``facts`` and the relationships of one type that ``run`` reads.

    ``resets``, when replacing, are the properties to clear where a relationship that was explicit
    is now only inferred.
    """
    existing = existing_relations(run, relation, {owner_of(relation, fact) for fact in facts})
    difference = Difference()
    writes = RelationWrites(difference)
    for fact in facts:
        if relation.single:
            compare_link(writes, voice, relation, fact, existing)
            continue
        assert fact.start is not None and fact.end is not None
        owner, other = fact.start, fact.end
        if relation.owner == "end":
            owner, other = other, owner
        found = existing.get(owner, {}).get(relation_key(relation, other, fact.properties))
        if found is None:
            new: Properties = {"implied": True} if fact.inferred else fact.properties
            properties = created(relation.type, new, defaults, voice)
            difference.counts.added += 1
            writes.create(relation, fact.start, fact.end, properties)
            continue
        element, old = found
        target = _target_properties(fact, old, voice.dataset, resets)
        ids = relation_ids(relation, fact.start, fact.end, old)
        changes = merged(difference, relation.type, ids, old, target, defaults, voice)
        difference.counts.count(changes)
        if changes:
            writes.changed.append((element, changes))
    writes.finish(relation)
    return difference


def _target_properties(
    fact: RelationFact, old: Properties, dataset: str, resets: Properties | None
) -> Properties:
    if not fact.inferred:
        return {**fact.properties, "implied": None}
    if resets is not None and old.get(DATASETS) == [dataset]:
        return {**resets, "implied": True}
    return {}
