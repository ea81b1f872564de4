"""Scenarios: several what-ifs as one, tried by their address or kept under a name, alone or two
side by side."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from markupsafe import Markup

from service.answers.answer import Answer, AnswerStream, Subgraph
from service.answers.kept_scenarios import KeptScenario, kept_scenario, kept_scenarios
from service.answers.scenario import Change, read_written
from service.answers.scenario_trials import Tried, tables, try_scenarios
from service.display.scenarios import THEN, change_words, total_rows
from service.errors import Fault, InternalError, InvalidParameter, Refusal
from service.formats import picture
from service.formats.media_types import FILE_FORMATS, JSON
from service.formats.report import Part
from service.formats.scenarios import json_of
from service.http import context
from service.http.addresses import Address
from service.http.answer_files import FILE_FORMS, attached, encoded
from service.language import Text
from service.serialization import to_json

scenarios = Blueprint("scenarios", __name__)

A_AND_B = ("A", "B")
"""How two that stand side by side are called."""


@dataclass
class Shown:
    """One scenario of a page: as it is kept, where it is, and its changes, where they can be read;
    ``name`` is ``A`` or ``B`` where two stand side by side."""

    changes: Sequence[Change]
    kept: KeptScenario | None = None
    name: str = ""

    @property
    def written(self) -> list[str]:
        return [change.written for change in self.changes]


@scenarios.get("/scenarios")
def listed() -> Response:
    """Those that are kept; those removed can be brought back."""
    return list_page()


def list_page(refusal: Refusal | None = None) -> Response:
    knowledge = context.knowledge()
    every = kept_scenarios(knowledge)
    page = render_template(
        "scenarios.html",
        kept=[(one, _titles(one)) for one in every if one.removed_at is None],
        removed=[one for one in every if one.removed_at is not None],
        refusal=refusal,
        state=context.state(),
    )
    return context.refusing(page, refusal)


@scenarios.get("/scenarios.json")
def listed_as_json() -> Response:
    records = [one.record for one in kept_scenarios(context.knowledge())]
    return Response(to_json({"scenarios": records}), content_type=JSON)


@scenarios.get("/scenarios/try")
def tried() -> Response:
    """A scenario that is not kept, as its address says it."""
    return _page(lambda: [Shown(_changes())])


def tried_page(texts: Sequence[str], refused: Refusal) -> Response:
    """The page of one that could not be kept: what was entered stays."""
    return _page(lambda: [Shown(read_written(context.knowledge().catalog, texts))], refused=refused)


@scenarios.get("/scenarios/try.json")
def tried_as_json() -> Response:
    return _as_json([Shown(_changes())])


@scenarios.get(f"/scenarios/try.<any({FILE_FORMS}):form>")
def tried_as_file(form: str) -> Response:
    return _as_file([Shown(_changes())], form)


@scenarios.get("/scenarios/<scenario:id>")
def kept(id: str) -> Response:
    """One that is kept, tried on the graph as it is now."""
    return page_of(id)


def page_of(id: str, refused: Refusal | None = None) -> Response:
    """The page of a kept one; ``refused``: why it could not be given another name."""
    found = kept_scenario(context.knowledge(), id)
    return _page(lambda: [_opened(found)], found=found, refused=refused)


@scenarios.get("/scenarios/<scenario:id>.json")
def kept_as_json(id: str) -> Response:
    return _as_json([_opened(kept_scenario(context.knowledge(), id))])


@scenarios.get(f"/scenarios/<scenario:id>.<any({FILE_FORMS}):form>")
def kept_as_file(id: str, form: str) -> Response:
    return _as_file([_opened(kept_scenario(context.knowledge(), id))], form)


@scenarios.get("/scenarios/compare")
def compared() -> Response:
    """Two that are kept, side by side."""
    return _page(_both)


@scenarios.get("/scenarios/compare.json")
def compared_as_json() -> Response:
    return _as_json(_both())


@scenarios.get(f"/scenarios/compare.<any({FILE_FORMS}):form>")
def compared_as_file(form: str) -> Response:
    return _as_file(_both(), form)


def told_changes(changes: Sequence[Change]) -> list[tuple[Change, str, list[tuple[str, str]]]]:
    """Each with what it is called and its parameters in words."""
    told = []
    for change in changes:
        labels = context.id_labels(change.what_if, change.stated)
        told.append((change, *change_words(change, labels, context.request_language())))
    return told


def _titles(one: KeptScenario) -> list[str]:
    """What the changes of a kept one are called."""
    catalog = context.knowledge().catalog
    names = [str(record.get("what_if")) for record in one.records]
    return [
        catalog[name].title.to(context.request_language()) if name in catalog else name
        for name in names
    ]


def shown_at(address: Address) -> list[Shown]:
    """The scenarios at an address: one or two that are kept, or one by its changes.

    Raises ``NotFound`` for one that there is not, ``InvalidParameter`` for changes that cannot be
    tried.
    """
    knowledge = context.knowledge()
    if address.changes:
        return [Shown(read_written(knowledge.catalog, address.changes))]
    found = [_opened(kept_scenario(knowledge, id)) for id in address.scenarios]
    if len(found) < 2:
        return found
    return [replace(one, name=letter) for one, letter in zip(found, A_AND_B, strict=True)]


def title_of(shown: Sequence[Shown]) -> str:
    """What scenarios are called: by their names, or what the changes are called."""
    language = context.request_language()
    called = [
        one.kept.name
        if one.kept
        else Text(", ", "、")
        .to(language)
        .join(dict.fromkeys(change.what_if.title.to(language) for change in one.changes))
        for one in shown
    ]
    return Text(" beside ", " 对比 ").to(language).join(called)


def scope_of(shown: Sequence[Shown]) -> list[tuple[str, str]]:
    """The changes of scenarios in words."""
    return [pair for one in shown for pair in _scope(one)]


def parts_of(shown: Sequence[Shown]) -> list[Part]:
    """What scenarios would do, tried on the graph as it is now: a report's parts."""
    result = try_scenarios(context.knowledge(), [one.changes for one in shown], whole=True)
    title, dash = title_of(shown), Text(": ", "：").to(context.request_language())
    return [replace(one, title=f"{title}{dash}{one.title}") for one in _parts(shown, result)]


def _changes() -> list[Change]:
    return read_written(context.knowledge().catalog, request.args.getlist("change"))


def _opened(found: KeptScenario) -> Shown:
    return Shown(found.changes(context.knowledge()), found)


def _both() -> list[Shown]:
    given = [str(g.given.get(name, "")) for name in ("a", "b")]
    expected = Text("the id of a scenario is expected", "应为方案编号")
    faults = [Fault(expected, name) for name, id in zip("ab", given, strict=True) if not id]
    if faults:
        raise InvalidParameter(Text("Choose two scenarios", "请选择两个方案"), faults)
    return shown_at(Address(scenarios=given))


def _page(
    read: Callable[[], list[Shown]],
    *,
    found: KeptScenario | None = None,
    refused: Refusal | None = None,
) -> Response:
    """The page of what ``read`` gives; what cannot be tried is told, and what was asked stays."""
    knowledge = context.knowledge()
    shown: list[Shown] = [Shown((), found)]
    result: Tried | None = None
    refusal = refused
    try:
        shown = read()
        result = try_scenarios(knowledge, [one.changes for one in shown])
    except InternalError:
        raise
    except Refusal as error:
        refusal = refusal or error
    language = context.request_language()
    outcomes = result.outcomes if result else ()
    page = render_template(
        "scenario.html",
        shown=shown,
        told=[told_changes(one.changes) for one in shown],
        found=found,
        refusal=refusal,
        compared=len(shown) > 1,
        totals=total_rows([one.totals for one in outcomes], language) if result else [],
        losses=_losses(result),
        view=context.answer_view(result.moved, {}) if result else None,
        pictures=_pictures(result) if result else [],
        result=result,
        others=_others(shown) if len(shown) == 1 else [],
        data=data_addresses(shown),
        show_personal=knowledge.show_personal,
        key=request.form.get("key") or uuid.uuid4().hex,
        sent=request.form,
        state=result.state if result else context.state(),
    )
    return context.refusing(page, refusal)


def data_addresses(shown: Sequence[Shown]) -> dict[str, str]:
    """The addresses of a page's data, by form."""
    forms = {"JSON": "json", "XLSX": "xlsx", "CSV": "words.csv", "NDJSON": "ndjson"}
    if len(shown) > 1:
        values: dict[str, Any] = {
            name: one.kept.id for name, one in zip("ab", shown, strict=True) if one.kept
        }
        base = "compared"
    elif shown[0].kept:
        values, base = {"id": shown[0].kept.id}, "kept"
    else:
        values, base = {"change": shown[0].written}, "tried"
    return {
        name: url_for(f"scenarios.{base}_as_json", **values)
        if form == "json"
        else url_for(f"scenarios.{base}_as_file", form=form, **values)
        for name, form in forms.items()
    }


def _others(shown: Sequence[Shown]) -> list[KeptScenario]:
    """Those with which a kept one can be compared."""
    own = shown[0].kept
    if not own:
        return []
    every = kept_scenarios(context.knowledge())
    return [one for one in every if one.removed_at is None and one.id != own.id]


def _losses(result: Tried | None) -> list[dict[str, Any]]:
    """What the stops of each scenario cost, by scenario."""
    found = []
    for place, outcome in enumerate(result.outcomes if result else ()):
        if outcome.losses and outcome.losses_totals:
            rows = total_rows([outcome.losses_totals], context.request_language())
            view = context.answer_view(outcome.losses, {})
            found.append({"place": place, "totals": rows, "view": view})
    return found


def _pictures(result: Tried) -> list[Markup]:
    """The enterprises concerned most as they are, and in each scenario."""
    if not result.now.nodes:
        return []
    every = [result.now, *(one.picture for one in result.outcomes)]
    language, named = context.request_language(), context.names_today()
    drawn = [picture.picture_of(_drawn(result, one), language, named) for one in every]
    # embedded has escaped what could end the element
    return [Markup(picture.embedded(one)) for one in drawn]  # nosec B704


def _drawn(result: Tried, subgraph: Subgraph) -> Answer:
    return Answer(tables()["picture"], {}, result.state, [], subgraph, False, 0.0)


def _as_json(shown: Sequence[Shown]) -> Response:
    result = try_scenarios(context.knowledge(), [one.changes for one in shown])
    called = [(one.kept.id, one.kept.name) if one.kept else (None, None) for one in shown]
    response = Response(json_of(result, called), content_type=JSON)
    response.headers["Graph-Version"] = str(result.state.version)
    return response


def _as_file(shown: Sequence[Shown], form: str) -> Response:
    """Who stands otherwise, all of them, in another form; a workbook has the page's other tables,
    too."""
    result = try_scenarios(context.knowledge(), [one.changes for one in shown], whole=True)
    moved, title = result.moved, title_of(shown)
    if form == "xlsx":
        from service.formats.report_workbook import report_xlsx

        body: Any = report_xlsx(title, _parts(shown, result), context.request_language())
    else:
        stream = AnswerStream(moved.query, {}, moved.state, iter(moved.rows))
        body = b"".join(encoded(stream, form))
    response = make_response(body)
    response.headers["Content-Type"] = FILE_FORMATS[form][0]
    return attached(response, [title, str(moved.state.as_of or "")], form)


def _parts(shown: Sequence[Shown], result: Tried) -> list[Part]:
    """The tables of a page: who stands otherwise, with what changes in all, and what stops cost."""
    language, named = context.request_language(), context.names_today()
    then = [one.name or THEN.to(language) for one in shown]
    href = data_addresses(shown)["JSON"].removesuffix(".json")
    parts = [
        Part(
            result.moved.query.title.to(language),
            scope_of(shown),
            href,
            result.moved,
            named,
            totals=[one.totals for one in result.outcomes],
            then=then,
        )
    ]
    for one, name, outcome in zip(shown, then, result.outcomes, strict=True):
        if outcome.losses and outcome.losses_totals:
            title = Text("What the stops cost", "停产的影响").to(language)
            letter = Text(f" in {one.name}", f"（{one.name}）").to(language) if one.name else ""
            parts.append(
                Part(
                    title + letter,
                    _scope(one),
                    href,
                    outcome.losses,
                    named,
                    totals=[outcome.losses_totals],
                    then=[name],
                )
            )
    return parts


def _scope(one: Shown) -> list[tuple[str, str]]:
    """The changes of a scenario in words, as pairs."""
    language = context.request_language()
    colon, comma = Text(": ", "：").to(language), Text(", ", "，").to(language)
    pairs = []
    for number, (_, title, told) in enumerate(told_changes(one.changes), 1):
        label = Text(f"{one.name} change {number}".strip(), f"{one.name} 变动 {number}".strip())
        about = comma.join(f"{name}{colon}{value}" for name, value in told)
        pairs.append((label.to(language), f"{title}{comma}{about}" if about else title))
    return pairs
