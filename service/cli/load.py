"""The commands that fill a graph and bring it up to date: check, load, derive and their like."""

import datetime
from pathlib import Path
from typing import Any

import click

from service.cli.common import (
    bilingual,
    connected,
    derive_and_rank,
    examples,
    handles_refusals,
    load_and_derive,
    report_load,
)
from service.cli.console import Terminal
from service.dataset.check import check_folder
from service.dataset.import_files import read_whole, table_bytes, write_import_files
from service.dataset.templates import write_templates
from service.derivation.full import new_day
from service.errors import FaultyDataset, InvalidParameter
from service.graph import schema
from service.language import Text
from service.private_neo4j.bulk_import import BulkImport
from service.private_neo4j.server import running
from service.settings import Settings
from service.synthetic.generate import SHOCK_SIZE, SHOCKS, generate

AS_OF = click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help=bilingual("The day a list tells of (default: today).", "名单所属日期（默认今天）。"),
)


@click.command(
    help=bilingual("Check a dataset; writes nothing.", "检查数据，不写入。"),
    epilog=examples(
        {
            "check mine": Text("a folder of tables", "数据文件夹"),
            "check mine/list.xlsx --as-of 2020-02-12": Text("a first-day list", "首日名单"),
        }
    ),
)
@click.argument("path", metavar="DIR|LIST.xlsx|LIST.csv", type=click.Path(path_type=Path))
@AS_OF
@handles_refusals
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


@click.command(
    help=bilingual("Empty tables and the empty first-day list.", "生成空白数据表与首日名单。"),
    epilog=examples({"template mine": Text("into the folder mine", "写入文件夹 mine")}),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@handles_refusals
def template(settings: Settings, terminal: Terminal, folder: Path) -> None:
    for path in write_templates(folder):
        terminal.say(Text(f"written: {path}", f"已生成：{path}"))


@click.command(
    "generate",
    help=bilingual(
        "A synthetic network as a dataset folder, and its figures beside published ones.",
        "生成合成供应网络数据文件夹，并与已发表的数据对照。",
    ),
    short_help=bilingual("A synthetic network.", "生成合成供应网络。"),
    epilog=examples(
        {
            "generate big --enterprises 30000": Text("into the folder big", "写入文件夹 big"),
            "generate shock --enterprises 1000 --shock industry --shock-size 0.2": Text(
                "a fifth is stopped, in one industry", "某行业停产两成"
            ),
        }
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
@handles_refusals
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
            progress=bars,
        )
    for figure in figures:
        told_of = f"{figure.shown:>12}  {figure.what.to(settings.language)}"
        print(
            f"{told_of}  [{figure.published.to(settings.language)}]"
            if figure.published.en
            else told_of
        )


@click.command(
    "load",
    help=bilingual(
        "Check a dataset or list, load it, derive.", "检查并载入数据文件夹或名单，然后推算。"
    ),
    epilog=examples(
        {
            "load mine": Text(
                "again after corrections: only what differs", "更正后再次载入，仅更新差异"
            ),
            "load mine/list.xlsx --as-of 2020-02-12": Text("a first-day list", "首日名单"),
            "load mine --replace": Text("and remove what it no longer has", "并移除已删内容"),
            "load big --bulk": Text("into an empty private database", "填充空的自带数据库"),
        }
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
@handles_refusals
def load_command(
    settings: Settings, terminal: Terminal, path: Path, again: bool, bulk: bool, as_of: Any
) -> None:
    if bulk:
        _bulk_load(settings, terminal, path, again=again, dated=bool(as_of))
        return
    with connected(settings, terminal) as graph:
        day = as_of.date() if as_of else None
        report_load(load_and_derive(path, graph, terminal, again=again, as_of=day), terminal)


def _bulk_load(
    settings: Settings, terminal: Terminal, path: Path, *, again: bool, dated: bool
) -> None:
    if again or dated:
        raise InvalidParameter(
            Text(
                "--bulk fills an empty database from a folder: there is nothing to --replace, and"
                " the folder says its own --as-of",
                "--bulk 用数据文件夹填充空数据库：无内容可 --replace，日期（--as-of）以文件夹为准",
            )
        )
    size = table_bytes(path)
    with BulkImport(settings, terminal.lines) as empty, terminal.progress() as bars:
        empty.require(size)
        before = empty.before
        files = write_import_files(
            read_whole(path, bars),
            empty.folder,
            version=before.version,
            as_of=before.as_of,
            progress=bars,
        )
        empty.fill(files.arguments, files.nodes, files.relationships, bars)
    with connected(settings, terminal) as graph, terminal.progress() as bars:
        schema.apply(graph, bars)
        derive_and_rank(graph, bars, again=True)
    report_load(files.report, terminal)


@click.command(
    "derive",
    help=bilingual("Derive everything again.", "重新推算全部结果。"),
    epilog=examples({"derive": Text("readiness, waiting, ranking", "可复工日、等待关系、排序")}),
)
@handles_refusals
def derive_command(settings: Settings, terminal: Terminal) -> None:
    with connected(settings, terminal) as graph, terminal.progress() as bars:
        schema.apply(graph)
        derive_and_rank(graph, bars, again=True)


@click.command(
    "new-day",
    help=bilingual("Move the day, derive again.", "更新截止日期并重新推算。"),
    epilog=examples(
        {
            "new-day": Text("to today", "更新至今天"),
            "new-day 2020-02-13": Text("to that day", "更新至该日"),
        }
    ),
)
@click.argument("day", metavar="[DATE]", required=False, type=click.DateTime(["%Y-%m-%d"]))
@handles_refusals
def new_day_command(settings: Settings, terminal: Terminal, day: Any) -> None:
    to = day.date() if day else datetime.date.today()
    with connected(settings, terminal) as graph:
        with terminal.progress() as bars:
            moved = new_day(graph, to, bars)
            derive_and_rank(graph, bars, again=False)
        terminal.say(
            Text(f"The graph stands at {to}", f"数据已更新至 {to}")
            if moved
            else Text(f"The graph stands at {to} already", f"数据已是 {to}")
        )
