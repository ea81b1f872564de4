"""The saved queries, what-ifs and actions as a newcomer asks for them."""

from service.catalog.catalog import Catalog, SavedQuery
from service.language import Text

GROUPS = (
    (
        Text("Who waits for whom", "谁在等谁"),
        ("critical-path", "why", "readiness", "circular-waits", "lead-time", "supplier-tree"),
    ),
    (
        Text("Who depends on one supplier", "谁依赖单一来源"),
        (
            "shared-single-source",
            "single-source",
            "shared-suppliers",
            "diamonds",
            "time-to-survive",
            "alternatives",
        ),
    ),
    (
        Text("What to do today", "今天先办什么"),
        (
            "unblock-first",
            "running-short",
            "overdue",
            "open-requests",
            "team-worklist",
            "data-gaps",
            "outside-suppliers",
        ),
    ),
    (Text("Who is where", "进度与分布"), ("standing", "four-sync-board", "workers-away")),
)
"""By group; a query that none names stands under ``MORE``, so that adding one touches nothing."""

WHAT_IF = Text("What if", "推演")

ACTION = Text("Record a change", "登记变动")

MORE = Text("Look up, and more", "查找与其他")


def grouped(catalog: Catalog) -> list[tuple[Text, list[SavedQuery]]]:
    """The saved queries by group, each once, then the others; empty groups are left out."""
    groups = [
        (title, [catalog[name] for name in names if name in catalog]) for title, names in GROUPS
    ]
    placed = {name for _, names in GROUPS for name in names}
    groups.append((WHAT_IF, list(catalog.what_ifs)))
    groups.append((ACTION, list(catalog.actions)))
    groups.append((MORE, [saved for saved in catalog if saved.name not in placed]))
    return [(title, queries) for title, queries in groups if queries]
