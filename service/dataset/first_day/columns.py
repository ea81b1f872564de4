"""The columns of the first-day list: the headers bureaus use, and the table column of each."""

from dataclasses import dataclass

from service.language import Text


@dataclass(frozen=True)
class ListColumn:
    """``name`` is the table column that it fills; ``headers`` are further names for it.

    A list that has a contact, telephone or note under several of its names (联系人, 负责人)
    means all of them: their values are joined. Of any other column a second one is a fault.
    """

    name: str
    label: Text
    about: Text
    headers: tuple[str, ...] = ()
    required: bool = False

    @property
    def all_headers(self) -> tuple[str, ...]:
        return (self.label.zh, self.label.en, *self.headers)


LIST_COLUMNS: tuple[ListColumn, ...] = (
    ListColumn(
        "buyer",
        Text("Anchor", "龙头企业"),
        Text("name of the leading enterprise that is supplied", "被配套的龙头企业名称"),
        ("anchor enterprise", "leading enterprise", "buyer", "龙头企业名称"),
        True,
    ),
    ListColumn(
        "supplier",
        Text("Supporting enterprise", "配套企业"),
        Text("name of the enterprise that supplies it", "为其配套的企业名称"),
        ("supplier", "配套企业名称", "供应商"),
        True,
    ),
    ListColumn(
        "material",
        Text("Material", "物料"),
        Text(
            "what it supplies; blank: a material of its own, one per supplier",
            "所供物料；留空则按供应商各视为一种物料",
        ),
        ("物料名称", "product", "产品"),
    ),
    ListColumn(
        "uscc",
        Text("Credit code", "统一社会信用代码"),
        Text("of the supporting enterprise, 18 characters", "配套企业的 18 位代码"),
        ("unified social credit code", "uscc", "信用代码"),
    ),
    ListColumn(
        "district",
        Text("District", "属地"),
        Text(
            "six-digit code (GB/T 2260); a name is kept as a note",
            "六位行政区划代码；写名称则记入备注",
        ),
    ),
    ListColumn("town", Text("Town", "乡镇"), Text("town or street", "乡镇或街道"), ("街道",)),
    ListColumn(
        "contact",
        Text("Contact", "联系人"),
        Text("a person; several such columns are joined", "联系人姓名；有多列时合并"),
        ("负责人", "企业负责人", "法人", "法定代表人"),
    ),
    ListColumn(
        "phone",
        Text("Telephone", "电话"),
        Text("of the contact; several such columns are joined", "联系电话；有多列时合并"),
        ("phone", "联系电话", "联系人电话", "联系方式", "手机", "手机号", "手机号码"),
    ),
    ListColumn(
        "resumed", Text("Resumed", "是否复工"), Text("yes or no", "是 / 否"), ("已复工",),
    ),
    ListColumn(
        "resumed_on", Text("Resumed on", "复工日期"), Text("a day that has been", "已复工的日期"),
        ("resumed_on",),
    ),
    ListColumn(
        "expected_on",
        Text("Expected on", "预计复工日期"),
        Text("from when it could run, were all materials there", "料齐前提下可正常生产日期"),
        ("expected_on", "计划复工日期"),
    ),
    ListColumn(
        "output_rate",
        Text("Output rate", "复产率"),
        Text("80% or 0.8", "80% 或 0.8"),
        ("output_rate", "产能恢复率"),
    ),
    ListColumn(
        "headcount", Text("Headcount", "员工数"), Text("employees", "员工总数"),
        ("员工人数", "职工数"),
    ),
    ListColumn(
        "on_post", Text("On post", "到岗数"), Text("employees on post", "已到岗员工数"),
        ("on_post", "到岗人数", "返岗数"),
    ),
    ListColumn(
        "stock_days",
        Text("Stock in days", "库存天数"),
        Text("how long the anchor's stock of this material lasts", "龙头企业该物料库存可用天数"),
        ("stock_days",),
    ),
    ListColumn(
        "lead_days",
        Text("Lead time in days", "交货天数"),
        Text("from order to delivery", "从下单到交货"),
        ("lead_days", "交货期"),
    ),
    ListColumn("note", Text("Note", "备注"), Text("anything else", "其他说明"), ("notes",)),
)  # fmt: skip
