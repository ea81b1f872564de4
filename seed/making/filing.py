"""The invented filings and chain certificates of the Cixi dataset; no chance is drawn for them."""

import datetime

from seed.making.tables import AS_OF, ILLUSTRATIVE, Cell, Enterprise, Network, days_ago, row

_REFUSALS = (
    "防疫物资不足三日用量 / protective supplies for less than three days",
    "隔离房间数不足 / too few isolation rooms",
)


def add_filings(network: Network) -> None:
    """How far each invented enterprise of the region is that was surveyed."""
    begun = 0
    for one in network.enterprises.values():
        local = (one.district or "").startswith("3302")
        if one.source != ILLUSTRATIVE or not local or not one.surveyed_on or one.closed_on:
            continue
        one.filing_level = "county" if one.above_scale else "town"
        if one.filed_on:
            _has_papers(one, 3)
            one.filing_state = "approved"
            one.applied_on = one.filed_on - datetime.timedelta(days=1)
        else:
            _begin(one, begun)
            begun += 1


def _begin(one: Enterprise, number: int) -> None:
    """One of the states before approval, in turn."""
    state = ("prepared", "applied", "inspected", "prepared", "applied", "refused", "")[number % 7]
    if not state:
        one.filing_level = None
        return
    one.filing_state = state
    _has_papers(one, number % 3 if state == "prepared" else 3)
    if state != "prepared":
        one.applied_on = days_ago(number % 4)
    if state == "refused":
        one.filing_refusal = _REFUSALS[number // 7 % 2]


def _has_papers(one: Enterprise, papers: int) -> None:
    one.commitment, one.prevention_plan, one.worker_register = (papers > n for n in range(3))


def certificates(network: Network) -> list[dict[str, Cell]]:
    """Of both anchors for some small suppliers of theirs whose filing is under way."""
    rows: list[dict[str, Cell]] = []
    for anchor in ("gongniu", "xinhai"):
        small = [
            supply.supplier
            for supply in network.supplies
            if supply.buyer == anchor
            and network.enterprises[supply.supplier].filing_state in ("applied", "inspected")
            and not network.enterprises[supply.supplier].above_scale
        ]
        for supplier in list(dict.fromkeys(small))[:4]:
            network.enterprises[supplier].filing_level = "county"
            rows.append(row("certificates", anchor, supplier, AS_OF))
    return rows
