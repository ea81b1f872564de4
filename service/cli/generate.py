"""The command that makes up a network: ``tongbu generate``."""

from pathlib import Path

import click

from service.cli.console import Console
from service.cli.help_text import bilingual, examples
from service.cli.refusals import handles_refusals
from service.language import Text
from service.settings import Settings
from service.synthetic.generate import SHOCK_SIZE, SHOCKS, generate


@click.command(
    help=bilingual(
        "A synthetic network as a dataset folder, and its figures beside published ones.",
        "生成合成供应网络数据文件夹，并与已发表的数据对照。",
    ),
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
    console: Console,
    folder: Path,
    enterprises: int,
    rng_seed: int,
    shock: str,
    shock_size: float,
) -> None:
    with console.progress() as progress:
        figures = generate(
            folder,
            enterprises,
            rng_seed=rng_seed,
            shock=shock,
            shock_size=shock_size,
            progress=progress,
        )
    for figure in figures:
        line = f"{figure.shown:>12}  {figure.what.to(console.language)}"
        if figure.published.en:
            line += f"  [{figure.published.to(console.language)}]"
        print(line)
