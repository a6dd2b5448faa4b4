# %% [markdown]
# # 17. Dropout
#
# > You let half of a network's neurons drop out while it trains, see where that helps and where it does not, and find that a network with dropout is a vote of thinner ones.
#
# 30 minutes · needs: the lessons "When to stop" and "How sure is it" · data: digits

# %% [markdown]
# ## Look at the data first
#
# A zero, first whole, and then seven times with each pixel switched off at random, with a chance of one half. Each time other pixels are missing. In which of the seven can you still see the zero? (The pixels that are left are darker; you will see why.) That is the idea of **dropout**: in training, a layer switches off a random part of what passes through it.
#
# A layer can be called like a function: `layer(array)` is what it answers. `ops` holds functions like NumPy's that work on such answers, and `ops.convert_to_numpy` makes an array of them. (`x[[0] * 7]` is row 0 seven times.)

# %%
from dl101 import check, data, plot
import numpy as np
import keras
from keras import layers, ops

keras.utils.set_random_seed(0)
digits = data.load("digits")
print(f"{len(digits)} digits of 8 × 8 pixels; here is the first:")

# %% tags=["slide"]
from matplotlib import pyplot as plt

x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
dropped = ops.convert_to_numpy(layers.Dropout(0.5)(x[[0] * 7], training=True))
plot.images(np.concatenate([x[:1], dropped]), titles=["whole", *["dropout"] * 7])
plt.show()

# %% [markdown]
# ## Dropout by hand
#
# `Dropout(0.2)` draws for each number whether it is dropped, with a chance of 2 in 10, or kept. The numbers that are kept are divided by 0.8, the chance of being kept, so that their sum stays about the same.
#
# A layer does this in training only. When the network is used, nothing is dropped. So the layer has two modes, and `training=True` or `training=False` chooses. `fit` chooses the first, `predict` and `evaluate` the second. If you call a layer or a model and say nothing, it is the mode of use.
#
# Keras does not show what it drew. We read it off what came through: what is 0 there was dropped. (A white pixel is 0 in any case, so we leave those out. `kept[x > 0]` is one long row: it tells for each other pixel whether it was kept.)

# %% tags=["slide"]
dropout = layers.Dropout(0.2)
passed = ops.convert_to_numpy(dropout(x, training=True))
kept = passed != 0
dropped = 1 - np.mean(kept[x > 0])
print(f"dropped: {dropped:.1%} of the pixels that are not white")
print(f"sum of all pixels: {x.sum():,.0f} before, {passed.sum():,.0f} afterward")
check.close("dropout in training, by hand and by Keras", x * kept / 0.8, passed, relative=1e-6)
check.between("share dropped, of the pixels that are not white", dropped, 0.18, 0.22)
in_use = ops.convert_to_numpy(dropout(x, training=False))
check.close("dropout in use, and its input", in_use, x, relative=1e-6)

# %% [markdown]
# ### Exercise: find the rate
#
# Now the other way around. A `Dropout` layer in training mode was given `x` and let `passed` through: two NumPy arrays of the same shape, a row of numbers or a table. What was the rate? Return it exactly, not rounded. If 2, 0, 4 and 1 come out as 2.5, 0, 5 and 0, it was 0.2.
#
# The share of numbers that are missing is close to the rate, but equals it only by luck. Numbers may be negative, and a 0 stays 0 in any case. At least one number other than 0 comes through. It may happen that nothing is dropped.


# %% tags=["exercise"]
def dropout_rate(x, passed):
    return ...  # your code here: one number, from 0 to less than 1


check.exercise("dropout_rate", dropout_rate)

# %% [markdown]
# ## Where dropout helps, and where not
#
# A network can learn an example by heart, with all its peculiarities. That does harm where these do not hold for others: where there is noise, as in the lesson "Overfitting and underfitting", or where some labels are wrong. Dropout makes it harder. To learn one example by heart, many neurons must work together, and at each step a different half of them is missing.
#
# We try both cases. 500 digits train, 1297 are unseen. In a second set of labels, 3 in 10 are changed to a wrong digit: adding 1 to 9 and keeping the last digit (`% 10`) always gives another one. The layer `Dropout` stands behind the hidden layer and drops its answers; the rate 0 drops none. After each epoch we look at the unseen digits.

# %%
from sklearn.model_selection import train_test_split

x_few, x_unseen, y_few, y_unseen = train_test_split(x, y, train_size=500)
wrong = np.random.uniform(size=500) < 0.3
y_spoiled = np.where(wrong, (y_few + np.random.randint(1, 10, size=500)) % 10, y_few)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


# %%
def train(labels, rate):
    hidden = [layers.Dense(256, activation="relu"), layers.Dropout(rate)]
    model = keras.Sequential([keras.Input((64,)), *hidden, layers.Dense(10)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=loss)
    unseen = []
    for epoch in range(20):
        model.fit(x_few, labels, batch_size=50, verbose=0)
        unseen.append(np.mean(model.predict_on_batch(x_unseen).argmax(axis=1) == y_unseen))
    return model, unseen


# %% [markdown]
# **Predict, then run.** Dropout drops half of the 256 hidden neurons. With right labels, and with 3 in 10 wrong: what will it gain or lose on unseen digits after the last epoch?

# %% tags=["slide"]
prediction = None  # two numbers, in points in 100
curves = {}
_, curves["right labels"] = train(y_few, 0.0)
_, curves["right labels, dropout"] = train(y_few, 0.5)
_, curves["spoiled labels"] = train(y_spoiled, 0.0)
model, curves["spoiled labels, dropout"] = train(y_spoiled, 0.5)
ax = plot.loss(curves)
ax.set(ylabel="accuracy on unseen digits", title="With dropout and without")
plt.show()

# %%
from sklearn.neighbors import KNeighborsClassifier

last = {name: curve[-1] for name, curve in curves.items()}
gain = last["spoiled labels, dropout"] - last["spoiled labels"]
gain_of_right = last["right labels, dropout"] - last["right labels"]
neighbors = KNeighborsClassifier(15).fit(x_few, y_spoiled).score(x_unseen, y_unseen)
print(f"gain: {100 * gain_of_right:+.1f} with right labels, {100 * gain:+.1f} with spoiled")
print(f"your prediction: {prediction}; 15 nearest neighbors: {neighbors:.1%}")
check.between("gain by dropout, spoiled labels", gain, 0.0, 0.2)

# %%
past_peak = max(curves["spoiled labels"]) - last["spoiled labels"]
check.between("gain by dropout, right labels", gain_of_right, -0.03, 0.03)
behind = neighbors - last["spoiled labels, dropout"]
check.between("best epoch minus last, spoiled labels without dropout", past_peak, 0.02, 0.25)
check.between("15 nearest neighbors minus dropout, spoiled labels", behind, 0.0, 0.1)

# %% [markdown]
# With spoiled labels dropout never loses, and gains up to 20 points in 100. With right labels it makes little difference: at most 3 points, up or down. Now look at the curve with spoiled labels and no dropout. Its peak is at least 2 points above its end. So stopping early could help as well, if a validation set finds the peak.
#
# And a simple rival is at least as good. For each unseen digit, the 15 nearest neighbors take a vote, in which the wrong labels are a scattered minority. (15 was picked in their favor.)
#
# ## A vote of thinned networks
#
# In use all neurons are there. Is that still the network that was trained? In training, each digit of each step met a different half of the neurons: a different, thinned network. With `training=True` we send each unseen digit through 100 thinned networks and take the mean of their logits: an ensemble of 100, all with the same weights. (`model` is the last one trained, with dropout and spoiled labels.)
#
# The movie shows the digit on which the 100 disagree most: for each digit and each of its ten probabilities we take the standard deviation over the 100, and of these the largest. The bars are the vote of the first few, the red marks the whole network.

# %% tags=["slide"]
thinned = [ops.convert_to_numpy(model(x_unseen, training=True)) for _ in range(100)]
whole = model.predict_on_batch(x_unseen)
vote = np.mean(thinned, axis=0)
p = ops.convert_to_numpy(ops.softmax(np.array(thinned)))
hardest = p.std(axis=0).max(axis=1).argmax()


def draw(ax, voters):
    ax.bar(range(10), ops.softmax(np.mean(thinned[:voters], axis=0)[hardest]), color=plot.SKY)
    ax.plot(range(10), ops.softmax(whole[hardest]), "_", color=plot.RED, markersize=28)
    ax.set(xlabel="digit", ylabel="probability", ylim=(0, 1), xticks=range(10))
    ax.set_title(f"Thinned networks in the vote: {voters}. Red: the whole")


plot.movie(draw, [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100], seconds=7)

# %%
right = [np.mean(logits.argmax(axis=1) == y_unseen) for logits in thinned]
better = last["spoiled labels, dropout"] - np.mean(right)
same = np.mean(vote.argmax(axis=1) == whole.argmax(axis=1))
print(f"a thinned network: {np.mean(right):.1%} right, the whole {100 * better:.1f} points more")
print(f"the vote of 100 gives the same answer to {same:.1%} of the digits")
ratio = np.abs(vote - whole).mean() / np.abs(thinned[0] - whole).mean()
check.between("whole network minus thinned ones, accuracy", better, 0.02, 0.1)
check.between("share of digits, vote and whole network agree", same, 0.97, 1)
check.between("distance to the whole network, vote of 100 over one", ratio, 0.07, 0.13)

# %% [markdown]
# A few thinned networks are still far off. With 100, averaged over all digits, the vote is about ten times as near to the whole network as one of them. What chance adds shrinks with the root of the number, as with the batches in the lesson "Batches and epochs". The two give the same answer to at least 97 of 100 digits.
#
# With one hidden layer, the logits of the whole network are exactly the mean over all thinned networks: it is their vote, in one pass. (With several hidden layers it is an approximation.) It is at least 2 points in 100 better than a thinned network.
#
# ### Exercise: two in a row
#
# The number 1 passes `Dropout(0.2)` and then `Dropout(0.5)`, in training. With what chance does it come through, and what number has it become then? Write both as a list, the chance as a number from 0 to 1, such as `[0.1, 3.0]`.

# %% tags=["exercise"]
through_two = ...  # your list here: the chance, the number
check.exercise("through_two", through_two)

# %% [markdown]
# ## What we saw
#
# - Dropout switches off a random part of a layer in training, and divides the rest by the share that is kept. In use it does nothing.
# - It hinders learning by heart: a gain where that does harm, and little difference where it does not.
# - It trains many thinned networks at once, and the whole one is their vote.
# - Fifteen neighbors that vote were at least as good. So look for the simple rival here as well.
#
# **Go further.** Try rates of 0.2 and 0.8. Ask about each unseen digit ten times in training mode: where the ten answers differ, is the network wrong more often? In Keras: [Dropout](https://keras.io/api/layers/regularization_layers/dropout/).
#
# **Next:** Batch normalization.
