"""Passwords: what they must be, and their hashes, argon2id with the parameters of RFC 9106.

How many guesses one takes is estimated by zxcvbn (Wheeler, USENIX Security 2016) from lists of
common passwords, names and words, rows of keys, repetitions and days.
"""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from zxcvbn import zxcvbn

from service.errors import Fault, InvalidParameter
from service.language import Text

LEAST, MOST = 12, 200
"""Characters."""

FEW = 5
"""Different characters at least: of fewer nobody needs a list to guess them."""

LEAST_SCORE = 3
"""Of 0 to 4: withstands 10^8 guesses."""

ESTIMATED = 72
"""Characters of which the guesses are estimated: the effort grows faster than their number."""

OURS = ("tongbu", "同步", "四同步", "sitongbu")
"""Words that whoever guesses passwords of this service tries first."""

_HASHER = PasswordHasher()

_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5J3Mgc2FsdA$" + "A" * 43
"""A hash that no password has, looked at where there is no such user: both take as long."""


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def verified(password: str, known: str | None) -> bool:
    """Whether a password has the hash that is ``known``; ``None``: there is none."""
    try:
        return _HASHER.verify(known or _NOBODYS, password) and known is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def is_outdated(known: str) -> bool:
    """Whether hashes are made with other parameters today."""
    return _HASHER.check_needs_rehash(known)


def require_usable(password: str, user: str, where: str = "password") -> None:
    """Raises ``InvalidParameter`` with all that is wrong with a password; never tells it."""
    wrong = []
    if not LEAST <= len(password) <= MOST:
        wrong.append(Text(f"{LEAST} to {MOST} characters", f"{LEAST} 至 {MOST} 个字符"))
    if len(set(password)) < FEW:
        wrong.append(Text(f"at least {FEW} different characters", f"至少 {FEW} 个不同字符"))
    if user.lower() in password.lower():
        wrong.append(Text("the name of the user is not part of it", "不得包含用户名"))
    # of no character zxcvbn can say nothing
    if password and zxcvbn(password[:ESTIMATED], [user, *OURS])["score"] < LEAST_SCORE:
        wrong.append(
            Text(
                "not easy to guess: no common password, row of keys or repetition;"
                " several words that do not belong together are good",
                "不得容易猜到：不用常见密码、键盘连排或重复；可用几个互不相关的词",
            )
        )
    if wrong:
        raise InvalidParameter(
            Text("This password cannot be used", "该密码不符合要求"),
            [Fault(text, where) for text in wrong],
        )
