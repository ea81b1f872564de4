"""The schemas that programs are told: valid, and true of every example and every answer."""

import orjson
import pytest
from jsonschema import Draft202012Validator, ValidationError

from service.catalog.catalog import SavedQuery
from service.catalog.json_schema import answer_schema, parameters_schema
from service.errors import InvalidParameter
from tests.support.catalog import read_catalog

CATALOG = read_catalog()


@pytest.mark.parametrize("query", CATALOG.every, ids=lambda query: query.name)
def test_schemas_are_valid_and_the_examples_keep_to_them(query: SavedQuery) -> None:
    parameters, answer = parameters_schema(query), answer_schema(query)
    for schema in (parameters, answer):
        Draft202012Validator.check_schema(schema)
    asked = Draft202012Validator(parameters)
    asked.validate(orjson.loads(orjson.dumps(query.example)))
    with pytest.raises(ValidationError):
        asked.validate({**query.example, "no_such_parameter": 1})
    for name in parameters["required"]:
        with pytest.raises(ValidationError):
            asked.validate({k: v for k, v in query.example.items() if k != name})
    for name, schema in parameters["properties"].items():
        assert " / " in schema["title"], name
        if "default" in schema:
            Draft202012Validator(schema).validate(schema["default"])


@pytest.mark.parametrize("query", CATALOG.every, ids=lambda query: query.name)
def test_what_the_schema_refuses_is_refused(query: SavedQuery) -> None:
    """Too long, too many, too small, not one of them: the schema is no narrower and no wider."""
    for name, schema in parameters_schema(query)["properties"].items():
        wrong: list[object] = []
        if "maxLength" in schema:
            wrong.append("x" * (schema["maxLength"] + 1))
        if "maxItems" in schema:
            wrong.append([f"x{number}" for number in range(schema["maxItems"] + 1)])
        if "minimum" in schema:
            wrong.append(schema["minimum"] - 1)
        if "enum" in schema:
            wrong.append("none of them")
        if not {"string", "array"} & {*schema["type"]} and schema["type"] not in (
            "string",
            "array",
        ):
            wrong.append("not one")
        for value in wrong:
            assert not Draft202012Validator(schema).is_valid(value)
            with pytest.raises(InvalidParameter):
                query.arguments({**query.example, name: value})
