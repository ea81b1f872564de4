"""What a terminal is asked before something is taken away."""

import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from service.cli.console import Console
from service.cli.loading import load_and_derive
from service.cli.undoing import undo
from service.derivation.full import derive
from service.errors import Conflict
from service.graph.database import Graph
from service.graph.digest import digest
from tests.support.lists import AS_OF, text

HEADER = ("配套企业", "龙头企业", "物料", "电话")


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """The answers that a person gives on a terminal, the first one first."""
    given: list[bool] = []
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(click, "confirm", lambda *_, **__: given.pop(0))
    return given


def test_a_terminal_is_asked_before_facts_are_cleared(
    tmp_path: Path, graph: Graph, answers: list[bool], capsys: pytest.CaptureFixture[str]
) -> None:
    path, console = tmp_path / "a.csv", Console("en")
    load_and_derive(text(path, [HEADER, ("甲", "乙", "铜", "1")]), graph, console, as_of=AS_OF)
    text(path, [HEADER, ("甲", "乙", "铜", "")])
    before, later = digest(graph), AS_OF + timedelta(days=1)
    answers += [False]
    with pytest.raises(Conflict):
        load_and_derive(path, graph, console, as_of=later)
    assert "1 facts would be cleared" in capsys.readouterr().err
    assert digest(graph) == before
    load_and_derive(path, graph, console, as_of=later, yes=True)
    assert graph.read("MATCH (e:Enterprise {id: '甲'}) RETURN e.phone").rows == [[None]]
    assert not answers


def test_undoing_is_told_before_and_asked(
    tmp_path: Path, graph: Graph, answers: list[bool], capsys: pytest.CaptureFixture[str]
) -> None:
    path, console = text(tmp_path / "a.csv", [HEADER, ("甲", "乙", "铜", "1")]), Console("en")
    number = load_and_derive(path, graph, console, as_of=AS_OF).load
    assert number
    derive(graph)
    before = digest(graph)
    undo(number, graph, console, dry_run=True, yes=False)
    assert "Enterprises: 0 made again, 0 as before, 2 removed" in capsys.readouterr().err
    answers += [False, True]
    with pytest.raises(Conflict):
        undo(number, graph, console, dry_run=False, yes=False)
    assert "2 removed" in capsys.readouterr().err and digest(graph) == before
    undo(number, graph, console, dry_run=False, yes=False)
    assert graph.read("MATCH (e:Enterprise) RETURN e").rows == [] and not answers
