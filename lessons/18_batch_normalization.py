# %% [markdown]
# # 18. Batch normalization
#
# > You watch the differences between digits die out in a network of six layers, bring them back with batch normalization, and see what happens if training and use are mixed up.
#
# 30 minutes · needs: the lesson "Dropout" · data: digits

# %% [markdown]
# ## Look at the numbers first
#
# A network of six layers with 32 sigmoids each, before any training. The differences between the digits enter at the first layer. Do they come out at the last?

# %% tags=["slide"]
from dl101 import check, data, plot
from sklearn.model_selection import train_test_split
import keras

keras.utils.set_random_seed(0)
digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
x_train, x_test, y_train, y_test = train_test_split(x, y, train_size=1350)
print(f"{len(x_train)} digits to train, {len(x_test)} to test")

# %% [markdown]
# `Activation` is the bend as a layer of its own; what it is given here is a neuron's weighted sum. `deep` can put further layers before each sigmoid, which we will need later. `further` is a function that returns a list of them: it is called six times, since each place needs a new layer of its own. (`lambda: []` returns an empty list, no further layers.)

# %%
from keras import layers


def deep(further):
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(6):
        for layer in (layers.Dense(32), *further(), layers.Activation("sigmoid")):
            model.add(layer)
    model.add(layers.Dense(10))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate=0.1), loss=loss, metrics=["accuracy"])
    return model


# %% [markdown]
# How much does the input of a sigmoid differ from digit to digit? `given` sends the unseen digits through the layers, one layer after the other, and keeps what the sigmoids are given. (`isinstance` asks whether a layer is an `Activation`.)
#
# **Predict, then run.** In the first layer the standard deviation is about 0.3. What is it in the sixth?

# %%
import numpy as np
from keras import ops

prediction = None  # your number


def given(model):
    h, found = x_test, []
    for layer in model.layers:
        if isinstance(layer, layers.Activation):
            found.append(ops.convert_to_numpy(h))
        h = layer(h)
    return found


# %% tags=["slide"]
plain = deep(lambda: [])
spread = np.array([z.std(axis=0).mean() for z in given(plain)])
print("layer by layer:", *[f"{number:.4f}" for number in spread], "your prediction:", prediction)
check.between("spread of the sixth layer over the first", spread[-1] / spread[0], 0.0002, 0.003)
quarter = np.full(5, 0.25)
check.close(
    "spread over that of the layer before", spread[1:] / spread[:-1], quarter, absolute=0.08
)

# %% [markdown]
# About a thousandth of what it was: from layer to layer it shrinks to about a quarter. A sigmoid is nowhere steeper than 1/4 (its slope is s · (1 − s) for the answer s, at most 0.5 · 0.5), so it makes differences smaller, and the weights that Keras starts with do not make up for it. The last layers hardly see which digit came in. And the gradient, on its way back, is multiplied by the same slopes of at most 1/4.
#
# ## Batch normalization by hand
#
# Standardizing the inputs made training easier. **Batch normalization** does the same between the layers. It has two modes, as dropout has:
#
# - In training, each column is standardized by the mean and the variance of the batch. (A column holds one neuron's sums for all examples of the batch. The variance is the square of the standard deviation.) The layer also keeps a moving average of both. It starts with a mean of 0 and a variance of 1. After each batch it keeps nine tenths of the old value and adds one tenth of the new. That is `momentum=0.9`, which has nothing to do with the optimizer's momentum. (Keras's default is 0.99.)
# - In use, it takes the moving averages instead. The answer to one example must not depend on which others are with it.
#
# Last, each column is multiplied by a number γ (gamma), and a number β (beta) is added. Both are learned, so that the network can choose another spread and mean for a column. They start at 1 and 0 and change nothing yet, so they are left out below. Before the root is taken, 0.001 is added to the variance, so that nothing is divided by 0.

# %%
batch = np.random.normal(5, 3, size=(50, 4))
layer = layers.BatchNormalization(momentum=0.9)
in_training, in_use = (ops.convert_to_numpy(layer(batch, training=mode)) for mode in (True, False))
by_hand = (batch - batch.mean(axis=0)) / np.sqrt(batch.var(axis=0) + 0.001)
check.close("batch normalization in training, by hand", by_hand, in_training, relative=1e-5)
moving_mean = 0.9 * 0 + 0.1 * batch.mean(axis=0)
moving_variance = 0.9 * 1 + 0.1 * batch.var(axis=0)
by_hand = (batch - moving_mean) / np.sqrt(moving_variance + 0.001)
check.close("batch normalization in use, by hand", by_hand, in_use, relative=1e-5)

# %% [markdown]
# ### Exercise: write batch normalization
#
# In training mode, with γ and β; the moving averages are not asked for. `x` is a table with a row for each example; `gamma` and `beta` have one number for each of its columns. Return a table of the same shape. Use 0.001 as above. A column of 1, 3 and 5 with gamma 2 and beta 10 becomes 7.551, 10 and 12.449. A batch may be a table with a single row. Think about what comes out then.


# %% tags=["exercise"]
def normalize_batch(x, gamma, beta):
    return ...  # your code here


check.exercise("normalize_batch", normalize_batch)

# %% [markdown]
# ## Six layers, with and without
#
# Both networks train for 8 epochs of plain SGD. After each epoch we keep what the first sigmoid of each layer is given, minus its mean over the digits. The movie shows it for the unseen zeros and ones: blue the plain sums, red the sums after batch normalization. (In use the network takes the moving averages, which lag behind the batches by some ten steps.)

# %%
normalized = deep(lambda: [layers.BatchNormalization(momentum=0.9)])
seen = []
for epoch in range(8):
    for model in (plain, normalized):
        model.fit(x_train, y_train, batch_size=50, verbose=0)
    seen.append({plot.BLUE: given(plain), plot.RED: given(normalized)})


# %% tags=["slide"]
def draw(ax, epoch):
    for color, found in seen[epoch].items():
        for layer, z in enumerate(found, start=1):
            off = z[:, 0] - z[:, 0].mean()
            place = layer + 0.2 * (color == plot.RED) + 0.06 * y_test
            for digit, marker in ((0, "o"), (1, "x")):
                rows = y_test == digit
                ax.plot(place[rows], off[rows], marker, color=color, alpha=0.4)
    ax.set(xlabel="layer", ylabel="given to the first sigmoid, minus its mean", ylim=(-4, 4))
    ax.set_title(f"Zeros (o) and ones (x), epoch {epoch + 1}")


plot.movie(draw, range(8))

# %% [markdown]
# Blue dies out within three layers and stays so: nothing reaches the end, and in 8 epochs nothing is learned. Red gets its spread back in each layer. Even deep in the network you can see differences between zeros and ones.

# %%
from sklearn.linear_model import LogisticRegression

last_plain, last = (given(model)[-1].std(axis=0).mean() for model in (plain, normalized))
check.between("spread given to the last sigmoid, plain", last_plain, 0, 0.002)
check.between("spread given to the last sigmoid, normalized", last, 0.9, 1.8)


# %% tags=["slide"]
right_plain = plain.evaluate(x_test, y_test, verbose=0)[1]
right_normalized = normalized.evaluate(x_test, y_test, verbose=0)[1]
rival = LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
print(f"{right_plain:.0%} of unseen digits right, with batch normalization {right_normalized:.0%}")
print(f"logistic regression: {rival:.0%}")
check.between("accuracy of six layers, plain", right_plain, 0.04, 0.16)
check.between("accuracy of six layers, batch normalization", right_normalized, 0.88, 0.99)
check.between(
    "batch normalization minus logistic regression", right_normalized - rival, -0.08, 0.02
)

# %% [markdown]
# From guessing, about 10 in 100, to 88 and more. The simplest rival, without any hidden layer and trained to its end, is about as good, and mostly a little better: six layers of sigmoids gain nothing here. Batch normalization lets a bad design learn. (There are other cures, such as larger weights to start with, or ReLU.) In networks for large images, which have many layers for good reasons, it is common.
#
# ## What goes wrong: the wrong mode
#
# As in the last lesson, whoever calls a model like a function chooses the mode. Suppose that a program asks about the digits one by one and says `training=True`. (`x_test[i : i + 1]` is row i, still as a table. `set` keeps each value once.)

# %% tags=["slide"]
one_by_one = [
    ops.convert_to_numpy(normalized(x_test[i : i + 1], training=True)).argmax() for i in range(50)
]
print("truth:  ", *y_test[:20], "\nanswers:", *one_by_one[:20])
check.equal("different answers to fifty digits in training mode", len(set(one_by_one)), 1)
change = normalized.evaluate(x_test, y_test, verbose=0)[1] - right_normalized
print(f"afterward, in use: {100 * change:+.0f} points in 100")
check.between("accuracy in use, after minus before", change, -0.6, -0.1)

# %% [markdown]
# It gives the same answer to every digit. In a batch of one, each number is its own mean, so number minus mean is 0, whatever the digit. And the damage lasts. In training mode each call moves the moving averages. The variance of a batch of one is 0, so the moving variance shrinks toward 0. Afterward the model is worse in use as well, by at least 10 points in 100. The cure is `predict`, or `training=False`. If the averages have moved, load a saved model again, as you will in the lesson "A layer of your own".
#
# ### Exercise: find and mend the fault
#
# A program answers one patient at a time. Every patient gets the same answer, and this line is the cause:
#
#     z = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001)
#
# The layer's `moving_mean` and `moving_variance` are at hand, with one number for each column of `x`. (`gamma` is 1 and `beta` is 0 here, so the line does without them.) Write the line as a function that is right for one patient (`x` is a table, and then has one row) and for many. Two measurements of 3 and 40, with the moving means 2 and 50 and the moving variances 4 and 100, become 0.49994 and −0.999995.


# %% tags=["exercise"]
def served(x, moving_mean, moving_variance):
    return ...  # your code here


check.exercise("served", served)

# %% [markdown]
# ## What we saw
#
# - In six layers of sigmoids, the differences between the digits die out. With Keras's initial weights, 8 epochs of SGD teach the network nothing.
# - Batch normalization standardizes each column between the layers, and they keep their spread.
# - In training it uses the batch, in use its moving averages.
# - The same answer to everything: look whether the model is in training mode.
#
# **Go further.** Replace the sigmoids with ReLU: how do the sums shrink then, and what does the plain network learn? Put batch normalization in the place of dropout in the lesson "Dropout": does it help with spoiled labels? In Keras: [BatchNormalization](https://keras.io/api/layers/normalization_layers/batch_normalization/).
#
# **Next:** Layers of every kind.
