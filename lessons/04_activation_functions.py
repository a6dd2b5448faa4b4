# %% [markdown]
# # 4. Activation functions
#
# > You see why layers upon layers are no more than one layer, and how a bend in each neuron changes that.
#
# 30 minutes · needs: the lesson "A layer of neurons" · data: points drawn by scikit-learn and NumPy

# %% [markdown]
# ## Look at the data first
#
# Two moons: 2000 points in the plane, of two kinds. Each point has two inputs, its place to the right and its place upward. Another 1000 points, drawn in the same way, are the test set.

# %%
from dl101 import check, plot
import keras
from matplotlib import pyplot as plt
from sklearn.datasets import make_moons

keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = make_moons(2000, noise=0.1), make_moons(1000, noise=0.1)
print("the first point:", x_train[0].round(2), "its moon:", y_train[0])

# %%
for moon, marker in [(0, "o"), (1, "^")]:
    plt.scatter(*x_train[y_train == moon].T, s=12, marker=marker, label=f"moon {moon}")
plt.gca().set(xlabel="right", ylabel="up", title="Two moons: no straight line separates them")
plt.legend()
plt.show()

# %% [markdown]
# ## Layers upon layers, and still a straight line
#
# A network with two hidden layers of 16 neurons and one output neuron. `y_train` holds 0 or 1, and `2 * y_train - 1` makes the targets −1 and +1 of them. Where the output is positive, we say "moon 1", elsewhere "moon 0".
#
# The method is `Adam` here, a relative of `SGD` that fits the size of its steps to each weight; a later part of the course opens it. Keras makes a step after every 32 points, a **batch**, so that one epoch makes many steps.

# %%
from keras import layers

linear = keras.Sequential([keras.Input((2,)), layers.Dense(16), layers.Dense(16), layers.Dense(1)])
linear.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
history = linear.fit(x_train, 2 * y_train - 1, batch_size=32, epochs=4, verbose=0)


# %%
def is_moon_1(x):
    return linear.predict(x, batch_size=1000, verbose=0)[:, 0] > 0


plot.regions(is_moon_1, x_test, y_test, names=["moon 0", "moon 1"])
plt.title(f"{linear.count_params()} parameters, and a straight border")
plt.show()

# %% [markdown]
# The border is straight. The simplest rival is a straight border too: **logistic regression**, a classic method to separate two groups by a line. The network with its 337 parameters is no better than logistic regression with 3.

# %%
from sklearn.linear_model import LogisticRegression

accuracy = (is_moon_1(x_test) == y_test).mean()
accuracy_of_line = LogisticRegression().fit(x_train, y_train).score(x_test, y_test)
print(f"network with {linear.count_params()} parameters: {accuracy:.1%} of unseen points right")
print(f"logistic regression with 3 parameters: {accuracy_of_line:.1%}")
check.equal("parameters of the network", linear.count_params(), 337)
check.between("accuracy of the network without bends", accuracy, 0.80, 0.93)
check.between("accuracy of logistic regression", accuracy_of_line, 0.80, 0.93)
check.between(
    "the network's accuracy less that of the line", accuracy - accuracy_of_line, -0.05, 0.03
)

# %% [markdown]
# ## Why: many layers are one
#
# A layer computes `x @ W + b`. Put its answer into a second layer:
#
# `(x @ W1 + b1) @ W2 + b2  =  x @ (W1 @ W2) + (b1 @ W2 + b2)`
#
# That is again one matrix and one bias. Here all three trained layers are melted into one, with 2 weights and 1 bias, and nothing is lost:

# %%
W1, b1, W2, b2, W3, b3 = linear.get_weights()
W = W1 @ W2 @ W3
b = (b1 @ W2 + b2) @ W3 + b3
three_layers = linear.predict(x_test, batch_size=1000, verbose=0)
print(f"the one layer: weights {W[:, 0].round(3)}, bias {b[0]:.3f}")
check.close("one layer and three layers", x_test @ W + b, three_layers, relative=1e-5)

# %% [markdown]
# ### Exercise: melt any number of layers
#
# `pairs` is a list with a pair `(W, b)` of NumPy arrays for each layer, in the order in which x meets them: one layer, two, or more. Return the weights and the bias of the one layer that does the work of all, as a pair `W, b`. A single layer is its own answer.
#
# Take two layers: the first with the weights `[[1, 2], [0, -1]]` and the biases `[5, 1]`, the second with the weights `[[1], [3]]` and the bias `[2]`. Melted, they have the weights `[[7], [-3]]` and the bias `[10]`.


# %% tags=["exercise"]
def melt(pairs):
    return ...  # your code here


check.exercise("melt", melt)

# %% [markdown]
# ## Put a bend in each neuron
#
# The way out is small: after the sum, each hidden neuron sends its number through a function that is not a straight line. This is its **activation function**. Three are common:
#
# - **ReLU** (rectified linear unit): negative numbers become 0, others stay.
# - **sigmoid**: any number is squeezed between 0 and 1.
# - **tanh** (hyperbolic tangent): any number is squeezed between −1 and 1.

# %%
import numpy as np

z = np.linspace(-4, 4, 201)
by_hand = {"relu": np.maximum(z, 0), "sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z)}
axes = plt.subplots(1, 3, figsize=(10, 3.2), sharex=True)[1]
for ax, (name, values) in zip(axes, by_hand.items()):
    ax.plot(z, values)
    ax.set(title=name, xlabel="weighted sum")
    check.close(
        f"{name}, by hand and by Keras",
        values,
        keras.activations.get(name)(z.astype("float32")),
        absolute=1e-5,
    )
axes[0].set_ylabel("what the neuron answers")
plt.show()

# %% [markdown]
# ### Exercise: a ramp
#
# One ReLU bends once. Weigh two of them, as an output neuron does, and you get a ramp: 0 up to z = 1, then rising evenly to 4 at z = 3, and 4 from there on. For z = −5, 1, 2, 2.5, 3 and 10 it is 0, 0, 2, 3, 4 and 4. Two `np.maximum(…, 0)` are enough. `z` is a number or a NumPy array of any shape, and the result holds the answer to each number in its place.


# %% tags=["exercise"]
def ramp(z):
    return ...  # your code here


check.exercise("ramp", ramp)

# %% [markdown]
# ## The same network, with bends
#
# Only `activation="relu"` is new. The output neuron stays without: its answer may be any number.

# %%
hidden = [layers.Dense(16, activation="relu"), layers.Dense(16, activation="relu")]
bent = keras.Sequential([keras.Input((2,)), *hidden, layers.Dense(1)])
bent.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
bent.fit(x_train, 2 * y_train - 1, batch_size=32, epochs=6, verbose=0)
plot.network(bent, inputs=["right", "up"], outputs=["moon 1 if > 0"])
plt.show()


# %%
def bent_says_moon_1(x):
    return bent.predict(x, batch_size=1000, verbose=0)[:, 0] > 0


plot.regions(bent_says_moon_1, x_test, y_test, names=["moon 0", "moon 1"])
plt.title("The same layers with ReLU: the border bends")
plt.show()
accuracy = (bent_says_moon_1(x_test) == y_test).mean()
print(f"with ReLU: {accuracy:.1%} of unseen points right")
check.between("accuracy with ReLU, on unseen points", accuracy, 0.98, 1.0)

# %% [markdown]
# As many parameters as before, and now 98 to 100 of 100 unseen points are right. Computing the answer layer by layer is called the **forward pass**. By hand it is short as well: `relu(x @ W1 + b1)` for the first layer, and so on.

# %%
W1, b1, W2, b2, W3, b3 = bent.get_weights()
first = np.maximum(x_test @ W1 + b1, 0)
second = np.maximum(first @ W2 + b2, 0)
by_keras = bent.predict(x_test, batch_size=1000, verbose=0)
check.close("forward pass by hand and by Keras", second @ W3 + b3, by_keras, relative=1e-5)

# %% [markdown]
# ### Exercise: either, but not both
#
# Four points are enough to defeat a straight line: the answer must be 1 if exactly one of two inputs is 1, and 0 if none or both are (**XOR**, exclusive or). Two ReLU neurons can do it, and you can find their weights. The first should answer `relu(x1 + x2)`: 0, 1 or 2. Choose the second, and how the output neuron weighs the two. Write the whole network as one formula with `np.maximum(…, 0)`. `x1` and `x2` are numbers, 0.0 or 1.0 each; for two ones the result is 0. (The check sees only the answers; there are other ways to get them, but this one is a network.)


# %% tags=["exercise"]
def xor(x1, x2):
    return ...  # your code here


check.exercise("xor", xor)

# %% [markdown]
# ## How wide, how deep
#
# Two spirals wound into each other are harder. Three networks try: one hidden layer of 8, two hidden layers of 8, two hidden layers of 32. (You need not follow how the spirals are drawn.)


# %%
def spiral(n):
    y = np.random.randint(0, 2, n)
    turn = 3 * np.pi * np.sqrt(np.random.uniform(size=n))
    arm = (2 * y - 1) * turn / 9
    x = np.column_stack([arm * np.cos(turn), arm * np.sin(turn)])
    return x + np.random.normal(0, 0.03, (n, 2)), y


(x_train, y_train), (x_test, y_test) = spiral(3200), spiral(1000)


# %%
def train(widths):
    hidden = [layers.Dense(width, activation="relu") for width in widths]
    model = keras.Sequential([keras.Input((2,)), *hidden, layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02), loss="mse")
    model.fit(x_train, 2 * y_train - 1, batch_size=64, epochs=10, verbose=0)
    return model


promised = {(8,): (0.65, 0.95), (8, 8): (0.80, 1.0), (32, 32): (0.98, 1.0)}
models = {widths: train(widths) for widths in promised}

# %%
axes = plt.subplots(1, 3, figsize=(12, 4.2))[1]
for (widths, model), ax in zip(models.items(), axes):
    plot.regions(
        lambda x: model.predict(x, batch_size=5000, verbose=0)[:, 0] > 0, x_test, y_test, ax
    )
    accuracy = ((model.predict(x_test, batch_size=5000, verbose=0)[:, 0] > 0) == y_test).mean()
    ax.set_title(f"{' and '.join(map(str, widths))} units: {accuracy:.0%} right")
    print(f"{ax.get_title()}, with {model.count_params()} parameters")
    check.between(
        f"accuracy with {widths}, {model.count_params()} parameters", accuracy, *promised[widths]
    )
plt.show()

# %% [markdown]
# One layer of 8 bends the border a few times and gets 65 to 95 in 100 unseen points right, depending on its random start. With a second layer of 8 it is 80 to 100; this network also has three times as many parameters. With 32 and 32 units at least 98 in 100 are right.
#
# Two rivals. A straight line is nowhere near. But the **nearest neighbor**, a method that learns no parameters and says of each point what the nearest training point is, is as good as the largest network. With 3200 points in a plane, each unseen point has a close neighbor.

# %%
from sklearn.neighbors import KNeighborsClassifier

accuracy_of_line = LogisticRegression().fit(x_train, y_train).score(x_test, y_test)
accuracy_of_neighbor = KNeighborsClassifier(1).fit(x_train, y_train).score(x_test, y_test)
print(f"logistic regression: {accuracy_of_line:.0%} right")
print(f"nearest neighbor: {accuracy_of_neighbor:.1%} right")
check.between("accuracy of logistic regression on the spiral", accuracy_of_line, 0.55, 0.75)
check.between("accuracy of the nearest neighbor on the spiral", accuracy_of_neighbor, 0.98, 1.0)

# %% [markdown]
# ## How much is luck
#
# A network starts from random weights. Does it matter which? Here a network with few units and one with many try to learn XOR (with −1 and 1 in place of 0 and 1), ten times each, from ten random starts. They have 2 and 16 hidden units. `np.tile` repeats the four points, so that one epoch makes 60 steps; `shuffle=False` keeps each batch the same four points; `np.sign` says whether an answer is above or below 0.

# %%
corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
targets = np.array([-1.0, 1.0, 1.0, -1.0])
many_corners, many_targets = np.tile(corners, (60, 1)), np.tile(targets, 60)


def times_solved(units):
    model = keras.Sequential(
        [keras.Input((2,)), layers.Dense(units, activation="relu"), layers.Dense(1)]
    )
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse")
    solved = 0
    for start in range(10):
        model.set_weights(
            [np.random.normal(0, 0.5, weights.shape) for weights in model.get_weights()]
        )
        model.fit(many_corners, many_targets, batch_size=4, shuffle=False, verbose=0)
        solved += np.all(np.sign(model.predict_on_batch(corners)[:, 0]) == targets)
    return solved


# %%
solved = {units: times_solved(units) for units in (2, 16)}
print(f"2 units solved XOR from {solved[2]} of ten starts, 16 units from {solved[16]}")
check.between("times that 2 units solve XOR, of 10", solved[2], 0, 8)
check.between("times that 16 units solve XOR, of 10", solved[16], 9, 10)

# %% [markdown]
# Two units would be enough, as you found by hand. But from many starts, training does not find that way: with 2 units it solved XOR at most 8 times of 10, with 16 units at least 9. More units than needed are more tickets in the lottery. This is one reason why networks are made wide.
#
# ### Exercise: a small network for the moons
#
# The network at the beginning had 337 parameters. Build one with at most 60 parameters in all that gets at least 97 in 100 unseen points of the two moons right. Its input has the shape `(2,)`, its output is one number, and a positive one means moon 1. Return the model, not yet compiled. The check compiles and trains it as the networks of the spiral were trained, on 3200 points of the moons. If it was unlucky, the check draws new random weights and trains it again, up to two times. This takes some seconds.


# %% tags=["exercise"]
def small_network():
    return ...  # your code here


check.exercise("small_network", small_network)

# %% [markdown]
# ## What we saw
#
# - Without activation functions, any number of layers is one layer, and its border is a straight line.
# - ReLU, sigmoid and tanh bend. One bend in each hidden neuron is enough to follow moons and spirals.
# - A harder border needs more bends. They come from wider layers and from more of them.
# - Training starts from random weights, and narrow networks depend on luck.
#
# **Go further.** Replace `"relu"` by `"tanh"` in `train`: which one follows the spiral better? One hidden layer of 26 units has as many parameters as two layers of 8: which of the two is better? All of Keras's: [activations](https://keras.io/api/layers/activations/).
#
# **Next:** Loss.
