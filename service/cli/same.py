"""The commands by which people decide what is one and the same, and what only looks alike."""

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.language import Text
from service.settings import Settings

material_option = click.option(
    "--material",
    is_flag=True,
    help=bilingual("Materials, not enterprises.", "所指为物料，而非企业。"),
)


@click.command(
    epilog=examples(
        {
            "same 公牛 gongniu": Text(
                "公牛 goes into gongniu, which stays", "公牛并入 gongniu，保留后者"
            ),
            "same 公牛 gongniu --keep 公牛": Text("the other way round", "保留前者"),
            "same 紫铜 copper --material": Text("materials", "物料"),
        }
    )
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.option(
    "--keep",
    metavar="A",
    help=bilingual("Which of the two stays (default: B).", "保留哪一个（默认 B）。"),
)
@material_option
@handles_refusals
def same_command(
    settings: Settings, console: Console, one: str, other: str, keep: str | None, material: bool
) -> None:
    from service.cli.deciding import make_one_of

    make_one_of(settings, console, one, other, keep=keep, material=material)


@click.command(
    epilog=examples(
        {
            "different 新厂 新厂二": Text(
                "the pair is not asked about again", "不再提示这一对名称相近"
            ),
        }
    )
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@material_option
@handles_refusals
def different_command(
    settings: Settings, console: Console, one: str, other: str, material: bool
) -> None:
    from service.cli.deciding import say_different

    say_different(settings, console, one, other, material=material)


@click.command(
    epilog=examples(
        {
            "look-alikes": Text("enterprises and materials", "企业与物料"),
        }
    )
)
@handles_refusals
def look_alikes_command(settings: Settings, console: Console) -> None:
    from service.cli.deciding import list_look_alikes

    list_look_alikes(settings, console)
