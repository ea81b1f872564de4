"""How statements are assembled from fragments: what does not fit is an error, with its place."""

import re
from pathlib import Path

import pytest

from service import statements
from service.statements import StatementError, statement
from tests.support.assembled import VARIANTS, assembled, fragments, placeholders


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of statements to write into; two files of fragments are there already."""
    monkeypatch.setattr(statements, "CYPHER", tmp_path)
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments/all.cypher").write_text(
        "// Over all\n\n// «them»: which\nMATCH (e:E)\n\n// «batches of rows»: how\nIN rows ROWS\n"
    )
    (tmp_path / "fragments/some.cypher").write_text(
        "// «them»: which,\n// told at length\nUNWIND $x AS e\n\n// «batches of rows»: none\n"
    )
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    statement.cache_clear()
    (folder / f"{name}.cypher").write_text(text, encoding="utf-8")


def test_a_variant_takes_its_place(written: Path) -> None:
    write(written, "s", "// What it is\n«them»\nCALL (e) { SET e.x = 1 } «batches of 50»\n")
    expected = "// What it is\n{}\nCALL (e) {{ SET e.x = 1 }} {}\n"
    assert statement("s", "all") == expected.format("MATCH (e:E)", "IN 50 ROWS")
    assert statement("s", "some") == expected.format("UNWIND $x AS e", "")


def test_included_fragments_and_values(written: Path) -> None:
    write(written, "s", "// includes all\n«them» «end»")
    assert statement("s", end="RETURN «e»") == "// includes all\nMATCH (e:E) RETURN «e»"


@pytest.mark.parametrize(
    ("text", "variants", "values", "error"),
    [
        ("// one\n«them»", (), {}, "s.cypher:2: no text for «them»"),
        ("// one\n«they»", ("all",), {}, "s.cypher:2: no text for «they»"),
        ("«them»", ("every",), {}, "s.cypher: no fragments in fragments/every.cypher"),
        ("\n// includes every\n", (), {}, "s.cypher:2: no fragments in fragments/every.cypher"),
        ("MATCH  (e:E)", ("some",), {}, "s.cypher: uses nothing of «batches», «them»"),
        ("MATCH (e)", (), {"label": "E"}, "s.cypher: uses nothing of «label»"),
        ("«them»", ("all", "some"), {}, "s.cypher: two texts for «them», one of them in some"),
        ("«them of e»", ("all",), {}, "s.cypher:1: «them» takes no argument"),
        ("«batches»", ("all",), {}, "s.cypher:1: «batches» takes rows"),
        ("«them» «", ("all",), {}, "s.cypher: a lone «"),
    ],
)
def test_what_does_not_fit_is_an_error(
    written: Path, text: str, variants: tuple[str, ...], values: dict[str, str], error: str
) -> None:
    write(written, "s", text)
    with pytest.raises(StatementError) as raised:
        statement("s", *variants, **values)
    assert str(raised.value) == error


def test_an_extra_space_loses_no_restriction(written: Path) -> None:
    """A placeholder that was not found was once left as it is."""
    text = (Path(__file__).parents[2] / "cypher/derive/raise.cypher").read_text("utf-8")
    (written / "fragments/arrival.cypher").write_text("// «arrival of never»: when\nnever\n")
    write(written, "raise", text.replace("«arrival of", "«arrival  of"))
    with pytest.raises(StatementError):
        statement("raise")


def test_every_statement_is_assembled() -> None:
    found = {name for name, _ in assembled()}
    assert {"derive/raise", "derive/never", "load/existing-out", "state"} <= found


def test_variants_of_one_kind_have_the_same_fragments() -> None:
    for some in VARIANTS:
        assert len({frozenset(fragments(name)) for name in some}) == 1


def test_every_fragment_is_used() -> None:
    defined = {key for path in VARIANTS for name in path for key in fragments(name)}
    used = {key for text in placeholders().values() for key in text}
    assert defined <= used


def test_lead_times_rest_on_nothing_of_readiness() -> None:
    found = [text for _, text in assembled(only="lead-times")]
    assert len(found) == 7
    for text in found:
        code = re.sub(r"//.*", "", text)
        assert not re.search(r"\.(at|own_days|ready_days)\b", code)
