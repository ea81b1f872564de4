"""Who may do what: roles and what each may, whose personal data is seen, and who asks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from service.errors import NotAllowed
from service.language import Text


class Capability(StrEnum):
    """What somebody may do; ``ABOUT`` says it in words."""

    READ = "read"
    TRY = "try"
    KEEP = "keep"
    NOTE = "note"
    RECORD = "record"
    LOAD = "load"
    MANAGE = "manage"


ABOUT: Mapping[Capability, Text] = {
    Capability.READ: Text(
        "read answers, pages, files, snapshots, the record of changes",
        "查看查询结果、页面、文件、快照与变动记录",
    ),
    Capability.TRY: Text(
        "try what-ifs and scenarios, make reports, see statements and plans",
        "推演、试算方案、制作汇报材料、查看语句与执行计划",
    ),
    Capability.KEEP: Text("keep snapshots and scenarios", "保存快照与方案"),
    Capability.NOTE: Text("add notes", "添加备注"),
    Capability.RECORD: Text("record changes by actions", "登记变动"),
    Capability.LOAD: Text(
        "load data, undo, decide what is one and the same", "载入数据、撤销、判断是否同一对象"
    ),
    Capability.MANAGE: Text("see and change users, see the audit", "查看与更改用户、查看审计记录"),
}

EVERYTHING = frozenset(Capability)

Persons = Literal["nobody", "own", "everybody"]
"""Whose personal data a role sees."""


@dataclass(frozen=True)
class Role:
    """What one may who has it; ``own_only``: changes are recorded of one's own enterprises alone,
    those that one's team serves."""

    name: str
    title: Text
    capabilities: frozenset[Capability]
    persons: Persons
    own_only: bool = False


READER = Role("reader", Text("reader", "查阅"), frozenset({Capability.READ}), "nobody")
ANALYST = Role(
    "analyst",
    Text("analyst", "分析"),
    READER.capabilities | {Capability.TRY, Capability.KEEP, Capability.NOTE},
    "everybody",
)
TEAM = Role(
    "team",
    Text("service team", "专班"),
    ANALYST.capabilities | {Capability.RECORD},
    "own",
    own_only=True,
)
ADMIN = Role("admin", Text("administrator", "管理员"), EVERYTHING, "everybody")

ROLES: Mapping[str, Role] = {role.name: role for role in (READER, ANALYST, TEAM, ADMIN)}

SCOPES: Mapping[str, Text] = {
    "read": Text("read, and try, what the user may", "读取与推演，以该用户权限为限"),
    "personal": Text("see the persons that the user may see", "查看该用户可见的个人信息"),
    "change": Text("record, keep and load what the user may", "登记、保存与载入，以该用户权限为限"),
    "manage": Text("see users and the audit, of an admin", "查看用户与审计记录（限管理员）"),
}
"""What a token may of what its user may. Each includes ``read``."""

_OF_SCOPE: Mapping[str, frozenset[Capability]] = {
    "read": frozenset({Capability.READ, Capability.TRY}),
    "personal": frozenset({Capability.READ, Capability.TRY}),
    "change": EVERYTHING - {Capability.MANAGE},
    "manage": frozenset({Capability.READ, Capability.TRY, Capability.MANAGE}),
}


@dataclass(frozen=True)
class Own:
    """What is a team's own: itself, and the enterprises that it serves."""

    team: str
    enterprises: frozenset[str] = frozenset()

    def __contains__(self, thing: tuple[str, object]) -> bool:
        """Whether an enterprise or a team, by its kind and id, is own; no other thing is known."""
        kind, id = thing
        return id in self.enterprises if kind == "enterprise" else (kind, id) == ("team", self.team)


NOTHING_OWN = Own("")


@dataclass(frozen=True)
class Sight:
    """Whose personal data is seen: everybody's, that of somebody's ``own``, or nobody's.

    Equal ones see the same: by it copies of answers are kept apart.
    """

    everybody: bool = False
    own: Own | None = None

    @property
    def nobody(self) -> bool:
        """Whether nobody's is seen."""
        return not self.everybody and self.own is None

    @property
    def key(self) -> str:
        """A text that is the same for those alone who see the same."""
        if self.own is None:
            return str(self.everybody)
        return f"{self.own.team} {' '.join(sorted(self.own.enterprises))}"

    def sees(self, kind: str, id: object) -> bool:
        """Whether that of a thing of some kind (``enterprise``, ``team``) is seen."""
        if self.own is None:
            return self.everybody
        return (kind, id) in self.own


EVERYBODY = Sight(everybody=True)
NOBODY = Sight()


@dataclass(frozen=True)
class Rights:
    """What may be done, and whose personal data is seen; actions of ``own`` things alone where
    there is one. ``denial`` says why something is refused."""

    capabilities: frozenset[Capability]
    sight: Sight
    own: Own | None = None
    denial: Text = field(default=Text("This role may not do that", "当前角色无权操作"))

    def may(self, capability: Capability) -> bool:
        return capability in self.capabilities

    def require(self, capability: Capability) -> None:
        """Raises ``NotAllowed`` for what may not be done."""
        if not self.may(capability):
            raise NotAllowed(self.denial)

    @property
    def records_all(self) -> bool:
        """Whether changes of any thing may be recorded."""
        return self.may(Capability.RECORD) and self.own is None


NOTHING = Rights(frozenset(), NOBODY)
"""Of whom nothing is known yet."""

BY_SETTINGS = Text(
    "Changes are made on this machine, or where TONGBU_ALLOW_CHANGES is 1",
    "仅可在本机登记，或将 TONGBU_ALLOW_CHANGES 设为 1",
)


def rights_by_settings(*, show_personal: bool, may_change: bool) -> Rights:
    """The rights of whoever is let in by no user of his own: on loopback, or by the one token."""
    capabilities = EVERYTHING if may_change else READER.capabilities | {Capability.TRY}
    return Rights(
        capabilities - {Capability.MANAGE},
        EVERYBODY if show_personal else NOBODY,
        None,
        BY_SETTINGS,
    )


LOOPBACK, TOKEN = "loopback", "token"
"""Who asks where nobody signs in, and who sends the one token of the settings."""

RESERVED = frozenset((LOOPBACK, TOKEN))
"""Names that no user may have: the record of changes tells others by them."""


@dataclass(frozen=True)
class Caller:
    """Who asks: ``id`` as the record of changes names him; ``role`` is none of whom the settings
    let in, ``via`` how he showed who he is."""

    id: str
    rights: Rights
    role: Role | None = None
    team: str = ""
    via: Literal["none", "session", "token"] = "none"
    session: str = ""
    """Of a session: what its id is kept as."""


def rights_of_user(role: Role, own: Own, scopes: Collection[str] | None = None) -> Rights:
    """The rights of a user by role; ``scopes``, of a token, leave some of them."""
    capabilities = role.capabilities
    persons: Persons = role.persons
    if scopes is not None:
        capabilities &= frozenset[Capability]().union(*(_OF_SCOPE[one] for one in scopes))
        persons = persons if "personal" in scopes else "nobody"
    sights: dict[Persons, Sight] = {
        "everybody": EVERYBODY,
        "own": Sight(own=own),
        "nobody": NOBODY,
    }
    with_token = scopes is not None and capabilities != role.capabilities
    denial = Text(
        f"The role {role.title.en} may not do that"
        + (", or the scope of this token does not include it" if with_token else ""),
        f"角色“{role.title.zh}”无权操作" + ("，或超出该令牌的授权范围" if with_token else ""),
    )
    return Rights(capabilities, sights[persons], own if role.own_only else None, denial)
