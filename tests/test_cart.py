"""The pole on a cart: against Gymnasium's, where it is installed, and what is its own."""

import numpy as np
import pytest

from dl101 import cart


def test_each_step_is_gymnasiums():
    gymnasium = pytest.importorskip("gymnasium")
    there = gymnasium.make("CartPole-v1").unwrapped
    generator = np.random.default_rng(0)
    for _ in range(300):
        there.reset()
        state = generator.uniform(-1, 1, 4) * [2.4, 3.0, 0.25, 3.0]
        here = cart.Carts(1)
        there.state, here.state = tuple(state), state[None]
        right = int(generator.integers(2))
        seen, reward, fallen, _, _ = there.step(right)
        now, gain, lost, _, _ = here.step(np.array([right]))
        np.testing.assert_allclose(now[0], np.array(there.state), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(seen, now[0], rtol=1e-6)
        assert (reward, bool(fallen)) == (gain[0], lost[0])


def test_a_whole_game_is_gymnasiums():
    gymnasium = pytest.importorskip("gymnasium")
    there, here = gymnasium.make("CartPole-v1"), cart.Carts(1)
    total = 0.0
    for game in range(20):
        there.reset(seed=game)
        state, _ = here.reset()
        there.unwrapped.state = tuple(state[0])
        for _ in range(600):
            right = int(state[0, 2] + state[0, 3] > 0)
            _, reward, fallen, late, _ = there.step(right)
            state, gain, lost, done, _ = here.step(np.array([right]))
            assert (reward, bool(fallen), bool(late)) == (gain[0], lost[0], done[0])
            total += gain[0]
            if fallen or late:
                break
        assert here.over[0]
    assert total > 20 * 400


def test_many_carts_move_as_each_does_alone_and_a_game_that_is_over_stands_still():
    np.random.seed(0)
    many = cart.Carts(50)
    state, _ = many.reset()
    alone = [cart.Carts(1) for _ in range(50)]
    for one, start in zip(alone, state, strict=True):
        one.state = start[None]
    reward = np.zeros(50)
    for _ in range(200):
        right = np.random.randint(2, size=50)
        before, over = many.state, many.over
        state, gain, fallen, late, _ = many.step(right)
        for one, push in zip(alone, right, strict=True):
            one.step(np.array([push]))
        np.testing.assert_array_equal(state, [one.state[0] for one in alone])
        np.testing.assert_array_equal(state[over], before[over])
        assert (gain == ~over).all()
        assert (many.over == (over | fallen)).all()
        assert not late.any()
        reward += gain
    assert many.over.all()
    assert (reward >= 8).all()
    assert (reward < 200).all()


def test_a_track_without_an_end_has_none_and_a_game_ends_after_500_steps():
    carts = cart.Carts(2, edge=np.inf)
    carts.state[:, 0] = 1e6
    assert not carts.step(np.array([True, False]))[2].any()
    carts.time = 499
    *_, late, _ = carts.step(np.array([False, True]))
    assert late.all()
    assert carts.over.all()
