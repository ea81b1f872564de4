"""The invented letters to other places of the Cixi dataset; no chance is drawn for them."""

from seed.making.tables import Cell, Network, days_ago, row

_TEXT = (
    "我地企业公牛集团的配套企业中，有{count}家位于贵地，尚未正常生产，名单附后。"
    "恳请贵地协调有关部门，在落实防控要求的前提下，支持其尽快恢复生产，并将办理情况函告我方为盼。"
)

_LETTERS = (
    ("letter-01", "44", "answered", "慈复工函〔2020〕1号（虚构）", 5, 4, 1, "已转有关地市办理"),
    ("letter-02", "31", "sent", "慈复工函〔2020〕2号（虚构）", 2, 1, None, None),
    ("letter-03", "35", "draft", None, 0, None, None, None),
)
"""Id, place, state, number; how many days ago written, sent and answered; the answer."""

_ANCHOR = "gongniu"


def letters(network: Network) -> tuple[list[dict[str, Cell]], list[dict[str, Cell]]]:
    """Rows of ``letters.csv`` and of ``about.csv``: on behalf of one anchor, about its suppliers in
    the place that do not run."""
    rows: list[dict[str, Cell]] = []
    about: list[dict[str, Cell]] = []
    suppliers = _suppliers(network)
    for id_, to, state, number, *days, answer in _LETTERS:
        concerned = [
            one
            for one in suppliers
            if (network.enterprises[one].district or "").startswith(to)
            and not network.enterprises[one].runs
        ]
        written, sent, answered = (days_ago(day) if day is not None else None for day in days)
        text = _TEXT.format(count=len(concerned))
        rows.append(
            row("letters", id_, _ANCHOR, to, state, number, written, sent, answered, text, answer)
        )
        about += [row("about", id_, one) for one in concerned]
    return rows, about


def _suppliers(network: Network) -> list[str]:
    """All that feed the anchor, the nearest first."""
    found = [_ANCHOR]
    for buyer in found:  # it grows
        nearest = dict.fromkeys(s.supplier for s in network.supplies if s.buyer == buyer)
        found += [one for one in nearest if one not in found]
    return found[1:]
