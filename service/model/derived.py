"""What the derivation stores in the graph: the one list of it, which everything else follows.

The loader never touches these, no table holds them, and an answer shows none of them while the
derivation is not current. ``internal`` ones are the derivation's own reckoning, shown to nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from service.language import Text

Kind = Literal["integer", "number", "boolean", "text"]


@dataclass(frozen=True)
class Derived:
    """One derived property of the label or relationship type ``owner``, and what it means."""

    owner: str
    name: str
    kind: Kind
    about: Text
    internal: bool = False


def _shown(owner: str, name: str, kind: Kind, en: str, zh: str) -> Derived:
    return Derived(owner, name, kind, Text(en, zh))


def _internal(owner: str, name: str, kind: Kind, en: str, zh: str) -> Derived:
    return Derived(owner, name, kind, Text(en, zh), internal=True)


DERIVED: tuple[Derived, ...] = (
    _shown(
        "Enterprise", "ready_days", "number",
        "earliest day it can run without a break, days from `as_of`; absent: never",
        "最早可不间断生产的日子，距 `as_of` 的天数；没有则为无期",
    ),
    _shown(
        "Enterprise", "own_days", "number",
        "the day expected of itself, materials aside; absent: never",
        "不计物料、自身可复工的日子，距 `as_of` 的天数；没有则为无期",
    ),
    _shown("Enterprise", "runs", "boolean", "runs today", "今日在产"),
    _shown(
        "Enterprise", "in_flow", "boolean",
        "runs and will lose no day", "在产且不会断料停产",
    ),
    _shown(
        "Enterprise", "firm", "boolean",
        "the answer rests on confirmed facts only", "结论所依事实均已核实",
    ),
    _shown(
        "Enterprise", "stuck", "text",
        "why never: `closed`, `circular`, `late`",
        "无期的原因：`closed` 已停业，`circular` 循环等待，`late` 超出一年",
    ),
    _shown(
        "Enterprise", "hops", "integer",
        "how many hops to the enterprise that waits for nobody", "到不等任何人的企业的跳数",
    ),
    _shown(
        "Enterprise", "stop_days", "number",
        "of one that runs and will lose days: when it stops, days from `as_of`",
        "在产而将断料者：几天后停产，距 `as_of` 的天数",
    ),
    _shown(
        "Enterprise", "stop_material", "text",
        "of one that runs and will lose days: for want of which material",
        "在产而将断料者：所缺物料",
    ),
    _shown(
        "Enterprise", "stops_enterprises", "integer",
        "how many others stop if it stops alone; by each full derivation, for `ranked_version` of"
        " the `Graph` node, made at `ranked_at`; it left out `ranked_left`",
        "仅其停产时随之停产的企业数；由每次全面推算得出，见 `Graph` 节点的 `ranked_version`、"
        "`ranked_at`、`ranked_left`",
    ),
    _shown(
        "Enterprise", "stops_anchors", "integer",
        "how many anchors of them; by the same ranking", "其中的龙头企业数；由同一排序得出",
    ),
    _shown(
        "Enterprise", "stopped_by", "integer",
        "by how many others it is stopped, each alone; by the same ranking",
        "有多少家企业各自停产即会使其停产；由同一排序得出",
    ),
    _shown(
        "Enterprise", "anchors_supplied", "integer",
        "how many anchors other than itself it supplies directly today",
        "今日直接供货的其他龙头企业数",
    ),
    _shown(
        "Enterprise", "saves_above", "number",
        "of a root blocker: the days that enterprises above designated size, itself included, would"
        " save together if it could run today; by the same ranking",
        "堵点企业：若今日即具备条件，规上企业（含其自身）合计提前的天数；由同一排序得出",
    ),
    _shown(
        "Enterprise", "saves_days", "number",
        "of a root blocker: the days that all would save together; by the same ranking",
        "堵点企业：全部企业合计提前的天数；由同一排序得出",
    ),
    _internal(
        "Enterprise", "saves_open", "integer",
        "1 for a root blocker of which only a trial tells what it saves",
        "堵点企业的收益须逐一推演者为 1",
    ),
    _internal(
        "Enterprise", "core", "integer",
        "2: in the core, where each feeds every other round about; 1: feeds the core; holds while"
        " the `Graph` node has `core`, until a supply begins or ends",
        "2：属于彼此循环供货的核心；1：向核心供货；`Graph` 节点有 `core` 时有效，"
        "供货关系增减后失效",
    ),
    _internal(
        "Enterprise", "essential_core", "integer",
        "the same of supplies that count when suppliers stop (those with `part`), while the `Graph`"
        " node has `essential_core`",
        "同上，仅计 `part` 不为空的供应关系，`Graph` 节点有 `essential_core` 时有效",
    ),
    _internal(
        "Enterprise", "lead_at", "integer",
        "the cumulative lead time, in parts (2^24) of a hundredth of a day, one taken off per hop",
        "累计提前期，以百分之一天的 2^24 分之一计，每跳减一",
    ),
    _internal(
        "Enterprise", "at", "integer",
        "the readiness reached so far, in hundredths of a day", "推算到的可复工日，以百分之一天计",
    ),
    _internal(
        "Enterprise", "doubt", "integer",
        "how many steps its being firm is from what was confirmed", "核实结论的推算层数",
    ),
    _internal("Enterprise", "due", "integer", "when it is looked at next", "下一次推算的次序"),
    _internal(
        "Enterprise", "raised", "integer", "the turn in which it was last raised", "最近抬升的轮次"
    ),
    _internal(
        "Enterprise", "high", "integer",
        "the upper bound while circles are settled, in hundredths of a day",
        "求解循环时的上界，以百分之一天计",
    ),
    _internal("Enterprise", "lower", "integer", "when it is lowered next", "下一次下调的次序"),
    _internal(
        "Enterprise", "lost", "integer",
        "the days that a tried stop costs it, in hundredths of a day",
        "推演停产所损失的天数，以百分之一天计",
    ),
    _internal(
        "Enterprise", "stop", "integer",
        "when it stops for that, in hundredths of a day", "因此停产的日子，以百分之一天计",
    ),
    _internal("Enterprise", "lacks", "text", "the material that it lacks first", "最先断供的物料"),
    _internal("Enterprise", "out", "boolean", "whether it was asked to stop", "是否为所选停产企业"),
    _internal(
        "Enterprise", "given", "boolean",
        "whether a what-if takes it for ready whatever it lacks", "推演中是否不论缺料即视为可复工",
    ),
    _shown(
        "WAITS_FOR", "material", "text",
        "the material that decides when this enterprise is ready, from the supplier it waits for",
        "决定其何时料齐的物料，由所等的供应商供货",
    ),
    _shown(
        "WAITS_FOR", "days", "number",
        "the `ready_days` of the enterprise that waits", "等待一方的 `ready_days`",
    ),
    _internal(
        "SUPPLIES", "gap", "integer",
        "lead less stock, in hundredths of a day; only on supplies that count today",
        "交货天数减库存天数，以百分之一天计；仅今日有效的供应关系有",
    ),
    _internal(
        "SUPPLIES", "weight", "integer",
        "share in hundredths, where every supplier of the need has one",
        "份额，以百分之一计；该物料各供应商均有份额时才有",
    ),
    _internal(
        "SUPPLIES", "part", "integer",
        "what it counts for when suppliers stop; see `breaks`", "供应商停产时所占分量，见 `breaks`",
    ),
    _internal(
        "SUPPLIES", "breaks", "integer",
        "the need breaks when the parts of the suppliers that stop reach this",
        "停产供应商的 `part` 合计达到此数即断供",
    ),
    _shown(
        "Group", "by", "text",
        "what it is a group by: `all`, `city`, `district`, `town`, `industry`, `team`; `core`:"
        " those with `core`",
        "分组口径：`all` 全部、`city`、`district`、`town`、`industry`、`team`；"
        "`core` 为有 `core` 的企业",
    ),
    _shown(
        "Group", "key", "text",
        "which of these it is; absent: those without one", "所指的区县、行业等；没有则为未填者",
    ),
    _shown("Group", "district", "text", "of a town: its district", "乡镇所属区县"),
    _shown("Group", "enterprises", "integer", "how many enterprises", "企业数"),
    _shown(
        "Group", "surveyed", "integer",
        "of them, those surveyed; in the same way `filed`, `prevention`, `resumed`,"
        " `should_resume`, `in_flow`, `running_short`, `able`, `waiting`, `never`, `firm`, and"
        " those that lack a figure: `missing`, `return_missing`, `output_missing`; `producing` and"
        " `at_full_output` have resumed with an output above 0, or of at least 1; `above_scale`,"
        " `above_scale_resumed`: those above designated size that should resume, and did",
        "其中已摸底者；`filed`、`prevention`、`resumed`、`should_resume`、`in_flow`、"
        "`running_short`、`able`、`waiting`、`never`、`firm` 及缺数的 `missing`、`return_missing`、"
        "`output_missing` 同此；`producing`、`at_full_output` 为已复工且复产率大于 0、不低于 1 者；"
        "`above_scale`、`above_scale_resumed` 为应复工与已复工的规上企业",
    ),
    _shown(
        "Group", "on_post", "integer",
        "persons on post of those not closed with both figures; beside it their `headcount`",
        "未关停且数据齐全者的到岗人数；`headcount` 为其员工数",
    ),
    _shown(
        "Group", "output", "integer",
        "headcount times output rate of those not closed with both figures, in hundredths; beside"
        " it their headcount, `output_headcount`",
        "未关停且数据齐全者的员工数乘复产率，以百分之一计；`output_headcount` 为其员工数",
    ),
    _shown(
        "Group", "lost", "integer",
        "the days that those which run will lose together, in hundredths",
        "在产企业预计断料停产天数合计，以百分之一计",
    ),
    _shown(
        "Group", "waiting_days", "integer",
        "the days until those which do not run are ready, together, in hundredths; those never"
        " ready left out",
        "未在产企业距料齐天数合计，以百分之一计，无期者不计",
    ),
    _shown(
        "Group", "held_headcount", "integer",
        "the headcount of those not ready today: later, or never, closed ones too; blank counts as"
        " none",
        "今日未料齐企业（含无期与已关停）的员工数合计，空白按 0 计",
    ),
    _shown(
        "Group", "anchors", "integer",
        "how many anchors, closed ones too; `anchors_late`, `anchors_never`: of them those ready"
        " later or about to lose days, and those never ready",
        "龙头企业数（含已关停）；`anchors_late`、`anchors_never` 为其中稍后料齐或将断料者、无期者",
    ),
)  # fmt: skip
"""By owner, what people see first."""

RELATIONSHIPS = ("WAITS_FOR",)
"""The types of relationships that only the derivation makes."""

LABELS = ("Group",)
"""The labels of nodes that only the derivation makes."""


_ALL: Mapping[str, frozenset[str]] = {
    owner: frozenset(one.name for one in DERIVED if one.owner == owner)
    for owner in {one.owner for one in DERIVED}
}
_INTERNAL: Mapping[str, frozenset[str]] = {
    owner: frozenset(one.name for one in DERIVED if one.owner == owner and one.internal)
    for owner in _ALL
}

NAMES = frozenset((*RELATIONSHIPS, *LABELS)).union(
    *(names for owner, names in _ALL.items() if owner not in (*RELATIONSHIPS, *LABELS))
)
"""Every name by which a statement reads what is derived."""


def properties(owners: Iterable[str], *, internal_only: bool = False) -> frozenset[str]:
    """The names of the derived properties of ``owners``: labels, or types of relationships."""
    known = _INTERNAL if internal_only else _ALL
    return frozenset().union(*(known.get(owner, ()) for owner in owners))
