"""The catalogue as an OpenAPI 3.1 document: every query, what-if and action, typed."""

import datetime
from importlib.metadata import version
from typing import Any

from service.catalog.catalog import ACTION, WHAT_IF, Catalog, SavedQuery
from service.catalog.json_schema import (
    Schema,
    answer_schema,
    in_both,
    parameter_schema,
    parameters_schema,
    row_schema,
)
from service.catalog.parameters import Parameter
from service.formats import (
    openapi_access,
    openapi_common,
    openapi_kept,
    openapi_loads,
    openapi_look_alikes,
    openapi_scenarios,
    openapi_views,
)
from service.formats.media_types import forms_of
from service.formats.openapi_common import ref
from service.formats.openapi_views import view_parameters
from service.language import Text
from service.model.tables import THINGS


def document(catalog: Catalog, root: str = "") -> Schema:
    """The OpenAPI document; the same for the same catalogue, and the path ``root`` below which the
    service is reached."""
    groups = catalog.grouped()
    paths: Schema = {}
    schemas = openapi_common.schemas() | openapi_loads.schemas()
    schemas |= openapi_look_alikes.schemas() | openapi_kept.schemas()
    schemas |= openapi_access.schemas()
    schemas |= openapi_scenarios.schemas(catalog) | openapi_views.schemas()
    for group, queries in groups:
        for query in queries:
            name = pascal_case(query.name)
            answer = answer_schema(query, row=ref(f"{name}Row"), graph=ref("Graph"))
            schemas |= {f"{name}Row": row_schema(query), f"{name}Answer": answer}
            path = f"/{query.folder}/{query.name}"
            if query.kind == ACTION:
                answer["properties"]["change"] = {"type": "string"}
                answer["properties"]["derived"] = {
                    "type": "boolean",
                    "description": in_both(
                        "whether what follows is derived already; if not, the rows are still empty",
                        "后续影响是否已推算；未推算时结果行为空",
                    ),
                }
                answer["properties"]["conflicts"] = {
                    "type": "array",
                    "items": ref("Conflict"),
                    "description": in_both(
                        "what other sources say otherwise", "其他来源的不同说法"
                    ),
                }
                answer["properties"]["notices"] = {
                    "type": "array",
                    "items": ref("Fault"),
                    "description": in_both(
                        "what was allowed and is yet worth saying", "已登记但须提示的情形"
                    ),
                }
                answer["required"] += ["change", "derived", "conflicts", "notices"]
                schemas[f"{name}Arguments"] = parameters_schema(query)
                paths[f"{path}.json"] = {"post": _action_operation(query, group)}
            else:
                paths[f"{path}.json"] = {"get": _read_operation(query, group)}
                paths[f"{path}.{{form}}"] = {"get": _file_operation(query, group)}
    for kind in THINGS:
        answer = schemas[f"{kind.capitalize()}Answer"]
        schemas[f"{kind.capitalize()}Page"] = {
            **answer,
            "properties": {
                **answer["properties"],
                "sources": {
                    "type": "array",
                    "items": ref("Provenance"),
                    "description": in_both(
                        "what each fact rests on: who says it, of which day, who says otherwise",
                        "各项事实的来源、日期及其他说法",
                    ),
                },
            },
            "required": [*answer["required"], "sources"],
        }
    tags = [
        *(group for group, _ in groups),
        openapi_loads.LOADS_TAG,
        openapi_kept.KEPT_TAG,
        openapi_common.ENTITIES_TAG,
        openapi_common.SERVICE_TAG,
    ]
    return {
        "openapi": "3.1.0",
        "info": _info(),
        "servers": [{"url": root or "/"}],
        "security": [{}, {"token": []}, {"session": []}],
        "tags": [{"name": str(tag)} for tag in tags],
        "paths": {
            **paths,
            **openapi_access.paths(),
            **openapi_loads.paths(),
            **openapi_look_alikes.paths(),
            **openapi_kept.paths(),
            **openapi_scenarios.paths(),
            **openapi_common.paths(catalog),
        },
        "components": {"schemas": schemas, **openapi_common.components()},
    }


def _example(value: Any) -> Any:
    """A value of a header's example as a JSON value."""
    return value.isoformat() if isinstance(value, datetime.date) else value


def pascal_case(name: str) -> str:
    """``critical-path`` as ``CriticalPath``."""
    return "".join(part.capitalize() for part in name.split("-"))


def _info() -> Schema:
    return {
        "title": "Tongbu 同步",
        "version": version("tongbu"),
        "summary": in_both(
            "For a whole supply network: who waits for whom", "看清整个供应网络：谁在等谁"
        ),
        "description": (
            "目录中一个文件即一个查询、推演或登记操作，对应此处一个接口。结果带有 ETag，"
            "配合 If-None-Match，数据未变时返回 304。全部行可用 .csv 或 .ndjson 流式获取。\n\n"
            "One file of the catalogue is one saved query, what-if or action, and one entry here."
            " An answer carries an ETag: with If-None-Match an unchanged graph answers 304."
            " Every row of an answer comes by .csv or .ndjson, streamed."
        ),
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }


def _answer_content(query: SavedQuery) -> Schema:
    return {"application/json": {"schema": ref(f"{pascal_case(query.name)}Answer")}}


def _read_operation(query: SavedQuery, group: Text) -> Schema:
    operation = _operation(query, group)
    return {
        **operation,
        "parameters": [*operation["parameters"], *view_parameters(query, columns=False)],
        "operationId": query.name.replace("-", "_"),
        "responses": _responses(query, _answer_content(query)),
    }


def _responses(query: SavedQuery, content: Schema) -> Schema:
    statuses = (
        openapi_common.CHANGE_STATUSES if query.kind == WHAT_IF else openapi_common.READ_STATUSES
    )
    return {
        **openapi_common.cacheable_responses(str(query.title), content),
        **openapi_common.error_responses(statuses),
    }


def _file_operation(query: SavedQuery, group: Text) -> Schema:
    """The same answer in the other file formats; those of graphs only where it is one."""
    forms = forms_of(query.result)
    operation = _operation(query, group)
    form = openapi_common.form_parameter(forms)
    content: Schema = {media_type.partition(";")[0]: {} for media_type, _ in forms.values()}
    return {
        **operation,
        "operationId": query.name.replace("-", "_") + "_as",
        "parameters": [
            form,
            *operation["parameters"],
            # of graphs and networks other formats are made, too, which take no view
            *(view_parameters(query, columns=True) if forms == forms_of("table") else ()),
        ],
        "responses": _responses(query, content),
    }


def _action_operation(query: SavedQuery, group: Text) -> Schema:
    arguments = {
        "schema": ref(f"{pascal_case(query.name)}Arguments"),
        "example": {k: _example(v) for k, v in query.example.items()},
    }
    accepted = Text("accepted; what follows is still being derived", "已登记，影响较大，仍在推算")
    return {
        **_operation(query, group),
        "operationId": query.name.replace("-", "_"),
        "parameters": [
            openapi_common.LANG,
            openapi_common.IDEMPOTENCY_KEY,
            openapi_common.SEEN_VERSION,
        ],
        "requestBody": {"required": True, "content": {"application/json": arguments}},
        "responses": {
            "200": {"description": str(query.title), "content": _answer_content(query)},
            "202": {"description": str(accepted), "content": _answer_content(query)},
            **openapi_common.error_responses(openapi_common.ACTION_STATUSES),
        },
    }


def _operation(query: SavedQuery, group: Text) -> Schema:
    return {
        "tags": [str(group)],
        "summary": str(query.title),
        "description": query.about.paragraphs(),
        "parameters": [
            *(_parameter(parameter, query.example) for parameter in query.parameters),
            openapi_common.LANG,
        ],
    }


def _parameter(parameter: Parameter, example: dict[str, Any]) -> Schema:
    schema = parameter_schema(parameter, typed=False)
    described: Schema = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": "; ".join(filter(None, (str(parameter.label), schema.get("description")))),
        "schema": schema,
    }
    if parameter.type == "array":
        described |= {"style": "form", "explode": False}
    if parameter.name in example:
        described["example"] = _example(example[parameter.name])
    return described
