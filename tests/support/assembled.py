"""Every statement in ``cypher/`` beside the catalogue's, as it is assembled, in every variant."""

import re
from collections.abc import Iterator
from itertools import product

from service.statements import CYPHER, PLACEHOLDER, statement

VARIANTS = (("readiness", "lead-times"),)
"""Files of fragments of which a statement that holds their placeholders has one."""

VALUES = {
    "label": "Enterprise",
    "type": "SUPPLIES",
    "start": "Enterprise",
    "end": "Enterprise",
}
"""Values that callers give."""

ELSEWHERE = ("queries/", "what-if/", "actions/", "bloom/", "schema/")
"""The catalogue's, Bloom's, and files of several statements."""


def fragments(file: str) -> set[str]:
    """The names of the fragments in one file of the derivation's."""
    text = (CYPHER / f"derive/fragments/{file}.cypher").read_text(encoding="utf-8")
    return set(re.findall(r"^// «([^«»]+?)(?: of [^«»]+)?»", text, re.M))


def placeholders() -> dict[str, set[str]]:
    """The names of the placeholders in each statement."""
    return {
        name: {found["name"] for found in PLACEHOLDER.finditer(path.read_text(encoding="utf-8"))}
        for path in sorted(CYPHER.rglob("*.cypher"))
        if not (name := str(path.relative_to(CYPHER).with_suffix(""))).startswith(ELSEWHERE)
        and path.parent.name != "fragments"
    }


def assembled(only: str = "") -> Iterator[tuple[str, str]]:
    """Name and text of every statement, in each variant (``only``: in that one)."""
    for name, held in placeholders().items():
        values = {key: value for key, value in VALUES.items() if key in held}
        choices = [some for some in VARIANTS if held & fragments(some[0])]
        for variants in product(*choices):
            if not only or only in variants:
                yield name, statement(name, *variants, **values)
