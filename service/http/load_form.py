"""What a person says of a file that is to be loaded, as a form sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import request

from service.answers.dataset_loads import Choices
from service.catalog.parameters import MAX_TEXT_LENGTH
from service.clock import today
from service.control_characters import CONTROL
from service.dataset.first_day.layout import FIELDS
from service.dataset.first_day.reader import Hints
from service.dataset.spreadsheets.encodings import NAMES, codec_of
from service.dataset.uploaded_file import UploadedFile, uploaded_file
from service.errors import Fault, InvalidParameter
from service.language import Text

FIELDS_OF_PROGRAMS = (
    *("as_of", "dataset", "encoding", "map", "replace", "pair", "check", "what_if", "yes"),
    "lang",
)
"""What ``POST /load.json`` takes beside ``file``."""


@dataclass(frozen=True)
class LoadForm:
    """The fields as they were sent; blank ones are empty texts."""

    as_of: str = ""
    dataset: str = ""
    encoding: str = ""
    replace: bool = False
    pair: bool = False

    def choices(self, mapped: Mapping[str, str]) -> Choices:
        """What they say; raises ``InvalidParameter`` with every fault."""
        faults: list[Fault] = []
        as_of = today()
        if self.as_of:
            try:
                as_of = date.fromisoformat(self.as_of)
            except ValueError:
                text = Text("expected: a day such as 2020-02-12", "应为日期，如 2020-02-12")
                faults.append(Fault(text, "as_of", self.as_of[:MAX_TEXT_LENGTH]))
        if self.encoding and codec_of(self.encoding) is None:
            text = Text("expected: " + ", ".join(NAMES), "应为：" + "、".join(NAMES))
            faults.append(Fault(text, "encoding", self.encoding[:MAX_TEXT_LENGTH]))
        if len(self.dataset) > MAX_TEXT_LENGTH or CONTROL.search(self.dataset):
            text = Text(
                f"at most {MAX_TEXT_LENGTH} characters, none of them a control character",
                f"最多 {MAX_TEXT_LENGTH} 字，不含控制字符",
            )
            faults.append(Fault(text, "dataset", self.dataset[:MAX_TEXT_LENGTH]))
        faults += [
            Fault(Text("expected: " + ", ".join(FIELDS), "应为：" + "、".join(FIELDS)), "map", name)
            for name in mapped.values()
            if name and name not in FIELDS
        ]
        if faults:
            raise InvalidParameter(Text("A field is wrong", "填写有误"), faults)
        hints = Hints(self.encoding or None, mapped, self.pair, self.dataset or None)
        return Choices(as_of, hints, self.replace)


def refuse_unknown_fields() -> None:
    """Raises ``InvalidParameter`` with every field that a program cannot send."""
    unknown = [*(request.form.keys() - set(FIELDS_OF_PROGRAMS)), *(request.files.keys() - {"file"})]
    listed = ", ".join(("file", *FIELDS_OF_PROGRAMS))
    faults = [
        Fault(Text(f"unknown; known are {listed}", f"未知；可用：{listed}"), name[:MAX_TEXT_LENGTH])
        for name in sorted(unknown)
    ]
    if faults:
        raise InvalidParameter(Text("Unknown fields", "未知字段"), faults)


def sent_form() -> LoadForm:
    """The fields of this request's form."""
    sent = request.form
    return LoadForm(
        sent.get("as_of", "").strip(),
        sent.get("dataset", "").strip(),
        sent.get("encoding", "").strip().lower(),
        flag("replace"),
        flag("pair"),
    )


def form_of(choices: Choices) -> LoadForm:
    """The form that says what ``choices`` do."""
    hints = choices.hints
    return LoadForm(
        choices.as_of.isoformat(),
        hints.dataset or "",
        hints.encoding or "",
        choices.replace,
        hints.pair,
    )


def flag(name: str) -> bool:
    """Whether a box was ticked; raises ``InvalidParameter`` for another value."""
    value = request.form.get(name, "")
    if value not in ("", "0", "1"):
        text = Text("expected: 1, 0 or nothing", "应为 1、0 或留空")
        raise InvalidParameter(
            Text("A field is wrong", "填写有误"), [Fault(text, name, value[:MAX_TEXT_LENGTH])]
        )
    return value == "1"


def sent_file(most: int) -> UploadedFile:
    """The file of this request; raises ``InvalidParameter`` for none, or one of another kind."""
    sent = request.files.get("file")
    if sent is None:
        return uploaded_file("", b"", most)
    with sent.stream as stream:  # a large one is in a nameless file until here
        content = stream.read()
    return uploaded_file(sent.filename or "", content, most)


def sent_mapping() -> dict[str, str]:
    """By header the field of ``map``, written ``列=字段``, once for each column; no field: read by
    itself again.

    Raises ``InvalidParameter`` with all that are written otherwise.
    """
    mapped: dict[str, str] = {}
    faults = []
    for written in request.form.getlist("map"):
        header, _, name = written.rpartition("=")
        if header:
            mapped[header] = name.strip()
        else:
            text = Text("expected: COLUMN=FIELD", "应写作 列=字段")
            faults.append(Fault(text, "map", written[:MAX_TEXT_LENGTH]))
    if faults:
        raise InvalidParameter(Text("A field is wrong", "填写有误"), faults)
    return mapped


def changed_mapping(told: Mapping[str, str]) -> dict[str, str]:
    """What was told of columns before, and what the boxes of this request change of it.

    Each box sends the header, the field, and the field that the column was taken for. Where
    anything is changed, what was ``guessed`` and left as it was shown is told, too.
    """
    mapped = dict(told)
    headers, names, read_as = (
        request.form.getlist(name) for name in ("header", "field", "read_as")
    )
    for header, name, before in zip(headers, names, read_as, strict=False):
        if name == before:
            continue
        mapped[header] = name  # blank: by itself again, whatever was said at an earlier load
    if mapped != told:
        guessed = set(request.form.getlist("guessed")) - mapped.keys()
        shown = zip(headers, names, strict=False)
        mapped |= {header: name for header, name in shown if header in guessed and name}
    return mapped
