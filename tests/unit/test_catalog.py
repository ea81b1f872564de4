"""The catalogue: what a file must look like, and that every fault is told with its place."""

from pathlib import Path

import pytest

from service.catalog.catalog import read_catalog
from service.errors import FaultyCatalog, NotFound

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
    assert "critical-path" in refused.value.nearest


def test_what_rests_on_derived_facts_is_seen_from_the_statement() -> None:
    catalog = read_catalog()
    resting = {query.name for query in catalog if query.rests_on_derived}
    assert resting >= {"critical-path", "why", "readiness", "unblock-first", "circular-waits"}
    assert not resting & catalog.offering
    assert catalog.offering >= {"enterprises", "teams"}
