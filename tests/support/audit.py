"""Known faults of the dependencies that ``constraints.txt`` pins: ``make audit``.

pip-audit asks PyPI's vulnerability service, which mirrors of the index mostly lack. What could not
be asked about is told, and is no fault: a build must not depend on it. With
``TONGBU_AUDIT=required``, as before a release, it is one.
"""

import json
import os
import subprocess
import sys

from tests.support.paths import ROOT


def audit() -> tuple[list[str], int, int]:
    """The faults that are known, how many packages were asked about, and how many could not be."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps"]
    more = ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, timeout=600)
    try:
        listed = json.loads(done.stdout)["dependencies"]
    except ValueError:
        return [], 0, len((ROOT / "constraints.txt").read_text("utf-8").splitlines()) - 1
    asked = [one for one in listed if "skip_reason" not in one]
    faults = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in"
        f" {', '.join(fault['fix_versions']) or 'no release'}"
        for one in asked
        for fault in one["vulns"]
    ]
    return faults, len(asked), len(listed) - len(asked)


def main() -> None:
    faults, asked, unknown = audit()
    print(f"pip-audit: {asked} packages asked about, {len(faults)} known faults", *faults, sep="\n")
    if unknown:
        print(
            f"NOT AUDITED: {unknown} packages; the vulnerability service told nothing of them"
            " (a mirror of the index has none)",
            file=sys.stderr,
        )
    if faults or (unknown and os.environ.get("TONGBU_AUDIT") == "required"):
        sys.exit(1)


if __name__ == "__main__":
    main()
