"""What the headers of a list mean as a person has said: now by ``--map``, or at an earlier load."""

import json
from collections.abc import Mapping

from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.headers import ENTERPRISE, normalized_header
from service.dataset.first_day.layout import FIELDS, IGNORED, Layout
from service.graph.database import Graph
from service.language import Text
from service.statements import statement

READ_TIMEOUT = 120.0
"""Seconds that reading a dataset's mapping may take."""

_LABELS = {
    **{column.name: column.label for column in LIST_COLUMNS},
    ENTERPRISE: Text("an enterprise", "企业"),
    IGNORED: Text("not read", "不读取"),
}


def normalized(mapped: Mapping[str, str]) -> dict[str, str]:
    """By normalized header the field that it means."""
    return {normalized_header(header): name for header, name in mapped.items()}


def remembered(graph: Graph | None, dataset: str) -> dict[str, str]:
    """What was said at earlier loads of the dataset; nothing without a graph.

    By normalized header; a field that is not known any more is left out.
    """
    if graph is None:
        return {}
    rows = graph.read(
        statement("load/dataset-mapping"), {"dataset": dataset}, timeout=READ_TIMEOUT
    ).rows
    kept = json.loads(rows[0][0]) if rows and rows[0][0] else {}
    return {header: name for header, name in kept.items() if name in FIELDS}


def understood_as_before(
    layouts: Mapping[int, Layout], kept: Mapping[str, str], told: Mapping[str, str]
) -> list[Text]:
    """In a sentence: the headers that mean what an earlier load said, not this one."""
    headers = dict.fromkeys(
        header for layout in layouts.values() for header in layout.header
        if normalized_header(header) in kept and normalized_header(header) not in told
    )  # fmt: skip
    if not headers:
        return []
    pairs = [(header, _LABELS[kept[normalized_header(header)]]) for header in headers]
    en = ", ".join(f"{header} → {label.en}" for header, label in pairs)
    zh = "、".join(f"{header} → {label.zh}" for header, label in pairs)
    return [
        Text(
            f"As said at an earlier load (--map says otherwise): {en}",
            f"按此前载入时的说明（可用 --map 更改）：{zh}",
        )
    ]
