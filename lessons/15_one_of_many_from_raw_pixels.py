# %% [markdown]
# # 15. One of many, from raw pixels
#
# > You pick features of clothes by hand, let a network find its own in the raw pixels, and see it beat four rivals.
#
# 40 minutes · needs: the lessons "Cross-entropy" and "Optimizers" · data: fashion_mnist

# %% [markdown]
# ## Look at the data first
#
# 12,000 photographs from a shop, of ten kinds of clothing, 28 × 28 pixels each. 10,000 are for training, 2000 for testing, and there are as many of each kind. A pixel is a number from 0 (background) to 255, and we divide by 255. A larger number is a brighter pixel, but our pictures draw it darker, like ink on paper.

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

(x_train, y_train), (x_test, y_test) = data.images("fashion_mnist")
x_train, x_test = x_train / 255, x_test / 255
names = data.classes("fashion_mnist")
plot.images(x_train[:16], titles=[names[kind] for kind in y_train[:16]])
plt.show()

# %% [markdown]
# ## Features that a person picks
#
# What tells a sandal from a coat? Before deep learning, answering such questions was most of the work. Here are 16 features of an image:
#
# - the area: the share of the pixels above 0.2;
# - how much the image differs from its mirror image (`images[:, :, ::-1]`);
# - how bright it is in seven bands from top to bottom, and in seven bands from left to right. (The mean over one axis leaves 28 numbers; `reshape(-1, 7, 4)` puts them into 7 groups of 4, and the mean over the last axis leaves 7.)


# %%
import numpy as np


def picked(images):
    area = (images > 0.2).mean(axis=(1, 2))
    mirrored = np.abs(images - images[:, :, ::-1]).mean(axis=(1, 2))
    down = images.mean(axis=2).reshape(-1, 7, 4).mean(axis=2)
    across = images.mean(axis=1).reshape(-1, 7, 4).mean(axis=2)
    return np.column_stack([area, mirrored, down, across])


# %% tags=["slide"]
fig, axes = plt.subplots(1, 2, figsize=(11, 4), sharey=True)
for kind, color, style in [(5, plot.RED, "-"), (4, plot.BLUE, "--"), (1, plot.GREEN, ":")]:
    means = picked(x_train[y_train == kind]).mean(axis=0)
    axes[0].plot(range(7), means[2:9], color=color, linestyle=style, label=names[kind])
    axes[1].plot(range(7), means[9:], color=color, linestyle=style, label=names[kind])
axes[0].set(xlabel="band, from top to bottom", ylabel="mean brightness", title="Down")
axes[1].set(xlabel="band, from left to right", title="Across")
axes[0].legend()
plt.show()

# %% [markdown]
# Three kinds, and each has its own profile. A linear model, logistic regression, learns from these 16 numbers. `StandardScaler` standardizes each column by the mean and the standard deviation of the training images.

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

scaler = StandardScaler().fit(picked(x_train))
linear = LogisticRegression(max_iter=500).fit(scaler.transform(picked(x_train)), y_train)
right = {"picked features": linear.score(scaler.transform(picked(x_test)), y_test)}
print(f"picked features: {right['picked features']:.1%} of 2000 unseen images right")
check.between("accuracy with picked features", right["picked features"], 0.72, 0.77)

# %% [markdown]
# Between 72 and 77 of 100 are right, where guessing gets 10. You could go on and invent more features. Each one takes thought, and what suits clothes need not suit anything else.
#
# ### Exercise: write a feature
#
# A narrow thing such as trousers touches few columns of the image. Count them: how many columns hold at least one pixel above 0.2? `image` is a NumPy array of numbers from 0 to 1, of any height and width. Return a whole number. For the rows 0, 0.5, 0, 0 and 0, 0, 0, 0.9 and 0.1, 0.3, 0, 0 it is 2.


# %% tags=["exercise"]
def columns_touched(image):
    return ...  # your code here


check.exercise("columns_touched", columns_touched)

# %% [markdown]
# ## Raw pixels
#
# Now the pixels as they are, 784 numbers in a row. Three models get them, and all three are trained in the same way:
#
# 1. ten output neurons alone: a linear model;
# 2. a hidden layer of 256 neurons that keeps its random weights (`trainable=False`), and ten output neurons that learn;
# 3. the same network, with a hidden layer that learns.
#
# `CosineDecay` lets the learning rate fall from 0.002 to 0 along a cosine, over the 8 · 157 steps of 8 epochs: large steps first, small ones at the end.

# %%
import keras
from keras import layers

keras.utils.set_random_seed(0)
x_train, x_test = x_train.reshape(-1, 784), x_test.reshape(-1, 784)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def train(hidden):
    model = keras.Sequential([keras.Input((784,)), *hidden, layers.Dense(10)])
    rate = keras.optimizers.schedules.CosineDecay(0.002, 8 * 157)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=8, verbose=0)
    return model


# %% [markdown]
# The last rival is the nearest neighbor, which compares an image with all 10,000 training images, pixel by pixel. Before the hidden layer learns, `build` draws its random weights, and we keep them, to see later what has changed.
#
# **Predict, then run.** Put the five in order: picked features, linear, untrained hidden layer, nearest neighbor, network.

# %%
from sklearn.neighbors import KNeighborsClassifier

prediction = None  # your guess, the best one first
frozen = layers.Dense(256, activation="relu", trainable=False)
hidden = layers.Dense(256, activation="relu")
hidden.build((None, 784))
start = hidden.get_weights()[0]
right["nearest neighbor"] = KNeighborsClassifier(1).fit(x_train, y_train).score(x_test, y_test)
right["linear"] = train([]).evaluate(x_test, y_test, verbose=0)[1]
right["untrained layer"] = train([frozen]).evaluate(x_test, y_test, verbose=0)[1]
network = train([hidden])
best_rival = max(right.values())
right["network"] = network.evaluate(x_test, y_test, verbose=0)[1]

# %% tags=["slide"]
fig, ax = plt.subplots()
bars = ax.barh(list(right), list(right.values()), color=[plot.SKY] * 4 + [plot.RED])
ax.bar_label(bars, fmt="%.3f", padding=4)
ax.set(xlim=(0.6, 0.95), xlabel="share of unseen images right", title="Five ways to tell clothes")
plt.show()
print("your prediction:", prediction)
check.between("accuracy of the network on unseen clothes", right["network"], 0.85, 0.89)
check.between("network minus best rival, clothes", right["network"] - best_rival, 0.01, 0.05)
for name in ("picked features", "nearest neighbor", "linear", "untrained layer"):
    check.between(f"network minus {name}, clothes", right["network"] - right[name], 0.01, 0.17)

# %% [markdown]
# The network beats each of the four, the best of them by at least 1 point in 100. At least 85 of 100 unseen images are right. That is at least 8 more than with the picked features.
#
# And the untrained layer shows where the gain comes from: same size, same training, but it may not change its features. Deep learning is given raw data, and decides for itself which features matter.
#
# ## What did it find?
#
# Each hidden neuron has 784 weights, one for each pixel. Here is what learning has added to the random start, as images, for the 16 neurons that changed most. Red: the neuron answers more if there is something. Blue: less.

# %% tags=["slide"]
learned = hidden.get_weights()[0] - start
most = np.argsort(-np.abs(learned).sum(axis=0))[:16]
plot.images(learned[:, most].T, signed=True)
plt.suptitle("Features that nobody picked")
plt.show()

# %% [markdown]
# Can you make out a sleeve, a neck, a gap between trouser legs? Some features can be put into words, others cannot.
#
# ## What it gets wrong, and how sure it was
#
# Softmax turns the ten logits into ten probabilities, as in the lesson "Cross-entropy". Here are the first eight unseen images that the network gets wrong.

# %% tags=["slide"]
p = np.array(keras.ops.softmax(network.predict(x_test, batch_size=2000, verbose=0)))
answers, sure = p.argmax(axis=1), p.max(axis=1)
wrong = np.flatnonzero(answers != y_test)[:8]
titles = [f"{names[y_test[i]]},\nnot {names[answers[i]]}\n({sure[i]:.0%})" for i in wrong]
plot.images(x_test[wrong], titles=titles)
plt.show()

# %%
of_kind = [np.mean(answers[y_test == kind] == kind) for kind in range(10)]
print(f"right: {of_kind[6]:.0%} of the shirts, {of_kind[1]:.0%} of the trousers")
surest = np.argsort(-sure)[:1800]
of_surest = np.mean(answers[surest] == y_test[surest])
print(f"right on the 1800 surest: {of_surest:.1%}, on all 2000: {right['network']:.1%}")
check.between("shirts minus trousers, accuracy", of_kind[6] - of_kind[1], -0.45, -0.15)
check.between("the 1800 surest minus all, accuracy", of_surest - right["network"], 0.02, 0.07)

# %% [markdown]
# Shirts are hard: they look like T-shirts, pullovers and coats. Trousers are easier: at least 15 more in 100 are right.
#
# The network is less sure where it is wrong, and that can be used. Leave the least sure tenth to a person: on the others it is right more often, by at least 2 points in 100.
#
# ## Shift it
#
# In these photographs everything stands in the middle. Here is the first unseen pair of trousers, shifted to the left and to the right, pixel by pixel (`np.roll` shifts the columns), with the probabilities that the network gives.
#
# **Predict, then run.** From which shift on are they no longer trousers to the network?

# %% tags=["slide"]
prediction = None  # a number of pixels
shifts = [0, 1, 2, 3, 4, 5, 6, 0, -1, -2, -3, -4, -5, -6]
pair = x_test[y_test == 1][0].reshape(28, 28)
rolled = np.array([np.roll(pair, shift, axis=1) for shift in shifts])
logits = network.predict(rolled.reshape(-1, 784), verbose=0)
p_rolled = np.array(keras.ops.softmax(logits))


def draw(ax, i):
    ax.barh(names, p_rolled[i], color=plot.SKY)
    ax.set(xlim=(0, 1.6), xticks=(0, 0.5, 1), xlabel="probability", title=f"Shift {shifts[i]}")
    picture = ax.inset_axes([0.66, 0.2, 0.34, 0.6], xticks=[], yticks=[])
    picture.imshow(rolled[i], cmap="gray_r")


plot.movie(draw, range(14), figsize=(7.6, 3.8), seconds=10)

# %% [markdown]
# What it has learned is trousers in the middle. To this network each pixel is an input of its own, and nothing tells it that the one beside it may show the same thing.
#
# ### Exercise: the loss of one digit
#
# Write the cross-entropy for one image of a digit. Do not round it. `logits` is a NumPy array with one number for each class, `digit` the number of the true class. Four logits of 0 give log(4), about 1.386, for every digit. The logits 1000 and 0 give 1000 for the digit 1.
#
# It must stay right for logits of some thousands, above and below 0. Softmax followed by a log does not. The probability of the true class can be too small for the computer. It becomes 0, and 0 has no log. So do without that probability. The log of a fraction is the log of its top minus the log of its bottom, and the log of exp(z) is z. With S for the sum of all exponentials, −log(exp(z) / S) is therefore log(S) − z. S can still become infinite; the lesson "Cross-entropy" shows what to do about that.


# %% tags=["exercise"]
def loss_of_digit(logits, digit):
    return ...  # your code here: one number


check.exercise("loss_of_digit", loss_of_digit)

# %% [markdown]
# ### Exercise: find and mend the faults
#
# Someone's network for the digits hardly learns. Its loss may even become nan, "not a number":
#
#     model = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="relu")])
#     model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="sparse_categorical_crossentropy")
#
# There are two faults. Return a model that is built and compiled well; all else may stay. The check trains the model for 6 epochs on 1347 of the digits, in batches of 32. The targets are the class numbers 0 to 9, and the loss must count all ten. At least 4 in 10 of the images that it has not seen should be right.


# %% tags=["exercise"]
def mended_network():
    return ...  # your code here


check.exercise("mended_network", mended_network)

# %% [markdown]
# ## What we saw
#
# - Features can be picked by hand, and carry a linear model some way.
# - A network that is given the raw pixels finds its own. It beats the picked features, the linear model, an untrained layer and the nearest neighbor.
# - What a hidden layer has learned can be seen, though not always said.
# - A network is less sure where it is wrong.
#
# **Go further.** Try `SVC(C=10)` of `sklearn.svm`, a support vector machine, as a sixth way: it takes longer, and it is a strong rival. Add a feature that tells shirts from coats. Shift all test images by two pixels with `np.roll`: which of the five suffers most? Two hidden layers, or 512 neurons: is it better? In Keras: [learning rate schedules](https://keras.io/api/optimizers/learning_rate_schedules/).
#
# **Next:** How sure is it.
