"""Loading a dataset into the graph: check all of it, then upsert what differs, in batches."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from service.clock import today
from service.dataset.check import read_and_check
from service.dataset.first_day.reader import NO_HINTS, Hints
from service.dataset.first_load import is_small, load_first
from service.dataset.load_session import LoadSession
from service.dataset.merging.difference import Conflicts, Counts, Voice, total_of
from service.dataset.merging.elements import Properties
from service.dataset.merging.facts import default_properties, node_facts, relation_facts
from service.dataset.merging.replace import (
    batches,
    compare_stale_nodes,
    compare_stale_relations,
    stale_nodes,
    stale_relations,
)
from service.dataset.merging.upsert import compare_nodes, compare_relations
from service.dataset.naming.alias_table import compare_aliases, table_aliases
from service.dataset.tables.input_tables import Dataset
from service.dataset.write_session import WriteSession
from service.derivation.daily_record import record_day
from service.errors import Fault, FaultyDataset
from service.graph.database import Graph
from service.language import Text
from service.model.bookkeeping import ALIAS
from service.model.columns import Relation
from service.model.tables import BY_NAME, RELATIONS, TABLES
from service.progress import SILENT, Progress

BATCH_SIZE = 5000
"""Facts of one transaction."""


@dataclass
class Report:
    """What a load did: ``counts`` by label or relationship type, ``notices`` for a person to look
    at, how the file was ``understood``, and the graph's ``version`` afterwards."""

    dataset: str
    as_of: date
    counts: dict[str, Counts] = field(default_factory=dict)
    notices: list[Text] = field(default_factory=list)
    understood: list[Text] = field(default_factory=list)
    version: int | None = None
    conflicts: Conflicts = field(default_factory=Conflicts)
    """What this dataset and others disagree about."""
    cleared: int = 0
    """How many facts are there no more."""
    unrelated: bool = False
    """Whether the dataset is known, and nothing in it is what it brought before."""
    load: str | None = None
    """The id under which it can be undone; ``None`` where nothing was written."""

    @property
    def total(self) -> Counts:
        """All counts together."""
        return total_of(self.counts)

    @property
    def changed(self) -> bool:
        """Whether the load changed the graph."""
        total = self.total
        return bool(total.added or total.changed or total.removed)


def load(
    path: Path,
    graph: Graph,
    *,
    replace: bool = False,
    progress: Progress = SILENT,
    as_of: date | None = None,
    hints: Hints = NO_HINTS,
    by: str | None = None,
) -> Report:
    """Loads a dataset folder, or a first-day list, into ``graph``.

    ``replace`` removes what this dataset brought earlier and no longer has. ``as_of`` is the day a
    list tells of (default: today); a folder says its own; ``hints`` is what the person says of the
    file; ``by`` is the person. Derive afterwards. Raises ``FaultyDataset`` with every fault, and
    then nothing was written.
    """
    dataset = read_dataset(
        path, graph, replace=replace, progress=progress, as_of=as_of, hints=hints
    )
    return load_dataset(dataset, graph, replace=replace, progress=progress, by=by)


def read_dataset(
    path: Path,
    graph: Graph,
    *,
    replace: bool = False,
    progress: Progress = SILENT,
    as_of: date | None = None,
    hints: Hints = NO_HINTS,
) -> Dataset:
    """The dataset at ``path``, checked; raises ``FaultyDataset`` with every fault."""
    progress.count(Text("Reading and checking", "读取并检查"), 0, 1)
    dataset, faults = read_and_check(path, graph, replace=replace, as_of=as_of, hints=hints)
    progress.count(Text("Reading and checking", "读取并检查"), 1, 1)
    raise_faults(path, faults)
    return dataset


def raise_faults(path: Path, faults: Sequence[Fault]) -> None:
    """Raises ``FaultyDataset`` with all faults, if there are any."""
    if faults:
        raise FaultyDataset(
            Text(
                f"{path.name} has {len(faults)} faults; nothing was loaded",
                f"{path.name} 有 {len(faults)} 处错误，未载入任何内容",
            ),
            faults,
        )


def load_dataset(
    dataset: Dataset,
    graph: Graph,
    *,
    replace: bool = False,
    progress: Progress = SILENT,
    by: str | None = None,
    write: bool = True,
) -> Report:
    """Loads a dataset that has been checked; see ``load``.

    Without ``write`` it tells what would be done, and does nothing. A small one in an empty graph
    comes with all that is derived of it.
    """
    session = LoadSession(graph, dataset, by=by, write=write)
    if write and not replace and is_small(dataset):
        created = load_first(dataset, graph, session.description(), by, progress)
        if created:
            session.counts, session.version, session.load = created
            return report_of(session, dataset)
    if write:
        record_day(graph, before=dataset.as_of)
    session.open()
    apply_dataset(session, graph, dataset, replace=replace, progress=progress)
    session.close()
    return report_of(session, dataset)


def apply_dataset(
    session: LoadSession, graph: Graph, dataset: Dataset, *, replace: bool, progress: Progress
) -> None:
    """Compares all facts of ``dataset`` with the graph and writes what differs."""
    for table in TABLES:
        if table.label:
            _load_nodes(session, dataset, table.name, progress)
    for kind, listed in table_aliases(dataset).items():
        for begin in range(0, len(listed), BATCH_SIZE):
            batch = listed[begin : begin + BATCH_SIZE]
            session.apply_batch(ALIAS, partial(compare_aliases, kind=kind, listed=batch))
        if other_names := dataset.other_names.get(kind):
            session.apply_batch(
                ALIAS, partial(compare_aliases, kind=kind, listed=(), other_names=other_names)
            )
    for relation in RELATIONS:
        _load_relations(session, dataset, relation, replace, progress)
    if replace:
        remove_stale(session, session.voice, graph, dataset, progress)


def report_of(session: LoadSession, dataset: Dataset) -> Report:
    """What a session did, or would do."""
    report = Report(
        dataset.id,
        dataset.as_of,
        session.counts,
        list(dataset.notices),
        dataset.understood,
        session.version,
        session.conflicts,
        session.cleared,
        session.known and not session.overlap and any(len(t) for t in dataset.tables.values()),
        session.load,
    )
    report.notices += _of_another_day(session, dataset)
    report.notices += [
        Text(
            f"An earlier load of {other} had not ended; load it again",
            f"此前 {other} 的载入未完成，请重新载入",
        )
        for other in session.unfinished
        if other != dataset.id
    ]
    return report


def _of_another_day(session: LoadSession, dataset: Dataset) -> list[Text]:
    """What an older list has no say in, and that one is of a day to come."""
    day, latest = dataset.as_of, session.voice.speaker.latest
    if day < latest:
        return [
            Text(
                f"{dataset.id} of {latest} was loaded before: this older one, of {day}, changes"
                " nothing that it said",
                f"已载入过 {latest} 的 {dataset.id}，本次（{day}）较早，不改动其所述",
            )
        ]
    if day > today():
        return [
            Text(
                f"This is of {day}, a day to come, and nothing older changes what it says; is the"
                " day right?",
                f"本次数据的日期 {day} 尚未到来，此后较早的数据都不改动其所述；请核对日期",
            )
        ]
    if session.as_of and day < session.as_of:
        return [
            Text(
                f"This is of {day}, the graph stands at {session.as_of}: newer facts stay",
                f"本次数据为 {day}，图的数据截止日为 {session.as_of}：较新的事实保持不变",
            )
        ]
    return []


def _load_nodes(session: LoadSession, dataset: Dataset, name: str, progress: Progress) -> None:
    table = BY_NAME[name]
    defaults = default_properties(dataset, table)
    facts = node_facts(dataset, table)
    total = len(facts)
    for begin in range(0, total, BATCH_SIZE):
        batch = facts.batch(begin, begin + BATCH_SIZE)
        session.apply_batch(
            table.label,
            partial(
                compare_nodes,
                voice=session.voice,
                label=table.label,
                facts=batch,
                defaults=defaults,
            ),
        )
        progress.count(table.title, begin + len(batch), total)


def _load_relations(
    session: LoadSession, dataset: Dataset, relation: Relation, replace: bool, progress: Progress
) -> None:
    facts = relation_facts(dataset, relation)
    table = next((table for table in TABLES if table.relation is relation), None)
    defaults = default_properties(dataset, table) if table else {}
    resets: Properties | None = None
    if replace and table:
        resets = dict.fromkeys(table.properties)
    for begin in range(0, len(facts), BATCH_SIZE):
        batch = facts.batch(begin, begin + BATCH_SIZE)
        session.apply_batch(
            relation.type,
            partial(
                compare_relations,
                voice=session.voice,
                relation=relation,
                facts=batch,
                defaults=defaults,
                resets=resets,
            ),
        )
        title = table.title if table else Text(relation.type, relation.type)
        progress.count(title, begin + len(batch), len(facts))


def remove_stale(
    session: WriteSession,
    voice: Voice,
    graph: Graph,
    dataset: Dataset,
    progress: Progress,
    *,
    undo: bool = False,
) -> None:
    """Removes what ``dataset`` alone brought earlier and no longer has; ``undo``: all of it."""
    what = Text("Removing what is gone", "移除已不存在的内容")
    labels = [table.label for table in reversed(TABLES) if table.label]
    total = len(RELATIONS) + len(labels)
    for done, relation in enumerate(RELATIONS):
        progress.count(what, done, total)
        for elements in batches(stale_relations(graph, dataset, relation), BATCH_SIZE):
            session.apply_batch(
                relation.type,
                partial(
                    compare_stale_relations,
                    voice=voice,
                    relation=relation,
                    elements=elements,
                    undo=undo,
                ),
            )
    for done, label in enumerate(labels, len(RELATIONS)):
        progress.count(what, done, total)
        for nodes in batches(stale_nodes(graph, dataset, label), BATCH_SIZE):
            session.apply_batch(
                label,
                partial(compare_stale_nodes, voice=voice, label=label, nodes=nodes, undo=undo),
            )
    progress.count(what, total, total)
