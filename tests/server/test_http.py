"""What programs are told beside an answer: whether it still stands, other forms, who may read."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.errors import CannotStart
from service.formats.media_types import forms_of
from service.graph.database import Graph
from service.http import overview
from service.http.app import create_app
from service.settings import Settings, read
from service.statements import statement
from tests.support import datasets
from tests.support.catalog import read_catalog

SITE = "https://board.example.cn"
TOKEN = "sync-token"


@pytest.fixture(scope="module")
def small(_open_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """A few enterprises that actions may change."""
    _open_graph.autocommit(statement("empty"))
    load(datasets.write(tmp_path_factory.mktemp("small")), _open_graph)
    derive(_open_graph)
    return Knowledge(_open_graph, read_catalog(), show_personal=False, may_change=True)


@pytest.fixture(scope="module")
def app(small: Knowledge, defaults: Settings) -> Flask:
    return create_app(small, defaults)


@pytest.mark.parametrize("form", ["json", "csv", "ndjson", "xlsx", "graphml"])
def test_an_unchanged_graph_answers_304(client: FlaskClient, form: str) -> None:
    path = f"/queries/critical-path.{form}?enterprise=gongniu"
    first = client.get(path)
    assert first.status_code == 200 and first.data
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "private, no-cache"
    # nothing else is the same: another question, language, form, or process
    others = (path.replace("gongniu", "jintian"), f"{path}&lang=en", path.replace(form, "cyjs"))
    for other in others:
        assert client.get(other, headers={"If-None-Match": tag}).status_code == 200, other


def test_a_star_is_no_copy(client: FlaskClient) -> None:
    for path, status in (("critical-path.json?enterprise=gongniu", 200), ("nonsense.json", 404)):
        answer = client.get(f"/queries/{path}", headers={"If-None-Match": "*"})
        assert answer.status_code == status


def test_a_changed_graph_answers_anew(client: FlaskClient) -> None:
    path = "/enterprises/gongniu.json"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    done = client.post(
        "/actions/record-output.json", json={"enterprise": "gongniu", "headcount": 7, "on_post": 3}
    )
    assert done.status_code == 200, done.text
    changed = client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert changed.json and changed.json["rows"][0]["headcount"] == 7


def test_a_refusal_is_not_kept(client: FlaskClient) -> None:
    for path in ("/queries/critical-path.json?enterprise=nobody", "/queries/critical-path.json"):
        refused = client.get(path)
        assert refused.status_code in (400, 404)
        assert "ETag" not in refused.headers
        assert refused.headers["Cache-Control"] == "no-store"


def test_what_time_has_cut_is_asked_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/queries/unblock-first.json"
    whole = client.get(path)
    assert "ETag" in whole.headers and whole.json and not whole.json["truncated"]
    ask = Knowledge.ask
    monkeypatch.setattr(
        Knowledge, "ask", lambda *given, **more: replace(ask(*given, **more), truncated=True)
    )
    for form in ("json", "xlsx"):
        cut = client.get(f"/queries/unblock-first.{form}?limit=3")
        assert cut.status_code == 200 and "ETag" not in cut.headers
    assert "ETag" in client.get("/queries/standing.json").headers, "there is more on request"


def test_an_answer_that_names_persons_is_not_kept(small: Knowledge, defaults: Settings) -> None:
    knowing = Knowledge(small.graph, small.catalog, show_personal=True)
    client = create_app(knowing, defaults).test_client()
    assert client.get("/queries/overdue.json").headers["Cache-Control"] == "no-store"
    tree = client.get("/queries/supplier-tree.json?enterprise=gongniu")
    assert tree.headers["Cache-Control"] == "no-store"
    assert client.get("/queries/standing.json").headers["Cache-Control"] == "private, no-cache"


def test_answers_are_compressed_for_whoever_accepts_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PATIENCE", 60)  # the same each time, whatever comes late
    for path in ("/queries/readiness.json", "/queries/readiness.csv", "/", "/static/tongbu.css"):
        plain = client.get(path)
        assert "Content-Encoding" not in plain.headers
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip", path
        assert "Accept-Encoding" in packed.headers["Vary"]
        unpacked = gzip.decompress(packed.data)
        if path.endswith("json"):
            assert json.loads(unpacked)["rows"] == plain.json["rows"] if plain.json else False
        else:
            assert unpacked == plain.data
        plain.close()
        packed.close()


def test_links_lead_to_the_other_forms(client: FlaskClient) -> None:
    response = client.get("/queries/critical-path.json?enterprise=gongniu&lang=en")
    links = response.headers.getlist("Link")
    assert '</openapi.json?lang=en>; rel="service-desc"' in links
    addresses = [link.partition(">")[0][1:] for link in links if 'rel="alternate"' in link]
    forms = set(forms_of("graph"))
    assert {address.partition("?")[0].partition(".")[2] for address in addresses} == forms
    for address in addresses:
        other = client.get(address)
        assert other.status_code == 200
        assert f'type="{other.mimetype}"' in next(link for link in links if address in link)


def test_request_ids(client: FlaskClient) -> None:
    own = "6b2f0c1e-5f0a-4b0e-9b58-2f1a3c4d5e6f"
    assert client.get("/health", headers={"X-Request-Id": own}).headers["X-Request-Id"] == own
    for odd in ("", "姓名".encode().decode("latin-1"), "Zhang San", "a" * 65):
        new = client.get("/health", headers={"X-Request-Id": odd}).headers["X-Request-Id"]
        assert new != odd and len(new) == 32
    refused = client.get("/queries/nothing.json")
    assert len(refused.headers["X-Request-Id"]) == 32


def test_only_sites_that_are_named_may_read(small: Knowledge, defaults: Settings) -> None:
    settings = replace(defaults, origins=frozenset({SITE}), token=TOKEN)
    client = create_app(small, settings).test_client()
    shown = {"Authorization": f"Bearer {TOKEN}"}
    asked = client.options(
        "/queries/standing.json",
        headers={"Origin": SITE, "Access-Control-Request-Method": "GET"},
    )
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == SITE
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    answer = client.get("/queries/standing.json", headers={"Origin": SITE, **shown})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    for other in ("https://else.example.cn", "null", f"{SITE}.evil.example"):
        told = client.get("/queries/standing.json", headers={"Origin": other, **shown})
        assert "Access-Control-Allow-Origin" not in told.headers
        assert told.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    # without the token it may not, and changing it may not in any case
    assert client.get("/queries/standing.json", headers={"Origin": SITE}).status_code == 401
    change = client.post(
        "/actions/record-closure.json",
        json={"enterprise": "gongniu"},
        headers={"Origin": SITE, **shown},
    )
    assert change.status_code == 403


def test_no_site_is_named_unless_set(client: FlaskClient) -> None:
    answer = client.get("/queries/standing.json", headers={"Origin": SITE})
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("origin", ["*", "board.example.cn", f"{SITE}/path", "file://x"])
def test_a_site_of_another_form_is_refused(origin: str) -> None:
    with pytest.raises(CannotStart) as refused:
        read({"TONGBU_ORIGINS": f"{SITE}, {origin}"})
    assert [fault.where for fault in refused.value.faults] == ["TONGBU_ORIGINS"]


def test_typed_values_must_be_of_their_type(client: FlaskClient, tmp_path: Path) -> None:
    faulty = {"enterprise": 5, "headcount": "7", "on_post": True, "output_rate": "high"}
    refused = client.post("/actions/record-output.json", json=faulty)
    assert refused.status_code == 400 and refused.json
    assert {one["where"] for one in refused.json["errors"]} == set(faulty)
    form = client.post(
        "/actions/record-output.json", data={"enterprise": "gongniu", "headcount": "8"}
    )
    assert form.status_code == 200, form.text
