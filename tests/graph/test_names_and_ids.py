"""Names are found however they are written, and ids lead to their pages whatever they end in."""

from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.answers.search import search
from service.answers.spellings import MAX_SPELLINGS, folded, other_spellings
from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from service.statements import statement
from tests.support import datasets
from tests.support.catalog import read_catalog

ODD_IDS = ("x", "x.json", "x.csv", "x.html", "x.json.json", "x.html.json", "x.json.html", "厂.json")
NAMES = {
    "simple": "慈溪市跃隆五金厂（龙山）",
    "traditional": "寧波躍隆五金廠",
    "wide": "ＡＢＣ电器（慈溪）",
    "narrow": "ABC电器(余姚)",
    "mixed": "臺州发电设备",
    "english": "iPhone Parts",
}


@pytest.fixture(scope="module")
def knowledge(_open_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """Enterprises with odd ids and odd names, one supplied by the other."""
    tables = {
        "enterprises": [
            ("id", "name", "uscc"),
            *((id, f"名 {id}", "") for id in ODD_IDS),
            *((id, name, "91330282144738512A" * (id == "wide")) for id, name in NAMES.items()),
        ],
        "materials": [("id", "name"), ("copper.json", "铜"), ("steel", "鋼材")],
        "supplies": [
            ("supplier", "material", "buyer"),
            *((id, "copper.json", "simple") for id in ODD_IDS),
        ],
        "teams": [("id", "name", "kind"), ("t.json", "龙山专班", "service_team")],
    }
    _open_graph.autocommit(statement("empty"))
    load(datasets.write(tmp_path_factory.mktemp("odd"), tables), _open_graph)
    derive(_open_graph)
    return Knowledge(_open_graph, read_catalog(), show_personal=True)


@pytest.fixture(scope="module")
def client(knowledge: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(knowledge, defaults).test_client()


def test_a_page_and_its_data_are_reached_whatever_the_id_ends_in(client: FlaskClient) -> None:
    pages = {"enterprises": ODD_IDS, "materials": ("copper.json",), "teams": ("t.json",)}
    for folder, ids in pages.items():
        for id in ids:
            found = client.get("/search.json", query_string={"q": id})
            (offered,) = [one for kind in ("enterprise", "material", "team")
                          for one in found.json[kind] if one["id"] == id]  # fmt: skip
            # the address that is made for it leads to its page
            page = client.get(offered["href"])
            assert (page.status_code, page.mimetype) == (200, "text/html"), offered["href"]
            assert f"<code>{id}</code>" in page.text
            body = client.get(f"/{folder}/{id}.json")
            assert (body.status_code, body.mimetype) == (200, "application/json")
            assert body.json["rows"][0][folder.rstrip("s")] == id
            # and so do those in the cells of an answer and of the page of another thing
            if folder == "enterprises":
                about = client.get("/enterprises/simple").text
                assert f'href="{offered["href"]}"' in about
    assert client.get("/enterprises/x").text != client.get("/enterprises/x.csv").text
    assert (
        client.get("/enterprises/x.html.html").text == client.get("/enterprises/x.html.html").text
    )
    nobody = client.get("/enterprises/nobody.json.html")
    assert (nobody.status_code, nobody.mimetype) == (404, "text/html")
    assert client.get("/enterprises/nobody.json").mimetype == "application/problem+json"


def test_addresses_that_were_right_stay(client: FlaskClient) -> None:
    (offered,) = client.get("/search.json", query_string={"q": "x.csv"}).json["enterprise"]
    assert offered["href"] == "/enterprises/x.csv"
    (offered,) = client.get("/search.json", query_string={"q": "厂.json"}).json["enterprise"]
    assert unquote(offered["href"]) == "/enterprises/厂.json.html"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("跃隆", {"simple", "traditional"}),
        ("躍隆", {"simple", "traditional"}),
        ("躍隆五金廠", {"simple", "traditional"}),
        ("龍山", {"simple"}),
        ("厂(龙山)", {"simple"}),
        ("厂（龍山）", {"simple"}),
        ("ABC", {"wide", "narrow"}),
        ("ａｂｃ", {"wide", "narrow"}),
        ("abc电器", {"wide", "narrow"}),
        ("ＡＢＣ電器（余姚）", {"narrow"}),
        ("ABC電器(慈溪)", {"wide"}),
        ("台州", {"mixed"}),
        ("臺州發電", {"mixed"}),
        ("iphone", {"english"}),
        ("ＩＰＨＯＮＥ　parts", {"english"}),
        ("ｗｉｄｅ", {"wide"}),
        ("９１３３０２８２１４４７３８５１２ａ", {"wide"}),
        # by its sound: pinyin and initials that it begins with, or does behind its places
        ("cixishiyuelong", {"simple"}),
        ("Yue Long", {"simple", "traditional"}),
        ("yuelongwujin", {"simple", "traditional"}),
        ("longwujin", {"simple", "traditional"}),
        ("YL", {"simple", "traditional"}),
        ("ylwjc", {"simple", "traditional"}),
        ("abbdq", set()),
        ("abcdq", {"wide", "narrow"}),
        ("fadianshebei", {"mixed"}),
        ("lw", set()),
        ("|", set()),
        ("电厂", set()),
        ("無人", set()),
    ],
)
def test_a_name_is_found_however_it_is_written(
    knowledge: Knowledge, typed: str, found: set[str]
) -> None:
    answer = knowledge.ask("enterprises", {"text": typed})
    assert {row[0] for row in answer.rows} == found
    assert answer.parameters["text"] == typed.strip() and "spellings" not in answer.parameters
    with knowledge.stream("enterprises", {"text": typed}) as stream:
        assert {row[0] for row in stream.rows} == found


def test_materials_teams_and_queries_are_found_so_too(knowledge: Knowledge) -> None:
    for typed in ("钢材", "鋼材"):
        assert [row[0] for row in knowledge.ask("materials", {"text": typed}).rows] == ["steel"]
    assert [row[0] for row in knowledge.ask("teams", {"text": "龍山專班"}).rows] == ["t.json"]
    result = search(knowledge, "關鍵路徑 躍隆", "zh")
    phrases = {(one.query.name, *one.given.values()) for one in result.phrases}
    assert {("critical-path", "simple"), ("critical-path", "traditional")} <= phrases
    assert result.things["enterprise"] == []  # both words together are no name


def test_materials_and_teams_are_found_by_their_sound(knowledge: Knowledge) -> None:
    for typed in ("gangcai", "gc", "Gang"):
        assert [row[0] for row in knowledge.ask("materials", {"text": typed}).rows] == ["steel"]
    assert [row[0] for row in knowledge.ask("teams", {"text": "lszb"}).rows] == ["t.json"]
    result = search(knowledge, "yl 关键路径", "zh")
    phrases = {(one.query.name, *one.given.values()) for one in result.phrases}
    assert {("critical-path", "simple"), ("critical-path", "traditional")} <= phrases


def test_the_best_match_stands_first(knowledge: Knowledge) -> None:
    ids = [row[0] for row in knowledge.ask("enterprises", {"text": "ｘ.ｊｓｏｎ"}).rows]
    assert ids[0] == "x.json" and set(ids) == {"x.json", "x.json.json", "x.json.html"}


def test_spellings_are_few_and_never_what_was_typed() -> None:
    for text in ("", "  ", "公牛", "gongniu", "台" * 200, "龍" * 100 + "a(", "①㈱", "\U00020000"):
        others = other_spellings(text)
        assert text not in others and "" not in others
        assert len(set(others)) == len(others) <= MAX_SPELLINGS
    assert folded("關鍵路徑 ＡＢＣ") == "关键路径 abc"
