# %% [markdown]
# # 37. By day and by night
#
# > You let a network learn to balance a pole from raw pictures and rewards alone, where a line fails, and look at what its hidden units learned to see.
#
# 40 minutes · needs: the lessons "Activation functions" and "Trial and error" · data: made in the lesson

# %% [markdown]
# ## Look first: what the camera shows
#
# In the lesson "Trial and error" a player was told four numbers about cart and pole, and a rule by hand did about as well as a network. Now a camera rides on the cart and looks at the pole, and its pictures are all that the player gets. (`edge=np.inf` is a track without an end, as the camera cannot see where the cart is. `state[:, 2]` is the angle.)

# %%
from dl101 import cart, check, plot
from matplotlib import pyplot as plt
import keras
import numpy as np

keras.utils.set_random_seed(0)
carts = cart.Carts(8, edge=np.inf)
carts.state[:, 2] = np.radians(np.tile([-10, -3, 3, 10], 2))
print("angles in degrees:", np.degrees(carts.state[:, 2]).round())

# %% [markdown]
# A picture has 6 rows of 24 pixels. Its top row shows the tip of the pole, and there one column is about one degree. In the figure below, the pole leans by −10, −3, 3 and 10 degrees. The camera sets itself so that what is behind the pole comes out a middle gray, 0. By night a lamp shines on the pole, and it is lighter: up to 1. By day it stands dark against the sky: down to −1. `light` is 1 by night and −1 by day.
#
# `tilt` is how far to the side the pole is in each row. `ink` is how much of each pixel it covers: between two columns, both have their share. `on` marks the games that go on. When a game is over, its picture is gray.


# %%
def camera(carts, light):
    pictures, on = np.zeros((carts.count, 6, 24), "float32"), ~carts.over
    tilt = np.sin(carts.state[on, 2, None, None]) * np.arange(6, 0, -1)[:, None] / 6
    ink = np.maximum(1 - np.abs(np.arange(24) - 11.5 - 52 * tilt), 0)
    pictures[on] = light[on, None, None] * ink
    return pictures.reshape(-1, 144)


# %% tags=["slide"]
light, axes = np.repeat([1, -1], 4), plt.subplots(2, 4, figsize=(9, 2.4))[1].flat
for ax, picture, by in zip(axes, camera(carts, light), light):
    ax.imshow(picture.reshape(6, 24), cmap="gray", vmin=-1, vmax=1)
    ax.set(xticks=[], yticks=[], title="night" if by > 0 else "day")
plt.show()

# %% [markdown]
# One picture does not show how fast the pole turns. So the player gets two: the one of two steps ago and the one of now, 288 numbers in all. (In the first two steps, the older one is the first picture.)
#
# A night lasts 25 steps, half a second, and so does a day. `dawn` says for each cart how many of these 50 steps have passed when its game begins. So some begin by night, some by day, and the light changes in mid-game.
#
# `play` lets all carts play until all games are over or `steps` have passed. The player is a function `score`: where it gives a number above 0, the push is to the right. A loop over `play` gets, step by step, what `yield` hands out: what was seen, who was pushed to the right, and the rewards. `balanced` sums up the rewards of each cart: for how many steps, of at most 500, it kept its pole up.


# %%
def play(score, dawn, steps=500, apart=2, night=25):
    carts, recent = cart.Carts(len(dawn), edge=np.inf), []
    while carts.time < steps and not carts.over.all():
        now = camera(carts, np.where((carts.time + dawn) % 50 < night, 1, -1))
        recent = [*recent, now][-1 - apart :]
        seen = np.hstack([recent[0], now])
        right = score(seen) > 0
        yield seen, right, carts.step(right)[1]


def balanced(score, dawn, **how):
    return sum(reward for _, _, reward in play(score, dawn, **how))


# %% [markdown]
# ### Exercise: two pictures in one row
#
# `film` is an array of shape (pictures, pixels), the first picture first, with at least one picture, and `apart` a whole number of 0 or more. Return an array of shape (pictures, 2 · pixels). Each row holds the picture `apart` places earlier, then the picture itself. Where there is none that early, take the first picture of the film. For the film [[1], [2], [3]] and `apart` 1 it is [[1, 1], [1, 2], [2, 3]].


# %% tags=["exercise"]
def two_pictures(film, apart):
    return ...  # your code here


check.exercise("two_pictures", two_pictures)

# %% [markdown]
# ## Why a line fails
#
# This world is made so that a line must fail. A line multiplies each pixel by a weight, adds up, and pushes to the right if the sum is above 0. Take the same pole at the same angle, once by night and once by day. Each pixel by day is minus the one by night. So the sum by day is minus the sum by night, whatever the weights:

# %% tags=["slide"]
weights = np.random.normal(size=144)
night, day = camera(carts, np.ones(8)), camera(carts, -np.ones(8))
check.close("a line by day and by night", day @ weights, -night @ weights, absolute=1e-5)

# %% [markdown]
# So while the light stays the same, a line without bias pushes one way by night and the other way by day, in the very same state. But a pole that needs a push to the right by night needs it by day, too. What a line learns by night is upside down by day. (A bias that outweighs the sum makes both pushes the same. But then the bias decides, and not the picture.)
#
# A hidden layer with ReLU can do better. Give one unit some weights, and another one minus these weights. What one of them answers by night, the other one answers by day. Together they give the absolute value of the weighted sum, the same in both lights:


# %%
both = [np.maximum(x @ weights, 0) + np.maximum(-x @ weights, 0) for x in (night, day)]
check.close("two ReLUs by day and by night", *both, absolute=1e-5)

# %% [markdown]
# ### Exercise: where is the pole?
#
# Write such a network by hand. Its input is one row of a picture, 24 pixels. The pole is spread over one or two neighboring columns; its ink adds up to 1 by night and to −1 by day. The network must tell in which column the pole is, counted from the middle: 11.5 for the last column, −11.5 for the first, 0 if the two middle columns share it equally. The answer must be the same by night and by day, without training. Use one hidden dense layer with ReLU and a dense layer with one unit. `model.set_weights` takes what `get_weights` gives: a list of weights and biases, layer by layer, as NumPy arrays. Return the model.


# %% tags=["exercise"]
def column_finder():
    return ...  # your code here


check.exercise("column_finder", column_finder)

# %% [markdown]
# ## A rule with eyes made by hand
#
# The absolute value makes a strong rule. In the top row, the mean column of all ink, light or dark, is where the tip is. To this the rule adds five times what the tip has moved in the last two steps: there it will be in ten steps, if it keeps its speed. If that is on the right, the rule pushes to the right.
#
# `dawns` begins two games at each of the 50 times. Beside the rule plays a coin (`at random`).


# %%
def rule(seen):
    tip = np.abs(seen.reshape(-1, 2, 6, 24)[:, :, 0]) @ (np.arange(24) - 11.5)
    return tip[:, 1] + 5 * (tip[:, 1] - tip[:, 0])


dawns = np.arange(100) % 50
steps = {"at random": balanced(lambda seen: np.random.logistic(size=100), dawns).mean()}
steps["rule"] = balanced(rule, dawns).mean()
check.equal("steps of the rule with eyes", steps["rule"], 500.0)

# %% [markdown]
# All 100 poles stay up for all 500 steps, through ten nights and ten days. But whoever wrote this rule knew that there is a pole, that its tip is in the top row, that the light only turns the sign, and that speed matters. The network gets only a hint at the last: two pictures.
#
# By night alone, the absolute value changes nothing, and the rule is a line. Its weights are in the top row of both pictures. Here it plays without the absolute value, in a night without end and in a day without end.

# %%
line, columns = np.zeros((2, 6, 24)), np.arange(24) - 11.5
line[0, 0], line[1, 0] = -5 * columns, 6 * columns
found = [balanced(lambda x: x @ line.ravel(), dawns, night=night).mean() for night in (50, 0)]
check.between("rule as a line, night minus day", found[0] - found[1], 488, 492)

# %% [markdown]
# By night it never fails. By day it pushes the wrong way each time, and lasts for 8 to 12 steps.
#
# ## From rewards alone
#
# The method is the policy gradient of "Trial and error": draw each push with the probability that the network gives, then make more likely what went better than usual. `by_hand` is the network in NumPy, which is faster for playing.

# %%
from keras import layers


def build(rounds):
    model = keras.Sequential([keras.Input((288,)), layers.Dense(128, "relu"), layers.Dense(1)])
    adam = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, rounds))
    model.compile(adam, keras.losses.BinaryCrossentropy(from_logits=True))
    return model


# %%
def by_hand(model):
    w1, b1, w2, b2 = model.get_weights()
    return lambda x: (np.maximum(x @ w1 + b1, 0) @ w2 + b2)[:, 0]


# %% [markdown]
# One thing is new. A cart that stays up has many steps, one that falls early has few, so the long games would drown out the short ones. To give every cart an equal say, the `say` of a step is 1 divided by how many steps its cart has played. The returns are `to_come`, with the discount 0.95. Their mean, weighted by `say`, is the one baseline for all steps.


# %%
def advantage(reward):
    to_come, later = np.zeros(reward.shape), 0
    for t in reversed(range(len(reward))):
        to_come[t] = later = reward[t] + 0.95 * later
    say = reward / reward.sum(axis=0)
    return to_come - (say * to_come).sum() / say.sum(), say


# %% [markdown]
# ### Exercise: an equal say
#
# The same idea elsewhere. `owner` is an array of n names: whose each of n examples is, in any order. Return an array of n weights: those of the same owner are equal, those of each owner add up to the same, and all n together add up to n, so that the mean weight is 1. For ["ann", "bob", "ann", "ann"] it is [2/3, 2, 2/3, 2/3]. n is at least 1.


# %% tags=["exercise"]
def equal_say(owner):
    return ...  # your code here


check.exercise("equal_say", equal_say)

# %% [markdown]
# One round: 128 carts play for up to 200 steps. (What would come later counts 0.) From all their steps 8192 are drawn, with chances in proportion to `say`. Each is weighted by its advantage, and the network makes one step of Adam. That is done 100 times. Pushes are drawn as in "Trial and error": to the right where the logit minus a number from `np.random.logistic` is above 0.


# %%
def learn(rounds=100, **how):
    model, curve, dawn = build(rounds), [], np.arange(128) % 50
    for _ in range(rounds):
        logit = by_hand(model)
        games = play(lambda x: logit(x) - np.random.logistic(size=128), dawn, 200, **how)
        seen, right, reward = map(np.array, zip(*games))
        better, say = advantage(reward)
        some = np.random.choice(say.size, 8192, p=say.ravel() / say.sum())
        x, y = seen.reshape(-1, 288)[some], right.reshape(-1, 1)[some].astype("float32")
        model.train_on_batch(x, y, sample_weight=better.ravel()[some].astype("float32"))
        curve.append(reward.sum() / 128)
    return model, curve


# %%
network, curve = learn()
views = np.hstack([night, day])
by_keras = network.predict(views, verbose=0)[:, 0]
check.close("logits of pixels by hand", by_hand(network)(views), by_keras, absolute=1e-3)

# %% [markdown]
# And a line? It has only 288 weights, so a good one can be searched for. `search` is a simple evolution: draw 200 lines at random, let each play ten games from ten times of the day, keep the best 20, and draw the next 200 around their mean, as widely as the 20 are spread. The search goes on until it has played at least as many steps as the network, and returns the last mean. That is our best line.


# %%
def search(total):
    mean, spread, dawn = np.zeros(288), np.ones(288), np.tile(np.arange(0, 50, 5), 200)
    while total > 0:
        lines = np.random.normal(mean, spread, (200, 288)).astype("float32")
        reward = balanced(lambda x: (x.reshape(200, 10, 288) @ lines[..., None]).ravel(), dawn)
        best = lines[reward.reshape(200, 10).mean(axis=1).argsort()[-20:]]
        mean, spread, total = best.mean(axis=0), best.std(axis=0), total - reward.sum()
    return mean


# %% [markdown]
# Now line and network play without chance, each on 100 new carts: to the right where the sum or the logit is above 0.
#
# **Predict, then run.** How many of the 500 steps will the best line balance, on average?

# %%
prediction = None  # your guess, 0 to 500
found = search(128 * sum(curve))
steps["best line"] = balanced(lambda seen: seen @ found, dawns).mean()
steps["network"] = balanced(by_hand(network), dawns).mean()
print(f"steps to learn from: {128 * sum(curve):.0f}; your prediction: {prediction}")

# %% tags=["slide"]
figure, (left, ax) = plt.subplots(1, 2, figsize=(9.4, 3.2))
left.plot(curve, color=plot.RED)
left.set(xlabel="round", ylabel="steps balanced, of 200", title="The network learns")
ax.bar_label(ax.barh([*steps], [*steps.values()], color=plot.SKY), fmt="%.0f", padding=4)
ax.set(xlim=(0, 590), xlabel="steps balanced, of 500", title="On 100 new carts")
plt.show()

# %%
check.between("steps of the network on pixels", steps["network"], 480, 500)
check.between("network minus best line", steps["network"] - steps["best line"], 430, 490)

# %% [markdown]
# On average, the network keeps its poles up for at least 480 of the 500 steps, at least 430 more than the best line that the search found, with no fewer steps to learn from. The rule balances all 500 and cannot be beaten. If you know what to look for, two lines of code can take the place of all that playing. The network is for cases in which you do not.
#
# ## What it learned to see
#
# Take what 100 carts see in a night without end (`night=50`), and the same by day: minus these numbers. In how many of these states does the network push the same way in both lights? We count only those in which it matters: where the rule is more than 5 columns from 0. For a line without a bias it would be none.

# %%
views = np.concatenate([seen for seen, *_ in play(by_hand(network), dawns, night=50)])
pushes = [by_hand(network)(view) > 0 for view in (views, -views)]
check.between("same push in both lights", np.equal(*pushes)[abs(rule(views)) > 5].mean(), 0.9, 1)

# %% [markdown]
# In at least 90 of 100. How does it do that? By day each weighted sum of a hidden unit is turned around, and only a bias can lift it above 0. So a unit with a small bias answers in one light only, in the same state, and others have to answer in the other. Here are the units that count most by night and by day, for a push to either side. Red weights are positive, blue ones negative.

# %% tags=["slide"]
w1, b1, w2, _ = network.get_weights()
night, day = (np.maximum(view @ w1 + b1, 0).mean(axis=0) * w2[:, 0] for view in (views, -views))
most = {"night, right": night.argmax(), "night, left": night.argmin()}
most |= {"day, right": day.argmax(), "day, left": day.argmin()}
for ax, (title, unit) in zip(plt.subplots(1, 4, figsize=(9.4, 2.2))[1], most.items()):
    ax.imshow(w1[:, unit].reshape(12, 24), cmap="RdBu_r", vmin=-0.6, vmax=0.6)
    ax.set(xticks=[], yticks=(2.5, 8.5), yticklabels=("before", "now"), title=title)
plt.show()

# %% [markdown]
# By night the pole is light, and a unit answers if the pole stands mostly where its weights are red. By day it is dark, and a unit answers if it stands mostly where they are blue. A unit with both can serve in both lights, in different states. Nobody told the network that there are two lights, or what a pole is.
#
# ## What goes wrong: it has seen only nights
#
# `owl` learns by night only, for 50 rounds. `blink` learns in both lights for 100 rounds, as the network did, but from one picture: the older of the two is replaced by the one of now (`apart=0`). How far does the owl get by day?

# %%
owl = by_hand(learn(50, night=50)[0])
blink = by_hand(learn(apart=0)[0])
check.between("owl by day", balanced(owl, dawns, night=0).mean(), 8, 16)
check.between("owl, cured", balanced(lambda seen: owl(np.abs(seen)), dawns).mean(), 450, 500)
check.between("steps with one picture", balanced(blink, dawns, apart=0).mean(), 30, 60)

# %% [markdown]
# By day the owl is lost, with at most 16 steps on average. It has never seen a dark pole. Two cures: let it play in both lights. Or hand it absolute values (`np.abs`), so that each day looks like a night: then it balances at least 450 steps where the lights take turns, without more training. But that is an eye made by hand again.
#
# With one picture, `blink` balances at most 60 steps, on average. A pole at the same place may be rising or falling, and one picture does not tell.
#
# ## Watch them
#
# Two games from their start, as the camera shows them, five times slower. When the game of the line is over, its picture stands still.

# %% tags=["slide"]
games = [list(play(score, dawns[10:11], 80)) for score in (by_hand(network), lambda x: x @ found)]


def draw(ax, i):
    for game, low in zip(games, (8, 0)):
        view = game[min(i, len(game) - 1)][0][0, 144:].reshape(6, 24)
        ax.imshow(view, cmap="gray", vmin=-1, vmax=1, extent=(0, 24, low, low + 6))
    ax.set(ylim=(0, 14), xticks=[], yticks=[], title=f"Network above, best line below: step {i}")


plot.movie(draw, range(0, 80, 2), figsize=(6.4, 4.4), seconds=8)

# %% [markdown]
# ## What we saw
#
# - What a line learns by night is upside down by day. A hidden layer learned to see in both lights, from rewards alone, and kept its poles up for at least 480 of 500 steps, at least 430 more than the best line that was found.
# - A rule by hand did at least as well. Its maker did the seeing.
# - A player learns only about what it meets. Trained by night, it is lost by day.
# - One picture shows where things are, two show where they go.
#
# Why is a pole so easy to learn? With bad pushes it falls in about half a second, so only a few can be to blame, and each step has its reward. In a game where the only reward comes after a thousand moves, the same method has hardly anything to go by: all games are alike until one is won by luck. Ask of every success of this kind: how soon did the world answer?
#
# **Go further.** Let the pictures be noisy: at how much noise does the rule fail, and does a network that has learned with noise stay up? Change the time between the two pictures, `apart`. Let a line play games by one light only, half of them by night (`night=50`) and half by day (`night=0`): how far does the search get, and how does the pole stand then? In Keras: [Dense](https://keras.io/api/layers/core_layers/dense/).
#
# **Next:** Playing a game.
