"""``tongbu new-query``: a file to begin a saved query with."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.catalog import new_query
from service.catalog.new_query import write_new_query
from service.cli.main import main
from service.errors import InvalidParameter
from tests.support.catalog import read_catalog


def test_the_file_is_a_saved_query_explained_in_both_languages(tmp_path: Path) -> None:
    path = write_new_query("many-buyers", tmp_path / "mine")
    assert path == tmp_path / "mine" / "many-buyers.cypher"
    query = read_catalog(path.parent)["many-buyers"]
    assert (query.title.en, query.title.zh) == ("New query many-buyers", "新查询 many-buyers")
    header = path.read_text(encoding="utf-8").partition("*/")[0]
    for key in re.findall(r"^([a-z]+):", header, re.M):
        before = header[: header.index(f"\n{key}:")].rpartition("\n\n")[2]
        assert before.startswith("#") and re.search("[一-鿿]", before), key


@pytest.mark.parametrize("name", ["Closed", "closed_buyers", "-", "", "../up", "采购", "a/b"])
def test_a_bad_name_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter) as refused:
        write_new_query(name, tmp_path)
    assert refused.value.detail.zh and not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["critical-path", "stops", "record-step"])
def test_a_name_of_the_catalogue_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter) as refused:
        write_new_query(name, tmp_path)
    assert f"{name}.cypher" in refused.value.detail.zh and not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InvalidParameter) as refused:
        write_new_query("many-buyers", tmp_path / "file" / "mine")
    assert "--folder" in refused.value.detail.en and "--folder" in refused.value.detail.zh


def test_the_command_says_what_is_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the catalogue: to be asked at once; into another folder: to be moved first."""
    monkeypatch.setattr(new_query, "QUERY_FOLDER", tmp_path)
    said = CliRunner().invoke(main, ["new-query", "many-buyers"]).stderr
    assert str(tmp_path / "many-buyers.cypher") in said and "tongbu ask many-buyers" in said
    told = CliRunner().invoke(main, ["new-query", "others", "--folder", str(tmp_path / "mine")])
    assert len(told.stderr.splitlines()) == len(said.splitlines()) + 1
    assert told.exit_code == 0
    refused = CliRunner().invoke(main, ["new-query", "Others"])
    assert refused.exit_code == 1 and len(refused.stderr.splitlines()) == 1
