"""The base images of the Docker tests: the official ones, or stand-ins made here.

Where no image registry can be reached, stand-ins take the official images' places: Debian with its
Python for ``python``, and a server from the private Neo4j's jars for ``neo4j`` (the Dockerfile and
the entrypoint beside this file). They show that docker-compose.yml and Dockerfile work; they do not
show that the official images do.
"""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from service.private_neo4j import home, java
from service.private_neo4j.jars import class_path
from service.private_neo4j.server import SERVER_CLASS
from service.progress import SILENT
from service.settings import Settings
from tests.support.paths import ROOT

HERE = Path(__file__).resolve().parent
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PULL_SECONDS = 300


@dataclass(frozen=True)
class Images:
    """What stands below the service's image, and the database's image."""

    python: str
    neo4j: str


def images(settings: Settings) -> Images:
    """The images that docker-compose.yml names if both can be had, else stand-ins for both."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    named = {
        name: re.findall(rf"\$\{{{name}:-([^}}]+)\}}", compose)[0]
        for name in ("PYTHON_IMAGE", "NEO4J_IMAGE")
    }
    if all(_there(image) or _pulled(image) for image in named.values()):
        return Images(named["PYTHON_IMAGE"], named["NEO4J_IMAGE"])
    python = "tongbu-stand-in-python"
    neo4j = f"tongbu-stand-in-neo4j:{settings.neo4j_version}"
    if not _there(python):
        _make_python(python)
    if not _there(neo4j):
        _make_neo4j(neo4j, python, settings)
    return Images(python, neo4j)


def _there(image: str) -> bool:
    return not subprocess.run(["docker", "image", "inspect", image], capture_output=True).returncode


def _pulled(image: str) -> bool:
    try:
        command = ["docker", "pull", "--quiet", image]
        return not subprocess.run(command, capture_output=True, timeout=PULL_SECONDS).returncode
    except subprocess.TimeoutExpired:
        return False


def _make_python(image: str) -> None:
    """Debian stable with its Python; it trusts whom this machine trusts."""
    packages = "python3,python3-venv,ca-certificates,tini,wget"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root.tar"
        _run(
            *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={packages}"),
            # Nothing survives a crash of this machine here.
            "--dpkgopt=force-unsafe-io",
            f"--customize-hook=copy-in {CERTIFICATES} {CERTIFICATES.parent}",
            *("trixie", str(root)),
        )
        _run("docker", "import", "--change", f"ENV PIP_CERT={CERTIFICATES}", str(root), image)


def _make_neo4j(image: str, python: str, settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder)
        shutil.copytree(java.java_home(), context / "java", symlinks=True)
        (context / "lib").mkdir()
        for jar in class_path(settings.neo4j_version, settings.cache, SILENT):
            shutil.copy(jar, context / "lib")
        shutil.copy(HERE / "neo4j.sh", context)
        server = SERVER_CLASS[home.series(settings.neo4j_version)]
        _run(
            *(
                "docker",
                "build",
                "--quiet",
                "--tag",
                image,
                "--file",
                str(HERE / "neo4j.Dockerfile"),
            ),
            *("--build-arg", f"PYTHON_IMAGE={python}", "--build-arg", f"SERVER_CLASS={server}"),
            str(context),
        )


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
