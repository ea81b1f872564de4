"""What the OpenAPI document has for any catalogue: errors, shared schemas, fixed paths."""

from collections.abc import Mapping

from service.catalog.catalog import Catalog
from service.catalog.json_schema import (
    CHANGE_ID,
    NOT_BLANK,
    SEEN_VERSION_PATTERN,
    WRITABLE,
    Schema,
    in_both,
)
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.formats.media_types import METRICS
from service.language import Text
from service.model.tables import THINGS

PROBLEM = "application/problem+json"

ERROR_STATUSES = {
    400: Text("wrong parameters, all faults at once", "参数有误，一次列出全部问题"),
    401: Text(
        "nobody is signed in, or the token is missing, wrong, or holds no longer",
        "未登录，或缺少令牌、令牌有误或已失效",
    ),
    403: Text(
        "the role, or the scope of the token, does not include this",
        "角色或令牌授权范围不包含此操作",
    ),
    404: Text("nothing has that id; the nearest are named", "没有该编号，并列出最接近者"),
    409: Text("it contradicts what is there", "与现有数据冲突"),
    413: Text(
        "the request is too large, or the answer takes more memory than allowed",
        "请求过大，或结果所需内存超限",
    ),
    422: Text(
        "a change of this id was accepted with other content, or a file has faults",
        "该登记编号已用于其他内容，或文件有误",
    ),
    429: Text("too many wait already", "等待者过多"),
    500: Text("a fault of ours; its number is told", "系统内部错误，附编号"),
    503: Text(
        "the database is away, or derived facts are not current yet", "数据库不可用，或推算未完成"
    ),
    504: Text("the time limit was reached", "已达时间上限"),
    507: Text("the disk of the database is nearly full", "数据库磁盘将满"),
}
"""What each HTTP status of an error means."""

READ_STATUSES = (400, 401, 403, 404, 413, 429, 500, 503, 504)
CHANGE_STATUSES = (*READ_STATUSES, 409)
"""Of what-ifs, too: a change may contradict the facts, whether tried or recorded."""
ACTION_STATUSES = (*CHANGE_STATUSES, 422, 507)

IDEMPOTENCY_KEY: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": in_both(
        "an id of your own; a change with it is accepted once only (409), and it stands for no"
        " other change (422)",
        "自定登记编号，仅生效一次（409），不可再用于其他内容（422）",
    ),
    "schema": {"type": "string", "maxLength": MAX_TEXT_LENGTH, "pattern": CHANGE_ID},
}
"""The header by which a client gives a change its id."""

SEEN_VERSION: Schema = {
    "name": "Seen-Version",
    "in": "header",
    "description": in_both(
        "the Graph-Version of the answer that this change is based on: refused with what others"
        " recorded of the same after it (409)",
        "本次登记所依据结果的 Graph-Version；其后他人已有登记的不予受理并告知内容（409）",
    ),
    "schema": {"type": "string", "pattern": SEEN_VERSION_PATTERN},
}
"""The header by which a client tells what it has seen."""

ANSWER_HEADERS = {
    "ETag": in_both(
        "stands for this answer at this version of the graph", "此版本数据下该结果的标识"
    ),
    "Graph-Version": in_both(
        "the version of the graph that was read, for Seen-Version", "数据版本，供 Seen-Version 使用"
    ),
    "Link": in_both("the same answer in other forms, and this document", "其他格式及接口文档"),
    "X-Request-Id": in_both(
        "as it was sent where it is hexadecimal, with a letter in it; or a new one",
        "请求编号；所给不是含字母的十六进制数则新生成",
    ),
}

ENTITIES_TAG = Text("One thing", "单个对象")
SERVICE_TAG = Text("The service itself", "服务本身")

LANG = {"$ref": "#/components/parameters/lang"}

STRING: Schema = {"type": "string"}
NULLABLE_STRING: Schema = {"type": ["string", "null"]}
NULLABLE_DAY: Schema = {**NULLABLE_STRING, "format": "date"}


def ref(name: str) -> Schema:
    """The schema of that name, referred to."""
    return {"$ref": f"#/components/schemas/{name}"}


def json_of(name: str) -> Schema:
    """Content as JSON by the schema of that name."""
    return {"application/json": {"schema": ref(name)}}


def operation(
    tag: Text,
    name: str,
    about: Text,
    parameters: list[Schema],
    content: Schema,
    statuses: tuple[int, ...],
    accepted: str = "200",
) -> Schema:
    """An operation that answers ``accepted`` with ``content``, or refuses with ``statuses``."""
    return {
        "tags": [str(tag)],
        "operationId": name,
        "summary": str(about),
        "parameters": [*parameters, LANG],
        "responses": {
            accepted: {"description": str(about), "content": content},
            **error_responses(statuses),
        },
    }


def form_parameter(forms: Mapping[str, tuple[str, Text]]) -> Schema:
    """The ending of an address, one of the ``forms``: each with its media type and what it is."""
    return {
        "name": "form",
        "in": "path",
        "required": True,
        "description": "; ".join(f"{form}: {about}" for form, (_, about) in forms.items()),
        "schema": {"type": "string", "enum": list(forms)},
        "example": "csv",
    }


def object_schema(properties: Schema, *optional: str, additional: bool = False) -> Schema:
    """The schema of an object, all properties required but the ``optional`` ones.

    ``additional``: whether it may have others.
    """
    return {
        "type": "object",
        "additionalProperties": additional,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def array_schema(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def error_responses(statuses: tuple[int, ...]) -> Schema:
    """The responses of an operation that may answer with these error statuses."""
    return {
        str(status): {"$ref": f"#/components/responses/Refused{status}"}
        for status in sorted(statuses)
    }


def cacheable_responses(about: str, content: Schema) -> Schema:
    """The responses with an ETag: the answer, and 304 for a client that has it already."""
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in ANSWER_HEADERS}
    return {
        "200": {"description": about, "headers": headers, "content": content},
        "304": {"description": in_both("as you have it already", "与您所持一致")},
    }


def schemas() -> Schema:
    """The schemas that several answers share."""
    properties: Schema = {"type": "object", "additionalProperties": True}
    node = object_schema({"id": STRING, "labels": array_schema(STRING), "properties": properties})
    ends = {"id": STRING, "type": STRING, "source": STRING, "target": STRING}
    return {
        "Problem": object_schema(
            {
                "type": STRING,
                "title": STRING,
                "status": {"type": "integer"},
                "detail": STRING,
                "errors": array_schema(ref("Fault")),
                "nearest": array_schema(STRING),
            },
            "errors",
            "nearest",
        ),
        "Fault": object_schema({"where": STRING, "detail": STRING, "value": STRING}, "value"),
        "Provenance": object_schema(
            {
                "kind": STRING,
                "ids": array_schema(STRING),
                "fact": STRING,
                "value": {},
                "source": NULLABLE_STRING,
                "on": NULLABLE_DAY,
                "others": array_schema(
                    object_schema({"source": NULLABLE_STRING, "on": NULLABLE_DAY, "value": {}})
                ),
            }
        ),
        "Conflict": object_schema(
            {
                "kind": STRING,
                "ids": array_schema(STRING),
                "fact": STRING,
                "stood": {},
                "stood_source": NULLABLE_STRING,
                "stood_on": NULLABLE_DAY,
                "said": {},
                "said_source": STRING,
                "said_on": NULLABLE_DAY,
                "taken": {"type": "boolean"},
            }
        ),
        "Node": node,
        "Edge": object_schema({**ends, "properties": properties}),
        "Graph": object_schema(
            {
                "nodes": array_schema(ref("Node")),
                "edges": array_schema(ref("Edge")),
            }
        ),
        "Suggestions": object_schema(
            {"suggestions": array_schema(object_schema({"value": STRING, "label": STRING}))}
        ),
        "Found": object_schema(
            {
                "q": STRING,
                **{
                    kind: array_schema(
                        object_schema({"id": STRING, "name": STRING, "href": STRING})
                    )
                    for kind in THINGS
                },
                "queries": array_schema(
                    object_schema({"query": STRING, "title": STRING, "href": STRING})
                ),
            }
        ),
        "Ready": object_schema(
            {
                "status": {"const": "ready"},
                "as_of": NULLABLE_STRING,
                "version": _INTEGER,
                "warnings": array_schema(object_schema({"where": STRING, "detail": STRING})),
            }
        ),
        "Alive": object_schema(
            {
                "status": {"const": "alive"},
                "database": object_schema(
                    {"restarts": _INTEGER, "restarting": {"type": "boolean"}}
                ),
                "backup": object_schema(
                    {
                        "last": NULLABLE_STRING,
                        "running": {"type": "boolean"},
                        "failed": {"type": "boolean"},
                    }
                ),
            },
            "database",
            "backup",
        ),
        "Catalogue": object_schema(
            {"queries": array_schema({"type": "object"}), "words": {"type": "object"}}
        ),
        "Perspective": {"type": "object", "required": ["categories", "templates", "version"]},
    }


_INTEGER: Schema = {"type": "integer"}


def components() -> Schema:
    """Responses, headers, parameters and the security scheme, to be referred to."""
    problem = {PROBLEM: {"schema": ref("Problem")}}
    return {
        "responses": {
            f"Refused{status}": {"description": str(text), "content": problem}
            for status, text in ERROR_STATUSES.items()
        },
        "headers": {
            name: {"description": about, "schema": STRING} for name, about in ANSWER_HEADERS.items()
        },
        "parameters": {
            "lang": {
                "name": "lang",
                "in": "query",
                "description": in_both(
                    "zh or en; else Accept-Language, else Chinese",
                    "zh 或 en；未给出则按 Accept-Language，否则为中文",
                ),
                "schema": {**STRING, "examples": ["zh", "en"]},
            },
        },
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": in_both(
                    "a token of a user, made by tongbu token or on the page /account, or that of"
                    " TONGBU_TOKEN; needed but where the service listens on this machine alone"
                    " with its private database",
                    "用户令牌（由 tongbu token 或 /account 页面签发）或 TONGBU_TOKEN；"
                    "仅在本机使用自带数据库时无须提供",
                ),
            },
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "tongbu_session",
                "description": in_both(
                    "of a browser that signed in; what changes something carries, besides, the"
                    " header X-CSRF-Token or the field csrf",
                    "已登录浏览器的会话；写操作另须携带请求头 X-CSRF-Token 或字段 csrf",
                ),
            },
        },
    }


def paths(catalog: Catalog) -> Schema:
    """The paths that do not come from files of the catalogue, with examples from it."""
    entities = {
        f"/{table.name}/{{id}}.json": _entity_path(kind, catalog[kind].example[kind])
        for kind, table in THINGS.items()
    }
    return {
        **entities,
        "/{folder}/{query}/suggest/{parameter}": _read_path(
            SERVICE_TAG,
            "suggest",
            Text("Values offered for a parameter", "参数候选值"),
            "Suggestions",
            [
                {**_path_parameter("folder", "queries"), "schema": {**STRING, "enum": _FOLDERS}},
                _path_parameter("query", "critical-path"),
                _path_parameter("parameter", "enterprise"),
                _text_parameter("text", "公牛"),
            ],
        ),
        "/search.json": _read_path(
            SERVICE_TAG,
            "search",
            Text("Names, codes, and query phrases", "按名称、编号与查询用语搜索"),
            "Found",
            [_text_parameter("q", "公牛 关键路径")],
        ),
        "/queries.json": _read_path(
            SERVICE_TAG, "catalogue", Text("The catalogue", "查询目录"), "Catalogue"
        ),
        "/bloom.json": _read_path(
            SERVICE_TAG,
            "bloom",
            Text("A perspective for Neo4j Bloom and Explore", "Neo4j Bloom / Explore 视图文件"),
            "Perspective",
        ),
        "/health": _read_path(SERVICE_TAG, "health", Text("Alive", "服务在运行"), "Alive"),
        "/metrics": _metrics_path(),
        "/ready": _read_path(SERVICE_TAG, "ready", Text("Able to answer", "可以回答"), "Ready"),
    }


_FOLDERS = ["queries", "what-if", "actions"]


def _entity_path(kind: str, example: str) -> Schema:
    called = THINGS[kind].singular
    answer = f"{kind.capitalize()}Page"
    return _read_path(
        ENTITIES_TAG,
        f"{kind}_page",
        Text(f"One {called.en.lower()} and its neighbourhood", f"{called.zh}详情及其周边"),
        answer,
        [_path_parameter("id", example)],
        cacheable=True,
    )


def _path_parameter(name: str, example: str) -> Schema:
    schema = {**STRING, "minLength": 1, "maxLength": MAX_TEXT_LENGTH, "pattern": NOT_BLANK}
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _text_parameter(name: str, example: str) -> Schema:
    schema = {**STRING, "maxLength": MAX_TEXT_LENGTH, "pattern": WRITABLE}
    return {"name": name, "in": "query", "schema": schema, "example": example}


def _metrics_path() -> Schema:
    about = Text("Counters for Prometheus", "供 Prometheus 采集的指标")
    content = {METRICS.partition(";")[0]: {"schema": {"type": "string"}}}
    return {"get": operation(SERVICE_TAG, "metrics", about, [], content, READ_STATUSES)}


def _read_path(
    group: Text,
    operation: str,
    about: Text,
    schema: str,
    parameters: list[Schema] | None = None,
    *,
    cacheable: bool = False,
) -> Schema:
    """A path with one GET operation; ``cacheable``: its answers carry an ETag."""
    content = json_of(schema)
    responses = cacheable_responses(str(about), content)
    if not cacheable:
        responses = {"200": {"description": str(about), "content": content}}
    return {
        "get": {
            "tags": [str(group)],
            "operationId": operation,
            "summary": str(about),
            "parameters": [*(parameters or []), LANG],
            "responses": {**responses, **error_responses(READ_STATUSES)},
        }
    }
