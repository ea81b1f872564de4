"""``--replace``: what a dataset brought earlier and its folder no longer has is taken away.

Only what the dataset alone brought is removed; what others brought too, or still hold on to, is
left to them. Changes are never touched.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from service.dataset.facts import Properties, ids, relation_facts
from service.dataset.load_session import LIMIT
from service.dataset.tables_in_memory import Dataset
from service.dataset.upsert import BY_HAND, Counts, Difference, Run, Write, merge_nodes, template
from service.graph.database import Graph
from service.model.columns import Relation
from service.model.tables import DERIVED_RELATIONSHIPS, TABLES

PASSING = (*DERIVED_RELATIONSHIPS, "CHANGED")
"""Relationships that do not keep a node: what was derived about it, and the record of changes."""


def stale_relations(graph: Graph, dataset: Dataset, relation: Relation) -> Iterator[str]:
    """The database's own ids of relationships that ``dataset`` claims and no longer has."""
    kept = {
        (fact.start, fact.end, *(fact.properties.get(name) for name in relation.key))
        for fact in relation_facts(dataset, relation)
    }
    untouched = _owners_without_a_say(dataset, relation)
    text = template(
        "brought-relationships", type=relation.type, start=relation.start, end=relation.end
    )
    with graph.stream(text, {"dataset": dataset.id}, timeout=LIMIT) as streamed:
        for start, end, element, properties in streamed.rows:
            key = (properties.get(name) for name in relation.key)
            owner = start if relation.owner == "start" else end
            if (start, end, *key) not in kept and owner not in untouched:
                yield element


def stale_nodes(graph: Graph, dataset: Dataset, label: str) -> Iterator[str]:
    """The ids of nodes of ``label`` that ``dataset`` claims and no longer has."""
    kept = ids(dataset, label)
    with graph.stream(
        template("brought-nodes", label=label), {"dataset": dataset.id}, timeout=LIMIT
    ) as streamed:
        yield from (row[0] for row in streamed.rows if row[0] not in kept)


def compare_stale_relations(run: Run, dataset: str, elements: Sequence[str]) -> Difference:
    """Removes the relationships nobody else claims, and leaves the others to those who do."""
    text = template("stale-relationships")
    found = run(text, {"elements": elements, "dataset": dataset}).rows
    gone = [element for element, claimed in found if claimed == [dataset]]
    left: list[tuple[str, Properties]] = [
        (element, {"datasets": [other for other in claimed if other != dataset]})
        for element, claimed in found
        if claimed != [dataset]
    ]
    difference = Difference(Counts(changed=len(left), removed=len(gone)))
    if gone:
        difference.writes.append(Write(template("remove-relationships"), {"elements": gone}))
    if left:
        difference.writes.append(Write(template("change-relationships"), {"data": left}))
    return difference


def compare_stale_nodes(run: Run, dataset: str, label: str, nodes: Sequence[str]) -> Difference:
    """Removes the nodes that nobody else claims and nothing of others' is tied to."""
    found = run(
        template("stale-nodes", label=label),
        {"ids": nodes, "dataset": dataset, "passing": PASSING, "by_hand": BY_HAND},
    )
    gone: list[str] = []
    left: list[Properties] = []
    for node, claimed, holders in found.rows:
        heirs = [other for other in claimed if other != dataset] or sorted(holders)
        if not heirs:
            gone.append(node)
        elif heirs != claimed:
            left.append({"id": node, "datasets": heirs})
    difference = Difference(Counts(changed=len(left), removed=len(gone)))
    if gone:
        difference.writes.append(Write(template("remove-nodes", label=label), {"ids": gone}))
    if left:
        difference.writes.append(merge_nodes(label, left))
    return difference


def batches(items: Iterator[str], size: int) -> Iterator[list[str]]:
    """``items`` in lists of at most ``size``, all read before the first is given."""
    everything = iter(list(items))
    while batch := list(islice(everything, size)):
        yield batch


def _owners_without_a_say(dataset: Dataset, relation: Relation) -> set[str]:
    # A column that a file does not have is left untouched, also here.
    for table in TABLES:
        for column in table.columns:
            if column.link is relation and column.name not in dataset.sheet(table.name).columns:
                return ids(dataset, table.label)
    return set()
