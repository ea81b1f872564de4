"""How many requests each address may send: a bucket that holds ten seconds' worth and fills again.

(The token bucket of RFC 2697 and of every router.) Each process counts for itself.
"""

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from service.errors import TooFast
from service.language import Text

BURST_SECONDS = 10
"""So many seconds' worth may come at once: a page with its parts, a script that pauses."""

MOST_CALLERS = 10_000
"""Remembered at once; the one that asked longest ago is forgotten first, its bucket being full."""

IPV6_NETWORK = 64
"""Bits of an IPv6 address that name a caller: the rest each machine chooses for itself."""


class Rates:
    """``rate`` requests a second for each address; any number where that is 0."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """By caller: what the bucket held, and when that was."""

    def take(self, address: str) -> None:
        """Counts a request from ``address``; raises ``TooFast`` where it sent too many."""
        if not self.rate:
            return
        most, now, caller = float(self.rate * BURST_SECONDS), self._clock(), caller_of(address)
        with self._lock:
            held, at = self._buckets.pop(caller, (most, now))
            held = min(most, held + (now - at) * self.rate)
            allowed = held >= 1
            self._buckets[caller] = (held - allowed, now)
            if len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
        if not allowed:
            raise TooFast(
                Text(
                    f"More than {self.rate} requests a second came from your address (setting"
                    " TONGBU_RATE); try again shortly",
                    f"您所在地址每秒请求超过 {self.rate} 个（设置项 TONGBU_RATE），请稍后重试",
                ),
                retry_after=math.ceil((1 - held) / self.rate),
            )


def caller_of(address: str) -> str:
    """Who is meant by an address: of IPv6 its network, since one machine has all of that."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((int(read), IPV6_NETWORK), strict=False).network_address)
