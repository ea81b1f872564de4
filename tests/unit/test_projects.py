"""Lead times of projects in PSPLIB's format: own small ones, their lengths checked besides."""

from pathlib import Path

import networkx
import pytest

from tests.bench import psplib
from tests.support.paths import ROOT
from tests.support.psplib import lead_time, read_project

FOLDER = ROOT / "tests" / "support" / "projects"
FILES = sorted(FOLDER.glob("*.sm"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_lead_time_is_the_published_length(file: Path) -> None:
    project = read_project(file.read_text(encoding="latin-1"))
    paths = networkx.DiGraph()
    for job, after in project.successors.items():
        paths.add_weighted_edges_from((job, other, project.durations[job]) for other in after)
    assert networkx.dag_longest_path_length(paths) == project.length
    assert lead_time(project) == project.length > 10


def test_the_command_compares_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert psplib.main(FOLDER) == 0
    assert f"{len(FILES)} projects, {len(FILES)} as published" in capsys.readouterr().out
    text = FILES[0].read_text(encoding="latin-1")
    length = read_project(text).length
    other = text.replace(
        f"       {length}        1       {length}\n", "       1        1       1\n"
    )
    (tmp_path / "j1.sm").write_text(other, encoding="latin-1")
    assert psplib.main(tmp_path) == 1
    assert "published 1" in capsys.readouterr().out
    assert psplib.main(tmp_path / "none") == 1
