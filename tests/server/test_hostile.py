"""Hostile strings in every parameter of every route and format; nothing gets in, or out.

``make hostile`` sends all of them to all places. ``make test`` sends a few, to other routes each
day; the turn is in what a failure tells, and ``TONGBU_HOSTILE=<turn>`` sends the same again.
"""

import os
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from seed.make_cixi import FOLDER
from service import settings
from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.formats.openapi import document
from service.graph.database import Graph
from service.graph.digest import digest
from service.http.app import create_app
from service.settings import Settings
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.datasets import write_part
from tests.support.hostile.figures import Figures, Found
from tests.support.hostile.figures import write_part as write_figures
from tests.support.hostile.judging import faults
from tests.support.hostile.listener import Listener, listening
from tests.support.hostile.places import KEPT, Place, places
from tests.support.hostile.strings import ALL, LISTENER

ASKED = os.environ.get("TONGBU_HOSTILE", "")
EVERYTHING = ASKED == "all"
TURN = int(ASKED) if ASKED.isdecimal() else date.today().toordinal()

SHARE = int(os.environ.get("TONGBU_HOSTILE_SHARE", "1"))
"""Of all strings each place gets one in so many; which ones, the next place tells otherwise."""

ALIKE = 10
"""How many times fewer where all routes have such a place."""

FEW = 3
"""Requests for each group of places, in ``make test``."""

DAYS = 24
"""After so many turns every group had its: the first question of each costs a plan."""

NAMED = ("gongniu", "xinhai", "yuelong", "jintian", "diankou-copper")
ENTERPRISES = 80

LONGEST_SECONDS = 90.0
"""More than any route's deadline: what no deadline holds, such as a pattern that backtracks."""

SHOWN = ("/changes", "/snapshots", "/scenarios", "/enterprises/gongniu", "/queries/notes.words.csv")
"""Where what was written is shown."""


def grouped() -> dict[str, list[Place]]:
    """The places by method and address without its form; no database is needed to know them."""
    catalog = read_catalog()
    with Graph("bolt://127.0.0.1:9", "neo4j", "nobody asks it") as graph:
        unasked = Knowledge(graph, catalog, show_personal=True, may_change=True)
        app = create_app(unasked, settings.read({}))
    found: dict[str, list[Place]] = {}
    for place in places(document(catalog), app, catalog):
        name = f"{place.method} {place.path.partition('.')[0]}"
        found.setdefault(name, []).append(place)
    return found


GROUPS = grouped()


@dataclass
class Attack:
    """A service under attack: its client, the graph behind it, the listener, what was found."""

    client: FlaskClient
    graph: Graph
    listener: Listener
    kept: dict[str, str]
    found: Figures

    def send(self, place: Place, string: str) -> list[str]:
        """Sends one request, and gives what is wrong with its answer."""
        string = string.replace(LISTENER, self.listener.address)
        for folder, id in self.kept.items():
            place = replace(place, path=place.path.replace(KEPT + folder, id))
        begun = time.monotonic()
        response = self.client.open(**place.request(string))
        found = list(faults(place, string, response, self.listener.address))
        seconds = time.monotonic() - begun
        if seconds > LONGEST_SECONDS:
            found.append(f"{seconds:.0f} s")
        room = self.found.setdefault(_room(place), Found())
        room.statuses[str(response.status_code)] += 1
        room.ms.append(round(1000 * seconds, 1))
        response.close()
        return found


def _room(place: Place) -> str:
    first = place.path.split("/")[1].partition(".")[0].partition("?")[0]
    kind = "pages" if place.path == f"/{first}" or "." not in place.path else "data"
    known = ("queries", "what-if", "actions", "scenarios", "snapshots")
    return f"{place.method} {first if first in known else 'others'}, {kind}"


def made(client: FlaskClient, path: str, body: dict[str, Any]) -> str:
    """The id of something kept; a server just started takes longer than an answer may."""
    for _ in range(20):
        answer = client.post(path, json=body)
        if answer.status_code < 300:
            return str(answer.json["id"])  # type: ignore[index]
    raise AssertionError(answer.text)


@pytest.fixture(scope="module")
def attack(
    _open_graph: Graph, defaults: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Attack]:
    _open_graph.autocommit(statement("empty"))
    part = write_part(tmp_path_factory.mktemp("part"), FOLDER, NAMED, ENTERPRISES)
    load(part, _open_graph)
    derive(_open_graph)
    knowledge = Knowledge(_open_graph, read_catalog(), show_personal=True, may_change=True)
    app: Flask = create_app(knowledge, defaults)
    client = app.test_client()
    closes = {"what_if": "closes", "parameters": {"enterprises": ["yuelong"]}}
    kept = {
        "snapshots": made(client, "/snapshots.json", {"answer": "/queries/overdue"}),
        "scenarios": made(client, "/scenarios.json", {"name": "x", "changes": [closes]}),
    }
    with listening() as listener:
        one = Attack(client, _open_graph, listener, kept, {})
        yield one
        time.sleep(0.2)
        assert listener.began == []
    if EVERYTHING:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        write_figures(worker, one.found, len(listener.began))


def chosen(name: str, among: list[Place]) -> Iterator[tuple[Place, str]]:
    """What is sent: everything, or a few of it that change from turn to turn."""
    if EVERYTHING:
        for at, place in enumerate(among, zlib.crc32(name.encode())):
            share = SHARE * (ALIKE if place.alike else 1)
            for number, (_, string) in enumerate(ALL):
                if number % share == at % share:
                    yield place.member(number), string
        return
    first = zlib.crc32(name.encode()) + TURN // DAYS * FEW
    for number in range(first, first + FEW):
        # steps that have no divisor in common with either go through all pairs in time
        place = among[number * 7 % len(among)]
        yield place.member(number), ALL[number * 101 % len(ALL)][1]


def in_turn() -> list[str]:
    """The groups that are asked: all, or those of today."""
    if EVERYTHING:
        return list(GROUPS)
    return [name for name in GROUPS if zlib.crc32(name.encode()) % DAYS == TURN % DAYS]


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("name", in_turn())
def test_nothing_gets_in(attack: Attack, name: str) -> None:
    among = GROUPS[name]
    reads = name.startswith("GET")
    before = attack.graph.read(statement("state")).rows if reads else None
    held = digest(attack.graph) if reads and EVERYTHING else ""
    wrong = [
        f"{place.method} {place.path} {place.where} {place.name} = {string[:80]!a}: {fault}"
        for place, string in chosen(name, among)
        for fault in attack.send(place, string)
    ]
    for place in among:
        attack.found.setdefault(_room(place), Found()).places += 1
    if reads:
        assert attack.graph.read(statement("state")).rows == before
        assert not held or digest(attack.graph) == held
    elif EVERYTHING:
        for path in SHOWN:
            shown = Place("GET", path, "header", "Accept")
            wrong += [f"{path} afterwards: {fault}" for fault in attack.send(shown, "*/*")]
    assert not wrong, f"turn {TURN}: {len(wrong)} answers, e.g.\n" + "\n".join(wrong[:40])


def test_there_are_many_strings_and_places() -> None:
    assert len({string for _, string in ALL}) >= 200
    assert sum(map(len, GROUPS.values())) >= 3_000
