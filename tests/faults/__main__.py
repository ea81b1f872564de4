"""What the service stands: ``python -m tests.faults`` (or ``make faults``, ``make soak``).

Runs everything that ``make test`` runs a sample of: faults between service and database, kills of
everything that runs, a full disk, crowds, and on request a soak. The figures go to
``tests/faults/figures/``, and into ``docs/faults.md``.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from service import settings as all_settings
from service.answers.knowledge import Knowledge
from service.catalog.catalog import read_catalog
from service.graph.database import Graph
from service.http.app import create_app
from service.http.lanes import Lanes
from service.private_neo4j.server import PrivateNeo4j
from service.settings import Settings
from tests.faults import crowds, disk, kills, network
from tests.faults.report import FIGURES
from tests.faults.soak import PAUSE_SECONDS, Soak, flat
from tests.faults.stand import Stand
from tests.faults.writing import PLACES, Writers
from tests.support.commands import JVM_OPTIONS
from tests.support.docs import write
from tests.support.paths import ROOT
from tests.support.prepared import cixi_folder
from tests.support.route_requests import requests
from tests.support.serving import served
from tests.support.tcp_proxy import FAULTS, Proxy

IDLE, SLOW = 10_000, 200

Figures = Any


class Run:
    """Everything in a folder of its own, on the Cixi dataset."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self._folder, self._options = folder, options
        self._settings = replace(all_settings.read({}), jvm_options=JVM_OPTIONS, heap_mb=1024)
        cache = ROOT / ".pytest_cache" / "d" / "tongbu"
        cache.mkdir(parents=True, exist_ok=True)
        self._cixi = cixi_folder(cache, self._settings)

    def _data(self, name: str) -> Path:
        return Path(shutil.copytree(self._cixi, self._folder / name))

    @contextmanager
    def _stand(self, data: Path) -> Iterator[Stand]:
        stand = Stand(data, self._settings)
        try:
            stand.until_ready()
            yield stand
        finally:
            stand.end()

    def network(self) -> Figures:
        """Every fault between service and database, every route."""
        chosen: Settings = replace(self._settings, data=self._data("network"))
        with (
            PrivateNeo4j(chosen) as at,
            closing(Proxy(at.uri)) as proxy,
            Graph(proxy.uri, at.username, at.password) as behind,
        ):
            knowledge = Knowledge(behind, read_catalog(), show_personal=True, may_change=True)
            app = create_app(knowledge, chosen)
            lanes = Lanes(app, knowledge)
            with served(lanes, threads=lanes.most + 16) as address:
                asking = network.Asking(address, lanes)
                every = list(requests(app, writing=True))
                usual = network.usual_statuses(asking, every)
                return [network.suffer(asking, proxy, one, every, usual) for one in FAULTS]

    def kills(self) -> Figures:
        """``kill -9`` of everything that runs, while others write."""
        found = read("kills")  # of kinds that are not killed this time
        for kind in self._options.kinds:
            with self._stand(self._data(f"kill {kind}")) as stand:
                folder = self._folder / f"{kind} loads"
                one = kills.kill_again_and_again(kind, self._options.kills, stand, folder)
            found = [other for other in found if other["killed"] != kind] + [one]
            keep("kills", found)
        return found

    def disk(self) -> Figures:
        """A full disk."""
        if reason := disk.why_not():
            raise SystemExit(reason)
        with disk.small_disk(self._folder / "small") as small:
            shutil.copytree(self._cixi, small / "data")
            with self._stand(small / "data") as stand:
                with stand.graph() as graph:
                    places = graph.read(PLACES).rows[:2]
                with Writers(lambda: stand.address, places) as writers:
                    return disk.suffer(stand, writers, small / "filler")

    def crowds(self) -> Figures:
        """Idle and slow connections; three times what can be answered."""
        with self._stand(self._data("crowds")) as stand:
            with (
                crowds.idle(stand.address, IDLE) as connections,
                crowds.slow(stand.address, SLOW),
            ):
                held = crowds.served_meanwhile(stand.address, self._options.seconds)
            rate = crowds.capacity(stand.address, self._options.seconds)
            over = crowds.overload(stand.address, 3 * rate, self._options.seconds, limit=40)
        return {
            "idle": {"idle connections": connections, "clients of a byte a second": SLOW, **held},
            "overload": {"answered a second": round(rate, 1), **over},
        }

    def soak(self) -> Figures:
        """Readers, what-ifs and writers at once."""
        minutes, pause = self._options.minutes, self._options.pause
        checks = max(20, round(2 * minutes))
        with self._stand(self._data("soak")) as stand:
            soak = Soak(stand.address, 60 * minutes, checks=checks, pause=pause)
            figures = soak.run(stand.processes)
        keep("soak", figures, sample=self._options.sample)  # before they are judged
        flat(figures, sample=self._options.sample)
        return figures


def read(name: str) -> list[Figures]:
    """The figures of a part as they were kept; none where it was never run."""
    path = FIGURES / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))[name] if path.exists() else []


def keep(name: str, found: Figures, *, sample: bool = False) -> None:
    """Writes the figures of a part, and where and when they were found; of a sample they are told
    only."""
    figures = {
        "on": datetime.date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[2], 1),
        name: found,
    }
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    print(text, flush=True)
    if not sample:
        FIGURES.mkdir(exist_ok=True)
        (FIGURES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


KINDS = ("database", "service", "loader", "derivation")
PARTS = ("network", "kills", "disk", "crowds", "soak")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--kills", type=int, default=20, help="of each kind")
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS, help="what is killed")
    parser.add_argument("--seconds", type=float, default=30, help="of each crowd")
    parser.add_argument("--minutes", type=float, default=120, help="of the soak")
    parser.add_argument(
        "--pause", type=float, default=PAUSE_SECONDS, help="seconds between questions of the soak"
    )
    parser.add_argument(
        "--sample", action="store_true", help="a few minutes beside other work: keep no figures"
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what it started is ended
    for name in options.parts or PARTS[:-1]:
        with tempfile.TemporaryDirectory(prefix="tongbu-faults-") as folder:
            part: Callable[[], Figures] = getattr(Run(Path(folder), options), name)
            keep(name, part(), sample=options.sample)
    if not options.sample:
        write()


if __name__ == "__main__":
    main()
