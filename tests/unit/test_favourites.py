"""The saved queries as Saved Cypher: every statement plans as it stands there."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.formats.bloom.saved_cypher import saved_cypher_file
from service.language import Language
from tests.support.catalog import read_catalog
from tests.support.saved_cypher import entries

TONGBU = Path(sys.executable).parent / "tongbu"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_query_is_in_the_folder(language: Language) -> None:
    *queries, folder = entries(language)
    assert (folder["isFolder"], folder["query"], folder["parentId"]) == ("true", "", "")
    assert {one["parentId"] for one in queries} == {folder["id"]}
    assert len({one["id"] for one in [*queries, folder]}) == len(queries) + 1
    names = {query.title.to(language) for query in read_catalog() if not query.derives}
    assert {one["name"] for one in queries[1:]} == names


def test_the_command_writes_it() -> None:
    done = subprocess.run(
        [TONGBU, "favourites", "--language", "en"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout == saved_cypher_file(read_catalog(), "en")
