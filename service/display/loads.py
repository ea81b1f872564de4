"""What a load did or would do, its faults, and the meaning of columns, in people's words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from service.dataset.first_day.columns import LIST_COLUMNS
from service.dataset.first_day.headers import ENTERPRISE
from service.dataset.first_day.layout import IGNORED
from service.dataset.merging.difference import Counts, Kept
from service.dataset.tables.input_tables import Dataset
from service.display.conflicts import conflict_records, kind_title
from service.display.labels import NEVER_READY
from service.errors import Fault
from service.language import Text

if TYPE_CHECKING:
    from service.answers.undo_change import UndoneChange
    from service.dataset.load import Report
    from service.dataset.trial import Moved
    from service.dataset.undo import Undone

FIELDS: Mapping[str, Text] = {
    **{column.name: column.label for column in LIST_COLUMNS},
    ENTERPRISE: Text("an enterprise, kept as a note", "企业（未分供需），记入备注"),
    IGNORED: Text("not read", "不读取"),
}
"""What a column of a list can be taken for, in words."""

BY_ITSELF = Text("kept as a note, or not read", "记入备注或不读取")
"""Of a column that is none of them."""


DOUBTFUL = Text("which of the two? choose", "龙头还是配套？请选择")
"""Of a column of enterprises that may be either side."""

DATASET = "Dataset"
"""The label under which the graph keeps what was loaded."""

_MAP_OPTION = re.compile(r'--map "([^"]*)=(\w+)"')

_OPTIONS = (
    (" (--map says otherwise)", ""),
    ("（可用 --map 更改）", ""),
    ("--pair: ", ""),
    ("--pair：", ""),
)
"""What is said of the command line's options, and what pages say in its place."""


def without_options(text: Text) -> Text:
    """A text as a page says it, where boxes stand for the command line's options."""
    en, zh = text
    for option, instead in _OPTIONS:
        en, zh = en.replace(option, instead), zh.replace(option, instead)
    return Text(
        _MAP_OPTION.sub(lambda found: f"“{found[1]} = {_label(found[2]).en}”", en),
        _MAP_OPTION.sub(lambda found: f"“{found[1]} = {_label(found[2]).zh}”", zh),
    )


def _label(field: str) -> Text:
    return FIELDS.get(field, Text(field, field))


def count_rows(counts: Mapping[str, Counts]) -> list[tuple[Text, Counts]]:
    """The counts by kind, without kinds of which there is nothing, and what is kept of the dataset
    itself."""
    return [
        (kind_title(kind), each)
        for kind, each in counts.items()
        if kind != DATASET and (each.added or each.changed or each.unchanged or each.removed)
    ]


@dataclass(frozen=True)
class ShownFault:
    """A fault as a line of a table: the file, the cell in it, its value, what would be right."""

    file: str
    cell: str
    value: str
    text: Text


def shown_faults(faults: Sequence[Fault]) -> list[ShownFault]:
    """Faults as the lines of a table."""
    shown = []
    for fault in faults:
        file, _, cell = fault.where.partition(":")
        shown.append(ShownFault(file, cell, fault.value or "", without_options(fault.text)))
    return shown


def days(value: float | None) -> Text:
    """Days from the graph's, in words."""
    return NEVER_READY if value is None else Text(f"{value:g} days", f"{value:g} 天")


def report_record(report: "Report", *, personal: bool) -> dict[str, Any]:
    """A report as an object of JSON, without its texts."""
    return {
        "load": report.load,
        "dataset": report.dataset,
        "as_of": report.as_of.isoformat(),
        "counts": {
            kind: {
                "added": each.added,
                "changed": each.changed,
                "unchanged": each.unchanged,
                "removed": each.removed,
            }
            for kind, each in report.counts.items()
        },
        "cleared": report.cleared,
        "conflict_count": report.conflicts.count,
        "conflicts": conflict_records(report.conflicts.first, personal=personal),
        "unrelated": report.unrelated,
    }


def column_records(dataset: Dataset) -> list[dict[str, Any]]:
    """The columns of a list as objects of JSON."""
    return [{"header": column.header, "field": column.field} for column in dataset.columns]


def moved_records(moved: "Sequence[Moved]") -> list[dict[str, Any]]:
    """Whose readiness would move, as objects of JSON; days from the graph's."""
    return [
        {"enterprise": each.enterprise, "before_days": each.before, "after_days": each.after}
        for each in moved
    ]


def undone_record(undone: "Undone | UndoneChange") -> dict[str, Any]:
    """What was, or would be, taken back as an object of JSON."""
    counts = {kind: vars(each) for kind, each in undone.counts.items()}
    count = getattr(undone, "kept_count", len(undone.kept))
    told = {"counts": counts, "kept_count": count, "kept": kept_records(undone.kept)}
    names = ("change", "action", "moved") if hasattr(undone, "action") else ("load", "dataset")
    record = {name: getattr(undone, name) for name in names}
    return {"undone": record.pop(names[0]), **record, **told}


def kept_records(kept: Sequence[Kept]) -> list[dict[str, Any]]:
    """What could not be taken back, as objects of JSON."""
    return [{"kind": each.kind, "ids": list(each.ids), "fact": each.fact} for each in kept]
