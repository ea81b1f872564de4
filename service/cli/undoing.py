"""Undoing loads and actions for the command line."""

import sys
import uuid
from collections.abc import Sequence

import click

from service.answers.accepted_changes import ChangeEntry
from service.answers.dataset_loads import is_load, take_back_load, try_take_back_load
from service.answers.names import names_of
from service.answers.undo_change import UndoneChange, try_undo_change, undo_change
from service.cli.console import Console, person
from service.cli.graph_access import open_knowledge
from service.dataset.merging.difference import Kept
from service.dataset.undo import Undone
from service.derivation.complete import derive_to_its_end
from service.display.changes import action_name
from service.display.conflicts import kept_texts, restored_texts
from service.display.loads import count_rows
from service.errors import Conflict, TooLarge
from service.graph.database import Graph
from service.language import Text

MAX_SHOWN = 50
"""Facts, and what stays, are told one by one up to here."""


def undo(change: str, graph: Graph, console: Console, *, dry_run: bool, yes: bool) -> None:
    """Takes back a load or an action, derives what follows, and tells what stays as it is.

    ``dry_run`` only tells what would be done; on a terminal that is told, too, and asked, unless
    ``yes``. Raises ``Conflict`` where the answer is no.
    """
    if dry_run:
        _say(_tried(change, graph), graph, console)
        console.say(Text("Nothing was undone", "未撤销任何内容"))
        return
    if not yes and sys.stdin.isatty():
        try:
            _say(_tried(change, graph), graph, console)
        except TooLarge as too_large:
            console.say(too_large.detail)
        if not click.confirm(Text("Undo it?", "确认撤销？").to(console.language), err=True):
            raise Conflict(Text("Nothing was undone", "未撤销任何内容"))
    if is_load(change):
        with console.progress() as progress:
            undone = take_back_load(change, graph, by=person(), progress=progress)
        _say(undone, graph, console)
        console.say(
            Text(
                f"{change} of {undone.dataset} is undone",
                f"已撤销 {undone.dataset} 的载入 {change}",
            )
        )
        return
    result = undo_change(graph, change, ChangeEntry(uuid.uuid4().hex, person()))
    if result.moved is None:
        with console.progress() as progress:
            derive_to_its_end(graph, progress)
    _say(result, graph, console)
    action = action_name(open_knowledge(graph).catalog, result.action)
    console.say(
        Text(
            f"{result.change} ({action.en}) is undone",
            f"已撤销 {result.change}（{action.zh}）",
        )
    )


def _tried(change: str, graph: Graph) -> Undone | UndoneChange:
    if is_load(change):
        return try_take_back_load(change, graph)
    return try_undo_change(graph, change)


def _say(undone: Undone | UndoneChange, graph: Graph, console: Console) -> None:
    """What was, or would be, taken back, and what stays."""
    for title, counts in count_rows(undone.counts):
        console.say(
            Text(
                f"{title.en}: {counts.added} made again, {counts.changed} as before,"
                f" {counts.removed} removed",
                f"{title.zh}：恢复 {counts.added}，还原 {counts.changed}，移除 {counts.removed}",
            )
        )
    kept_count = len(undone.kept)
    if isinstance(undone, UndoneChange):
        facts = undone.restored[:MAX_SHOWN]
        _say_each(restored_texts(facts, names_of(graph, facts), personal=True), console)
    else:
        kept_count = undone.kept_count
    _say_kept(undone.kept, kept_count, graph, console)
    if isinstance(undone, UndoneChange) and undone.moved is not None:
        console.say(
            Text(
                f"Enterprises ready on another day for it: {undone.moved}",
                f"料齐时间随之变动的企业：{undone.moved} 家",
            )
        )


def _say_kept(kept: Sequence[Kept], count: int, graph: Graph, console: Console) -> None:
    if not count:
        return
    console.say(
        Text(
            f"{count} facts or things stay: somebody has changed them since, or holds on to them",
            f"{count} 项保持不变：其后已有他人更改，或仍被引用",
        )
    )
    shown = kept[:MAX_SHOWN]
    _say_each(kept_texts(shown, names_of(graph, shown)), console)


def _say_each(texts: Sequence[Text], console: Console) -> None:
    for text in texts:
        console.say(Text(f"  {text.en}", f"  {text.zh}"))
