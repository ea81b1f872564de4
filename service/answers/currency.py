"""When an answer has to wait, since it would rest on half of a load or of a derivation."""

from collections.abc import Collection

from service.catalog.catalog import SavedQuery
from service.errors import Deriving
from service.graph.state import State, unfinished_text
from service.language import Text

RECORD = "changes"
"""The saved query that tells what was loaded and recorded. It is answered at any time: who has to
undo a load that was broken off finds it there."""


def refuse_unless_current(query: SavedQuery, state: State, offering: Collection[str]) -> None:
    """Raises ``Deriving`` where an answer would rest on half of a load or of a derivation.

    What offers values for parameters, named in ``offering``, is answered at any time: it only
    finds names.
    """
    if state.derived or query.name in offering or query.name == RECORD:
        return
    if not state.loading and not query.rests_on_derived:
        return
    refuse_unless_derived(state)


def refuse_unless_derived(state: State) -> None:
    """Raises ``Deriving``, with what is under way, unless derived facts are current."""
    if state.derived:
        return
    if state.empty and not state.loading:
        raise Deriving(
            Text("Nothing was loaded yet: tongbu load DIR", "尚未载入数据：请运行 tongbu load DIR"),
            retry_after=30,
        )
    if state.loading:
        raise Deriving(unfinished_text(state.loading), retry_after=10)
    done = f"{state.progress:.0%}" if state.progress is not None else "0%"
    raise Deriving(
        Text(
            f"Readiness is being derived again ({done} done); try again shortly, or run"
            " tongbu derive if it was interrupted",
            f"正在重新推算（已完成 {done}），请稍后重试；若已中断，请运行 tongbu derive",
        )
    )
