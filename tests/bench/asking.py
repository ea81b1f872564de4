"""How long every saved query, what-if and action takes, and how much of the store it reads."""

import itertools
import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from service.answers.knowledge import Knowledge
from service.catalog.catalog import ACTION, QUERY, WHAT_IF, SavedQuery
from service.errors import Refusal
from service.graph.conversion import to_python
from service.graph.database import Graph, Transaction
from service.graph.parameters import in_one_map
from service.graph.values import Rows

SECONDS, MOST, LEAST = 12.0, 60, 5
"""Each question is asked until one of the first two is reached, the last at least."""

PROFILED = 5
"""Times that the reads of the store are counted."""

REACHED = 1_000
"""The target for what-ifs is about those that move or stop no more enterprises than this."""

POOLS = {
    "enterprise": "MATCH (e:Enterprise) WITH e, rand() AS at ORDER BY at LIMIT 2000 RETURN e.id",
    "waiting": "MATCH (e:Enterprise)-[:WAITS_FOR]->() RETURN e.id LIMIT 20000",
    "anchor": "MATCH (e:Enterprise) WHERE e.anchor OR (e.anchor IS NULL AND e.above_scale)"
    " WITH e, rand() AS at ORDER BY at LIMIT 2000 RETURN e.id",
    "root": "MATCH (e:Enterprise) WHERE e.ready_days > 0 AND NOT (e)-[:WAITS_FOR]->()"
    " RETURN e.id LIMIT 5000",
    "flowing": "MATCH (e:Enterprise) WHERE e.in_flow AND e.recover_days > 0"
    " WITH e, rand() AS at ORDER BY at LIMIT 2000 RETURN e.id",
    "need": "MATCH (e:Enterprise)-[:NEEDS]->(m:Material) WHERE (e)<-[:SUPPLIES]-()"
    " WITH e, m, rand() AS at ORDER BY at LIMIT 2000 RETURN e.id, m.id",
    "supply": "MATCH (s:Enterprise)-[r:SUPPLIES]->(b:Enterprise) WHERE r.gap IS NOT NULL"
    " WITH s, r, b, rand() AS at ORDER BY at LIMIT 2000 RETURN s.id, r.material, b.id",
    "material": "MATCH (m:Material) WITH m, rand() AS at ORDER BY at LIMIT 2000 RETURN m.id",
    "name": "MATCH (e:Enterprise) WITH e, rand() AS at ORDER BY at LIMIT 2000 RETURN e.name",
    "team": "MATCH (t:ServiceTeam) WITH t, rand() AS at ORDER BY at LIMIT 500 RETURN t.id",
    "squad": "MATCH (t:ServiceTeam {kind: 'labour_squad'}) RETURN t.id LIMIT 500",
    "worker": "MATCH (w:Worker) WITH w, rand() AS at ORDER BY at LIMIT 2000 RETURN w.id",
    "open": "MATCH (q:Request {state: 'open'}) WITH q, rand() AS at ORDER BY at LIMIT 2000"
    " RETURN q.id",
    "wanting": "MATCH (q:Request {state: 'open'})-[:FOR]->(m)<-[:MAKES]-(s:Enterprise)"
    " WHERE NOT (s)-[:RAISED]->(q) AND s.closed_on IS NULL"
    " WITH q, s, rand() AS at ORDER BY at LIMIT 2000 RETURN q.id, s.id",
    "met": "MATCH (q:Request {state: 'met'}) WITH q, rand() AS at ORDER BY at LIMIT 2000"
    " RETURN q.id",
    "letter": "MATCH (l:Letter) RETURN l.id LIMIT 500",
    "sent": "MATCH (l:Letter {state: 'sent'}) RETURN l.id LIMIT 500",
    "draft": "MATCH (l:Letter {state: 'draft'}) RETURN l.id LIMIT 500",
    "applied": "MATCH (e:Enterprise {filing_state: 'applied'}) RETURN e.id LIMIT 500",
    "district": "MATCH (e:Enterprise) RETURN DISTINCT e.district LIMIT 500",
}
"""What is asked about: the bench's own statements, drawn anew in every run."""

Given = dict[str, Any]
Figures = dict[str, Any]


PENDING = 150
"""Letters that are sent, and filings that are applied for, before they are answered and decided."""


WRITING_SECONDS = 90.0
"""For letters: each reads the whole tree of an enterprise, in a country half a million."""


def prepare_work(knowledge: Knowledge, seed: int) -> None:
    """Letters to provinces where suppliers of leading enterprises do not run, most of them sent,
    and filings that wait for their decision."""
    graph = knowledge.graph
    drawn = Drawn(graph, seed)
    papers = {"commitment": True, "prevention_plan": True, "worker_register": True}

    def act(action: str, given: Given) -> None:
        with suppress(Refusal):  # that province has none, that filing is decided
            knowledge.do(action, given, by="bench")

    ends = time.monotonic() + WRITING_SECONDS
    for _ in range(4 * PENDING if len(graph.read(POOLS["letter"]).rows) < PENDING else 0):
        if time.monotonic() > ends:
            break
        act(
            "write-letter",
            {"enterprise": drawn.one("anchor"), "to": str(drawn.one("district"))[:2]},
        )
    unsent, sent = (graph.read(POOLS[pool]).rows for pool in ("draft", "sent"))
    for (letter,) in unsent[: max(PENDING - len(sent), 0)]:
        act("send-letter", {"letter": letter, "number": letter})
    for _ in range(PENDING - len(graph.read(POOLS["applied"]).rows)):
        given = {"enterprise": drawn.one("enterprise"), "filing_state": "applied", **papers}
        act("record-filing", given)


class Drawn:
    """Arguments drawn at random from what the network holds."""

    def __init__(self, graph: Graph, seed: int) -> None:
        self.rng = random.Random(seed)
        self._pools = {
            name: graph.read(text, timeout=600).rows or [[None] * 3] for name, text in POOLS.items()
        }

    def one(self, pool: str) -> Any:
        return self.rng.choice(self._pools[pool])[0]

    def pair(self, pool: str) -> list[Any]:
        return self.rng.choice(self._pools[pool])

    def given(self, query: SavedQuery) -> Given:
        """What one question is given: about somebody at random, else as its example says."""
        names = {parameter.name for parameter in query.parameters}
        given = {key: value for key, value in query.example.items() if key in names}
        if "enterprise" in names and (query.kind == ACTION or "enterprise" in given):
            given["enterprise"] = self._whom(query)
        if {"buyer", "supplier"} <= names:
            given |= self._supply(query)
        elif {"buyer", "material"} <= names:
            given["buyer"], given["material"] = self.pair("need")
        elif "material" in names and "enterprise" in names:
            given["enterprise"], given["material"] = self.pair("need")
        elif "material" in given:
            given["material"] = self.one("material")
        if "enterprises" in names:
            pools = {"restarts": "root", "stops": "flowing", "restart-list": "anchor"}
            given["enterprises"] = [self.one(pools.get(query.name, "enterprise"))]
        if "text" in names:
            name = str(self.one("name"))
            given["text"] = name[-4:] if query.name == "enterprises" else name[:2]
        if "request" in names:
            given |= self._request(query)
        if "anchor" in given:
            given |= {"anchor": self.one("anchor"), "supplier": self.one("enterprise")}
        if "to" in given:
            given |= {"enterprise": self.one("anchor"), "to": str(self.one("district"))[:2]}
        if "worker" in given:
            given["worker"] = self.one("worker")
        if "workers" in given:
            given["workers"] = [self.one("worker")]
        if "letter" in given:
            pools = {"answer-letter": "sent", "send-letter": "draft"}
            given["letter"] = self.one(pools.get(query.name, "letter"))
        # the day and the names of the first dataset's examples
        given.pop("due_on", None)
        if "broker" in given:
            given["broker"] = self.one("enterprise")
        if "other" in names:
            given["other"] = self.one("enterprise")
        if "team" in given:
            given["team"] = self.one("squad" if query.name == "squad-plan" else "team")
        if "district" in given:
            given["district"] = self.one("district")
        return given | self._changed(query)

    def _whom(self, query: SavedQuery) -> str:
        pool = {
            "critical-path": ("waiting", "enterprise"),
            "why": ("waiting", "enterprise"),
            "record-expected": ("root",),
            "record-closure": ("enterprise",),
            "decide-filing": ("applied",),
        }.get(query.name, ("anchor",) if query.kind == QUERY else ("enterprise", "waiting"))
        return str(self.one(self.rng.choice(pool)))

    def _request(self, query: SavedQuery) -> Given:
        """A request in the state that the question is about, and who may meet it."""
        names = {parameter.name for parameter in query.parameters}
        if "supplier" in names:
            request, supplier = self.pair("wanting")[:2]
            return {"request": request, "supplier": supplier}
        pool = {"reopen-request": "met", "rate-request": "met"}.get(query.name, "open")
        return {"request": self.one(pool)}

    def _supply(self, query: SavedQuery) -> Given:
        supplier, material, buyer = self.pair("supply")
        if query.name == "new-supply":
            supplier = self.one("enterprise")
        return {"supplier": supplier, "material": material, "buyer": buyer}

    def _changed(self, query: SavedQuery) -> Given:
        """Values that differ from call to call, so that an action changes something."""
        return (
            {
                "record-expected": {"expected_on": f"2026-04-{self.rng.randint(1, 28):02}"},
                "record-stock": {"stock_days": float(self.rng.randint(0, 20))},
                "record-supply": {"lead_days": float(self.rng.randint(0, 20))},
                "raise-request": {"kind": "material"},
                "send-letter": {"number": uuid.uuid4().hex},
                "record-output": {"output_rate": self.rng.randint(30, 120) / 100},
            }.get(query.name, {})
            if query.kind == ACTION
            else {}
        )


def measured(knowledge: Knowledge, drawn: Drawn, query: SavedQuery) -> Figures:
    """One question's figures: milliseconds, rows, reads of the store."""
    ask: Callable[[Given], int] = {
        QUERY: lambda given: len(knowledge.ask(query.name, given).rows),
        WHAT_IF: lambda given: len(knowledge.try_(query.name, given, whole=True).rows),
        ACTION: lambda given: _done(knowledge, query, given),
    }[query.kind]
    times: list[float] = []
    rows: list[int] = []
    refused: dict[str, int] = {}
    began = time.perf_counter()
    attempts = 0
    while attempts < MOST and (time.perf_counter() - began < SECONDS or len(times) < LEAST):
        attempts += 1
        given = drawn.given(query)
        started = time.perf_counter()
        try:
            found = ask(given)
        except Refusal as refusal:
            reason = f"{refusal.slug}: {refusal.detail.en[:80]}"
            refused[reason] = refused.get(reason, 0) + 1
            if not times and (attempts > 20 or time.perf_counter() - began > SECONDS):
                break
            continue
        times.append((time.perf_counter() - started) * 1000)
        rows.append(found)
    if not times:
        return {"kind": query.kind, "refused": refused}
    hits = [_hits(knowledge, drawn, query) for _ in range(PROFILED)]
    warm = sorted(times[1:]) or times
    figures = {
        "kind": query.kind,
        "asked": len(times),
        "cold_ms": round(times[0], 1),
        **{f"p{q}_ms": round(quantile(warm, q / 100), 1) for q in (50, 95, 99)},
        "rows": statistics.median(rows),
        "most_rows": max(rows),
        "hits": statistics.median(known) if (known := [h for h in hits if h is not None]) else None,
        "refused": refused,
    }
    if query.kind != QUERY:
        small = sorted(t for t, n in zip(times[1:], rows[1:], strict=True) if n <= REACHED)
        if small:
            figures |= {"small": len(small), "small_p95_ms": round(quantile(small, 0.95), 1)}
    return figures


def quantile(ordered: list[float], share: float) -> float:
    """The value that ``share`` of ``ordered`` do not pass (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _done(knowledge: Knowledge, query: SavedQuery, given: Given) -> int:
    accepted = knowledge.do(query.name, given, by="bench", change=uuid.uuid4().hex)
    return len(accepted.answer.rows)


def _hits(knowledge: Knowledge, drawn: Drawn, query: SavedQuery) -> int | None:
    """The reads of the store behind one answer, all its statements together."""
    with counting() as counted:
        try:
            given = drawn.given(query)
            if query.kind == ACTION:
                _done(knowledge, query, given)
            else:
                knowledge.ask(query.name, given)
        except Refusal:
            return None
    return sum(counted)


@contextmanager
def counting() -> Iterator[list[int]]:
    """Runs every statement of a transaction under PROFILE and notes its reads of the store."""
    real = Transaction.run
    counted: list[int] = []

    def run(
        self: Transaction, statement: str, parameters: Any = None, *, most: int | None = None
    ) -> Rows:
        result = self._transaction.run(*in_one_map("PROFILE " + statement, parameters))
        columns = list(result.keys())
        records = list(itertools.islice(result, most))
        rows = [[to_python(value) for value in record.values()] for record in records]
        profile = result.consume().profile
        counted.append(_sum(profile) if profile else 0)
        return Rows(columns, rows, {}, 0.0)

    Transaction.run = run  # type: ignore[method-assign]
    try:
        yield counted
    finally:
        Transaction.run = real  # type: ignore[method-assign]


def _sum(plan: Any) -> int:
    return int(plan.get("dbHits", 0)) + sum(_sum(child) for child in plan.get("children", ()))
