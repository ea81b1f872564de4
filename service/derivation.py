"""The derivation: who is ready when, and who waits for whom, as batches inside the database.

Readiness is the least solution of equations of maxima (materials) over minima or quantiles
(suppliers). It is raised from below, the longest waits first (value iteration). Where a few rise
again and again they sit in or behind circles, and are settled at once: with the choices made so far
every circle gains days each turn, so nobody in it is ready before the best way out of it, which is
a shortest path (strategy improvement for energy games: Björklund and Vorobyov, "A combinatorial
strongly subexponential strategy improvement algorithm for mean payoff games", 2007; Brim et al.,
"Faster algorithms for mean-payoff games", 2011). A circle that gains 0.01 day a turn therefore
costs work in proportion to its length, not to the days of the horizon.

Days are whole hundredths, each split into ``SCALE`` parts of which every hop takes one off: no
circle then gains exactly nothing, so the choices can be read off the values at any time, and the
hops, fewer than ``SCALE``, are lost again when the days are rounded up.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from service.errors import Conflict
from service.graph import Graph
from service.language import Text
from service.statements import statement

WIDE = (1, 10_000)
"""Turns of one transaction, and enterprises evaluated in a turn, while many are due."""

NARROW = (100, 100)
"""The same while few are due, so that a long chain does not cost a request per hop."""

SCALE = 2**24
"""Parts of a hundredth of a day; more than the hops of the longest way through a network."""

HORIZON = 36_500 * SCALE
"""What passes a year is never."""

NEVER = 1_000_000_000 * SCALE

VALUES = {"scale": SCALE, "horizon": HORIZON, "never": NEVER}

SHORTEST, LONGEST = 2.0, 24 * 3600.0
"""Seconds before waiting for another derivation is told, and that a derivation may take."""

LIMIT = 600.0
"""Seconds that one transaction of it may take."""

WINDOW = 256
"""Evaluations after which raising is looked at; so is every doubling of them."""

PATIENCE = 2
"""Evaluations per enterprise raised in a window before what still rises is settled; doubled, for
windows of that length, when settling raised nothing."""

Progress = Callable[[Text, float], None]
"""Told the phase and how much of the whole is done, 0 to 1."""


@dataclass
class Derived:
    """What a derivation did: how many enterprises, and how often they were evaluated per phase."""

    enterprises: int = 0
    evaluated: dict[str, int] = field(default_factory=dict)


def derive(graph: Graph, progress: Progress = lambda phase, done: None) -> Derived:
    """Derives everything again; ends with derived facts current.

    One derivation at a time: a second one waits for the first. Broken off at any moment, it leaves
    derived facts marked as not current, and the next run starts over. Raises ``Conflict`` if facts
    changed while it ran, or if there are none.
    """
    if not graph.obtainable(statement("derive/alone"), wait=SHORTEST):
        progress(Text("Waiting until another derivation ends", "等待另一推算结束"), 0.0)
    with graph.holding(statement("derive/alone"), timeout=LONGEST):
        return _derive(graph, progress)


def _derive(graph: Graph, progress: Progress) -> Derived:
    work = _Work(graph, progress)
    began = graph.write(statement("derive/begin")).rows
    if not began:
        raise Conflict(
            Text("Nothing was loaded yet: tongbu load DIR", "尚未载入数据：请运行 tongbu load DIR")
        )
    ((version, work.derived.enterprises),) = began
    work.tell(Text("What each enterprise expects", "各企业自身预期"), 0.0)
    graph.auto(statement("derive/enterprises"), VALUES)
    work.tell(Text("Which supplies count", "有效供应关系"), 0.1)
    graph.auto(statement("derive/supplies"), VALUES)
    work.tell(Text("Who is ready when", "各企业何时料齐"), 0.4)
    work.raise_ready()
    graph.auto(statement("derive/ready"), VALUES)
    work.tell(Text("Who waits for whom", "谁在等谁"), 0.65)
    graph.auto(statement("derive/waits-clear"))
    graph.auto(statement("derive/waits-start"))
    work.turns("waits")
    graph.auto(statement("derive/never"))
    graph.auto(statement("derive/stuck-start"))
    work.turns("stuck")
    work.tell(Text("What is confirmed", "哪些已核实"), 0.8)
    graph.auto(statement("derive/firm-start"))
    graph.auto(statement("derive/firm-doubts"))
    work.turns("firm")
    work.tell(Text("Who will run short", "谁将断料"), 0.9)
    graph.auto(statement("derive/stops-start"))
    work.turns("stops")
    (current,) = graph.write(statement("derive/done"), {"version": version}).one()
    if not current:
        raise Conflict(
            Text(
                "Facts changed while readiness was derived; derive again",
                "推算期间数据有变动，请重新推算",
            )
        )
    progress(Text("Derived", "推算完成"), 1.0)
    return work.derived


class _Work:
    def __init__(self, graph: Graph, progress: Progress) -> None:
        self._graph = graph
        self._progress = progress
        self.derived = Derived()
        self._wide = True

    def tell(self, phase: Text, done: float) -> None:
        self._progress(phase, done)
        self._graph.write(statement("derive/progress"), {"progress": done})

    def raise_ready(self) -> None:
        """Raises ready_days to the least solution, settling where a few rise again and again."""
        turn, spent = 1, 0
        before = [(0, 1)]
        """Evaluations spent, and the next turn, before each transaction."""
        patience: dict[int, int] = {}
        while True:
            evaluated, turn = self._turns("raise", turn)
            if not evaluated:
                return
            spent += evaluated
            before.append((spent, turn))
            window = WINDOW
            while window <= spent:
                # a window of a length is looked at each time as much has been spent again
                if (spent - evaluated) // window < spent // window:
                    since = before[bisect_right(before, (spent - window, turn)) - 1][1] - 1
                    (raised,) = self._write("raised", since=since)
                    if window > patience.setdefault(window, PATIENCE) * raised:
                        lifted = self._settle(since, turn)
                        patience[window] = PATIENCE if lifted else 2 * patience[window]
                        turn += 1
                        break
                window *= 2

    def _settle(self, since: int, turn: int) -> int:
        """Lifts what was raised after turn ``since`` to the best way out of its circles."""
        self._write("settle-start", since=since)
        self.turns("settle")
        (raised,) = self._write("settle-end", since=since, turn=turn)
        return int(raised)

    def _write(self, name: str, **given: int) -> list[Any]:
        """The one row that a statement of the derivation returns."""
        return self._graph.write(statement(f"derive/{name}"), VALUES | given, timeout=LIMIT).one()

    def turns(self, phase: str) -> None:
        """Turns of one statement until nobody is due."""
        turn, evaluated = 1, 1
        while evaluated:
            evaluated, turn = self._turns(phase, turn)

    def _turns(self, phase: str, turn: int) -> tuple[int, int]:
        """One transaction of turns: how many were evaluated, and the next turn."""
        turns, batch = WIDE if self._wide else NARROW
        evaluated, _ = self._write(phase, turn=turn, turns=turns, batch=batch)
        self._wide = evaluated > turns * batch // 2
        total = self.derived.evaluated.get(phase, 0)
        self.derived.evaluated[phase] = total + evaluated
        return evaluated, turn + turns
