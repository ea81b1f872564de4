"""The command ``tongbu``: wires settings, database, dataset and service together."""

import datetime
import functools
import getpass
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
from waitress.server import create_server

from seed import schema
from seed.bulk import read_whole, table_bytes, write_import_files
from seed.check import check_folder
from seed.generate import SHOCK_SIZE, SHOCKS, generate
from seed.load import Report, load
from seed.template import write_templates
from service import create_app, exports
from service.catalog import ACTION, read_catalog
from service.derivation import derive, new_day
from service.errors import CannotStart, Conflict, FaultyDataset, Refusal, WrongParameter
from service.gate import Gate, is_loopback
from service.graph import Graph
from service.knowledge import Knowledge
from service.language import Text
from service.local_import import LocalImport
from service.local_neo4j import Connection, LocalNeo4j, running
from service.ranking import changes_since, rank
from service.settings import SETTINGS, Settings, read
from service.terminal import Bars, Terminal

CIXI = Path(__file__).resolve().parent.parent / "seed" / "cixi"

THREADS = 16
"""Requests answered at once."""


def bilingual(en: str, zh: str) -> str:
    return f"{zh} {en}"


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Turns a refusal into one clear line and exit 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            settings = read()
        except Refusal as refusal:
            Terminal("zh").refuse(refusal)
            sys.exit(1)
        terminal = Terminal(settings.language)
        try:
            command(settings, terminal, *args, **kwargs)
        except Refusal as refusal:
            terminal.refuse(refusal)
            sys.exit(1)
        except BrokenPipeError:
            sys.stdout = None
            sys.exit(1)
        except OSError as error:
            reason = f"{error.filename or ''} {error.strerror or error}".strip()
            terminal.refuse(Conflict(Text(reason, reason)))
            sys.exit(1)

    return run


@click.group(
    help=bilingual(
        "For a whole supply network: who waits for whom.", "看清整个供应网络：谁在等谁。"
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="tongbu")
def main() -> None:
    signal.signal(signal.SIGTERM, _leave)


def _leave(*_: int | FrameType | None) -> NoReturn:
    """SIGTERM ends like Ctrl-C: everything started is stopped on the way out."""
    raise SystemExit(143)


@contextmanager
def connected(settings: Settings, terminal: Terminal) -> Iterator[Graph]:
    """The graph that the settings name: your own Neo4j, or the private one, started if needed."""
    if settings.neo4j_uri:
        own = Connection(settings.neo4j_uri, settings.neo4j_username, settings.neo4j_password)
        with _opened(own, settings.neo4j_database) as graph:
            yield graph
        return
    held = running(settings)
    if held:
        with _opened(held, "neo4j") as graph:
            yield graph
        return
    with LocalNeo4j(settings, terminal.say) as connection, _opened(connection, "neo4j") as graph:
        yield graph


@contextmanager
def _opened(connection: Connection, database: str) -> Iterator[Graph]:
    with Graph(connection.uri, connection.username, connection.password, database) as graph:
        graph.server()
        yield graph


def knowing(graph: Graph, *, show_personal: bool = True, may_change: bool = True) -> Knowledge:
    """The catalogue on ``graph``; personal data as the caller may see it."""
    return Knowledge(graph, read_catalog(), show_personal=show_personal, may_change=may_change)


def bring(
    path: Path, graph: Graph, terminal: Terminal, *, again: bool = False, **more: Any
) -> Report:
    """Loads a dataset and derives what follows from it, showing progress."""
    schema.apply(graph)
    with terminal.progress() as bars:
        report = load(path, graph, replace=again, progress=bars.count, **more)
        derive_and_rank(graph, bars, again=not knowing(graph).state().derived)
    return report


def derive_and_rank(graph: Graph, bars: Bars, *, again: bool) -> None:
    """Derives everything where ``again``, then ranks, unless the ranking is of this very graph.

    A ranking that others' work interrupts is left to the next: what is derived stands without it.
    """
    if again:
        derive(graph, bars.share)
    if again or changes_since(graph) != 0:
        try:
            rank(graph, bars.share)
        except Conflict as conflict:
            bars.line(conflict.detail)


def told(report: Report, terminal: Terminal) -> None:
    """What a load did, a line for each kind, then what a person should look at."""
    for kind, counts in report.counts.items():
        terminal.say(
            Text(
                f"{kind}: {counts.added} added, {counts.changed} changed,"
                f" {counts.unchanged} unchanged, {counts.removed} removed",
                f"{kind}：新增 {counts.added}，更改 {counts.changed}，"
                f"未变 {counts.unchanged}，移除 {counts.removed}",
            )
        )
    for notice in report.notices:
        terminal.say(notice)


@main.command(help=bilingual("Start everything; Ctrl-C ends it.", "启动全部服务，Ctrl-C 结束。"))
@click.option("--host", help=bilingual("Address to listen on.", "监听地址。"))
@click.option(
    "--port", type=click.IntRange(0, 65535), help=bilingual("Port to listen on.", "监听端口。")
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help=bilingual("Folder of the private database.", "自带数据库所在文件夹。"),
)
@click.option(
    "--empty", is_flag=True, help=bilingual("Do not load the Cixi dataset.", "不载入慈溪数据集。")
)
@refusing
def up(
    settings: Settings,
    terminal: Terminal,
    host: str | None,
    port: int | None,
    data: Path | None,
    empty: bool,
) -> None:
    settings = replace(
        settings,
        host=host or settings.host,
        port=settings.port if port is None else port,
        data=data.expanduser().resolve() if data else settings.data,
    )
    Gate(settings.host, settings.token)  # refuses before anything is started
    with listening(settings) as listener, _own(settings, terminal) as graph:
        schema.apply(graph)
        here = is_loopback(settings.host)
        knowledge = knowing(
            graph,
            show_personal=here or settings.show_personal,
            may_change=here or settings.allow_changes,
        )
        knowledge.check_at_start()
        state = knowledge.state()
        if (state.empty and not empty) or state.loading == "cixi-2020-02-12":
            terminal.say(Text("Loading the Cixi dataset", "载入慈溪数据集"))
            bring(CIXI, graph, terminal)
        elif (state.as_of and state.loading is None) and (
            not state.derived or changes_since(graph) is None
        ):
            with terminal.progress() as bars:
                derive_and_rank(graph, bars, again=not state.derived)
        app = create_app(knowledge, settings)
        server = create_server(
            app, sockets=[listener], threads=THREADS, ident=None, clear_untrusted_proxy_headers=True
        )
        name = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{name}:{listener.getsockname()[1]}/"
        terminal.say(
            Text(
                f"Tongbu is ready: {address}  (Ctrl-C ends it)",
                f"同步已就绪：{address} （Ctrl-C 结束）",
            )
        )
        try:
            server.run()
        finally:
            server.close()
            terminal.say(Text("Stopping", "正在停止"))


@contextmanager
def _own(settings: Settings, terminal: Terminal) -> Iterator[Graph]:
    """As ``connected``, but a private database that another process holds is refused."""
    if settings.neo4j_uri:
        with connected(settings, terminal) as graph:
            yield graph
        return
    with LocalNeo4j(settings, terminal.say) as connection, _opened(connection, "neo4j") as graph:
        yield graph


@contextmanager
def listening(settings: Settings) -> Iterator[socket.socket]:
    """A socket on the address to serve; taken first, so that a port in use is told at once."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise CannotStart(
            Text(
                f"{settings.host} is not an address of this machine; 127.0.0.1 is",
                f"{settings.host} 不是本机地址，可用 127.0.0.1",
            )
        ) from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            raise CannotStart(
                Text(
                    f"Port {settings.port} on {settings.host} cannot be used"
                    f" ({os.strerror(error.errno or 0)}); choose another with --port,"
                    " or --port 0 for any free one",
                    f"无法使用 {settings.host} 的端口 {settings.port}"
                    f"（{os.strerror(error.errno or 0)}）；请用 --port 另选，"
                    "或用 --port 0 任选空闲端口",
                )
            ) from error
        listener.listen(128)
        yield listener


@main.command(help=bilingual("Only the private Neo4j, in the foreground.", "仅启动自带 Neo4j。"))
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help=bilingual("Folder of the private database.", "自带数据库所在文件夹。"),
)
@refusing
def database(settings: Settings, terminal: Terminal, data: Path | None) -> None:
    if data:
        settings = replace(settings, data=data.expanduser().resolve())
    with LocalNeo4j(settings, terminal.say) as connection:
        terminal.say(
            Text(
                f"Neo4j answers at {connection.uri}, user {connection.username};"
                f" its password is in {settings.data}",
                f"Neo4j 已就绪：{connection.uri}，用户 {connection.username}，"
                f"密码保存在 {settings.data}",
            )
        )
        try:
            while True:
                signal.pause()
        except KeyboardInterrupt:
            terminal.say(Text("Stopping", "正在停止"))


AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help=bilingual("The day a list tells of (default: today).", "名单所属日期（默认今天）。"),
)


@main.command(help=bilingual("Check a dataset; writes nothing.", "检查数据，不写入。"))
@click.argument("path", metavar="DIR|LIST.xlsx|LIST.csv", type=click.Path(path_type=Path))
@AS_OF
@refusing
def check(settings: Settings, terminal: Terminal, path: Path, as_of: Any) -> None:
    day = as_of.date() if as_of else None
    if settings.neo4j_uri or running(settings):
        with connected(settings, terminal) as graph:
            faults = check_folder(path, graph, as_of=day)
    else:
        faults = check_folder(path, as_of=day)
        terminal.say(
            Text(
                "No database runs: checked against the files alone",
                "数据库未运行：仅与文件自身核对",
            )
        )
    if faults:
        raise FaultyDataset(
            Text(f"{path.name} has {len(faults)} faults", f"{path.name} 有 {len(faults)} 处错误"),
            faults,
        )
    terminal.say(Text(f"{path.name} can be loaded", f"{path.name} 可以载入"))


@main.command(
    help=bilingual("Empty tables and the empty first-day list.", "生成空白数据表与首日名单。")
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@refusing
def template(settings: Settings, terminal: Terminal, folder: Path) -> None:
    for path in write_templates(folder):
        terminal.say(Text(f"written: {path}", f"已生成：{path}"))


@main.command(
    "generate",
    help=bilingual(
        "A synthetic network as a dataset folder, and its figures beside published ones.",
        "生成合成供应网络数据文件夹，并与已发表的数据对照。",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--enterprises",
    type=int,
    required=True,
    help=bilingual("How many, from 10.", "企业数，至少 10。"),
)
@click.option(
    "--rng-seed",
    type=int,
    default=1,
    show_default=True,
    help=bilingual("The same seed gives the same files.", "随机种子；相同则文件逐字节相同。"),
)
@click.option(
    "--shock",
    type=click.Choice(SHOCKS),
    default=SHOCKS[0],
    show_default=True,
    help=bilingual("Where enterprises are stopped.", "在何处停产：省、行业或随机。"),
)
@click.option(
    "--shock-size",
    type=float,
    default=SHOCK_SIZE,
    show_default=True,
    help=bilingual("Share that is stopped, 0 to 0.9.", "停产企业占比，0 至 0.9。"),
)
@refusing
def generate_command(
    settings: Settings,
    terminal: Terminal,
    folder: Path,
    enterprises: int,
    rng_seed: int,
    shock: str,
    shock_size: float,
) -> None:
    with terminal.progress() as bars:
        figures = generate(
            folder,
            enterprises,
            rng_seed=rng_seed,
            shock=shock,
            shock_size=shock_size,
            progress=bars.count,
        )
    for figure in figures:
        told_of = f"{figure.shown:>12}  {figure.what.to(settings.language)}"
        print(
            f"{told_of}  [{figure.published.to(settings.language)}]"
            if figure.published.en
            else told_of
        )


@main.command(
    "load",
    help=bilingual(
        "Check a dataset or list, load it, derive.", "检查并载入数据文件夹或名单，然后推算。"
    ),
)
@click.argument("path", metavar="DIR|LIST.xlsx|LIST.csv", type=click.Path(path_type=Path))
@click.option(
    "--replace",
    "again",
    is_flag=True,
    help=bilingual(
        "Remove what this dataset brought earlier and no longer has.",
        "移除该数据集此前载入而现已没有的内容。",
    ),
)
@click.option(
    "--bulk",
    is_flag=True,
    help=bilingual(
        "Fill an empty private database at once, by neo4j-admin.",
        "用 neo4j-admin 一次性填充空的自带数据库。",
    ),
)
@AS_OF
@refusing
def load_command(
    settings: Settings, terminal: Terminal, path: Path, again: bool, bulk: bool, as_of: Any
) -> None:
    if bulk:
        _bulk_load(settings, terminal, path, again=again, dated=bool(as_of))
        return
    with connected(settings, terminal) as graph:
        day = as_of.date() if as_of else None
        told(bring(path, graph, terminal, again=again, as_of=day), terminal)


def _bulk_load(
    settings: Settings, terminal: Terminal, path: Path, *, again: bool, dated: bool
) -> None:
    if again or dated:
        raise WrongParameter(
            Text(
                "--bulk fills an empty database from a folder: there is nothing to --replace, and"
                " the folder says its own --as-of",
                "--bulk 用数据文件夹填充空数据库：无内容可 --replace，日期（--as-of）以文件夹为准",
            )
        )
    size = table_bytes(path)
    with LocalImport(settings, terminal.say) as empty, terminal.progress() as bars:
        empty.require(size)
        before = empty.before
        files = write_import_files(
            read_whole(path, bars.count),
            empty.folder,
            version=before.version,
            as_of=before.as_of,
            progress=bars.count,
        )
        empty.fill(files.arguments, files.nodes, files.relationships, bars.count)
    with connected(settings, terminal) as graph, terminal.progress() as bars:
        schema.apply(graph, bars.count)
        derive_and_rank(graph, bars, again=True)
    told(files.report, terminal)


@main.command("derive", help=bilingual("Derive everything again.", "重新推算全部结果。"))
@refusing
def derive_command(settings: Settings, terminal: Terminal) -> None:
    with connected(settings, terminal) as graph, terminal.progress() as bars:
        schema.apply(graph)
        derive_and_rank(graph, bars, again=True)


@main.command("new-day", help=bilingual("Move the day, derive again.", "更新截止日期并重新推算。"))
@click.argument("day", metavar="[DATE]", required=False, type=click.DateTime(["%Y-%m-%d"]))
@refusing
def new_day_command(settings: Settings, terminal: Terminal, day: Any) -> None:
    to = day.date() if day else datetime.date.today()
    with connected(settings, terminal) as graph:
        with terminal.progress() as bars:
            moved = new_day(graph, to, bars.share)
            derive_and_rank(graph, bars, again=False)
        terminal.say(
            Text(f"The graph stands at {to}", f"数据已更新至 {to}")
            if moved
            else Text(f"The graph stands at {to} already", f"数据已是 {to}")
        )


@main.command(
    help=bilingual(
        "The saved queries, what-ifs and actions, a line each.", "列出全部查询、推演与登记操作。"
    )
)
@refusing
def queries(settings: Settings, terminal: Terminal) -> None:
    for query in read_catalog().every:
        given = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters)
        line = f"{query.name:24} {query.title.to(settings.language)}  {given}".rstrip()
        print(line)


def pairs(arguments: tuple[str, ...]) -> dict[str, str]:
    """``name=value`` by name; raises ``WrongParameter`` for anything else."""
    given: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals:
            raise WrongParameter(
                Text(
                    f"name=value is expected, not {argument!r}", f"应为 参数=值，而非 {argument!r}"
                )
            )
        given[name] = value
    return given


@main.command(help=bilingual("One answer: ask QUERY name=value …", "查询：ask 查询名 参数=值 …"))
@click.argument("query")
@click.argument("arguments", nargs=-1, metavar="[name=value …]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "ndjson", "xlsx"]),
    default="table",
    show_default=True,
    help=bilingual("How the answer is written.", "结果格式。"),
)
@refusing
def ask(
    settings: Settings, terminal: Terminal, query: str, arguments: tuple[str, ...], form: str
) -> None:
    given = pairs(arguments)
    catalog = read_catalog()
    catalog[query].arguments(given)
    with connected(settings, terminal) as graph:
        knowledge = Knowledge(graph, catalog, show_personal=True)
        if form in ("csv", "ndjson"):
            write = exports.csv_of if form == "csv" else exports.ndjson_of
            with knowledge.stream(query, given) as stream:
                for chunk in write(stream):
                    sys.stdout.buffer.write(chunk)
                sys.stdout.flush()
            return
        answer = knowledge.ask(query, given)
        whole = " ".join(["tongbu ask", query, *arguments, "--format csv"])
        if form == "json":
            sys.stdout.buffer.write(exports.json_of(answer, [whole]) + b"\n")
        elif form == "xlsx":
            sys.stdout.buffer.write(exports.xlsx_of(answer, settings.language, [whole]))
        else:
            terminal.answer(answer)
        sys.stdout.flush()


@main.command(
    "do", help=bilingual("One saved action: do ACTION name=value …", "登记：do 操作名 参数=值 …")
)
@click.argument("action")
@click.argument("arguments", nargs=-1, metavar="[name=value …]")
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
@refusing
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
        accepted = knowing(graph).do(
            action, given, by=f"command line: {getpass.getuser()}", change=change
        )
        if not accepted.derived:
            with terminal.progress() as bars:
                derive(graph, bars.share)
        if form == "json":
            body = exports.json_of(accepted.answer, more={"change": accepted.change})
            sys.stdout.buffer.write(body + b"\n")
            sys.stdout.flush()
            return
        terminal.say(Text(f"Recorded, change {accepted.change}", f"已登记，编号 {accepted.change}"))
        if accepted.derived:
            terminal.answer(accepted.answer)


@main.command("settings", help=bilingual("Every setting, from the environment.", "全部设置项。"))
@refusing
def settings_command(settings: Settings, terminal: Terminal) -> None:
    for setting in SETTINGS:
        default = setting.default or Text("(empty)", "（空）").to(settings.language)
        print(f"{setting.name:22} {default:12} {setting.about.to(settings.language)}")
