"""The hooks before each commit: they run, on all of this repository, and pass."""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

from tests.support.paths import ROOT


def test_every_hook_runs_and_passes(tmp_path: Path) -> None:
    programs = Path(sys.executable).parent
    own = {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PRE_COMMIT_HOME": str(tmp_path),
        "PRE_COMMIT_COLOR": "never",
    }
    done = subprocess.run(
        [programs / "pre-commit", "run", "--all-files"],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook["name"] for repository in config["repos"] for hook in repository["hooks"]]
    passed = re.findall(r"^(.+?)\.+Passed$", done.stdout, re.M)
    assert passed == hooks
