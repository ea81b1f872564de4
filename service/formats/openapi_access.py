"""What the OpenAPI document has on who did what: the audit."""

from service.access.audit import DAY, EARLIEST, EVENTS, LATEST
from service.catalog.json_schema import WRITABLE, Schema, in_both
from service.formats.media_types import FILE_FORMATS
from service.formats.openapi_common import (
    NULLABLE_STRING,
    READ_STATUSES,
    SERVICE_TAG,
    STRING,
    array_schema,
    json_of,
    object_schema,
    operation,
    ref,
)
from service.language import Text

ABOUT = Text(
    "The audit: sign-ins, users, tokens, looks at personal data, the latest first",
    "审计记录：登录、用户、令牌与查看个人信息，最近的在前",
)

_PARAMETERS: list[Schema] = [
    {
        "name": "since",
        "in": "query",
        "description": in_both(
            f"of that day and after, from {EARLIEST} to {LATEST}",
            f"该日及以后，{EARLIEST} 至 {LATEST}",
        ),
        "schema": {**STRING, "format": "date", "pattern": f"^{DAY}$"},
    },
    {
        "name": "by",
        "in": "query",
        "description": in_both("of this user", "该用户"),
        "schema": {**STRING, "maxLength": 200, "pattern": WRITABLE},
    },
    {
        "name": "event",
        "in": "query",
        "description": in_both("of this kind", "该事项"),
        "schema": {**STRING, "enum": list(EVENTS)},
    },
]


def schemas() -> Schema:
    entry = object_schema(
        {
            "at": {**STRING, "format": "date-time"},
            "by": STRING,
            "event": {**STRING, "enum": list(EVENTS)},
            "route": NULLABLE_STRING,
            "what": array_schema(STRING),
            "things": array_schema(STRING),
            "count": {"type": ["integer", "null"]},
            "request": NULLABLE_STRING,
        }
    )
    return {
        "AuditEntry": entry,
        "Audit": object_schema({"entries": array_schema(ref("AuditEntry"))}),
    }


def paths() -> Schema:
    """The audit as data and as a file, for administrators."""
    file: Schema = {FILE_FORMATS["csv"][0].partition(";")[0]: {}}
    return {
        "/audit.json": {
            "get": operation(
                SERVICE_TAG, "audit", ABOUT, _PARAMETERS, json_of("Audit"), READ_STATUSES
            )
        },
        "/audit.csv": {
            "get": operation(SERVICE_TAG, "audit_csv", ABOUT, _PARAMETERS, file, READ_STATUSES)
        },
    }
