"""Saved queries as a CSV file of Saved Cypher, for upload in Neo4j Browser and Aura's Query.

The format is not published; it is that of files which these tools wrote (columns of ``HEADER``).
"""

import csv
import io
from typing import Any

from service.catalog.catalog import Catalog
from service.formats.bloom.search_phrases import asked_parameters, with_defaults
from service.formats.statement import param_command
from service.language import Language, Text

HEADER = ("name", "description", "query", "id", "parentId", "isFolder")
FOLDER = Text("Tongbu", "同步")
PARAMETERS = Text("Parameters, run these first", "参数，请先运行")


def saved_cypher_file(catalog: Catalog, language: Language) -> bytes:
    """A CSV of one folder: first a ``:param`` command, then every saved query without trials."""
    entries_by_name: dict[str, tuple[str, str]] = {}
    parameter_values: dict[str, Any] = {}
    for query in catalog:
        if query.derives:
            continue
        text = with_defaults(query)
        entries_by_name[query.title.to(language)] = (
            query.about.to(language),
            f"// {query.title}\n{text}",
        )
        example = query.arguments(query.example)
        asked = (p.name for p in asked_parameters(query) if p.name in example)
        parameter_values = {name: example[name] for name in asked} | parameter_values
    entries = {PARAMETERS.to(language): ("", param_command(parameter_values))} | entries_by_name
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(HEADER)
    for number, (name, (about, text)) in enumerate(entries.items(), 1):
        writer.writerow([name, about, text, number, 0, "false"])
    writer.writerow([FOLDER.to(language), "", "", 0, "", "true"])
    return lines.getvalue().encode("utf-8")
