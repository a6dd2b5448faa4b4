# %% [markdown]
# # 4. Activation functions
#
# > You see why layers upon layers are no more than one layer, and how a bend in each neuron changes that.
#
# 30 minutes · needs: the lesson "A layer of neurons" · data: points drawn by scikit-learn

# %% [markdown]
# ## Look at the data first
#
# Two moons: 2000 points in a plane, of two kinds. Each point has two inputs, its place to the right and its place upward. scikit-learn's `make_moons` draws them at random; `noise` is how far they stray. Another 1000 points, drawn in the same way, are the test set.

# %%
from dl101 import check, plot
import keras
from matplotlib import pyplot as plt
from sklearn.datasets import make_moons

keras.utils.set_random_seed(0)
x_train, y_train = make_moons(2000, noise=0.1)
x_test, y_test = make_moons(1000, noise=0.1)
print("the first point:", x_train[0].round(2), "its moon:", y_train[0])

# %% tags=["slide"]
fig, ax = plt.subplots()
for moon, marker in [(0, "o"), (1, "^")]:
    points = x_train[y_train == moon]
    ax.scatter(points[:, 0], points[:, 1], s=12, marker=marker, label=f"moon {moon}")
ax.set(
    xlabel="first input", ylabel="second input", title="Two moons: no straight line separates them"
)
ax.legend()
plt.show()

# %% [markdown]
# ## A first network with a hidden layer
#
# Here is a network with a hidden layer of 16 neurons and one output neuron. `y_train` holds 0 or 1, and `2 * y_train - 1` turns them into the targets −1 and +1. Where the output is positive, we take it as "moon 1", elsewhere as "moon 0".
#
# The method is `Adam` here, a relative of `SGD` that fits the size of its steps to each weight; the lesson "Optimizers" opens it. Keras makes a step after every 32 points, a **batch**. With 2000 points, one epoch is 63 steps; the last batch is smaller. (`predict` makes no steps: there, `batch_size=1000` only saves time.)

# %%
from keras import layers

targets = 2 * y_train - 1
linear = keras.Sequential([keras.Input((2,)), layers.Dense(16), layers.Dense(1)])
linear.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")

# %% [markdown]
# `plot.regions` asks a function for the class of every place in the plane, and colors the plane by the answers. The network has 65 parameters to shape the border between the moons.
#
# **Predict, then run.** What will the border look like: a straight line, a corner, or a curve?

# %% tags=["slide"]
linear.fit(x_train, targets, batch_size=32, epochs=5, verbose=0)


def is_moon_1(x):
    return linear.predict(x, batch_size=1000, verbose=0)[:, 0] > 0


ax = plot.regions(is_moon_1, x_test, y_test, names=["moon 0", "moon 1"])
ax.set_title("The border of the network with 65 parameters")
plt.show()

# %% [markdown]
# It is straight. The simplest rival draws a straight border too: **logistic regression**, a classic method that separates two groups by a line and has one parameter for each input and a bias. `score` is its accuracy.

# %%
from sklearn.linear_model import LogisticRegression

accuracy = (is_moon_1(x_test) == y_test).mean()
accuracy_of_line = LogisticRegression().fit(x_train, y_train).score(x_test, y_test)
print(f"unseen points right: network {accuracy:.1%}, logistic regression {accuracy_of_line:.1%}")
check.equal("parameters of the network", linear.count_params(), 65)
check.between("accuracy of the network without bends", accuracy, 0.86, 0.9)
check.between("accuracy of logistic regression on the moons", accuracy_of_line, 0.86, 0.9)

# %% [markdown]
# Both get between 86 and 90 of 100 unseen points right. The 65 parameters are worth no more than 3.
#
# ## Why: many layers are one
#
# A layer computes `x @ W + b`. Put its answer into a second layer:
#
# `(x @ W1 + b1) @ W2 + b2  =  x @ (W1 @ W2) + (b1 @ W2 + b2)`
#
# That is again one matrix and one bias. So the two trained layers can be melted into one, with 2 weights and 1 bias, and nothing is lost:

# %% tags=["slide"]
W1, b1, W2, b2 = linear.get_weights()
W, b = W1 @ W2, b1 @ W2 + b2
two_layers = linear.predict(x_test, batch_size=1000, verbose=0)
print(f"the one layer: weights {W[:, 0].round(3)}, bias {b[0]:.3f}")
check.close("one layer and two layers", x_test @ W + b, two_layers, relative=1e-5)

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
# The way out is small. After the sum, each hidden neuron sends its number through a function that is not a straight line: its **activation function**. Three are common:
#
# - **ReLU** (rectified linear unit): negative numbers become 0, others stay. `np.maximum(z, 0)` does it: the larger of the two, for every entry. A weight sets how steeply the answer rises, a bias where it bends.
# - **sigmoid**: any number is squeezed between 0 and 1.
# - **tanh** (hyperbolic tangent): any number is squeezed between −1 and 1.
#
# `np.exp(z)` is the number e, about 2.718, to the power z. `keras.activations.get` finds Keras's own function of that name. (`float32` is the type of number that Keras computes with, of about seven digits.)

# %% tags=["slide"]
import numpy as np

z = np.linspace(-4, 4, 201, dtype="float32")
by_hand = {"relu": np.maximum(z, 0), "sigmoid": 1 / (1 + np.exp(-z)), "tanh": np.tanh(z)}
fig, axes = plt.subplots(1, 3, figsize=(10, 3.2), sharex=True)
for ax, name in zip(axes, by_hand):
    ax.plot(z, by_hand[name])
    ax.set(title=name, xlabel="weighted sum", ylabel="answer of the neuron")
    check.close(f"{name}, by hand and by Keras", keras.activations.get(name)(z), by_hand[name])
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
# Only `activation="relu"` is new. The output neuron stays without it: its answer may be any number. To watch the network learn, we call `fit` for one epoch at a time, twenty times, and keep the weights after each. (A second call of `fit` goes on where the first one ended.)

# %%
bent = keras.Sequential([keras.Input((2,)), layers.Dense(16, activation="relu"), layers.Dense(1)])
bent.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
kept = [bent.get_weights()]
for epoch in range(20):
    bent.fit(x_train, targets, batch_size=32, verbose=0)
    kept.append(bent.get_weights())

# %% [markdown]
# Computing an answer layer by layer is called the **forward pass**. By hand it takes two lines: the hidden layer with its bend, then the output neuron. It agrees with Keras. (`*kept[-1]` hands over the four arrays one after the other.)


# %%
def forward(x, W1, b1, W2, b2):
    hidden = np.maximum(x @ W1 + b1, 0)
    return (hidden @ W2 + b2)[:, 0]


answers = bent.predict(x_test, batch_size=1000, verbose=0)[:, 0]
check.close("forward pass by hand and by Keras", forward(x_test, *kept[-1]), answers, relative=1e-5)
accuracy = ((answers > 0) == y_test).mean()
print(f"with ReLU: {accuracy:.1%} of unseen points right")
check.between("accuracy with ReLU on unseen moons", accuracy, 0.98, 1.0)
check.between("gain of ReLU over logistic regression", accuracy - accuracy_of_line, 0.09, 0.14)

# %% [markdown]
# As many parameters as before, and now at least 98 of 100 unseen points are right. No straight line comes near.
#
# Where does the border get its corners? A hidden neuron answers 0 on one side of a straight line, the line on which its weighted sum is 0, and rises on the other side. So each neuron puts one crease into the plane, and the border can change its direction only there. Watch the sixteen creases, dashed, move into place, and the border bend at them.
#
# Each row of `weights[0].T` holds the two weights of one hidden neuron. On a crease `w[0] * first + w[1] * second + b` is 0. So it meets the vertical axis, where `first` is 0, at `-b / w[1]`, and its slope is `-w[0] / w[1]`: that is all that `ax.axline` needs. `ls` and `lw` are short for line style and line width.


# %% tags=["slide"]
def draw(ax, weights):
    plot.regions(lambda x: forward(x, *weights) > 0, x_test, y_test, ax)
    for w, b in zip(weights[0].T, weights[1]):
        ax.axline((0, -b / w[1]), slope=-w[0] / w[1], color=plot.BLACK, ls="--", lw=1)
    ax.set(xlim=(-1.4, 2.4), ylim=(-0.9, 1.4), title="Sixteen creases, and the border")


plot.movie(draw, kept)

# %% [markdown]
# Now take the network into your own hands: in a notebook, and on the course's pages, `plot.playground` shows it with its weights and goes on training it. The small picture of a unit shows what it answers at each place of the plane, and there you see its crease. Take units away, add a layer, or draw points of your own.

# %%
plot.playground(bent, x_train[:500], targets[:500], fixed=False)  # its layers may change

# %% [markdown]
# ### Exercise: either, but not both
#
# Four points are enough to defeat a straight line: the answer must be 1 if exactly one of two inputs is 1, and 0 if none or both are (**XOR**, exclusive or). Two ReLU neurons can do it, and you can find their weights. The first should answer `relu(x1 + x2)`: 0, 1 or 2. Choose the second, and how the output neuron weighs the two. Write the whole network as one formula with `np.maximum(…, 0)`. `x1` and `x2` are numbers, 0.0 or 1.0 each; for two ones the result is 0. (The check sees only the answers; there are other ways to get them, but this one is a network.)


# %% tags=["exercise"]
def xor(x1, x2):
    return ...  # your code here


check.exercise("xor", xor)

# %% [markdown]
# ## How much is luck
#
# Two units are enough for XOR, if you set the weights. Does training find them? A network starts from random weights, and it may matter which. So a network with 2 hidden units and one with 16 try it from ten random starts each, with −1 and 1 in place of 0 and 1. `np.random.normal(0, 0.5, shape)` draws numbers around 0, mostly between −1 and 1. `train_on_batch` makes one step on the four points and returns the loss. `np.zeros((10, 160))` is a table of zeros, into which we write the losses: a row for each start, a column for each step.

# %%
corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
either = np.array([-1.0, 1.0, 1.0, -1.0])


def losses_from_ten_starts(units):
    hidden = layers.Dense(units, activation="relu")
    model = keras.Sequential([keras.Input((2,)), hidden, layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse")
    losses = np.zeros((10, 160))
    for start in range(10):
        model.set_weights([np.random.normal(0, 0.5, w.shape) for w in model.get_weights()])
        for step in range(160):
            losses[start, step] = model.train_on_batch(corners, either)
    return losses


# %% [markdown]
# **Predict, then run.** From how many of its ten starts does the network with 2 units solve XOR, and from how many the one with 16? A start counts as solved if the loss is below 0.1 after 160 steps. (`{units: … for units in (2, 16)}` makes a dictionary by a loop.)

# %%
prediction = None  # your guess, for example (5, 5)
losses = {units: losses_from_ten_starts(units) for units in (2, 16)}
solved = [int((losses[units][:, -1] < 0.1).sum()) for units in (2, 16)]
print(f"your prediction: {prediction}; 2 units solved it {solved[0]} times, 16 units {solved[1]}")
check.between("times that 2 units solve XOR, of 10", solved[0], 0, 8)
check.between("times that 16 units solve XOR, of 10", solved[1], 9, 10)

# %% [markdown]
# A curve for each start tells more than the count. For those that did not make it, `np.ptp`, the largest minus the smallest number of each row, shows whether they were still on their way.

# %% tags=["slide"]
fig, axes = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True)
for ax, units in zip(axes, losses):
    ax.plot(losses[units].T, color=plot.BLUE, linewidth=1.5)
    ax.set(xlabel="step", ylabel="loss", title=f"{units} hidden units, ten starts", ylim=(0, 2))
plt.show()
stuck = losses[2][losses[2][:, -1] >= 0.1]
resting = np.mean(np.ptp(stuck[:, -30:], axis=1) < 0.01)
print(f"of {len(stuck)} starts that did not make it, {resting:.0%} have come to rest")
check.between("share of the unsolved starts at rest in the last 30 steps", resting, 0.6, 1)

# %% [markdown]
# With 2 units, curves come to rest above 0: they are not slow, they have stopped. Of the starts that did not make it, at least six in ten changed their loss by less than 0.01 in the last 30 steps. Take a neuron whose sum is negative at all four points: it answers 0 at each of them, a small change of its weights changes nothing, and so it never learns. With 16 units some are always well placed, and at least 9 of 10 starts succeed. More units than needed are more tickets in the lottery. This is one reason why networks are made wide.
#
# ### Exercise: a small network for the moons
#
# The network above had 65 parameters. Build one with at most 40 parameters in all that gets at least 97 in 100 unseen points of the two moons right. Its input has the shape `(2,)`, its output is one number, and a positive one means moon 1. Return the model, not yet compiled. The check compiles it and trains it for 20 epochs on 3200 points of the moons. If it was unlucky, the check draws new random weights and trains it again, up to two times. This takes some seconds.


# %% tags=["exercise"]
def small_network():
    return ...  # your code here


check.exercise("small_network", small_network)

# %% [markdown]
# ## What we saw
#
# - Without activation functions, any number of layers is one layer, and its border is a straight line.
# - ReLU, sigmoid and tanh bend. A ReLU neuron puts one crease into the plane, and the border turns at the creases.
# - Training starts from random weights, and narrow networks depend on luck.
#
# **Go further.** Replace `"relu"` by `"tanh"` in the network, and `np.maximum(…, 0)` by `np.tanh(…)` in `forward`: what has become of the corners? In the playground, take away units until 3 are left, and press *Reset* several times, each time with another *Seed*: can you see why some starts fail? All of Keras's: [activations](https://keras.io/api/layers/activations/).
#
# **Next:** Features of its own.
