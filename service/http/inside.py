"""How an answer is found: its statement, to be run by oneself, its columns, and its plan; and which
queries are of one's own."""

from typing import Any

from flask import Blueprint, Response, g, make_response, render_template

from service.access.roles import Capability
from service.catalog.catalog import QUERY, SavedQuery
from service.errors import NotAllowed
from service.formats import statement
from service.http import context
from service.language import Text

inside = Blueprint("inside", __name__)


@inside.get("/<any(queries, 'what-if'):folder>/<name:query>/statement")
def page(folder: str, query: str) -> Response:
    """The statement and its plan; nothing is run."""
    saved, told = _asked(folder, query)
    plan = context.knowledge().graph.explain(saved.statement, told).plan
    return _page(saved, told, list(statement.steps(plan)))


@inside.get("/queries/<name:query>/profile")
def profile(query: str) -> Response:
    """The same with a run of it: how many rows each operator had, and how often it read."""
    saved, told = _asked("queries", query)
    if not _may_run(saved):
        raise NotAllowed(
            Text(
                "Only who may keep snapshots runs a statement for its profile, and only one that"
                " needs no trials",
                "仅可保存快照者可运行语句查看其执行情况，且该查询无须推演",
            )
        )
    graph = context.knowledge().graph
    answer, plan = graph.profile(saved.statement, told, timeout=saved.timeout)
    return _page(saved, told, list(statement.steps(plan)), ms=answer.elapsed_ms)


@inside.get("/own-queries")
def own() -> str:
    """The saved queries of the folder of one's own, and what is wrong with them."""
    return render_template("own-queries.html", own=g.own_queries, state=context.state())


def _may_run(saved: SavedQuery) -> bool:
    return context.may(Capability.KEEP) and saved.kind == QUERY and not saved.derives


def _asked(folder: str, query: str) -> tuple[SavedQuery, dict[str, Any]]:
    saved = context.knowledge().catalog.by_address(folder, query)
    return saved, statement.told(saved, saved.arguments(dict(g.given)))


def _page(
    saved: SavedQuery,
    told: dict[str, Any],
    steps: list[statement.Step],
    *,
    ms: float | None = None,
) -> Response:
    text = render_template(
        "statement.html",
        saved=saved,
        given=g.given,
        told=statement.param_command(told) if told else "",
        steps=steps,
        ms=ms,
        may_run=_may_run(saved),
        state=context.state(),
    )
    return make_response(text)
