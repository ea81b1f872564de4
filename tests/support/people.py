"""Users of each role on a small dataset with persons in it, and browsers in which they are signed
in."""

import re
from collections.abc import Mapping
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from service.access import passwords, users
from service.catalog.catalog import Catalog
from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.statements import statement
from tests.support import datasets

# what makes passwords hard to guess makes tests slow
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._NOBODYS = passwords.hashed("nobody's")

PASSWORD = "correct horse battery"

TEAM = "t1"
"""It serves Gongniu, and handles a request of Yuelong."""

OWN = ("张三丰", "13811112222")
"""Contact and number of Gongniu."""

OTHERS = ("李四光", "13933334444")
"""Those of Yuelong, whom Gongniu waits for."""

ROLES = ("reader", "analyst", "team", "admin")


FEW = frozenset(
    (
        *("enterprise", "material", "team", "request", "letter"),
        *("enterprises", "materials", "teams", "requests", "letters", "workers"),
        *("critical-path", "network", "overdue", "standing", "today", "notes", "changes"),
        *("closes", "new-supply", "add-note", "assign-request", "record-expected"),
        *("record-output", "record-return", "record-supply"),
    )
)


def few(catalog: Catalog) -> Catalog:
    """Some of the saved queries: a database just started plans each for seconds."""
    return Catalog({name: catalog[name] for name in sorted(FEW)}, catalog.groups)


def with_people(graph: Graph, folder: Path) -> None:
    """Empties the graph, loads the dataset, and adds a user called as each role."""
    graph.autocommit(statement("empty"))
    tables = dict(datasets.SMALL)
    tables["enterprises"] = [
        ("id", "name", "above_scale", "resumed_on", "headcount", "contact", "phone", "expected_on"),
        ("gongniu", "公牛集团", "true", "2020-02-11", "13000", *OWN, ""),
        ("yuelong", "跃隆五金", "", "", "80", *OTHERS, "2020-03-01"),
        ("jintian", "金田铜业", "true", "2020-02-10", "", "", "", ""),
    ]
    load(datasets.write(folder, tables), graph)
    derive(graph)
    for role in ROLES:
        users.add(graph, role, role, TEAM if role == "team" else None, PASSWORD, by="test")


def signed_in(app: Flask, user: str, password: str = PASSWORD) -> FlaskClient:
    """A browser in which ``user`` is signed in."""
    client = app.test_client()
    sent = client.post("/sign-in", data={"user": user, "password": password})
    assert sent.status_code == 303, sent.text
    return client


def csrf_of(client: FlaskClient, path: str = "/mine") -> Mapping[str, str]:
    """The header that shows what only a page of the same session knows."""
    found = re.search(r'name="csrf" content="([^"]+)"', client.get(path).text)
    return {"X-CSRF-Token": found[1] if found else ""}
