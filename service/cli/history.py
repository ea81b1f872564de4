"""The commands that tell what was loaded and changed, and take it back."""

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.language import Text
from service.settings import Settings


@click.command(
    epilog=examples(
        {
            "history": Text("the latest first", "最近的在前"),
            "history --since 2020-02-12": Text("of that day and after", "该日及以后"),
        }
    )
)
@click.option(
    "--since",
    metavar="DATE",
    help=bilingual("Only of that day and after.", "仅该日及以后。"),
)
@handles_refusals
def history_command(settings: Settings, console: Console, since: str | None) -> None:
    from service.cli.answering import ask

    words = [f"since={since}"] if since else []
    ask(settings, console, "changes", words, "table")


@click.command(
    epilog=examples(
        {
            "undo load-7": Text("a load, by its id from history", "按 history 中的编号撤销载入"),
            "undo 3f2a9c": Text("an action: its id, or how it begins", "撤销登记：编号或其开头"),
            "undo load-7 --dry-run": Text("what it would take back", "仅列出将撤销的内容"),
        }
    )
)
@click.argument("change", metavar="ID")
@click.option(
    "--dry-run",
    is_flag=True,
    help=bilingual("Only tell what it would take back.", "仅列出将撤销的内容，不做改动。"),
)
@click.option("--yes", is_flag=True, help=bilingual("Do not ask.", "不再询问。"))
@handles_refusals
def undo_command(
    settings: Settings, console: Console, change: str, dry_run: bool, yes: bool
) -> None:
    from service.cli.graph_access import open_graph
    from service.cli.undoing import undo

    with open_graph(settings, console) as graph:
        undo(change, graph, console, dry_run=dry_run, yes=yes)
