"""An independent model of facts by source: one cell at a time, by the table of the definition."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

BY_HAND = "by hand"


@dataclass
class Cell:
    """One fact: what stands, and by source what it said last and of which day."""

    stands: Any = None
    last: dict[str, tuple[Any, date]] = field(default_factory=dict)
    """Blank is said, too, but only an action says it of a day."""
    disputes: int = 0

    def since(self) -> tuple[date, bool]:
        """The latest day of which somebody says what stands, and whether a person does."""
        days = [
            (on, source == BY_HAND)
            for source, (value, on) in self.last.items()
            if value == self.stands and (value is not None or source == BY_HAND)
        ]
        return max(days, default=(date.min, False))


class Model:
    """Cells by enterprise and name; ``listed`` are the days of the datasets' latest versions."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, str], Cell] = {}
        self.listed: dict[str, date] = {}

    def undone(self, before: "Model", after: "Model") -> None:
        """The load that led from ``before`` to ``after`` is undone: cell by cell what it said is
        taken back where nobody has said something since; a value that somebody confirmed stays."""
        for key, cell in self.cells.items():
            was, made = before.cell(*key), after.cell(*key)
            changed = {s for s in {*was.last, *made.last} if was.last.get(s) != made.last.get(s)}
            touched = {s for s in {*made.last, *cell.last} if made.last.get(s) != cell.last.get(s)}
            if cell.stands == made.stands != was.stands and not any(
                cell.last[s][0] == cell.stands for s in touched
            ):
                cell.stands = was.stands
            for source in changed - touched:
                if source in was.last:
                    cell.last[source] = was.last[source]
                else:
                    cell.last.pop(source)

    def cell(self, enterprise: str, name: str) -> Cell:
        return self.cells.setdefault((enterprise, name), Cell())

    def load(self, dataset: str, on: date, rows: dict[str, dict[str, Any]]) -> None:
        """A dataset's version of the day ``on``; a name that a row lacks says nothing."""
        outdated = on < self.listed.get(dataset, date.min)
        for enterprise, said in rows.items():
            for name, new in said.items():
                self._say(self.cell(enterprise, name), dataset, on, new, outdated)
        self.listed[dataset] = max(on, self.listed.get(dataset, date.min))

    def _say(self, cell: Cell, source: str, on: date, new: Any, outdated: bool) -> None:
        base = cell.last.get(source, (None, date.min))[0]
        if new == base:
            return  # who repeats himself says nothing new
        if outdated and source in cell.last:
            cell.disputes += new != cell.stands
            return  # a later version of it has spoken
        since, person = cell.since()
        confirmed = any(
            value == cell.stands for other, (value, _) in cell.last.items() if other != source
        )
        cell.last[source] = (new, on)
        if new == cell.stands:
            return  # both now say so
        wins = on > since or (on == since and not person)
        if cell.stands is None and base is None:
            cell.stands = new  # nobody knew
        elif cell.stands == base and new is None:
            if not confirmed:
                cell.stands = None  # only this source said it
        elif cell.stands == base:
            if wins:
                cell.stands = new
            else:
                cell.disputes += 1
        elif new is None:
            cell.disputes += base is not None  # a blank never wins
        else:
            cell.disputes += 1
            if on > since:
                cell.stands = new

    def record(self, enterprise: str, name: str, on: date, new: Any) -> bool:
        """A person says it; whether it stands from now on."""
        cell = self.cell(enterprise, name)
        since, _ = cell.since()
        if on < since:
            cell.disputes += new != cell.stands
            return False
        others = any(
            value == cell.stands and source != BY_HAND and said_on == since
            for source, (value, said_on) in cell.last.items()
        )
        person = any(
            value == cell.stands and source == BY_HAND and said_on == since
            for source, (value, said_on) in cell.last.items()
        )
        cell.disputes += cell.stands not in (None, new) and others and not person
        cell.stands = new
        cell.last[BY_HAND] = (new, on)
        return True
