"""The OpenAPI document: valid, complete, in both languages, and true."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from service.catalog.catalog import ACTION
from service.formats.openapi import document
from tests.support.catalog import read_catalog
from tests.support.serving import served

CATALOG = read_catalog()
DOCUMENT = document(CATALOG)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2}")


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    ]


def in_both(text: str) -> bool:
    return bool(CHINESE.search(text) and ENGLISH.search(text))


def test_it_is_served_valid_and_kept(client: FlaskClient) -> None:
    response = client.get("/openapi.json")
    assert response.json == json.loads(json.dumps(DOCUMENT))
    validate(response.json, cls=OpenAPIV31SpecValidator)
    again = client.get("/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_everything_in_the_catalogue_is_there_and_typed() -> None:
    for query in CATALOG.every:
        path = DOCUMENT["paths"][f"/{query.folder}/{query.name}.json"]
        operation = path["post" if query.kind == ACTION else "get"]
        assert operation["summary"] == str(query.title)
        assert query.about.zh in operation["description"]
        assert query.about.en in operation["description"]
        given = {p["name"]: p for p in operation["parameters"] if "name" in p}
        if query.kind == ACTION:
            body = operation["requestBody"]["content"]["application/json"]["schema"]
            arguments = DOCUMENT["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]]
            assert list(arguments["properties"]) == [p.name for p in query.parameters]
        for parameter in query.parameters if query.kind != ACTION else ():
            described = given[parameter.name]
            assert described["required"] == parameter.required
            assert described["schema"]["type"] == parameter.type
            assert in_both(described["description"]) and in_both(described["schema"]["title"])
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        row = DOCUMENT["components"]["schemas"][
            answer.rsplit("/", 1)[1].removesuffix("Answer") + "Row"
        ]
        assert list(row["properties"]) == [column.name for column in query.columns]
        for column in query.columns:
            described = row["properties"][column.name]
            assert described["type"] == [column.type, "null"]
            assert in_both(described["title"])


def test_every_text_is_in_both_languages() -> None:
    for path, method, operation in operations():
        assert in_both(operation["summary"]), (path, method)
        for status, response in operation["responses"].items():
            assert "$ref" in response or in_both(response["description"]), (path, status)
    for query in CATALOG.every:
        for each in (*query.parameters, *query.columns):
            assert in_both(each.schema.get("description", "说明 about")), (query.name, each.name)


def exemplified(operation: dict[str, Any]) -> bool:
    """Whether the document names something that there is: a snapshot has to be kept first."""
    return all("example" in each for each in operation["parameters"] if each.get("required"))


@pytest.mark.parametrize(
    "path",
    [path for path, method, each in operations() if method == "get" and exemplified(each)],
    ids=str,
)
def test_the_examples_work(client: FlaskClient, path: str) -> None:
    operation = DOCUMENT["paths"][path]["get"]
    asked: dict[str, Any] = {}
    address = path
    for parameter in operation["parameters"]:
        if "example" not in parameter:
            continue
        value = parameter["example"]
        if parameter["in"] == "path":
            address = address.replace(f"{{{parameter['name']}}}", str(value))
        else:
            one = isinstance(value, list) and not parameter["explode"]
            asked[parameter["name"]] = ",".join(value) if one else value
    response = client.get(address, query_string=asked)
    assert response.status_code == 200, response.text
    content = operation["responses"]["200"]["content"]
    assert response.mimetype in content
    if response.mimetype == "application/json":
        schema = {**content["application/json"]["schema"], "components": DOCUMENT["components"]}
        faults = list(Draft202012Validator(schema).iter_errors(response.json))
        assert not faults, faults[:3]


def test_a_generated_client_asks(app: Flask, tmp_path: Path) -> None:
    """A client made from the document alone, by openapi-python-client, asks the running service."""
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    made = tmp_path / "made"
    subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
            *("--path", str(description), "--output-path", str(made / "tongbu_client")),
            "--fail-on-warning",
        ],
        check=True,
        capture_output=True,
        timeout=300,
        # it formats what it made with ruff
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    modules = [p.stem for p in (made / "tongbu_client" / "api").rglob("critical_path.py")]
    assert modules == ["critical_path"]
    package = next((made / "tongbu_client" / "api").rglob("critical_path.py")).parent.name
    script = f"""
import sys
from tongbu_client import Client
from tongbu_client.api.{package} import critical_path
answer = critical_path.sync(client=Client(base_url=sys.argv[1]), enterprise="gongniu")
print([row.enterprise for row in answer.rows], answer.truncated, len(answer.graph.nodes))
refused = critical_path.sync(client=Client(base_url=sys.argv[1]), enterprise="gongnui")
print(type(refused).__name__, refused.status, refused.nearest)
"""
    with served(app) as address:
        told = subprocess.run(
            [sys.executable, "-c", script, address],
            cwd=made,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert told.returncode == 0, told.stderr
    first, second = told.stdout.splitlines()
    assert first == "['gongniu', 'yuelong', 'diankou-copper'] False 3"
    assert second.startswith("Problem 404")
