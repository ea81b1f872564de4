"""A whole network as JSON: columns, not objects, since 50,000 objects repeat every name."""

from typing import Any

from service.answers.network import Network
from service.formats.picture import words_of
from service.language import Language
from service.serialization import to_json


def network_json(network: Network, language: Language) -> bytes:
    """``{nodes: {id, name, x, y, …}, edges: {source, target}, waits, …}``.

    Each of ``nodes`` is a list with one value per enterprise; ``edges`` and ``waits`` name
    enterprises by their places in it.
    """
    columns = dict(network.columns)
    ids, names, english = (columns.pop(name) for name in ("enterprise", "name", "name_en"))
    if language == "en":
        names = [english or name for name, english in zip(names, english, strict=True)]
    words = words_of(
        (code or "" for code in columns["district"]),
        (code or "" for code in columns["industry"]),
        language,
    )
    nodes: dict[str, list[Any]] = {
        "id": ids,
        "name": names,
        "x": [x for x, _ in network.positions],
        "y": [y for _, y in network.positions],
        **columns,
    }
    return to_json(
        {
            "query": network.query.name,
            "parameters": network.parameters,
            "as_of": network.state.as_of,
            "clustered_by": network.clustered_by,
            "nodes": nodes,
            "edges": {"source": network.suppliers, "target": network.buyers},
            "waits": network.waits,
            "words": words,
            "truncated": network.truncated,
        }
    )
