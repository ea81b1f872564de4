"""Every setting; the only module that reads the environment."""

import datetime
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.errors import CannotStart, Fault, system_reason
from service.language import DEFAULT, Language, Text, choose
from service.variables import SETTINGS

POSIX_ZONE = re.compile(r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?[0-9]")
"""How a zone begins that names its distance from UTC: ``CST-8``, ``<+08>-8``."""

CLOCK_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")

PREFIX = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
"""A path below which the service is reached: no empty piece, none that is ``.`` or ``..``."""


@dataclass(frozen=True)
class Settings:
    """The values of the settings; see ``SETTINGS`` for their effects."""

    neo4j_uri: str
    neo4j_username: str
    neo4j_password: str
    neo4j_database: str
    data: Path
    cache: Path
    neo4j_version: str
    heap_mb: int | None
    host: str
    port: int
    token: str
    show_personal: bool
    allow_changes: bool
    origins: frozenset[str] = frozenset()
    sign_in: bool | None = None
    """On loopback; ``None``: with another database than the private one."""
    openid_issuer: str = ""
    openid_client: str = ""
    openid_secret: str = ""
    openid_claim: str = "preferred_username"
    mcp_token: str = ""
    upload_mb: int = 50
    queries: Path | None = None
    log_json: bool = False
    proxies: int = 0
    prefix: str = ""
    rate: int = 20
    slow_ms: int = 1000
    backup_at: datetime.time | None = None
    backups: Path | None = None
    backup_days: int = 7
    backup_weeks: int = 4
    jvm_options: tuple[str, ...] = ()
    language: Language = DEFAULT
    """The language of the command line."""


def language(environment: Mapping[str, str] | None = None) -> Language:
    """The language that LC_ALL, LC_MESSAGES or LANG in ``environment`` asks for."""
    variables = os.environ if environment is None else environment
    return choose(*(variables.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")))


def _is_time_zone(name: str) -> bool:
    """Whether the system knows this zone, by its name or as POSIX writes one."""
    from zoneinfo import ZoneInfo

    name = name.removeprefix(":")
    if name == "UTC" or POSIX_ZONE.match(name) or (name[:1] == "/" and Path(name).is_file()):
        return True
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


class _Reader:
    """The variables as texts, and the faults found while values are made of them."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._texts = {s.name: variables.get(s.name, "").strip() or s.default for s in SETTINGS}
        self.faults: list[Fault] = []

    def __getitem__(self, name: str) -> str:
        return self._texts[name]

    def refuse(self, name: str, text: Text, value: str | None = None) -> None:
        """Notes a fault of a variable; ``value``, unless given, is what it holds."""
        self.faults.append(Fault(text, name, self[name] if value is None else value))

    def whole_number(self, name: str, minimum: int, maximum: int) -> int:
        """What cannot be used counts as the least until all faults are told."""
        text = self[name]
        if text.isdecimal() and minimum <= int(text) <= maximum:
            return int(text)
        expected = Text(
            f"a whole number from {minimum} to {maximum} is expected",
            f"应为 {minimum} 至 {maximum} 的整数",
        )
        self.refuse(name, expected)
        return minimum

    def switch(self, name: str) -> bool | None:
        """None where nothing is set."""
        if self[name] not in ("", "0", "1"):
            self.refuse(name, Text("1, 0 or nothing is expected", "应为 1、0 或留空"))
        return {"0": False, "1": True}.get(self[name])

    def folder(self, name: str) -> Path | None:
        return Path(self[name]).expanduser() if self[name] else None

    def prefix(self, name: str) -> str:
        """A path without a slash at its end."""
        path = self[name].rstrip("/")
        if not PREFIX.fullmatch(path):
            self.refuse(name, Text("a path is expected, e.g. /tongbu", "应为路径，如 /tongbu"))
        return path

    def time_of_day(self, name: str) -> datetime.time | None:
        if time := CLOCK_TIME.fullmatch(self[name]):
            return datetime.time(int(time[1]), int(time[2]))
        if self[name]:
            text = Text("a time of day is expected, e.g. 03:00", "应为时刻，如 03:00")
            self.refuse(name, text)
        return None

    def origins(self, name: str) -> frozenset[str]:
        """Sites, separated by commas."""
        origins = {part.strip().lower() for part in self[name].split(",") if part.strip()}
        for origin in sorted(origins):
            if not ORIGIN.fullmatch(origin):
                text = Text(
                    "a site is expected without path, e.g. https://board.example.cn",
                    "应为不含路径的网站地址，如 https://board.example.cn",
                )
                self.refuse(name, text, origin)
        return frozenset(origins)

    def words(self, name: str) -> tuple[str, ...]:
        """What a shell makes of it."""
        try:
            return tuple(shlex.split(self[name]))
        except ValueError:
            self.refuse(name, Text("a quotation mark is not closed", "引号未成对"))
            return ()

    def secret(self, name: str, *instead_of: str) -> str:
        """The content of the file that ``name`` names; empty where it names none."""
        path, line = self[name], ""
        if not path:
            return ""
        given = (other for other in instead_of if self._variables.get(other, "").strip())
        if conflicting := ", ".join(given):
            text = Text(
                f"{conflicting} is set, too: set one of them",
                f"与 {conflicting} 重复，只能设置其一",
            )
        else:
            try:
                line = Path(path).expanduser().read_text(encoding="utf-8").strip()
                text = Text("this file is empty", "该文件为空")
            except (OSError, UnicodeDecodeError) as error:
                not_utf8 = Text("not UTF-8", "不是 UTF-8 编码")
                why = system_reason(error) if isinstance(error, OSError) else not_utf8
                text = Text(f"this file cannot be read: {why.en}", f"无法读取该文件：{why.zh}")
        if not line:
            self.refuse(name, text)
        return line


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in ``environment`` (default: the process's).

    Raises ``CannotStart`` with one fault per invalid setting; contents of secret files are never
    in it.
    """
    variables = os.environ if environment is None else environment
    of = _Reader(variables)
    username, password = _credentials(of)
    openid_secret = (
        of.secret("TONGBU_OPENID_SECRET_FILE", "TONGBU_OPENID_SECRET") or of["TONGBU_OPENID_SECRET"]
    )
    cache = of["TONGBU_CACHE"] or (variables.get("XDG_CACHE_HOME") or "~/.cache") + "/tongbu"
    settings = Settings(
        neo4j_uri=of["NEO4J_URI"],
        neo4j_username=username,
        neo4j_password=password,
        neo4j_database=of["NEO4J_DATABASE"],
        data=Path(of["TONGBU_DATA"]).expanduser().resolve(),
        cache=Path(cache).expanduser().resolve(),
        neo4j_version=of["TONGBU_NEO4J_VERSION"],
        heap_mb=of.whole_number("TONGBU_HEAP_MB", 256, 1_000_000) if of["TONGBU_HEAP_MB"] else None,
        host=of["TONGBU_HOST"],
        port=of.whole_number("TONGBU_PORT", 0, 65535),
        token=of.secret("TONGBU_TOKEN_FILE", "TONGBU_TOKEN") or of["TONGBU_TOKEN"],
        show_personal=bool(of.switch("TONGBU_SHOW_PERSONAL")),
        allow_changes=bool(of.switch("TONGBU_ALLOW_CHANGES")),
        origins=of.origins("TONGBU_ORIGINS"),
        sign_in=of.switch("TONGBU_SIGN_IN"),
        openid_issuer=of["TONGBU_OPENID_ISSUER"].rstrip("/"),
        openid_client=of["TONGBU_OPENID_CLIENT"],
        openid_secret=openid_secret,
        openid_claim=of["TONGBU_OPENID_CLAIM"],
        mcp_token=of["TONGBU_MCP_TOKEN"],
        upload_mb=of.whole_number("TONGBU_UPLOAD_MB", 1, 1024),
        queries=of.folder("TONGBU_QUERIES"),
        slow_ms=of.whole_number("TONGBU_SLOW_MS", 0, 1_000_000),
        backup_at=of.time_of_day("TONGBU_BACKUP_AT"),
        backups=of.folder("TONGBU_BACKUPS"),
        backup_days=of.whole_number("TONGBU_BACKUP_DAYS", 1, 1000),
        backup_weeks=of.whole_number("TONGBU_BACKUP_WEEKS", 0, 1000),
        log_json=of["TONGBU_LOG"] == "json",
        proxies=of.whole_number("TONGBU_PROXIES", 0, 10),
        prefix=of.prefix("TONGBU_PREFIX"),
        rate=of.whole_number("TONGBU_RATE", 0, 100_000),
        jvm_options=of.words("TONGBU_JVM_OPTIONS"),
        language=language(variables),
    )
    _look_at_what_belongs_together(of, settings)
    if of.faults:
        raise CannotStart(Text("Settings cannot be used", "设置有误"), of.faults)
    return settings


def _credentials(of: _Reader) -> tuple[str, str]:
    """User and password of a database that is named."""
    auth = of.secret("NEO4J_AUTH_FILE", "NEO4J_USERNAME", "NEO4J_PASSWORD")
    if not auth:
        return of["NEO4J_USERNAME"], of["NEO4J_PASSWORD"]
    username, _, password = auth.partition("/")
    if not (username and password):
        text = Text("user/password is expected in this file", "文件内容应为“用户名/密码”")
        of.refuse("NEO4J_AUTH_FILE", text)
    return username, password


def _look_at_what_belongs_together(of: _Reader, settings: Settings) -> None:
    if of["TONGBU_BACKUP_AT"] and settings.neo4j_uri:
        text = Text(
            "only the private database is backed up, and NEO4J_URI names another; back that one up"
            " by its own means (neo4j-admin database backup or dump)",
            "仅备份自带数据库，而 NEO4J_URI 指向其他数据库；请用其自身的备份方式"
            "（neo4j-admin database backup 或 dump）",
        )
        of.refuse("TONGBU_BACKUP_AT", text)
    if of["TONGBU_LOG"] not in ("", "json"):
        of.refuse("TONGBU_LOG", Text("json or nothing is expected", "应为 json 或留空"))
    if of["TZ"] and not _is_time_zone(of["TZ"]):
        text = Text(
            "no such time zone here (the system would take UTC); e.g. Asia/Shanghai or CST-8",
            "本机没有此时区（系统会按 UTC 处理）；如 Asia/Shanghai 或 CST-8",
        )
        of.refuse("TZ", text)
    if settings.openid_issuer:
        needed = {
            "TONGBU_OPENID_CLIENT": settings.openid_client,
            "TONGBU_OPENID_SECRET": settings.openid_secret,
        }
        for name in (name for name, given in needed.items() if not given):
            text = Text("is needed with TONGBU_OPENID_ISSUER", "设置 TONGBU_OPENID_ISSUER 时必填")
            of.faults.append(Fault(text, name))
