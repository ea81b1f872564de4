"""The home folder of the private Neo4j: configuration, memory, password.

Every start overwrites the configuration: it is not for editing.
"""

import hashlib
import os
import secrets
import shutil
from pathlib import Path

from service.errors import CannotStart
from service.language import Text
from service.settings import Settings

JVM_OPTIONS = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-XX:-UsePerfData",
)
MEBIBYTE = 1 << 20

USERNAME = "neo4j"
HASH_ITERATIONS = 1024
"""How often Neo4j hashes a password."""

COMPLETE_PREFIX = "arriving-"
"""Prefix of a staging folder whose home is complete and waits to be installed."""

SERIES_SETTINGS = {
    # Off: discovering other servers in the network, and registering with Neo4j's fleet console.
    # With the default quiet period a shutdown waits ten seconds for connections to close.
    "2026": {
        "server.fleet_discovery.enabled": "false",
        "dbms.fleet_manager.enabled": "false",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    },
    "5": {"internal.dbms.bolt.netty_server_shutdown_quiet_period": "0"},
}
"""Settings that only one series has; a server refuses unknown settings."""

LOG_TO_CONSOLE = """<Configuration>
  <Appenders>
    <Console name="Console" target="SYSTEM_OUT"><PatternLayout pattern="%d %-5p %m%n"/></Console>
  </Appenders>
  <Loggers><Root level="info"><AppenderRef ref="Console"/></Root></Loggers>
</Configuration>
"""
LOG_TO_FILE = """<Configuration>
  <Appenders>
    <RollingRandomAccessFile name="File" fileName="${config:server.directories.logs}/debug.log"
        filePattern="$${config:server.directories.logs}/debug.log.%02i">
      <PatternLayout pattern="%d %-5p [%c{1.}] %m%n"/>
      <Policies><SizeBasedTriggeringPolicy size="4 MB"/></Policies>
      <DefaultRolloverStrategy fileIndex="min" max="2"/>
    </RollingRandomAccessFile>
  </Appenders>
  <Loggers><Root level="INFO"><AppenderRef ref="File"/></Root></Loggers>
</Configuration>
"""


def series(version: str) -> str:
    """The releases that share a store format: ``2026`` for 2026.08.1, ``5`` for 5.26.30."""
    return version.partition(".")[0]


def folder(settings: Settings) -> Path:
    """The home folder of the chosen series; each series has its own."""
    return settings.data / f"neo4j-{series(settings.neo4j_version)}"


def other_series(settings: Settings) -> list[str]:
    """The other series that have a store in this data folder, sorted."""
    stores = settings.data.glob("neo4j-*/data/databases")
    found = {store.parent.parent.name.removeprefix("neo4j-") for store in stores}
    return sorted(found - {series(settings.neo4j_version)})


def store_exists(settings: Settings) -> bool:
    """Whether this home has a store, even an empty one."""
    return (folder(settings) / "data" / "databases" / "neo4j").exists()


def install_complete_homes(data: Path) -> None:
    """Moves every complete home from its staging folder to its place; for the folder's holder only.

    Can be interrupted anywhere and repeated.
    """
    for complete in data.glob(f"{COMPLETE_PREFIX}*"):
        for new_home in complete.glob("neo4j-*"):
            home_folder = data / new_home.name
            if home_folder.exists():
                home_folder.rename(complete / "before")
            new_home.rename(home_folder)
        shutil.rmtree(complete, ignore_errors=True)


def heap_mb(settings: Settings) -> int:
    """The heap in MiB: as set, else a quarter of the memory, from 512 to 4096."""
    return settings.heap_mb or min(max(memory_mb() // 4, 512), 4096)


def jvm_options(settings: Settings) -> list[str]:
    """How Java is started: the heap, what Neo4j needs, what the settings ask for beside it."""
    return [f"-Xmx{heap_mb(settings)}m", *JVM_OPTIONS, *settings.jvm_options]


def memory_mb() -> int:
    """The usable memory in MiB: the machine's, or the container's limit if that is less."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            memory = min(memory, int(Path(limit).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return memory // MEBIBYTE


def prepare(settings: Settings, port: int) -> None:
    """Makes the home folder and writes its configuration, with Bolt on loopback at ``port``."""
    home_folder = folder(settings)
    home_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    conf = home_folder / "conf"
    conf.mkdir(exist_ok=True)
    heap = heap_mb(settings)
    lines = {
        "server.default_listen_address": "127.0.0.1",
        "server.default_advertised_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.bolt.advertised_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        # LOAD CSV reads no file, and asks no other machine: nothing here needs it.
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
        "dbms.usage_report.enabled": "false",
        "server.memory.heap.max_size": f"{heap}m",
        "server.memory.pagecache.size": f"{min(max(memory_mb() // 8, 128), 4096)}m",
        "db.memory.transaction.max": f"{heap // 2}m",
        # For statements without a timeout of their own; those of this product always have one.
        "db.transaction.timeout": "10m",
        # Query logs would hold personal data.
        "db.logs.query.enabled": "OFF",
        # Two files of 256 MiB would be reserved before anything is stored.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.rotation.retention_policy": "2 files",
        **SERIES_SETTINGS[series(settings.neo4j_version)],
    }
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    (conf / "neo4j.conf").write_text(text, encoding="utf-8")
    (conf / "server-logs.xml").write_text(LOG_TO_FILE, encoding="utf-8")
    (conf / "user-logs.xml").write_text(LOG_TO_CONSOLE, encoding="utf-8")


def _auth_file(settings: Settings) -> Path:
    """The file from which a new server reads its first user."""
    return folder(settings) / "data" / "dbms" / "auth.ini"


def has_password(settings: Settings) -> bool:
    """Whether the server of this home has had its password set."""
    return _auth_file(settings).exists()


def set_initial_password(settings: Settings, password: str) -> None:
    """Sets the password of a new server, as ``neo4j-admin dbms set-initial-password`` does.

    The same file with the same content, without a start of Java for it: the user's name, the
    salted SHA-256 of the password, repeated 1024 times, and the salt, both in hex.
    """
    salt = secrets.token_bytes(32)
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(HASH_ITERATIONS - 1):
        digest = hashlib.sha256(digest).digest()
    path = _auth_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(f"{USERNAME}:SHA-256,{digest.hex()},{salt.hex()},{HASH_ITERATIONS}:\n")
    unfinished.rename(path)


def password(settings: Settings) -> str:
    """The password of this home, from its file; a new random one where the server has none yet.

    Raises ``CannotStart`` when the server has one but its file is missing.
    """
    path = folder(settings) / "password"
    if path.exists() and (existing := path.read_text(encoding="ascii").strip()):
        return existing
    if has_password(settings):
        raise CannotStart(
            Text(
                f"The database's password is gone: put back {path}, or name another data folder",
                f"数据库密码文件缺失：请恢复 {path}，或另选数据文件夹",
            )
        )
    new = secrets.token_urlsafe(24)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        # A password that begins with a dash would be taken for an option.
        file.write(f"p{new}\n")
    return f"p{new}"
