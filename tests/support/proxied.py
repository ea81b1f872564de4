"""Real proxies before the service, by the very texts that the docs give."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.fenced_blocks import blocks
from tests.support.paths import DOCS

HERE = "http://127.0.0.1:8020"
"""Where the texts say that the service is."""

START_SECONDS = 20


def example(page: str, language: str) -> str:
    """The example of a proxy's configuration on a page of the docs."""
    (found,) = (one for one in blocks(DOCS / page) if one.language == language)
    return found.text


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine in ``folder`` (``it.crt``, ``it.key``), and who trusts it."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", folder / "it.key", "-out", folder / "it.crt"),
        ],
        check=True,
        capture_output=True,
    )
    return ssl.create_default_context(cafile=folder / "it.crt")


def with_upstream(text: str, *addresses: str) -> str:
    """The example of several services, with these in their place."""
    head, *_ = text.partition("    server ")
    return head + "".join(f"    server {address};\n" for address in addresses) + "}\n"


@contextmanager
def nginx(folder: Path, service: str, before: str = "") -> Iterator[str]:
    """The address at which nginx offers ``service``, by the example; ``before``: what stands before
    it, naming the service ``tongbu``."""
    port = _free_port()
    text = before + _replaced(
        example("proxies.md", "nginx"),
        {
            "listen 443": f"listen 127.0.0.1:{port}",
            HERE: "http://tongbu" if before else service,
            "/etc/ssl/tongbu": str(folder / "it"),
        },
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    whole = (
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/nginx.pid;"
        f" error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary} {text} }}\n"
    )
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [_program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with _running(command, port, folder / "error.log"):
        yield f"https://localhost:{port}"


@contextmanager
def caddy(folder: Path, service: str) -> Iterator[str]:
    """The address at which Caddy offers ``service``, by the example."""
    port = _free_port()
    text = _replaced(
        example("proxies.md", "caddyfile"),
        {
            "tongbu.example.cn {": f"https://localhost:{port} {{\n\ttls {folder}/it.crt"
            f" {folder}/it.key\n\tbind 127.0.0.1",
            HERE.removeprefix("http://"): service.removeprefix("http://"),
        },
    )
    options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"
    (folder / "Caddyfile").write_text(options + text, encoding="utf-8")
    command = [_program("caddy"), "run", "--config", str(folder / "Caddyfile")]
    with _running(command, port, folder / "caddy.log"):
        yield f"https://localhost:{port}"


def _program(name: str) -> str:
    """Where a proxy is installed; without it the test says that it was not run, and fails in CI."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found and not os.environ.get("CI"):
        pytest.skip(f"not run: needs {name}")
    assert found, f"{name} is not installed"
    return found


def _replaced(text: str, pieces: dict[str, str]) -> str:
    for old, new in pieces.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[None]:
    """A server as a process of its own, from when it takes connections until the block ends."""
    own = {"XDG_DATA_HOME": str(log.parent), "XDG_CONFIG_HOME": str(log.parent)}
    with log.with_suffix(".out").open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, **own})
        try:
            deadline = time.monotonic() + START_SECONDS
            while True:
                told = log.with_suffix(".out").read_text("utf-8")
                assert process.poll() is None and time.monotonic() < deadline, told
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(20)
