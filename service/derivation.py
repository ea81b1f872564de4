"""The derivation: who is ready when, and who waits for whom, as batches inside the database.

Readiness is the least solution of equations of maxima (materials) over minima or quantiles
(suppliers). It is raised from below round by round (value iteration). What still rises after
some rounds sits in or behind circles; it is settled at once: with the choices made so far, every
circle gains days each turn, so nobody in it is ready before the best way out of it, which is a
shortest path (strategy improvement for energy games: Björklund and Vorobyov, "A combinatorial
strongly subexponential strategy improvement algorithm for mean payoff games", 2007; Brim et al.,
"Faster algorithms for mean-payoff games", 2011). A circle that gains 0.01 day a turn therefore
costs rounds in proportion to its length, not to the days of the horizon.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.errors import Conflict
from service.graph import Graph
from service.language import Text
from service.statements import statement

BATCH = 10_000
"""Enterprises evaluated in one transaction."""

PATIENCE = 32
"""Rounds of raising before what still rises is settled; doubled when settling raised nothing."""

Progress = Callable[[Text, float], None]
"""Told the phase and how much of the whole is done, 0 to 1."""


@dataclass
class Derived:
    """What a derivation did: rounds per phase, and how many enterprises it evaluated in them."""

    enterprises: int = 0
    rounds: dict[str, int] = field(default_factory=dict)
    evaluated: dict[str, int] = field(default_factory=dict)


def derive(graph: Graph, progress: Progress = lambda phase, done: None) -> Derived:
    """Derives everything again; ends with derived facts current.

    Broken off at any moment, it leaves them marked as not current, and the next run starts over.
    Raises ``Conflict`` if facts changed while it ran.
    """
    work = _Work(graph, progress)
    version, work.derived.enterprises = graph.write(statement("derive/begin")).one()
    work.tell(Text("What each enterprise expects", "各企业自身预期"), 0.0)
    graph.auto(statement("derive/enterprises"))
    work.tell(Text("Which supplies count", "有效供应关系"), 0.1)
    graph.auto(statement("derive/supplies"))
    work.tell(Text("Who is ready when", "各企业何时料齐"), 0.4)
    work.raise_ready()
    work.tell(Text("Who waits for whom", "谁在等谁"), 0.65)
    graph.auto(statement("derive/waits-clear"))
    graph.auto(statement("derive/waits-start"))
    work.rounds("waits")
    graph.auto(statement("derive/never"))
    graph.auto(statement("derive/stuck-start"))
    work.rounds("stuck")
    work.tell(Text("What is confirmed", "哪些已核实"), 0.8)
    graph.auto(statement("derive/firm-start"))
    graph.auto(statement("derive/firm-doubts"))
    work.rounds("firm")
    work.tell(Text("Who will run short", "谁将断料"), 0.9)
    graph.auto(statement("derive/stops-start"))
    work.rounds("stops")
    graph.auto(statement("derive/end"))
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

    def tell(self, phase: Text, done: float) -> None:
        self._progress(phase, done)
        self._graph.write(statement("derive/progress"), {"progress": done})

    def raise_ready(self) -> None:
        """Raises ready_days to the least solution."""
        number, step, patience = 1, 1, PATIENCE
        settled_round, settled_step = 0, 0
        starts: list[int] = []
        """The step with which each round began."""
        while True:
            starts.append(step)
            evaluated, _, step = self._batches("raise", number, step)
            if not evaluated:
                return
            number += 1
            if number - settled_round > patience:
                lately = max(settled_step, starts[-patience // 2] - 1)
                raised = self._settle(lately, number, step)
                settled_round, settled_step, step = number, step, step + 1
                patience = PATIENCE if raised else patience * 2

    def _settle(self, since: int, number: int, step: int) -> int:
        """Lifts what was raised after step ``since`` to the best way out of its circles."""
        self._graph.write(statement("derive/settle-start"), {"since": since})
        self.rounds("settle")
        end = {"since": since, "step": step, "round": number}
        raised, _ = self._graph.write(statement("derive/settle-end"), end).one()
        return int(raised)

    def rounds(self, phase: str) -> None:
        """Rounds of one statement from those due in round 1 until nobody is due."""
        number = 1
        while self._batches(phase, number, 0)[0]:
            number += 1

    def _batches(self, phase: str, number: int, step: int) -> tuple[int, int, int]:
        """One round: how many were evaluated, how many of them changed, and the next free step."""
        evaluated, changed = 0, 0
        while True:
            given = {"round": number, "step": step, "batch": BATCH}
            some, more = self._graph.write(statement(f"derive/{phase}"), given).one()
            step += 1
            evaluated += some
            changed += more
            if some < BATCH:
                break
        if evaluated:
            self.derived.rounds[phase] = self.derived.rounds.get(phase, 0) + 1
            total = self.derived.evaluated.get(phase, 0)
            self.derived.evaluated[phase] = total + evaluated
        return evaluated, changed, step
