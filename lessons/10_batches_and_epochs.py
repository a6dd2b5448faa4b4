# %% [markdown]
# # 10. Batches and epochs
#
# > You count the steps of a training before Keras does, draw the gradients of 300 batches as arrows, and see what comes of data in order.
#
# 25 minutes · needs: the lessons "Activation functions", "Cross-entropy" and "Gradient descent" · data: digits, diabetes

# %% [markdown]
# ## Look at the data first
#
# 1797 digits, written by hand. Each is an image of 8 × 8 pixels, from 0 (paper) to 16 (ink). We divide by 16, so that every input lies between 0 and 1. A network gets the 64 numbers and tells which of ten digits they show.

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
plot.images(x[:16], titles=y[:16])
plt.show()

# %% [markdown]
# ## Steps, batches, epochs
#
# Gradient descent computes a gradient and moves the weights once. That is one **step**. In the lesson "Gradient descent" each step looked at all the examples. It does not have to: training can go through the examples in portions.
#
# - A batch is one portion, and gives one step.
# - An epoch is once through all the examples.
# - `batch_size` is the number of examples in a batch. The last batch of an epoch holds what is left over.
#
# Of the 1797 digits 453 are kept unseen. The other 1344 make full batches of 32, and nothing is left over; you will see below what that is good for.
#
# **Predict, then run.** 1344 examples, 32 in a batch: how many steps are two epochs? Write your number in the place of `None`.

# %%
import numpy as np
import keras
from sklearn.model_selection import train_test_split

prediction = None  # your number of steps in two epochs
keras.utils.set_random_seed(0)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=453)
batches, left_over = len(x_train) // 32, len(x_train) % 32
print(f"{batches} batches in an epoch, and {left_over} examples left over")
check.equal("batches in an epoch, and examples left over", [batches, left_over], [42, 0])

# %% [markdown]
# Now the network: 64 hidden neurons, and one output neuron for each digit. The loss is the cross-entropy of ten classes, from logits. The optimizer counts its steps in `iterations`.

# %%
from keras import layers
from keras.optimizers import SGD

cross_entropy_of_ten = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def network(learning_rate):
    hidden = layers.Dense(64, activation="relu")
    model = keras.Sequential([keras.Input((64,)), hidden, layers.Dense(10)])
    optimizer = SGD(learning_rate=learning_rate)
    model.compile(optimizer=optimizer, loss=cross_entropy_of_ten, metrics=["accuracy"])
    return model


# %%
model = network(0.1)
model.fit(x_train, y_train, batch_size=32, epochs=2, verbose=0)
print(f"steps in two epochs, by Keras: {int(model.optimizer.iterations)}, yours: {prediction}")
check.equal("steps in two epochs, counted by Keras", int(model.optimizer.iterations), 2 * batches)

# %% [markdown]
# ### Exercise: count the steps
#
# How many steps does a training make, from the first epoch to the last? All three arguments are whole numbers of at least 1, and so is the result. For example, 10 examples in batches of 4, for 3 epochs, make 9 steps. A batch may be larger than the number of examples: then one batch holds them all. (`np.ceil` rounds up.)


# %% tags=["exercise"]
def steps_in_training(examples, batch_size, epochs):
    return ...  # your code here


check.exercise("steps_in_training", steps_in_training)

# %% [markdown]
# ## The gradient of a batch points roughly the right way
#
# How much is lost by looking at 16 examples and not at all of them? A single neuron has only two numbers to learn, so its gradient is an arrow that we can draw. (It points uphill, and the step goes the other way.) Here is the neuron of the lesson "A single neuron", with `w` and `b` at 0: it predicts the progression of the disease from the body mass index, both standardized. `rows` says which patients are in the batch. (`ax.quiver` draws arrows, all from 0, 0. `**options` hands over a dictionary as named arguments; these make each arrow as long as its numbers say.)

# %%
patients = data.load("diabetes")[["bmi", "progression"]].to_numpy()
bmi, progression = ((patients - patients.mean(axis=0)) / patients.std(axis=0)).T


def gradient(rows):  # of the mean squared error, at w = 0 and b = 0
    error = 0 - progression[rows]
    return np.array([np.mean(2 * error * bmi[rows]), np.mean(2 * error)])


# %% tags=["slide"]
true = gradient(np.arange(442))
fig, axes = plt.subplots(1, 2, figsize=(10, 4.4), sharex=True, sharey=True)
spread = []
for ax, size in zip(axes, [16, 64]):
    arrows = np.array([gradient(np.random.choice(442, size, replace=False)) for _ in range(300)])
    spread.append(np.sqrt(np.mean(np.sum((arrows - true) ** 2, axis=1))))
    options = {"angles": "xy", "scale_units": "xy", "scale": 1}
    ax.quiver(*np.zeros((2, 300)), *arrows.T, color=plot.SKY, alpha=0.4, width=0.004, **options)
    ax.quiver(0, 0, *true, color=plot.RED, width=0.012, **options)
    ax.set(xlim=(-3, 0.8), ylim=(-1.9, 1.9), xlabel="slope for w", title=f"300 batches of {size}")
axes[0].set_ylabel("slope for b")
plt.show()

# %% [markdown]
# And one batch after the other, in the movie: red is now the mean of the arrows so far.


# %% tags=["slide"]
def draw(ax, count):
    ax.quiver(*np.zeros((2, count)), *arrows[:count].T, color=plot.SKY, alpha=0.4, **options)
    ax.quiver(0, 0, *arrows[:count].mean(axis=0), color=plot.RED, **options)
    ax.set(xlim=(-3, 0.8), ylim=(-1.9, 1.9), xlabel="slope for w", ylabel="slope for b")
    ax.set_title(f"Mean of {count} batches of 64")


plot.movie(draw, [1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 45, 70, 100, 150, 220, 300])

# %%
print(f"typical distance from the true gradient: {spread[0]:.2f} for 16, {spread[1]:.2f} for 64")
check.between("noise of batches of 16 over noise of batches of 64", spread[0] / spread[1], 1.8, 2.6)

# %% [markdown]
# In the two pictures red is the gradient of all 442 patients, and each blue arrow that of one batch. Hardly one is exact, and most lead roughly the same way. What chance adds to the truth is called **noise**. Four times as many examples in a batch are four times the work, and yet the noise only falls to about half. The rule: k times as many examples divide the noise by √k, and √4 is 2. (A little less than half, because 64 patients are a good part of the 442.) For the same work, many rough steps are therefore often better than a few exact ones. The noise is also why gradient descent on batches is called **stochastic**: left to chance.
#
# ### Exercise: how large a batch
#
# Suppose that in batches of 16 patients the typical distance from the true gradient is 0.75. How large would a batch have to be for a distance of 0.15, if there were as many patients as you like? Write the number.

# %% tags=["exercise"]
batch_size_wanted = ...  # your number here
check.exercise("batch_size_wanted", batch_size_wanted)

# %% [markdown]
# ## Rough steps or exact ones
#
# On the digits: 32 examples in a batch, against all 1344 at once, each with a learning rate that suits it.
#
# **Predict, then run.** Both look at every digit eight times. Which loss is lower at the end?

# %% tags=["slide"]
models, losses = {32: network(0.4), 1344: network(0.5)}, {}
for size, model in models.items():
    history = model.fit(x_train, y_train, batch_size=size, epochs=8, verbose=0)
    losses[f"batches of {size}"] = history.history["loss"]
plot.loss(losses).set(title="Eight times through the same digits")
plt.show()
small, large = (loss[-1] for loss in losses.values())
print(f"loss after eight epochs: {small:.2f} in batches of 32, {large:.2f} with all in one")
check.between("loss after eight epochs in batches of 32", small, 0.06, 0.15)
check.between("loss after eight epochs, one batch minus batches of 32", large - small, 0.9, 2.1)

# %% [markdown]
# In 336 rough steps the loss falls to 0.15 or less. In 8 exact ones it stays at least 0.9 higher. Exact steps have one advantage: a computer does one large batch faster than many small ones. The usual compromise is 32 to 128, and Keras takes 32 if you name no batch size.
#
# And on digits that it has not seen? The rival is logistic regression, which has no hidden layer.

# %%
from sklearn.linear_model import LogisticRegression

accuracy = models[32].evaluate(x_test, y_test, verbose=0)[1]
accuracy_of_rival = LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
print(f"unseen digits right: network {accuracy:.1%}, logistic regression {accuracy_of_rival:.1%}")
check.between("accuracy on unseen digits", accuracy, 0.9, 0.99)
check.between("accuracy, network minus rival", accuracy - accuracy_of_rival, -0.05, 0.03)

# %% [markdown]
# At least 90 of 100, and about a tie: digits of 8 × 8 pixels are too easy to need a hidden layer. In the lesson "One of many, from raw pixels" the images are harder, and the network wins.
#
# ## A last batch of three
#
# Why are 453 digits kept unseen, and not 450, about a quarter? Then 1347 would be left to learn from, and every epoch would end with a batch of 3. By the rule above its noise is √(32 / 3), or about 3.3 times that of a full batch, and yet its step counts as much. Here is the trained network, and one more step, forty times from the same place: once with 32 digits drawn at random, once with 3. (`40 * [32, 3]` is the list 32, 3, 32, 3 … with forty of each.)

# %%
model = models[32]
weights, shares = model.get_weights(), {32: [], 3: []}
for size in 40 * [32, 3]:
    model.set_weights(weights)
    rows = np.random.choice(len(x_train), size, replace=False)
    model.train_on_batch(x_train[rows], y_train[rows])
    shares[size].append(np.mean(model.predict_on_batch(x_train).argmax(axis=1) == y_train))
model.set_weights(weights)
worst, worst_of_three = min(shares[32]), min(shares[3])
print(f"accuracy after the worst of forty steps: {worst:.1%} with 32, {worst_of_three:.1%} with 3")
check.between("worst of forty steps, 32 digits minus 3", worst - worst_of_three, 0.0, 1.0)

# %% [markdown]
# A single step with 3 digits can undo much of what 336 steps have learned: of forty such steps the worst costs more than the worst of forty with 32, mostly by far. When the numbers do not match, leave a few examples out, take a batch size that does, or let the learning rate fall toward the end.
#
# ## What goes wrong in practice
#
# **Data in order, not shuffled.** `fit` shuffles the examples before every epoch, unless it is told `shuffle=False`. Here they are sorted: first all zeros, then all ones, and so on. (`np.argsort` lists the places from the smallest number to the largest. `plt.gca()` is the axes on which `plt` has just drawn.)

# %%
order = np.argsort(y_train)
model = network(0.1)
history = model.fit(x_train[order], y_train[order], epochs=5, shuffle=False, verbose=0)
in_fit, afterwards = history.history["accuracy"][-1], model.evaluate(x_train, y_train, verbose=0)[1]
print(f"fit reports {in_fit:.0%} right; the same digits, asked again: {afterwards:.0%}")
check.between("accuracy that fit reports, digits in order", in_fit, 0.74, 0.88)
check.between("accuracy after training on digits in order", afterwards, 0.15, 0.5)

# %% tags=["slide"]
answers = model.predict(x_test, verbose=0).argmax(axis=1)
plt.hist([y_test, answers], bins=np.arange(11) - 0.5, label=["in truth", "answered"])
ax = plt.gca()
ax.set(
    xlabel="digit", ylabel="unseen digits", xticks=range(10), title="It answers what it saw last"
)
ax.legend()
plt.show()
check.between("share of 8 and 9 among the answers", np.mean(answers >= 8), 0.6, 0.95)

# %% [markdown]
# The symptom: `fit` reports 74 to 88 in 100, but of the same digits, asked again, at most 50 are right. `fit` averages over the epoch, while the network follows whatever digit is up. At the end it answers mostly 8 and 9. The cure is to shuffle:

# %%
model.fit(x_train[order], y_train[order], epochs=5, verbose=0)
mended = model.evaluate(x_train, y_train, verbose=0)[1]
print(f"after five more epochs, shuffled: {mended:.0%} right")
check.between("accuracy after more training, shuffled", mended, 0.92, 0.98)

# %% [markdown]
# The same network gets 92 in 100 or more. A gap between `fit` and `evaluate` on the same examples can have another cause too: the lesson "Batch normalization" has one.
#
# ## What we saw
#
# - A batch gives one step, and an epoch is as many steps as there are batches.
# - The gradient of a batch points roughly the right way. A batch four times as large halves the noise.
# - Many rough steps learn more than a few exact ones, for the same work. But a last step from three examples can undo a lot.
# - `fit` must shuffle, or the network answers what it saw last.
#
# **Go further.** Draw the arrows for batches of 1. Try the batch sizes 8 and 128 on the digits, and look at the seconds as well as at the loss. Does the right learning rate change with the batch size? In Keras: [fit](https://keras.io/api/models/model_training_apis/).
#
# **Next:** Optimizers.
