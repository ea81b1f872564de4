"""The commands that ask and record: ``tongbu ask`` and ``tongbu do``."""

import click

from service.cli.catalog_completion import complete_action, complete_argument, complete_query
from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.memory import collect_rarely_and_not_at_the_end
from service.cli.refusals import handles_refusals
from service.formats.media_types import ANSWER_FORMATS, GRAPH_FORMATS
from service.language import Text
from service.settings import Settings


@click.command(
    epilog=examples(
        {
            "ask critical-path enterprise=gongniu": Text("whom Gongniu waits for", "公牛在等谁"),
            "ask stops enterprises=yuelong,jintian days=14": Text("a what-if", "推演"),
            "ask readiness --format csv": Text("all rows, for a spreadsheet", "全部行，供表格软件"),
        }
    ),
)
@click.argument("query", shell_complete=complete_query)
@click.argument("arguments", nargs=-1, metavar="[name=value …]", shell_complete=complete_argument)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["table", "json", *ANSWER_FORMATS, *GRAPH_FORMATS]),
    default="table",
    show_default=True,
    help=bilingual("How the answer is written.", "结果格式。"),
)
@handles_refusals
def ask_command(
    settings: Settings, console: Console, query: str, arguments: tuple[str, ...], file_format: str
) -> None:
    collect_rarely_and_not_at_the_end()
    from service.cli.answering import ask

    ask(settings, console, query, arguments, file_format)


@click.command(
    epilog=examples(
        {
            "do record-expected enterprise=yuelong expected_on=2020-02-20": Text(
                "the day from which Yuelong can run", "跃隆预计可生产的日期"
            ),
            "do record-step enterprise=yuelong step=filed --change 2020-17": Text(
                "under an id of your own", "使用自定登记编号"
            ),
        }
    ),
)
@click.argument("action", shell_complete=complete_action)
@click.argument("arguments", nargs=-1, metavar="[name=value …]", shell_complete=complete_argument)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help=bilingual("How the answer is written.", "结果格式。"),
)
@click.option(
    "--change",
    help=bilingual("An id of your own; it is accepted once only.", "自定登记编号，仅生效一次。"),
)
@handles_refusals
def do_command(
    settings: Settings,
    console: Console,
    action: str,
    arguments: tuple[str, ...],
    file_format: str,
    change: str | None,
) -> None:
    collect_rarely_and_not_at_the_end()
    from service.cli.answering import do

    do(settings, console, action, arguments, file_format, change)
