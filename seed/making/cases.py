"""Invented enterprises of the Cixi dataset that are set by hand, for each query to find something.

All of it is illustrative. No other module may add customers to them or suppliers to their needs.
"""

import datetime

from seed.making.names import invent
from seed.making.tables import Need, Network, Supply, day

NEVER_READY: list[str] = [
    "kandun-ceramic-tube",
    "xiaolin-fuse",
    "fuhai-nickel-plating",
    "xinpu-plating-rack",
    "shengshan-rack-clip",
    "chongshou-decor-ring",
    "andong-stand-hook",
    "zonghan-display-stand",
]
"""Enterprises that wait for a closed one or in a circle; none may depend on them alone."""


def _invent(
    network: Network,
    town: str,
    product: str,
    side: str,
    *,
    expected_on: datetime.date | None = None,
    resumed_on: datetime.date | None = None,
    output_rate: float | None = None,
    recover_days: int | None = 7,
    headcount: int = 80,
    above_scale: bool = False,
    needs_known: bool = False,
) -> str:
    one = invent(network, town, product, side)
    one.by_hand, one.needs_known, one.above_scale = True, needs_known, above_scale
    one.expected_on, one.resumed_on, one.output_rate = expected_on, resumed_on, output_rate
    one.recover_days, one.headcount = recover_days, headcount
    one.surveyed_on, one.prevention_on = day(2, 6), day(2, 8)
    if resumed_on or (expected_on and expected_on < day(2, 20)):
        one.filed_on = day(2, 9)
    if resumed_on and output_rate:
        one.on_post = round(headcount * output_rate)
    return one.id


def _single_source(
    network: Network,
    buyer: str,
    material: str,
    supplier: str,
    lead: float,
    stock: float,
    complete: bool | None = True,
) -> None:
    """``supplier`` as the only source of ``material`` for ``buyer``."""
    network.set_need(
        Need(buyer, material, stock, suppliers_complete=complete),
        Supply(supplier, material, buyer, lead, confidence=0.9),
    )


def add_cases(network: Network) -> None:
    """Adds all cases."""
    _copper(network)
    _xinhai_igniters(network)
    _shared_single_sources(network)
    _hidden_diamond(network)
    _circle(network)
    _closed(network)


def _copper(network: Network) -> None:
    """Gongniu waits for Yuelong's brackets, Yuelong for copper from one that is still out.

    Jintian runs and could deliver; nobody has asked it yet. Others wait for the same copper.
    """
    first_source = _invent(
        network,
        "diankou",
        "copper",
        "G",
        expected_on=day(2, 28),
        headcount=160,
        above_scale=True,
        recover_days=12,
    )
    _single_source(network, "yuelong", "copper", first_source, 3, 1)
    second = _invent(
        network, "zhangqi", "plug-bracket", "G", resumed_on=day(2, 11), output_rate=0.9
    )
    network.supplies.append(Supply(second, "plug-bracket", "gongniu", 1, 0.15, confidence=0.9))
    for town, expected_on in (("zhouxiang", day(2, 14)), ("simen", None), ("fuhai", day(2, 16))):
        bar = _invent(
            network, town, "conductive-bar", "G", expected_on=expected_on, needs_known=True
        )
        _single_source(network, bar, "copper", first_source, 2, 4, complete=None)
        network.supplies.append(Supply(bar, "conductive-bar", "gongniu", 1, confidence=0.7))


def _xinhai_igniters(network: Network) -> None:
    """Xinhai's own critical path: four hops to a zirconia plant in Hubei."""
    igniter = _invent(
        network,
        "henghe",
        "igniter",
        "X",
        expected_on=day(2, 17),
        above_scale=True,
        headcount=320,
        needs_known=True,
    )
    element = _invent(
        network,
        "cicheng",
        "piezo-element",
        "X",
        expected_on=day(2, 18),
        headcount=140,
        needs_known=True,
    )
    powder = _invent(
        network,
        "wujin",
        "piezo-powder",
        "X",
        expected_on=day(2, 16),
        headcount=60,
        needs_known=True,
    )
    zirconia = _invent(
        network, "wuxue", "zirconia", "X", expected_on=day(3, 6), headcount=210, above_scale=True
    )
    _single_source(network, "xinhai", "igniter", igniter, 1, 6)
    _single_source(network, igniter, "piezo-element", element, 1, 2)
    _single_source(network, element, "piezo-powder", powder, 2, 3.5)
    _single_source(network, powder, "zirconia", zirconia, 4, 8)


def _shared_single_sources(network: Network) -> None:
    """Single sources of both anchors: at tier 1, at tiers 1 and 2, and further upstream."""
    box = _invent(
        network,
        "guanhaiwei",
        "colour-box",
        "B",
        resumed_on=day(2, 10),
        output_rate=0.85,
        headcount=180,
        above_scale=True,
        needs_known=True,
    )
    _single_source(network, "gongniu", "colour-box", box, 1, 4)
    _single_source(network, "xinhai", "colour-box", box, 1, 5)
    springs = _invent(
        network,
        "qiaotou",
        "spring",
        "B",
        resumed_on=day(2, 10),
        output_rate=0.8,
        headcount=90,
        needs_known=True,
    )
    _single_source(network, "gongniu", "spring", springs, 1, 8)
    _single_source(network, "henghe-igniter", "spring", springs, 1, 6)
    wire = _invent(
        network,
        "jiangshan",
        "spring-wire",
        "B",
        resumed_on=day(2, 11),
        output_rate=0.9,
        headcount=230,
        above_scale=True,
        needs_known=True,
    )
    _single_source(network, springs, "spring-wire", wire, 1.5, 6, complete=None)
    rod = _invent(
        network,
        "jiangyin",
        "wire-rod",
        "B",
        expected_on=day(2, 19),
        headcount=900,
        above_scale=True,
        recover_days=20,
    )
    _single_source(network, wire, "wire-rod", rod, 3, 9, complete=None)


def _hidden_diamond(network: Network) -> None:
    """Gongniu has two sources of flame-retardant PC; both, and Xinhai, need one masterbatch.

    The masterbatch plant has no known needs, so that no enterprise upstream of it is found too.
    """
    batch = _invent(
        network,
        "shangyu",
        "fr-masterbatch",
        "B",
        resumed_on=day(2, 12),
        output_rate=0.8,
        headcount=110,
        recover_days=15,
    )
    first = _invent(
        network,
        "daqi",
        "fr-pc",
        "G",
        resumed_on=day(2, 10),
        output_rate=0.85,
        headcount=150,
        above_scale=True,
        needs_known=True,
    )
    second = _invent(network, "luotuo", "fr-pc", "G", expected_on=day(2, 15), needs_known=True)
    for maker, stock in ((first, 5), (second, 3)):
        _single_source(network, maker, "fr-masterbatch", batch, 2, stock)
    network.set_need(
        Need("gongniu", "fr-pc", 7, suppliers_complete=True),
        Supply(first, "fr-pc", "gongniu", 1, confidence=0.9),
        Supply(second, "fr-pc", "gongniu", 1, confidence=0.8),
    )
    body = _invent(
        network,
        "longshan",
        "lighter-body",
        "X",
        resumed_on=day(2, 11),
        output_rate=0.5,
        headcount=240,
        above_scale=True,
        needs_known=True,
    )
    _single_source(network, body, "fr-masterbatch", batch, 2, 4, complete=None)
    _single_source(network, "xinhai", "lighter-body", body, 1, 3)


def _circle(network: Network) -> None:
    """Plating needs racks, racks need clips, clips need plating; three more wait for the circle.

    Gongniu has another source of decorative rings and can do without display stands.
    """
    plating = _invent(
        network,
        "fuhai",
        "nickel-plating",
        "G",
        expected_on=day(2, 17),
        headcount=70,
        needs_known=True,
    )
    rack = _invent(
        network,
        "xinpu",
        "plating-rack",
        "G",
        expected_on=day(2, 15),
        headcount=35,
        needs_known=True,
    )
    clip = _invent(
        network,
        "shengshan",
        "rack-clip",
        "G",
        expected_on=day(2, 14),
        headcount=25,
        needs_known=True,
    )
    _single_source(network, plating, "plating-rack", rack, 3, 1)
    _single_source(network, rack, "rack-clip", clip, 2, 0.5)
    _single_source(network, clip, "nickel-plating", plating, 2, 1.5)
    ring = _invent(
        network,
        "chongshou",
        "decor-ring",
        "G",
        expected_on=day(2, 18),
        headcount=45,
        needs_known=True,
    )
    hook = _invent(
        network, "andong", "stand-hook", "G", expected_on=day(2, 20), headcount=20, needs_known=True
    )
    stand = _invent(
        network,
        "zonghan",
        "display-stand",
        "G",
        expected_on=day(2, 20),
        headcount=65,
        needs_known=True,
    )
    _single_source(network, ring, "nickel-plating", plating, 1, 2)
    _single_source(network, hook, "nickel-plating", plating, 1, 2, complete=None)
    _single_source(network, stand, "stand-hook", hook, 1, 5)
    network.supplies.append(Supply(ring, "decor-ring", "gongniu", 1, confidence=0.8))
    network.set_need(
        Need("gongniu", "display-stand", 20, essential=False),
        Supply(stand, "display-stand", "gongniu", 2, confidence=0.7),
    )


def _closed(network: Network) -> None:
    """A ceramic works has closed for good; the fuse maker that depends on it is stuck."""
    tube = _invent(network, "kandun", "ceramic-tube", "G", headcount=30, recover_days=None)
    network.enterprises[tube].closed_on = day(1, 31)
    fuse = _invent(
        network, "xiaolin", "fuse", "G", expected_on=day(2, 17), headcount=55, needs_known=True
    )
    _single_source(network, fuse, "ceramic-tube", tube, 2, 6)
    network.supplies.append(Supply(fuse, "fuse", "gongniu", 1, confidence=0.9))
