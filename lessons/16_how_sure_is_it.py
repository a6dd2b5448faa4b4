# %% [markdown]
# # 16. How sure is it
#
# > You ask whether a network that says 90 percent is right nine times in ten, see why it is not, mend it with one number, and let four networks vote.
#
# 35 minutes · needs: the lessons "When to stop" and "One of many, from raw pixels" · data: fashion_mnist, breast_cancer

# %% [markdown]
# ## Look at the data first
#
# The clothes again. This time 3000 images train, 1000 validate, and 2000 test.

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

(x, y), (x_test, y_test) = data.images("fashion_mnist")
x, x_test = x.reshape(-1, 784) / 255, x_test.reshape(-1, 784) / 255
names = data.classes("fashion_mnist")
plot.images(x_test[:8], titles=[names[kind] for kind in y_test[:8]])
plt.show()

# %% [markdown]
# ## Is 90 percent right nine times in ten
#
# A network with 128 hidden neurons trains for 25 epochs of 30 steps, and its learning rate falls from 0.008 to 0. After each epoch we keep its logits for the test images. (We only look: nothing is chosen by them.) Softmax makes probabilities of the logits, by hand as in the lesson "Cross-entropy". The largest of the ten is how sure the network is. (`np.random.permutation(10_000)` is the numbers from 0 to 9999 in random order; `np.split` cuts the first 4000 of them after 3000. `keepdims=True` keeps one column, so that each row has its own number.)

# %%
import numpy as np
import keras
from keras import layers

keras.utils.set_random_seed(0)
train, validation = np.split(np.random.permutation(10_000)[:4000], [3000])
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def network():
    hidden = layers.Dense(128, activation="relu")
    model = keras.Sequential([keras.Input((784,)), hidden, layers.Dense(10)])
    rate = keras.optimizers.schedules.CosineDecay(0.008, 25 * 30)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=cross_entropy)
    return model


# %% tags=["slide"]
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


model, logits = network(), []
for epoch in range(25):
    model.fit(x[train], y[train], batch_size=100, verbose=0)
    logits.append(model.predict_on_batch(x_test))
p = softmax(logits[-1])
check.close("softmax, by hand and by Keras", p, keras.ops.softmax(logits[-1]), absolute=1e-5)

# %% [markdown]
# **Predict, then run.** Take the images on which it is about 90 percent sure, from 85 to 95. How many of 100 of them does it get right?

# %%
prediction = None  # your number, from 0 to 100


def share_right(p, low, high):  # of the images on which it is so sure
    sure, right = p.max(axis=1), p.argmax(axis=1) == y_test
    return np.mean(right[(sure >= low) & (sure < high)])


at_90 = share_right(p, 0.85, 0.95)
print(f"sure to about 90 percent, right on {at_90:.0%} of them; your prediction: {prediction}")
check.between("share right where it is about 90 percent sure", at_90, 0.74, 0.895)

# %% [markdown]
# Fewer than nine in ten: 74 to 89 of 100. The network is too sure of itself. A model is **calibrated** if of the answers that it is 90 percent sure of, 90 in 100 are right, and so on for every probability.
#
# The movie shows how it got there. Each point is a group of images: those on which the network is 35 to 45 percent sure, 45 to 55, and so on. On the line it is honest. Below it, it is too sure.


# %% tags=["slide"]
def draw(ax, epoch):
    p = softmax(logits[epoch])
    edges = np.arange(0.35, 1, 0.1)
    ax.plot([0.3, 1], [0.3, 1], color="gray")
    ax.plot(edges + 0.05, [share_right(p, low, low + 0.1) for low in edges], "o-", color=plot.RED)
    ax.set(xlim=(0.3, 1), ylim=(0, 1), xlabel="how sure it is", ylabel="share right")
    sure, right = p.max(axis=1).mean(), np.mean(p.argmax(axis=1) == y_test)
    ax.set_title(f"Epoch {epoch + 1}: {sure:.0%} sure, {right:.0%} right")


plot.movie(draw, range(0, 25, 2), figsize=(5.4, 5), seconds=8)

# %% [markdown]
# In the first five epochs it is about as sure as it is right: on average, the two are within 6 points in 100. Then it learns more and more of its 3000 images by heart, and grows surer than it is right. At the end it overstates its accuracy by 2 to 8 points.


# %%
def too_sure(p):  # how much surer than right, on average
    return p.max(axis=1).mean() - np.mean(p.argmax(axis=1) == y_test)


early, late = np.mean([too_sure(softmax(kept)) for kept in logits[:5]]), too_sure(p)
check.between("surer than right, mean of the first five epochs", early, -0.06, 0.06)
check.between("surer than right after 25 epochs", late, 0.02, 0.08)
check.between("surer than right, 25 epochs minus the first five", late - early, 0.0, 0.11)

# %% [markdown]
# ## One number mends it
#
# Its answers can stay. It only says them too loudly. So divide its logits by a number, the **temperature**, before the softmax. Above 1 it makes the ten probabilities more equal. The order of the ten stays the same, and with it every answer. Which temperature? The one with the smallest cross-entropy on the validation images, which the network has not learned from.


# %%
on_validation = model.predict(x[validation], batch_size=1000, verbose=0)


def loss_at(temperature):
    p = softmax(on_validation / temperature)
    return -np.mean(np.log(p[np.arange(1000), y[validation]] + 1e-12))


temperatures = np.arange(1, 4, 0.2)
losses = [loss_at(temperature) for temperature in temperatures]
temperature = temperatures[np.argmin(losses)]
mended = softmax(logits[-1] / temperature)
at_90 = share_right(mended, 0.85, 0.95)
print(f"temperature {temperature:.1f}: where it is 90 percent sure, {at_90:.0%} are right")

# %%
same = np.mean(mended.argmax(axis=1) == p.argmax(axis=1))
check.equal("share of the answers that stay the same", float(same), 1.0)
check.between("temperature chosen", temperature, 1.1, 2.1)
check.between("share right at 90 percent, with temperature", at_90, 0.85, 0.98)

# %% [markdown]
# Now it is right about nine times in ten: on 85 to 98 of 100 such images. (They are few, so the share itself is rough.)
#
# ### Exercise: write it
#
# Write the probabilities at a temperature. `logits` is a NumPy array with one number for each class, `temperature` a number above 0; return an array of the same length. From the logits 2 and 0 at the temperature 2 come 0.731 and 0.269. Logits may be as large as 3000.


# %% tags=["exercise"]
def at_temperature(logits, temperature):
    return ...  # your code here


check.exercise("at_temperature", at_temperature)

# %% [markdown]
# ## Four networks vote
#
# Another start leads to another network. Three more are trained like the first, on the same images. Only their random starts differ, and the order of the images. How far apart are the four? And what if they vote, by the mean of their probabilities? That is an **ensemble**. (The rival is logistic regression. `C=0.1` sets a penalty on large weights; with `tol=0.003` it stops a little early, which saves time.)
#
# **Predict, then run.** Will the ensemble be as good as the mean of the four, as the best of them, or better?

# %%
from sklearn.linear_model import LogisticRegression

votes = [p]
for member in range(3):
    model = network()
    model.fit(x[train], y[train], batch_size=100, epochs=25, verbose=0)
    votes.append(softmax(model.predict(x_test, batch_size=2000, verbose=0)))
right = [np.mean(vote.argmax(axis=1) == y_test) for vote in votes]
ensemble = np.mean(votes, axis=0)
right_together = np.mean(ensemble.argmax(axis=1) == y_test)
rival = LogisticRegression(C=0.1, tol=0.003).fit(x[train], y[train]).score(x_test, y_test)

# %% tags=["slide"]
fig, ax = plt.subplots(figsize=(7, 3))
ax.plot(right, [0] * 4, "o", color=plot.SKY, label="four networks")
ax.plot(right_together, 0, "*", color=plot.RED, markersize=16, label="their vote")
ax.plot(rival, 0, "^", color=plot.BLUE, label="logistic regression")
ax.set(
    xlabel="share of unseen clothes right", yticks=[], title="Four networks, their vote, a rival"
)
ax.legend(ncols=3, loc="upper center")
plt.show()

# %%
print(f"each {min(right):.1%} to {max(right):.1%}, vote {right_together:.1%}, rival {rival:.1%}")
check.between("best minus worst of four networks", max(right) - min(right), 0, 0.03)
check.between("ensemble minus logistic regression", right_together - rival, 0, 0.04)
gain = right_together - np.mean(right)
check.between("ensemble minus the mean of its members", gain, -0.008, 0.02)
less_sure = np.mean([too_sure(vote) for vote in votes]) - too_sure(ensemble)
check.between("surer than right, members minus ensemble", less_sure, 0.001, 0.03)

# %% [markdown]
# The four differ by luck alone, by up to 3 points in 100. So one run proves little: two networks compared by one run each may differ by luck. The vote is never behind logistic regression.
#
# The vote is at least about as good as its members are on average, and mostly a little better, because they make different mistakes. Whether it also beats the best of the four, the picture shows; with another seed it may be otherwise. Where they disagree it is less sure. So it overstates less than they do. The price is four times the work.
#
# The test set has its luck as well. Suppose that a share s of n answers is right. It is typically off by √(s · (1 − s) / n) from the share on images without end. For 85 of 100 and 2000 images that is 0.008.
#
# ### Exercise: how many test images
#
# How many test images does it take until a share of 0.85 is typically 0.001 off, and no more? Write the number.

# %% tags=["exercise"]
images_needed = ...  # your number here
check.exercise("images_needed", images_needed)

# %% [markdown]
# ## When there are few: folds
#
# There are only 569 tumors, so 2000 cannot be spared for a test. **Cross-validation** splits them into five folds. Each fold is the test set once, while the other four are for training. So every tumor is tested, and none by a model that has seen it. We try logistic regression on all thirty measurements.

# %%
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

tumors = data.load("breast_cancer")
measurements = tumors.drop(columns="diagnosis").to_numpy()
pipeline = make_pipeline(StandardScaler(), LogisticRegression())
folds = cross_val_score(pipeline, measurements, tumors["diagnosis"], cv=5)
print("five folds:", *[f"{share:.1%}" for share in folds], f"mean {folds.mean():.1%}")
check.between("best minus worst of five folds", np.ptp(folds), 0.005, 0.06)
check.between("mean of five folds", folds.mean(), 0.96, 0.99)

# %% [markdown]
# `make_pipeline` standardizes by the four training folds each time, so that nothing leaks. The mean of the five is the number to report, and their spread says how far to trust it.
#
# ## What we saw
#
# - A network that has learned by heart is too sure. When it says 90 percent, it is right fewer than nine times in ten.
# - A temperature, chosen on a validation set, makes it honest and changes no answer.
# - Networks differ by luck. Their vote overstates less than they do.
# - A test has its luck too: many images, or folds.
#
# **Go further.** Find the temperature of the ensemble. Train the four for 3 epochs only: what is their vote worth? Take the least sure tenth of the images and look at them. In Keras: [losses](https://keras.io/api/losses/).
#
# **Next:** Dropout.
