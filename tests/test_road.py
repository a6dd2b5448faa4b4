"""The world of the lesson "Driving": cars move as said, see what lies before them, and end a ride as they should."""

import numpy as np
import pytest

from dl101 import road


@pytest.fixture(scope="module")
def world():
    np.random.seed(0)
    return road.World(3)


def follow(cars):
    """Steer toward the point of the center line 8 meters ahead, until all have ended; return how and when each did."""
    ends = np.full(len(cars.roads), "", dtype=object)
    while not all(ends) and cars.time < 400:
        angle = np.angle((cars.point(8) - cars.place) * np.exp(-1j * cars.heading))
        _, reward, left, done, _ = cars.step(2 * angle)
        assert np.array_equal(left, reward < -3)
        ends[(ends == "") & left], ends[(ends == "") & done] = "left", "done"
    return ends


def test_a_step_gives_five_things_and_moves_each_car_by_a_meter(world):
    cars = world.cars([0, 1, 2, 2], wind=0)
    seen, _ = cars.reset()
    before, heading = cars.place, cars.heading
    after, reward, left, done, more = cars.step(np.array([0, 1, -1, 5]))
    assert seen.shape == after.shape == (4, 16, 32, 1)
    assert (reward <= 0).all()
    assert not left.any()
    assert not done.any()
    assert more == {}
    assert np.allclose(cars.heading - heading, [0, road.TURN, -road.TURN, road.TURN])
    assert np.allclose(np.abs(cars.place - before), 1)


def test_who_follows_the_middle_ends_the_lap_and_who_goes_straight_leaves_the_road(world):
    assert set(follow(world.cars([0, 1, 2], wind=0))) == {"done"}
    straight = world.cars([0, 1, 2], wind=0)
    gone = np.any([straight.step(np.zeros(3))[2] for _ in range(150)], axis=0)
    assert gone.all()


def test_two_rides_of_the_same_cars_have_the_same_start_and_the_same_wind(world):
    cars, rides = world.cars([0, 1], wind=0.5), []
    for _ in range(2):
        cars.reset()
        rides.append([cars.step(np.zeros(2)) and cars.place for _ in range(20)])
    assert np.array_equal(*rides)
    assert not np.allclose(np.diff(np.angle(np.diff(rides[0], axis=0)), axis=0), 0)


def test_a_view_shows_the_map_ahead_with_left_on_the_left(world):
    cars = world.cars([0], wind=0)
    world_map = world.maps[0].copy()
    try:
        world.maps[0] = 0
        spot = cars.place[0] + (5 + 2j) * np.exp(1j * cars.heading[0])  # 5 meters ahead, 2 to the left
        row, column = road._pixel(np.array(spot))
        world.maps[0, row - 1 : row + 2, column - 1 : column + 2] = 1
        rows, columns = cars.look()[0, :, :, 0].nonzero()
        assert abs(road.VIEW[int(rows.mean()), int(columns.mean())] - (5 + 2j)) < 1
        assert columns.max() < 16
    finally:
        world.maps[0] = world_map
