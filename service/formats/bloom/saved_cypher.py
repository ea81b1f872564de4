"""Saved queries as the Saved Cypher of Neo4j Browser and of Aura's Query, which upload this CSV.

The format is not published; it is that of files which these tools wrote (columns of ``HEADER``).
"""

import csv
import io
from collections.abc import Mapping

from service.catalog.catalog import Catalog
from service.formats.bloom.search_phrases import literal, with_defaults
from service.language import Language, Text

HEADER = ("name", "description", "query", "id", "parentId", "isFolder")
FOLDER = Text("Tongbu", "同步")
PARAMETERS = Text("Parameters, run these first", "参数，请先运行")


def favourites(catalog: Catalog, language: Language) -> bytes:
    """One folder with every saved query that needs no trials, and first the parameters to set."""
    found: dict[str, tuple[str, str]] = {}
    given: dict[str, str] = {}
    for query in catalog:
        if query.derives:
            continue
        text = with_defaults(query)
        found[query.title.to(language)] = (query.about.to(language), f"// {query.title}\n{text}")
        example = query.arguments(query.example)
        needed = (p.name for p in query.parameters if p.required)
        given = {name: literal(example[name]) for name in needed} | given
    entries = {PARAMETERS.to(language): ("", _param(given))} | found
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADER)
    for number, (name, (about, text)) in enumerate(entries.items(), 1):
        writer.writerow([name, about, text, number, 0, "false"])
    writer.writerow([FOLDER.to(language), "", "", 0, "", "true"])
    return lines.getvalue().encode("utf-8")


def _param(values: Mapping[str, str]) -> str:
    return f":param {{{', '.join(f'{name}: {value}' for name, value in sorted(values.items()))}}}"
