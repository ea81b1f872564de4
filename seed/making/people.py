"""The invented teams, squads, workers and requests of the Cixi dataset."""

from random import Random

from seed.making.names import numeral
from seed.making.reported import SQUADS
from seed.making.tables import AS_OF, Cell, Enterprise, Network, day, row

_HOMES = (
    *("贵州", "云南", "四川", "重庆", "河南", "安徽", "江西", "湖南"),
    *("湖北", "广西", "陕西", "甘肃", "山西", "江苏", "福建", "吉林"),
)
_AREAS = ("周巷", "观海卫", "匡堰横河", "逍林胜山", "新浦附海", "桥头掌起", "龙山", "长河崇寿庵东")
_OUTER_AREAS = ("余姚", "宁波城区", "宁波南部", "市外")
_TOWN_OF_AREA = {
    "周巷": 0, "观海卫": 1, "匡堰": 2, "横河": 2, "逍林": 3, "胜山": 3, "新浦": 4, "附海": 4,
    "桥头": 5, "掌起": 5, "龙山": 6, "长河": 7, "崇寿": 7, "庵东": 7, "坎墩": 3, "宗汉": 0,
}  # fmt: skip
_DISTRICT_OF_AREA = {"330281": 8, "330203": 9, "330205": 9, "330206": 9, "330211": 9}

Row = dict[str, Cell]


def tables(network: Network, rng: Random) -> dict[str, list[object]]:
    """The tables ``teams``, ``serves``, ``workers``, ``escorts`` and ``requests``."""
    workers = _workers(network, rng)
    serves = _serves(network, rng)
    return {
        "workers": [*workers],
        "teams": [*_teams()],
        "serves": [*serves],
        "escorts": [*_escorts(workers)],
        "requests": [*_requests(network, {str(s["enterprise"]): str(s["team"]) for s in serves})],
    }


def _teams() -> list[Row]:
    rows = []
    for number, area in enumerate((*_AREAS, *_OUTER_AREAS), 1):
        name = f"{area}片服务专班（虚构）"
        leader, phone = f"专班负责人{number:02}（虚构）", f"000-0000-2{number:03}"
        rows.append(row("teams", f"team-{number:02}", name, "service_team", leader, phone, None))
    for number in range(1, SQUADS + 1):
        name = f"用工保障第{numeral(number)}小分队（虚构名称）"
        leader, phone = f"领队{number:02}（虚构）", f"000-0000-3{number:03}"
        home = _HOMES[number - 1]
        rows.append(row("teams", f"squad-{number:02}", name, "labour_squad", leader, phone, home))
    return rows


def _area(one: Enterprise) -> int:
    if one.district == "330282":
        return _TOWN_OF_AREA.get(one.town or "", 2)
    if (one.district or "").startswith("3302"):
        return _DISTRICT_OF_AREA.get(one.district or "", 10)
    return 11


def _serves(network: Network, rng: Random) -> list[Row]:
    rows = []
    for one in network.enterprises.values():
        overdue = one.expected_on is not None and one.expected_on < AS_OF
        local = (one.district or "").startswith("3302")
        if one.above_scale or overdue or one.id == "yuelong" or (local and rng.random() < 0.55):
            rows.append(
                row("serves", f"team-{_area(one) + 1:02}", one.id, day(2, rng.randint(3, 8)))
            )
    return rows


def _workers(network: Network, rng: Random) -> list[Row]:
    employers = [
        e.id
        for e in network.enterprises.values()
        if e.above_scale and not e.closed_on and (e.district or "").startswith("3302")
    ]
    employers += ["gongniu"] * 12 + ["xinhai"] * 8
    rows = []
    for number in range(1, 65):
        state = rng.choice(["home", "home", "home", "travelling", "quarantine", "on_post"])
        home = _HOMES[(number * 5) % 13 if number < 57 else number % 16]
        if home == "湖北":
            state = "home"
        known = state != "on_post" and rng.random() < 0.8
        expected = day(2, rng.randint(13, 28)) if known else None
        rows.append(
            row(
                "workers",
                f"worker-{number:02}",
                rng.choice(employers),
                f"员工{number:02}（虚构）",
                f"000-0000-1{number:03}",
                home,
                state,
                expected,
                f"{home}第{1 + number % 2}批（虚构）" if expected else None,
                f"包车{number % 9 + 1}号（虚构）" if state == "travelling" and expected else None,
                {"travelling": "返程途中", "quarantine": "慈溪集中隔离点（虚构）"}.get(state),
            )
        )
    return rows


def _escorts(workers: list[Row]) -> list[Row]:
    squad = {home: f"squad-{number:02}" for number, home in enumerate(_HOMES, 1)}
    return [
        row("escorts", squad[str(w["home"])], w["id"])
        for position, w in enumerate(workers)
        if w["state"] != "quarantine" and position % 5
    ]


def _requests(network: Network, team_of: dict[str, str]) -> list[Row]:
    rows: list[Row] = []

    def add_request(
        enterprise: str,
        kind: str,
        raised: int,
        note: str,
        state: str = "open",
        *,
        material: str | None = None,
        quantity: int | None = None,
        met: int | None = None,
        met_by: str | None = None,
        brokered_by: str | None = None,
    ) -> None:
        rows.append(
            row(
                "requests",
                f"request-{len(rows) + 1:02}",
                enterprise,
                kind,
                material,
                quantity,
                day(2, raised),
                None,
                day(2, raised + (3 if kind == "material" else 5)),
                "county" if kind in ("permit", "logistics") else "town",
                state,
                day(2, met) if met else None,
                met_by,
                brokered_by,
                None,
                None,
                None,
                None,
                team_of.get(enterprise),
                "team-12" if kind == "logistics" and state == "open" else None,
                note,
            )
        )

    add_request(
        "yuelong",
        "material",
        9,
        "铜材告急，插头支架产量三成 / short of copper, brackets at 30%",
        material="copper",
        quantity=20,
    )
    add_request(
        "gongniu",
        "material",
        11,
        "插头支架库存不足 / stock of plug brackets runs low",
        material="plug-bracket",
        quantity=60000,
    )
    served = [network.enterprises[e] for e in team_of if e not in ("gongniu", "xinhai", "yuelong")]
    waiting = [e for e in served if not e.resumed_on and not e.closed_on and not e.by_hand]
    working = [e for e in served if e.resumed_on and not e.by_hand]
    for position, (one, supply, broker) in enumerate(_brokered(network, working)[:3]):
        add_request(
            one,
            "material",
            6 + position,
            "经下游客户牵线，由新供应商供货 / a new supplier, brought by a customer",
            "met",
            material=supply[1],
            quantity=10 * (position + 1),
            met=9 + position,
            met_by=supply[0],
            brokered_by=broker,
        )
    ordinary = (
        ("labour", "外地员工返岗需包车 / coaches for workers from elsewhere"),
        ("protection", "口罩与测温仪不足 / too few masks and thermometers"),
        ("permit", "备案材料待补 / papers for the filing are missing"),
        ("logistics", "外省车辆不得进入 / lorries from other provinces are turned back"),
        ("funds", "流动资金紧张 / short of working capital"),
    )
    for position, asking in enumerate(waiting[::4][:20]):
        kind, note = ordinary[position % len(ordinary)]
        state = ("open", "open", "matched", "open", "withdrawn")[position // 4 % 5]
        add_request(asking.id, kind, 7 + position % 5, note, state)
    for position, asking in enumerate(working[::9][:6]):
        kind, note = ordinary[position % 3]
        add_request(asking.id, kind, 5 + position % 3, note, "met", met=9 + position % 3)
    short_of_stock = [e for e in working if e.needs_known][:5]
    for asking in short_of_stock:
        wanted = [m for e, m in network.needs if e == asking.id]
        if wanted:
            add_request(
                asking.id,
                "material",
                11,
                "库存将尽 / stock is nearly used up",
                material=wanted[0],
                quantity=5,
            )
    return rows


def _brokered(network: Network, buyers: list[Enterprise]) -> list[tuple[str, tuple[str, str], str]]:
    """Buyers with a running second source, that source, and a customer as its broker."""
    found = []
    for one in buyers:
        customers = [
            s.buyer
            for s in network.supplies
            if s.supplier == one.id and s.in_force and _local_and_running(network, s.buyer)
        ]
        if not customers:
            continue
        for e, material in network.needs:
            if e != one.id:
                continue
            sources = network.suppliers(e, material)
            latest = sources[-1] if len({s.supplier for s in sources}) > 1 else None
            if latest and latest.since is None and network.enterprises[latest.supplier].runs:
                found.append((one.id, (latest.supplier, material), customers[0]))
                latest.since = day(2, 9)
                break
    return found


def _local_and_running(network: Network, e: str) -> bool:
    one = network.enterprises[e]
    return not one.anchor and one.runs and (one.district or "").startswith("3302")
