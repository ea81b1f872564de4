"""The commands that fill a graph and bring it up to date: check, load, derive and their like."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.clock import today
from service.errors import Conflict, FaultyDataset, InvalidParameter
from service.language import Text
from service.settings import Settings

if TYPE_CHECKING:
    from service.dataset.first_day.reader import Hints

as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help=bilingual("The day a list tells of (default: today).", "名单所属日期（默认今天）。"),
)

encoding_option = click.option(
    "--encoding",
    metavar="NAME",
    help=bilingual(
        "The encoding of a text: utf-8, gb18030, big5, utf-16, windows-1252"
        " (default: what comes out right).",
        "文本编码：utf-8、gb18030、big5、utf-16、windows-1252（默认自动识别）。",
    ),
)
map_option = click.option(
    "--map",
    "mapped",
    metavar="COLUMN=FIELD",
    multiple=True,
    help=bilingual(
        "What a list's column means, such as 企业名称=buyer; again for each column. It is"
        " remembered for the dataset. ignore leaves a column out, nothing behind = forgets.",
        "名单某列的含义，如 企业名称=buyer；可多次使用，下次载入同一数据集时沿用。"
        "ignore 表示不读取该列，= 后留空则恢复自动识别。",
    ),
)

dataset_option = click.option(
    "--dataset",
    metavar="NAME",
    help=bilingual(
        "What the dataset is called, whatever its file: a new version of it is compared with what"
        " it said last (default: a list's file name without day and version; a folder's id).",
        "数据集名称（与文件名无关）：新版本与其上次所述逐项比较（默认：名单为去掉日期和版本字样的"
        "文件名，文件夹为其 id）。",
    ),
)
pair_option = click.option(
    "--pair",
    is_flag=True,
    help=bilingual(
        "A line of a list with as many suppliers as materials (甲、乙 and 铜、铁): the first"
        " supplies the first, and so on.",
        "名单一行中配套企业与物料个数相同时（甲、乙 与 铜、铁）按顺序一一对应。",
    ),
)


@click.command(
    epilog=examples(
        {
            "check mine": Text("a folder of tables", "数据文件夹"),
            "check mine/list.xlsx --as-of 2020-02-12": Text("a first-day list", "首日名单"),
            "check mine/list.xlsx --what-if": Text(
                "and whose readiness would move", "并列出谁的料齐时间会变动"
            ),
        }
    ),
)
@click.argument("path", metavar="DIR|LIST", type=click.Path(path_type=Path))
@click.option(
    "--what-if",
    is_flag=True,
    help=bilingual("Also tell whose readiness would move.", "同时列出哪些企业的料齐时间会变动。"),
)
@click.option(
    "--replace", is_flag=True, help=bilingual("As load --replace.", "同 load --replace。")
)
@as_of_option
@encoding_option
@map_option
@pair_option
@dataset_option
@handles_refusals
def check_command(
    settings: Settings,
    console: Console,
    path: Path,
    what_if: bool,
    replace: bool,
    as_of: datetime | None,
    encoding: str | None,
    mapped: tuple[str, ...],
    pair: bool,
    dataset: str | None,
) -> None:
    from service.cli.loading import check_against_graph

    hints = _hints(encoding, mapped, pair, dataset)
    faults = check_against_graph(
        path,
        settings,
        console,
        replace=replace,
        what_if=what_if,
        as_of=_day(as_of),
        hints=hints,
    )
    if faults:
        raise FaultyDataset(
            Text(f"{path.name} has {len(faults)} faults", f"{path.name} 有 {len(faults)} 处错误"),
            faults,
        )
    console.say(Text(f"{path.name} can be loaded", f"{path.name} 可以载入"))


@click.command(
    epilog=examples({"template mine": Text("into the folder mine", "写入文件夹 mine")}),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@handles_refusals
def template_command(settings: Settings, console: Console, folder: Path) -> None:
    from service.dataset.tables.templates import write_templates

    for path in write_templates(folder):
        console.say(Text(f"written: {path}", f"已生成：{path}"))


@click.command(
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
@click.argument("path", metavar="DIR|LIST", type=click.Path(path_type=Path))
@click.option(
    "--replace",
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
@click.option(
    "--yes",
    is_flag=True,
    help=bilingual("Do not ask.", "不再询问。"),
)
@as_of_option
@encoding_option
@map_option
@pair_option
@dataset_option
@handles_refusals
def load_command(
    settings: Settings,
    console: Console,
    path: Path,
    replace: bool,
    bulk: bool,
    yes: bool,
    as_of: datetime | None,
    encoding: str | None,
    mapped: tuple[str, ...],
    pair: bool,
    dataset: str | None,
) -> None:
    from service.cli.graph_access import open_graph
    from service.cli.loading import bulk_load_and_derive, load_and_derive, report_load

    if bulk and (replace or as_of or encoding or mapped or pair or dataset):
        raise InvalidParameter(
            Text(
                "--bulk fills an empty database from a folder: there is nothing to --replace,"
                " --map or --pair, and the folder says its own --as-of and --dataset",
                "--bulk 用数据文件夹填充空数据库：无内容可 --replace、--map、--pair，名称与"
                "日期以文件夹为准（--as-of）",
            )
        )
    hints = _hints(encoding, mapped, pair, dataset)
    if bulk:
        report_load(bulk_load_and_derive(path, settings, console), console)
        return
    with open_graph(settings, console) as graph:
        report = load_and_derive(
            path, graph, console, replace=replace, as_of=_day(as_of), hints=hints, yes=yes
        )
        report_load(report, console, graph)


@click.command(
    epilog=examples({"derive": Text("readiness, waiting, ranking", "可复工日、等待关系、排序")}),
)
@handles_refusals
def derive_command(settings: Settings, console: Console) -> None:
    from service.cli.graph_access import open_graph
    from service.derivation.complete import derive_to_its_end
    from service.graph import schema

    with open_graph(settings, console) as graph, console.progress() as progress:
        schema.apply(graph)
        derive_to_its_end(graph, progress)


@click.command(
    epilog=examples(
        {
            "new-day": Text("to today", "更新至今天"),
            "new-day 2020-02-13": Text("to that day", "更新至该日"),
        }
    ),
)
@click.argument("day", metavar="[DATE]", required=False, type=click.DateTime(["%Y-%m-%d"]))
@handles_refusals
def new_day_command(settings: Settings, console: Console, day: datetime | None) -> None:
    from service.cli.graph_access import open_graph
    from service.derivation.full import new_day

    as_of = _day(day) or today()
    with open_graph(settings, console) as graph:
        with console.progress() as progress:
            moved = new_day(graph, as_of, progress)
        console.say(
            Text(f"The graph stands at {as_of}", f"数据已更新至 {as_of}")
            if moved
            else Text(f"The graph stands at {as_of} already", f"数据已是 {as_of}")
        )


@click.command(
    epilog=examples({"record-day": Text("as they stand now", "按当前数字留存")}),
)
@handles_refusals
def record_day_command(settings: Settings, console: Console) -> None:
    from service.cli.graph_access import open_graph
    from service.derivation.daily_record import record_day

    with open_graph(settings, console) as graph:
        as_of = record_day(graph)
        if as_of is None:
            raise Conflict(
                Text(
                    "Nothing was kept: nothing is loaded, or what is derived is not current",
                    "未留存：尚未载入数据，或推算结果不是最新",
                )
            )
        console.say(Text(f"The figures of {as_of} are kept", f"已留存 {as_of} 的数字"))


def _hints(
    encoding: str | None, mapped: tuple[str, ...], pair: bool, dataset: str | None
) -> "Hints":
    """What the options say of the file. Raises ``InvalidParameter``."""
    from service.dataset.first_day.reader import Hints
    from service.dataset.spreadsheets.encodings import NAMES, codec_of

    wrong: list[Text] = []
    if encoding is not None and codec_of(encoding) is None:
        known = ", ".join(NAMES)
        wrong.append(
            Text(
                f"--encoding: no {encoding}; known are {known}",
                f"--encoding：没有 {encoding}；可用：{known}",
            )
        )
    fields: dict[str, str] = {}
    for written in mapped:
        header, _, name = written.rpartition("=")
        if header:
            fields[header] = name.strip()
        else:
            wrong.append(
                Text(
                    f"--map takes COLUMN=FIELD, not {written}",
                    f"--map 须写作 列=字段，而非 {written}",
                )
            )
    if wrong:
        raise InvalidParameter(
            Text("; ".join(one.en for one in wrong), "；".join(one.zh for one in wrong))
        )
    return Hints(encoding, fields, pair, (dataset or "").strip() or None)


def _day(given: datetime | None) -> date | None:
    """The day of an option or argument that click has read as a moment."""
    return given.date() if given else None
