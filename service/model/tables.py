"""The tables that fill the graph, as one description.

The reader, the checker, the loader and the empty templates all follow it; no other module names a
column, a label or a relationship type of its own accord. Properties are called like their columns.
"""

from collections.abc import Mapping

from service.language import Text
from service.model.columns import (
    Column,
    Kind,
    Relation,
    Table,
    date_column,
    days_column,
    id_column,
    text_column,
)

MAKES = Relation("MAKES", "Enterprise", "Material")
NEEDS = Relation("NEEDS", "Enterprise", "Material")
SUPPLIES = Relation("SUPPLIES", "Enterprise", "Enterprise", key=("material", "since"))
SERVES = Relation("SERVES", "ServiceTeam", "Enterprise")
ESCORTS = Relation("ESCORTS", "ServiceTeam", "Worker")
WORKS_AT = Relation("WORKS_AT", "Worker", "Enterprise", single=True)
RAISED = Relation("RAISED", "Enterprise", "Request", owner="end", single=True)
FOR = Relation("FOR", "Request", "Material", single=True)
HANDLES = Relation("HANDLES", "ServiceTeam", "Request", owner="end", single=True)
MEETS = Relation("MEETS", "Enterprise", "Request", owner="end", single=True)
BROKERED = Relation("BROKERED", "Enterprise", "Request", owner="end", single=True)
CERTIFIES = Relation("CERTIFIES", "Enterprise", "Enterprise")
ON_BEHALF_OF = Relation("ON_BEHALF_OF", "Letter", "Enterprise", single=True)
ABOUT = Relation("ABOUT", "Letter", "Enterprise")
ESCALATED_TO = Relation("ESCALATED_TO", "Request", "ServiceTeam", single=True)

_SOURCE = text_column(
    "source",
    "Source",
    "来源",
    Text("where the fact is from; blank: the dataset's", "事实出处；留空则取数据集的来源"),
)
_PER_DAY = Text("in the material's unit per day", "按物料单位计的每日数量")
_ENTERPRISE = Text("Enterprise", "企业")
_MATERIAL = Text("Material", "物料")
_TEAM = Text("Team", "专班")

ENTERPRISES = Table(
    "enterprises",
    Text("Enterprises", "企业"),
    (
        id_column("id", Text("Id", "编号")),
        text_column("name", "Name", "企业名称", required=True),
        text_column("name_en", "Name in English", "英文名称"),
        Column(
            "uscc",
            "credit_code",
            Text("Credit code", "统一社会信用代码"),
            Text("18 characters, GB 32100; the check digit is verified", "18 位，校验码须正确"),
        ),
        Column(
            "above_scale",
            "boolean",
            Text("Above designated size", "规上"),
        ),
        Column(
            "anchor",
            "boolean",
            Text("Anchor", "龙头企业"),
            Text("leads a chain; blank: as above_scale", "产业链龙头；留空则与规上相同"),
        ),
        Column(
            "industry", "industry", Text("Industry", "行业"), Text("GB/T 4754", "GB/T 4754 代码")
        ),
        Column(
            "district",
            "district",
            Text("District", "属地"),
            Text("six digits, GB/T 2260", "六位行政区划代码，GB/T 2260"),
        ),
        text_column("town", "Town", "乡镇"),
        text_column("contact", "Contact", "联系人", personal=True),
        text_column("phone", "Telephone", "电话", personal=True),
        Column("headcount", "integer", Text("Headcount", "员工数"), least=0, most=10_000_000),
        Column("on_post", "integer", Text("On post", "到岗数"), least=0, most=10_000_000),
        date_column("surveyed_on", "Surveyed on", "摸底日期", past=True),
        date_column("filed_on", "Filed on", "备案日期", past=True),
        date_column("prevention_on", "Prevention checked on", "防控到位日期", past=True),
        date_column("resumed_on", "Resumed on", "复工日期", past=True),
        date_column(
            "expected_on",
            "Expected on",
            "预计复工日期",
            Text(
                "from when it could run, were all materials there",
                "料齐前提下可正常生产日期（人员、审批、防控）",
            ),
        ),
        date_column("closed_on", "Closed on", "关停日期"),
        Column(
            "output_rate",
            "number",
            Text("Output rate", "复产率"),
            Text("current ÷ normal output, 0.8 for 80%", "当前产量 ÷ 正常产量，80% 写 0.8"),
            least=0,
            most=10,
        ),
        days_column(
            "recover_days",
            "Days to recover",
            "恢复所需天数",
            Text("after a stop", "停产后恢复所需"),
        ),
        Column(
            "filing_state", "choice", Text("State of filing", "备案状态"),
            Text(
                "prepared, applied, inspected on site, approved, refused",
                "材料准备 / 已申请 / 已实地勘定 / 已同意 / 未同意",
            ),
            choices=("prepared", "applied", "inspected", "approved", "refused"),
        ),
        Column(
            "filing_level", "choice", Text("Level of filing", "备案层级"),
            Text("who decides it; blank: by size", "由谁决定；留空则按规模"),
            choices=("town", "county", "city"),
        ),
        date_column("applied_on", "Applied on", "备案申请日期", past=True),
        text_column("filing_refusal", "Why the filing was refused", "备案未同意原因"),
        Column(
            "commitment", "boolean", Text("Commitment", "承诺书"),
            Text("the signed commitment is there", "企业复工申请（承诺）表已交"),
        ),
        Column(
            "prevention_plan", "boolean", Text("Prevention plan", "防疫方案"),
            Text("the prevention plan is there", "企业复工防疫方案已交"),
        ),
        Column(
            "worker_register", "boolean", Text("Register of workers", "返工人员登记"),
            Text("the register of returning workers is there", "返工人员登记表与总表已交"),
        ),
        Column("latitude", "number", Text("Latitude", "纬度"), least=-90, most=90, decimals=10),
        Column("longitude", "number", Text("Longitude", "经度"), least=-180, most=180, decimals=10),
        _SOURCE,
        # a note may name anybody
        Column("note", "text", Text("Note", "备注"), personal=True, list_only=True),
    ),
    ("id",),
    label="Enterprise",
    singular=_ENTERPRISE,
    thing="enterprise",
)  # fmt: skip

MATERIALS = Table(
    "materials",
    Text("Materials", "物料"),
    (
        id_column("id", Text("Id", "编号")),
        text_column("name", "Name", "物料名称", required=True),
        text_column("name_en", "Name in English", "英文名称"),
        text_column("unit", "Unit", "单位"),
    ),
    ("id",),
    label="Material",
    singular=_MATERIAL,
    thing="material",
)

MAKES_TABLE = Table(
    "makes",
    Text("Who can make what", "谁能生产什么"),
    (
        id_column("enterprise", _ENTERPRISE, "Enterprise"),
        id_column("material", _MATERIAL, "Material"),
        Column("daily_capacity", "number", Text("Daily capacity", "日产能"), _PER_DAY, least=0),
    ),
    ("enterprise", "material"),
    relation=MAKES,
    start="enterprise",
    end="material",
)

NEEDS_TABLE = Table(
    "needs",
    Text("Who needs what", "谁需要什么（用料）"),
    (
        id_column("enterprise", _ENTERPRISE, "Enterprise"),
        id_column("material", _MATERIAL, "Material"),
        days_column("stock_days", "Stock in days", "库存天数"),
        date_column(
            "stock_on",
            "Stock counted on",
            "盘点日期",
            Text("blank: the dataset's as_of", "留空则取数据集的 as_of"),
            past=True,
        ),
        Column(
            "essential",
            "boolean",
            Text("Essential", "关键物料"),
            Text("cannot run without it; blank: true", "缺之即停产；留空视为 true"),
        ),
        Column("daily_quantity", "number", Text("Daily quantity", "日用量"), _PER_DAY, least=0),
        Column(
            "suppliers_complete",
            "boolean",
            Text("Suppliers complete", "供应商名单完整"),
            Text("the list of suppliers is confirmed complete", "供应商名单已确认齐全"),
        ),
    ),
    ("enterprise", "material"),
    relation=NEEDS,
    start="enterprise",
    end="material",
)

SUPPLIES_TABLE = Table(
    "supplies",
    Text("Who supplies what to whom", "谁向谁供应什么"),
    (
        id_column("supplier", Text("Supplier", "供应商"), "Enterprise"),
        id_column("material", _MATERIAL, "Material"),
        id_column("buyer", Text("Buyer", "采购方"), "Enterprise"),
        days_column("lead_days", "Lead time in days", "交货天数"),
        Column(
            "share",
            "number",
            Text("Share", "份额"),
            Text("0–1 of what the buyer gets of it", "占采购方该物料的比例，0–1"),
            least=0,
            most=1,
        ),
        date_column("since", "Since", "开始日期"),
        date_column("until", "Until", "截止日期"),
        _SOURCE,
        Column("confidence", "number", Text("Confidence", "可信度"), least=0, most=1),
        # a note may name anybody
        Column("note", "text", Text("Note", "备注"), personal=True, list_only=True),
    ),
    ("supplier", "material", "buyer", "since"),
    relation=SUPPLIES,
    start="supplier",
    end="buyer",
)

CERTIFICATES = Table(
    "certificates",
    Text("Chain certificates", "配套证明"),
    (
        id_column("anchor", Text("Anchor", "龙头企业"), "Enterprise"),
        id_column("supplier", Text("Supplier", "供应商"), "Enterprise"),
        date_column("issued_on", "Issued on", "出具日期", past=True),
    ),
    ("anchor", "supplier"),
    relation=CERTIFIES,
    start="anchor",
    end="supplier",
)

WORKERS = Table(
    "workers",
    Text("Workers", "员工"),
    (
        id_column("id", Text("Id", "编号")),
        Column(
            "enterprise", "id", _ENTERPRISE, Text("works at", "所在企业"), True,
            refers="Enterprise", link=WORKS_AT,
        ),
        text_column("name", "Name", "姓名", personal=True),
        text_column("phone", "Telephone", "电话", personal=True),
        text_column("home", "Home", "籍贯", Text("province", "省份")),
        Column(
            "state", "choice", Text("State", "状态"),
            Text("where the worker is", "在家 / 返程途中 / 隔离 / 在岗"),
            choices=("home", "travelling", "quarantine", "on_post"),
        ),
        date_column("expected_on", "Expected on", "预计到岗日期"),
        text_column("batch", "Batch", "批次", Text("with which others travel", "同批返岗")),
        text_column("vehicle", "Vehicle", "车次", Text("bus, train or flight", "包车、车次或航班")),
        text_column(
            "place", "Place", "当前所在地", Text("where the worker is now", "如中转地、隔离点")
        ),
    ),
    ("id",),
    label="Worker",
    singular=Text("Worker", "员工"),
)  # fmt: skip

TEAMS = Table(
    "teams",
    Text("Service teams and labour squads", "服务专班与用工保障小分队"),
    (
        id_column("id", Text("Id", "编号")),
        text_column("name", "Name", "名称", required=True),
        Column(
            "kind", "choice", Text("Kind", "类别"),
            Text("serves enterprises, or brings workers back", "服务专班 / 用工保障小分队"),
            True,
            choices=("service_team", "labour_squad"),
        ),
        text_column("leader", "Leader", "负责人", personal=True),
        text_column("phone", "Telephone", "电话", personal=True),
        text_column("destination", "Destination", "前往地"),
    ),
    ("id",),
    label="ServiceTeam",
    singular=Text("Service team", "专班"),
    thing="team",
)  # fmt: skip

SERVES_TABLE = Table(
    "serves",
    Text("Which team serves which enterprise", "专班服务的企业"),
    (
        id_column("team", _TEAM, "ServiceTeam"),
        id_column("enterprise", _ENTERPRISE, "Enterprise"),
        date_column("since", "Since", "开始日期"),
    ),
    ("team", "enterprise"),
    relation=SERVES,
    start="team",
    end="enterprise",
)

ESCORTS_TABLE = Table(
    "escorts",
    Text("Which squad brings which worker back", "小分队接回的员工"),
    (
        id_column("team", _TEAM, "ServiceTeam"),
        id_column("worker", Text("Worker", "员工"), "Worker"),
    ),
    ("team", "worker"),
    relation=ESCORTS,
    start="team",
    end="worker",
)

REQUESTS = Table(
    "requests",
    Text("Requests", "需求清单"),
    (
        id_column("id", Text("Id", "编号")),
        Column(
            "enterprise", "id", _ENTERPRISE, Text("who raised it", "提出企业"), True,
            refers="Enterprise", link=RAISED,
        ),
        Column(
            "kind", "choice", Text("Kind", "类别"),
            Text(
                "what is wanted",
                "物料 / 用工 / 防护 / 资金 / 物流 / 审批 / 能源 / 用地 / 通行证",
            ),
            True,
            choices=(
                "material", "labour", "protection", "funds", "logistics", "permit", "energy",
                "land", "pass",
            ),
        ),
        Column("material", "id", _MATERIAL, refers="Material", link=FOR),
        Column("quantity", "number", Text("Quantity", "数量"), least=0),
        Column("raised_on", "date", Text("Raised on", "提出日期"), required=True, past=True),
        text_column("raised_by", "Raised by", "提出人", personal=True),
        date_column("due_on", "Due on", "要求解决日期"),
        Column(
            "level", "choice", Text("Level", "办理层级"),
            Text("who has to decide it", "镇街 / 县区 / 市"),
            choices=("town", "county", "city"),
        ),
        Column(
            "state", "choice", Text("State", "状态"),
            Text("how far it is", "待办 / 已对接 / 已解决 / 已撤回"),
            True,
            choices=("open", "matched", "met", "withdrawn"),
        ),
        date_column("met_on", "Met on", "解决日期", past=True),
        Column("met_by", "id", Text("Met by", "供给企业"), refers="Enterprise", link=MEETS),
        Column(
            "brokered_by", "id", Text("Brokered by", "牵线企业"), refers="Enterprise",
            link=BROKERED,
        ),
        days_column("promised_lead_days", "Lead time promised, in days", "承诺交货天数"),
        Column(
            "promised_gain_days", "number", Text("Gain promised, in days", "预计提前天数"),
            Text(
                "by which the match would make its enterprise ready earlier",
                "对接后提出企业可提前的天数",
            ),
            least=-36500, most=36500,
        ),
        Column(
            "met_gain_days", "number", Text("Gain that came, in days", "实际提前天数"),
            Text(
                "by which meeting it made its enterprise ready earlier",
                "解决后提出企业实际提前的天数",
            ),
            least=-36500, most=36500,
        ),
        Column(
            "satisfaction", "integer", Text("Satisfaction", "满意度"),
            Text("1 to 5, 5 is the best", "1–5 分，5 分最高"),
            least=1, most=5,
        ),
        Column("team", "id", _TEAM, refers="ServiceTeam", link=HANDLES),
        Column(
            "escalated_to", "id", Text("Escalated to", "上报至专班"), refers="ServiceTeam",
            link=ESCALATED_TO,
        ),
        text_column("note", "Note", "备注", personal=True),
    ),
    ("id",),
    label="Request",
    singular=Text("Request", "需求"),
    thing="request",
)  # fmt: skip

LETTERS = Table(
    "letters",
    Text("Letters to other places", "协调函"),
    (
        id_column("id", Text("Id", "编号")),
        Column(
            "enterprise", "id", _ENTERPRISE,
            Text("on whose behalf it is written", "为哪家企业发函"),
            True,
            refers="Enterprise", link=ON_BEHALF_OF,
        ),
        Column(
            "to", "place", Text("To", "收函地区"),
            Text("code of a province, city or district", "省、市或区县的代码"),
            True,
        ),
        Column(
            "state", "choice", Text("State", "状态"),
            Text("how far it is", "草拟 / 已发出 / 已回复"),
            True,
            choices=("draft", "sent", "answered"),
        ),
        text_column("number", "Number", "文号"),
        date_column("written_on", "Written on", "起草日期", past=True),
        date_column("sent_on", "Sent on", "发函日期", past=True),
        date_column("answered_on", "Answered on", "回函日期", past=True),
        text_column("text", "Text", "正文"),
        text_column("answer", "Answer", "回函内容", personal=True),
    ),
    ("id",),
    label="Letter",
    singular=Text("Letter", "协调函"),
    thing="letter",
)  # fmt: skip

ABOUT_TABLE = Table(
    "about",
    Text("Suppliers that a letter is about", "协调函所涉企业"),
    (
        id_column("letter", Text("Letter", "协调函"), "Letter"),
        id_column("enterprise", _ENTERPRISE, "Enterprise"),
    ),
    ("letter", "enterprise"),
    relation=ABOUT,
    start="letter",
    end="enterprise",
)

TABLES: tuple[Table, ...] = (
    ENTERPRISES, MATERIALS, MAKES_TABLE, NEEDS_TABLE, SUPPLIES_TABLE, CERTIFICATES, WORKERS, TEAMS,
    SERVES_TABLE, ESCORTS_TABLE, REQUESTS, LETTERS, ABOUT_TABLE,
)  # fmt: skip
"""In the order they are read, checked and loaded: nodes before what refers to them."""

BY_NAME = {table.name: table for table in TABLES}
BY_LABEL = {table.label: table for table in TABLES if table.label}

THINGS = {table.thing: table for table in TABLES if table.thing}
"""The tables of what has a page of its own, by kind: ``/teams/<id>`` is the page of a team."""

ID_PREFIXES = {
    label: "" if table is ENTERPRISES else f"{table.name}/" for label, table in BY_LABEL.items()
}
"""What stands before a node's id outside the database, by label."""

RELATIONS: tuple[Relation, ...] = tuple(
    relation
    for table in TABLES
    for relation in (table.relation, *(column.link for column in table.columns))
    if relation is not None
)
"""Every relation that tables fill, each once."""

FACTS: Mapping[str, Mapping[str, Kind]] = {
    table.label or (table.relation.type if table.relation else ""): {
        column.name: column.kind
        for column in table.columns
        if column.link is None
        and column.name not in ("id", table.start, table.end)
        and not (table.relation and column.name in table.relation.key)
    }
    for table in TABLES
}
"""By label or type of relationship: the properties that sources may say, without keys."""
