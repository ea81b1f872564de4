"""Hostile strings in every parameter of every route and format; nothing gets in, or out.

``make hostile`` sends all of them to all places. ``make test`` sends a few, to other routes each
day; the turn is in what a failure tells, and ``TONGBU_HOSTILE=<turn>`` sends the same again.
"""

import os
import re
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from seed.make_cixi import FOLDER
from service import settings
from service.access import throttle, users
from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.formats.openapi import document
from service.graph.database import Graph
from service.graph.digest import digest
from service.http.app import create_app
from service.http.identity import CSRF_FIELD
from service.settings import Settings
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.datasets import write_part
from tests.support.hostile.figures import Figures, Found
from tests.support.hostile.figures import write_part as write_figures
from tests.support.hostile.judging import faults
from tests.support.hostile.listener import Listener, listening
from tests.support.hostile.places import (
    FORMS,
    KEPT,
    LOOKED_AT,
    UPLOAD,
    USER,
    Place,
    places,
    posted_pages,
)
from tests.support.hostile.strings import ALL, LISTENER
from tests.support.people import PASSWORD, csrf_of, signed_in

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

SHOWN_SIGNED_IN = ("/account", "/users", "/audit")

TOKEN = "of the settings, and long"

ENDING = ("/sign-in", "/sign-out", "/account/password")
"""Below these addresses a session ends, or another begins."""


def unasked() -> Flask:
    """The application; no database is needed to know its routes."""
    with Graph("bolt://127.0.0.1:9", "neo4j", "nobody asks it") as graph:
        knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
        return create_app(knowledge, settings.read({}))


def grouped() -> dict[str, list[Place]]:
    """The places by method and address without its form."""
    catalog, app = read_catalog(), unasked()
    found: dict[str, list[Place]] = {}
    for place in places(document(catalog), app, catalog):
        name = f"{place.method} {place.path.partition('.')[0]}"
        found.setdefault(name, []).append(place)
    return found


GROUPS = grouped()


class Administrator:
    """An administrator of a service where everybody has to sign in, signed in as often as he has to
    be."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._client: FlaskClient | None = None
        self._csrf: Mapping[str, str] = {}

    def send(self, place: Place, string: str) -> TestResponse:
        """The answer to one request, with what shows that its form is his own, unless that is the
        place itself."""
        if self._client is None:
            self._client = signed_in(self._app, "admin")
            self._csrf = csrf_of(self._client)
        request = place.request(string)
        if place.name != CSRF_FIELD:
            request["headers"] |= self._csrf
        response = self._client.open(**request)
        if place.path.startswith(ENDING):
            self._client = None
        return response


@dataclass
class Attack:
    """A service under attack: its client, its administrator where all have to sign in, the graph
    behind both, the listener, what was found."""

    client: FlaskClient
    administrator: Administrator
    graph: Graph
    listener: Listener
    kept: dict[str, str]
    found: Figures
    _looked_at: str | None = None

    def send(self, place: Place, string: str) -> list[str]:
        """Sends one request, and gives what is wrong with its answer."""
        string = string.replace(LISTENER, self.listener.address)
        for folder, id in self.kept.items():
            place = replace(place, path=place.path.replace(KEPT + folder, id))
        if place.body and place.body.get("upload") == UPLOAD:
            place = replace(place, body={**place.body, "upload": self._upload()})
        begun = time.monotonic()
        if place.signed_in:
            response = self.administrator.send(place, string)
        else:
            response = self.client.open(**place.request(string))
        found = list(faults(place, string, response, self.listener.address))
        if place.signed_in and not _is_let_in(place, response.status_code):
            found.append(f"status {response.status_code} for whoever is signed in")
        seconds = time.monotonic() - begun
        if seconds > LONGEST_SECONDS:
            found.append(f"{seconds:.0f} s")
        room = self.found.setdefault(_room(place), Found())
        room.statuses[str(response.status_code)] += 1
        room.ms.append(round(1000 * seconds, 1))
        response.close()
        return found

    def _upload(self) -> str:
        """The token of a file that was just looked at."""
        if self._looked_at is None:
            sent = Place("POST", "/load", "form", "lang", body=LOOKED_AT, multipart=True)
            page = self.client.open(**sent.request("zh")).text
            found = re.search(r'name="upload" value="([^"]+)"', page)
            assert found, page
            self._looked_at = found[1]
        return self._looked_at


def _is_let_in(place: Place, status: int) -> bool:
    """Whether a field was looked at: not by who signs in wrongly, and not of a foreign form."""
    if place.name == CSRF_FIELD:
        return status == 403
    return status not in (403, 429) and (status != 401 or place.path in ("/sign-in", "/token"))


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
    client = create_app(knowledge, defaults).test_client()
    for user, role in (("admin", "admin"), (USER, "reader")):
        users.add(_open_graph, user, role, None, PASSWORD, by="test")
    closed = create_app(knowledge, replace(defaults, sign_in=True, token=TOKEN))
    closes = {"what_if": "closes", "parameters": {"enterprises": ["yuelong"]}}
    kept = {
        "snapshots": made(client, "/snapshots.json", {"answer": "/queries/overdue"}),
        "scenarios": made(client, "/scenarios.json", {"name": "x", "changes": [closes]}),
    }
    with listening() as listener, pytest.MonkeyPatch.context() as patched:
        # else all but a few would be refused before a field is looked at
        patched.setattr(throttle, "FREE", dict.fromkeys(throttle.FREE, 10**9))
        one = Attack(client, Administrator(closed), _open_graph, listener, kept, {})
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
        for path in (*SHOWN, *SHOWN_SIGNED_IN):
            shown = Place("GET", path, "header", "Accept", signed_in=path in SHOWN_SIGNED_IN)
            wrong += [f"{path} afterwards: {fault}" for fault in attack.send(shown, "*/*")]
    assert not wrong, f"turn {TURN}: {len(wrong)} answers, e.g.\n" + "\n".join(wrong[:40])


def test_every_form_is_attacked_in_every_field() -> None:
    pages = posted_pages(unasked())
    assert {rule.endpoint for rule in pages} == FORMS.keys()
    sent = {(place.path, place.name) for group in GROUPS.values() for place in group}
    for rule in pages:
        for name in {name for form in FORMS[rule.endpoint] for name in form}:
            assert "<" in rule.rule or (rule.rule, name) in sent, (rule.rule, name)


def test_there_are_many_strings_and_places() -> None:
    assert len({string for _, string in ALL}) >= 200
    assert sum(map(len, GROUPS.values())) >= 3_000
