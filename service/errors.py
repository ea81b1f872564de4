"""Everything a user can be refused for, and what the user can do about it.

Refusal
├── InvalidParameter     400  a parameter is unknown, missing or of the wrong form
├── TokenRequired        401  the address asks for a token that the request does not carry
│   └── NotSignedIn      401  nobody is signed in, or the name, password or token is wrong
├── NotAllowed           403  the role may not do this
│   └── FormExpired      403  a form, or a script, does not show that it is of this session
├── NotFound             404  no such query, enterprise, page; carries the nearest names
├── MethodNotAllowed     405  the address does not take this method
├── Conflict             409  the graph does not allow the change as asked
│   ├── AlreadyAccepted  409  a change of this id was accepted before, with the same content
│   └── ChangedMeanwhile 409  others changed the same after the form was opened; tells what
├── TooLarge             413  the request is larger than agreed
├── FaultyDataset        422  a dataset has faults; carries all of them
├── ReusedChangeId       422  a change's id was accepted before, with other content
├── TooManyRequests      429  too many requests at once
│   └── TooFast          429  too many requests a second from one address
├── FaultyCatalog        500  a saved query's file is wrong; carries all faults; stops the start
├── InternalError        500  a fault of ours; its cause is in the log
├── DatabaseUnavailable  503  the database does not answer
│   ├── CannotStart      503  the private database or the service cannot start
│   └── DatabaseFailed   503  the database has stopped working until it is started again
├── Deriving             503  answers that rest on derived facts wait for the derivation
├── TimeLimitExceeded    504  the answer took longer than its limit
│   └── Unanswered       504  the database said nothing at all by then
└── DiskFull             507  the database has no room to keep what is written
"""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.language import Text


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, which value, and what would be right."""

    text: Text
    where: str = ""
    """A parameter's name, or ``file:line:column`` of a dataset or a saved query."""
    value: str | None = None


class Refusal(Exception):
    """Base of all refusals: ``status`` is the HTTP status, ``slug`` names the kind for scripts."""

    status = 500
    slug = "internal"
    title = Text("Something went wrong", "出错了")
    retry_after: int | None = None
    """Seconds after which trying again makes sense."""
    nothing_done = True
    """Whether it is certain that what was asked for did not come into effect."""

    def __init__(
        self, detail: Text, faults: Sequence[Fault] = (), *, retry_after: int | None = None
    ) -> None:
        super().__init__(detail.en)
        self.detail = detail
        self.faults = tuple(faults)
        if retry_after is not None:
            self.retry_after = retry_after


class InvalidParameter(Refusal):
    status = 400
    slug = "wrong-parameter"
    title = Text("A parameter is wrong", "参数有误")


class TokenRequired(Refusal):
    status = 401
    slug = "no-token"
    title = Text("A token is needed", "需要访问令牌")


class NotAllowed(Refusal):
    status = 403
    slug = "not-allowed"
    title = Text("This role may not do that", "当前角色无权操作")


class NotSignedIn(TokenRequired):
    slug = "not-signed-in"
    title = Text("Please sign in", "请登录")


class FormExpired(NotAllowed):
    slug = "form-expired"
    title = Text("This form is of another session", "表单已过期")


class NotFound(Refusal):
    """``nearest`` are names close to the one asked for, best first; a plain one is the same in
    either language."""

    status = 404
    slug = "not-found"
    title = Text("Not found", "未找到")

    def __init__(
        self, detail: Text, faults: Sequence[Fault] = (), *, nearest: Sequence[str | Text] = ()
    ) -> None:
        super().__init__(detail, faults)
        self.nearest = tuple(one if isinstance(one, Text) else Text(one, one) for one in nearest)


class MethodNotAllowed(Refusal):
    status = 405
    slug = "wrong-method"
    title = Text("This address does not take that method", "此地址不支持该请求方法")


class Conflict(Refusal):
    status = 409
    slug = "conflict"
    title = Text("The graph does not allow this", "与现有数据冲突")


class TooLarge(Refusal):
    status = 413
    slug = "too-large"
    title = Text("The request is too large", "请求过大")


class FaultyDataset(Refusal):
    status = 422
    slug = "faulty-dataset"
    title = Text("The dataset has faults; nothing was loaded", "数据有误，未载入任何内容")


class AlreadyAccepted(Conflict):
    slug = "already-accepted"
    title = Text("This was recorded already", "该登记此前已生效")
    nothing_done = False


class ChangedMeanwhile(Conflict):
    slug = "changed-meanwhile"
    title = Text("Others changed this meanwhile", "他人已先行登记")


class ReusedChangeId(Refusal):
    status = 422
    slug = "reused-change-id"
    title = Text("This change's id was used for another change", "该登记编号已用于其他内容")


class TooManyRequests(Refusal):
    status = 429
    slug = "too-many"
    title = Text("Too many requests at once", "请求过多")
    retry_after = 1


class TooFast(TooManyRequests):
    slug = "too-fast"
    title = Text("Too many requests a second", "请求过于频繁")


class FaultyCatalog(Refusal):
    status = 500
    slug = "faulty-catalog"
    title = Text("A saved query's file is wrong", "查询文件有误")


class InternalError(Refusal):
    status = 500
    slug = "internal"


class DatabaseUnavailable(Refusal):
    status = 503
    slug = "database-away"
    title = Text("The database does not answer", "数据库无响应")
    retry_after = 5


class CannotStart(DatabaseUnavailable):
    slug = "cannot-start"
    title = Text("Tongbu cannot start", "无法启动")


class DatabaseFailed(DatabaseUnavailable):
    slug = "database-failed"
    title = Text("The database has to be started again", "数据库须重新启动")


class Deriving(Refusal):
    """``retry_after`` is the estimate of the seconds left."""

    status = 503
    slug = "deriving"
    title = Text("Readiness is being derived again", "正在重新推算")
    retry_after = 5


class TimeLimitExceeded(Refusal):
    status = 504
    slug = "time-limit"
    title = Text("The answer took too long", "查询超时")
    retry_after = 5


class Unanswered(TimeLimitExceeded):
    slug = "no-answer"
    title = Text("The database said nothing in time", "数据库未及时响应")


class DiskFull(Refusal):
    status = 507
    slug = "disk-full"
    title = Text("The disk is full", "磁盘已满")
    retry_after = 60


SYSTEM_REASONS: Mapping[int, Text] = {
    errno.ENOENT: Text("No such file or directory", "文件或文件夹不存在"),
    errno.EACCES: Text("Permission denied", "没有权限"),
    errno.EISDIR: Text("Is a directory", "是文件夹"),
    errno.ENOTDIR: Text("Not a directory", "不是文件夹"),
    errno.EEXIST: Text("File exists", "已存在"),
    errno.ENOSPC: Text("No space left on device", "磁盘空间不足"),
    errno.EROFS: Text("Read-only file system", "只读文件系统"),
    errno.EADDRINUSE: Text("Address already in use", "已被占用"),
}


def system_reason(error: OSError) -> Text:
    """Why the system did not do something; in its own words where they are rare."""
    own = error.strerror or str(error) or type(error).__name__
    return SYSTEM_REASONS.get(error.errno or 0, Text(own, own))
