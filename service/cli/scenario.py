"""The command ``tongbu scenario``: several what-ifs as one, tried, kept, compared."""

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.errors import InvalidParameter
from service.formats.media_types import FILE_FORMATS
from service.language import Text
from service.settings import Settings


@click.command(
    epilog=examples(
        {
            "scenario": Text("those that are kept", "已保存的方案"),
            "scenario 'closes?enterprises=yuelong' 'pauses-district?district=330681&days=14'": Text(
                "two changes tried together", "两项变动一起推演"
            ),
            "scenario 'closes?enterprises=yuelong' --keep 跃隆关停": Text(
                "tried and kept under a name", "推演并以名称保存"
            ),
            "scenario 3f2a9c01d4e5 --beside 9b1c": Text(
                "two kept ones side by side, by how their ids begin", "两个方案对比，编号可只写开头"
            ),
            "scenario 3f2a9c01d4e5 --remove": Text(
                "out of the list; --bring-back undoes it", "移除；--bring-back 恢复"
            ),
        }
    )
)
@click.argument("what", nargs=-1, metavar="[ID | CHANGE …]")
@click.option("--keep", metavar="NAME", help=bilingual("Keep it under a name.", "以名称保存。"))
@click.option("--note", help=bilingual("A note beside the name.", "备注。"))
@click.option("--beside", metavar="ID", help=bilingual("Compare with this one.", "与该方案对比。"))
@click.option("--remove", is_flag=True, help=bilingual("Take it out of the list.", "移除。"))
@click.option("--bring-back", is_flag=True, help=bilingual("Undo a removal.", "恢复已移除的。"))
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["table", "json", *(form for form in FILE_FORMATS if form != "xlsx")]),
    default="table",
    show_default=True,
    help=bilingual("How the answer is written.", "结果格式。"),
)
@handles_refusals
def scenario_command(
    settings: Settings,
    console: Console,
    what: tuple[str, ...],
    keep: str | None,
    note: str | None,
    beside: str | None,
    remove: bool,
    bring_back: bool,
    file_format: str,
) -> None:
    from service.cli.scenarios import Asked, scenario

    is_kept = len(what) == 1 and "?" not in what[0]
    wrong = [
        *(["--keep"] if keep and (is_kept or not what) else []),
        *(["--note"] if note and not keep else []),
        *(["--beside"] if beside and not is_kept else []),
        *(["--remove"] if remove and (not is_kept or bring_back) else []),
        *(["--bring-back"] if bring_back and not is_kept else []),
    ]
    if wrong:
        options = ", ".join(wrong)
        raise InvalidParameter(
            Text(
                f"{options}: not here; --keep NAME (--note) goes with changes, --beside, --remove"
                " and --bring-back with the id of a kept scenario",
                f"此处不可用 {options}：--keep 名称（--note）用于变动，--beside、--remove、"
                "--bring-back 用于已保存方案的编号",
            )
        )
    removed = True if remove else False if bring_back else None
    scenario(settings, console, Asked(what, is_kept, keep, note, beside, removed), file_format)
