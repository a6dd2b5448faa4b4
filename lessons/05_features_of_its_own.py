# %% [markdown]
# # 5. Features of its own
#
# > You watch a network untangle two spirals until a straight line can separate them, and find a task on which it beats every simple rival.
#
# 30 minutes · needs: the lesson "Activation functions" · data: points drawn by NumPy and scikit-learn

# %% [markdown]
# ## Look at the data first
#
# Here is a spiral: a point at the distance `radius` from the middle lies in the direction `9 * radius`. Directions are angles in radians, where a full turn is 2π, about 6.28. The radius times `np.cos` of the direction is the place to the right, times `np.sin` the place upward. (`np.cos` is 1 in the direction 0, −1 half a turn further, and the same again after each full turn. `plt.axes` gives empty axes to draw on, here with a title.)

# %% tags=["slide"]
from dl101 import check, plot
from matplotlib import pyplot as plt
import numpy as np

radius = np.linspace(0, 1, 200)
plt.axes(title="A spiral").plot(radius * np.cos(9 * radius), radius * np.sin(9 * radius))
plt.show()

# %% [markdown]
# Our data are two of them, wound into each other: 3200 points to train on and 1000 to test. On spiral 1 the points lie in the direction `9 * radius`, on spiral 0 exactly opposite, half a turn or π further. Then a little noise is added. You need not follow the rest of `spiral`.

# %%
import keras


def spiral(n):
    y = np.random.randint(0, 2, n)
    radius = np.pi / 3 * np.sqrt(np.random.uniform(size=n))
    angle = 9 * radius + np.pi * (1 - y)
    x = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return x + np.random.normal(0, 0.03, (n, 2)), y


keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = spiral(3200), spiral(1000)


# %% tags=["slide"]
def draw_points(ax, points, title):
    for kind, marker in [(0, "o"), (1, "^")]:
        of_kind = points[y_test == kind]
        ax.scatter(of_kind[:, 0], of_kind[:, 1], s=10, marker=marker, label=f"spiral {kind}")
    ax.set_title(title)


fig, ax = plt.subplots(figsize=(5, 4.6))
draw_points(ax, x_test, "Which spiral does a point lie on?")
ax.set(xlabel="first input", ylabel="second input")
ax.legend()
plt.show()

# %% [markdown]
# ## A network with a narrow place
#
# Three hidden layers: 32 units and 32 units with ReLU, then 2 units without a bend. All that the output neuron gets to see of a point are those 2 numbers. With these as coordinates, it can only draw one straight line between the points. (`model.add` puts one more layer at the end.) The layers before must arrange the points so that a straight line is enough.
#
# A number that is computed from the inputs and used to decide is called a **feature**. `model.layers[:-1]` is the list of all layers but the last, and `features` is a model of these: it shares their weights, learns with them, and returns the two features. The whole `model` makes 1024 steps, each on a batch of 64 points drawn at random. To watch, we keep the features of the test points before the first step and after 1, 4, 9, 16, 25 … steps, often at first and then less often. (`predict_on_batch` is `predict` without its preparations, for a few points.)

# %%
from keras import layers

model = keras.Sequential([keras.Input((2,))])
for units, activation in [(32, "relu"), (32, "relu"), (2, None), (1, None)]:
    model.add(layers.Dense(units, activation=activation))
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.006), loss="mse")
features = keras.Sequential(model.layers[:-1])
kept = {0: features.predict_on_batch(x_test)}
for step in range(1, 1025):
    batch = np.random.randint(0, 3200, 64)
    model.train_on_batch(x_train[batch], 2 * y_train[batch] - 1)
    if step in [k**2 for k in range(33)]:
        kept[step] = features.predict_on_batch(x_test)

# %% tags=["slide"]
answers = model.predict(x_test, batch_size=1000, verbose=0)
accuracy = ((answers[:, 0] > 0) == y_test).mean()
weights, bias = model.layers[-1].get_weights()
print(f"the network: {accuracy:.1%} of unseen points right, with {model.count_params()} parameters")
check.between("accuracy of the network on the spirals", accuracy, 0.97, 1.0)
check.close("last layer by hand and by Keras", kept[1024] @ weights + bias, answers, relative=1e-5)

# %% [markdown]
# At least 97 of 100 unseen points are right. And the last line confirms that the output neuron does nothing but weigh the two features.
#
# Here is what it sees while the network learns. Each mark is a test point, at the place of its two features. The axes always reach as far as the points do.


# %% tags=["slide"]
def draw(ax, step):
    draw_points(ax, kept[step], f"What the output neuron sees after {step} steps")
    ax.set(xlabel="feature 1", ylabel="feature 2")


plot.movie(draw, list(kept), seconds=6)

# %% [markdown]
# At first the spirals are as tangled as in the plane. Step by step, the layers learn to cut and stretch the plane until the spirals lie apart. No one told them how, or what to look for. All that the network got was points, the spiral of each, and a loss to make small.
#
# ## A straight line, three times
#
# Let us measure that. Logistic regression, a straight line, gets the points in three forms:
#
# 1. as they are;
# 2. as radius and angle, the two features that a person would try first;
# 3. as the two features that the network found.
#
# `np.hypot(a, b)` is the distance of the point (a, b) from the middle, and `np.arctan2(b, a)` its direction, from −π to π. `np.column_stack` puts arrays side by side, as the columns of a table.
#
# Guessing gets half of the points right. What will the line get in the first two forms?


# %%
def polar(x):
    return np.column_stack([np.hypot(x[:, 0], x[:, 1]), np.arctan2(x[:, 1], x[:, 0])])


found = features.predict(x_train, batch_size=4000, verbose=0)
before = {"the inputs": x_train, "radius and angle": polar(x_train), "its own features": found}
unseen = {"the inputs": x_test, "radius and angle": polar(x_test), "its own features": kept[1024]}

# %% tags=["slide"]
from sklearn.linear_model import LogisticRegression

fig, axes = plt.subplots(1, 3, figsize=(13, 4.2))
right = {}
for ax, name in zip(axes, before):
    right[name] = LogisticRegression(C=100).fit(before[name], y_train).score(unseen[name], y_test)
    draw_points(ax, unseen[name], f"{name}: {right[name]:.0%} right")
    print(f"a straight line on {name}: {right[name]:.1%} of unseen points right")
plt.show()
check.between("a line on the two inputs of the spirals", right["the inputs"], 0.55, 0.75)
check.between("a line on radius and angle of the spirals", right["radius and angle"], 0.55, 0.75)
check.between("a line on the network's own features", right["its own features"], 0.95, 1.0)

# %% [markdown]
# On the two inputs, and on radius and angle, the line gets at most 75 of 100 unseen points right. On the network's features it gets at least 95. (`C=100` nearly switches off a penalty on large weights.)
#
# This is what sets deep learning apart: it is given raw data, and finds its own features. A person can find a feature for the spirals as well, if it is known how they were made.
#
# ### Exercise: the feature that a person finds
#
# You know how the spirals are wound: a point at the distance `radius` lies in the direction `9 * radius` on spiral 1, and exactly opposite, half a turn or π further, on spiral 0. Write a function that returns for each point 1 or 0, the number of its spiral (True and False count as 1 and 0). `radius` and `angle` are arrays with an entry for each point. The angles are between −π and π, as `np.arctan2` gives them: full turns are lost. The points are not exactly on the spirals, but nearer to their own. For the radii 0.5 and 0.5 and the angles −1.8 and 1.4 the result is 1 and 0.


# %% tags=["exercise"]
def which_spiral(radius, angle):
    return ...  # your code here


check.exercise("which_spiral", which_spiral)

# %% [markdown]
# ## Where a rival keeps up
#
# Is there a method without any training that does as well? The **nearest neighbor** looks up the training point that is nearest to the new one, and gives its class.

# %%
from sklearn.neighbors import KNeighborsClassifier

accuracy_of_neighbor = KNeighborsClassifier(1).fit(x_train, y_train).score(x_test, y_test)
print(f"nearest neighbor on the spirals: {accuracy_of_neighbor:.1%}")
check.between("accuracy of the nearest neighbor on the spirals", accuracy_of_neighbor, 0.98, 1.0)

# %% [markdown]
# The nearest neighbor is right on at least 98 of 100: a tie. With 3200 points in a plane, every new point has a close neighbor, and no features are needed.
#
# ## Where no rival keeps up
#
# Data are rarely so clean. Think of twenty microphones in a hall where twenty people talk. Each microphone hears all of them, and only two people say anything to the point.
#
# We build such data from the two moons: the moons are two of twenty sources, and the other eighteen are noise. `turn` is a random rotation, as you would turn a sheet of paper, in twenty dimensions (`np.linalg.qr` makes one from random numbers, and returns a second array that we do not need: `_`). Nothing is lost by it, but afterward each of the 20 inputs is a mixture of all the sources.

# %%
from sklearn.datasets import make_moons

turn, _ = np.linalg.qr(np.random.normal(size=(20, 20)))


def hidden_moons(n):
    moons, y = make_moons(n, noise=0.1)
    moons = (moons - [0.5, 0.25]) / [0.87, 0.5]  # like the noise: mean 0, standard deviation 1
    sources = np.column_stack([moons, np.random.normal(size=(n, 18))])
    return sources @ turn, y


(x_train, y_train), (x_test, y_test) = hidden_moons(3000), hidden_moons(1000)

# %% [markdown]
# ### Exercise: how much of a distance matters
#
# Take two of these points at random. Their squared distance is the sum of twenty squared differences, one for each source. (The rotation changes no distance.) The two coordinates of the moons differ as much as the noise does, on average. What share of the squared distance comes from the moons? Say it before you go on: it tells you how the nearest neighbor will fare.

# %% tags=["exercise"]
share_of_the_moons = ...  # your number here, between 0 and 1
check.exercise("share_of_the_moons", share_of_the_moons)

# %% [markdown]
# Now the network (`*hidden` puts the two layers of the list into the longer list), and four rivals in a dictionary (`|=` adds entries to it): the straight line, the nearest neighbor, a vote of the fifteen nearest neighbors, and a **random forest**, a strong all-round method that lets 200 decision trees vote, each a list of questions of the kind "is the third input above 0.7?".

# %%
from sklearn.ensemble import RandomForestClassifier

hidden = [layers.Dense(32, activation="relu"), layers.Dense(32, activation="relu")]
model = keras.Sequential([keras.Input((20,)), *hidden, layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
model.fit(x_train, 2 * y_train - 1, batch_size=32, epochs=10, verbose=0)
rivals = {"straight line": LogisticRegression(), "nearest neighbor": KNeighborsClassifier(1)}
rivals |= {"15 neighbors": KNeighborsClassifier(15), "forest": RandomForestClassifier(200)}

# %% tags=["slide"]
answers = model.predict(x_test, batch_size=1000, verbose=0)[:, 0]
right = {name: rival.fit(x_train, y_train).score(x_test, y_test) for name, rival in rivals.items()}
best_rival = max(right.values())
right["network"] = ((answers > 0) == y_test).mean()
fig, ax = plt.subplots()
bars = ax.barh(list(right), list(right.values()), color=[plot.SKY] * 4 + [plot.RED])
ax.bar_label(bars, fmt="%.3f", padding=4)
ax.set(xlim=(0.5, 1.05), xlabel="share of unseen points right", title="Moons in twenty inputs")
plt.show()
check.between("accuracy of the network on the hidden moons", right["network"], 0.95, 1.0)
check.between("network minus best rival, hidden moons", right["network"] - best_rival, 0.06, 0.15)

# %% [markdown]
# The network wins against each of them, by at least 6 points in 100. The line cannot bend. The neighbors count all twenty inputs alike, and are led astray by the eighteen that do not matter. The forest asks about one input at a time, and no single input shows the moons.
#
# What did the network do? Its first layer computes `x @ W`, which is `sources @ (turn @ W)`. So row i of `turn @ W` holds the weights with which the first layer listens to source i. Here is the size of each row, the square root of the sum of its squares.

# %% tags=["slide"]
first_weights = model.layers[0].get_weights()[0]
sizes = np.sqrt(((turn @ first_weights) ** 2).sum(axis=1))
fig, ax = plt.subplots()
ax.bar([str(source) for source in range(20)], sizes, color=[plot.RED] * 2 + [plot.SKY] * 18)
ax.set(xlabel="source", ylabel="size of its weights", title="The first layer listens to the moons")
plt.show()
check.between("weights of moons over weights of noise", sizes[:2].min() / sizes[2:].max(), 2, 6)

# %% [markdown]
# The two sources with the moons, 0 and 1, get weights at least twice as large as any of the eighteen others. Nobody told the network how the inputs were mixed, or that most are noise. It found the two directions that matter, in data where a person looking at any two inputs sees a shapeless cloud.
#
# ### Exercise: which inputs does a layer listen to
#
# Here is a way to ask any first layer. `W` is its weights, with a row for each input and a column for each unit. Return an array with the share of each input: the sum of its squared weights, divided by the sum of all the squared weights. The shares add up to 1, for any number of inputs and units. For `W = [[3, 0], [0, -1]]` they are 0.9 and 0.1.


# %% tags=["exercise"]
def shares(W):
    return ...  # your code here


check.exercise("shares", shares)

# %% [markdown]
# ## What we saw
#
# - A feature is a number that is computed from the inputs and used to decide. Hidden layers learn their own.
# - The last layer draws a straight line. The layers before it arrange the points so that this is enough.
# - In a plane full of points, the nearest neighbor does as well without training.
# - Where few of many inputs matter, and all are mixed, the network beats every rival that we tried.
#
# **Go further.** Plot any two of the twenty inputs, colored by class. How many noise sources can you add until the network fails? (Change 18 and 20 wherever they stand.) Give the narrow place 1 unit in place of 2: can the spirals still be separated? How to use parts of a model: [Sequential](https://keras.io/guides/sequential_model/).
#
# **Next:** Loss.
