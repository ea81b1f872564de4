"""The wheel: one package carries everything, and runs from elsewhere."""

import os
import subprocess
import sys
import venv
from pathlib import Path

from tests.support.paths import ROOT


def test_the_wheel_runs_from_an_empty_environment(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    constraints = ["-c", ROOT / "constraints.txt"]
    subprocess.run([*pip, *constraints, wheel], check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TONGBU_"))}
    tongbu = tmp_path / "venv" / "bin" / "tongbu"

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [tongbu, *arguments], cwd=elsewhere, env=environment, capture_output=True, text=True
        )

    assert "critical-path" in run("queries").stdout
    assert run("new-query", "many-buyers").returncode == 0
    assert "many-buyers" in run("queries").stdout
    assert run("template", "mine").returncode == 0
    installed = next((tmp_path / "venv" / "lib").glob("python*")) / "site-packages"
    assert run("check", installed / "seed" / "cixi").returncode == 0
    for path in ("web/templates", "web/static", "cypher/derive", "service", "seed/cixi"):
        there = {p.name for p in (installed / path).iterdir() if p.name != "__pycache__"}
        assert there == {p.name for p in (ROOT / path).iterdir() if p.name != "__pycache__"}
    # without the private database's packages: one line that says how to get them
    up = run("up", "--port", "0", "--data", tmp_path / "data")
    assert up.returncode == 1
    assert "tongbu[private]" in up.stderr and "Traceback" not in up.stderr
    # and without the package that assistants need
    mcp = run("mcp")
    assert mcp.returncode == 1 and mcp.stdout == ""
    assert "tongbu[mcp]" in mcp.stderr and len(mcp.stderr.splitlines()) == 1
