"""Undoing loads and actions for the command line."""

import uuid

from service.answers.changes import ChangeEntry
from service.answers.names import names_of
from service.answers.undo_change import undo_change
from service.cli.console import Console, person
from service.dataset.merging.difference import Kept
from service.dataset.undo import undo_load
from service.derivation.complete import derive_and_rank
from service.display.conflicts import kept_texts
from service.graph.database import Graph
from service.language import Text

MAX_KEPT_SHOWN = 50
"""What stays is told one by one up to here."""

LOAD_PREFIX = "load-"
"""How the ids of loads begin."""


def undo(change: str, graph: Graph, console: Console) -> None:
    """Takes back a load or an action, derives what follows, and tells what stays as it is."""
    if change.startswith(LOAD_PREFIX):
        with console.progress() as progress:
            undone = undo_load(change, graph, by=person(), progress=progress)
            derive_and_rank(graph, progress, again=True)
        for kind, counts in undone.counts.items():
            console.say(
                Text(
                    f"{kind}: {counts.added} made again, {counts.changed} as before,"
                    f" {counts.removed} removed",
                    f"{kind}：恢复 {counts.added}，还原 {counts.changed}，移除 {counts.removed}",
                )
            )
        _say_kept(undone.kept, undone.kept_count, graph, console)
        console.say(
            Text(
                f"{change} of {undone.dataset} is undone",
                f"已撤销 {undone.dataset} 的载入 {change}",
            )
        )
        return
    result = undo_change(graph, change, ChangeEntry(uuid.uuid4().hex, person()))
    _say_kept(result.kept, len(result.kept), graph, console)
    console.say(
        Text(
            f"{result.change} ({result.action}) is undone; {result.moved} enterprises are ready on"
            " another day",
            f"已撤销 {result.change}（{result.action}）；{result.moved} 家企业的料齐时间随之变动",
        )
    )


def _say_kept(kept: list[Kept], count: int, graph: Graph, console: Console) -> None:
    if not count:
        return
    console.say(
        Text(
            f"{count} facts or things stay: somebody has changed them since, or holds on to them",
            f"{count} 项保持不变：其后已有他人更改，或仍被引用",
        )
    )
    shown = kept[:MAX_KEPT_SHOWN]
    for text in kept_texts(shown, names_of(graph, shown)):
        console.say(Text(f"  {text.en}", f"  {text.zh}"))
