"""The catalogue: what a file must look like, and that every fault is told with its place."""

from pathlib import Path

import pytest
import yaml

from service.catalog.catalog import ACTION, read_catalog, read_on_demand
from service.catalog.fields import read_definitions
from service.catalog.names import titled
from service.errors import FaultyCatalog, NotFound
from service.language import Text
from service.statements import CYPHER

GOOD = """// Enterprises by name
/*
title: {en: Enterprises by name, zh: 按名称查企业}
about: {en: Finds them., zh: 查企业。}
result: table
parameters:
  text: {type: string, default: '', label: {en: Text, zh: 文本}}
columns:
  enterprise: {type: string, label: {en: Enterprise, zh: 企业}}
example: {text: a}
*/
MATCH (e:Enterprise) WHERE e.name CONTAINS $text
RETURN e.id AS enterprise
"""


SHORT = """// Enterprises by name
/*
title: {en: Enterprises by name, zh: 按名称查企业}
about: {en: Finds them., zh: 查企业。}
result: table
group: today
order: 5
parameters:
  enterprise: {default: null}
columns:
  enterprise:
  phone:
  stuck: {label: {en: Why not, zh: 缘由}}
  firm: {type: integer}
  material: {type: string, label: {en: What, zh: 何物}}
example: {}
*/
MATCH (e:Enterprise {id: $enterprise})
RETURN e.id AS enterprise, e.phone AS phone, e.stuck AS stuck, 1 AS firm, 'm' AS material
"""


def faults(folder: Path, text: str, name: str = "find-some") -> list[tuple[str, str]]:
    (folder / f"{name}.cypher").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyCatalog) as refused:
        read_catalog(folder)
    assert all(fault.text.zh for fault in refused.value.faults)
    return [(fault.where, fault.text.en) for fault in refused.value.faults]


def test_a_good_file_is_a_saved_query(tmp_path: Path) -> None:
    (tmp_path / "find-some.cypher").write_text(GOOD, encoding="utf-8")
    query = read_catalog(tmp_path)["find-some"]
    assert (query.title.zh, query.limit, query.timeout, query.line) == ("按名称查企业", 1000, 5, 12)
    assert query.arguments({}) == {"text": ""}
    assert not query.rests_on_derived


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("// Enterprises by name", "MATCH (n)", 1, "title"),
        ("// Enterprises by name", "// Another", 3, "differs"),
        ("result: table", "result: picture", 5, "graph"),
        ("result: table", "result: [table]", 5, "text"),
        ("result: table\n", "", 3, "result"),
        ("result: table", "result: table\nlimit: many", 6, "whole number"),
        ("result: table", "result: table\ntimeout: [5]", 6, "seconds"),
        ("result: table", "result: table\nnonsense: 1", 6, "unknown"),
        ("result: table", "result: table\nempty: {en: Nothing}", 6, "zh"),
        ("result: table", "result: table\nderives: readiness", 6, "alternatives"),
        ("type: string, default: ''", "type: text, default: ''", 7, "type"),
        ("default: ''", "default: '', colour: red", 7, "colour"),
        ("label: {en: Text, zh: 文本}", "label: {en: Text}", 7, "zh"),
        ("example: {text: a}", "example: [a]", 10, "mapping"),
        ("example: {text: a}", "example: {txt: a}", 10, "txt"),
        ("$text", "$other", 12, "$other"),
        ("CONTAINS $text", "CONTAINS '$text'", 7, "not used"),
        ("CONTAINS $text", "= 1 // $text", 7, "not used"),
        ("about: {en", "about: {en: [", 4, "YAML"),
        ("default: ''", "default: '', suggest: nobody", 1, "nobody"),
    ],
)
def test_a_fault_is_told_with_file_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in GOOD
    found = faults(tmp_path, GOOD.replace(old, new, 1))
    assert any(where == f"find-some.cypher:{line}" and words in text for where, text in found)


def test_a_shared_column_is_given_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "short.cypher").write_text(SHORT, encoding="utf-8")
    (tmp_path / "enterprises.cypher").write_text(GOOD, encoding="utf-8")
    query = read_catalog(tmp_path)["short"]
    (parameter,) = query.parameters
    assert parameter.suggest == "enterprises" and not parameter.required
    enterprise, phone, stuck, firm, material = query.columns
    assert enterprise.links == "enterprise" and enterprise.label == Text("Enterprise", "企业")
    assert phone.personal and phone.links == "telephone"
    assert stuck.label.en == "Why not" and stuck.words["late"].zh == "超出一年"
    assert stuck.schema["enum"] == ["closed", "circular", "late"]
    # with a type nothing of the schema is taken from the definition, but all the rest
    assert firm.schema == {"type": "integer"} and firm.label.zh == "已核实"
    assert material.links == "material" and material.label.zh == "何物"
    assert (query.group, query.order) == ("today", 5)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  phone:\n", "  phnoe:\n", 12, "near: phone"),
        ("  phone:\n", "  zzzzz:\n", 12, "columns.yaml does not define it"),
        ("  phone:\n", "  phone: {personal: 3}\n", 12, "true or false"),
        ("  phone:\n", "  phone: {once: 3}\n", 12, "true or false"),
        ("  phone:\n", "  phone: {links: enterprises}\n", 12, "enterprise"),
        ("  phone:\n", "  phone: {forecast: redy}\n", 12, "ready"),
        ("  phone:\n", "  phone: {words: stack}\n", 12, "stuck"),
        ("  phone:\n", "  phone: {words: {a: {en: A}}}\n", 12, "zh"),
        ("  phone:\n", "  phone: text\n", 12, "mapping"),
        ("{label: {en: Why", "{words: next_step, label: {en: Why", 13, "closed"),
        ("  enterprise: {", "  enterprise: {suggest: [1], ", 9, "text"),
        ("  enterprise: {", "  enterprise: {offered_on: firm, ", 9, "enterprise"),
        ("group: today", "group: toady", 6, "today"),
        ("order: 5", "order: first", 7, "whole number"),
        ("order: 5", "shown_on: enterprize", 7, "enterprise"),
        ("order: 5", "shown_on: {enterprise: {tiers: 0}}", 7, "parameters"),
        ("order: 5", "finds: team!", 7, "team"),
        ("order: 5", "asked: {en: [who]}", 7, "each a list"),
        ("order: 5", "asked: {en: who, zh: [谁]}", 7, "each a list"),
        ("order: 5", "asked: {en: [who has $team], zh: []}", 7, "$team"),
        ("result: table", "result: value", 10, "one column"),
        ("result: table", "result: chart", 10, "numbers"),
    ],
)
def test_a_fault_of_a_short_header_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in SHORT
    found = faults(tmp_path, SHORT.replace(old, new, 1))
    assert any(where == f"find-some.cypher:{line}" and words in text for where, text in found)


@pytest.mark.parametrize(
    ("file", "text", "line", "words"),
    [
        ("columns.yaml", "columns:\n  a: {type: string}", 2, "label"),
        ("columns.yaml", "columns:\n  a:", 2, "type"),
        ("columns.yaml", "parameters:\n  b:\n    c: 1", 2, "type"),
        ("columns.yaml", "words:\n  list:\n    code: {en: Code}", 3, "zh"),
        ("columns.yaml", "words: 1", 1, "mapping"),
        ("columns.yaml", "colums: {}", 1, "unknown"),
        ("columns.yaml", "columns:\n\n  a: [}", 3, "YAML"),
        ("groups.yaml", "# groups\nmore: More", 2, "zh"),
        ("groups.yaml", "- more", 1, "mapping"),
    ],
)
def test_a_fault_of_what_is_shared_is_told_with_its_line(
    tmp_path: Path, file: str, text: str, line: int, words: str
) -> None:
    for name in ("columns.yaml", "groups.yaml"):
        (tmp_path / name).write_text((CYPHER / name).read_text("utf-8"), encoding="utf-8")
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(FaultyCatalog) as refused:
        read_catalog(shared=tmp_path)
    told = [(fault.where, fault.text.en) for fault in refused.value.faults]
    assert any(where == f"{file}:{line}" and words in text for where, text in told), told


def test_whatever_is_chosen_from_has_words() -> None:
    """What a form offers, and a page tells, is no code."""
    for query in read_catalog().every:
        for one in (*query.parameters, *query.columns):
            codes = [code for code in one.schema.get("enum", ()) if code is not None]
            words = one.words_by["city"] if one.words_by and not one.words else one.words
            assert set(codes) <= set(words) or not codes, (query.name, one.name)


def test_headers_repeat_nothing_that_is_shared() -> None:
    """Of a definition and a header that says the same, one can be forgotten."""
    shared = read_definitions(CYPHER / "columns.yaml", [])
    for query in read_catalog().every:
        header = yaml.safe_load(query.path.read_text("utf-8").split("/*")[1].split("*/")[0])
        for known, given in (
            (shared.columns, header["columns"]),
            (shared.parameters, header.get("parameters") or {}),
        ):
            for name, one in given.items():
                assert one is None or one != known.get(name), (query.name, name)


def test_groups_follow_their_order() -> None:
    groups = {title.en: [one.name for one in listed] for title, listed in read_catalog().grouped()}
    assert next(iter(groups)) == "Who waits for whom"
    assert groups["Who waits for whom"][:2] == ["critical-path", "why"]
    assert groups["Look up, and more"] == sorted(groups["Look up, and more"])


def test_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "first.cypher").write_text("RETURN 1", encoding="utf-8")
    (tmp_path / "second.cypher").write_bytes(b"\xff\xfe")
    found = faults(tmp_path, GOOD, "Third_one")
    assert {where.split(":")[0] for where, _ in found} == {
        "first.cypher",
        "second.cypher",
        "Third_one.cypher",
    }


def test_an_unknown_query_gets_the_nearest_names() -> None:
    with pytest.raises(NotFound) as refused:
        read_catalog()["critical-pth"]
    assert "critical-path" in [one.en for one in refused.value.nearest]


def test_read_on_demand_everything_is_the_same() -> None:
    whole, asked = read_catalog(), read_on_demand()
    for one in reversed(whole.every):
        assert asked[one.name] == one == asked.of_kind(one.kind, one.name)
    assert asked.every == whole.every and asked.groups == whole.groups
    assert asked.offering == whole.offering and asked.finding == whole.finding
    assert (asked.what_ifs, asked.actions) == (whole.what_ifs, whole.actions)
    assert list(asked) == list(whole) and len(asked) == len(whole) and "why" in asked
    for name, kind in (("critical-pth", None), ("why", ACTION), ("", None)):
        told = []
        for catalog in (whole, asked):
            with pytest.raises(NotFound) as refused:
                catalog.of_kind(kind, name) if kind else catalog[name]
            told.append((refused.value.detail, refused.value.nearest))
        assert told[0] == told[1]


def test_read_on_demand_a_fault_is_told_where_it_is_asked_for_and_stops_nothing_else(
    tmp_path: Path,
) -> None:
    for name in ("columns.yaml", "groups.yaml"):
        (tmp_path / name).write_text((CYPHER / name).read_text("utf-8"), encoding="utf-8")
    for folder, name, text in (
        ("queries", "find-some", GOOD),
        ("queries", "wrong", GOOD.replace("result: table", "result: tabel")),
        ("queries", "twice", GOOD),
        ("what-if", "twice", GOOD),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / f"{name}.cypher").write_text(text, encoding="utf-8")
    catalog = read_on_demand(tmp_path)
    assert catalog["find-some"].name == "find-some"
    for name, words in (("wrong", "one of table"), ("twice", "has this name already")):
        with pytest.raises(FaultyCatalog) as refused:
            catalog[name]
        assert [f.where.split(":")[0] for f in refused.value.faults] == [f"{name}.cypher"]
        assert words in refused.value.faults[0].text.en


def test_what_rests_on_derived_facts_is_seen_from_the_statement() -> None:
    catalog = read_catalog()
    resting = {query.name for query in catalog if query.rests_on_derived}
    assert resting >= {"critical-path", "why", "readiness", "unblock-first", "circular-waits"}
    assert not resting & catalog.offering
    assert catalog.offering >= {"enterprises", "teams"}


def test_names_and_titles_without_the_rest_are_those_of_the_catalogue(tmp_path: Path) -> None:
    catalog = read_catalog()
    for kinds in (("query", "what-if"), ("action",), ("query", "what-if", "action")):
        told = list(titled(kinds))
        assert told == [(one.name, one.title) for one in catalog.every if one.kind in kinds]
    assert [name for name, _ in titled(["query"], "shared-s")] == [
        "shared-single-source",
        "shared-suppliers",
    ]
    folder = tmp_path / "queries"
    folder.mkdir()
    for name, title in {
        "block": "title:\n  en: A title\n  zh: '标题：甲'\nabout: x\n",
        "folded": 'title: {en: "A title",\n  zh: 标题：甲}\n',
        "half": "title: {en: A title}\n",
        "broken": "title: {en: A title\nabout: {}\n",
        "none": "about: {}\n",
    }.items():
        (folder / f"{name}.cypher").write_text(f"// A title\n/*\n{title}*/\nRETURN 1", "utf-8")
    (folder / "binary.cypher").write_bytes(b"\xff\xfe")
    whole, nothing = Text("A title", "标题：甲"), Text("", "")
    assert dict(titled(["query"], folder=tmp_path)) == {
        "binary": nothing,
        "block": whole,
        "broken": nothing,
        "folded": whole,
        "half": nothing,
        "none": nothing,
    }
