"""What ``tongbu`` imports before there is anything to do: help and completion must be quick."""

import os
import subprocess
import sys

import pytest

from service.cli.main import COMMANDS
from tests.support.catalog import read_catalog
from tests.support.paths import ROOT

HEAVY = {
    *("flask", "waitress", "openpyxl", "networkx", "mcp", "mcp_types", "neo4j", "py2neo"),
    *("numpy", "scipy", "pandas", "rich", "orjson", "jsonschema", "jgo"),
}
"""Libraries that only some commands need, and each only once it is called."""

CATALOG = {"yaml", "service.catalog.catalog"}

PROGRAM = """
import sys
from service.cli.main import main
try:
    main(prog_name="tongbu")
finally:
    print(*sys.modules, file=sys.stderr)
"""

COMPLETED = {
    "tongbu ": "new-query",
    "tongbu ask ": "critical-path",
    "tongbu ask cri": "critical-path",
    "tongbu ask critical-path ": "enterprise=",
    "tongbu do record-step ": "step=",
    "tongbu load --": "--replace",
    "tongbu up --": "--port",
}


def run(*arguments: str, **more: str) -> tuple[str, set[str]]:
    """What a call of ``tongbu`` writes, and the modules that it imported."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEO4J_", "TONGBU_"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        env=kept | more,
        capture_output=True,
        text=True,
        timeout=60,
    )
    *said, modules = done.stderr.splitlines()
    assert done.returncode == 0 and not said, said
    return done.stdout, set(modules.split())


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_imports_nothing_heavy(name: str) -> None:
    shown, modules = run(*([name] if name else []), "--help")
    assert "示例 Examples:" in shown
    assert not modules & (HEAVY | CATALOG)


def test_help_lists_every_command_and_imports_none() -> None:
    shown, modules = run("--help")
    for name, entry in COMMANDS.items():
        assert name in shown and entry.summary.en in shown and entry.summary.zh in shown
        assert f"service.cli.{entry.module}" not in modules


@pytest.mark.parametrize("typed", COMPLETED)
def test_completion_imports_nothing_heavy(typed: str) -> None:
    words = len(typed.split()) - (not typed.endswith(" "))
    environment = {"COMP_WORDS": typed, "COMP_CWORD": str(words)}
    offered, modules = run(_TONGBU_COMPLETE="bash_complete", **environment)
    assert f"plain,{COMPLETED[typed]}" in offered.splitlines()
    assert not modules & HEAVY
    asked = typed.split()[1:2] in (["ask"], ["do"])
    assert ("yaml" in modules) == asked
    # names come without reading what can be asked, which takes longer than all the rest
    assert ("service.catalog.catalog" in modules) == (asked and words > 2)


DRIVER = {"neo4j", "numpy", "pandas", "orjson"}
"""The driver imports numpy and pandas itself where they are installed."""

NEEDED = {
    "service.cli.answering": {"neo4j", "orjson"},
    # the database is started first, and all that serves it imported while Java starts
    "service.cli.starting": set(),
    "service.private_neo4j.server": set(),
    "service.cli.web_server": {*DRIVER, "flask", "waitress"},
    "service.cli.loading": {*DRIVER, "py2neo"},
    "service.cli.mcp_session": DRIVER,
}
"""What the work behind a command needs at once: a workbook, a graph file, a table only if asked."""


@pytest.mark.parametrize("module", NEEDED)
def test_work_imports_what_it_needs(module: str) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) & HEAVY <= NEEDED[module]


def test_the_driver_comes_without_pandas_and_pandas_comes_to_who_asks() -> None:
    """It is installed here; the driver would import it for every command that needs a graph."""
    program = """
import sys
import service.graph.database
assert "neo4j" in sys.modules and "pandas" not in sys.modules
import pandas
print(pandas.DataFrame({"x": [1]}).shape)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["(1,", "1)"]


UNASKED = ("dataset", "derivation", "equations", "private_neo4j.java", "private_neo4j.server")
"""Rooms and modules of ``service`` that one answer from a running database needs nothing of."""


def test_a_question_imports_nothing_that_loads_derives_or_starts() -> None:
    program = "import sys, service.cli.answering; print(*sys.modules)"
    own = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=own, capture_output=True, text=True
    )
    modules = set(done.stdout.split())
    assert "neo4j" in modules, done.stderr
    assert not [name for name in modules if name.startswith(tuple(f"service.{x}" for x in UNASKED))]
    assert not modules & {"service.answers.changes", "service.answers.trials", "tomllib"}
    # before anybody is answered: a table comes later
    assert len(modules) < MAX_MODULES, len(modules)


MAX_MODULES = 400
"""Of one question's; most are the driver's and Python's own."""


def test_right_arguments_are_read_without_the_validator() -> None:
    """It takes longer to import than the question takes."""
    program = """
import sys
from service.catalog.catalog import read_on_demand
catalog = read_on_demand()
for name in sys.argv[1:]:
    catalog[name].arguments(catalog[name].example)
assert "service.catalog.arguments" in sys.modules
print("jsonschema" in sys.modules)
"""
    catalog = read_catalog()
    plain = [
        query.name
        for query in catalog.every
        if not any("multipleOf" in p.schema or "uniqueItems" in p.schema for p in query.parameters)
    ]
    assert len(plain) > len(catalog.every) / 2
    done = subprocess.run(
        [sys.executable, "-c", program, *plain],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.split() == ["False"], done.stderr
