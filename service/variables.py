"""Every environment variable: its name, its default, what it does."""

from dataclasses import dataclass

from service.language import Text


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
