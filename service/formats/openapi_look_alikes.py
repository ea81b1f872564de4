"""What the OpenAPI document has on look-alikes and on deciding of them."""

from service.catalog.json_schema import NOT_BLANK, Schema, in_both
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.formats.openapi_common import (
    ACTION_STATUSES,
    IDEMPOTENCY_KEY,
    LANG,
    NULLABLE_STRING,
    STRING,
    array_schema,
    error_responses,
    object_schema,
    ref,
)
from service.formats.openapi_loads import LOADS_TAG
from service.language import Text

_COUNT: Schema = {"type": "integer", "minimum": 0}
_ID: Schema = {**STRING, "maxLength": MAX_TEXT_LENGTH, "pattern": NOT_BLANK}
_KINDS = ("Enterprise", "Material")
_STATUSES = (400, 401, 403, 500, 503)


def schemas() -> Schema:
    """The body of a decision, and the answers."""
    candidate = object_schema(
        {
            "id": STRING,
            "name": STRING,
            **dict.fromkeys(("name_en", "uscc", "district", "town"), NULLABLE_STRING),
            "datasets": array_schema(STRING),
            "supplies": _COUNT,
        }
    )
    pairs = {**array_schema(array_schema(candidate)), **_about("two things each", "每对两项")}
    stays = _about("which stays; blank: they are different", "保留哪一个；留空表示两者不同")
    return {
        "LookAlikePairs": object_schema({"count": _COUNT, "pairs": pairs}),
        "LookAlikes": object_schema(dict.fromkeys(_KINDS, ref("LookAlikePairs"))),
        "Decision": object_schema(
            {
                "kind": {**STRING, "enum": list(_KINDS)},
                "one": _ID,
                "other": _ID,
                "stays": {**NULLABLE_STRING, "maxLength": MAX_TEXT_LENGTH, **stays},
            },
            "stays",
        ),
        "Decided": object_schema(
            {
                "change": STRING,
                "derived": {"type": "boolean"},
                "moved": {"type": ["integer", "null"], "minimum": 0},
                "relationships": _COUNT,
                "dropped": array_schema(array_schema(STRING)),
                "conflicts": array_schema(ref("Conflict")),
            },
            *("moved", "relationships", "dropped", "conflicts"),
        ),
    }


def paths() -> Schema:
    """Reading the pairs, and deciding of one."""
    listed = Text("Names that look alike, not decided yet", "名称相近、尚未判断的对象")
    decide = Text("Decide whether two are one and the same", "判断两者是否为同一对象")
    example = {"kind": "Enterprise", "one": "gongniu", "other": "yuelong", "stays": ""}
    body = {"application/json": {"schema": ref("Decision"), "example": example}}
    return {
        "/look-alikes.json": {
            "get": {
                "tags": [str(LOADS_TAG)],
                "operationId": "look_alikes",
                "summary": str(listed),
                "parameters": [LANG],
                "responses": {
                    "200": _answer(listed, "LookAlikes"),
                    **error_responses(_STATUSES),
                },
            },
            "post": {
                "tags": [str(LOADS_TAG)],
                "operationId": "decide",
                "summary": str(decide),
                "parameters": [LANG, IDEMPOTENCY_KEY],
                "requestBody": {"required": True, "content": body},
                "responses": {
                    "200": _answer(decide, "Decided"),
                    "202": _answer(decide, "Decided"),
                    **error_responses(ACTION_STATUSES),
                },
            },
        }
    }


def _answer(about: Text, name: str) -> Schema:
    return {
        "description": str(about),
        "content": {"application/json": {"schema": ref(name)}},
    }


def _about(en: str, zh: str) -> Schema:
    return {"description": in_both(en, zh)}
