"""What the OpenAPI document has on what people keep: snapshots, reports, favourites."""

from functools import partial

from service.answers.snapshots import SNAPSHOT_ID
from service.catalog.json_schema import NOT_BLANK, WRITABLE, Schema, in_both
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.formats.media_types import FILE_FORMATS, GRAPH_FORMATS
from service.formats.openapi_common import (
    ACTION_STATUSES,
    NULLABLE_DAY,
    READ_STATUSES,
    STRING,
    array_schema,
    form_parameter,
    json_of,
    object_schema,
    operation,
    ref,
)
from service.language import Text

KEPT_TAG = Text("What is kept", "保存的内容")

ADDRESS: Schema = {
    **STRING,
    "pattern": r"^/(queries|what-if)/[a-z0-9-]{1,80}(\?[!-~]{1,1800})?$",
    "description": in_both(
        "the address of an answer: its page's path with its parameters, as in the browser",
        "结果的地址：页面路径及参数，与浏览器中一致",
    ),
}
"""An answer's address."""

_COUNT: Schema = {"type": "integer", "minimum": 0}
_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": in_both("the snapshot's id", "快照编号"),
    "schema": {**STRING, "pattern": f"^{SNAPSHOT_ID}$"},
}


_WRITTEN: Schema = {**STRING, "maxLength": 2_000, "pattern": NOT_BLANK}
"""What stands at an address is told of each: nothing there is not refused as a whole."""

_ANSWERS: Schema = {
    "name": "answer",
    "in": "query",
    "required": True,
    "description": in_both(
        "addresses of answers, things or snapshots, in order", "结果、对象或快照的地址，按次序"
    ),
    "schema": {**array_schema(_WRITTEN), "minItems": 1, "maxItems": 12},
    "style": "form",
    "explode": True,
    "example": ["/queries/overdue"],
}
_SEVERAL = {**_ANSWERS, "schema": {**array_schema(_WRITTEN), "minItems": 1, "maxItems": 100}}
_TITLE: Schema = {
    "name": "title",
    "in": "query",
    "description": in_both("the report's title", "材料标题"),
    "schema": {**STRING, "maxLength": MAX_TEXT_LENGTH, "pattern": WRITABLE},
}
_REPORTS: Schema = {
    "application/pdf": {},
    FILE_FORMATS["xlsx"][0]: {},
    "application/zip": {},
    # for makers of clients that know no other file
    "application/octet-stream": {"schema": {**STRING, "format": "binary"}},
}
_REPORT_FORM: Schema = {
    "name": "form",
    "in": "path",
    "required": True,
    "description": in_both(
        "pdf (where reportlab is installed); xlsx: a sheet for each; zip: a CSV for each",
        "pdf（须已安装 reportlab）；xlsx：每项一张表；zip：每项一个 CSV",
    ),
    "schema": {"type": "string", "enum": ["pdf", "xlsx", "zip"]},
    "example": "xlsx",
}


def schemas() -> Schema:
    """A snapshot in a list, and with what it holds."""
    pair = object_schema({"label": STRING, "value": STRING})
    head = object_schema(
        {
            **dict.fromkeys(("id", "href", "query", "title"), STRING),
            "scope": array_schema(pair),
            "as_of": NULLABLE_DAY,
            "at": {**STRING, "format": "date-time"},
            **dict.fromkeys(("by", "release"), STRING),
            **dict.fromkeys(("rows", "bytes"), _COUNT),
            "digest": {
                **STRING,
                "pattern": "^[0-9a-f]{64}$",
                "description": in_both(
                    "SHA-256 of what was kept; it is checked at each reading",
                    "所存内容的 SHA-256，每次读取时核对",
                ),
            },
        }
    )
    answer = object_schema(
        {
            "query": STRING,
            "parameters": {"type": "object", "additionalProperties": True},
            "as_of": NULLABLE_DAY,
            "columns": array_schema(object_schema({"name": STRING, "type": STRING})),
            "rows": array_schema({"type": "object", "additionalProperties": True}),
            "graph": ref("Graph"),
            "truncated": {"type": "boolean"},
            "totals": array_schema({"type": "object", "additionalProperties": True}),
            "all": array_schema(STRING),
            "snapshot": ref("Snapshot"),
            "elapsed_ms": {"type": "number"},
        },
        *("graph", "totals", "all"),
    )
    pairs = array_schema(pair)
    row = {"type": "object", "additionalProperties": True}
    called = object_schema(
        {
            "answer": STRING,
            "href": STRING,
            "title": STRING,
            "scope": pairs,
            "as_of": STRING,
            "refused": STRING,
        },
        *("href", "title", "scope", "as_of", "refused"),
    )
    return {
        "Called": object_schema({"answers": array_schema(called)}),
        "Snapshot": head,
        "Snapshots": object_schema({"snapshots": array_schema(ref("Snapshot"))}),
        "SnapshotAnswer": answer,
        "Difference": object_schema(
            {
                "snapshot": ref("Snapshot"),
                "as_of": NULLABLE_DAY,
                "gone": array_schema(row),
                "new": array_schema(row),
                "changed": array_schema(object_schema({"before": row, "after": row})),
                "same": _COUNT,
                "truncated": {"type": "boolean"},
            }
        ),
        "ToKeep": object_schema({"answer": ADDRESS}),
    }


def paths() -> Schema:
    """Keeping an answer, the list, and one snapshot in every form."""
    listed = Text("Snapshots, the latest first", "快照，最近的在前")
    keep = Text("Keep the answer at an address as it is now", "将某地址的结果按现状保存")
    one = Text("An answer as it was kept", "保存时的结果")
    since = Text("What is otherwise today", "与现在的结果相比的变化")
    forms = {**FILE_FORMATS, **GRAPH_FORMATS}
    form = form_parameter(forms)
    files: Schema = {kind.partition(";")[0]: {} for kind, _ in forms.values()}
    document = Text("Several answers as one document", "多项结果汇成一份材料")
    titles = Text("How answers are called by their addresses", "某些地址的结果如何称呼")
    body = {"schema": ref("ToKeep"), "example": {"answer": "/queries/overdue"}}
    return {
        "/snapshots.json": {
            "get": operation(
                KEPT_TAG, "snapshots", listed, [], json_of("Snapshots"), READ_STATUSES
            ),
            "post": {
                **operation(
                    KEPT_TAG, "keep_snapshot", keep, [], json_of("Snapshot"), ACTION_STATUSES, "201"
                ),
                "requestBody": {"required": True, "content": {"application/json": body}},
            },
        },
        "/snapshots/{id}.json": {
            "get": _operation("snapshot", one, [_ID], json_of("SnapshotAnswer"), READ)
        },
        "/snapshots/{id}/difference.json": {
            "get": operation(
                KEPT_TAG, "snapshot_difference", since, [_ID], json_of("Difference"), READ
            )
        },
        "/snapshots/{id}.{form}": {"get": _operation("snapshot_as", one, [_ID, form], files, READ)},
        "/report.{form}": {
            "get": operation(
                KEPT_TAG,
                "report",
                document,
                [_REPORT_FORM, _ANSWERS, _TITLE],
                _REPORTS,
                READ_STATUSES,
            )
        },
        "/mine.json": {
            "get": operation(
                KEPT_TAG, "called", titles, [_SEVERAL], json_of("Called"), READ_STATUSES
            )
        },
    }


READ = (*READ_STATUSES, 409)
"""Of a snapshot that somebody changed in the database."""


_operation = partial(operation, KEPT_TAG)
