"""Traditional characters as simplified ones, by OpenCC."""

from functools import cache
from typing import Any


def simplified(text: str) -> str:
    """``text`` in simplified characters."""
    try:
        text.encode("gb2312")  # which has no traditional characters
    except UnicodeEncodeError:
        return str(converter("t2s").convert(text))
    return text


@cache
def converter(conversion: str) -> Any:
    """One of OpenCC's conversions, as ``t2s``; raises what OpenCC raises for an unknown one."""
    from opencc import OpenCC  # takes a moment, which those who need it not need not wait

    return OpenCC(conversion)
