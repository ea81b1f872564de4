"""What a command says beside its result: messages, refusals, progress; on standard error."""

import getpass
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from service.control_characters import visible
from service.errors import NotFound, Refusal
from service.language import Language, Text
from service.progress import Progress

PROGRESS_INTERVAL_SECONDS = 5.0
"""Between two lines that count the same thing."""


class Console:
    """Standard error in the reader's language; standard output is left to results."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def say(self, text: Text) -> None:
        """One line."""
        self._print(text.to(self.language))

    def refuse(self, refusal: Refusal) -> None:
        """A refusal: one line, then a line for each fault."""
        colon = Text(": ", "：").to(self.language)
        line = f"{refusal.title.to(self.language)}{colon}{refusal.detail.to(self.language)}"
        if isinstance(refusal, NotFound) and refusal.nearest:
            line += Text(" — nearest: ", "——最接近的：").to(self.language)
            line += ", ".join(one.to(self.language) for one in refusal.nearest)
        self._print(line)
        for fault in refusal.faults:
            value = f" {fault.value!r}" if fault.value is not None else ""
            where = f"{fault.where}{value}{colon}" if fault.where or value else ""
            self._print(f"  {where}{fault.text.to(self.language)}")

    def _print(self, line: str) -> None:
        """A line as it is, but for what a terminal would obey: it may hold anybody's texts."""
        print(visible(line), file=sys.stderr, flush=True)

    @property
    def progress_lines(self) -> Progress:
        """Progress as lines, on a terminal too."""
        return ProgressLines(self)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress bars on a terminal, lines elsewhere."""
        if not sys.stderr.isatty():
            yield ProgressLines(self)
            return
        from service.cli.progress_bars import progress_bars

        with progress_bars(self.language) as bars:
            yield bars


class ProgressLines:
    """Progress as lines: one for each phase, counts at the start, the end and now and then."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._counted_at: dict[str, float] = {}
        self._finished: set[str] = set()

    def line(self, what: Text) -> None:
        """See ``Progress``."""
        self._console.say(what)

    def count(self, what: Text, done: int, of: int) -> None:
        """See ``Progress``."""
        name = what.to(self._console.language)
        now = time.monotonic()
        finished = done >= of > 1
        due = now - self._counted_at.get(name, 0.0) >= PROGRESS_INTERVAL_SECONDS
        if (finished and name not in self._finished) or due:
            self._counted_at[name] = now
            if finished:
                self._finished.add(name)
            self._console.say(Text(*[f"{name} {done}/{of}"] * 2))

    def share(self, what: Text, done: float) -> None:
        """See ``Progress``."""
        phase = f"{DERIVING.to(self._console.language)}: {what.to(self._console.language)}"
        self._console.say(Text(*[f"{phase} ({done:.0%})"] * 2))


DERIVING = Text("Deriving", "推算")
"""The one job that is followed by the share of it that is done."""


def person() -> str:
    """Who gives this command, as the record of loads and changes names him.

    In a container the user may have a number and no name.
    """
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid()) if hasattr(os, "getuid") else "?"
    return f"command line: {name}"
