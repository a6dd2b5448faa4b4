"""A pole on a cart, to be kept upright by pushing the cart left or right, for many carts at a time.

The numbers, and the form of `reset` and `step`, are those of CartPole-v1 in Gymnasium
(https://gymnasium.farama.org/environments/classic_control/cart_pole/). The equations are from Barto, Sutton and
Anderson, "Neuronlike adaptive elements that can solve difficult learning control problems" (1983,
https://doi.org/10.1109/TSMC.1983.6313077), corrected by Florian, "Correct equations for the dynamics of the cart-pole
system" (2007). There is no friction.
"""

import numpy as np
from matplotlib.axes import Axes

from dl101 import plot

STEPS = 500  # at most in a game, each of 1/50 s
EDGE, TILT = 2.4, np.radians(12)  # meters to the end of the track, and the angle from which a pole counts as fallen
FORCE, GRAVITY, SECONDS = 10.0, 9.8, 0.02  # newtons of a push, meters per square second, length of a step
CART, POLE, HALF = 1.0, 0.1, 0.5  # kilograms of cart and pole, half the length of the pole in meters


class Carts:
    """Carts side by side, each with its pole.

    Attributes:
        state: of shape (carts, 4): the place of the cart in meters, its speed, the angle of the pole in radians from
            upright, positive to the right, and the speed of the angle.
        over: whether each game is over; from then on its state stays as it is and its reward is 0.
        time: steps since the start.
    """

    def __init__(self, count: int, edge: float = EDGE):
        """Make so many carts, on tracks of `edge` meters to either side of the middle (`np.inf`: without an end)."""
        self.count, self.edge = count, edge
        self.reset()

    def reset(self) -> tuple[np.ndarray, dict]:
        """Begin anew, all four numbers of each cart drawn from -0.05 to 0.05; return the state, and no more to say."""
        self.state = np.random.uniform(-0.05, 0.05, (self.count, 4))
        self.over, self.time = np.zeros(self.count, bool), 0
        return self.state, {}

    def step(self, right: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict]:
        """Push each cart, to the right where `right` is true or 1, else to the left, and let 1/50 s pass.

        Returns:
            The state; the reward, 1 for each cart whose game was not over before; whether each pole has fallen or cart
            run off its track; whether each has come to the end, 500 steps; and an empty dictionary.
        """
        reward = np.where(self.over, 0.0, 1.0)
        self.state = np.where(self.over[:, None], self.state, moved(self.state, right))
        self.time += 1
        place, _, angle, _ = self.state.T
        fallen = (abs(place) > self.edge) | (abs(angle) > TILT)
        self.over = self.over | fallen | (self.time >= STEPS)
        return self.state, reward, fallen, np.full(self.count, self.time >= STEPS), {}


def moved(state: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return states, of shape (carts, 4), 1/50 s after a push to the right where `right` is true or 1, else left."""
    _, speed, angle, turning = state.T
    push, sine, cosine, mass = np.where(right, FORCE, -FORCE), np.sin(angle), np.cos(angle), CART + POLE
    pull = (push + POLE * HALF * turning**2 * sine) / mass
    turn = (GRAVITY * sine - cosine * pull) / (HALF * (4 / 3 - POLE * cosine**2 / mass))
    rise = pull - POLE * HALF * turn * cosine / mass
    change = np.stack([speed, rise, turning, turn], axis=-1)
    return state + SECONDS * change


def draw(ax: Axes, state: np.ndarray, title: str = "") -> Axes:
    """Draw one cart on its track with its pole, as they are in a state of shape (4,), and return the axes."""
    place, _, angle, _ = state
    ax.plot([-EDGE, EDGE], [-0.1, -0.1], color=plot.BLACK)
    ax.plot([place - 0.25, place + 0.25], [0, 0], color=plot.SKY, linewidth=14, solid_capstyle="butt")
    ax.plot([place, place + 2 * HALF * np.sin(angle)], [0, 2 * HALF * np.cos(angle)], color=plot.RED, linewidth=6)
    ax.set(xlim=(-EDGE - 0.3, EDGE + 0.3), ylim=(-0.2, 1.15), aspect="equal", yticks=[], title=title)
    ax.set(xlabel="place, in meters")
    return ax
