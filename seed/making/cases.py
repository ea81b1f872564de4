"""The invented enterprises of the Cixi dataset that are placed by hand: what each query is to find.

All of it is illustrative. Nothing else in the making may add a customer to them or a supplier to
the needs that are set here.
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
"""Those that wait for a closed enterprise or in the circle: nobody may rest on them alone."""


def _stand(
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
    mapped: bool = False,
) -> str:
    one = invent(network, town, product, side)
    one.by_hand, one.mapped, one.above_scale = True, mapped, above_scale
    one.expected_on, one.resumed_on, one.output_rate = expected_on, resumed_on, output_rate
    one.recover_days, one.headcount = recover_days, headcount
    one.surveyed_on, one.prevention_on = day(2, 6), day(2, 8)
    if resumed_on or (expected_on and expected_on < day(2, 20)):
        one.filed_on = day(2, 9)
    if resumed_on and output_rate:
        one.on_post = round(headcount * output_rate)
    return one.id


def _chain(
    network: Network,
    buyer: str,
    material: str,
    supplier: str,
    lead: float,
    stock: float,
    complete: bool | None = True,
) -> None:
    """``supplier`` as the only source of ``material`` for ``buyer``."""
    network.need(
        Need(buyer, material, stock, suppliers_complete=complete),
        Supply(supplier, material, buyer, lead, confidence=0.9),
    )


def place(network: Network) -> None:
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
    usual = _stand(
        network,
        "diankou",
        "copper",
        "G",
        expected_on=day(2, 28),
        headcount=160,
        above_scale=True,
        recover_days=12,
    )
    _chain(network, "yuelong", "copper", usual, 3, 1)
    second = _stand(network, "zhangqi", "plug-bracket", "G", resumed_on=day(2, 11), output_rate=0.9)
    network.supplies.append(Supply(second, "plug-bracket", "gongniu", 1, 0.15, confidence=0.9))
    for town, expected_on in (("zhouxiang", day(2, 14)), ("simen", None), ("fuhai", day(2, 16))):
        bar = _stand(network, town, "conductive-bar", "G", expected_on=expected_on, mapped=True)
        _chain(network, bar, "copper", usual, 2, 4, complete=None)
        network.supplies.append(Supply(bar, "conductive-bar", "gongniu", 1, confidence=0.7))


def _xinhai_igniters(network: Network) -> None:
    """Xinhai's own critical path: four hops to a zirconia plant in Hubei."""
    igniter = _stand(
        network,
        "henghe",
        "igniter",
        "X",
        expected_on=day(2, 17),
        above_scale=True,
        headcount=320,
        mapped=True,
    )
    element = _stand(
        network, "cicheng", "piezo-element", "X", expected_on=day(2, 18), headcount=140, mapped=True
    )
    powder = _stand(
        network, "wujin", "piezo-powder", "X", expected_on=day(2, 16), headcount=60, mapped=True
    )
    zirconia = _stand(
        network, "wuxue", "zirconia", "X", expected_on=day(3, 6), headcount=210, above_scale=True
    )
    _chain(network, "xinhai", "igniter", igniter, 1, 6)
    _chain(network, igniter, "piezo-element", element, 1, 2)
    _chain(network, element, "piezo-powder", powder, 2, 3.5)
    _chain(network, powder, "zirconia", zirconia, 4, 8)


def _shared_single_sources(network: Network) -> None:
    """Those on whom both anchors rest: at tier 1, at tiers 1 and 2, and behind them."""
    box = _stand(
        network,
        "guanhaiwei",
        "colour-box",
        "B",
        resumed_on=day(2, 10),
        output_rate=0.85,
        headcount=180,
        above_scale=True,
        mapped=True,
    )
    _chain(network, "gongniu", "colour-box", box, 1, 4)
    _chain(network, "xinhai", "colour-box", box, 1, 5)
    springs = _stand(
        network,
        "qiaotou",
        "spring",
        "B",
        resumed_on=day(2, 10),
        output_rate=0.8,
        headcount=90,
        mapped=True,
    )
    _chain(network, "gongniu", "spring", springs, 1, 8)
    _chain(network, "henghe-igniter", "spring", springs, 1, 6)
    wire = _stand(
        network,
        "jiangshan",
        "spring-wire",
        "B",
        resumed_on=day(2, 11),
        output_rate=0.9,
        headcount=230,
        above_scale=True,
        mapped=True,
    )
    _chain(network, springs, "spring-wire", wire, 1.5, 6, complete=None)
    rod = _stand(
        network,
        "jiangyin",
        "wire-rod",
        "B",
        expected_on=day(2, 19),
        headcount=900,
        above_scale=True,
        recover_days=20,
    )
    _chain(network, wire, "wire-rod", rod, 3, 9, complete=None)


def _hidden_diamond(network: Network) -> None:
    """Gongniu has two sources of flame-retardant PC; both rest on one masterbatch, as Xinhai does.

    The masterbatch plant needs nothing that is known, so that nobody behind it counts as well.
    """
    batch = _stand(
        network,
        "shangyu",
        "fr-masterbatch",
        "B",
        resumed_on=day(2, 12),
        output_rate=0.8,
        headcount=110,
        recover_days=15,
    )
    first = _stand(
        network,
        "daqi",
        "fr-pc",
        "G",
        resumed_on=day(2, 10),
        output_rate=0.85,
        headcount=150,
        above_scale=True,
        mapped=True,
    )
    second = _stand(network, "luotuo", "fr-pc", "G", expected_on=day(2, 15), mapped=True)
    for maker, stock in ((first, 5), (second, 3)):
        _chain(network, maker, "fr-masterbatch", batch, 2, stock)
    network.need(
        Need("gongniu", "fr-pc", 7, suppliers_complete=True),
        Supply(first, "fr-pc", "gongniu", 1, confidence=0.9),
        Supply(second, "fr-pc", "gongniu", 1, confidence=0.8),
    )
    body = _stand(
        network,
        "longshan",
        "lighter-body",
        "X",
        resumed_on=day(2, 11),
        output_rate=0.5,
        headcount=240,
        above_scale=True,
        mapped=True,
    )
    _chain(network, body, "fr-masterbatch", batch, 2, 4, complete=None)
    _chain(network, "xinhai", "lighter-body", body, 1, 3)


def _circle(network: Network) -> None:
    """Plating needs racks, racks need clips, clips need plating; three more wait at the rim.

    Gongniu has another source of decorative rings and can do without display stands.
    """
    plating = _stand(
        network, "fuhai", "nickel-plating", "G", expected_on=day(2, 17), headcount=70, mapped=True
    )
    rack = _stand(
        network, "xinpu", "plating-rack", "G", expected_on=day(2, 15), headcount=35, mapped=True
    )
    clip = _stand(
        network, "shengshan", "rack-clip", "G", expected_on=day(2, 14), headcount=25, mapped=True
    )
    _chain(network, plating, "plating-rack", rack, 3, 1)
    _chain(network, rack, "rack-clip", clip, 2, 0.5)
    _chain(network, clip, "nickel-plating", plating, 2, 1.5)
    ring = _stand(
        network, "chongshou", "decor-ring", "G", expected_on=day(2, 18), headcount=45, mapped=True
    )
    hook = _stand(
        network, "andong", "stand-hook", "G", expected_on=day(2, 20), headcount=20, mapped=True
    )
    stand = _stand(
        network,
        "zonghan",
        "display-stand",
        "G",
        expected_on=day(2, 20),
        headcount=65,
        mapped=True,
    )
    _chain(network, ring, "nickel-plating", plating, 1, 2)
    _chain(network, hook, "nickel-plating", plating, 1, 2, complete=None)
    _chain(network, stand, "stand-hook", hook, 1, 5)
    network.supplies.append(Supply(ring, "decor-ring", "gongniu", 1, confidence=0.8))
    network.need(
        Need("gongniu", "display-stand", 20, essential=False),
        Supply(stand, "display-stand", "gongniu", 2, confidence=0.7),
    )


def _closed(network: Network) -> None:
    """A ceramic works has closed for good; the fuse maker that rests on it is stuck."""
    tube = _stand(network, "kandun", "ceramic-tube", "G", headcount=30, recover_days=None)
    network.enterprises[tube].closed_on = day(1, 31)
    fuse = _stand(
        network, "xiaolin", "fuse", "G", expected_on=day(2, 17), headcount=55, mapped=True
    )
    _chain(network, fuse, "ceramic-tube", tube, 2, 6)
    network.supplies.append(Supply(fuse, "fuse", "gongniu", 1, confidence=0.9))
