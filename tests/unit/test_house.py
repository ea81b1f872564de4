"""The house rules that a machine can hold beside import-linter's layers."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.paths import ROOT


def modules(package: str) -> dict[str, Path]:
    """Every module of a package by its dotted name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted((ROOT / package).rglob("*.py"))
    }


MODULES = modules("service") | modules("seed")

ALONE = """
import importlib, os, sys
import click, flask, mcp.server.lowlevel, neo4j, networkx, numpy
import openpyxl, rich.console, scipy.sparse, yaml
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        importlib.import_module(name)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print(name)
"""
"""Imports each module in a process that has imported nothing of the others, only libraries."""


def test_every_module_imports_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *MODULES], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_environment_is_read_in_one_module() -> None:
    pattern = re.compile(r"os\.environ|getenv")
    reading = {name for name, path in MODULES.items() if pattern.search(path.read_text("utf-8"))}
    assert reading == {"service.settings"}


def test_the_package_itself_holds_nothing() -> None:
    assert MODULES["service"].read_text(encoding="utf-8") == ""


def texts(*endings: str) -> Iterator[tuple[Path, str]]:
    for path in (ROOT / "web").rglob("*"):
        if path.suffix in endings and "vendor" not in path.parts:
            yield path, path.read_text(encoding="utf-8")


def test_no_cypher_in_python() -> None:
    cypher = re.compile(r"\b(MATCH|MERGE|UNWIND|CREATE)\s+\(")
    for path in MODULES.values():
        assert not cypher.search(path.read_text(encoding="utf-8")), path


def test_nothing_is_fetched_from_elsewhere_at_run_time() -> None:
    for path, text in texts(".html", ".css", ".js"):
        assert not re.search(r"(src|href|url|import)[^\n]{0,10}https?://", text), path


def test_scripts_write_texts_and_no_markup() -> None:
    making = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|\beval\(|new Function"
    )
    for path, text in texts(".js"):
        assert not making.search(text), path


def test_who_signs_in_is_written_with_little_room() -> None:
    """What ``service/access`` writes nobody can read without: it is small, and says so."""
    for path in (ROOT / "service" / "access").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("graph.write(") == text.count("small=True"), path.name
