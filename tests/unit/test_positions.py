"""The map of a whole network: every group a disc, nobody on another."""

import random

import numpy as np
import pytest

from service.answers.positions import GAP, MAX_DISCS, SPACING, positions


@pytest.mark.parametrize("rng_seed", range(5))
def test_groups_stand_apart_and_nobody_on_another(rng_seed: int) -> None:
    rng = random.Random(rng_seed)
    groups = [f"g{int(rng.random() ** 2 * 12)}" for _ in range(rng.randint(2, 900))]
    spots = positions(groups)
    apart = np.hypot(*(spots[:, None] - spots[None]).T)
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > SPACING
    of = np.array(groups)
    other = of[:, None] != of[None]
    if other.any():
        assert apart[other].min() > GAP / 2


def test_the_same_network_gives_the_same_map() -> None:
    groups = [f"{n % 7}" for n in range(500)]
    assert np.array_equal(positions(groups), positions(groups))


def test_the_first_one_stands_in_the_middle_of_its_group() -> None:
    spots = positions(["a"] * 200)
    assert np.hypot(*spots[0]) == np.hypot(*spots.T).min()


def test_many_groups_share_the_last_disc_and_none_is_left_out() -> None:
    spots = positions([str(n) for n in range(MAX_DISCS * 2)])
    assert spots.shape == (MAX_DISCS * 2, 2) and np.isfinite(spots).all()
    assert len(np.unique(spots, axis=0)) == len(spots)
    assert positions([]).shape == (0, 2)
