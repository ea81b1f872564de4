"""What is tried again after a fault of the database, and how long: pure, with faults made up."""

import time
from collections.abc import Callable

import pytest

from service.graph import retries
from service.graph.driver import driver_errors
from service.graph.retries import tried_again


class Failing:
    """An attempt that raises what it is given, one after the other, and then gives 1."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        if self.errors:
            raise self.errors.pop(0)
        return 1


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made; the clock goes on by them alone."""
    made: list[float] = []
    monkeypatch.setattr(time, "sleep", made.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(made))
    return made


def refused() -> Exception:
    return driver_errors.ServiceUnavailable("Couldn't connect")


def no_router(*told: Exception) -> Exception:
    """What the driver raises where no server of a cluster told it of the others."""
    error = driver_errors.ServiceUnavailable("Unable to retrieve routing information")
    error.__cause__ = ExceptionGroup("All routing table requests failed", told)
    return error


def starting() -> Exception:
    return driver_errors.TransientError("the database is not up to date")


@pytest.mark.parametrize("routed", [False, True])
def test_a_lost_connection_is_tried_again_at_once_and_a_server_that_is_away_is_told(
    pauses: list[float], routed: bool
) -> None:
    assert tried_again(Failing(refused()), 5, routed=routed) == 1
    assert tried_again(Failing(driver_errors.SessionExpired("closed")), 5, routed=routed) == 1
    away = Failing(*([no_router(refused())] * 5 if routed else [refused()] * 5))
    with pytest.raises(driver_errors.ServiceUnavailable):
        tried_again(away, 60, routed=routed)
    assert away.times == 2 and sum(pauses) == 0


@pytest.mark.parametrize(
    "passing",
    [
        starting,
        lambda: driver_errors.SessionExpired("Failed to obtain connection towards 'WRITE' server."),
        lambda: no_router(refused(), starting()),
        lambda: no_router(driver_errors.ReadServiceUnavailable("no readers")),
    ],
)
def test_a_cluster_that_chooses_its_leader_is_waited_for(
    pauses: list[float], passing: Callable[[], Exception]
) -> None:
    assert tried_again(Failing(*(passing() for _ in range(3))), 10, routed=True) == 1
    assert 1.6 < sum(pauses) < 10
    with pytest.raises(type(passing())):
        tried_again(Failing(*(passing() for _ in range(20))), 60, routed=True)
    assert sum(pauses) < 2 * retries.RETRY_SECONDS


def test_what_passes_is_waited_for_within_the_limit_and_what_does_not_is_not(
    pauses: list[float],
) -> None:
    with pytest.raises(driver_errors.TransientError):
        tried_again(Failing(*(starting() for _ in range(20))), 2, routed=False)
    assert 0 < sum(pauses) <= 2
    wrong = Failing(driver_errors.AuthError("wrong password"))
    with pytest.raises(driver_errors.AuthError):
        tried_again(wrong, 5, routed=True)
    assert wrong.times == 1
