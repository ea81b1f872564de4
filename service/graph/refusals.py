"""What the driver and the server can raise, as refusals that a user understands."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from service import errors
from service.graph.driver import driver_errors
from service.language import Text

FAILED = re.compile(r"encountered a critical error|needs to be restarted")
"""In the message of a server that could not write, and gave its database up."""

OUTCOME_UNKNOWN = Text(
    "The database did not answer in time, so it is not known yet whether this was recorded. Look at"
    " what changed, or send it again under the same id, which records it once",
    "数据库未及时响应，尚不能确定是否已登记。请查看变动记录，或以同一编号重新提交，不会重复登记",
)


def outcome_unknown(kind: type[errors.Refusal]) -> errors.Refusal:
    """A refusal of that kind where a change may be in effect or not."""
    refusal = kind(OUTCOME_UNKNOWN)
    refusal.nothing_done = False
    return refusal


@contextmanager
def raises_refusals() -> Iterator[None]:
    """What the driver raises in the block leaves it as a ``Refusal``."""
    try:
        yield
    except (driver_errors.Neo4jError, driver_errors.DriverError, OSError) as error:
        raise refusal_of(error) from error
    except ValueError as error:
        if type(error).__module__.startswith("neo4j") or "URI" in str(error):
            raise refusal_of(error) from error
        raise


def refusal_of(error: Exception) -> errors.Refusal:
    """The refusal that stands for an exception of the driver's or of the server's."""
    code = getattr(error, "code", None) or ""
    # LockClientStopped: the limit came while waiting for a lock
    stopped = "Terminated" in code or "LockClientStopped" in code
    if "TransactionTimedOut" in code or (stopped and "timeout" in str(error).lower()):
        return time_limit_exceeded()
    if stopped:
        return errors.DatabaseUnavailable(
            Text("It was ended before it was answered; ask again", "查询已被中止，请重试"),
            retry_after=1,
        )
    if FAILED.search(str(error)):
        return errors.DatabaseFailed(
            Text(
                "The database met a fault, such as a full disk, and answers nothing until it is"
                " started again",
                "数据库遇到故障（如磁盘写满），重新启动前无法使用",
            )
        )
    if "OutOfMemory" in code or "MemoryPool" in code:
        return errors.TooLarge(
            Text(
                "The answer needs more memory than one transaction may use; narrow the question",
                "所需内存超过单次上限，请缩小范围",
            )
        )
    if "ConstraintValidationFailed" in code:
        return errors.Conflict(Text("A key exists already in the graph", "图中已有相同的键"))
    if isinstance(error, driver_errors.AuthError):
        return errors.CannotStart(
            Text(
                "The database refuses user or password; check NEO4J_USERNAME and NEO4J_PASSWORD",
                "数据库拒绝该用户名或密码，请检查 NEO4J_USERNAME 与 NEO4J_PASSWORD",
            )
        )
    if "DatabaseNotFound" in code:
        return errors.CannotStart(
            Text(
                "The database has no database of that name; check NEO4J_DATABASE",
                "数据库中没有该名称的库，请检查 NEO4J_DATABASE",
            )
        )
    if isinstance(error, driver_errors.ConfigurationError | ValueError):
        return errors.CannotStart(
            Text(
                "The database's address cannot be used; NEO4J_URI should look like"
                " neo4j://host:7687 or neo4j+s://host",
                "数据库地址无法使用，NEO4J_URI 应形如 neo4j://host:7687 或 neo4j+s://host",
            )
        )
    if isinstance(error, driver_errors.IncompleteCommit):
        return outcome_unknown(errors.DatabaseUnavailable)
    if isinstance(error, driver_errors.ServiceUnavailable | driver_errors.SessionExpired | OSError):
        return errors.DatabaseUnavailable(
            Text(
                "The database cannot be reached; try again shortly",
                "暂时无法连接数据库，请稍后重试",
            )
        )
    if isinstance(error, driver_errors.TransientError) or getattr(error, "retryable", False):
        return errors.DatabaseUnavailable(
            Text("The database is busy; try again shortly", "数据库繁忙，请稍后重试"), retry_after=1
        )
    if isinstance(error, driver_errors.DriverError):
        return errors.DatabaseUnavailable(
            Text("The connection to the database failed", "与数据库的连接失败")
        )
    reason = (getattr(error, "message", None) or str(error)).split("\n")[0]
    return errors.InternalError(
        Text(f"The database refused a statement: {reason}", f"数据库拒绝执行：{reason}")
    )


def time_limit_exceeded() -> errors.TimeLimitExceeded:
    return errors.TimeLimitExceeded(
        Text(
            "The time limit was reached; ask again, since the first question after a start takes"
            " longest, or narrow the question",
            "已达时间上限，请重试（启动后的首次查询最慢），或缩小范围",
        )
    )
