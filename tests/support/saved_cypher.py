"""The saved queries as the file of Saved Cypher has them."""

import csv
import io

from service.formats.bloom.saved_cypher import HEADER, saved_cypher_file
from service.language import Language
from tests.support.catalog import read_catalog


def entries(language: Language) -> list[dict[str, str]]:
    text = saved_cypher_file(read_catalog(), language).decode("utf-8")
    assert text.splitlines()[0] == ",".join(HEADER)
    return list(csv.DictReader(io.StringIO(text)))
