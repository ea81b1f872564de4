"""Loading data in the browser and over HTTP: what was understood, then the load, with progress."""

import tempfile
import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from service.answers.dataset_loads import Checked, Choices, check_file, load_file, writing
from service.answers.jobs import Jobs
from service.answers.names import names_by_label, names_of
from service.clock import today
from service.dataset.first_day.headers import normalized_header
from service.dataset.first_day.notices import DECIDE
from service.dataset.spreadsheets.encodings import NAMES
from service.dataset.uploaded_file import ACCEPTED, UploadedFile
from service.display import loads as display
from service.display.conflicts import conflict_texts, kept_texts
from service.errors import FaultyDataset, InvalidParameter, NotFound, Refusal
from service.formats.media_types import FILE_FORMATS, JSON
from service.http import context
from service.http.load_form import (
    LoadForm,
    changed_mapping,
    flag,
    form_of,
    refuse_unknown_fields,
    sent_file,
    sent_form,
    sent_mapping,
)
from service.http.uploads import Upload, Uploads
from service.language import Language, Text
from service.progress import Progress
from service.serialization import to_json

if TYPE_CHECKING:
    from service.dataset.load import Report
    from service.dataset.undo import Undone

loads = Blueprint("loads", __name__)

MAX_SHOWN = 200
"""Faults, notices, conflicts and enterprises that a page tells one by one; all are counted."""

LoadJobs = Jobs[tuple[str, Any]]
"""Loads and their undoing: what each is called, and its ``Report`` or ``Undone``."""


@loads.get("/load")
def form() -> Response:
    """The form that takes a file."""
    return _form(LoadForm(today().isoformat()), None)


@loads.post("/load")
def checked() -> Response:
    """Looks at a file; loads one that was looked at and of which nothing else is said since."""
    before: Upload | None = None
    sent = LoadForm()
    try:
        sent = sent_form()
        if token := request.form.get("upload", ""):
            before = _uploads().find(token)
            file, mapped = before.file, changed_mapping(before.choices.hints.mapped)
        else:
            file, mapped = sent_file(_uploads().most), {}
        choices = sent.choices(mapped)
        wanted = request.form.get("do", "check")
        same = before is not None and before.choices == choices
        if before and same and before.loadable and wanted == "load":
            return _started(before)
        found = _look(file, choices, what_if=wanted == "what-if")
    except (InvalidParameter, NotFound, FaultyDataset) as refusal:
        return _form(sent, refusal)
    named = found.dataset.title if found.dataset.columns else found.dataset.id
    choices = replace(choices, hints=replace(choices.hints, dataset=named or None))
    upload = _uploads().keep(
        file, choices, loadable=not found.faults, token=before.token if before else ""
    )
    return _checked(upload, found, changed=wanted == "load" and before is not None)


@loads.post("/load.json")
def as_json() -> Response:
    """Loads the file of a form, or with ``check`` only looks at it."""
    refuse_unknown_fields()
    file = sent_file(_uploads().most)
    choices = sent_form().choices(sent_mapping())
    knowledge = context.knowledge()
    language = context.request_language()
    told: dict[str, Any] = {}
    from service.dataset.load import raise_faults

    if flag("check"):
        found = _look(file, choices, what_if=flag("what_if"))
        raise_faults(Path(file.name), found.faults)
        report = cast("Report", found.report)
        told["columns"] = display.column_records(found.dataset)
        if found.refusal:
            raise found.refusal
        if found.moved is not None:
            told["moved"] = display.moved_records(found.moved)
    else:
        with writing():
            report = load_file(
                file,
                choices,
                knowledge.graph,
                by=context.requester(),
                personal=knowledge.show_personal,
                sure=flag("yes"),
            )
    body = {
        **display.report_record(
            report, personal=context.shows_persons_in(report.conflicts.first, "load")
        ),
        "understood": [text.to(language) for text in report.understood],
        "notices": [text.to(language) for text in report.notices],
        **told,
    }
    return Response(to_json(body), content_type=JSON)


@loads.get("/load/jobs/<id>")
def job(id: str) -> str:
    """How far a load, or the undoing of one, is, and what came of it."""
    found = jobs().find(id)
    knowledge = context.knowledge()
    view: dict[str, Any] = {}
    if found.outcome:
        name, done = found.outcome
        view = {"name": name, "done": done, "counts": display.count_rows(done.counts)}
        if not hasattr(done, "kept"):
            view |= _report_view(done)
        else:
            shown = done.kept[:MAX_SHOWN]
            view["kept"] = kept_texts(shown, names_of(knowledge.graph, shown))
    faults = found.refusal.faults if found.refusal else ()
    return render_template(
        "load_job.html",
        job=found,
        faults=display.shown_faults(faults[:MAX_SHOWN]),
        fault_count=len(faults),
        state=knowledge.state() if not found.runs else None,
        **view,
    )


@loads.get("/load/jobs/<id>.json")
def job_as_json(id: str) -> Response:
    """The same for the script that shows it."""
    found = jobs().find(id)
    body = {
        "runs": found.runs,
        "what": found.what.to(context.request_language()),
        "done": found.done,
        "of": found.of,
    }
    return Response(to_json(body), content_type=JSON)


@loads.get("/templates.zip")
def templates() -> Response:
    """The empty tables and the empty list, as ``tongbu template`` writes them."""
    packed = _templates(context.request_language())
    return _attachment(packed, "application/zip", "tongbu-templates.zip")


@loads.get("/templates/list.xlsx")
def list_template() -> Response:
    """The empty first-day list."""
    from service.dataset.tables.templates import LIST

    with zipfile.ZipFile(BytesIO(_templates(context.request_language()))) as archive:
        return _attachment(archive.read(LIST), FILE_FORMATS["xlsx"][0], LIST)


def jobs() -> LoadJobs:
    """The loads of this process."""
    return cast(LoadJobs, g.jobs)


def _uploads() -> Uploads:
    return cast(Uploads, g.uploads)


def _form(sent: LoadForm, refusal: Refusal | None) -> Response:
    page = render_template(
        "load.html",
        sent=sent,
        refusal=refusal,
        wrong={fault.where: fault for fault in refusal.faults} if refusal else {},
        accepted=ACCEPTED,
        encodings=NAMES,
        most=_uploads().most,
        state=context.knowledge().state(),
    )
    return make_response(page, refusal.status if refusal else 200)


def _checked(upload: Upload, found: Checked, *, changed: bool) -> Response:
    knowledge = context.knowledge()
    dataset, report = found.dataset, found.report
    moved = (found.moved or [])[:MAX_SHOWN]
    told = dataset.mapping or {}
    page = render_template(
        "load_checked.html",
        upload=upload,
        sent=form_of(upload.choices),
        dataset=dataset,
        is_list=bool(dataset.columns) or not dataset.tables,
        told={c.header for c in dataset.columns if normalized_header(c.header) in told},
        fields=display.FIELDS,
        by_itself=display.BY_ITSELF,
        doubtful=display.DOUBTFUL,
        understood=[display.without_options(text) for text in dataset.understood],
        encodings=NAMES,
        changed=changed,
        faults=display.shown_faults(found.faults[:MAX_SHOWN]),
        fault_count=len(found.faults),
        report=report,
        counts=display.count_rows(report.counts) if report else [],
        moved=[(each, display.days(each.before), display.days(each.after)) for each in moved],
        moved_count=None if found.moved is None else len(found.moved),
        names=names_by_label(knowledge.graph, {"Enterprise": {e.enterprise for e in moved}}),
        untried=found.refusal,
        state=knowledge.state(),
        **(_report_view(report) if report else _notices(dataset.notices)),
    )
    return make_response(page, 422 if found.faults else 200)


def _notices(notices: list[Text]) -> dict[str, Any]:
    """What a person should look at; that pairs of names are to be decided is a link by itself."""
    shown = [text for text in notices if text != DECIDE]
    return {
        "notices": shown[:MAX_SHOWN],
        "notice_count": len(shown),
        "look_alike": DECIDE in notices,
    }


def _report_view(report: "Report") -> dict[str, Any]:
    """What pages show of a report beside its counts."""
    knowledge = context.knowledge()
    conflicts = report.conflicts.first[:MAX_SHOWN]
    return {
        **_notices(report.notices),
        "conflicts": conflict_texts(
            conflicts,
            names_of(knowledge.graph, conflicts),
            personal=context.shows_persons_in(conflicts, "load"),
        ),
    }


def _started(upload: Upload) -> Response:
    """Begins the load and leads to its page."""
    by, uploads, knowledge = context.requester(), _uploads(), context.knowledge()

    def work(progress: Progress) -> "tuple[str, Report | Undone]":
        report = load_file(
            upload.file,
            upload.choices,
            knowledge.graph,
            by=by,
            personal=knowledge.show_personal,
            progress=progress,
        )
        uploads.forget(upload.token)
        return upload.file.name, report

    started = jobs().start(work, writing(), "a load")
    return cast(Response, redirect(url_for("loads.job", id=started.id), 303))


def _look(file: UploadedFile, choices: Choices, *, what_if: bool) -> Checked:
    knowledge = context.knowledge()
    personal = knowledge.show_personal
    return check_file(file, choices, knowledge.graph, personal=personal, what_if=what_if)


@cache
def _templates(language: Language) -> bytes:
    from service.dataset.tables.templates import write_templates

    packed = BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="tongbu-") as private,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in write_templates(Path(private) / "templates", language):
            archive.write(path, path.name)
    return packed.getvalue()


def _attachment(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
