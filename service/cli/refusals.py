"""What every command is called with, and how its refusals and interruptions end."""

import functools
import sys
from collections.abc import Callable
from typing import Any

import click

from service.cli.console import Console
from service.errors import Conflict, Refusal, system_reason
from service.language import Text
from service.settings import language, read


def handles_refusals(command: Callable[..., None]) -> Callable[..., None]:
    """Calls ``command`` with the settings and the console before its own arguments.

    A refusal becomes one clear line and exit 1, Ctrl-C one line and exit 130.
    """

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            settings = read()
        except Refusal as refusal:
            Console(language()).refuse(refusal)
            sys.exit(1)
        console = Console(settings.language)
        try:
            command(settings, console, *args, **kwargs)
        except Refusal as refusal:
            console.refuse(refusal)
            sys.exit(1)
        except click.Abort:  # a question was not answered
            console.say(Text("Aborted", "已取消"))
            sys.exit(1)
        except KeyboardInterrupt:
            console.say(Text("Interrupted", "已中断"))
            sys.exit(130)
        except BrokenPipeError:
            sys.stdout = None
            sys.exit(1)
        except OSError as error:
            file, reason = error.filename or "", system_reason(error)
            told = Text(f"{file} {reason.en}".strip(), f"{file} {reason.zh}".strip())
            console.refuse(Conflict(told))
            sys.exit(1)

    return run
