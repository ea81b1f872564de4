"""Every answer keeps to the schema that programs are told."""

from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest
from jsonschema import Draft202012Validator

from service.answers.answer import Answer
from service.catalog.catalog import SavedQuery
from service.catalog.json_schema import answer_schema
from service.formats.files import json_of
from tests.support.catalog import read_catalog
from tests.support.recorded import RECORDED

CATALOG = read_catalog()


ASKED = [query for query in (*CATALOG, *CATALOG.what_ifs) if query.name not in RECORDED]


@pytest.mark.parametrize("query", ASKED, ids=lambda query: query.name)
def test_every_answer_keeps_to_its_schema(
    query: SavedQuery, example: Callable[[str], Answer]
) -> None:
    body = orjson.loads(json_of(replace(example(query.name), subgraph=None)))
    assert body["rows"]
    schema = answer_schema(query)
    Draft202012Validator(schema).validate(body)
    del body["rows"][0][query.columns[0].name]
    assert not Draft202012Validator(schema).is_valid(body)
