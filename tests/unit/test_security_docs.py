"""What docs/security.md says is shown by tests that there are."""

import ast
import re

import pytest

from tests.support.fenced_blocks import blocks
from tests.support.paths import DOCS, ROOT

PAGE = DOCS / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
UNTESTED = "not tested"


def rows() -> list[list[str]]:
    """The rows of the tables whose last column says what shows it."""
    found: list[list[str]] = []
    inside = False
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("|") and cells[-1] == "shown by":
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            found.append(cells)
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:40])
def test_every_requirement_names_a_test_that_there_is(row: list[str]) -> None:
    named = NAMED.findall(row[-1])
    assert named or row[-1].startswith(UNTESTED), row
    for path, function in named:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert any(name.startswith("test_") for name in names)
        assert not function or function in names, function


def test_there_are_many() -> None:
    assert len(rows()) > 50
    assert not blocks(PAGE)


def test_the_way_to_report_is_told() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "Report a vulnerability" in text and "docs/security.md" in text
    for target in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (ROOT / target).exists(), target
