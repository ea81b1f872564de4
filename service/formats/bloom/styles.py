"""How labels, relationship types and the state of enterprises look in Bloom."""

from dataclasses import dataclass

from service.model.tables import BY_LABEL

TYPE_CAPTION = "0_REL_TYPE_CAPTION_KEY"
"""Bloom's key for the relationship's type as caption."""


@dataclass(frozen=True)
class CategoryStyle:
    """A category's colour, caption and icon; its name is what one thing of its table is called.

    Icons are ids of Bloom's own; these stand for the same things in public perspectives.
    """

    color: str = "#cfd6dd"
    captions: tuple[str, ...] = ("name",)
    icon: str = "no-icon"


@dataclass(frozen=True)
class RelationshipStyle:
    """A relationship type's colour, caption and width; its name is always its type."""

    color: str
    captions: tuple[str, ...] = (TYPE_CAPTION,)
    size: float = 1


CATEGORY_STYLES = {
    "Enterprise": CategoryStyle(
        "#b8c4d0",
        icon="0D861286-D74D-4267-98BF-A5616808778A",  # a warehouse
    ),
    "Material": CategoryStyle("#d9c8ae"),
    "ServiceTeam": CategoryStyle(
        "#6fc3d6",
        icon="1BA78CC1-ED89-46D5-9D2B-D78DC944A59D",  # a group
    ),
    "Request": CategoryStyle(
        "#ffc454",
        ("kind", "state"),
        icon="0CF829FF-B8AB-4252-982F-BFAA8C1BBF50",  # a message
    ),
    "Letter": CategoryStyle("#f2b8a0", ("number", "state")),
    "Worker": CategoryStyle(
        "#c990c0",
        ("home", "state"),
        icon="DB188874-D25F-4B34-A296-E5E950072319",  # a person
    ),
}
CATEGORY_STYLES |= {label: CategoryStyle() for label in BY_LABEL.keys() - CATEGORY_STYLES.keys()}
"""By label, in Bloom's order: every label of a table; other labels are not shown."""

RELATIONSHIP_STYLES = {
    "WAITS_FOR": RelationshipStyle("#a3261b", ("material", "days"), 4),
    "SUPPLIES": RelationshipStyle("#56606e", ("material", "lead_days"), 2),
    "NEEDS": RelationshipStyle("#b99a6b", (TYPE_CAPTION, "stock_days")),
    "MAKES": RelationshipStyle("#8dcc93"),
}
DEFAULT_RELATIONSHIP_STYLE = RelationshipStyle("#848484")
"""For the types that are not in ``RELATIONSHIP_STYLES``."""

HIDDEN_RELATIONSHIP_TYPES = ("CHANGED",)
"""Types that are not shown: who recorded what is for the page of an enterprise."""

READINESS_RULES = (
    ("stuck", "string", "equals", "closed", "#848484"),
    ("stuck", "string", "equals", "circular", "#a3261b"),
    ("stuck", "string", "equals", "late", "#ff8f80"),
    ("in_flow", "boolean", "is-true", None, "#5fc896"),
    ("runs", "boolean", "is-true", None, "#f0a95a"),
)
"""Property, Bloom's type, condition, value and colour of enterprises; the first match wins: never
ready and why, in flow, running but about to run short. All others do not run yet and get a blue of
``READY_DAYS_COLORS``: the deeper, the more days until ready."""

READY_DAYS_COLORS = ("#cfe3fb", "#83b8f0", "#245b97")
READY_DAYS_POINTS = (7, 30)
MAX_READY_DAYS = 36500
"""Colours at 0 days until ready and at the two of ``READY_DAYS_POINTS``; the greatest number."""

STEP_SIZES = (("resumed_on", 0.5), ("prevention_on", 1), ("filed_on", 1.5), ("surveyed_on", 2))
SIZE_BEFORE_STEPS = 2.5
"""Node sizes by the last of the four steps that is done, and before any: the less, the larger."""
