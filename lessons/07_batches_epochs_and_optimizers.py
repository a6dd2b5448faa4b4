# %% [markdown]
# # 7. Batches, epochs and optimizers
#
# > You count the steps of a training before Keras does, build its optimizers in five lines each, and race them.
#
# 40 minutes · needs: the lesson "How a network learns" · data: digits

# %% [markdown]
# ## Look at the data first
#
# 1797 digits, written by hand. Each is an image of 8 × 8 pixels, from 0 (paper) to 16 (ink). We divide by 16, so that every input lies between 0 and 1. A network will be given the 64 numbers and say which of ten digits they show.

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt

digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
for ax, pixels, digit in zip(plt.subplots(2, 8, figsize=(9, 2.9))[1].ravel(), x, y):
    ax.imshow(pixels.reshape(8, 8), cmap="gray_r")
    ax.set(title=digit, xticks=[], yticks=[])
plt.show()

# %% [markdown]
# ## Steps, batches, epochs
#
# Gradient descent moves the weights once and then needs a new gradient. That is one **step**. In the lesson "How a network learns" each step looked at all the examples. It need not: the gradient of 32 of them points roughly the same way and costs far less. So training goes through the examples in portions.
#
# - A batch is one portion. It gives one step.
# - An epoch is once through all the examples.
# - `batch_size` is how many are in a batch. The last one of an epoch holds what is left over.
#
# Count before Keras does: 1347 examples, 32 in a batch, two epochs.

# %%
import numpy as np
import keras
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=450)
batches, left_over = int(np.ceil(len(x_train) / 32)), len(x_train) % 32
check.equal("batches in an epoch, and examples in the last one", [batches, left_over], [43, 3])

# %% [markdown]
# The network has 64 hidden neurons and one output neuron for each digit. Its loss is the cross-entropy of the lesson "Loss": −log of the probability that was given to the true digit. (How ten logits become ten probabilities is opened in the lesson "One of many, from raw pixels".) The optimizer counts its steps:

# %%
from keras import layers, ops
from keras.optimizers import SGD, Adam

cross_entropy_of_ten = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def network(optimizer):
    model = keras.Sequential([keras.Input((64,)), layers.Dense(64, activation="relu"), layers.Dense(10)])
    model.compile(optimizer=optimizer, loss=cross_entropy_of_ten, metrics=["accuracy"])
    return model


# %%
model = network(SGD(learning_rate=0.1))
model.fit(x_train, y_train, batch_size=32, epochs=2, verbose=0)
check.equal("steps in two epochs, counted by Keras", int(model.optimizer.iterations), 2 * batches)

# %% [markdown]
# ### Exercise: count the steps
#
# How many steps does a training make? The result is a whole number.


# %% tags=["exercise"]
def steps_in_training(examples, batch_size, epochs):
    return ...  # your code here


# %% tags=["check"]
cases = [((1347, 32, 2), 86), ((1000, 100, 7), 70), ((50, 64, 3), 3), ((10, 3, 1), 4)]
check.function(steps_in_training, cases=cases, hint="Batches in one epoch, rounded up, times the epochs.")

# %% [markdown]
# ## Steps and seconds are two different costs
#
# Small batches make many steps in an epoch, and so learn more from it. But each step has a price of its own, however few the examples in it. Four batch sizes, the same learning rate, three epochs each. (The clock starts after the first epoch, because Keras builds its program during that one.)

# %%
import time

steps, seconds, loss = [], [], []
for batch_size in (8, 32, 128, 1347):
    model = network(SGD(learning_rate=0.1))
    model.fit(x_train, y_train, batch_size=batch_size, verbose=0)
    start = time.perf_counter()
    loss.append(model.fit(x_train, y_train, batch_size=batch_size, epochs=2, verbose=0).history["loss"][-1])
    seconds.append((time.perf_counter() - start) / 2)
    steps.append(int(model.optimizer.iterations) // 3)
    print(f"batch size {batch_size:4}: {steps[-1]:3} steps and {seconds[-1]:.3f} s an epoch, loss {loss[-1]:.2f}")

# %%
check.equal("steps an epoch, for the four batch sizes", steps, [169, 43, 11, 1])
check.equal("steps of the epoch that took the most seconds", steps[np.argmax(seconds)], 169)
check.between("loss after three epochs of 169 steps", loss[0], 0.05, 0.4)
check.between("loss after three epochs of 1 step", loss[-1], 1.9, 2.6)

# %% [markdown]
# Counted in epochs, the smallest batch wins by far: its loss is at most 0.4, where one step an epoch leaves it above 1.9. Counted in seconds, its epochs are the most expensive. 32 to 128 is a usual compromise. When someone says that a method is faster, ask: in steps, or in seconds?
#
# ## Three optimizers in a valley
#
# The **optimizer** turns the gradient into a step. To see what optimizers do, take a landscape with two weights and a known gradient: a long valley, 100 times as steep across as along. (Keras computes with 32 bits, float32. So do we here, or the last digits would differ.)

# %%
start = np.array([-10, 1], dtype="float32")
steps = np.arange(1, 41, dtype="float32")


def slope(w):
    return np.array([1, 100], dtype="float32") * w


# %% [markdown]
# **SGD**, stochastic gradient descent, is what you know: minus the learning rate times the slope. Stochastic, because batches are drawn at random. Across the valley only a learning rate below 2 / 100 is stable, and along the valley that crawls. (`path[-1]` is the last place, where we stand.)


# %%
def walk_sgd(learning_rate):
    path = [start]
    for step in steps:
        path.append(path[-1] - learning_rate * slope(path[-1]))
    return np.array(path)


# %% [markdown]
# **Momentum** lets the weights roll like a ball. The velocity keeps nine tenths of what it was, and each slope adds to it. What points the same way at every step builds up to ten times the speed; what turns around at every step cancels.


# %%
def walk_momentum(learning_rate):
    path, velocity = [start], 0
    for step in steps:
        velocity = 0.9 * velocity - learning_rate * slope(path[-1])
        path.append(path[-1] + velocity)
    return np.array(path)


# %% [markdown]
# **Adam** also keeps an average of the slopes, `m`, and one of their squares, `v`. It divides one by the root of the other. So each weight gets steps of about the length `learning_rate`, whether its slopes are large or small. Both averages start at 0 and are too small at first; the fraction in `size` mends that. The 1e-7 only guards against a division by 0.


# %%
def walk_adam(learning_rate):
    path, m, v = [start], 0, 0
    for step in steps:
        m = 0.9 * m + 0.1 * slope(path[-1])
        v = 0.999 * v + 0.001 * slope(path[-1]) ** 2
        size = learning_rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        path.append(path[-1] - size * m / (np.sqrt(v) + 1e-7))
    return np.array(path)


# %% [markdown]
# Keras's optimizers walk from the same start along the same slopes. `keras.Variable` is what Keras keeps a weight in, and `apply` makes one step; `convert_to_tensor` and `convert_to_numpy` carry numbers to Keras and back.


# %%
def walk_keras(optimizer):
    path, w = [start], keras.Variable(start)
    for step in steps:
        optimizer.apply([ops.convert_to_tensor(slope(path[-1]))], [w])
        path.append(ops.convert_to_numpy(w))
    return np.array(path)


# %%
paths = {"SGD": walk_sgd(0.019), "momentum": walk_momentum(0.005), "Adam": walk_adam(0.3)}
by_keras = [SGD(learning_rate=0.019), SGD(learning_rate=0.005, momentum=0.9), Adam(learning_rate=0.3)]
for (name, path), optimizer in zip(paths.items(), by_keras):
    check.close(f"40 steps of {name}, by hand and by Keras", path, walk_keras(optimizer), relative=1e-6)
distances = [np.hypot(*path[-1]) for path in paths.values()]
check.close("distances from the bottom", distances, [4.6, 0.6, 0.6], absolute=0.06)

# %%
across, along = np.meshgrid(np.linspace(-11, 5, 80), np.linspace(-2, 2, 80))
axes = plt.subplots(1, 3, figsize=(12, 3.6), sharey=True)[1]
for ax, (name, path), color in zip(axes, paths.items(), (plot.RED, plot.BLUE, plot.BLACK)):
    ax.contour(across, along, across**2 + 100 * along**2, levels=[2, 10, 30, 80, 160], colors="silver")
    ax.plot(*path.T, "o-", color=color, markersize=4, linewidth=1.2)
    ax.plot(0, 0, "*", color=plot.ORANGE, markersize=16)
    ax.set(title=f"{name}: 40 steps", xlabel="along the valley")
axes[0].set_ylabel("across the valley")
plt.show()

# %% [markdown]
# SGD jumps from side to side while it creeps along: after 40 steps it is still 4.6 from the bottom. Momentum overshoots and comes back. Adam takes the straightest way, because it measures each direction by its own slopes. Both end 0.6 from the bottom.
#
# ### Exercise: predict Adam's first step
#
# A network has two weights. The first slopes that Adam sees are 0.002 for one and −300 for the other; its learning rate is 0.01. By how much does each weight change? Work it out from `walk_adam` with `step = 1`: two numbers in square brackets, with their signs.

# %% tags=["exercise"]
first_changes = ...  # your two numbers here, such as [0.0, 0.0]

# %% tags=["check"]
hint = "At the first step m is 0.1 * slope and the root of v is sqrt(0.001) * |slope|. What is left of the slope?"
check.close("first_changes", first_changes, [-0.01, 0.01], relative=0.02, hint=hint)

# %% [markdown]
# ## The race
#
# Now on the digits: SGD, momentum and Adam, each with a small learning rate and with one ten times as large. How many epochs until the training loss is below 0.1?

# %%
optimizers = {f"SGD, {rate}": SGD(learning_rate=rate) for rate in (0.05, 0.5)}
optimizers |= {f"momentum, {rate}": SGD(learning_rate=rate, momentum=0.9) for rate in (0.01, 0.1)}
optimizers |= {f"Adam, {rate}": Adam(learning_rate=rate) for rate in (0.001, 0.01)}
models, losses = {name: network(optimizer) for name, optimizer in optimizers.items()}, {}
for name, model in models.items():
    losses[name] = model.fit(x_train, y_train, batch_size=32, epochs=8, verbose=0).history["loss"]
    below = [epoch for epoch, loss in enumerate(losses[name], start=1) if loss < 0.1]
    print(f"{name:15} below 0.1 after {below[0] if below else 'more than 8'} epochs")

# %%
for i, (name, loss) in enumerate(losses.items()):
    plt.plot(range(1, 9), loss, color=plot.COLORS[i // 2], linestyle=("--", "-")[i % 2], label=name)
plt.gca().set(xlabel="epoch", ylabel="training loss", yscale="log", title="The rate matters more than the name")
plt.legend(ncols=2, fontsize=11)
plt.show()

# %%
lowest = {name: min(loss) for name, loss in losses.items()}
check.between("lowest loss with the small learning rates", min(list(lowest.values())[::2]), 0.11, 0.3)
check.between("lowest loss of SGD with ten times that", lowest["SGD, 0.5"], 0.02, 0.2)
check.between("lowest loss of momentum and Adam", max(lowest["momentum, 0.1"], lowest["Adam, 0.01"]), 0.005, 0.1)

# %% [markdown]
# With the small learning rates none of the three comes below 0.1 within 8 epochs; with ten times as much, momentum and Adam always do, and plain SGD comes close or gets there as well. Adam is no better than momentum with a learning rate that suits it. Its merit is that its usual learning rates, 0.001 to 0.01, suit many networks.
#
# What is it worth on digits that were not trained on? The rival is logistic regression, without any hidden layer.

# %%
from sklearn.linear_model import LogisticRegression

accuracy = models["Adam, 0.01"].evaluate(x_test, y_test, verbose=0)[1]
accuracy_of_rival = LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
check.between("accuracy on unseen digits, Adam", accuracy, 0.93, 0.99)
check.between("the same, less that of logistic regression", accuracy - accuracy_of_rival, -0.03, 0.03)

# %% [markdown]
# After 8 epochs it names 93 to 99 in 100 unseen digits, and so does logistic regression: a tie. The lesson "One of many, from raw pixels" takes this further.
#
# ## What goes wrong in practice
#
# **A learning rate ten times too large.** SGD learned well with 0.5. With 5:

# %%
history = network(SGD(learning_rate=5.0)).fit(x_train, y_train, batch_size=32, epochs=3, verbose=0)
check.close("loss of giving each digit the probability 1/10", -np.log(1 / 10), 2.303, absolute=0.001)
check.between("loss with ten times the learning rate, third epoch", history.history["loss"][-1], 2.2, 4.0)

# %% [markdown]
# The symptom: the loss stays at about 2.3 or above, which is what a network has that knows nothing and gives each of ten digits the probability 1/10. Whenever a new network does not learn, compute this number first, and try a tenth of the learning rate.
#
# **Data in order, not shuffled.** `fit` draws new batches at random in every epoch, unless it is told `shuffle=False` (or is given data as a stream). Here the examples are sorted: first all zeros, then all ones, and so on.

# %%
order = np.argsort(y_train)
unshuffled = network(SGD(learning_rate=0.1))
history = unshuffled.fit(x_train[order], y_train[order], batch_size=32, epochs=5, shuffle=False, verbose=0)
answers = unshuffled.predict(x_test, batch_size=450, verbose=0).argmax(axis=1)
check.between("accuracy that fit reports", history.history["accuracy"][-1], 0.7, 0.9)
check.between("accuracy on unseen digits", np.mean(answers == y_test), 0.1, 0.6)

# %%
plt.hist([y_test, answers], bins=np.arange(11) - 0.5, label=["in truth", "answered"])
plt.gca().set(xlabel="digit", ylabel="unseen digits", xticks=range(10), title="It answers what it saw last")
plt.legend()
plt.show()

# %% [markdown]
# The symptom: `fit` reports a good accuracy, 70 to 90 in 100, and unseen digits get 10 to 60. During the epoch the network follows whatever digit is up, and at its end it answers mostly 8 and 9. The cure is to shuffle.
#
# ### Exercise: find and mend the faults
#
# Somebody trained like this, and the accuracy is 0.1:
#
#     model = network(SGD(learning_rate=10.0, momentum=0.9))
#     model.fit(x_train[order], y_train[order], batch_size=1347, epochs=8, shuffle=False, verbose=0)
#
# There are three faults: each alone keeps it from 0.9. Write it well and return the trained model; the check wants at least 90 in 100 unseen digits.


# %% tags=["exercise"]
def well_trained():
    return ...  # your code here


# %% tags=["check"]
score = ("its accuracy on unseen digits", lambda model: model.evaluate(x_test, y_test, verbose=0)[1], 0.9, 1.0)
hint = "Look at the learning rate, at how many steps an epoch has, and at the order of the examples."
check.model(well_trained, inputs=(64,), outputs=(10,), score=score, hint=hint)

# %% [markdown]
# ## What we saw
#
# - A batch gives one step; an epoch is as many steps as there are batches. Steps and seconds are different costs.
# - SGD, momentum and Adam are a few lines each, and Keras computes the same.
# - The right learning rate matters more than the choice among them, and Adam does not beat momentum that is well set.
# - A loss that stays at that of knowing nothing means that the learning rate is too large; a good report with bad answers, that the data were not shuffled.
#
# **Go further.** Give `network` the optimizers `RMSprop` and `AdamW`: where do they come in? Draw the race against seconds instead of epochs. All of Keras's: [optimizers](https://keras.io/api/optimizers/).
#
# **Next:** Overfitting and underfitting.
