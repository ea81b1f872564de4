"""The columns that scripts of others depend on: these come first, in this order."""

import pytest

from tests.support.catalog import read_catalog

BOARD = """enterprises surveyed filed prevention resumed resumption_rate return_rate output_rate
    missing"""
PATH = """hop enterprise name ready_days ready_on material material_name lead_days stock_days
    margin_days firm stuck"""
MOVED = "enterprise name above_scale before_days after_days gained_days"
FIXED = {
    "critical-path": PATH,
    "lead-time": PATH,
    "why": """material material_name stock_days supplier supplier_name share lead_days ready_days
        arrive_days decides""",
    "unblock-first": """enterprise name days_saved_above_scale days_saved freed held
        held_above_scale held_headcount""",
    "readiness": "enterprise name ready_days ready_on runs in_flow firm stuck waits_for material",
    "running-short": "enterprise name stop_days stop_on lost_days material material_name",
    "single-source": """buyer buyer_name tier material material_name supplier supplier_name kind
        makers confirmed""",
    "shared-single-source": "supplier name anchors anchor_ids stops proof confirmed",
    "shared-suppliers": "supplier name anchors anchor_ids materials",
    "diamonds": "enterprise name material suppliers hidden hidden_name",
    "time-to-survive": "supplier name tier survive_days recover_days exposed proof",
    "alternatives": """supplier name lead_days lead_assumed broker broker_name path distance_km
        ready_days gain_days anchors_gain_days""",
    "circular-waits": """circle enterprise name waits_for material lead_days stock_days short_days
        held""",
    "outside-suppliers": """district district_name supplier name material tier resumed_on
        held_above_scale""",
    "overdue": "enterprise name expected_on days_late held team contact phone",
    "data-gaps": "enterprise name missing anchors contact phone",
    "four-sync-board": f"group name {BOARD}",
    "coverage": """material material_name covered_rate stock_days stop_days suppliers
        daily_capacity daily_quantity confirmed""",
    "restart-list": """enterprise name own_days indispensable for_anchors needed_by material
        district town team contact phone""",
    "changes": "change at by action source enterprise name what before after moved undone",
    "history": f"day group name {BOARD} in_flow never lost_days",
    "stops": "enterprise name above_scale stop_days again_days lost_days material",
    "restarts": MOVED,
    "closes": MOVED,
    "new-supply": MOVED,
}


@pytest.mark.parametrize("name", FIXED)
def test_the_fixed_columns_come_first(name: str) -> None:
    columns = [column.name for column in read_catalog()[name].columns]
    fixed = FIXED[name].split()
    assert columns[: len(fixed)] == fixed
