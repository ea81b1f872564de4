"""PSPLIB's projects against their published lengths: ``python -m tests.bench.psplib FOLDER``.

``FOLDER`` holds the files of the sets j30, j60, j90 and j120 (``*.sm``, also in folders below it),
which everybody may download from the library's site. The cumulative lead time of each project's
last job has to be the ``MPM-Time`` that its file gives. Ends with 1 where one is not.
"""

import sys
import time
from pathlib import Path

from tests.support.psplib import lead_time, read_project


def main(folder: Path) -> int:
    """Compares every project; gives the exit code."""
    files = sorted(folder.rglob("*.sm"))
    if not files:
        print(f"no *.sm in {folder}")
        return 1
    started, wrong = time.perf_counter(), 0
    for file in files:
        project = read_project(file.read_text(encoding="latin-1"))
        found = lead_time(project)
        if found != project.length:
            wrong += 1
            print(f"{file.relative_to(folder)}: {found}, published {project.length}")
    took = time.perf_counter() - started
    print(f"{len(files)} projects, {len(files) - wrong} as published, in {took:.1f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
