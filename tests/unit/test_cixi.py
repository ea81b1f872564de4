"""The Cixi dataset: reported facts as reported, the rest marked, and every case in its place."""

import csv
import datetime
from pathlib import Path

import pytest
import yaml

from seed import make_cixi
from service.dataset.check import check_folder
from service.model.tables import TABLES
from tests.support.model import Model, Network, enough

FOLDER = make_cixi.FOLDER
AS_OF = "2020-02-12"
REPORT = "People's Daily, reprinted by the Cixi news site, 2020-03-28"
REPORTED = {"gongniu", "xinhai", "yuelong", "jintian"}
ANCHORS = ("gongniu", "xinhai")

Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def enterprises() -> dict[str, Row]:
    return {row["id"]: row for row in table("enterprises")}


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(Network.read(FOLDER))


@pytest.fixture(scope="module")
def stops(model: Model) -> dict[str, set[str]]:
    """For every enterprise, who stops when it does."""
    return {x: model.stops({x}) for x in model.rows}


def tiers(anchor: str, *, current: bool = True) -> dict[str, int]:
    """Everything that feeds ``anchor`` and how near; with ``current`` by contracts in force."""
    sources: dict[str, set[str]] = {}
    for row in table("supplies"):
        in_force = row["since"] <= AS_OF and (row["until"] or AS_OF) >= AS_OF
        if in_force or not current:
            sources.setdefault(row["buyer"], set()).add(row["supplier"])
    tier = {anchor: 0}
    order = [anchor]
    for e in order:
        for s in sorted(sources.get(e, set()) - tier.keys()):
            tier[s] = tier[e] + 1
            order.append(s)
    del tier[anchor]
    return tier


def test_the_script_makes_the_committed_files(tmp_path: Path) -> None:
    make_cixi.make(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in FOLDER.iterdir()}


def test_the_files_have_the_agreed_columns_and_no_faults() -> None:
    for known in TABLES:
        with (FOLDER / known.file).open(encoding="utf-8") as file:
            header = file.readline().strip().split(",")
        listed = [c.name for c in known.columns if not c.list_only]
        assert header == listed, "a new column: seed/making/tables.py, then make cixi"
    assert check_folder(FOLDER) == []


def test_head() -> None:
    head = yaml.safe_load((FOLDER / "dataset.yaml").read_text(encoding="utf-8"))
    assert head["id"] == "cixi-2020-02-12"
    assert head["as_of"] == datetime.date(2020, 2, 12)
    assert "illustrative" in head["note"] and "虚构" in head["note"]


def filled(row: Row) -> Row:
    return {column: value for column, value in row.items() if value}


def test_reported_enterprises_hold_what_is_reported_and_no_more(
    enterprises: dict[str, Row],
) -> None:
    assert filled(enterprises["gongniu"]) == {
        "id": "gongniu",
        "name": "公牛集团",
        "name_en": "Gongniu Group",
        "above_scale": "true",
        "anchor": "true",
        "industry": "3823",
        "district": "330282",
        "headcount": "13000",
        "resumed_on": "2020-02-11",
        "source": REPORT,
    }
    assert filled(enterprises["xinhai"]) == {
        "id": "xinhai",
        "name": "宁波新海集团",
        "name_en": "Ningbo Xinhai Group",
        "above_scale": "true",
        "anchor": "true",
        "industry": "4119",
        "district": "330282",
        "source": REPORT,
    }
    yuelong = filled(enterprises["yuelong"])
    assert yuelong["name"] == "慈溪市跃隆五金塑料有限公司"
    assert yuelong["output_rate"] == "0.3"
    assert enterprises["jintian"]["name"] == "金田铜业"
    for e in ("yuelong", "jintian"):
        row = filled(enterprises[e])
        assert row["source"].startswith(f"{REPORT}; resumed_on stands for")
        assert row["anchor"] == "false"
        assert row.keys() <= yuelong.keys()
        assert not {"contact", "phone", "headcount", "expected_on", "surveyed_on"} & row.keys()


def test_reported_supplies() -> None:
    reported = {
        (row["supplier"], row["material"], row["buyer"]): row
        for row in table("supplies")
        if row["source"].startswith(REPORT)
    }
    assert reported.keys() == {
        ("yuelong", "plug-bracket", "gongniu"),
        ("jintian", "copper", "gongniu"),
    }
    assert float(reported["yuelong", "plug-bracket", "gongniu"]["share"]) > 0.5


def test_everything_else_is_marked_as_invented(enterprises: dict[str, Row]) -> None:
    assert {
        row["id"] for row in enterprises.values() if row["source"] != "illustrative"
    } == REPORTED
    for row in table("supplies"):
        assert row["source"] == "illustrative" or row["source"].startswith(REPORT)
    for e, row in enterprises.items():
        assert row["uscc"] == ""
        assert row["name"] and row["name_en"] and row["anchor"] == str(e in ANCHORS).lower()
        if e not in REPORTED:
            assert row["name"].endswith("（虚构）") and row["name_en"].endswith("(invented)")
    assert len({row["name"] for row in enterprises.values()}) == len(enterprises)
    people = [
        *(row["contact"] for row in enterprises.values()),
        *(row["name"] for row in table("workers")),
        *(row["leader"] for row in table("teams")),
    ]
    assert all("虚构" in name for name in people if name)
    for name in ("enterprises", "workers", "teams"):
        # No area code of China is 000: nobody's telephone rings.
        assert all(row["phone"].startswith("000-") for row in table(name) if row["phone"])


@pytest.mark.parametrize("current", [True, False])
def test_sizes_of_the_trees(enterprises: dict[str, Row], current: bool) -> None:
    gongniu, xinhai = (tiers(anchor, current=current) for anchor in ANCHORS)
    assert (len(gongniu), len(xinhai)) == (443, 124)
    assert not set(ANCHORS) & (gongniu.keys() | xinhai.keys())
    assert sum(enterprises[e]["district"].startswith("3302") for e in gongniu) > 200
    assert max(gongniu.values()) >= 4 and max(xinhai.values()) >= 4
    assert len(gongniu.keys() & xinhai.keys()) > 30
    provinces = {enterprises[e]["district"][:2] for e in gongniu}
    assert {"31", "32", "33", "34", "35", "42", "44"} <= provinces


def test_how_far_the_four_steps_are(enterprises: dict[str, Row]) -> None:
    rows = [row for row in enterprises.values() if row["id"] not in REPORTED]

    def rate(step: str) -> float:
        return sum(bool(row[step]) for row in rows) / len(rows)

    assert rate("resumed_on") == pytest.approx(0.55, abs=0.05)
    assert rate("filed_on") == pytest.approx(0.70, abs=0.05)
    assert rate("prevention_on") == pytest.approx(0.80, abs=0.05)
    assert rate("surveyed_on") == pytest.approx(0.90, abs=0.05)
    assert not any(row["resumed_on"] for row in rows if row["district"].startswith("42"))
    for row in rows:
        steps = [row[f"{s}_on"] for s in ("surveyed", "prevention", "filed", "resumed")]
        known = [step for step in steps if step]
        assert known == sorted(known) and all(step <= AS_OF for step in known), row["id"]


def test_the_copper_case(model: Model) -> None:
    usual = "diankou-copper"
    assert model.chain("gongniu") == ["gongniu", "yuelong", usual]
    assert model.waits_for["gongniu"][:2] == ("yuelong", "plug-bracket")
    assert model.waits_for["yuelong"][:2] == (usual, "copper")
    assert model.runs["gongniu"] and not model.runs["yuelong"] and model.own["yuelong"] == 0
    assert model.in_flow["jintian"]
    assert {o.supplier for o in model.offers["gongniu", "copper"]} == {"jintian"}
    # Nothing else that Gongniu needs makes it wait anywhere near as long.
    waits = {m: model.wait("gongniu", m) for m in model.needs("gongniu")}
    brackets = waits.pop("plug-bracket")
    assert brackets == model.ready["gongniu"] == 1300
    assert all(wait is not None and wait <= 500 for wait in waits.values())


def test_jintian_would_solve_it() -> None:
    network = Network.read(FOLDER)
    network.supplies.append(
        {"supplier": "jintian", "material": "copper", "buyer": "yuelong", "lead_days": "2"}
    )
    after = Model(network)
    assert after.ready["yuelong"] == 100
    assert after.ready["gongniu"] is not None and after.ready["gongniu"] <= 500


def test_xinhai_waits_for_another_root_blocker(model: Model) -> None:
    chain = model.chain("xinhai")
    assert len(chain) >= 5 and chain[-1] == "wuxue-zirconia"
    assert model.ready["xinhai"] is not None


def test_stuck_branches_hold_up_no_anchor(model: Model) -> None:
    circle = set(model.chain("zonghan-display-stand")[-3:])
    assert circle == {"fuhai-nickel-plating", "xinpu-plating-rack", "shengshan-rack-clip"}
    assert not any(model.runs[e] for e in circle)
    circular = {e for e, stuck in model.stuck.items() if stuck == "circular"}
    assert len(circular - circle) >= 3
    assert model.stuck["xiaolin-fuse"] == "closed" and "xiaolin-fuse" not in model.closed
    assert len(model.closed) >= 4


def test_shared_single_sources(model: Model, stops: dict[str, set[str]]) -> None:
    shared = {x for x in model.rows if x not in ANCHORS and set(ANCHORS) <= stops[x]}
    placed = {
        "guanhaiwei-colour-box": (1, 1),
        "qiaotou-spring": (1, 2),
        "jiangshan-spring-wire": (2, 3),
        "jiangyin-wire-rod": (3, 4),
        "shangyu-fr-masterbatch": (2, 2),
    }
    assert placed.keys() <= shared
    near = {anchor: tiers(anchor) for anchor in ANCHORS}
    for x, expected in placed.items():
        assert tuple(near[anchor][x] for anchor in ANCHORS) == expected
    complete = {
        (row["enterprise"], row["material"]): row["suppliers_complete"] for row in table("needs")
    }
    assert complete["gongniu", "colour-box"] == complete["xinhai", "colour-box"] == "true"
    assert complete["jiangshan-spring-wire", "wire-rod"] == ""


def test_one_hidden_diamond(model: Model, stops: dict[str, set[str]]) -> None:
    whole, by_share = set(), set()
    for anchor in ANCHORS:
        for m in model.needs(anchor):
            offers = [o for o in model.offers[anchor, m] if o.supplier not in model.closed]
            suppliers = {o.supplier for o in offers}
            for x in model.rows.keys() - suppliers - {anchor}:
                left = [o for o in offers if o.supplier not in stops[x]]
                if len(suppliers) > 1 and not enough(offers, left):
                    (by_share if left else whole).add((anchor, m, x))
    assert whole == {("gongniu", "fr-pc", "shangyu-fr-masterbatch")}
    # The small second source does not replace the main one, so the copper behind it shows too.
    assert by_share == {("gongniu", "plug-bracket", "diankou-copper")}


def test_kinds_of_single_source(model: Model) -> None:
    makers: dict[str, set[str]] = {}
    for row in table("makes"):
        if row["enterprise"] not in model.closed:
            makers.setdefault(row["material"], set()).add(row["enterprise"])
    kinds = set()
    for (_, m), offers in model.offers.items():
        if len(offers) == 1 and offers[0].supplier not in model.closed:
            kinds.add("sole" if len(makers[m]) == 1 else "single")
        elif all(o.share is not None for o in offers) and max(o.share for o in offers) > 50:
            kinds.add("main")
    assert kinds == {"single", "sole", "main"}


def test_every_query_has_something_to_show(model: Model, enterprises: dict[str, Row]) -> None:
    rows = list(enterprises.values())
    needs, supplies = table("needs"), table("supplies")
    short = [e for e in model.rows if model.runs[e] and (model.ready[e] or 0) > 0]
    assert len(short) >= 10
    overdue = [
        row["id"] for row in rows if "" < row["expected_on"] < AS_OF and not row["resumed_on"]
    ]
    served = {row["enterprise"] for row in table("serves")}
    assert len(overdue) >= 5 and set(overdue) <= served
    assert {row["id"] for row in rows if row["above_scale"] == "true"} <= served
    pairs = [(row["supplier"], row["material"], row["buyer"]) for row in supplies]
    assert len(pairs) - len(set(pairs)) >= 3
    assert sum("" < row["until"] < AS_OF for row in supplies) >= 3
    assert sum(row["since"] > AS_OF for row in supplies) >= 3
    assert sum(row["lead_days"] == "" for row in supplies) >= 10
    assert sum("" < row["stock_on"] < AS_OF for row in needs) >= 10
    assert sum(row["stock_days"] == "" for row in needs) >= 10
    assert {row["essential"] for row in needs} == {"", "true", "false"}
    assert {row["suppliers_complete"] for row in needs} == {"", "true", "false"}
    mapped = {(row["buyer"], row["material"]) for row in supplies}
    assert any((row["enterprise"], row["material"]) not in mapped for row in needs)
    assert sum(row["phone"] != "" for row in rows) > 300
    assert sum(row["recover_days"] != "" for row in rows) > 300
    assert 100 < sum(model.firm.values()) < 500


def test_people_and_requests() -> None:
    teams = table("teams")
    squads = {row["id"] for row in teams if row["kind"] == "labour_squad"}
    assert len(squads) == 16 and len(teams) - len(squads) >= 12
    assert all(row["destination"] for row in teams if row["id"] in squads)
    workers = table("workers")
    assert {row["state"] for row in workers} == {"home", "travelling", "quarantine", "on_post"}
    assert len({row["home"] for row in workers}) >= 10
    assert {row["team"] for row in table("escorts")} <= squads
    requests = table("requests")
    assert {row["state"] for row in requests} == {"open", "matched", "met", "withdrawn"}
    assert requests[0]["enterprise"] == "yuelong" and requests[0]["state"] == "open"
    delivered = {(row["supplier"], row["material"], row["buyer"]) for row in table("supplies")}
    met = [row for row in requests if row["brokered_by"]]
    assert met
    for row in met:
        assert (row["met_by"], row["material"], row["enterprise"]) in delivered
        customers = {buyer for supplier, _, buyer in delivered if supplier == row["enterprise"]}
        assert row["brokered_by"] in customers
