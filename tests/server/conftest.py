"""The service over the Cixi dataset, for files that have no app of their own."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.http.app import create_app
from service.settings import Settings


@pytest.fixture(scope="module")
def app(cixi: Knowledge, defaults: Settings) -> Flask:
    return create_app(cixi, defaults)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
