"""The files in ``cypher/``, where every Cypher statement of the product lives, and their assembly.

Most files are statements as they are run. Some hold placeholders, ``«name»`` or ``«name of x»``,
whose text is either a value that the caller gives, or a fragment. Fragments stand beside the
statements, in ``fragments/*.cypher``, each below a line ``// «name of x»: what it is``, where ``x``
is the word of the fragment for which the placeholder's own argument is put. A statement that holds
a line ``// includes arrival`` has the fragments of ``fragments/arrival.cypher``; where a statement
serves several ends, its callers name the file besides: one over all enterprises is one over some.

What does not fit is an error, with file and line: nothing is ever left out silently.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CYPHER = Path(__file__).resolve().parent.parent / "cypher"

PLACEHOLDER = re.compile(r"«(?P<name>[^«»]+?)(?: of (?P<argument>[^«»]+))?»")

HEADING = re.compile(rf"^// {PLACEHOLDER.pattern}.*\n(?://.*\n)*", re.M)
"""The line that begins a fragment, and the comment that goes on below it."""

INCLUDES = re.compile(r"^// includes (?P<file>.*)$", re.M)


class StatementError(Exception):
    """A statement that cannot be assembled: a fault in ``cypher/`` or in the code that uses it."""

    def __init__(self, where: str, text: str) -> None:
        super().__init__(f"{where}: {text}")


@dataclass(frozen=True)
class Fragment:
    """A piece of Cypher; each word ``parameter`` in it stands for the placeholder's argument."""

    text: str
    parameter: str | None = None
    file: str | None = None
    """The file of fragments in which it stands."""


@cache
def statement(name: str, *variants: str, **values: str) -> str:
    """The statement in ``cypher/<name>.cypher``, e.g. ``statement("derive/raise", "readiness")``.

    ``variants`` are files of fragments that it has besides those it includes; ``values`` are texts
    for placeholders, by name. Raises ``StatementError`` for a placeholder of which there is no text
    or more than one, and for a file of fragments or a value that the statement does not use.
    """
    path = CYPHER / f"{name}.cypher"
    text = path.read_text(encoding="utf-8")
    fragments = {key: Fragment(value) for key, value in values.items()}
    included = [
        (found["file"], _at(name, text, found.start())) for found in INCLUDES.finditer(text)
    ]
    for file, where in [*included, *((variant, f"{name}.cypher") for variant in variants)]:
        for key, fragment in _fragments(path.parent / "fragments" / f"{file}.cypher", where):
            if key in fragments:
                raise StatementError(where, f"two texts for «{key}», one of them in {file}")
            fragments[key] = fragment
    return fill(name, text, fragments)


def fill(name: str, text: str, fragments: Mapping[str, Fragment]) -> str:
    """``text`` with its placeholders filled in; ``name`` is the statement's, for errors.

    Raises ``StatementError`` as ``statement`` does.
    """
    used: set[str] = set()

    def filled(found: re.Match[str]) -> str:
        where = _at(name, text, found.start())
        fragment = fragments.get(found["name"])
        if fragment is None:
            raise StatementError(where, f"no text for «{found['name']}»")
        if (fragment.parameter is None) != (found["argument"] is None):
            raise StatementError(
                where, f"«{found['name']}» takes {fragment.parameter or 'no argument'}"
            )
        used.add(found["name"])
        if fragment.parameter is None:
            return fragment.text
        return re.sub(rf"\b{fragment.parameter}\b", lambda _: found["argument"], fragment.text)

    left = PLACEHOLDER.sub("", text)
    if sign := re.search("[«»]", left):
        raise StatementError(f"{name}.cypher", f"a lone {sign[0]}")
    assembled = PLACEHOLDER.sub(filled, text)
    for unit in _units(fragments):
        if not unit & used:
            raise StatementError(f"{name}.cypher", f"uses nothing of «{'», «'.join(sorted(unit))}»")
    return assembled


def _units(fragments: Mapping[str, Fragment]) -> Iterator[set[str]]:
    """The names of which one must be used at least: those of one file, and each value's."""
    files: dict[str, set[str]] = {}
    for name, fragment in fragments.items():
        if fragment.file is None:
            yield {name}
        else:
            files.setdefault(fragment.file, set()).add(name)
    yield from files.values()


def _fragments(path: Path, where: str) -> Iterator[tuple[str, Fragment]]:
    """The fragments in a file, by name; ``where`` is what asks for it."""
    if not path.is_file():
        raise StatementError(where, f"no fragments in {path.relative_to(CYPHER)}")
    text = path.read_text(encoding="utf-8")
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        body = text[heading.end() : end].strip()
        yield heading["name"], Fragment(body, heading["argument"], path.stem)


def _at(name: str, text: str, position: int) -> str:
    return f"{name}.cypher:{text.count(chr(10), 0, position) + 1}"
