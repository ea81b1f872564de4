"""What the OpenAPI document has on scenarios: several what-ifs tried as one, kept under a name."""

from functools import partial

from service.answers.kept_scenarios import NAME, NOTE, REMOVED, REVISED_NAME, SCENARIO_ID
from service.answers.scenario import MAX_CHANGE_LENGTH, MAX_CHANGES
from service.catalog.catalog import Catalog, read_tables
from service.catalog.json_schema import (
    TOTAL,
    Schema,
    in_both,
    parameter_schema,
    parameters_schema,
    row_schema,
)
from service.formats.media_types import FILE_FORMATS
from service.formats.openapi_common import (
    ACTION_STATUSES,
    CHANGE_STATUSES,
    IDEMPOTENCY_KEY,
    NULLABLE_DAY,
    NULLABLE_STRING,
    READ_STATUSES,
    STRING,
    array_schema,
    form_parameter,
    json_of,
    object_schema,
    operation,
    ref,
)
from service.formats.openapi_kept import KEPT_TAG
from service.language import Text
from service.statements import CYPHER

EXAMPLE = ("closes?enterprises=yuelong", "restarts?enterprises=diankou-copper")

_ID: Schema = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": in_both("the scenario's id", "方案编号"),
    "schema": {**STRING, "pattern": f"^{SCENARIO_ID}$"},
}
_CHANGE: Schema = {
    "name": "change",
    "in": "query",
    "required": True,
    "description": in_both(
        "a change as the address of its what-if, NAME?parameter=value&…; once for each, in order",
        "一项变动，写作推演的地址：名称?参数=值&…；逐项重复，按顺序",
    ),
    "schema": {
        "type": "array",
        "items": {**STRING, "maxLength": MAX_CHANGE_LENGTH},
        "minItems": 1,
        "maxItems": MAX_CHANGES,
    },
    "style": "form",
    "explode": True,
    "example": list(EXAMPLE),
}


def schemas(catalog: Catalog) -> Schema:
    """The changes by what-if, a scenario as it is kept, and what follows."""
    tables = read_tables(CYPHER / "scenarios")
    changes = {
        "type": "array",
        "minItems": 1,
        "maxItems": MAX_CHANGES,
        "items": {
            "anyOf": [
                object_schema(
                    {
                        "what_if": {**STRING, "const": one.name},
                        "parameters": parameters_schema(one),
                    }
                )
                for one in catalog.what_ifs
            ]
        },
    }
    stated = array_schema(
        object_schema(
            {"what_if": STRING, "parameters": {"type": "object", "additionalProperties": True}}
        )
    )
    open_object: Schema = {"type": "object", "additionalProperties": True}
    outcome = object_schema(
        {
            "id": NULLABLE_STRING,
            "name": NULLABLE_STRING,
            "changes": stated,
            "totals": array_schema(ref("Total")),
            "losses": array_schema(open_object),
            "losses_totals": array_schema(ref("Total")),
            "losses_truncated": {"type": "boolean"},
            "graph": ref("Graph"),
        }
    )
    result = {
        name: object_schema(
            {
                "as_of": NULLABLE_DAY,
                "scenarios": array_schema(ref("ScenarioOutcome")),
                "rows": array_schema(row_schema(tables[table])),
                "graph": ref("Graph"),
                "truncated": {"type": "boolean"},
                "elapsed_ms": {"type": "number"},
            }
        )
        for name, table in (("ScenarioResult", "moved"), ("ComparedScenarios", "compared"))
    }
    kept = object_schema(
        {
            **dict.fromkeys(("id", "name"), STRING),
            "note": NULLABLE_STRING,
            "by": STRING,
            "at": {**STRING, "format": "date-time"},
            "revised_by": NULLABLE_STRING,
            "revised_at": {"type": ["string", "null"], "format": "date-time"},
            "removed": {"type": "boolean"},
            "changes": stated,
        }
    )
    return {
        "Total": TOTAL,
        "ScenarioOutcome": outcome,
        **result,
        "Scenario": kept,
        "Scenarios": object_schema({"scenarios": array_schema(ref("Scenario"))}),
        "ScenarioToKeep": object_schema(
            {
                "name": parameter_schema(NAME),
                "note": parameter_schema(NOTE),
                "changes": changes,
            },
            "note",
        ),
        "ScenarioRevision": object_schema(
            {one.name: parameter_schema(one) for one in (REVISED_NAME, NOTE, REMOVED)},
            *("name", "note", "removed"),
        ),
    }


def paths() -> Schema:
    """Trying, keeping, opening, comparing, and taking away."""
    listed = Text("Scenarios that are kept", "已保存的方案")
    keep = Text("Keep a scenario under a name", "以名称保存方案")
    open_ = Text("A kept scenario on the graph as it is now", "按当前数据推演已保存的方案")
    revise = Text(
        "Give a scenario another name or note, remove it, or bring it back",
        "更改方案名称或备注、移除或恢复",
    )
    tried = Text("Several what-ifs tried as one", "多项假如一起推演")
    compared = Text("Two kept scenarios side by side", "两个方案对比")
    both = [{**_ID, "in": "query", "name": name} for name in ("a", "b")]
    to_keep = {
        "name": "跃隆关停，店口铜材复工",
        "changes": [
            {"what_if": "closes", "parameters": {"enterprises": ["yuelong"]}},
            {"what_if": "restarts", "parameters": {"enterprises": ["diankou-copper"]}},
        ],
    }
    files: Schema = {kind.partition(";")[0]: {} for kind, _ in FILE_FORMATS.values()}
    form = form_parameter(FILE_FORMATS)
    return {
        "/scenarios.json": {
            "get": operation(
                KEPT_TAG, "scenarios", listed, [], json_of("Scenarios"), READ_STATUSES
            ),
            "post": {
                **operation(
                    KEPT_TAG,
                    "keep_scenario",
                    keep,
                    [IDEMPOTENCY_KEY],
                    json_of("Scenario"),
                    ACTION_STATUSES,
                ),
                "requestBody": _body("ScenarioToKeep", to_keep),
            },
        },
        "/scenarios/try.json": {
            "get": operation(
                KEPT_TAG,
                "try_scenario",
                tried,
                [_CHANGE],
                json_of("ScenarioResult"),
                CHANGE_STATUSES,
            )
        },
        "/scenarios/try.{form}": {
            "get": operation(
                KEPT_TAG, "try_scenario_as", tried, [form, _CHANGE], files, CHANGE_STATUSES
            )
        },
        "/scenarios/compare.json": {
            "get": operation(
                KEPT_TAG,
                "compare_scenarios",
                compared,
                both,
                json_of("ComparedScenarios"),
                CHANGE_STATUSES,
            )
        },
        "/scenarios/compare.{form}": {
            "get": operation(
                KEPT_TAG, "compare_scenarios_as", compared, [form, *both], files, CHANGE_STATUSES
            )
        },
        "/scenarios/{id}.json": {
            "get": operation(
                KEPT_TAG, "open_scenario", open_, [_ID], json_of("ScenarioResult"), CHANGE_STATUSES
            ),
            "post": {
                **operation(
                    KEPT_TAG, "revise_scenario", revise, [_ID], json_of("Scenario"), ACTION_STATUSES
                ),
                "requestBody": _body("ScenarioRevision", {"removed": True}),
            },
        },
        "/scenarios/{id}.{form}": {
            "get": operation(
                KEPT_TAG, "open_scenario_as", open_, [_ID, form], files, CHANGE_STATUSES
            )
        },
    }


_operation = partial(operation, KEPT_TAG)


def _body(name: str, example: Schema) -> Schema:
    return {
        "required": True,
        "content": {"application/json": {"schema": ref(name), "example": example}},
    }
