"""Graphs to draw: the shapes that answers have, from nothing to thousands of nodes."""

import random
from typing import Any

Graph = dict[str, Any]

TOWNS = ("慈溪", "宁波", "余姚", "温州", "台州", "苏州", "东莞", "佛山")
TRADES = ("五金", "塑料", "铜材", "电子", "包装", "模具", "线缆", "紧固件")


def enterprise(id: str, name: str, name_en: str | None = None, **facts: Any) -> Graph:
    """One enterprise as an answer's graph has it; what is unknown is absent."""
    properties = {"name": name, **({"name_en": name_en} if name_en else {}), **facts}
    return {"id": id, "labels": ["Enterprise"], "properties": properties}


def edge(type: str, source: str, target: str, **properties: Any) -> Graph:
    """One relationship as an answer's graph has it."""
    key = f"{source}-{type}-{target}-{properties.get('material', '')}"
    return {
        "id": key, "type": type, "source": source, "target": target, "properties": properties
    }  # fmt: skip


def running(**facts: Any) -> Graph:
    """Facts of one that runs and lacks nothing."""
    return {
        "runs": True, "in_flow": True, "firm": True, "ready_days": 0.0, "own_days": 0.0, **facts
    }  # fmt: skip


def waiting(days: float, **facts: Any) -> Graph:
    """Facts of one that does not run yet."""
    return {"runs": False, "in_flow": False, "firm": True, "ready_days": days, **facts}


def critical_path() -> Graph:
    """Four hops, an open question, a second supplier: 公牛 waits for brackets, they for copper."""
    chain = [
        enterprise(
            "gongniu", "公牛集团", "Gongniu Group", anchor=True, above_scale=True,
            **running(in_flow=False, ready_days=9.5), surveyed_on="2020-02-05",
            filed_on="2020-02-08", prevention_on="2020-02-09", resumed_on="2020-02-11",
        ),
        enterprise(
            "yuelong", "慈溪市跃隆五金塑料有限公司", "Yuelong Hardware and Plastics",
            **waiting(9.5, own_days=0.0), output_rate=0.3, surveyed_on="2020-02-10",
        ),
        enterprise("tongcai", "甬东铜材（示例）", "Yongdong Copper (illustrative)", **waiting(7.5)),
        enterprise("dianjie", "江北电解铜（示例）", None, **waiting(6.0, firm=False)),
        enterprise(
            "kuang", "赣南铜精矿（示例）", "Gannan Ore (illustrative)", **waiting(4.0, own_days=4.0)
        ),
    ]  # fmt: skip
    others = [
        enterprise("second", "浒山插头支架（示例）", None, **waiting(2.0)),
        enterprise("jintian", "金田铜业", "Jintian Copper", **running()),
        enterprise(
            "suye", "杭州湾塑业（示例）", stuck="closed", runs=False, closed_on="2020-02-01"
        ),
    ]  # fmt: skip
    names = {
        "bracket": "插头支架",
        "copper": "铜材",
        "cathode": "电解铜",
        "ore": "铜精矿",
        "pc": "PC 料",
    }

    def supplies(supplier: str, buyer: str, material: str, lead: float) -> Graph:
        return edge(
            "SUPPLIES", supplier, buyer,
            material=material, material_name=names[material], lead_days=lead,
        )  # fmt: skip

    ids = [node["id"] for node in chain]
    waits = [
        edge("WAITS_FOR", a, b, material=m, material_name=names[m], days=d)
        for a, b, m, d in zip(
            ids, ids[1:], ("bracket", "copper", "cathode", "ore"), (9.5, 9.5, 7.5, 6), strict=False
        )
    ]
    delivered = [
        supplies(b, a, m, 1.5)
        for a, b, m in zip(ids, ids[1:], ("bracket", "copper", "cathode", "ore"), strict=False)
    ]
    return {
        "nodes": chain + others,
        "edges": [
            *waits,
            *delivered,
            supplies("second", "gongniu", "bracket", 1),
            supplies("jintian", "gongniu", "copper", 1),
            supplies("suye", "yuelong", "pc", 2),
        ],
        "root": "gongniu",
    }


def tree(size: int, rng_seed: int = 3, circles: bool = False) -> Graph:
    """An anchor and ``size`` suppliers in about four tiers, in every state."""
    rng = random.Random(rng_seed)
    anchor = enterprise("gongniu", "公牛集团", "Gongniu Group", anchor=True, **running())
    nodes, edges = [anchor], []
    for n in range(size):
        facts = rng.choices(
            [
                running(),
                running(in_flow=False, ready_days=3.25),
                waiting(float(rng.randint(1, 30))),
                waiting(5.0, firm=False),
                {"stuck": "closed", "runs": False},
                {"stuck": "circular", "runs": False},
                {"stuck": "late", "runs": False},
            ],
            weights=(50, 12, 18, 12, 3, 2, 2),
        )[0]
        name = f"{rng.choice(TOWNS)}{rng.choice(TRADES)}{n + 1} 厂（示例）"
        nodes.append(enterprise(f"e{n}", name, None, **facts))
        buyer = "gongniu" if n < size * 0.45 else f"e{int(rng.random() ** 2 * n)}"
        edges.append(edge("SUPPLIES", f"e{n}", buyer, material=f"m{n % 40}", lead_days=1))
        if n > 10 and rng.random() < 0.15:
            edges.append(edge("SUPPLIES", f"e{n}", f"e{rng.randrange(n)}", material=f"m{n % 40}"))
    if circles:
        edges.append(edge("SUPPLIES", "gongniu", f"e{size - 1}", material="m0"))
    return {"nodes": nodes, "edges": edges, "root": "gongniu"}


def circle() -> Graph:
    """Three that wait for each other, one of them listed as its own supplier."""
    nodes = [
        enterprise(i, f"{n}（示例）", None, stuck="circular", runs=False)
        for i, n in (("a", "甲件厂"), ("b", "乙料厂"), ("c", "丙模厂"))
    ]
    pairs = (("a", "b", "m1"), ("b", "c", "m2"), ("c", "a", "m3"))
    return {
        "nodes": nodes,
        "edges": [
            *(edge("WAITS_FOR", s, t, material=m, material_name=f"料{m}") for s, t, m in pairs),
            edge("SUPPLIES", "a", "a", material="m4"),
        ],
        "root": "a",
    }


def islands() -> Graph:
    """Several components and a node alone, with no root; every kind of thing."""
    nodes = [
        enterprise("x", "甲（示例）", None, **running()),
        enterprise("y", "乙（示例）", None, **waiting(0.0)),
        enterprise("z", "丙（示例）"),
        {"id": "materials/copper", "labels": ["Material"], "properties": {"name": "铜材"}},
        {"id": "teams/team-3", "labels": ["ServiceTeam"], "properties": {"name": "第三专班"}},
        {"id": "workers/w1", "labels": ["Worker"], "properties": {}},
        {"id": "requests/r1", "labels": ["Request"], "properties": {}},
    ]
    edges = [
        edge("NEEDS", "x", "materials/copper"),
        edge("MAKES", "y", "materials/copper"),
        edge("SERVES", "teams/team-3", "x"),
        edge("RAISED", "x", "requests/r1"),
        edge("FOR", "requests/r1", "materials/copper"),
        edge("SUPPLIES", "gone", "x", material="m"),
    ]
    return {"nodes": nodes, "edges": edges}
