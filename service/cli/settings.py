"""The command that lists the settings: ``tongbu settings``."""

import click

from service.cli.console import Console
from service.cli.help_text import examples
from service.cli.refusals import handles_refusals
from service.language import Text
from service.settings import Settings
from service.variables import SETTINGS


@click.command(epilog=examples({"settings": Text("with default and help", "含默认值与说明")}))
@handles_refusals
def settings_command(settings: Settings, console: Console) -> None:
    from service.cli.lists import print_rows

    empty = Text("(empty)", "（空）").to(console.language)
    print_rows([[s.name, s.default or empty, s.about.to(console.language)] for s in SETTINGS])
