"""Which actions somebody may do, and of which things: a service team of its own alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from service.access.own import Thing, not_own
from service.access.roles import Capability, Own, Rights
from service.catalog.catalog import SavedQuery
from service.errors import NotAllowed
from service.graph.database import Graph
from service.language import Text

NOTE = "add-note"
"""The action that changes no fact."""


class AllowedActions:
    """The actions that somebody with these ``rights`` may do on a ``graph``, for one request."""

    def __init__(self, graph: Graph, rights: Rights) -> None:
        self._graph = graph
        self._rights = rights
        self._known: dict[Thing, bool] = {}

    def require_some(self, action: SavedQuery) -> None:
        """Raises ``NotAllowed`` where this action may not be done, whatever it is about."""
        note = action.name == NOTE
        self._rights.require(Capability.NOTE if note else Capability.RECORD)

    def require(self, action: SavedQuery, arguments: Mapping[str, Any]) -> None:
        """Raises ``NotAllowed`` where this action may not be done, or not with these things."""
        self.require_some(action)
        own = self._rights.own
        if own is None:
            return
        things = _whose(action, arguments)
        if not things or not self._are_own(own, things):
            raise NotAllowed(
                Text(
                    "Your team records changes of the enterprises that it serves only",
                    "本专班仅可登记所服务企业的变动",
                )
            )

    def could(self, action: SavedQuery, given: Mapping[str, Any]) -> bool:
        """Whether this action may be done, as far as what is ``given`` tells."""
        if self._rights.own is not None and not _whose(action, given):
            return self._rights.may(Capability.RECORD)
        try:
            self.require(action, given)
        except NotAllowed:
            return False
        return True

    def learn(self, many: Iterable[tuple[SavedQuery, Mapping[str, Any]]]) -> None:
        """Asks at once what is one's team's own of all that many actions are offered for."""
        if self._rights.own is not None:
            things = {thing for action, given in many for thing in _whose(action, given)}
            self._are_own(self._rights.own, sorted(things))

    def _are_own(self, own: Own, things: list[Thing]) -> bool:
        """Whether all of these are a team's own; each is asked of the graph once."""
        unknown = [one for one in things if one not in own and one not in self._known]
        others = set(not_own(self._graph, own, unknown)) if unknown else set()
        self._known |= {one: one not in others for one in unknown}
        return all(one in own or self._known[one] for one in things)


def _whose(action: SavedQuery, arguments: Mapping[str, Any]) -> list[Thing]:
    """The things that say whose a change is."""
    return [
        ((parameter.suggest or "").removesuffix("s"), str(id))
        for parameter in action.parameters
        if parameter.name in action.whose
        for id in _each(arguments.get(parameter.name))
    ]


def _each(value: Any) -> list[Any]:
    """The values of an argument: none, one or several."""
    return value if isinstance(value, list) else [] if value is None else [value]
