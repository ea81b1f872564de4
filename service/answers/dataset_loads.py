"""Loads for whoever sends a file: looked at before, loaded, and taken back."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from service.answers.changes import ConcurrencySlot
from service.dataset.first_day.reader import NO_HINTS, Hints
from service.dataset.personal_faults import masked_faults
from service.dataset.tables.input_tables import Dataset
from service.dataset.uploaded_file import UploadedFile
from service.derivation.complete import bring_up_to_date
from service.errors import Conflict, Fault, Refusal, TooManyRequests
from service.graph.database import Graph
from service.graph.state import read_state
from service.language import Text
from service.progress import SILENT, Progress

if TYPE_CHECKING:
    from service.dataset.load import Report
    from service.dataset.trial import Moved
    from service.dataset.undo import Undone

_LOAD_ID = re.compile(r"load-[0-9]+")

MAX_WAIT_SECONDS = 60.0
"""How long one file waits until another has been read."""

_READING = threading.Lock()
"""One file at a time: a large one takes some hundred megabytes while it is read."""

_WRITING = threading.Lock()
"""One load or undoing of one at a time."""


def is_load(id: str) -> bool:
    """Whether it is the id of a load, which no change has."""
    return _LOAD_ID.fullmatch(id) is not None


@dataclass(frozen=True)
class Choices:
    """What a person says of a file: ``as_of`` is the day that a list tells of, ``replace`` removes
    what the dataset brought earlier and no longer has."""

    as_of: date
    hints: Hints = NO_HINTS
    replace: bool = False


@dataclass
class Checked:
    """What a file was understood as, all its faults, and, without faults, what loading it would do:
    ``report``, and ``moved``, whose readiness would move, where that was asked and can be told;
    ``refusal`` says why it cannot."""

    dataset: Dataset
    faults: list[Fault]
    report: "Report | None" = None
    moved: "list[Moved] | None" = None
    refusal: Refusal | None = None


def check_file(
    file: UploadedFile, choices: Choices, graph: Graph, *, personal: bool, what_if: bool = False
) -> Checked:
    """Looks at a file without writing anything; ``personal``: whether faults may show persons.

    Raises ``FaultyDataset`` for a zip that cannot be unpacked, ``TooManyRequests`` where another
    file takes too long to be read.
    """
    # py2neo, which writes the loader's statements, is not needed to start
    from service.dataset.check import read_and_check
    from service.dataset.load import load_dataset
    from service.dataset.trial import try_load

    with _reading(), file.placed() as path:
        dataset, faults = read_and_check(
            path, graph, replace=choices.replace, as_of=choices.as_of, hints=choices.hints
        )
        checked = Checked(dataset, faults if personal else masked_faults(faults, dataset.columns))
        if not faults:
            checked.report = load_dataset(dataset, graph, replace=choices.replace, write=False)
            if what_if:
                try:
                    checked.moved = try_load(dataset, graph, replace=choices.replace)
                except Refusal as refusal:
                    checked.refusal = refusal
    return checked


@contextmanager
def writing() -> Iterator[None]:
    """The turn to load or to undo a load; raises ``Conflict`` where it is somebody else's."""
    if not _WRITING.acquire(blocking=False):
        raise Conflict(
            Text(
                "Another load, or the undoing of one, is under way; wait until it has ended",
                "另一载入或撤销正在进行，请待其完成",
            )
        )
    try:
        yield
    finally:
        _WRITING.release()


def load_file(
    file: UploadedFile,
    choices: Choices,
    graph: Graph,
    *,
    by: str,
    personal: bool,
    progress: Progress = SILENT,
    sure: bool = True,
) -> "Report":
    """Loads a file and derives what follows from it; the caller has its turn (``writing``).

    Raises ``FaultyDataset`` with every fault, and ``Conflict`` where somebody who is not ``sure``
    would replace a dataset by one of which it brought nothing; then nothing was written.
    """
    from service.dataset.check import read_and_check
    from service.dataset.load import load_dataset, raise_faults

    with _reading(), file.placed() as path:
        progress.line(Text("Reading and checking", "读取并检查"))
        dataset, faults = read_and_check(
            path, graph, replace=choices.replace, as_of=choices.as_of, hints=choices.hints
        )
        raise_faults(path, faults if personal else masked_faults(faults, dataset.columns))
    if choices.replace and not sure:
        _refuse_unrelated(load_dataset(dataset, graph, replace=True, write=False))
    report = load_dataset(dataset, graph, replace=choices.replace, progress=progress, by=by)
    _derive(graph, progress)
    return report


def _refuse_unrelated(report: "Report") -> None:
    if report.unrelated:
        name = report.dataset
        raise Conflict(
            Text(
                f"Nothing in it is what {name} brought before, and all of that would be removed. Is"
                " it a dataset of its own? Then give it a name of its own (dataset); else say"
                " yes=1",
                f"其中没有任何内容与 {name} 此前载入的相同，而后者将全部移除。"
                "如为另一数据集，请另行命名（dataset）；确认替换请加 yes=1",
            )
        )


def try_take_back_load(load: str, graph: Graph) -> "Undone":
    """What taking a load back would do; raises as ``try_undo``, and ``TooManyRequests``."""
    from service.dataset.undo import try_undo

    with ConcurrencySlot():
        return try_undo(load, graph)


def take_back_load(load: str, graph: Graph, *, by: str, progress: Progress = SILENT) -> "Undone":
    """Takes back a load and derives what follows; raises as ``undo_load``. The caller has its turn
    (``writing``)."""
    from service.dataset.undo import undo_load

    undone = undo_load(load, graph, by=by, progress=progress)
    _derive(graph, progress)
    return undone


def _derive(graph: Graph, progress: Progress) -> None:
    with graph.transaction(write=False, timeout=60) as transaction:
        derived = read_state(transaction).derived
    bring_up_to_date(graph, progress, derived=derived)


@contextmanager
def _reading() -> Iterator[None]:
    if not _READING.acquire(timeout=MAX_WAIT_SECONDS):
        raise TooManyRequests(
            Text("Another file is being read; try again shortly", "正在读取另一文件，请稍后重试")
        )
    try:
        yield
    finally:
        _READING.release()
