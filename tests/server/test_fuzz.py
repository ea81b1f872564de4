"""Random requests, right and wrong, at every operation of the OpenAPI document.

Each request is made up from the document, and each answer held to it: no fault of ours, no status
and no field that it does not tell, nothing wrong accepted, nothing right refused. As many examples
per operation as ``TONGBU_FUZZ`` says; ``make fuzz`` makes 500, and before them each value at and
beyond the bounds of each parameter, which are some 170 requests at an operation.
"""

import os

import hypothesis
import pytest
import schemathesis
from flask import Flask
from schemathesis.specs.openapi.checks import positive_data_acceptance

from seed.make_cixi import FOLDER
from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.formats.openapi import document
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.datasets import write_part

HEADERS = {"Accept-Encoding": "identity"}
"""What comes compressed is not unpacked by the test client."""

EXAMPLES = int(os.environ.get("TONGBU_FUZZ", "5"))


NAMED = ("gongniu", "xinhai", "yuelong", "jintian", "diankou-copper")
"""Whom the examples of queries, what-ifs and actions are about, and a second anchor."""

ENTERPRISES = 80


schema = schemathesis.openapi.from_dict(document(read_catalog()))

schema.config.phases.coverage.enabled = "TONGBU_FUZZ" in os.environ

# The id of a change that was sent before, with other content, is as right in itself as one of 409.
accepting = schema.config.checks.positive_data_acceptance
accepting.expected_statuses = [*accepting.expected_statuses, "422"]


@pytest.fixture(scope="module")
def served(
    _open_graph: Graph, defaults: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    """The service over a part of the Cixi dataset, in a graph that actions may change.

    What the document's examples are about is in it; most of a request is the search for what is
    near an unknown id, which takes time in proportion to all that there is.
    """
    folder = tmp_path_factory.mktemp("part")
    _open_graph.autocommit(statement("empty"))
    load(write_part(folder, FOLDER, NAMED, ENTERPRISES), _open_graph)
    derive(_open_graph)
    knowledge = Knowledge(_open_graph, read_catalog(), show_personal=True, may_change=True)
    return create_app(knowledge, defaults)


@pytest.mark.usefixtures("remembered")
@schema.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
def test_every_request_is_answered_as_the_document_says(
    served: Flask, case: schemathesis.Case
) -> None:
    case.call_and_validate(
        base_url="http://localhost",
        headers=HEADERS,
        app=served,
        # what an address of a what-if holds is told in words
        excluded_checks=[positive_data_acceptance] if "/try." in case.operation.path else [],
    )
