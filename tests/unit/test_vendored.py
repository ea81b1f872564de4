"""What is not ours and stands in the tree is what its README says: release, licence, checksum."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.support.paths import ROOT

FOLDERS = (
    *(path for path in (ROOT / "web" / "static" / "vendor").iterdir() if path.is_dir()),
    ROOT / "tests" / "support" / "axe-core",
)
TOLD = re.compile(
    r"^`(?P<file>[^`]+)` is (?P<of>.+?)sha256 `(?P<digest>[0-9a-f]{64})`\.", re.S | re.M
)
RELEASE = re.compile(r"\b[0-9]+(\.[0-9]+)+(-[\w.]+)?\b")
LICENCE = re.compile(r"(MIT|MPL-2\.0|Apache-2\.0)\b.{0,30}?`(LICENSE[\w.-]*)`", re.S)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_file_is_the_one_its_readme_tells_of(folder: Path) -> None:
    told = {one["file"]: one for one in TOLD.finditer((folder / "README.md").read_text("utf-8"))}
    held = {path.name for path in folder.rglob("*") if path.is_file()}
    plain = {name for name in held if name == "README.md" or name.startswith("LICENSE")}
    assert held - plain == set(told)
    for name, one in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == one["digest"], name
        assert RELEASE.search(one["of"]), name
        licence = LICENCE.search(one["of"])
        assert licence and (folder / licence[2]).is_file(), name


def test_a_file_that_names_its_release_names_that_one() -> None:
    """So that a newer file is not told of as the older."""
    cytoscape = ROOT / "web/static/vendor/cytoscape"
    told = re.search(r"cytoscape ([\d.]+)", (cytoscape / "README.md").read_text("utf-8"))
    assert told and f'"{told[1]}"' in (cytoscape / "cytoscape.esm.min.mjs").read_text("utf-8")
    axe = ROOT / "tests/support/axe-core"
    told = re.search(r"axe-core ([\d.]+)", (axe / "README.md").read_text("utf-8"))
    assert told and f"axe v{told[1]}" in (axe / "axe.min.js").read_text("utf-8")[:100]


def test_every_dependency_is_pinned() -> None:
    """``make`` installs releases that were tried, and the audit asks about these."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    pinned = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines}
    project = json.dumps((ROOT / "pyproject.toml").read_text("utf-8"))
    assert {"flask", "neo4j", "waitress", "werkzeug", "pip-audit", "bandit"} <= pinned, project
