"""The command ``tongbu``: its parts together, and the commands that ask and do."""

import getpass
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from service.answers.knowledge import Knowledge
from service.catalog.catalog import ACTION, read_catalog
from service.cli.backup import dump_command, restore_command
from service.cli.common import bilingual, connected, examples, handles_refusals, open_knowledge
from service.cli.completion import arguments as begun_arguments
from service.cli.completion import completion_command, names
from service.cli.console import Terminal
from service.cli.load import (
    check,
    derive_command,
    generate_command,
    load_command,
    new_day_command,
    template,
)
from service.cli.mcp import mcp_command
from service.cli.serve import database, up
from service.derivation.full import derive
from service.errors import InvalidParameter
from service.formats import files
from service.formats.bloom.perspective import perspective
from service.formats.bloom.saved_cypher import saved_cypher_file
from service.formats.bloom.search_phrases import read_database_facts
from service.formats.graph_files import GRAPH_FORMATS, graph_file, require_graph
from service.language import Language, Text
from service.serialization import to_json
from service.settings import SETTINGS, Settings


@click.group(
    help=bilingual(
        "For a whole supply network: who waits for whom.", "看清整个供应网络：谁在等谁。"
    ),
    epilog=examples(
        {
            "up": Text("starts everything and prints the address", "启动全部服务并给出地址"),
            "queries": Text("what can be asked", "可问什么"),
            "ask critical-path enterprise=gongniu": Text("whom Gongniu waits for", "公牛在等谁"),
            "ask --help": Text("help on one command", "某一命令的帮助"),
        }
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="tongbu")
def main() -> None:
    signal.signal(signal.SIGTERM, _leave)


def _leave(*_: int | FrameType | None) -> NoReturn:
    """SIGTERM ends like Ctrl-C: everything started is stopped on the way out."""
    raise SystemExit(143)


for command in (
    *(up, database, check, template, generate_command, load_command, derive_command),
    *(new_day_command, dump_command, restore_command, mcp_command, completion_command),
):
    main.add_command(command)


@main.command(
    help=bilingual(
        "The saved queries, what-ifs and actions, a line each.", "列出全部查询、推演与登记操作。"
    ),
    short_help=bilingual("What can be asked and done.", "列出查询、推演与登记操作。"),
    epilog=examples({"queries": Text("parameters in [ ] are optional", "[ ] 内的参数可省略")}),
)
@handles_refusals
def queries(settings: Settings, terminal: Terminal) -> None:
    rows = []
    for query in read_catalog().every:
        given = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters)
        rows.append([query.name, query.title.to(settings.language), given])
    terminal.listed(rows)


def pairs(arguments: tuple[str, ...]) -> dict[str, str]:
    """``name=value`` by name; raises ``InvalidParameter`` for anything else."""
    given: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise InvalidParameter(
                Text(
                    f"name=value is expected, not {argument!r}", f"应为 参数=值，而非 {argument!r}"
                )
            )
        given[name] = value
    return given


@main.command(
    help=bilingual("One answer: ask QUERY name=value …", "查询：ask 查询名 参数=值 …"),
    epilog=examples(
        {
            "ask critical-path enterprise=gongniu": Text("whom Gongniu waits for", "公牛在等谁"),
            "ask stops enterprises=yuelong,jintian days=14": Text("a what-if", "推演"),
            "ask readiness --format csv": Text("all rows, for a spreadsheet", "全部行，供表格软件"),
        }
    ),
)
@click.argument("query", shell_complete=names(actions=False))
@click.argument("arguments", nargs=-1, metavar="[name=value …]", shell_complete=begun_arguments)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", *files.FILE_FORMATS, *GRAPH_FORMATS]),
    default="table",
    show_default=True,
    help=bilingual("How the answer is written.", "结果格式。"),
)
@handles_refusals
def ask(
    settings: Settings, terminal: Terminal, query: str, arguments: tuple[str, ...], form: str
) -> None:
    given = pairs(arguments)
    catalog = read_catalog()
    catalog[query].arguments(given)
    if form in GRAPH_FORMATS:
        require_graph(catalog[query])
    with connected(settings, terminal) as graph:
        knowledge = Knowledge(graph, catalog, show_personal=True)
        if form in ("csv", "ndjson"):
            write = files.csv_of if form == "csv" else files.ndjson_of
            with knowledge.stream(query, given) as stream:
                for chunk in write(stream):
                    sys.stdout.buffer.write(chunk)
                sys.stdout.flush()
            return
        answer = knowledge.ask(query, given)
        whole = " ".join(["tongbu ask", query, *arguments, "--format csv"])
        if form == "json":
            sys.stdout.buffer.write(files.json_of(answer, [whole]) + b"\n")
        elif form == "xlsx":
            sys.stdout.buffer.write(files.xlsx_of(answer, settings.language, [whole]))
        elif form in GRAPH_FORMATS:
            sys.stdout.buffer.write(graph_file(answer, form))
        else:
            terminal.answer(answer)
        sys.stdout.flush()


@main.command(
    "do",
    help=bilingual("One saved action: do ACTION name=value …", "登记：do 操作名 参数=值 …"),
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
@click.argument("action", shell_complete=names(actions=True))
@click.argument("arguments", nargs=-1, metavar="[name=value …]", shell_complete=begun_arguments)
@click.option(
    "--format",
    "form",
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
    terminal: Terminal,
    action: str,
    arguments: tuple[str, ...],
    form: str,
    change: str | None,
) -> None:
    given = pairs(arguments)
    read_catalog().of(ACTION, action).arguments(given)
    with connected(settings, terminal) as graph:
        accepted = open_knowledge(graph).do(
            action, given, by=f"command line: {getpass.getuser()}", change=change
        )
        if not accepted.derived:
            with terminal.progress() as bars:
                derive(graph, bars)
        if form == "json":
            body = files.json_of(accepted.answer, extra={"change": accepted.change})
            sys.stdout.buffer.write(body + b"\n")
            sys.stdout.flush()
            return
        terminal.say(Text(f"Recorded, change {accepted.change}", f"已登记，编号 {accepted.change}"))
        if accepted.derived:
            terminal.answer(accepted.answer)


in_language = click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    help=bilingual(
        "Of names and phrases; default: as the command's.", "名称的语言，默认同命令行。"
    ),
)


@main.command(
    help=bilingual(
        "A perspective for Neo4j Bloom and Explore, on standard output.",
        "输出 Neo4j Bloom / Explore 的视图文件（perspective）。",
    ),
    epilog=examples(
        {
            "bloom": Text("to be imported in Bloom", "供 Bloom 导入"),
            "bloom --language en": Text("with names in English", "英文名称"),
        }
    ),
)
@in_language
@handles_refusals
def bloom(settings: Settings, terminal: Terminal, language: Language | None) -> None:
    with connected(settings, terminal) as graph:
        catalog = read_catalog()
        document = perspective(
            catalog, read_database_facts(graph, catalog), language or settings.language
        )
    sys.stdout.buffer.write(to_json(document) + b"\n")
    sys.stdout.flush()


@main.command(
    "favourites",
    help=bilingual(
        "The saved queries as a CSV of Saved Cypher for Neo4j Browser, on standard output.",
        "输出全部查询，供 Neo4j Browser 的 Saved Cypher 导入（CSV）。",
    ),
    epilog=examples({"favourites": Text("to be imported", "供导入")}),
)
@in_language
@handles_refusals
def favourites_command(settings: Settings, terminal: Terminal, language: Language | None) -> None:
    sys.stdout.buffer.write(saved_cypher_file(read_catalog(), language or settings.language))
    sys.stdout.flush()


@main.command(
    "settings",
    help=bilingual("Every setting, from the environment.", "全部设置项。"),
    epilog=examples({"settings": Text("with default and help", "含默认值与说明")}),
)
@handles_refusals
def settings_command(settings: Settings, terminal: Terminal) -> None:
    empty = Text("(empty)", "（空）").to(settings.language)
    terminal.listed([[s.name, s.default or empty, s.about.to(settings.language)] for s in SETTINGS])
