"""What each route takes and asks for: its parameters, and what one must be allowed to use it.

A route that ``RULES`` lacks answers nobody; a test asks every route as every role.
"""

from collections.abc import Mapping
from typing import Any, Literal

from service.access.roles import Capability

PUBLIC: Literal["public"] = "public"
"""Asks nobody who he is."""

ACCOUNT: Literal["account"] = "account"
"""For who signed in himself: his own account."""

CATALOGUED = "query"
"""The part of an address that names a saved query, what-if or action."""

STATIC = "static"
"""The route of scripts and styles."""

Rule = Capability | Literal["public", "account"]

_READ = (
    *("api.as_json", "api.as_form", "api.as_graph", "api.as_network", "api.thing", "api.suggest"),
    *("api.bloom", "api.found", "api.metrics", "api.ready"),
    *("pages.query", "pages.found", "overview.page", "inside.own", "actions.form"),
    *(f"pages.{kind}" for kind in ("enterprise", "material", "team", "request", "letter")),
    *("loads.form", "loads.list_template", "loads.templates"),
    *("look_alikes.page", "look_alikes.as_json", "mine.page", "mine.as_json"),
    *("reference.catalogue", "reference.openapi", "reference.operation", "reference.page"),
    *("snapshots.listed", "snapshots.listed_as_json", "snapshots.page", "snapshots.as_json"),
    *("snapshots.as_form", "snapshots.difference_page", "snapshots.difference_as_json"),
    *("undoing.changes", "undoing.form", STATIC),
    # what may be recorded depends on the action, and of what it is
    *("actions.done", "actions.as_json"),
)

_TRY = (
    *("inside.page", "inside.profile", "writing.new", "writing.change"),
    *("report.page", "report.as_pdf", "report.as_xlsx", "report.as_zip"),
    *("scenarios.listed", "scenarios.listed_as_json"),
    *("scenarios.tried", "scenarios.tried_as_json", "scenarios.tried_as_file"),
    *("scenarios.kept", "scenarios.kept_as_json", "scenarios.kept_as_file"),
    *("scenarios.compared", "scenarios.compared_as_json", "scenarios.compared_as_file"),
)

_KEEP = (
    *("snapshots.done", "snapshots.done_as_json", "snapshots.removed"),
    *("writing.keep", "writing.keep_as_json", "writing.revise", "writing.revise_as_json"),
)

_LOAD = (
    *("loads.checked", "loads.as_json", "loads.job", "loads.job_as_json"),
    *("look_alikes.decided", "look_alikes.decided_as_json", "undoing.done", "undoing.as_json"),
)

_MANAGE = (
    *("administration.users", "administration.changed", "administration.audit"),
    *("administration.audit_as_json", "administration.audit_as_csv"),
)

_ACCOUNT = (
    *("account.page", "account.password", "account.new_token", "account.revoked"),
    *("account.signed_out", "account.signed_out_everywhere"),
)

_PUBLIC = (
    "api.health",
    "pages.token",
    "sign_in.form",
    "sign_in.entered",
    "openid.begin",
    "openid.back",
)

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(_READ, Capability.READ),
    **dict.fromkeys(_TRY, Capability.TRY),
    **dict.fromkeys(_KEEP, Capability.KEEP),
    **dict.fromkeys(_LOAD, Capability.LOAD),
    **dict.fromkeys(_MANAGE, Capability.MANAGE),
    **dict.fromkeys(_ACCOUNT, ACCOUNT),
    **dict.fromkeys(_PUBLIC, PUBLIC),
}
"""What each route asks for, by its endpoint."""


def rule_of(endpoint: str, values: Mapping[str, Any]) -> Rule | None:
    """What a request asks for, by its endpoint and the parts of its address; ``None``: no rule."""
    rule = RULES.get(endpoint)
    if rule is Capability.READ and values.get("folder") == "what-if" and endpoint != "api.suggest":
        return Capability.TRY
    return rule


ROUTE_PARAMETERS: dict[str, tuple[str, ...]] = {
    "api.suggest": ("text",),
    "api.found": ("q",),
    "pages.found": ("q",),
    "overview.page": ("scope",),
    "undoing.form": ("id",),
    **dict.fromkeys(("writing.new", "scenarios.tried", "scenarios.tried_as_json"), ("change",)),
    "scenarios.tried_as_file": ("change",),
    **dict.fromkeys(("scenarios.compared", "scenarios.compared_as_json"), ("a", "b")),
    "scenarios.compared_as_file": ("a", "b"),
    **dict.fromkeys(
        ("report.page", "report.as_pdf", "report.as_xlsx", "report.as_zip"), ("answer", "title")
    ),
    "mine.as_json": ("answer",),
    **dict.fromkeys(("sign_in.form", "openid.begin"), ("next",)),
    "openid.back": ("code", "state", "error", "error_description", "iss", "session_state"),
    **dict.fromkeys(
        ("administration.audit", "administration.audit_as_json", "administration.audit_as_csv"),
        ("since", "by", "event"),
    ),
    STATIC: ("v",),
}
"""The parameters that a route takes beside ``lang``; those not named here take none."""

SEVERAL = ("answer", "change")
"""Those of them that may be given several times."""

ROUTES_WITH_QUERY_PARAMETERS = {
    *("api.as_json", "api.as_form", "api.as_graph", "api.as_network", "pages.query"),
    *("inside.page", "inside.profile"),
    *("actions.form", "actions.done", "actions.as_json", "undoing.changes", "writing.change"),
}
"""The routes that pass all parameters on to a saved query, which declares what it takes."""

ROUTES_WITH_VIEW = {"api.as_json", "api.as_form", "pages.query"}
"""The routes that show an answer by filters, order and columns of the reader's."""

ROUTES_WITH_FOREIGN_PARAMETERS = {"openid.back"}
"""The routes to which another service sends people, with parameters that it may add to: those that
nobody here knows are passed over (RFC 6749, 4.1.2)."""

UPLOAD_ROUTES = {"loads.checked", "loads.as_json"}
"""The routes that take a file."""

UPLOAD_PATHS = ("/load", "/load.json")
"""Where they are: the server bounds other requests before it knows of routes."""
