"""Checking and loading datasets, and deriving what follows from them."""

import datetime
import sys
from pathlib import Path

import click

from service.answers.names import names_by_label, names_of
from service.cli.console import Console, person
from service.cli.graph_access import open_graph, open_knowledge
from service.dataset.check import read_and_check
from service.dataset.first_day.reader import NO_HINTS, Hints
from service.dataset.import_files import read_checked, table_bytes, write_import_files
from service.dataset.load import Report, load_dataset, read_dataset
from service.dataset.naming.alias_table import write_aliases
from service.dataset.trial import Moved, try_load
from service.derivation.complete import bring_up_to_date
from service.derivation.daily_record import record_day
from service.derivation.groups import count_and_keep
from service.display.conflicts import conflict_texts
from service.display.loads import count_rows, days
from service.errors import Conflict, Fault
from service.graph import schema
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j.bulk_import import BulkImport
from service.private_neo4j.data_folder import running
from service.private_neo4j.home import store_exists
from service.settings import Settings

MAX_CONFLICTS_SHOWN = 50
"""Conflicts that a terminal tells one by one."""

MAX_MOVED = 50
"""Enterprises that a terminal tells one by one."""


def check_against_graph(
    path: Path,
    settings: Settings,
    console: Console,
    *,
    replace: bool = False,
    what_if: bool = False,
    as_of: datetime.date | None = None,
    hints: Hints = NO_HINTS,
) -> list[Fault]:
    """Faults of a dataset, beside what the graph holds: none yet where no database was ever made.

    Says how the file was understood, what loading it would do, and what a person should look at.
    """
    if settings.neo4j_uri or running(settings) or store_exists(settings):
        with open_graph(settings, console) as graph:
            dataset, faults = read_and_check(path, graph, replace=replace, as_of=as_of, hints=hints)
            if not faults:
                report = load_dataset(dataset, graph, replace=replace, write=False)
                report_load(report, console, graph, done=False)
                if what_if:
                    _say_moved(try_load(dataset, graph, replace=replace), graph, console)
                return []
    else:
        dataset, faults = read_and_check(path, None, as_of=as_of, hints=hints, empty=True)
        console.say(
            Text(
                f"No database in {settings.data} yet: nothing but this is known"
                + what_if * ", and there is no readiness to move",
                f"{settings.data} 中尚无数据库：仅与文件自身核对" + what_if * "，无料齐时间可变动",
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
    yes: bool = False,
) -> Report:
    """Loads a dataset and derives what follows from it, showing progress.

    Asks on a terminal, unless ``yes``, where something would be removed, cleared or is in conflict,
    or where nothing is what this dataset brought before. Raises ``Conflict`` where the answer is
    no, or where there is nobody to ask and all that the dataset brought before would be removed.
    """
    schema.apply(graph)
    with console.progress() as progress:
        dataset = read_dataset(
            path, graph, replace=replace, progress=progress, as_of=as_of, hints=hints
        )
    if not yes and (replace or sys.stdin.isatty()):
        _look_before(
            load_dataset(dataset, graph, replace=replace, write=False),
            graph,
            console,
            replace=replace,
        )
    with console.progress() as progress:
        report = load_dataset(dataset, graph, replace=replace, progress=progress, by=person())
        bring_up_to_date(graph, progress, derived=open_knowledge(graph).state().derived)
    return report


def bulk_load_and_derive(path: Path, settings: Settings, console: Console) -> Report:
    """Fills an empty private database with a dataset folder and all that is derived of it."""
    size = table_bytes(path)
    with (
        BulkImport(settings, console.progress_lines) as bulk_import,
        console.progress() as progress,
    ):
        bulk_import.require_disk_space(size)
        before = bulk_import.previous_state
        dataset = read_checked(path, progress)
        files = write_import_files(
            dataset,
            bulk_import.folder,
            version=before.version,
            as_of=before.as_of,
            by=person(),
            progress=progress,
        )
        bulk_import.run(files.arguments, files.nodes, files.relationships, progress)
    with open_graph(settings, console) as graph, console.progress() as progress:
        schema.apply(graph, progress)
        write_aliases(graph, dataset)
        count_and_keep(graph)
        record_day(graph)
        bring_up_to_date(graph, progress, derived=open_knowledge(graph).state().derived)
    return files.report


def _look_before(report: Report, graph: Graph, console: Console, *, replace: bool) -> None:
    """Asks whether to go on, where somebody would want to be asked."""
    asked: list[Text] = []
    if report.unrelated:
        asked.append(
            Text(
                f"Nothing in it is what {report.dataset} brought before. Is it a dataset of its"
                " own? Then call it so: --dataset NAME",
                f"其中没有任何内容与 {report.dataset} 此前载入的相同。如为另一数据集，"
                "请另行命名：--dataset 名称",
            )
        )
    if report.total.removed:
        asked.append(
            Text(
                f"{report.total.removed} things would be removed",
                f"将移除 {report.total.removed} 项",
            )
        )
    if report.cleared:
        asked.append(
            Text(f"{report.cleared} facts would be cleared", f"将清空 {report.cleared} 项")
        )
    if report.conflicts.count:
        asked.append(
            Text(
                f"{report.conflicts.count} facts are in conflict with what others say",
                f"{report.conflicts.count} 项与其他来源不一致",
            )
        )
    if not asked:
        return
    if not sys.stdin.isatty():
        if replace and report.unrelated:
            raise Conflict(Text(f"{asked[0].en}; or --yes", f"{asked[0].zh}；确认载入请加 --yes"))
        return
    report_load(report, console, graph, done=False)
    for text in asked:
        console.say(text)
    if not click.confirm(Text("Load it?", "继续载入？").to(console.language), err=True):
        raise Conflict(Text("Nothing was loaded", "未载入任何内容"))


def _say_moved(moved: list[Moved], graph: Graph, console: Console) -> None:
    """Whose readiness would move; days from the day of the graph."""
    names = names_by_label(graph, {"Enterprise": {each.enterprise for each in moved[:MAX_MOVED]}})
    console.say(
        Text(
            f"Readiness of {len(moved)} enterprises would move",
            f"{len(moved)} 家企业的料齐时间会变动",
        )
    )
    for each in moved[:MAX_MOVED]:
        name = names.get(each.enterprise, Text(each.enterprise, each.enterprise))
        before, after = days(each.before), days(each.after)
        console.say(
            Text(f"  {name.en}: {before.en} → {after.en}", f"  {name.zh}：{before.zh} → {after.zh}")
        )


def report_load(
    report: Report, console: Console, graph: Graph | None = None, *, done: bool = True
) -> None:
    """How the file was understood, what a load did or would do, what a person should look at."""
    for understood in report.understood:
        console.say(understood)
    for title, counts in count_rows(report.counts):
        console.say(
            Text(
                f"{title.en}: {counts.added} added, {counts.changed} changed,"
                f" {counts.unchanged} unchanged, {counts.removed} removed",
                f"{title.zh}：新增 {counts.added}，更改 {counts.changed}，"
                f"未变 {counts.unchanged}，移除 {counts.removed}",
            )
        )
    if report.cleared:
        console.say(Text(f"{report.cleared} facts cleared", f"清空 {report.cleared} 项"))
    for notice in report.notices:
        console.say(notice)
    if report.conflicts.count and graph:
        console.say(
            Text(
                f"{report.conflicts.count} facts of which others say otherwise",
                f"{report.conflicts.count} 项与其他来源不一致",
            )
        )
        shown = report.conflicts.first[:MAX_CONFLICTS_SHOWN]
        for text in conflict_texts(shown, names_of(graph, shown), personal=True):
            console.say(Text(f"  {text.en}", f"  {text.zh}"))
    if report.load and done:
        console.say(
            Text(
                f"Taken back by: tongbu undo {report.load}",
                f"如需撤销：tongbu undo {report.load}",
            )
        )
