"""The house rules that a machine can hold: floors, where Cypher and drivers live, the README."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.docs import written
from tests.support.paths import README, ROOT

FLOORS = (
    {"language"},
    {"errors", "roles", "statements", "incidents", "shapes", "watching"},
    {"settings", "parameters", "gate"},
    {"headers"},
    {"catalog", "graph"},
    {"raising"},
    {"lead_times"},
    {"derivation", "rederivation", "losses", "state", "looks"},
    {"changing", "ranking"},
    {"trials"},
    {"alternatives", "unblocking"},
    {"answers", "planning", "phrases"},
    {"recent"},
    {"knowledge"},
    {"exports", "search", "groups", "schemas", "bloom", "favourites"},
    {"graph_files", "interface"},
    {"openapi"},
    {"codes"},
    {"wording", "forms", "terminal"},
    {"showing"},
    {"freshness"},
    {"api", "pages", "actions", "reference", "assistants"},
    {"service", "commands"},
    {"serving", "filling", "keeping", "asking", "completing"},
    {"cli"},
)
"""The rooms of ``service``, from the ground up: each may use those below it."""

COMMANDS = {"commands", "serving", "filling", "keeping", "asking", "completing", "cli"}
"""The command line, which wires everything together."""

BESIDE = {
    *("local_neo4j", "local_import", "local_incoming", "local_archive"),
    *("local_home", "local_jars", "local_java"),
}
"""Beside the stair: the private database, used by the command line only."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module in ("service", "seed"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def rooms(package: str) -> dict[str, Path]:
    paths = sorted((ROOT / package).rglob("*.py"))
    names = {path: path.relative_to(ROOT / package).with_suffix("").as_posix() for path in paths}
    return {package if name == "__init__" else name: path for path, name in names.items()}


def test_every_room_of_service_is_drawn() -> None:
    drawn = set().union(*FLOORS) | BESIDE
    assert drawn == set(rooms("service"))


@pytest.mark.parametrize("room", sorted(rooms("service")))
def test_a_room_uses_only_the_floors_below_it(room: str) -> None:
    used = {m.split(".")[1] for m in imports(rooms("service")[room]) if m.startswith("service.")}
    if room in BESIDE:
        allowed = set().union(*FLOORS[:5]) | BESIDE
    else:
        floor = next(i for i, names in enumerate(FLOORS) if room in names)
        allowed = set().union(*FLOORS[:floor], BESIDE if room in COMMANDS else ())
    assert used & set(rooms("service")) - {room} <= allowed


@pytest.mark.parametrize("room", sorted(rooms("seed")))
def test_seed_stands_on_the_lower_floors(room: str) -> None:
    used = {m.split(".")[1] for m in imports(rooms("seed")[room]) if m.startswith("service.")}
    assert used <= set().union(*FLOORS[:5])


def test_libraries_stay_in_their_rooms() -> None:
    where: dict[str, set[str]] = {}
    for package in ("service", "seed"):
        for room, path in rooms(package).items():
            for module in imports(path):
                where.setdefault(module.split(".")[0], set()).add(f"{package}/{room}")
    assert where["neo4j"] == {"service/graph"}
    assert where["flask"] <= {
        *("service/service", "service/api", "service/pages", "service/actions", "service/showing"),
        *("service/freshness", "service/reference"),
    }
    assert where["mcp"] == where["mcp_types"] == {"service/assistants"}
    assert where["click"] == {f"service/{room}" for room in COMMANDS - {"commands"}}
    for package in ("service", "seed"):
        for room, path in rooms(package).items():
            if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8")):
                assert f"{package}/{room}" == "service/settings"


def test_no_cypher_in_python() -> None:
    cypher = re.compile(r"\b(MATCH|MERGE|UNWIND|CREATE)\s+\(")
    for package in ("service", "seed"):
        for path in rooms(package).values():
            assert not cypher.search(path.read_text(encoding="utf-8")), path


def test_nothing_is_fetched_from_elsewhere_at_run_time() -> None:
    for path in (ROOT / "web").rglob("*"):
        if path.suffix in (".html", ".css", ".js") and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(src|href|url|import)[^\n]{0,10}https?://", text), path


def test_readme_tables_are_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    assert written(text) == text


@pytest.mark.parametrize("picture", re.findall(r"\]\((web/[^)]+)\)", README.read_text("utf-8")))
def test_readme_pictures_exist(picture: str) -> None:
    assert (ROOT / picture).is_file()
