"""Generating a synthetic supply network with the published statistics of real ones.

Everything in it is made up; the same arguments, and numpy version, give the same bytes.
"""

import datetime
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from service.errors import CannotStart, Conflict, InvalidParameter, system_reason
from service.language import Text
from service.progress import SILENT, Progress

if TYPE_CHECKING:
    from service.synthetic.statistics import Figure

MIN_ENTERPRISES, MAX_ENTERPRISES = 10, 9_999_999
AS_OF = datetime.date(2026, 3, 2)
SHOCKS = ("province", "industry", "random")
SHOCK_SIZE = 0.08


def generate(
    folder: Path,
    enterprises: int,
    *,
    rng_seed: int = 1,
    shock: str = "province",
    shock_size: float = SHOCK_SIZE,
    progress: Progress = SILENT,
) -> list["Figure"]:
    """Writes a network of ``enterprises`` into ``folder`` and returns its statistics.

    ``shock`` stops about the share ``shock_size`` (0-0.9) of them: in a province, an industry or
    anywhere. Raises ``InvalidParameter``; ``Conflict`` for a folder that is not empty or cannot be
    written to; ``CannotStart`` without numpy and scipy.
    """
    faults = _faults(enterprises, rng_seed, shock, shock_size)
    if faults:
        raise InvalidParameter(
            Text("; ".join(f.en for f in faults), "；".join(f.zh for f in faults))
        )
    if not all(importlib.util.find_spec(name) for name in ("numpy", "scipy")):
        raise CannotStart(
            Text(
                "tongbu generate needs numpy and scipy: pip install 'tongbu[generate]'",
                "tongbu generate 需要 numpy 与 scipy：pip install 'tongbu[generate]'",
            )
        )
    from service.synthetic.dataset import write_dataset  # only now: numpy is an extra

    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Conflict(
                Text(
                    f"{folder} is there already and not an empty folder; nothing was written",
                    f"{folder} 已存在且不是空文件夹，未写入任何内容",
                )
            )
        folder.mkdir(parents=True, exist_ok=True)
        return write_dataset(folder, enterprises, rng_seed, shock, shock_size, AS_OF, progress)
    except OSError as error:
        file, reason = error.filename or folder, system_reason(error)
        raise Conflict(
            Text(f"{file} cannot be written: {reason.en}", f"无法写入 {file}：{reason.zh}")
        ) from error


def _faults(enterprises: int, rng_seed: int, shock: str, shock_size: float) -> list[Text]:
    faults = []
    if not MIN_ENTERPRISES <= enterprises <= MAX_ENTERPRISES:
        faults.append(
            Text(
                f"enterprises: from {MIN_ENTERPRISES} to {MAX_ENTERPRISES}",
                f"企业数应为 {MIN_ENTERPRISES} 至 {MAX_ENTERPRISES}",
            )
        )
    if rng_seed < 0:
        faults.append(Text("rng-seed: a whole number from 0", "随机种子应为不小于 0 的整数"))
    if shock not in SHOCKS:
        one_of = ", ".join(SHOCKS)
        faults.append(Text(f"shock: one of {one_of}", f"冲击类型应为以下之一：{one_of}"))
    if not 0 <= shock_size <= 0.9:
        faults.append(Text("shock-size: from 0 to 0.9", "冲击规模应为 0 至 0.9"))
    return faults
