"""The commands on the catalogue itself: ``tongbu queries`` and ``tongbu new-query``."""

from pathlib import Path

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.language import Text
from service.settings import Settings


@click.command(
    help=bilingual(
        "The saved queries, what-ifs and actions, a line each.", "列出全部查询、推演与登记操作。"
    ),
    epilog=examples({"queries": Text("parameters in [ ] are optional", "[ ] 内的参数可省略")}),
)
@handles_refusals
def queries_command(settings: Settings, console: Console) -> None:
    from service.catalog.catalog import read_catalog
    from service.cli.lists import print_rows

    rows = []
    for query in read_catalog().every:
        given = " ".join(f"{p.name}=…" if p.required else f"[{p.name}=…]" for p in query.parameters)
        rows.append([query.name, query.title.to(console.language), given])
    print_rows(rows)


@click.command(
    help=bilingual(
        "Write the file of a saved query to begin with: it works as it is, and every key of it is"
        " explained.",
        "生成新查询的起始文件：写入即可使用，每个键均有说明。",
    ),
    epilog=examples(
        {
            "new-query many-buyers": Text("into the catalogue", "写入查询目录"),
            "new-query many-buyers --folder mine": Text("into another folder", "写入其他文件夹"),
        }
    ),
)
@click.argument("name", metavar="NAME")
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=bilingual("Another folder than the catalogue's.", "改写入其他文件夹。"),
)
@handles_refusals
def new_query_command(settings: Settings, console: Console, name: str, folder: Path | None) -> None:
    from service.catalog.new_query import QUERY_FOLDER, write_new_query

    path = write_new_query(name, folder or settings.queries or QUERY_FOLDER)
    console.say(Text(f"written: {path}", f"已生成：{path}"))
    if path.parent.resolve() != QUERY_FOLDER:
        console.say(
            Text(f"It can be asked once it is in {QUERY_FOLDER}", f"移入 {QUERY_FOLDER} 后即可查询")
        )
    console.say(Text(f"ask it: tongbu ask {name}", f"查询：tongbu ask {name}"))
    console.say(
        Text(
            "edit it, and look for faults with: tongbu queries",
            "编辑后用 tongbu queries 检查有无错误",
        )
    )
