"""Every setting; the only module that reads the environment."""

import datetime
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.errors import CannotStart, Fault
from service.language import DEFAULT, Language, Text, choose

POSIX_ZONE = re.compile(r"([A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?[0-9]")
"""How a zone begins that names its distance from UTC: ``CST-8``, ``<+08>-8``."""

CLOCK_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")

PREFIX = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
"""A path below which the service is reached: no empty piece, none that is ``.`` or ``..``."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default as text, and its effect."""

    name: str
    default: str
    about: Text
    secret: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "NEO4J_URI",
        "",
        Text(
            "your own Neo4j (neo4j://, neo4j+s://, bolt://); empty: the private one",
            "自有 Neo4j 的地址（neo4j://、neo4j+s://、bolt://）；留空则使用自带数据库",
        ),
    ),
    Setting("NEO4J_USERNAME", "neo4j", Text("user of that Neo4j", "该 Neo4j 的用户名")),
    Setting("NEO4J_PASSWORD", "", Text("password of that Neo4j", "该 Neo4j 的密码"), secret=True),
    Setting(
        "NEO4J_AUTH_FILE",
        "",
        Text(
            "file that holds user/password of that Neo4j, in place of the two settings above",
            "存放该 Neo4j“用户名/密码”的文件，可代替以上两项",
        ),
    ),
    Setting("NEO4J_DATABASE", "neo4j", Text("database in that Neo4j", "该 Neo4j 中的数据库名")),
    Setting(
        "TONGBU_DATA",
        ".tongbu",
        Text(
            "folder that holds the private database and its password",
            "存放自带数据库及其密码的文件夹",
        ),
    ),
    Setting(
        "TONGBU_CACHE",
        "",
        Text(
            "folder for the downloaded jars, and for what makes starts quick; empty: tongbu in the"
            " user's cache folder",
            "下载的 jar 及加快启动的缓存所在文件夹；留空则为用户缓存目录下的 tongbu",
        ),
    ),
    Setting(
        "TONGBU_NEO4J_VERSION",
        "2026.08.1",
        Text(
            "release of the private Neo4j: 2026.08.1 (current) or 5.26.30 (LTS)",
            "自带 Neo4j 的版本：2026.08.1（当前）或 5.26.30（长期支持）",
        ),
    ),
    Setting(
        "TONGBU_HEAP_MB",
        "",
        Text(
            "heap of the private Neo4j in MiB; empty: a quarter of the memory, 512 to 4096",
            "自带 Neo4j 的堆内存（MiB）；留空则为本机内存的四分之一，介于 512 与 4096 之间",
        ),
    ),
    Setting(
        "TONGBU_LOG",
        "",
        Text(
            "json: a line per request and event on standard error, without addresses and names;"
            " empty: warnings only, as texts",
            "json：每个请求与事件在标准错误输出一行 JSON，不含地址与姓名；留空则仅输出警告文字",
        ),
    ),
    Setting(
        "TONGBU_SLOW_MS",
        "1000",
        Text(
            "questions that take longer, in milliseconds, are written to the log with the plan of"
            " their statement, without values; 0: none",
            "耗时超过此毫秒数的查询连同执行计划写入日志，不含参数值；0 表示不记录",
        ),
    ),
    Setting(
        "TONGBU_BACKUP_AT",
        "",
        Text(
            "time of day at which the private database is backed up while it serves, e.g. 03:00; it"
            " is away for some seconds then. Empty: no backups",
            "每天自动备份自带数据库的时刻，如 03:00，届时服务中断数秒；留空则不备份",
        ),
    ),
    Setting(
        "TONGBU_BACKUPS",
        "",
        Text(
            "folder for these backups, best on another disk; empty: backups in TONGBU_DATA",
            "自动备份所在文件夹，宜在另一磁盘；留空则为 TONGBU_DATA 下的 backups",
        ),
    ),
    Setting(
        "TONGBU_BACKUP_DAYS",
        "7",
        Text("of how many days backups are kept", "保留最近多少天的备份"),
    ),
    Setting(
        "TONGBU_BACKUP_WEEKS",
        "4",
        Text(
            "of how many weeks the last backup is kept beside them",
            "此外保留最近多少周每周最后一份备份",
        ),
    ),
    Setting(
        "TONGBU_JVM_OPTIONS",
        "",
        Text(
            "more options for the Java of the private Neo4j, e.g. -XX:+UseZGC; with -XX:AOTMode=off"
            " no classes are kept in TONGBU_CACHE for quick starts",
            "自带 Neo4j 的 Java 虚拟机附加选项，如 -XX:+UseZGC；"
            "设为 -XX:AOTMode=off 则不在 TONGBU_CACHE 中保存加快启动的类缓存",
        ),
    ),
    Setting("TONGBU_HOST", "127.0.0.1", Text("address to listen on", "监听地址")),
    Setting(
        "TONGBU_PORT",
        "8020",
        Text("port to listen on; 0: any free one", "监听端口；0 表示任一空闲端口"),
    ),
    Setting(
        "TONGBU_TOKEN",
        "",
        Text(
            "token that every request must carry; needed for any address but loopback",
            "每个请求须携带的令牌；监听非本机地址时必填",
        ),
        secret=True,
    ),
    Setting(
        "TONGBU_TOKEN_FILE",
        "",
        Text("file that holds the token, in place of TONGBU_TOKEN", "存放令牌的文件，可代替上一项"),
    ),
    Setting(
        "TONGBU_SIGN_IN",
        "",
        Text(
            "on loopback, 1: users sign in with the private database, too; 0: with another one"
            " (NEO4J_URI) nobody does, either; elsewhere they always do",
            "仅限本机监听：1 表示使用自带数据库也须登录；0 表示使用 NEO4J_URI 也无须登录；"
            "其他情形始终须登录",
        ),
    ),
    Setting(
        "TONGBU_OPENID_ISSUER",
        "",
        Text(
            "provider of OpenID Connect by which users may sign in, e.g. https://id.example.cn",
            "供用户登录的 OpenID Connect 认证服务，如 https://id.example.cn",
        ),
    ),
    Setting(
        "TONGBU_OPENID_CLIENT",
        "",
        Text("what this service is called there (client id)", "本服务在其处的 client id"),
    ),
    Setting(
        "TONGBU_OPENID_SECRET",
        "",
        Text("its secret there (client secret)", "本服务在其处的 client secret"),
        secret=True,
    ),
    Setting(
        "TONGBU_OPENID_SECRET_FILE",
        "",
        Text("file that holds that secret, in its place", "存放该密钥的文件，可代替上一项"),
    ),
    Setting(
        "TONGBU_OPENID_CLAIM",
        "preferred_username",
        Text("the claim that is the name of the user here", "作为本系统用户名的声明（claim）"),
    ),
    Setting(
        "TONGBU_MCP_TOKEN",
        "",
        Text(
            "token of the user for whom tongbu mcp asks: that user's role says what is shown",
            "tongbu mcp 所代表用户的令牌：按该用户的角色决定显示内容",
        ),
        secret=True,
    ),
    Setting(
        "TONGBU_ORIGINS",
        "",
        Text(
            "other sites whose pages may read, with commas between, e.g. https://board.example.cn",
            "允许读取数据的其他网站，以逗号分隔，如 https://board.example.cn",
        ),
    ),
    Setting(
        "TONGBU_PROXIES",
        "0",
        Text(
            "how many proxies stand before the service, whose X-Forwarded-For, -Proto and -Host are"
            " believed; with any, a token is needed as on an address that others can reach",
            "服务前的反向代理层数，据此采信 X-Forwarded-For、-Proto、-Host；"
            "大于 0 时与对外开放相同，须设令牌",
        ),
    ),
    Setting(
        "TONGBU_PREFIX",
        "",
        Text(
            "path below which a proxy offers the service, e.g. /tongbu; empty: at the root",
            "反向代理对外提供服务的路径前缀，如 /tongbu；留空则为根路径",
        ),
    ),
    Setting(
        "TONGBU_RATE",
        "20",
        Text(
            "requests a second that each address may send where others can reach the service, ten"
            " seconds' worth at once; 0: any number",
            "对外开放时每个来源地址每秒可发的请求数，可一次用满十秒的量；0 表示不限",
        ),
    ),
    Setting(
        "TONGBU_SHOW_PERSONAL",
        "",
        Text(
            "1: show names and telephone numbers of persons on addresses other than loopback and"
            " to assistants, too",
            "1：在非本机地址上及对智能助手也显示个人姓名与电话",
        ),
    ),
    Setting(
        "TONGBU_ALLOW_CHANGES",
        "",
        Text(
            "1: who has the token may record changes on addresses other than loopback too",
            "1：在非本机地址上，持令牌者也可登记变动",
        ),
    ),
    Setting(
        "TONGBU_UPLOAD_MB",
        "50",
        Text(
            "the largest file that the page for loading data takes, in MiB",
            "“载入数据”页面所收文件的最大大小（MiB）",
        ),
    ),
    Setting(
        "TONGBU_QUERIES",
        "",
        Text(
            "folder of saved queries of your own, beside the built-in ones; read again when a file"
            " has changed, and what is wrong with one stands on the page /own-queries",
            "自定义查询所在文件夹，与内置查询并列；文件改动后自动重读，"
            "有误之处见 /own-queries 页面",
        ),
    ),
    Setting(
        "TZ",
        "",
        Text(
            "zone of the times that are shown and of what is today, e.g. Asia/Shanghai; empty: the"
            " machine's. In UTC the times say so",
            "所示时间与“今天”所用的时区，如 Asia/Shanghai；留空则为本机时区。UTC 时间会注明",
        ),
    ),
)


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


def _folder(path: str) -> Path | None:
    return Path(path).expanduser() if path else None


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in ``environment`` (default: the process's).

    Raises ``CannotStart`` with one fault per invalid setting; contents of secret files are never
    in it.
    """
    variables = os.environ if environment is None else environment
    value = {s.name: variables.get(s.name, "").strip() or s.default for s in SETTINGS}
    faults: list[Fault] = []

    def whole_number(name: str, minimum: int, maximum: int) -> int | None:
        if not value[name]:
            return None
        if value[name].isdecimal() and minimum <= int(value[name]) <= maximum:
            return int(value[name])
        faults.append(
            Fault(
                Text(
                    f"a whole number from {minimum} to {maximum} is expected",
                    f"应为 {minimum} 至 {maximum} 的整数",
                ),
                name,
                value[name],
            )
        )
        return None

    heap_mb = whole_number("TONGBU_HEAP_MB", 256, 1_000_000)
    port = whole_number("TONGBU_PORT", 0, 65535)
    upload_mb = whole_number("TONGBU_UPLOAD_MB", 1, 1024)
    proxies = whole_number("TONGBU_PROXIES", 0, 10)
    rate = whole_number("TONGBU_RATE", 0, 100_000)
    prefix = value["TONGBU_PREFIX"].rstrip("/")
    if not PREFIX.fullmatch(prefix):
        text = Text("a path is expected, e.g. /tongbu", "应为路径，如 /tongbu")
        faults.append(Fault(text, "TONGBU_PREFIX", value["TONGBU_PREFIX"]))
    slow_ms = whole_number("TONGBU_SLOW_MS", 0, 1_000_000)
    backup_days = whole_number("TONGBU_BACKUP_DAYS", 1, 1000)
    backup_weeks = whole_number("TONGBU_BACKUP_WEEKS", 0, 1000)
    backup_at = None
    if time := CLOCK_TIME.fullmatch(value["TONGBU_BACKUP_AT"]):
        backup_at = datetime.time(int(time[1]), int(time[2]))
    elif value["TONGBU_BACKUP_AT"]:
        text = Text("a time of day is expected, e.g. 03:00", "应为时刻，如 03:00")
        faults.append(Fault(text, "TONGBU_BACKUP_AT", value["TONGBU_BACKUP_AT"]))
    if value["TONGBU_BACKUP_AT"] and value["NEO4J_URI"]:
        text = Text(
            "only the private database is backed up, and NEO4J_URI names another; back that one up"
            " by its own means (neo4j-admin database backup or dump)",
            "仅备份自带数据库，而 NEO4J_URI 指向其他数据库；请用其自身的备份方式"
            "（neo4j-admin database backup 或 dump）",
        )
        faults.append(Fault(text, "TONGBU_BACKUP_AT", value["TONGBU_BACKUP_AT"]))
    for name in ("TONGBU_SHOW_PERSONAL", "TONGBU_ALLOW_CHANGES", "TONGBU_SIGN_IN"):
        if value[name] not in ("", "0", "1"):
            text = Text("1, 0 or nothing is expected", "应为 1、0 或留空")
            faults.append(Fault(text, name, value[name]))
    if value["TONGBU_LOG"] not in ("", "json"):
        text = Text("json or nothing is expected", "应为 json 或留空")
        faults.append(Fault(text, "TONGBU_LOG", value["TONGBU_LOG"]))
    origins = {part.strip().lower() for part in value["TONGBU_ORIGINS"].split(",") if part.strip()}
    for origin in sorted(origins):
        if not ORIGIN.fullmatch(origin):
            text = Text(
                "a site is expected without path, e.g. https://board.example.cn",
                "应为不含路径的网站地址，如 https://board.example.cn",
            )
            faults.append(Fault(text, "TONGBU_ORIGINS", origin))

    if value["TZ"] and not _is_time_zone(value["TZ"]):
        text = Text(
            "no such time zone here (the system would take UTC); e.g. Asia/Shanghai or CST-8",
            "本机没有此时区（系统会按 UTC 处理）；如 Asia/Shanghai 或 CST-8",
        )
        faults.append(Fault(text, "TZ", value["TZ"]))

    jvm_options: list[str] = []
    try:
        jvm_options = shlex.split(value["TONGBU_JVM_OPTIONS"])
    except ValueError:
        text = Text("a quotation mark is not closed", "引号未成对")
        faults.append(Fault(text, "TONGBU_JVM_OPTIONS", value["TONGBU_JVM_OPTIONS"]))

    def secret(name: str, *instead_of: str) -> str:
        """The content of the file that setting ``name`` names; empty where it names none."""
        path, line = value[name], ""
        if not path:
            return ""
        conflicting = ", ".join(other for other in instead_of if variables.get(other, "").strip())
        if conflicting:
            text = Text(
                f"{conflicting} is set, too: set one of them",
                f"与 {conflicting} 重复，只能设置其一",
            )
        else:
            try:
                line = Path(path).expanduser().read_text(encoding="utf-8").strip()
                text = Text("this file is empty", "该文件为空")
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", None) or "not UTF-8"
                text = Text(f"this file cannot be read: {why}", f"无法读取该文件：{why}")
        if not line:
            faults.append(Fault(text, name, path))
        return line

    token = secret("TONGBU_TOKEN_FILE", "TONGBU_TOKEN") or value["TONGBU_TOKEN"]
    username, password = value["NEO4J_USERNAME"], value["NEO4J_PASSWORD"]
    if auth := secret("NEO4J_AUTH_FILE", "NEO4J_USERNAME", "NEO4J_PASSWORD"):
        username, _, password = auth.partition("/")
        if not (username and password):
            text = Text("user/password is expected in this file", "文件内容应为“用户名/密码”")
            faults.append(Fault(text, "NEO4J_AUTH_FILE", value["NEO4J_AUTH_FILE"]))
    openid_secret = (
        secret("TONGBU_OPENID_SECRET_FILE", "TONGBU_OPENID_SECRET") or value["TONGBU_OPENID_SECRET"]
    )
    if value["TONGBU_OPENID_ISSUER"]:
        for name, given in (
            ("TONGBU_OPENID_CLIENT", value["TONGBU_OPENID_CLIENT"]),
            ("TONGBU_OPENID_SECRET", openid_secret),
        ):
            if not given:
                text = Text(
                    "is needed with TONGBU_OPENID_ISSUER", "设置 TONGBU_OPENID_ISSUER 时必填"
                )
                faults.append(Fault(text, name))
    if faults:
        raise CannotStart(Text("Settings cannot be used", "设置有误"), faults)
    cache = value["TONGBU_CACHE"] or (variables.get("XDG_CACHE_HOME") or "~/.cache") + "/tongbu"
    return Settings(
        neo4j_uri=value["NEO4J_URI"],
        neo4j_username=username,
        neo4j_password=password,
        neo4j_database=value["NEO4J_DATABASE"],
        data=Path(value["TONGBU_DATA"]).expanduser().resolve(),
        cache=Path(cache).expanduser().resolve(),
        neo4j_version=value["TONGBU_NEO4J_VERSION"],
        heap_mb=heap_mb,
        host=value["TONGBU_HOST"],
        port=8020 if port is None else port,
        token=token,
        show_personal=value["TONGBU_SHOW_PERSONAL"] == "1",
        allow_changes=value["TONGBU_ALLOW_CHANGES"] == "1",
        origins=frozenset(origins),
        sign_in={"0": False, "1": True}.get(value["TONGBU_SIGN_IN"]),
        openid_issuer=value["TONGBU_OPENID_ISSUER"].rstrip("/"),
        openid_client=value["TONGBU_OPENID_CLIENT"],
        openid_secret=openid_secret,
        openid_claim=value["TONGBU_OPENID_CLAIM"],
        mcp_token=value["TONGBU_MCP_TOKEN"],
        upload_mb=upload_mb or 50,
        queries=_folder(value["TONGBU_QUERIES"]),
        slow_ms=1000 if slow_ms is None else slow_ms,
        backup_at=backup_at,
        backups=_folder(value["TONGBU_BACKUPS"]),
        backup_days=backup_days or 7,
        backup_weeks=4 if backup_weeks is None else backup_weeks,
        log_json=value["TONGBU_LOG"] == "json",
        proxies=proxies or 0,
        prefix=prefix,
        rate=20 if rate is None else rate,
        jvm_options=tuple(jvm_options),
        language=language(variables),
    )
