"""What the OpenAPI document says of any catalogue: refusals, graphs, fixed addresses."""

from service.catalog.json_schema import WRITABLE, Schema, in_both
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.language import Text

PROBLEM = "application/problem+json"

REFUSED = {
    400: Text("wrong parameters, all faults at once", "参数有误，一次列出全部问题"),
    401: Text("the token is missing or wrong", "缺少令牌或令牌有误"),
    403: Text("not allowed", "不允许"),
    404: Text("nothing has that id; the nearest are named", "没有该编号，并列出最接近者"),
    409: Text("it contradicts what is there", "与现有数据冲突"),
    413: Text(
        "the request is too large, or the answer takes more memory than allowed",
        "请求过大，或结果所需内存超限",
    ),
    429: Text("too many wait already", "等待者过多"),
    500: Text("a fault of ours; its number is told", "系统内部错误，附编号"),
    503: Text(
        "the database is away, or derived facts are not current yet", "数据库不可用，或推算未完成"
    ),
    504: Text("the time limit was reached", "已达时间上限"),
}
"""Every refusal by its status."""

READING = (400, 401, 403, 404, 413, 429, 500, 503, 504)
CHANGING = (*READING, 409)
"""Of what-ifs, too: a change may contradict the facts, tried or done."""

HEADERS = {
    "ETag": in_both(
        "stands for this answer at this version of the graph", "此版本数据下该结果的标识"
    ),
    "Link": in_both("the same answer in other forms, and this document", "其他格式及接口文档"),
    "X-Request-Id": in_both("as it was sent, or a new one", "请求编号，未给出则新生成"),
}

THINGS = Text("One thing", "单个对象")
SERVICE = Text("The service itself", "服务本身")

LANG = {"$ref": "#/components/parameters/lang"}

TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}


def record(properties: Schema, *optional: str, more: bool = False) -> Schema:
    """An object of these properties, all required but the ``optional`` ones."""
    return {
        "type": "object",
        "additionalProperties": more,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def refused(statuses: tuple[int, ...]) -> Schema:
    """The responses of an operation that may refuse with these statuses."""
    return {
        str(status): {"$ref": f"#/components/responses/Refused{status}"}
        for status in sorted(statuses)
    }


def fresh(about: str, content: Schema) -> Schema:
    """The responses of an answer that stands for a version of the graph."""
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    return {
        "200": {"description": about, "headers": headers, "content": content},
        "304": {"description": in_both("as you have it already", "与您所持一致")},
    }


def schemas() -> Schema:
    """The schemas that several answers share."""
    properties: Schema = {"type": "object", "additionalProperties": True}
    node = record({"id": TEXT, "labels": list_of(TEXT), "properties": properties})
    ends = {"id": TEXT, "type": TEXT, "source": TEXT, "target": TEXT}
    return {
        "Problem": record(
            {
                "type": TEXT,
                "title": TEXT,
                "status": {"type": "integer"},
                "detail": TEXT,
                "errors": list_of({"$ref": "#/components/schemas/Fault"}),
                "nearest": list_of(TEXT),
            },
            "errors",
            "nearest",
        ),
        "Fault": record({"where": TEXT, "detail": TEXT, "value": TEXT}, "value"),
        "Node": node,
        "Edge": record({**ends, "properties": properties}),
        "Graph": record(
            {
                "nodes": list_of({"$ref": "#/components/schemas/Node"}),
                "edges": list_of({"$ref": "#/components/schemas/Edge"}),
            }
        ),
        "Suggestions": record({"suggestions": list_of(record({"value": TEXT, "label": TEXT}))}),
        "Found": record(
            {
                "q": TEXT,
                **{
                    kind: list_of(record({"id": TEXT, "name": TEXT, "href": TEXT}))
                    for kind in ("enterprise", "material", "team")
                },
                "queries": list_of(record({"query": TEXT, "title": TEXT, "href": TEXT})),
            }
        ),
        "Ready": record({"status": {"const": "ready"}, "as_of": MAYBE, "version": _WHOLE}),
        "Alive": record({"status": {"const": "alive"}}),
        "Catalogue": record({"queries": list_of({"type": "object"})}),
        "Perspective": {"type": "object", "required": ["categories", "templates", "version"]},
    }


_WHOLE: Schema = {"type": "integer"}


def components() -> Schema:
    """Responses, headers, parameters and the token, to be referred to."""
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "responses": {
            f"Refused{status}": {"description": str(text), "content": problem}
            for status, text in REFUSED.items()
        },
        "headers": {
            name: {"description": about, "schema": TEXT} for name, about in HEADERS.items()
        },
        "parameters": {
            "lang": {
                "name": "lang",
                "in": "query",
                "description": in_both(
                    "zh or en; else Accept-Language, else Chinese",
                    "zh 或 en；未给出则按 Accept-Language，否则为中文",
                ),
                "schema": {**TEXT, "examples": ["zh", "en"]},
            }
        },
        "securitySchemes": {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": in_both(
                    "needed where the service was started with TONGBU_TOKEN",
                    "服务以 TONGBU_TOKEN 启动时必填",
                ),
            }
        },
    }


def paths() -> Schema:
    """The addresses that no file of the catalogue makes."""
    things = {
        f"/{kind}s/{{id}}.json": _thing(kind, example)
        for kind, example in (
            ("enterprise", "gongniu"),
            ("material", "copper"),
            ("team", "team-03"),
        )
    }
    return {
        **things,
        "/{folder}/{query}/suggest/{parameter}": _read(
            SERVICE,
            "suggest",
            Text("Values offered for a parameter", "参数候选值"),
            "Suggestions",
            [
                {**_path("folder", "queries"), "schema": {**TEXT, "enum": _FOLDERS}},
                _path("query", "critical-path"),
                _path("parameter", "enterprise"),
                _typed("text", "公牛"),
            ],
        ),
        "/search.json": _read(
            SERVICE,
            "search",
            Text("Names, codes, and query phrases", "按名称、编号与查询用语搜索"),
            "Found",
            [_typed("q", "公牛 关键路径")],
        ),
        "/queries.json": _read(
            SERVICE, "catalogue", Text("The catalogue", "查询目录"), "Catalogue"
        ),
        "/bloom.json": _read(
            SERVICE,
            "bloom",
            Text("A perspective for Neo4j Bloom and Explore", "Neo4j Bloom / Explore 视图文件"),
            "Perspective",
        ),
        "/health": _read(SERVICE, "health", Text("Alive", "服务在运行"), "Alive"),
        "/ready": _read(SERVICE, "ready", Text("Able to answer", "可以回答"), "Ready"),
    }


_FOLDERS = ["queries", "what-if", "actions"]


def _thing(kind: str, example: str) -> Schema:
    about = {
        "enterprise": Text("One enterprise and its neighbourhood", "企业详情及其周边"),
        "material": Text("One material and its neighbourhood", "物料详情及其周边"),
        "team": Text("One service team and its neighbourhood", "专班详情及其周边"),
    }
    answer = f"{kind.capitalize()}Answer"
    return _read(THINGS, f"{kind}_page", about[kind], answer, [_path("id", example)], kept=True)


def _path(name: str, example: str) -> Schema:
    schema = {**TEXT, "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": example}


def _typed(name: str, example: str) -> Schema:
    schema = {**TEXT, "maxLength": MAX_TEXT_LENGTH, "pattern": WRITABLE}
    return {"name": name, "in": "query", "schema": schema, "example": example}


def _read(
    group: Text,
    operation: str,
    about: Text,
    schema: str,
    parameters: list[Schema] | None = None,
    *,
    kept: bool = False,
) -> Schema:
    """An operation that reads; ``kept``: what it answers stands for a version of the graph."""
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    answered = fresh(str(about), content)
    if not kept:
        answered = {"200": {"description": str(about), "content": content}}
    return {
        "get": {
            "tags": [str(group)],
            "operationId": operation,
            "summary": str(about),
            "parameters": [*(parameters or []), LANG],
            "responses": {**answered, **refused(READING)},
        }
    }
