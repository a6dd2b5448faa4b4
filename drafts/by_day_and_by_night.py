# %% [markdown]
# # 41. By day and by night
#
# > You let a network learn to balance a pole from raw pictures and rewards alone, where no line can do it, and look at what its hidden units learned to see.
#
# 40 minutes · needs: the lessons "Activation functions" and "Trial and error" · data: made in the lesson

# %% [markdown]
# ## Look first: what the camera shows
#
# In the lesson "Trial and error" a player was told four numbers about cart and pole. There, a rule by hand did as well as a network. Now nobody tells the numbers. A camera rides on the cart and looks at the pole, and its picture is all that the player gets. (`edge=np.inf` is a track without an end: the camera cannot see where the cart is.)

# %%
from dl101 import cart, check, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)
carts = cart.Carts(8, edge=np.inf)
carts.state[:, 2] = np.radians(np.tile([-10, -3, 3, 10], 2))
print("angles in degrees:", np.degrees(carts.state[:, 2]).round())

# %% [markdown]
# A picture has 6 rows of 24 pixels. The top row shows the tip of the pole, and there one column is about one degree. The camera sets itself so that what is behind the pole comes out a middle gray, which is 0. By night a lamp shines on the pole, and it is lighter than that: up to 1. By day it stands dark against the sky: down to −1. `light` is 1 for a game by night, −1 for one by day. A pole between two columns is shared out between them. When a game is over, the picture is gray.

# %%
heights = np.arange(6, 0, -1)[:, None] / 6


def camera(carts, light):
    pictures, on = np.zeros((carts.count, 6, 24), "float32"), ~carts.over
    columns = 11.5 + 52 * np.sin(carts.state[on, 2, None, None]) * heights
    ink = np.maximum(1 - np.abs(np.arange(24) - columns), 0)
    pictures[on] = light[on, None, None] * ink
    return pictures.reshape(-1, 144)


# %%
from matplotlib import pyplot as plt

shades = {"cmap": "gray", "vmin": -1, "vmax": 1}
light = np.repeat([1, -1], 4)
axes = plt.subplots(2, 4, figsize=(9, 2.9))[1]
for ax, picture, angle, by in zip(axes.flat, camera(carts, light), carts.state[:, 2], light):
    ax.imshow(picture.reshape(6, 24), **shades)
    title = f"{'night' if by > 0 else 'day'}, {np.degrees(angle):.0f}°"
    ax.set(title=title, xticks=[], yticks=[])
plt.show()

# %% [markdown]
# One picture does not show how fast the pole turns. So the player gets two: the one of three steps ago and the one of now, 288 numbers in all. `play` lets all carts play, each in its own light, until all games are over or `steps` have passed. At each step it hands out (`yield`) what was seen, who was pushed to the right, and the rewards. `balanced` sums up the rewards of each cart: for how many steps, of at most 500, it kept its pole up.


# %%
def play(push, dawn, steps=500, apart=3, night=25):
    carts = cart.Carts(len(dawn), edge=np.inf)
    pictures = [None] * (apart + 1)
    while carts.time < steps and not carts.over.all():
        light = np.where((carts.time + dawn) % 50 < night, 1, -1)
        now = camera(carts, light)
        pictures = [now if old is None else old for old in [*pictures[1:], now]]
        seen = np.hstack([pictures[0], now])
        right = push(seen)
        yield seen, right, carts.step(right)[1]


def balanced(push, dawn, **how):
    return sum(reward for _, _, reward in play(push, dawn, **how))


# %% [markdown]
# ### Exercise: two pictures in one row
#
# `film` is an array of shape (pictures, pixels), the first picture first, with at least one picture, and `apart` a whole number of 0 or more. Return an array of shape (pictures, 2 · pixels). Each row holds the picture `apart` places earlier, then the picture itself. Where there is none so early, take the first picture of the film. For the film [[1], [2], [3]] and `apart` 1 it is [[1, 1], [1, 2], [2, 3]].


# %% tags=["exercise"]
def two_pictures(film, apart):
    return ...  # your code here


check.exercise("two_pictures", two_pictures)

# %% [markdown]
# ## Why no line can do it
#
# The simplest policy on pixels is a line: multiply each pixel by a weight, add up, and push to the right if the sum is above 0. Take the same pole at the same angle, once by night and once by day. Each pixel by day is minus the one by night. So the sum by day is minus the sum by night, whatever the weights:

# %%
weights = np.random.normal(size=144)
by_night, by_day = camera(carts, np.ones(8)), camera(carts, -np.ones(8))
check.close("a line by day and by night", by_day @ weights, -by_night @ weights, absolute=1e-5)

# %% [markdown]
# In every state a line pushes one way by night and the other way by day. One of the two is wrong. A bias shifts both sums alike, which does not help either. What a line learns by night, it does the wrong way around by day.
#
# A hidden layer with ReLU can do better. One unit with the weights and one with minus the weights: by night the first answers, by day the second, and their sum is the same in both. It is the absolute value:

# %%
both = np.maximum(by_night @ weights, 0) + np.maximum(-by_night @ weights, 0)
also = np.maximum(by_day @ weights, 0) + np.maximum(-by_day @ weights, 0)
check.close("two ReLUs by day and by night", also, both, absolute=1e-5)
check.close("two ReLUs, absolute value", both, np.abs(by_night @ weights), absolute=1e-5)

# %% [markdown]
# ### Exercise: where is the pole?
#
# Write such a network by hand. Its input is one row of a picture, 24 pixels. In it, the pole is spread over one or two neighboring columns; all the ink adds up to 1 by night and to −1 by day. The network must tell in which column the pole is, counted from the middle: 11.5 for the last column, −11.5 for the first, 0 if it is shared equally by columns 11 and 12. It must give the same answer by night and by day, without training. Use one hidden dense layer with ReLU and a dense layer with one unit. `model.set_weights` takes what `get_weights` gives: a list of weights and biases, layer by layer, as NumPy arrays.


# %% tags=["exercise"]
def column_finder():
    return ...  # your code here


check.exercise("column_finder", column_finder)

# %% [markdown]
# ## A rule with eyes made by hand
#
# The absolute value makes a strong rule. In the top row, the mean column of all ink, light or dark, is where the tip is. The rule looks ahead: the tip of now, plus five times what it has moved in the last three steps. Where it will be on the right, push to the right.


# %%
def rule(seen):
    tip = np.abs(seen.reshape(-1, 2, 6, 24)[:, :, 0]) @ (np.arange(24) - 11.5)
    return tip[:, 1] + 5 * (tip[:, 1] - tip[:, 0]) > 0


lights = np.arange(100)
steps = {"at random": balanced(lambda seen: np.random.uniform(size=100) < 0.5, lights)}
steps["rule"] = balanced(rule, lights)
check.equal("steps of the rule with eyes", steps["rule"].mean(), 500.0)

# %% [markdown]
# All 100 poles stay up for all 500 steps, 50 by night and 50 by day. But look at who did the seeing. Whoever wrote this rule knew that there is a pole, that its tip is in the top row, that the light only turns the sign, and that speed matters. The network is told nothing of that.
#
# ## From rewards alone
#
# It is the policy gradient of "Trial and error": play at random as the network says, then make more likely what went better than usual. `by_hand` is the network in NumPy, which is faster for playing. Without hidden layers it is a line.

# %%
from keras import layers


def build(*hidden):
    model = keras.Sequential([keras.Input((288,)), *hidden, layers.Dense(1)])
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.005, 120.0)), loss)
    return model


# %%
def by_hand(model):
    *hidden, weights, bias = model.get_weights()

    def logit(x):
        x = np.maximum(x @ hidden[0] + hidden[1], 0) if hidden else x
        return (x @ weights + bias)[:, 0]

    return logit


def draw(logit):
    return lambda x: np.random.uniform(size=len(x)) < 1 / (1 + np.exp(-logit(x)))


# %% [markdown]
# Two things are new. A good game by day should not look good only because days are going well at present, so each light has its own baseline. And a long game has many steps, a short one few. To give every cart an equal say, the steps of a cart weigh 1 together: its `say` is 1 divided by the number of its steps.


# %%
def advantage(reward):
    to_come, later = np.zeros(reward.shape), 0
    for t in reversed(range(len(reward))):
        to_come[t] = later = reward[t] + 0.97 * later
    say = reward / reward.sum(axis=0)
    to_come -= (say * to_come).sum() / say.sum()
    return to_come / np.sqrt((say * to_come**2).sum() / say.sum()), say


# %% [markdown]
# ### Exercise: better than usual, here
#
# The same idea with any number of conditions: sun, rain, fog. `total` is an array of n numbers, what each of n games brought, and `weather` an array of n words, in which weather each was played. Return an array of n numbers: how much each game brought above the mean of all games in the same weather. For [10, 20, 90] and ["rain", "rain", "sun"] it is [−5, 5, 0]. n may be 0.


# %% tags=["exercise"]
def above_usual(total, weather):
    return ...  # your code here


check.exercise("above_usual", above_usual)

# %% [markdown]
# One round: 64 carts play for up to 200 steps. From all their steps 4096 are drawn, according to their say, and the network makes one step of Adam. Sixty rounds are enough. (One shape of batch for all rounds saves time.)


# %%
def learn(model, **how):
    curve = []
    for _ in range(60):
        games = play(draw(by_hand(model)), np.random.randint(50, size=64), 200, **how)
        seen, right, reward = map(np.array, zip(*games))
        better, say = advantage(reward)
        some = np.random.choice(say.size, 4096, p=say.ravel() / say.sum())
        x, y = seen.reshape(-1, 288)[some], right.reshape(-1, 1)[some].astype("float32")
        model.train_on_batch(x, y, sample_weight=better.ravel()[some].astype("float32"))
        curve.append(reward.sum(axis=0).mean())
    return curve


# %%
network, line = build(layers.Dense(128, activation="relu")), build()
curves = {"network": learn(network), "line": learn(line)}
played = 64 * sum(curves["network"])
print(f"steps that the network has played: {played:.0f}")

# %% [markdown]
# The network by hand, and the loss of the policy gradient: the binary cross-entropy of each push, times its advantage. Here Keras and NumPy compute both, on a short game.

# %%
games = play(draw(by_hand(network)), np.arange(64), 20)
seen, right, reward = map(np.array, zip(*games))
x, y, w = seen.reshape(-1, 288), right.reshape(-1, 1), advantage(reward)[0].ravel()
logit = by_hand(network)(x)
by_keras = network.predict(x, batch_size=1280, verbose=0)[:, 0]
check.close("logits of pixels by hand", logit, by_keras, absolute=1e-3)
loss = np.mean(w * (np.log1p(np.exp(-np.abs(logit))) + np.maximum(logit, 0) - y[:, 0] * logit))
kept = network.evaluate(x, y, sample_weight=w, batch_size=1280, verbose=0)
check.close("loss of the policy by hand", loss, kept, absolute=1e-3)

# %% [markdown]
# A line has one more chance. It has no hidden layer to train, so it can be searched for. `search` is evolution: draw 200 lines at random, let each play four games, keep the best 15, and draw the next 200 around their mean, as widely as they are spread. The search goes on until it has played at least as many steps as the network.


# %%
def search(total):
    mean, spread = np.zeros(288), np.ones(288)
    while total > 0:
        lines = np.random.normal(mean, spread, (200, 288)).astype("float32")
        four = lines.repeat(4, axis=0)
        reward = balanced(lambda x: np.einsum("ij,ij->i", x, four) > 0, np.random.randint(50, size=800))
        best = lines[reward.reshape(200, 4).mean(axis=1).argsort()[-15:]]
        mean, spread, total = best.mean(axis=0), best.std(axis=0), total - reward.sum()
    return mean


# %% [markdown]
# Now all of them play without chance, on 100 carts that none has seen.
#
# **Predict, then run.** How many of the 500 steps will the best line balance, on the average?

# %%
prediction = None  # your guess, 0 to 500
found = search(played)
players = {"line, searched": lambda seen: seen @ found}
players |= {"line, learned": by_hand(line), "network": by_hand(network)}
for name, logit in players.items():
    steps[name] = balanced(lambda seen: logit(seen) > 0, lights)
means = {name: (some[::2].mean(), some[1::2].mean()) for name, some in steps.items()}
print("your prediction:", prediction)

# %%
figure, (left, ax) = plt.subplots(1, 2, figsize=(9.4, 3.4), width_ratios=(4, 5))
for (name, curve), style in zip(curves.items(), ("-", "--")):
    left.plot(curve, style, color=plot.RED if name == "network" else plot.BLUE, label=name)
left.set(xlabel="round", ylabel="steps balanced, of 200", title="Learning")
left.legend()
for shift, by, color in ((0.2, 0, plot.BLUE), (-0.2, 1, plot.ORANGE)):
    values = [pair[by] for pair in means.values()]
    bars = ax.barh(np.arange(5) - shift, values, 0.38, color=color, label=("night", "day")[by])
    ax.bar_label(bars, fmt="%.0f", padding=3)
ax.set(yticks=range(5), yticklabels=[*means], xlim=(0, 590), xlabel="steps balanced, of 500")
ax.legend(loc="center right")
plt.show()
