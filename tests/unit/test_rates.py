"""What each address may send, by itself."""

import pytest

from service.errors import TooFast
from service.http import rates
from service.http.rates import BURST_SECONDS, Rates, caller_of


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent(limit: Rates, address: str, times: int) -> int:
    """How many of so many requests at once are answered."""
    answered = 0
    for _ in range(times):
        try:
            limit.take(address)
            answered += 1
        except TooFast as refusal:
            assert refusal.status == 429 and refusal.retry_after == 1
    return answered


def test_ten_seconds_worth_at_once_and_then_as_it_fills() -> None:
    clock = Clock()
    limit = Rates(5, clock)
    assert sent(limit, "203.0.113.7", 100) == 5 * BURST_SECONDS
    clock.now += 2
    assert sent(limit, "203.0.113.7", 100) == 10
    assert sent(limit, "203.0.113.8", 1) == 1  # others are not held up
    clock.now += 1_000_000
    assert sent(limit, "203.0.113.7", 100) == 5 * BURST_SECONDS


def test_no_limit() -> None:
    assert sent(Rates(0), "203.0.113.7", 10_000) == 10_000


def test_a_network_is_one_caller() -> None:
    assert caller_of("2001:db8:1:2::1") == caller_of("2001:db8:1:2:ffff::9")
    assert caller_of("2001:db8:1:3::1") != caller_of("2001:db8:1:2::1")
    assert caller_of("::ffff:203.0.113.7") == caller_of("203.0.113.7") == "203.0.113.7"
    assert caller_of("unix:") == caller_of("") == ""


def test_who_asks_under_many_addresses_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_CALLERS", 10)
    limit = Rates(1)
    for last in range(200):
        limit.take(f"203.0.113.{last}")
    assert len(limit._buckets) == 10
