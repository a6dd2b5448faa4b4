"""A small world to drive in: winding roads as seen from a car, for many cars at a time.

A place is a complex number: its real part is how many meters east it is, its imaginary part how many meters north. Cars
drive one meter a step. `Cars.reset` and `Cars.step` have the form of Gymnasium's environments, for many cars at once
(https://gymnasium.farama.org/api/env/).
"""

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import distance_transform_edt, gaussian_filter

LENGTH = 300  # points of a center line, at equal distances of about a meter
MAP, PER_METER = 400, 2.5  # pixels: height and width of a map, and how many to a meter
STEPS = 500  # at most in a ride
TURN = 0.12  # radians in a step, with the wheel turned all the way
ROWS, COLUMNS = np.mgrid[0:16, 0:32]
VIEW = 40 / (ROWS + 2) * (1 + 1j * (15.5 - COLUMNS) / 12)  # the spot of each pixel of a view, as places from the car


class World:
    """Closed roads of random shape, each painted on a map of its own.

    Attributes:
        lines: the middle of each road, complex places of shape (roads, 300).
        maps: grays from -0.5, black, to 0.5, white, of shape (roads, 400, 400). Row 0 is the south.
    """

    def __init__(self, roads: int, patches: float = 0.1):
        """Draw and paint roads; `patches` is how far the gray of a road differs from place to place."""
        self.lines = np.array([_center_line() for _ in range(roads)])
        self.maps = np.array([_paint(line, patches) for line in self.lines])

    def cars(self, roads: Sequence[int], wind: float) -> "Cars":
        """Return cars on the roads of these numbers, with gusts of this standard deviation on their wheels."""
        return Cars(self, np.asarray(roads), wind)


class Cars:
    """Cars, each on a road. Starts and gusts are drawn once, so two drivers can be given the same ones.

    Attributes:
        place: complex, of shape (cars,); `heading`: radians, counterclockwise from east.
        time: steps since the start.
    """

    def __init__(self, world: World, roads: np.ndarray, wind: float):
        self.world, self.roads = world, roads
        self.start = np.random.randint(LENGTH, size=len(roads))
        self.gusts = np.random.normal(0, wind, (STEPS, len(roads)))
        self.reset()

    def point(self, meters: float) -> np.ndarray:
        """Return the place on the center line so many meters ahead of each car."""
        return self.world.lines[self.roads, (self.at + meters) % LENGTH]

    def look(self) -> np.ndarray:
        """Return what each car sees: pixels of shape (cars, 16, 32, 1), far away in row 0, left in column 0."""
        places = self.place[:, None, None] + VIEW * np.exp(1j * self.heading)[:, None, None]
        return self.world.maps[self.roads[:, None, None], *_pixel(places)][..., None]

    def reset(self) -> tuple[np.ndarray, dict]:
        """Put all cars at their start, and return what they see, and an empty dictionary."""
        self.at, self.time = self.start, 0
        self.place, self.heading = self.point(0), np.angle(self.point(1) - self.point(0))
        return self.look(), {}

    def step(self, steering: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict]:
        """Turn the wheels, from -1, right, to 1, left, and drive a meter.

        Returns:
            What the cars see; minus their distance to the middle of the road, in meters; whether they have left the
            road, which is 3 meters to either side; whether their lap is done; and an empty dictionary.
        """
        turn = np.clip(np.ravel(steering), -1, 1) + self.gusts[self.time]
        self.heading, self.time = self.heading + TURN * turn, self.time + 1
        self.place = self.place + np.exp(1j * self.heading)
        gaps = np.abs([self.point(meters) - self.place for meters in range(5)])
        self.at, off = self.at + gaps.argmin(axis=0), gaps.min(axis=0)
        return self.look(), -off, off > 3, self.at >= self.start + LENGTH, {}


def _center_line() -> np.ndarray:
    """Return a loop of random waves around a circle, as points at equal distances."""
    angle, waves = np.linspace(0, 2 * np.pi, 2001), np.arange(2, 6)[:, None]
    heights, shifts = np.random.normal(0, 11 / waves), np.random.uniform(0, 7, (4, 1))
    loop = (45 + (heights * np.cos(waves * angle + shifts)).sum(axis=0)) * np.exp(1j * angle)
    way = np.append(0, np.abs(np.diff(loop)).cumsum())
    return np.interp(np.arange(LENGTH) / LENGTH * way[-1], way, loop)


def _pixel(place: np.ndarray) -> list[np.ndarray]:
    """Return row and column of places on a map."""
    return [np.clip(PER_METER * x + MAP // 2, 0, MAP - 1).astype(int) for x in (place.imag, place.real)]


def _blobs(width: float, strength: float) -> np.ndarray:
    """Return random spots of this width in pixels, as a map with this standard deviation."""
    noise = gaussian_filter(np.random.normal(size=(MAP, MAP)), width)
    return strength * noise / noise.std()


def _paint(line: np.ndarray, patches: float) -> np.ndarray:
    """Return the map of a road: the road patched, the ground lighter and darker, worn edges, and shadows over all."""
    free = np.ones((MAP, MAP))
    free[*_pixel(np.interp(np.arange(0, LENGTH, 0.2), range(LENGTH + 1), np.append(line, line[0])))] = 0
    off = distance_transform_edt(free) / PER_METER  # meters to the middle of the road
    gray = np.where(off > 3, _blobs(12, 0.15) + _blobs(1, 0.04), _blobs(4, patches) if patches else 0.0)
    gray = np.where((abs(off - 2.7) < 0.35) & (_blobs(3, 1) > -0.3), 0.4, gray)
    return np.clip(gray + _blobs(10, 0.06), -0.5, 0.5).astype("float32")
