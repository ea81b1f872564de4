"""``aliases.csv`` of a dataset folder: names and ids that stand for its things, or the graph's."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from service.dataset.merging.difference import Difference, RunStatement, WriteStatement
from service.dataset.merging.elements import Properties
from service.dataset.merging.journal import Entry
from service.dataset.merging.load_statements import load_statement, merge_nodes
from service.dataset.naming.aliases import KINDS, Aliases, alias_nodes, normalized
from service.dataset.tables.empty_graph import ReadableGraph
from service.dataset.tables.input_tables import Dataset
from service.errors import Fault
from service.graph.database import Graph
from service.language import Text
from service.model.bookkeeping import ALIAS
from service.model.columns import Column, Table, id_column, text_column
from service.model.tables import BY_LABEL, TABLES

ALIASES = Table(
    "aliases",
    Text("Names and ids that stand for a thing", "别名：代表某一对象的名称或编号"),
    (
        text_column(
            "alias", "Alias", "别名", Text("a name or an id", "名称或编号"), required=True
        ),
        Column(
            "kind", "choice", Text("Kind", "类别"),
            Text("what it stands for", "企业 Enterprise / 物料 Material"),
            True,
            choices=KINDS,
        ),
        id_column("id", Text("Stands for", "所代表对象的编号")),
    ),
    ("alias", "kind"),
)  # fmt: skip

FOLDER_TABLES = (*TABLES, ALIASES)
"""The tables that a dataset folder may hold."""

TIMEOUT = 120.0


def table_aliases(dataset: Dataset) -> dict[str, list[tuple[str, str]]]:
    """By label each alias of the dataset's own table, and the id that it stands for."""
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in KINDS}
    for row in _rows(dataset):
        if None not in row:
            alias, kind, id_ = map(str, row)
            found[kind].append((alias, id_))
    return found


def with_table(known: Aliases, listed: Sequence[tuple[str, str]]) -> Aliases:
    """``known`` aliases, and those that a table lists, which it says of names and ids alike."""
    if not listed:
        return known
    ids = {alias: id_ for alias, id_ in listed if alias != id_}
    names = {normalized(alias): id_ for alias, id_ in listed}
    return Aliases({**known.ids, **ids}, {**known.names, **names}, known.earlier - frozenset(names))


def table_faults(dataset: Dataset, graph: ReadableGraph | None) -> list[Fault]:
    """Aliases of two things, and of things that neither the dataset nor the graph has."""
    faults: list[Fault] = []
    if ALIASES.name not in dataset.tables:
        return faults
    table = dataset.tables[ALIASES.name]
    first: dict[tuple[str, str], str] = {}
    known = {kind: _known_ids(dataset, graph, kind) for kind in KINDS}
    for number, row in enumerate(_rows(dataset)):
        if None in row:
            continue
        alias, kind, id_ = map(str, row)
        if first.setdefault((kind, normalized(alias)), id_) != id_:
            other = first[kind, normalized(alias)]
            text = Text(f"it stands for {other} above", f"上文中该别名代表 {other}")
            faults.append(Fault(text, table.location(number, "id"), id_))
        elif id_ not in known[kind]:
            file = BY_LABEL[kind].file
            text = Text(
                f"expected: an id that {file} or the graph has", f"应为：{file} 或图中已有的编号"
            )
            faults.append(Fault(text, table.location(number, "id"), id_))
    return faults


def compare_aliases(
    run: RunStatement,
    kind: str,
    listed: Sequence[tuple[str, str]],
    other_names: Mapping[str, str] = MappingProxyType({}),
) -> Difference:
    """What has to be written so that the graph has the aliases that a dataset's table lists.

    ``other_names``, ids by names, are added where nothing is known of them.
    """
    difference = Difference()
    nodes: dict[str, Properties] = {}
    for alias, id_ in listed:
        nodes |= alias_nodes(kind, id_, ids=[alias] if alias != id_ else [], names=[alias])
    added: dict[str, Properties] = {}
    for name, id_ in other_names.items():
        added |= alias_nodes(kind, id_, names=[name])
    text = load_statement("existing-nodes", label=ALIAS)
    there = {row[0]: row[1] for row in run(text, {"ids": sorted({*nodes, *added})}).rows}
    nodes = {key: node for key, node in added.items() if key not in there} | nodes
    changed: list[Properties] = []
    for key, node in nodes.items():
        old = there.get(key)
        if old is None:
            difference.counts.added += 1
            difference.entries.append(Entry(ALIAS, (key,), None, node))
            changed.append({"id": key, **node})
            continue
        wanted = {"stands_for": node["stands_for"], "renamed": None}
        changes = {name: value for name, value in wanted.items() if old.get(name) != value}
        difference.counts.count(changes)
        if changes:
            was = {name: old.get(name) for name in changes}
            difference.entries.append(Entry(ALIAS, (key,), was, changes))
            changed.append({"id": key, **changes})
    if changed:
        difference.writes.append(merge_nodes(ALIAS, changed))
    return difference


def write_aliases(graph: Graph, dataset: Dataset) -> None:
    """Writes the aliases of a dataset's table into a graph that was filled at once."""
    with graph.transaction(timeout=TIMEOUT) as transaction:
        for kind, listed in table_aliases(dataset).items():
            other_names = dataset.other_names.get(kind, {})
            difference = compare_aliases(transaction.run, kind, listed, other_names)
            for write in difference.writes:
                transaction.run(write.statement, write.parameters)


def compare_renamed(
    run: RunStatement, kind: str, renamed: Sequence[tuple[str, str, str]]
) -> tuple[list[WriteStatement], list[Entry]]:
    """What keeps the earlier names of things as aliases: id, earlier name, and name of each."""
    nodes: dict[str, Properties] = {}
    for id_, earlier, name in renamed:
        if normalized(earlier) != normalized(name):
            nodes |= alias_nodes(kind, id_, names=[earlier], renamed=True)
    text = load_statement("existing-ids", label=ALIAS)
    there = {row[0] for row in run(text, {"ids": sorted(nodes)}).rows} if nodes else set()
    new = {key: node for key, node in nodes.items() if key not in there}
    if not new:
        return [], []
    write = merge_nodes(ALIAS, [{"id": key, **node} for key, node in new.items()])
    return [write], [Entry(ALIAS, (key,), None, node) for key, node in new.items()]


def _rows(dataset: Dataset) -> list[list[object]]:
    if ALIASES.name not in dataset.tables:
        return []
    table = dataset.tables[ALIASES.name]
    cells = [table.required_column(name) for name in ("alias", "kind", "id")]
    return [[column[row] for column in cells] for row in range(len(table))]


def _known_ids(dataset: Dataset, graph: ReadableGraph | None, kind: str) -> set[str]:
    wanted = {id_ for _, id_ in table_aliases(dataset)[kind]}
    own = dataset.table(BY_LABEL[kind].name).required_column("id")
    found = {str(own.distinct.values[code]) for code in set(own.codes)} & wanted
    if graph is not None and (missing := sorted(wanted - found)):
        text = load_statement("existing-ids", label=kind)
        found |= {row[0] for row in graph.read(text, {"ids": missing}, timeout=TIMEOUT).rows}
    return found
