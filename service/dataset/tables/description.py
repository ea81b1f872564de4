"""The description of a dataset folder: ``dataset.yaml``."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from service.catalog import yaml_text
from service.control_characters import CONTROL
from service.dataset.tables.csv_reader import decode_file, expected
from service.dataset.tables.input_tables import Dataset
from service.dataset.tables.parse import InvalidCell, parse
from service.errors import Fault
from service.language import Text
from service.model.columns import Column

DESCRIPTION_FILE = "dataset.yaml"
_ID = Column("id", "id", Text("Id", "编号"), required=True)
_REQUIRED_KEYS = ("id", "title", "as_of")
_KEYS = ("id", "title", "as_of", "source", "licence", "note")
_PLAIN = (str, int, float, date, type(None))


def read_description(path: Path, faults: list[Fault]) -> Dataset:
    """The description in the file at ``path``, a dataset without rows.

    Raises ``OSError`` for a file that cannot be read.
    """
    if not path.is_file():
        faults.append(
            Fault(
                Text(
                    "a dataset folder holds this file, with " + ", ".join(_REQUIRED_KEYS),
                    "数据文件夹须有此文件，写明 " + "、".join(_REQUIRED_KEYS),
                ),
                DESCRIPTION_FILE,
            )
        )
        return Dataset()
    text = decode_file(path, ("utf-8-sig",), faults)
    if text is None:
        return Dataset()
    try:
        about = yaml_text.load(text)
    except yaml_text.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        where = f"{DESCRIPTION_FILE}:{mark.line + 1}" if mark else DESCRIPTION_FILE
        faults.append(Fault(expected(Text(f"YAML ({problem})", f"YAML 格式（{problem}）")), where))
        return Dataset()
    if not isinstance(about, dict):
        about = {}
    return _description(about, faults)


def _description(about: dict[Any, Any], faults: list[Fault]) -> Dataset:
    for key in about:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            text = Text(f"unknown entry; known are {known}", f"未知的项；可用：{known}")
            faults.append(Fault(text, DESCRIPTION_FILE, _shown(key)))
    for key in _REQUIRED_KEYS:
        if about.get(key) in (None, ""):
            faults.append(
                Fault(Text("a value is required", "必填，不能为空"), f"{DESCRIPTION_FILE}::{key}")
            )
    texts: dict[str, str | None] = {}
    for key in ("id", "title", "source", "licence", "note"):
        value = about.get(key)
        if not isinstance(value, _PLAIN):
            wanted = expected(Text("a text", "文本"))
            faults.append(Fault(wanted, f"{DESCRIPTION_FILE}::{key}", _shown(value)))
            value = None
        texts[key] = None if value in (None, "") else _shown(value).strip()
        if key != "id" and CONTROL.search(texts[key] or ""):
            wanted = expected(Text("a text without control characters", "不能含控制字符"))
            faults.append(Fault(wanted, f"{DESCRIPTION_FILE}::{key}", texts[key]))
    as_of = about.get("as_of")
    if isinstance(as_of, str):
        with suppress(ValueError):
            as_of = date.fromisoformat(as_of)
    if isinstance(as_of, datetime) or not isinstance(as_of, date):
        if as_of not in (None, ""):
            wanted = expected(Text("a date such as 2020-02-12", "日期，如 2020-02-12"))
            faults.append(Fault(wanted, f"{DESCRIPTION_FILE}::as_of", _shown(as_of)))
        as_of = date.min
    if texts["id"]:
        try:
            parse(_ID, texts["id"])
        except InvalidCell as invalid:
            faults.append(Fault(expected(invalid.expected), f"{DESCRIPTION_FILE}::id", texts["id"]))
    return Dataset(
        texts["id"] or "",
        texts["title"] or "",
        as_of,
        texts["source"],
        texts["licence"],
        texts["note"],
    )


def _shown(value: Any) -> str:
    """A value as a text; one of more digits than a number may have is not written out."""
    try:
        return str(value)
    except ValueError:
        return "…"
