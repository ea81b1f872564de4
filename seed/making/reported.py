"""The reported facts of the Cixi dataset: the four enterprises that the report names.

What the report does not say about the day of the dataset is blank. Codes of district and industry
classify what it says (Cixi; plugs and sockets; lighters; copper).
"""

import datetime

from seed.making.tables import Enterprise, Need, Network, Supply

REPORT = "People's Daily, reprinted by the Cixi news site, 2020-03-28"
GONGNIU_SUPPORTING = 443
XINHAI_SUPPORTING = 124
SQUADS = 16

_CIXI = "330282"
# The report gives no day for these two: one already produced in early February, one delivered.
_EARLY_FEBRUARY = datetime.date(2020, 2, 10)


def add_reported(network: Network) -> None:
    """Adds the reported enterprises, and the two supplies that the report mentions."""
    network.add(
        Enterprise(
            "gongniu",
            "公牛集团",
            "Gongniu Group",
            above_scale=True,
            anchor=True,
            industry="3823",
            district=_CIXI,
            headcount=13000,
            resumed_on=datetime.date(2020, 2, 11),
            source=REPORT,
            side="G",
            needs_known=True,
            by_hand=True,
        ),
        "plug-and-socket",
    )
    network.add(
        Enterprise(
            "xinhai",
            "宁波新海集团",
            "Ningbo Xinhai Group",
            above_scale=True,
            anchor=True,
            industry="4119",
            district=_CIXI,
            source=REPORT,
            side="X",
            needs_known=True,
            by_hand=True,
        ),
        "lighter",
    )
    network.add(
        Enterprise(
            "yuelong",
            "慈溪市跃隆五金塑料有限公司",
            "Cixi Yuelong Hardware & Plastics Co., Ltd.",
            above_scale=None,
            industry="3399",
            district=_CIXI,
            resumed_on=_EARLY_FEBRUARY,
            output_rate=0.3,
            source=f"{REPORT}; resumed_on stands for its 30% output in early February",
            side="G",
            needs_known=True,
            by_hand=True,
        ),
        "plug-bracket",
    )
    network.add(
        Enterprise(
            "jintian",
            "金田铜业",
            "Jintian Copper",
            above_scale=None,
            industry="3251",
            resumed_on=_EARLY_FEBRUARY,
            source=f"{REPORT}; resumed_on stands for its deliveries of February",
            side="G",
            needs_known=True,
            by_hand=True,
        ),
        "copper",
    )
    network.set_need(
        Need("gongniu", "plug-bracket", 6, suppliers_complete=True),
        Supply(
            "yuelong",
            "plug-bracket",
            "gongniu",
            1,
            0.85,
            source=f"{REPORT}; lead_days and share illustrative",
        ),
    )
    network.set_need(
        Need("gongniu", "copper", 9, suppliers_complete=True),
        Supply("jintian", "copper", "gongniu", 2, source=f"{REPORT}; lead_days illustrative"),
    )
