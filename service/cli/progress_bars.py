"""Progress bars on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console as RichConsole
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as RichProgress

from service.cli.console import DERIVING
from service.control_characters import visible
from service.language import Language, Text


@contextmanager
def progress_bars(language: Language) -> Iterator["ProgressBars"]:
    """Shows bars on standard error until the block is left; what is printed meanwhile is above."""
    with RichProgress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=RichConsole(stderr=True, highlight=False),
    ) as display:
        yield ProgressBars(language, display)


class ProgressBars:
    """Progress as bars, one for each thing that is counted and one for the derivation."""

    def __init__(self, language: Language, display: RichProgress) -> None:
        self._language = language
        self._display = display
        self._tasks: dict[str, TaskID] = {}

    def line(self, what: Text) -> None:
        """See ``Progress``."""
        line = visible(what.to(self._language))
        self._display.console.print(line, markup=False, soft_wrap=True)

    def count(self, what: Text, done: int, of: int) -> None:
        """See ``Progress``."""
        name = what.to(self._language)
        self._display.update(self._task(name, of), completed=done, total=of)

    def share(self, what: Text, done: float) -> None:
        """See ``Progress``."""
        heading = DERIVING.to(self._language)
        self._display.update(
            self._task(heading, 100),
            description=f"{heading}: {what.to(self._language)}",
            completed=round(done * 100),
        )

    def _task(self, name: str, total: int) -> TaskID:
        if name not in self._tasks:
            self._tasks[name] = self._display.add_task(escape(visible(name)), total=total)
        return self._tasks[name]
