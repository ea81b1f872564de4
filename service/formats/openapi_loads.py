"""What the OpenAPI document has on loading a file and on undoing, which no file of the catalogue
tells."""

from service.catalog.json_schema import NOT_BLANK, WRITABLE, Schema, in_both
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.dataset.first_day.layout import FIELDS
from service.dataset.spreadsheets.encodings import NAMES
from service.dataset.uploaded_file import ACCEPTED
from service.formats.openapi_common import (
    ACTION_STATUSES,
    LANG,
    NULLABLE_STRING,
    STRING,
    array_schema,
    error_responses,
    object_schema,
    ref,
)
from service.language import Text

LOADS_TAG = Text("Loads", "载入")

_COUNT: Schema = {"type": "integer", "minimum": 0}
_DAYS: Schema = {"type": ["number", "null"]}
_BOX: Schema = {"type": "string", "enum": ["0", "1"]}


def schemas() -> Schema:
    """The bodies of requests and answers."""
    texts = array_schema(STRING)
    counts = ("added", "changed", "unchanged", "removed")
    by_kind = {"type": "object", "additionalProperties": ref("LoadCounts")}
    column = object_schema({"header": STRING, "field": NULLABLE_STRING})
    moved = object_schema({"enterprise": STRING, "before_days": _DAYS, "after_days": _DAYS})
    kept = object_schema({"kind": STRING, "ids": texts, "fact": NULLABLE_STRING})
    return {
        "LoadCounts": object_schema(dict.fromkeys(counts, _COUNT)),
        "LoadForm": object_schema({"file": _file(), **_fields()}, *_fields()),
        "LoadReport": object_schema(
            {
                "load": {**NULLABLE_STRING, **_about("the id to undo it", "撤销所用编号")},
                "dataset": STRING,
                "as_of": {**STRING, "format": "date"},
                "counts": {**by_kind, **_about("by label or type", "按节点标签或关系类型")},
                "cleared": {**_COUNT, **_about("facts there no more", "清空的事实数")},
                "conflict_count": _COUNT,
                "conflicts": array_schema(ref("Conflict")),
                "unrelated": {
                    "type": "boolean",
                    **_about(
                        "nothing in it is what the dataset brought before",
                        "其中没有该数据集此前的任何内容",
                    ),
                },
                "understood": texts,
                "notices": texts,
                "columns": array_schema(column),
                "moved": array_schema(moved),
            },
            "columns",
            "moved",
        ),
        "UndoArguments": object_schema(
            {
                "change": {
                    **STRING,
                    "maxLength": MAX_TEXT_LENGTH,
                    "pattern": NOT_BLANK,
                    **_about(
                        "the id of a load, or how that of a change begins",
                        "载入编号，或登记编号的开头",
                    ),
                },
                "check": {
                    "type": "boolean",
                    **_about("only tell what it would take back", "仅列出将撤销的内容"),
                },
            },
            "check",
        ),
        "Undone": object_schema(
            {
                "undone": STRING,
                "dataset": STRING,
                "counts": by_kind,
                "action": STRING,
                "moved": {
                    "type": ["integer", "null"],
                    "minimum": 0,
                    **_about("null: everything is derived again", "null：正在重新推算全部结果"),
                },
                "kept_count": _COUNT,
                "kept": array_schema(kept),
            },
            *("dataset", "action", "moved"),
        ),
    }


def paths() -> Schema:
    """The two operations."""
    undo = {"schema": ref("UndoArguments"), "example": {"change": "load-7"}}
    return {
        "/load.json": {
            "post": _operation(
                "load",
                Text("Load a file, or look at it only", "载入文件，或仅检查"),
                Text(
                    "With check=1 nothing is written: the answer tells what would be. A list is a"
                    " file; a dataset folder comes as a zip.",
                    "check=1 时不写入，仅返回将发生的变化。名单为单个文件，数据文件夹须压成 zip。",
                ),
                {"multipart/form-data": {"schema": ref("LoadForm")}},
                "LoadReport",
            )
        },
        "/undo.json": {
            "post": _operation(
                "undo",
                Text("Take back a load or a change", "撤销一次载入或登记"),
                Text(
                    "What somebody has changed since, or holds on to, stays and is listed. With"
                    " check nothing is undone: the answer tells what would be.",
                    "其后已有他人更改或仍被引用的内容保持不变，并列出。"
                    "加 check 时不撤销，仅返回将发生的变化。",
                ),
                {"application/json": undo},
                "Undone",
            )
        },
    }


def _file() -> Schema:
    return {
        **STRING,
        "format": "binary",
        **_about(", ".join(ACCEPTED), "名单，或压缩的数据文件夹"),
    }


def _fields() -> Schema:
    text = {**STRING, "maxLength": MAX_TEXT_LENGTH, "pattern": WRITABLE}
    pair = {**STRING, "pattern": f"^.+=({'|'.join(FIELDS)})?$", "maxLength": MAX_TEXT_LENGTH}
    return {
        "as_of": {
            **STRING,
            "format": "date",
            **_about("the day that a list tells of; today", "名单所属日期，默认今天"),
        },
        "dataset": {
            **text,
            **_about("its name; by default from the file's", "数据集名称，默认取自文件名"),
        },
        "encoding": {
            **STRING,
            "enum": list(NAMES),
            **_about("of a text; by default what comes out right", "文本编码，默认自动识别"),
        },
        "map": {
            **array_schema(pair),
            **_about(
                "what a column means: 企业名称=buyer; nothing behind =: read by itself again",
                "列的含义：企业名称=buyer；= 后留空：恢复自动识别",
            ),
        },
        "replace": {
            **_BOX,
            **_about(
                "1: remove what this dataset brought earlier and no longer has",
                "1：移除该数据集此前载入而现已没有的内容",
            ),
        },
        "pair": {
            **_BOX,
            **_about(
                "1: suppliers and materials of a line belong together one to one",
                "1：一行中的配套企业与物料一一对应",
            ),
        },
        "check": {**_BOX, **_about("1: write nothing", "1：不写入")},
        "yes": {
            **_BOX,
            **_about(
                "1, with replace: though nothing in it is what the dataset brought before",
                "1（与 replace 同用）：即使其中没有该数据集此前的任何内容",
            ),
        },
        "what_if": {
            **_BOX,
            **_about(
                "1, with check: tell whose readiness would move",
                "1（与 check 同用）：列出料齐时间会变动的企业",
            ),
        },
    }


def _operation(name: str, about: Text, more: Text, content: Schema, answer: str) -> Schema:
    told = {"application/json": {"schema": ref(answer)}}
    return {
        "tags": [str(LOADS_TAG)],
        "operationId": name,
        "summary": str(about),
        "description": more.paragraphs(),
        "parameters": [LANG],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": {"description": str(about), "content": told},
            **error_responses(ACTION_STATUSES),
        },
    }


def _about(en: str, zh: str) -> Schema:
    return {"description": in_both(en, zh)}
