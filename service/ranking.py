"""The ranking of single points of failure: how many enterprises, and anchors, each stops alone.

A batch: it reads the needs once, into arrays of a few bytes per supply, and follows every candidate
forwards, exactly: a need breaks when the parts of the suppliers that stopped reach what breaks it,
hidden diamonds included. ``stops`` is a closure: y in stops({x}) implies stops({y}) within
stops({x}). So where many candidates set off the same avalanche, it is followed once (a ``_Core``),
and each of them is followed only outside it.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from service.errors import Conflict
from service.graph import Graph
from service.language import Text
from service.statements import statement

SMALL = 256
"""Enterprises followed before an avalanche counts as one worth sharing."""

FAR = 8 * SMALL
"""Enterprises followed before another avalanche is sought that they share."""

FEW = 12
"""Enterprises not worth another, or looked at to find its innermost."""

STORED = 5_000
"""Enterprises whose counts are stored in one transaction."""

TRIES = 3
"""How often the needs are read again when the graph changed meanwhile."""

Progress = Callable[[Text, float], None]
"""Told the phase and how much of the whole is done, 0 to 1."""

Need = tuple[str, int, list[str], list[int]]
"""Buyer, what breaks it, its suppliers, and the part of each."""


@dataclass
class Ranked:
    """What a ranking did."""

    candidates: int = 0
    """Enterprises that alone stop somebody."""
    cores: list[int] = field(default_factory=list)
    """How many enterprises are in each avalanche that was shared."""


def rank(graph: Graph, progress: Progress = lambda phase, done: None) -> Ranked:
    """Counts for every enterprise whom it stops alone, and stores it with the version it is of.

    Stores ``stops_enterprises`` (others that stop) and ``stops_anchors`` (anchors among them), both
    absent where 0. Broken off, it leaves the graph marked as not ranked; the next run starts over.
    Raises ``Conflict`` where derived facts are not current, or change while they are read.
    """
    version, network = _read(graph, progress)
    progress(Text("Whom each stops alone", "逐家推演单独停产的影响"), 0.3)
    graph.write(statement("derive/rank-none"))
    graph.auto(statement("derive/rank-clear"))
    ranked = Ranked()
    rows = network.counts(ranked.cores)
    while some := list(islice(rows, STORED)):
        graph.write(statement("derive/rank-store"), {"rows": some}, timeout=600)
        ranked.candidates += len(some)
        done = ranked.candidates / max(1, network.candidates)
        progress(Text("Whom each stops alone", "逐家推演单独停产的影响"), 0.3 + 0.7 * done)
    graph.write(statement("derive/rank-done"), {"version": version})
    progress(Text("Ranked", "排序完成"), 1.0)
    return ranked


def _read(graph: Graph, progress: Progress) -> tuple[int, "Network"]:
    """The needs as they stood at one version of the graph."""
    for _ in range(TRIES):
        version, current = graph.write(statement("derive/rank-begin")).rows[0]
        if not current:
            break
        progress(Text("Reading who needs whom", "读取供应关系"), 0.0)
        anchors = {row[0] for row in graph.read(statement("derive/rank-anchors"), timeout=600).rows}
        with graph.stream(statement("derive/rank-needs"), timeout=3600) as answer:
            network = Network((tuple(row) for row in answer.rows), anchors)
        if graph.read(statement("derive/rank-begin")).rows[0] == [version, True]:
            return version, network
    raise Conflict(
        Text(
            "The ranking needs derived facts that stay as they are; derive again",
            "排序须基于最新推算结果，请重新推算",
        )
    )


@dataclass
class _Core:
    """An avalanche that many set off: all that stop with ``root``."""

    stopped: set[int]
    root: int
    anchors: int
    lost: dict[int, int]
    """By need of those outside: the parts of suppliers inside."""


@dataclass
class _Reach:
    """Whom an enterprise stops: a core, if it sets one off, and those outside it."""

    outside: set[int]
    core: _Core | None
    whole: bool
    """Whether all were followed."""


class Network:
    """Who needs whom, as numbers; enterprises are numbered as they are first met."""

    def __init__(self, needs: Iterable[Need], anchors: set[str]) -> None:
        self._numbers: dict[str, int] = {}
        suppliers, by_need, parts = array("i"), array("i"), array("q")
        self._buyer, self._breaks = array("i"), array("q")
        candidates = set()
        for buyer, breaks, sources, shares in needs:
            need = len(self._buyer)
            self._buyer.append(self._number(buyer))
            self._breaks.append(breaks)
            for source, share in zip(sources, shares, strict=True):
                supplier = self._number(source)
                suppliers.append(supplier)
                by_need.append(need)
                parts.append(share)
                if share >= breaks:
                    candidates.add(supplier)
        self._candidates = sorted(candidates)
        self.candidates = len(candidates)
        self._ids = list(self._numbers)
        self._anchors = {self._numbers[e] for e in anchors if e in self._numbers}
        self._group(suppliers, by_need, parts)
        self._sets_off: dict[int, _Core] = {}
        """Who is known to set off which core."""

    def _number(self, id: str) -> int:
        return self._numbers.setdefault(id, len(self._numbers))

    def _group(self, suppliers: "array[int]", needs: "array[int]", parts: "array[int]") -> None:
        """The needs that each delivers to and its part of them, supplier by supplier."""
        self._start = array("i", bytes(4 * (len(self._numbers) + 1)))
        for supplier in suppliers:
            self._start[supplier + 1] += 1
        for number in range(len(self._numbers)):
            self._start[number + 1] += self._start[number]
        at = array("i", self._start)
        self._need, self._part = (
            array("i", bytes(4 * len(needs))),
            array("q", bytes(8 * len(needs))),
        )
        for supplier, need, part in zip(suppliers, needs, parts, strict=True):
            self._need[at[supplier]] = need
            self._part[at[supplier]] = part
            at[supplier] += 1

    def counts(self, cores: list[int]) -> Iterator[tuple[str, int, int]]:
        """Enterprise, how many others it stops, and how many anchors among these; in any order."""
        far = []
        for x in self._candidates:
            reach = self._follow(x, SMALL)
            if reach.whole:
                yield self._counted(x, reach)
            else:
                far.append(x)
        most = SMALL
        if far:
            cores.append(self._share(far))
        while far:
            left = []
            for x in far:
                reach = self._follow(x, most)
                if reach.core:
                    # leads those who stop it to the core too
                    self._sets_off[x] = reach.core
                if reach.whole:
                    yield self._counted(x, reach)
                else:
                    left.append(x)
            if len(left) == len(far):
                if most < FAR or len(left) <= FEW:
                    most *= 8
                else:
                    cores.append(self._share(left))
                    most = SMALL
            far = left

    def _counted(self, x: int, reach: _Reach) -> tuple[str, int, int]:
        stopped, anchors = len(reach.outside), len(reach.outside & self._anchors)
        if reach.core:
            stopped += len(reach.core.stopped)
            anchors += reach.core.anchors
        return self._ids[x], stopped - 1, anchors - (x in self._anchors)

    def _share(self, far: list[int]) -> int:
        """Follows one avalanche to its end, the innermost of some; how many stop in it."""
        among = set(far) - self._sets_off.keys() or set(far)
        root = min(among)
        stopped = self._follow(root, None, shared=False).outside
        tried = {root: stopped}
        while len(tried) < FEW and (deeper := (stopped & among) - tried.keys()):
            x = min(deeper)
            tried[x] = self._follow(x, None, shared=False).outside
            if len(tried[x]) < len(stopped):
                root, stopped = x, tried[x]
        lost: dict[int, int] = {}
        for s in stopped:
            for at in range(self._start[s], self._start[s + 1]):
                need = self._need[at]
                if self._buyer[need] not in stopped:
                    lost[need] = lost.get(need, 0) + self._part[at]
        core = _Core(stopped, root, len(stopped & self._anchors), lost)
        for x, reached in tried.items():
            if root in reached:
                self._sets_off[x] = core
        return len(stopped)

    def _follow(self, x: int, most: int | None, *, shared: bool = True) -> _Reach:
        """Whom ``x`` stops, unless more than ``most`` outside a core."""
        start, needs, parts = self._start, self._need, self._part
        buyers, breaks = self._buyer, self._breaks
        known = self._sets_off if shared else {}
        core = known.get(x)
        inside, lost = (core.stopped, core.lost) if core else (set(), {})
        outside = {x} - inside
        todo = list(outside)
        gone: dict[int, int] = {}
        while todo:
            if most is not None and len(outside) > most:
                return _Reach(outside, core, False)
            s = todo.pop()
            for at in range(start[s], start[s + 1]):
                need = needs[at]
                buyer = buyers[need]
                if buyer in outside or buyer in inside:
                    continue
                gone[need] = part = gone.get(need, lost.get(need, 0)) + parts[at]
                if part < breaks[need]:
                    continue
                outside.add(buyer)
                todo.append(buyer)
                other = known.get(buyer)
                if other and other is not core and (core is None or core.root in other.stopped):
                    # all of that core stops too; who stopped so far is looked at once more
                    core, inside, lost = other, other.stopped, other.lost
                    outside -= inside
                    todo, gone = list(outside), {}
                    break
        return _Reach(outside, core, True)
