"""The names of what can be asked, tried and done, and their titles, without reading the rest.

A file's name is the name; its title stands on top. Completion needs no more, and somebody waits for
it at a keyboard: reading whole headers, and importing what checks them, takes longer than the rest.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from service.catalog import yaml_text
from service.catalog.header_keys import ACTION, QUERY, WHAT_IF
from service.language import Text
from service.statements import CYPHER

FOLDERS = {QUERY: "queries", WHAT_IF: "what-if", ACTION: "actions"}
"""The folder of each kind in ``cypher/``, and the first part of its address."""

_TITLE = re.compile(r"^title:.*\n(?:[ \t]+.*\n)*", re.M)
"""The key ``title`` of a header with all that belongs to it."""


class Titled(NamedTuple):
    """One file of the catalogue: its name and its title, which is empty where it is wrong."""

    name: str
    title: Text


def titled(kinds: Iterable[str], prefix: str = "", *, folder: Path = CYPHER) -> Iterator[Titled]:
    """What there is of these kinds whose name begins with ``prefix``, by name.

    Nothing is checked: a file that is wrong has its name here, and is told by whatever reads it.
    """
    paths = [path for kind in kinds for path in (folder / FOLDERS[kind]).glob("*.cypher")]
    for path in sorted(paths, key=lambda path: path.stem):
        if path.stem.startswith(prefix):
            yield Titled(path.stem, _title(path))


def _title(path: Path) -> Text:
    try:
        found = _TITLE.search(path.read_text(encoding="utf-8"))
        given = yaml_text.load(found[0])["title"] if found else {}
        return Text(str(given["en"]), str(given["zh"]))
    except (OSError, ValueError, TypeError, KeyError, yaml_text.YAMLError):
        return Text("", "")
