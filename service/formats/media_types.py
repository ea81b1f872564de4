"""The file formats of answers: what they are called, their media types, what they are for."""

from collections.abc import Mapping

from service.language import Text

JSON = "application/json"
METRICS = "text/plain; version=0.0.4; charset=utf-8"
"""The text format of Prometheus."""

FILE_FORMATS: Mapping[str, tuple[str, Text]] = {
    "csv": ("text/csv; charset=utf-8", Text("every row, streamed", "全部行，流式")),
    "words.csv": (
        "text/csv; charset=utf-8",
        Text(
            "every row in words of the language asked for, streamed",
            "全部行，以所选语言的文字，流式",
        ),
    ),
    "ndjson": ("application/x-ndjson", Text("every row, streamed", "全部行，流式")),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Text("a workbook", "工作簿"),
    ),
}
"""The formats of rows beside JSON, by file extension."""

ANSWER_FORMATS: Mapping[str, tuple[str, Text]] = {
    **FILE_FORMATS,
    "txt": (
        "text/plain; charset=utf-8",
        Text(
            "the first rows as a short text to be sent to somebody, in words",
            "开头各行的简短文字，便于转发",
        ),
    ),
}
"""The formats of the answer of a saved query or what-if beside JSON."""

GRAPH_FORMATS: Mapping[str, tuple[str, Text]] = {
    "graphml": (
        "application/graphml+xml",
        Text("the graph, for Gephi and yEd", "图，可用 Gephi、yEd 打开"),
    ),
    "gexf": ("application/gexf+xml", Text("the graph, for Gephi", "图，可用 Gephi 打开")),
    "cyjs": (
        "application/vnd.cyjs+json",
        Text("the graph, for Cytoscape", "图，可用 Cytoscape 打开"),
    ),
    "picture.json": (
        JSON,
        Text("the graph as pages draw it", "图，即页面所绘内容"),
    ),
}
"""The formats of graphs, by file extension."""

NETWORK_FORMATS: Mapping[str, tuple[str, Text]] = {
    "network.json": (
        JSON,
        Text("the whole network as columns, with places on a map", "整个网络，按列，含图中位置"),
    ),
}
"""The formats of whole networks, by file extension."""


def forms_of(result: str) -> Mapping[str, tuple[str, Text]]:
    """The formats of an answer beside JSON, given the ``result`` of its query."""
    more = {"graph": GRAPH_FORMATS, "network": NETWORK_FORMATS}
    return {**ANSWER_FORMATS, **more.get(result, {})}
