"""How the OpenAPI document describes filters, order and columns of an answer."""

from service.catalog.json_schema import NOT_BLANK, Schema, in_both
from service.catalog.parameters import MAX_TEXT_LENGTH, Column
from service.catalog.saved_query import SavedQuery
from service.display.view import BLANK, COLUMNS, DATE, FILTER, NUMERIC, SORT, columns_by_name
from service.display.view import filtered_by as kind_of
from service.formats.openapi_common import ref

_NUMBER = "-?[0-9]{1,9}([.][0-9]{1,2})?"
_DAY = "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"


def schemas() -> Schema:
    """What filters take, by kind of column."""
    return {
        "NumberFilter": _bounds(_NUMBER, "5..10"),
        "DayFilter": _bounds(_DAY, "2020-02-01..2020-02-12"),
        "TextFilter": {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_TEXT_LENGTH,
            "pattern": NOT_BLANK,
            "description": in_both(
                f"part of the text, or the code; {BLANK}: nothing there",
                f"文字的一部分或代码；{BLANK} 为空白",
            ),
        },
        "YesNoFilter": {"type": "string", "enum": ["true", "false", BLANK]},
        "BlankFilter": {"type": "string", "enum": [BLANK]},
    }


def view_parameters(query: SavedQuery, *, columns: bool) -> list[Schema]:
    """The parameters by which the rows of an answer are filtered and sorted, and its ``columns``
    chosen."""
    names = [one.name for one in _columns(query)]
    filters: Schema = {f"{FILTER}{one.name}": _filter(one) for one in _columns(query)}
    order = {"type": "string", "enum": [*names, *(f"-{name}" for name in names)]}
    parameters: list[Schema] = [
        {
            "name": "view",
            "in": "query",
            "style": "form",
            "explode": True,
            "description": in_both(
                f"each member is a parameter: {SORT} sorts, {FILTER}COLUMN filters, given several"
                " times by any of the values",
                f"各成员即一个参数：{SORT} 排序，{FILTER}列名 筛选，可重复给出",
            ),
            "schema": {
                "type": "object",
                "properties": {SORT: order, **filters},
                "additionalProperties": False,
            },
        }
    ]
    if columns:
        of = "|".join(names)
        parameters.append(
            {
                "name": COLUMNS,
                "in": "query",
                "description": in_both("columns, with commas between", "列名，以逗号分隔"),
                "schema": {"type": "string", "pattern": f"^({of})(,({of}))*$"},
            }
        )
    return parameters


def _columns(query: SavedQuery) -> list[Column]:
    """The columns that can be spoken of, each once."""
    return list({one.name: one for one in columns_by_name(query.columns).values()}.values())


def _filter(column: Column) -> Schema:
    if column.personal:  # whoever is filtered by would stand in addresses
        return ref("BlankFilter")
    choices = [str(one) for one in column.schema.get("enum", ()) if one is not None]
    if choices and column.type == "string":
        return {"type": "string", "enum": [*choices, BLANK]}
    kinds = {NUMERIC: "NumberFilter", DATE: "DayFilter"}
    kind = "YesNoFilter" if column.type == "boolean" else kinds.get(kind_of(column), "TextFilter")
    return ref(kind)


def _bounds(one: str, example: str) -> Schema:
    return {
        "type": "string",
        "pattern": f"^({BLANK}|{one}|{one}[.][.]({one})?|[.][.]{one})$",
        "description": in_both(
            f"a value or bounds, either of which may be left out; {BLANK}: nothing there",
            f"一个值或区间，上下限可省略其一；{BLANK} 为空白",
        ),
        "examples": [example],
    }
