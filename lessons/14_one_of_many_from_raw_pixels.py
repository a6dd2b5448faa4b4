# %% [markdown]
# # 14. One of many, from raw pixels
#
# > You pick features by hand, let a network find its own in the raw pixels, compare the two, and see what it found, what it gets wrong and how sure it was.
#
# 40 minutes · needs: the lessons "Yes or no" and "Batches, epochs and optimizers" · data: digits

# %% [markdown]
# ## Look at the data first
#
# 1797 digits of 8 × 8 pixels. How would you describe to a program what a 3 looks like? Here is the average of all zeros, of all ones, and so on:

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt

digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
plot.images([x[y == digit].mean(axis=0) for digit in range(10)], titles=range(10), columns=10)
plt.show()

# %% [markdown]
# ## Features that a person picks
#
# A **feature** is a number computed from the raw data that says something useful. Before deep learning, picking features was most of the work. Here are eight:
#
# - ink: how dark the image is
# - how much it differs from its mirror image, left to right and top to bottom
# - strokes: how many are crossed, going row by row, and column by column
# - the share of the ink in the top half, in the left half, and in the middle
#
# A stroke begins where a dark pixel follows a light one (or the edge). In the code, `images[:, :, ::-1]` is each image mirrored, `transpose(0, 2, 1)` exchanges rows and columns, and `np.pad` puts a light pixel before each row.

# %%
import numpy as np


def strokes(images):  # of shape (n, 8, 8): in all rows together
    dark = np.pad(images > 0.5, ((0, 0), (0, 0), (1, 0))).astype(int)
    return (np.diff(dark, axis=2) == 1).sum(axis=(1, 2))


def features(x):
    images = x.reshape(-1, 8, 8)
    ink = images.sum(axis=(1, 2))
    mirrored = [np.abs(images - images[:, :, ::-1]).sum(axis=(1, 2)), np.abs(images - images[:, ::-1]).sum(axis=(1, 2))]
    crossed = [strokes(images), strokes(images.transpose(0, 2, 1))]
    parts = [images[:, :4], images[:, :, :4], images[:, 2:6, 2:6]]
    return np.column_stack([ink, *mirrored, *crossed, *(part.sum(axis=(1, 2)) / ink for part in parts)])


# %%
import pandas as pd
from IPython.display import display

names = ["ink", "left–right", "top–bottom", "strokes in rows", "in columns", "top", "left", "middle"]
display(pd.DataFrame(features(x), columns=names).groupby(y).mean().round(1))

# %% [markdown]
# A row is a digit, with the mean of each feature. The rows of a 0 cross the most strokes, and it is the most like its mirror images. Do eight such numbers suffice? A linear model, logistic regression, learns from them on three quarters of the digits:

# %%
import keras
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=450)
picked_train, picked_test = features(x_train), features(x_test)
mean, deviation = picked_train.mean(axis=0), picked_train.std(axis=0)
picked_train, picked_test = (picked_train - mean) / deviation, (picked_test - mean) / deviation
accuracy_picked = LogisticRegression(max_iter=1000).fit(picked_train, y_train).score(picked_test, y_test)
print(f"picked features, linear: {accuracy_picked:.0%} of unseen digits right")
check.between("picked features, linear: accuracy on unseen digits", accuracy_picked, 0.72, 0.88)

# %% [markdown]
# 72 to 88 in 100. You could go on and invent more features. Each one takes thought, and works for digits only.
#
# ### Exercise: write a feature
#
# Count the strokes in one row of pixels: how many separate runs of dark pixels are there? A pixel is dark if it is above 0.5. `row` is a NumPy array of numbers from 0 to 1, of any length from 1 on. In 0, 0.9, 1, 0, 0, 0.7 and 0.5 there are two strokes.


# %% tags=["exercise"]
def strokes_in_row(row):
    return ...  # your code here: a whole number


check.exercise("strokes_in_row", strokes_in_row)

# %% [markdown]
# ## Ten logits, ten probabilities
#
# A network for ten digits has ten output neurons and answers with ten logits. **Softmax** makes probabilities of them: take the exponential of each, then divide by the sum, so that they add up to 1. With two logits, z and 0, it is the sigmoid of z.
#
# Subtracting the largest logit first changes nothing in the result, and keeps the exponentials from becoming infinite.

# %%
from keras import layers, ops


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


logits = np.array([[2.0, -1.0, 0.5], [1000.0, 999.0, 0.0]])
print("softmax of 2, -1 and 0.5:", softmax(logits)[0].round(3))
check.close("softmax, by hand and by Keras", softmax(logits), ops.softmax(logits), relative=1e-5)
check.close("softmax of z and 0, and the sigmoid of z", softmax(np.array([1.3, 0.0]))[0], ops.sigmoid(1.3))

# %% [markdown]
# The loss is −log of the probability that went to the true class, as for yes or no. Keras calls it `SparseCategoricalCrossentropy`: categorical, because there are several classes; sparse, because the truth is given as a class number and not one-hot. (`[[0, 1], truth]` picks entry 2 of row 0 and entry 0 of row 1.)

# %%
truth = np.array([2, 0])
by_hand = -np.log(softmax(logits)[[0, 1], truth]).mean()
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(f"mean cross-entropy of the two rows: {by_hand:.3f}")
check.close("cross-entropy, by hand and by Keras", cross_entropy(truth, logits), by_hand, relative=1e-5)

# %% [markdown]
# ### Exercise: the loss of one digit
#
# Write the cross-entropy for one image, not rounded: `logits` is a NumPy array with one number for each class, `digit` the number of the true class. Four logits of 0 give log(4), about 1.386, for every digit. The logits 1000 and 0 give 1000 for the digit 1.
#
# It must stay right for logits of some thousands, above and below 0, and softmax with a log afterwards does not: the probability of the true class is smaller than any number that the computer knows and becomes 0, of which there is no log. So there is no way through that probability. The log of a fraction is the log of what is above minus the log of what is below, and the log of an exponential is the number itself. With S for the sum of all exponentials, −log(exp(z) / S) is therefore log(S) − z. This S can still become infinite, and `softmax` above shows what to do about that.


# %% tags=["exercise"]
def loss_of_digit(logits, digit):
    return ...  # your code here: one number


check.exercise("loss_of_digit", loss_of_digit)

# %% [markdown]
# ## Raw pixels, and a network that finds its own
#
# 64 hidden neurons see the 64 pixels. Nobody tells them about ink or strokes. For a fair comparison the same network is also trained on the picked features:


# %%
def train(x, y):
    model = keras.Sequential([keras.Input(x.shape[1:]), layers.Dense(64, activation="relu"), layers.Dense(10)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=cross_entropy, metrics=["accuracy"])
    model.fit(x, y, batch_size=32, epochs=10, verbose=0)
    return model


network = train(x_train, y_train)
accuracy = network.evaluate(x_test, y_test, verbose=0)[1]
accuracy_picked_network = train(picked_train, y_train).evaluate(picked_test, y_test, verbose=0)[1]

# %%
from sklearn.neighbors import KNeighborsClassifier

accuracy_of_linear = LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
accuracy_of_neighbor = KNeighborsClassifier(1).fit(x_train, y_train).score(x_test, y_test)
print("right on unseen digits:")
print(f"picked features: linear {accuracy_picked:.1%}, network {accuracy_picked_network:.1%}")
print(f"raw pixels: linear {accuracy_of_linear:.1%}, network {accuracy:.1%}")
print(f"raw pixels, nearest neighbor: {accuracy_of_neighbor:.1%}")
check.between("raw pixels, network: accuracy on unseen digits", accuracy, 0.93, 0.99)
check.between("raw pixels, network less picked features, linear", accuracy - accuracy_picked, 0.08, 0.25)
check.between("raw pixels, network less picked features, network", accuracy - accuracy_picked_network, 0.05, 0.2)
check.between("raw pixels, network less linear", accuracy - accuracy_of_linear, -0.03, 0.04)
check.between("raw pixels, network less nearest neighbor", accuracy - accuracy_of_neighbor, -0.06, 0.0)

# %% [markdown]
# From raw pixels it names 93 to 99 in 100 unseen digits, 8 to 25 points more than the linear model on the eight picked features, and 5 to 20 more than the same network on them. It was given more, and nobody had to think of it.
#
# To be honest, two rivals do as well on these small, centered images. A linear model on the raw pixels ties with the network, or nearly: what counts here is the pixels, not the hidden layer. And the nearest neighbor, which compares an image with all the others pixel by pixel, is better than both. For larger images, in which things may stand anywhere, comparing pixel by pixel is much weaker.
#
# ## What did it find?
#
# Each hidden neuron has 64 weights, one for each pixel. Times how much that pixel varies, and laid out as an image, they show what the neuron looks for: ink where it is red, no ink where it is blue. Here are the 16 neurons with the largest positive weights to the outputs, each with the digit that it speaks for most.

# %%
kernel, _, to_outputs, _ = network.get_weights()
effect = kernel * x_train.std(axis=0)[:, None]
strongest = np.argsort(-to_outputs.max(axis=1))[:16]
titles = [f"for {digit}" for digit in to_outputs[strongest].argmax(axis=1)]
plot.images(effect[:, strongest].T, titles=titles, signed=True)
plt.suptitle("Features that nobody picked")
plt.show()

# %% [markdown]
# They are not what a person would pick, and hard to put into words. Do they work as features? Give the 64 answers of the hidden layer to the same linear model that had the picked ones, and then those of a hidden layer that was never trained:

# %%
hidden = keras.Sequential([keras.Input((64,)), network.layers[0]])
found_train, found_test = (hidden.predict(part, verbose=0) for part in (x_train, x_test))
accuracy_found = LogisticRegression(max_iter=1000).fit(found_train, y_train).score(found_test, y_test)
print(f"found features, linear: {accuracy_found:.1%} of unseen digits right")
check.between("found features, linear: accuracy on unseen digits", accuracy_found, 0.93, 0.99)
check.between("found features less picked ones, linear", accuracy_found - accuracy_picked, 0.08, 0.25)
untrained = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu")])
random_train, random_test = (untrained.predict(part, verbose=0) for part in (x_train, x_test))
accuracy_random = LogisticRegression(max_iter=1000).fit(random_train, y_train).score(random_test, y_test)
print(f"features of an untrained layer, linear: {accuracy_random:.1%}")
check.between("found features, less those of an untrained layer", accuracy_found - accuracy_random, -0.01, 0.09)

# %% [markdown]
# They do, and they are far better than the picked ones. But see how much of it is due to finding: the last lines take a hidden layer that was never trained, with its random weights, and its 64 answers come within 9 points in 100. What matters most is that all the pixels are used.

# %% [markdown]
# ## What it gets wrong, and how sure it was
#
# These are the first eight unseen digits that the network gets wrong, with its answer and the probability that it gave to it:

# %%
p = softmax(network.predict(x_test, verbose=0))
answers, sure = p.argmax(axis=1), p.max(axis=1)
wrong = np.flatnonzero(answers != y_test)
titles = [f"{y_test[i]}, not {answers[i]}\n({sure[i]:.0%} sure)" for i in wrong[:8]]
plot.images(x_test[wrong[:8]], titles=titles)
plt.show()
print(f"sure of right answers: {sure[answers == y_test].mean():.0%} on average")
print(f"sure of wrong ones: {sure[wrong].mean():.0%} on average, {sure[wrong].max():.0%} at most")
check.between("mean probability given to right answers", sure[answers == y_test].mean(), 0.93, 1.0)
check.between("mean probability given to wrong answers", sure[wrong].mean(), 0.5, 0.9)
check.between("largest probability given to a wrong answer", sure[wrong].max(), 0.8, 1.0)

# %% [markdown]
# Where it is right it is 93 percent sure or more, on average; where it is wrong, 50 to 90. Yet of at least one wrong answer it is 80 percent sure or more. But on the whole the probability says something, and you can use it: leave the least sure cases to a person. Of 450 unseen digits, put a tenth aside:

# %%
kept = np.argsort(-sure)[:405]
print(f"right on the 405 surest: {np.mean(answers[kept] == y_test[kept]):.1%}")
print(f"right on all {len(y_test)}: {accuracy:.1%}")
check.between("accuracy on the 405 surest", np.mean(answers[kept] == y_test[kept]), 0.965, 1.0)
check.between("accuracy on the 405 surest less on all", np.mean(answers[kept] == y_test[kept]) - accuracy, 0.005, 0.06)

# %% [markdown]
# ## What goes wrong in practice
#
# **`from_logits` forgotten.** The loss has a short name, and someone uses it: `"sparse_categorical_crossentropy"`. That one expects probabilities, and the network answers with logits.

# %%
forgot = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
forgot.compile(keras.optimizers.Adam(learning_rate=0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
history = forgot.fit(x_train, y_train, epochs=6, verbose=0).history
print(f"from_logits forgotten: {forgot.evaluate(x_test, y_test, verbose=0)[1]:.0%} right")
print(f"loss of the last epoch: {history['loss'][-1]:.2f}")
check.between("accuracy on unseen digits", forgot.evaluate(x_test, y_test, verbose=0)[1], 0.0, 0.65)
check.between("loss of the last epoch", history["loss"][-1], 1.4, 25)

# %% [markdown]
# The symptom: no error and no warning, and the loss stands still at 1.4 or far higher, with at most 65 in 100 right, and mostly far fewer. It looks like a learning rate that is too large, but a smaller one is no cure. The loss takes the logits for probabilities: it divides them by their sum and cuts off what is negative. Where it cuts, the slope is 0, and nothing is learned.
#
# **Softmax twice.** The output layer has `activation="softmax"`, and the loss has `from_logits=True`. Then softmax is taken of probabilities. The best that such a network can do is to give 1 to the true class and 0 to nine others, and even that has a loss:

# %%
best = np.eye(10)[:1]
print(f"softmax twice, lowest possible loss: {float(cross_entropy(np.array([0]), best)):.4f}")
check.close("the lowest loss with softmax taken twice", cross_entropy(np.array([0]), best), 1.4612, absolute=1e-4)

# %% [markdown]
# The symptom: a loss that will not fall below 1.46 while the accuracy rises. The network works well enough for nobody to notice. Keras on TensorFlow notices this mistake, warns and repairs it; on JAX and PyTorch nobody tells you.
#
# ### Exercise: find and mend the faults
#
# Someone's network for the digits hardly learns, and sometimes its loss is nan:
#
#     model = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="relu")])
#     model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="sparse_categorical_crossentropy")
#
# There are two faults. Return a model that is built and compiled well; all else may stay. The check looks at what the network answers and at what the loss expects. Then it trains the model for 6 epochs on 1347 of the digits, in batches of 32, with the class numbers 0 to 9 as the truth. No digit may be left out, and it should read at least 4 in 10 of the images that it has not seen.


# %% tags=["exercise"]
def mended_network():
    return ...  # your code here


check.exercise("mended_network", mended_network)

# %% [markdown]
# ## What we saw
#
# - Softmax makes ten probabilities of ten logits; the loss is −log of the one that went to the true class.
# - Eight features picked by hand carry a linear model some way, the 64 raw pixels much farther. What a network finds in them adds little here, and the nearest neighbor is better still.
# - A network is less sure where it is wrong, and that can be used.
# - The loss must know what it is given: logits or probabilities.
#
# **Go further.** Add a feature that tells 8 from 9. Shift all test images by one pixel with `np.roll`: which of the models suffers most? In Keras: [SparseCategoricalCrossentropy](https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class).
#
# **Next:** Layers of every kind.
