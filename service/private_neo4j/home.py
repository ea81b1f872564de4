"""The home folder of the private Neo4j: configuration, memory, password.

The configuration is written anew at every start; nothing in it is for people to edit.
"""

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

ARRIVING = "arriving-"
"""How a folder begins whose home is complete and has to take its place."""

OF_SERIES = {
    # The server of 2026 looks for others in the network and offers itself to Neo4j's console.
    # Without the quiet period it waits ten seconds at its end for connections that are closed.
    "2026": {
        "server.fleet_discovery.enabled": "false",
        "dbms.fleet_manager.enabled": "false",
        "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    },
    "5": {"internal.dbms.bolt.netty_server_shutdown_quiet_period": "0"},
}
"""What only one series knows; a server refuses settings it does not know."""

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
    """What shares a store: ``2026`` for 2026.08.1, ``5`` for 5.26.30."""
    return version.partition(".")[0]


def folder(settings: Settings) -> Path:
    """The home folder of the chosen series; another series has its own."""
    return settings.data / f"neo4j-{series(settings.neo4j_version)}"


def others(settings: Settings) -> list[str]:
    """The series, other than the chosen one, that have a store in this data folder."""
    stores = settings.data.glob("neo4j-*/data/databases")
    found = {store.parent.parent.name.removeprefix("neo4j-") for store in stores}
    return sorted(found - {series(settings.neo4j_version)})


def filled(settings: Settings) -> bool:
    """Whether there is a store in this home, be it empty."""
    return (folder(settings) / "data" / "databases" / "neo4j").exists()


def settle(data: Path) -> None:
    """Puts every home that is complete in its place; only the holder of the data folder may.

    Can be interrupted anywhere and done again.
    """
    for arriving in data.glob(f"{ARRIVING}*"):
        for made in arriving.glob("neo4j-*"):
            place = data / made.name
            if place.exists():
                place.rename(arriving / "before")
            made.rename(place)
        shutil.rmtree(arriving, ignore_errors=True)


def heap_mb(settings: Settings) -> int:
    """The heap in MiB: as set, else a quarter of the memory, 512 to 4096."""
    return settings.heap_mb or min(max(memory_mb() // 4, 512), 4096)


def memory_mb() -> int:
    """The memory in MiB that may be used: the machine's, or its container's if that is less."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            memory = min(memory, int(Path(limit).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return memory // MEBIBYTE


def prepare(settings: Settings, port: int) -> None:
    """Makes the home folder and writes its configuration, with Bolt on ``port`` of loopback."""
    place = folder(settings)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    conf = place / "conf"
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
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "dbms.usage_report.enabled": "false",
        "server.memory.heap.max_size": f"{heap}m",
        "server.memory.pagecache.size": f"{min(max(memory_mb() // 8, 128), 4096)}m",
        "db.memory.transaction.max": f"{heap // 2}m",
        # For statements that come without a limit of their own; ours always do.
        "db.transaction.timeout": "10m",
        # Query logs would hold personal data.
        "db.logs.query.enabled": "OFF",
        # Two files of 256 MiB would be reserved before anything is stored.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.rotation.retention_policy": "2 files",
        **OF_SERIES[series(settings.neo4j_version)],
    }
    text = "".join(f"{name}={value}\n" for name, value in lines.items())
    # The second JVM that neo4j-admin starts takes its options from here.
    text += "".join(f"server.jvm.additional={option}\n" for option in JVM_OPTIONS)
    (conf / "neo4j.conf").write_text(text, encoding="utf-8")
    (conf / "server-logs.xml").write_text(LOG_TO_FILE, encoding="utf-8")
    (conf / "user-logs.xml").write_text(LOG_TO_CONSOLE, encoding="utf-8")


def initialised(settings: Settings) -> bool:
    """Whether the server of this home knows its password already."""
    return (folder(settings) / "data" / "dbms" / "auth.ini").exists()


def password(settings: Settings) -> str:
    """The password in this home; a new random one where the server has none yet.

    Raises ``CannotStart`` when the server has one and the file that told it is gone.
    """
    path = folder(settings) / "password"
    if path.exists() and (kept := path.read_text(encoding="ascii").strip()):
        return kept
    if initialised(settings):
        raise CannotStart(
            Text(
                f"The database's password is gone: put back {path}, or name another data folder",
                f"数据库密码文件缺失：请恢复 {path}，或另选数据文件夹",
            )
        )
    chosen = secrets.token_urlsafe(24)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        # A password that begins with a dash would be taken for an option.
        file.write(f"p{chosen}\n")
    return f"p{chosen}"
