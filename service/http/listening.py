"""Where nobody has to show who he is: on this machine alone, with the private database.

What a start looks at before anything else, and so without the driver of the database.
"""

import ipaddress
from collections.abc import Callable

from service.errors import CannotStart
from service.language import Text
from service.settings import Settings


def is_loopback(host: str) -> bool:
    """Whether ``host``, a name or an address without its port, is this machine only."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local(settings: Settings) -> bool:
    """Whether only this machine reaches the service: on loopback, with no proxy before it."""
    return is_loopback(settings.host) and not settings.proxies


def is_open(settings: Settings) -> bool:
    """Whether nobody has to show who he is: on this machine alone, with the private database, or
    where the settings say that nobody has to."""
    asks = bool(settings.neo4j_uri) if settings.sign_in is None else settings.sign_in
    return is_local(settings) and not settings.token and not asks


def require_somebody(settings: Settings, has_users: Callable[[], bool]) -> None:
    """Raises ``CannotStart`` where everybody has to show who he is, and nobody could."""
    if is_open(settings) or settings.token or has_users():
        return
    host, instead = settings.host, Text("", "")
    if not is_loopback(host):
        why = Text(f"Listening on {host} lets others in", f"监听 {host} 会向他人开放")
        instead = Text(", or use 127.0.0.1", "，或改用 127.0.0.1")
    elif settings.proxies:
        why = Text(
            "A proxy (TONGBU_PROXIES) lets others in", "反向代理（TONGBU_PROXIES）会向他人开放"
        )
    elif settings.sign_in:
        why = Text("TONGBU_SIGN_IN asks everybody to sign in", "TONGBU_SIGN_IN 要求登录")
    else:
        why = Text(
            "NEO4J_URI names a database that others may share",
            "NEO4J_URI 所指数据库可能与他人共用",
        )
        instead = Text(
            ", or set TONGBU_SIGN_IN=0 where it is yours alone",
            "；若仅供本人使用，可设 TONGBU_SIGN_IN=0",
        )
    raise CannotStart(
        Text(
            f"{why.en}: set TONGBU_TOKEN, or add a user (tongbu user add NAME --role admin)"
            f"{instead.en}",
            f"{why.zh}：请设置 TONGBU_TOKEN，或添加用户（tongbu user add 用户名 --role admin）"
            f"{instead.zh}",
        )
    )
