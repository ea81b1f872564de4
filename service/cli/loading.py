"""Checking and loading datasets, and deriving what follows from them."""

import datetime
from pathlib import Path

from service.cli.console import Console
from service.cli.derivation import derive_and_rank
from service.cli.graph_access import open_graph, open_knowledge
from service.dataset.check import read_and_check
from service.dataset.first_day.reader import NO_HINTS, Hints
from service.dataset.import_files import read_checked, table_bytes, write_import_files
from service.dataset.load import Report, load
from service.errors import Fault
from service.graph import schema
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j.bulk_import import BulkImport
from service.private_neo4j.data_folder import running
from service.settings import Settings


def check_against_graph(
    path: Path,
    settings: Settings,
    console: Console,
    *,
    as_of: datetime.date | None = None,
    hints: Hints = NO_HINTS,
) -> list[Fault]:
    """Faults of a dataset, beside what the graph holds if a database runs already.

    Says how the file was understood, and what a person should look at.
    """
    if settings.neo4j_uri or running(settings):
        with open_graph(settings, console) as graph:
            dataset, faults = read_and_check(path, graph, as_of=as_of, hints=hints)
    else:
        dataset, faults = read_and_check(path, None, as_of=as_of, hints=hints)
        console.say(
            Text(
                "No database runs: checked against the files alone",
                "数据库未运行：仅与文件自身核对",
            )
        )
    for notice in (*dataset.understood, *dataset.notices):
        console.say(notice)
    return faults


def load_and_derive(
    path: Path,
    graph: Graph,
    console: Console,
    *,
    replace: bool = False,
    as_of: datetime.date | None = None,
    hints: Hints = NO_HINTS,
) -> Report:
    """Loads a dataset and derives what follows from it, showing progress."""
    schema.apply(graph)
    with console.progress() as progress:
        report = load(path, graph, replace=replace, progress=progress, as_of=as_of, hints=hints)
        derive_and_rank(graph, progress, again=not open_knowledge(graph).state().derived)
    return report


def bulk_load_and_derive(path: Path, settings: Settings, console: Console) -> Report:
    """Fills an empty private database with a dataset folder at once, then derives everything."""
    size = table_bytes(path)
    with (
        BulkImport(settings, console.progress_lines) as bulk_import,
        console.progress() as progress,
    ):
        bulk_import.require_disk_space(size)
        before = bulk_import.previous_state
        files = write_import_files(
            read_checked(path, progress),
            bulk_import.folder,
            version=before.version,
            as_of=before.as_of,
            progress=progress,
        )
        bulk_import.run(files.arguments, files.nodes, files.relationships, progress)
    with open_graph(settings, console) as graph, console.progress() as progress:
        schema.apply(graph, progress)
        derive_and_rank(graph, progress, again=True)
    return files.report


def report_load(report: Report, console: Console) -> None:
    """How the file was understood, what a load did, then what a person should look at."""
    for understood in report.understood:
        console.say(understood)
    for kind, counts in report.counts.items():
        console.say(
            Text(
                f"{kind}: {counts.added} added, {counts.changed} changed,"
                f" {counts.unchanged} unchanged, {counts.removed} removed",
                f"{kind}：新增 {counts.added}，更改 {counts.changed}，"
                f"未变 {counts.unchanged}，移除 {counts.removed}",
            )
        )
    for notice in report.notices:
        console.say(notice)
