"""How whatever takes longer than a moment tells how far it is."""

from typing import Protocol

from service.language import Text


class Progress(Protocol):
    """Told by a long job how far it is; called often, it has to be cheap."""

    def line(self, what: Text) -> None:
        """One thing that takes longer than a moment begins."""

    def count(self, what: Text, done: int, of: int) -> None:
        """``done`` of ``of`` steps of ``what`` are done."""

    def share(self, what: Text, done: float) -> None:
        """The phase ``what`` begins; ``done`` of the whole is done, 0 to 1."""


class _Silent:
    def line(self, what: Text) -> None: ...

    def count(self, what: Text, done: int, of: int) -> None: ...

    def share(self, what: Text, done: float) -> None: ...


SILENT: Progress = _Silent()
"""For jobs that nobody follows."""
