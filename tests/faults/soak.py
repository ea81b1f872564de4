"""Readers, what-ifs and writers at once, for as long as one likes: nothing drifts or is wrong.

The same question at the same version of the graph has the same answer, whoever asks. Some of the
answers are checked, once all is over, against the plain model of ``tests.support.model``.
"""

import copy
import hashlib
import random
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import urllib3

from seed import make_cixi
from tests.support.model import Model, Network
from tests.support.what_ifs import changed

READERS, TRIERS = 4, 1
PAUSE_SECONDS = 0.1
"""Between two questions of one who asks, on average."""

WARM_UP = 0.1
"""Of the whole time, after which figures count."""

MAX_GROWTH = 0.05
MAX_SLOWER = 1.5
"""Of the median in the last quarter to that in the first, beside how much slower the machine itself
became meanwhile by what others do on it."""

EXPECTED = [None, "2020-02-13", "2020-02-16", "2020-02-20", "2020-03-01"]

LISTS = ("/queries/critical-path.json", "/queries/supplier-tree.json", "/queries/why.json")
WHOLE = "/queries/readiness.json"
TRIED = "/what-if/closes.json"

REFUSED = (429, 503, 504)
MAX_REFUSED = 0.001
"""Of all that was asked, on a machine that does other things."""

MAX_GROWTH_OF_SAMPLE, MAX_SLOWER_OF_SAMPLE, MAX_REFUSED_OF_SAMPLE = 0.15, 4.0, 0.05
"""The same of a few minutes beside other work: what is needed once, as a thread's arena, weighs
more there, and the medians are of a few dozen questions, among which others begin their Java."""

Figures = dict[str, Any]


@dataclass
class Told:
    """What was answered at one version of the graph, to be checked."""

    given: dict[str, str]
    """Of a what-if; of who is ready when nothing is given."""
    days: dict[str, Any]
    """By enterprise: days until it is ready; of a what-if before and after it."""
    version: int


@dataclass
class Seen:
    """What all who ask have seen; for several threads."""

    seconds: list[tuple[float, str, float]] = field(default_factory=list)
    """When, of which kind, how long."""
    digests: dict[tuple[str, int], bytes] = field(default_factory=dict)
    kept: list[Told] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Soak:
    """One run against the service at ``address``, which serves the Cixi dataset as it was loaded.

    ``checks``: how many answers are held against the model at the end; ``pause``: seconds between
    two questions of one who asks, on average.
    """

    def __init__(
        self,
        address: str,
        seconds: float,
        *,
        checks: int,
        pause: float = PAUSE_SECONDS,
        seed: int = 1,
    ) -> None:
        self._address, self._seconds, self._checks = address, seconds, checks
        self._pause, self._seed = pause, seed
        self._seen = Seen()
        self._ended = threading.Event()
        self._network = Network.read(make_cixi.FOLDER)
        self._versions: dict[int, Network] = {}
        self._written = 0
        self._yardstick: list[tuple[float, float]] = []
        self._ids = [row["id"] for row in self._network.enterprises if not row["closed_on"]]
        self._needs = [
            (row["enterprise"], row["material"])
            for row in self._network.needs
            if row["enterprise"] in set(self._ids)
        ]

    def run(self, processes: dict[str, int]) -> Figures:
        """Runs it, and gives its figures; ``processes`` are those whose memory is measured, by what
        they are."""
        for path in (WHOLE, *LISTS, TRIED):  # a server just started plans each for seconds
            asked = "enterprises" if path == TRIED else "enterprise"
            _warm(f"{self._address}{path}" + ("" if path == WHOLE else f"?{asked}=gongniu"))
        self._begun = time.monotonic()
        self._versions[self._version()] = copy.deepcopy(self._network)
        workers = [(self._read, n) for n in range(READERS)] + [
            (self._try, n) for n in range(TRIERS)
        ]
        workers.append((self._write, 0))
        threads = [
            threading.Thread(target=self._again_and_again, args=pair, daemon=True)
            for pair in workers
        ]
        for thread in threads:
            thread.start()
        memory = self._measured(processes)
        self._ended.set()
        for thread in threads:
            thread.join(120)
        assert not self._seen.wrong, self._seen.wrong[:5]
        return self._figures(memory, self._check())

    def _again_and_again(self, work: Callable[..., None], number: int) -> None:
        rng = random.Random(f"{self._seed} {work.__name__} {number}")
        pool = urllib3.PoolManager(retries=False, timeout=120)
        while not self._ended.is_set():
            try:
                work(rng, pool)
            except Exception as error:  # told at the end; the others go on
                self._seen.wrong.append(f"{work.__name__}: {type(error).__name__} {error}")
                return
            self._ended.wait(self._pause * rng.random() * 2)

    def _read(self, rng: random.Random, pool: urllib3.PoolManager) -> None:
        path = rng.choice([WHOLE, *LISTS])
        given = {} if path == WHOLE else {"enterprise": rng.choice(self._ids)}
        self._ask("read", path, given, pool)

    def _try(self, rng: random.Random, pool: urllib3.PoolManager) -> None:
        given = {"enterprises": rng.choice(self._ids)}
        self._ask("what-if", TRIED, given, pool)

    def _ask(self, kind: str, path: str, given: dict[str, str], pool: urllib3.PoolManager) -> None:
        begun = time.monotonic()
        url = f"{self._address}{path}?{urlencode(given)}"
        answer = pool.request("GET", url)
        seen, took = self._seen, time.monotonic() - begun
        if answer.status in REFUSED:
            seen.refused[answer.status] = seen.refused.get(answer.status, 0) + 1
            return
        assert answer.status == 200, f"{answer.status} {path} {answer.data[:200]!r}"
        body, version = answer.json(), int(answer.headers["Graph-Version"])
        digest = hashlib.sha256(orjson.dumps(body["rows"])).digest()
        with seen.lock:
            seen.seconds.append((begun - self._begun, kind, took))
            known = seen.digests.setdefault((url, version), digest)
            if known != digest:
                seen.wrong.append(f"two answers at version {version}: {url}")
            if path == WHOLE or kind == "what-if":
                seen.kept.append(Told(given, _days(body), version))
            if len(seen.kept) > 20 * self._checks:  # of all times the same share
                del seen.kept[::2]
                needed = {one.version for one in seen.kept}
                for old in self._versions.keys() - needed - {max(self._versions)}:
                    del self._versions[old]

    def _write(self, rng: random.Random, pool: urllib3.PoolManager) -> None:
        if rng.random() < 0.5:
            enterprise, material = rng.choice(self._needs)
            days = rng.randint(0, 3000) / 100
            name = "record-stock"
            body = {"enterprise": enterprise, "material": material, "stock_days": days}
        else:
            name, body = "record-expected", {
                "enterprise": rng.choice(self._ids), "expected_on": rng.choice(EXPECTED),
            }  # fmt: skip
        begun = time.monotonic()
        url, key = f"{self._address}/actions/{name}.json", uuid.uuid4().hex
        while True:  # what was put off is sent again, and done once
            answer = pool.request("POST", url, json=body, headers={"Idempotency-Key": key})
            if answer.status not in REFUSED:
                break
            with self._seen.lock:
                self._seen.refused[answer.status] = self._seen.refused.get(answer.status, 0) + 1
            self._ended.wait(1.0)
        assert answer.status in (200, 202), f"{answer.status} {answer.data[:300]!r}"
        self._seen.seconds.append((begun - self._begun, "write", time.monotonic() - begun))
        after = copy.copy(self._network)
        after.needs = [_stocked(row, body) for row in after.needs]
        after.enterprises = [_expected(row, body) for row in after.enterprises]
        self._network = after
        with self._seen.lock:
            self._versions[int(answer.headers["Graph-Version"])] = after
            self._written += 1

    def _version(self) -> int:
        answer = urllib3.request("GET", f"{self._address}/ready", retries=False, timeout=60)
        return int(answer.json()["version"])

    def _measured(self, processes: dict[str, int]) -> dict[str, list[tuple[float, int]]]:
        """Resident memory of each process over the time of the run, in KiB."""
        memory: dict[str, list[tuple[float, int]]] = {name: [] for name in processes}
        while (passed := time.monotonic() - self._begun) < self._seconds and not self._seen.wrong:
            for name, pid in processes.items():
                memory[name].append((passed, resident(pid)))
            self._yardstick.append((passed, yardstick()))
            time.sleep(min(5.0, self._seconds / 40))
        return memory

    def _check(self) -> int:
        """Holds answers against the model; how many."""
        told = [one for one in self._seen.kept if one.version in self._versions]
        told = random.Random(self._seed).sample(told, min(self._checks, len(told)))
        for one in told:
            network = self._versions[one.version]
            days: dict[str, Any] = _ready(network)
            if one.given:
                after = changed(network, "closes", {"enterprises": [one.given["enterprises"]]})
                assert after
                closed = _ready(after)
                days = {e: (days[e], closed[e]) for e in days if days[e] != closed[e]}
            assert one.days == days, (one.given, one.version)
        return len(told)

    def _figures(self, memory: dict[str, list[tuple[float, int]]], checked: int) -> Figures:
        begin, quarter = WARM_UP * self._seconds, (1 - WARM_UP) * self._seconds / 4
        first, last = (begin, begin + quarter), (self._seconds - quarter, self._seconds)
        latency = {}
        for kind in ("read", "what-if", "write"):
            of = [
                [took for at, what, took in self._seen.seconds if what == kind and a <= at < b]
                for a, b in (first, last)
            ]
            if all(len(part) > 1 for part in of):
                latency[kind] = {
                    "asked": sum(what == kind for _, what, _ in self._seen.seconds),
                    "p50 ms": [round(1000 * statistics.median(part), 1) for part in of],
                    "p95 ms": [
                        round(1000 * statistics.quantiles(part, n=20)[-1], 1) for part in of
                    ],
                }
        resident_mb = {
            name: [
                round(statistics.mean(kib for at, kib in points if a <= at < b) / 1024, 1)
                for a, b in (first, last)
            ]
            for name, points in memory.items()
        }
        return {
            "minutes": round(self._seconds / 60, 1),
            "latency": latency,
            "yardstick ms": [
                round(
                    1000 * statistics.mean(took for at, took in self._yardstick if a <= at < b), 1
                )
                for a, b in (first, last)
            ],
            "memory MiB": resident_mb,
            "refused": {str(status): count for status, count in self._seen.refused.items()},
            "written": self._written,
            "the same at one version": len(self._seen.digests),
            "held against the model": checked,
        }


def flat(figures: Figures, *, sample: bool = False) -> None:
    """Raises ``AssertionError`` where latency or the service's memory has grown; ``sample``: of a
    few minutes beside other work."""
    max_refused = MAX_REFUSED_OF_SAMPLE if sample else MAX_REFUSED
    max_growth = MAX_GROWTH_OF_SAMPLE if sample else MAX_GROWTH
    max_slower = MAX_SLOWER_OF_SAMPLE if sample else MAX_SLOWER
    refused = sum(figures["refused"].values())
    asked = sum(one["asked"] for one in figures["latency"].values())
    assert refused <= max_refused * asked, f"{figures['refused']} of {asked}"
    slower = max(1.0, figures["yardstick ms"][1] / figures["yardstick ms"][0])
    for kind, found in figures["latency"].items():
        before, after = found["p50 ms"]
        assert after <= max_slower * slower * before, f"{kind}: {before} ms, then {after} ms"
    before, after = figures["memory MiB"]["service"]
    assert after <= (1 + max_growth) * before, f"memory: {before} MiB, then {after} MiB"


def yardstick() -> float:
    """Seconds that always the same work takes here and now."""
    begun = time.monotonic()
    sum(number * number for number in range(300_000))
    return time.monotonic() - begun


def resident(pid: int) -> int:
    """Resident memory of a process, in KiB."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(text.partition("VmRSS:")[2].split()[0])


def _warm(url: str) -> None:
    """Asks until it is answered."""
    for _ in range(10):
        if urllib3.request("GET", url, retries=False, timeout=120).status == 200:
            return
    raise AssertionError(url)


def _stocked(need: dict[str, str], change: dict[str, Any]) -> dict[str, str]:
    """A row of needs after a change; the same object where it is not concerned."""
    if (need["enterprise"], need["material"]) != (change["enterprise"], change.get("material")):
        return need
    return {**need, "stock_days": str(change["stock_days"]), "stock_on": ""}


def _expected(row: dict[str, str], change: dict[str, Any]) -> dict[str, str]:
    """The same of a row of enterprises."""
    if row["id"] != change["enterprise"] or "expected_on" not in change:
        return row
    return {**row, "expected_on": change["expected_on"] or ""}


def _days(body: dict[str, Any]) -> dict[str, Any]:
    if body["query"] == "closes":
        return {row["enterprise"]: (row["before_days"], row["after_days"]) for row in body["rows"]}
    return {row["enterprise"]: row["ready_days"] for row in body["rows"]}


def _ready(network: Network) -> dict[str, float | None]:
    """Days until each is ready, as the model has it."""
    return {e: None if at is None else at / 100 for e, at in Model(network).ready.items()}
