"""Writers that keep changing facts while things are killed, and know what was promised to them."""

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import urllib3

from service.graph.database import Graph

GIVE_UP_SECONDS = 180.0
"""A change that is not accepted for so long is one that the service lost the way of."""

STORED = """
UNWIND $places AS place
MATCH (:Enterprise {id: place[0]})-[n:NEEDS]->(:Material {id: place[1]})
RETURN place[0], place[1], n.stock_days
"""
CHANGES = """
UNWIND $ids AS id
OPTIONAL MATCH (c:Change {id: id})
RETURN id, count(c)
"""
PLACES = """
MATCH (e:Enterprise)-[n:NEEDS]->(m:Material)
WHERE e.closed_on IS NULL AND NOT e.id STARTS WITH 'e'
RETURN e.id, m.id ORDER BY e.id, m.id LIMIT 200
"""


@dataclass
class Writer:
    """Records one stock again and again; sends a change again, under the same id, until it knows
    what became of it."""

    address: Callable[[], str]
    enterprise: str
    material: str
    seed: int
    accepted: list[tuple[str, float]] = field(default_factory=list)
    """Ids and values that the service said it had recorded, in order."""
    unknown: int = 0
    """How often no answer came, or none that told."""
    wrong: list[str] = field(default_factory=list)

    def write(self, rng: random.Random, pool: urllib3.PoolManager, ended: threading.Event) -> None:
        """One change, to its end."""
        change, value = uuid.uuid4().hex, rng.randint(0, 3000) / 100
        body = {"enterprise": self.enterprise, "material": self.material, "stock_days": value}
        begun = time.monotonic()
        while time.monotonic() - begun < GIVE_UP_SECONDS:
            try:
                answer = pool.request(
                    "POST", f"{self.address()}/actions/record-stock.json",
                    json=body, headers={"Idempotency-Key": change},
                )  # fmt: skip
            except urllib3.exceptions.HTTPError:
                self.unknown += 1
                ended.wait(0.2)
                continue
            told = answer.json() if answer.status != 200 else {}
            kind = told.get("type", "")
            if answer.status in (200, 202) or kind == "urn:tongbu:already-accepted":
                self.accepted.append((change, value))
                return
            if answer.status not in (429, 503, 504, 507):
                self.wrong.append(f"{answer.status} {told}")
                return
            self.unknown += answer.status == 504
            ended.wait(0.2)
        self.wrong.append(f"not accepted within {GIVE_UP_SECONDS} s")


class Writers:
    """Several of them, each in a thread and with a place of its own; ``still`` lets them rest."""

    def __init__(self, address: Callable[[], str], places: list[list[str]], seed: int = 1) -> None:
        self.all = [
            Writer(address, *place, seed=seed + number) for number, place in enumerate(places)
        ]
        self._ended = threading.Event()
        self._at_work = [threading.Lock() for _ in self.all]
        self._threads = [
            threading.Thread(target=self._run, args=pair, daemon=True)
            for pair in zip(self.all, self._at_work, strict=True)
        ]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(GIVE_UP_SECONDS)

    def _run(self, writer: Writer, at_work: threading.Lock) -> None:
        rng, pool = random.Random(writer.seed), urllib3.PoolManager(retries=False, timeout=70)
        while not self._ended.is_set():
            with at_work:
                writer.write(rng, pool, self._ended)
            time.sleep(0.02)  # so that others come to hold the lock

    @contextmanager
    def still(self) -> Iterator[None]:
        """While the block lasts nothing is written, and what was begun has ended."""
        for lock in self._at_work:
            lock.acquire()
        try:
            yield
        finally:
            for lock in self._at_work:
                lock.release()

    @property
    def acknowledged(self) -> int:
        return sum(len(writer.accepted) for writer in self.all)

    @property
    def unknown(self) -> int:
        return sum(writer.unknown for writer in self.all)

    def check(self, graph: Graph) -> None:
        """Everything acknowledged is there, once, and its fact as it was written last.

        To be called while they are still.
        """
        wrong = [text for writer in self.all for text in writer.wrong]
        assert not wrong, wrong
        ids = [change for writer in self.all for change, _ in writer.accepted]
        counted = graph.read(CHANGES, {"ids": ids}, timeout=60).rows
        lost = [change for change, times in counted if times != 1]
        assert not lost and len(counted) == len(ids), f"lost or twice: {lost}"
        places = [[writer.enterprise, writer.material] for writer in self.all if writer.accepted]
        stored = {(e, m): days for e, m, days in graph.read(STORED, {"places": places}).rows}
        for writer in self.all:
            if writer.accepted:
                found = stored[writer.enterprise, writer.material]
                assert found == writer.accepted[-1][1], (writer.enterprise, found, writer.accepted)
