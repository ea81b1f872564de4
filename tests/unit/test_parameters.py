"""Parameters travel in one map, whatever stands around them in a statement."""

import pytest

from service.graph.parameters import as_named, in_one_map


@pytest.mark.parametrize(
    "statement, sent",
    [
        ("RETURN $a, $b", "RETURN $given.a, $given.b"),
        ("RETURN $ab, $a", "RETURN $ab, $given.a"),  # nobody gives ab: the server refuses it
        ("RETURN '$a', \"$a\", 'it\\'s $a', $a", "RETURN '$a', \"$a\", 'it\\'s $a', $given.a"),
        ("RETURN $a // of $a", "RETURN $given.a // of $a"),
        ("/* $a\n $a */ RETURN $a", "/* $a\n $a */ RETURN $given.a"),
        ("MATCH (`$a`:$($a)) RETURN 1", "MATCH (`$a`:$($given.a)) RETURN 1"),
    ],
)
def test_parameters_are_entries_of_one_map(statement: str, sent: str) -> None:
    given = {"a": 1, "b": None}
    assert in_one_map(statement, given) == (sent, {"given": given})


def test_without_parameters_a_statement_is_sent_as_it_is() -> None:
    assert in_one_map("RETURN $a", None) == ("RETURN $a", {})


def test_plans_name_them_as_statements_do() -> None:
    assert as_named("e.id = $given.enterprise") == "e.id = $enterprise"
