# %% [markdown]
# # 10. Batches, epochs and optimizers
#
# > You count the steps of a training before Keras does, build its optimizers in five lines each, and race them.
#
# 40 minutes · needs: the lesson "Gradient descent" · data: digits

# %% [markdown]
# ## Look at the data first
#
# 1797 digits, written by hand. Each is an image of 8 × 8 pixels, from 0 (paper) to 16 (ink). We divide by 16, so that every input lies between 0 and 1. A network will be given the 64 numbers and say which of ten digits they show.

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt

digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
plot.images(x[:16], titles=y[:16])
plt.show()

# %% [markdown]
# ## Steps, batches, epochs
#
# Gradient descent moves the weights once and then needs a new gradient. That is one **step**. In the lesson "Gradient descent" each step looked at all the examples. It need not: the gradient of 32 of them is a rough estimate of the gradient of all, and costs far less. So training goes through the examples in portions.
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
print(f"{batches} batches in an epoch, and {left_over} examples in the last one")
check.equal("batches in an epoch, and examples in the last one", [batches, left_over], [43, 3])

# %% [markdown]
# The network has 64 hidden neurons and one output neuron for each digit. Its loss is the cross-entropy, as in the lesson "Cross-entropy": softmax makes ten probabilities of the ten logits, and the loss is −log of the one that was given to the true digit. `Sparse` means that the targets are the digits 0 to 9 themselves; no one-hot rows are needed. With `metrics=["accuracy"]`, `fit` reports the accuracy too, and `evaluate` gives two numbers, the loss and the accuracy. The optimizer counts its steps:

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
print("steps in two epochs, counted by Keras:", int(model.optimizer.iterations))
check.equal("steps in two epochs, counted by Keras", int(model.optimizer.iterations), 2 * batches)

# %% [markdown]
# ### Exercise: count the steps
#
# How many steps does a training make, from the first epoch to the last? All three arguments are whole numbers of at least 1, and so is the result. For example, 10 examples in batches of 4, for 3 epochs, make 9 steps. A batch may be larger than the number of examples: then one batch holds them all.


# %% tags=["exercise"]
def steps_in_training(examples, batch_size, epochs):
    return ...  # your code here


check.exercise("steps_in_training", steps_in_training)

# %% [markdown]
# ## Steps and seconds are two different costs
#
# Small batches make many steps in an epoch. But each step has a price of its own, however few the examples in it. Four batch sizes, three epochs each. The gradient of a large batch is less rough and bears a larger learning rate, so each size has a rate that suits it. (The clock starts after the first epoch, because Keras builds its program during that one.)

# %%
import time

counts, seconds, final = [], [], []
for batch_size, learning_rate in zip((8, 32, 128, 1347), (0.1, 0.4, 0.5, 1.0)):
    model = network(SGD(learning_rate=learning_rate))
    model.fit(x_train, y_train, batch_size=batch_size, verbose=0)
    begin = time.perf_counter()
    final.append(model.fit(x_train, y_train, batch_size=batch_size, epochs=2, verbose=0).history["loss"][-1])
    seconds.append((time.perf_counter() - begin) / 2)
    counts.append(int(model.optimizer.iterations) // 3)
    print(f"batch size {batch_size:4}: steps {counts[-1]:3}, seconds {seconds[-1]:.3f} an epoch, loss {final[-1]:.2f}")

# %%
check.equal("steps an epoch, for the four batch sizes", counts, [169, 43, 11, 1])
check.between("loss after three epochs of 169 steps", final[0], 0.05, 0.4)
check.between("loss after three epochs of 43 steps minus loss after three of 169", final[1] - final[0], -0.15, 0.2)
check.between("loss after three epochs of 1 step", final[-1], 1.5, 2.3)

# %% [markdown]
# Counted in epochs, 169 steps and 43 steps learn about as much: the loss is at most 0.4 and differs by 0.2 at most. One step an epoch is far behind, above 1.5. Counted in seconds, the epoch with the most steps takes longest. 32 is what Keras takes if you name no batch size; 32 to 128 is a usual compromise. When someone says that a method is faster, ask: in steps, in epochs or in seconds, and was the learning rate set for each?
#
# ## Three optimizers in a valley
#
# The **optimizer** turns the gradient into a step. To see what optimizers do, take a landscape with two weights: the loss is (w₁² + 100 · w₂²) / 2. Its slopes are w₁ and 100 · w₂, its curvatures 1 and 100, and its bottom is at 0, 0. It is a long valley: w₁ runs along it, w₂ across. (Keras computes with 32 bits, float32. So do we here, or the last digits would differ.)

# %%
start, steps = np.array([-10, 1], dtype="float32"), np.arange(1, 41, dtype="float32")


def slope(w):
    return np.array([1, 100], dtype="float32") * w


# %% [markdown]
# **SGD**, stochastic gradient descent, is what you know: minus the learning rate times the slope. Stochastic, because batches are drawn at random; this valley has no batches, so here it is plain gradient descent. Across the valley only a learning rate below 2 / 100 is stable (the 2 / λ of the lesson "Gradient descent"), and with that it crawls along the valley. (`path[-1]` is the last place, where we stand.)


# %%
def walk_sgd(learning_rate):
    path = [start]
    for step in steps:
        path.append(path[-1] - learning_rate * slope(path[-1]))
    return np.array(path)


# %% [markdown]
# **Momentum** lets the weights roll like a ball. The velocity keeps nine tenths of what it was, and each step subtracts the learning rate times the slope. What points the same way at every step builds up to ten times the speed, as 1 + 0.9 + 0.81 + … = 10; what turns around at every step shrinks to about half.


# %%
def walk_momentum(learning_rate):
    path, velocity = [start], 0
    for step in steps:
        velocity = 0.9 * velocity - learning_rate * slope(path[-1])
        path.append(path[-1] + velocity)
    return np.array(path)


# %% [markdown]
# **Adam** also keeps an average of the slopes, `m`, and one of their squares, `v`. It divides one by the root of the other. So the first steps of each weight have about the length `learning_rate`, whether its slopes are large or small; later ones are shorter where the slopes shrink or change sign. Both averages start at 0: after the first step `m` is only a tenth of the slope and `v` a thousandth of its square. The fraction in `size` makes up for that, and goes to 1 as the steps go on. The 1e-7 only guards against a division by 0.


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
    print(f"40 steps of {name} end {np.hypot(*path[-1]):.2f} from the bottom")
    check.close(f"40 steps of {name}, by hand and by Keras", path, walk_keras(optimizer), relative=1e-6)
check.close("distances left", [np.hypot(*path[-1]) for path in paths.values()], [4.64, 0.61, 0.55], absolute=0.01)

# %%
across, along = np.meshgrid(np.linspace(-11, 5, 80), np.linspace(-2, 2, 80))
axes = plt.subplots(1, 3, figsize=(12, 3.6), sharey=True)[1]
for ax, (name, path), color in zip(axes, paths.items(), (plot.RED, plot.BLUE, plot.GREEN)):
    ax.contour(across, along, across**2 + 100 * along**2, levels=[2, 10, 30, 80, 160], colors="gray", linewidths=0.7)
    ax.plot(*path.T, "o-", color=color, markersize=4, linewidth=1.2)
    ax.plot(0, 0, "*", color=plot.ORANGE, markersize=16)
    ax.set(title=f"{name}: 40 steps", xlabel="along the valley")
axes[0].set_ylabel("across the valley")
plt.show()

# %% [markdown]
# SGD jumps from side to side while it creeps along: after 40 steps it is still 4.64 from the bottom. Momentum swings across the valley in long waves, Adam in fewer, because it measures each weight by its own slopes. They end 0.61 and 0.55 from the bottom; a few steps more or less, and the order could change. (Each learning rate was chosen by hand. `np.hypot` is the length of the straight way to the bottom, and the picture stretches the valley across.) The valley suits Adam: it lies along one weight. Turn it by 45 degrees, and Adam loses that advantage, while SGD and momentum do not notice.
#
# ### Exercise: predict Adam's first step
#
# A network has two weights. The first slopes that Adam sees are 0.002 for one and −300 for the other; its learning rate is 0.01. By how much does each weight change? Work it out from `walk_adam` with `step = 1`: two numbers in square brackets, with their signs. Being off by 1 in 100 does no harm.

# %% tags=["exercise"]
first_changes = ...  # your two numbers here, such as [0.0, 0.0]
check.exercise("first_changes", first_changes)

# %% [markdown]
# ## The race
#
# Now on the digits: SGD, momentum and Adam, each with a small learning rate and with one ten times as large. How many epochs until the training loss is below 0.1? (`a |= b` adds the entries of `b` to the dictionary `a`.)

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
    plt.plot(range(1, 9), loss, color=(plot.RED, plot.BLUE, plot.GREEN)[i // 2], ls=("--", "-")[i % 2], label=name)
plt.gca().set(xlabel="epoch", ylabel="training loss", yscale="log", title="The rate matters for each of the three")
plt.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %%
lowest = {name: min(loss) for name, loss in losses.items()}
print("lowest loss:", *[f"{name}: {loss:.3f}" for name, loss in lowest.items()], sep="\n")
check.between("lowest loss with the small learning rates", min(list(lowest.values())[::2]), 0.11, 0.3)
check.between("lowest loss of SGD with a learning rate of 0.5", lowest["SGD, 0.5"], 0.02, 0.2)
check.between("lowest loss of momentum", lowest["momentum, 0.1"], 0.005, 0.1)
check.between("lowest loss of Adam minus lowest loss of momentum", lowest["Adam, 0.01"] - lowest["momentum, 0.1"], -0.06, 0.06)

# %% [markdown]
# With the small learning rates none of the three comes below 0.1 within 8 epochs; with ten times as much, momentum and Adam do, and plain SGD comes close or gets there as well. Adam is about as good as momentum, each with a rate that suits it. People like Adam because a rate from 0.001 to 0.01 works on many networks, if slowly, as 0.001 does here. (`[::2]` takes every second of the six: those with the small rates.)
#
# What is it worth on digits that were not trained on? The rival is logistic regression, without any hidden layer.

# %%
from sklearn.linear_model import LogisticRegression

accuracy = models["Adam, 0.01"].evaluate(x_test, y_test, verbose=0)[1]
accuracy_of_rival = LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
print(f"right on unseen digits: Adam {accuracy:.1%}, logistic regression {accuracy_of_rival:.1%}")
check.between("accuracy on unseen digits, Adam", accuracy, 0.93, 0.99)
check.between("accuracy on unseen digits, Adam minus logistic regression", accuracy - accuracy_of_rival, -0.03, 0.03)

# %% [markdown]
# After 8 epochs it names 93 to 99 in 100 unseen digits. Logistic regression is at most 3 in 100 away: a tie. The lesson "One of many, from raw pixels" takes this further, on larger images, and there the network wins.
#
# ## What goes wrong in practice
#
# **A learning rate ten times too large.** SGD learned well with 0.5. With 5:

# %%
history = network(SGD(learning_rate=5.0)).fit(x_train, y_train, batch_size=32, epochs=3, verbose=0)
print(f"loss of a network that knows nothing: {-np.log(1 / 10):.3f}")
print(f"loss with a learning rate of 5: {history.history['loss'][-1]:.3f}")
check.close("loss of giving each digit the probability 1/10", -np.log(1 / 10), 2.303, absolute=0.001)
check.between("loss of SGD with a learning rate of 5, third epoch", history.history["loss"][-1], 2.25, 3.0)

# %% [markdown]
# The symptom: the loss ends at about 2.3 or above, which is what a network has that knows nothing and gives each of ten digits the probability 1/10. Whenever a new network does not learn, compute this number first. Then build the network anew, and try a tenth of the learning rate; and ten times of it, for a rate that is far too small looks the same.
#
# **Data in order, not shuffled.** `fit` draws new batches at random in every epoch, unless it is told `shuffle=False`. Here the examples are sorted: first all zeros, then all ones, and so on.

# %%
order = np.argsort(y_train)
unshuffled = network(SGD(learning_rate=0.1))
history = unshuffled.fit(x_train[order], y_train[order], batch_size=32, epochs=5, shuffle=False, verbose=0)
answers = unshuffled.predict(x_test, batch_size=450, verbose=0).argmax(axis=1)
print(f"data in order, fit reports: {history.history['accuracy'][-1]:.0%} right")
print(f"the same, asked again: {unshuffled.evaluate(x_train, y_train, verbose=0)[1]:.0%} right")
print(f"unseen digits answered with 8 or 9: {np.mean(answers >= 8):.0%}")
check.between("accuracy that fit reports, digits in order", history.history["accuracy"][-1], 0.7, 0.9)
check.between("accuracy after training on digits in order", unshuffled.evaluate(x_train, y_train, verbose=0)[1], 0.1, 0.6)
check.between("share of 8 and 9 among the answers to unseen digits", np.mean(answers >= 8), 0.4, 1.0)

# %%
plt.hist([y_test, answers], bins=np.arange(11) - 0.5, label=["in truth", "answered"])
plt.gca().set(xlabel="digit", ylabel="unseen digits", xticks=range(10), title="It answers what it saw last")
plt.legend()
plt.show()

# %% [markdown]
# The symptom: `fit` reports 70 to 90 in 100, but asked again afterwards, the same examples get 10 to 60. `fit` averages over the epoch, while the network follows whatever digit is up. At the end it answers mostly 8 and 9. This is not a matter of unseen digits: it is as bad on what it was trained on. The cure is to shuffle:

# %%
unshuffled.fit(x_train[order], y_train[order], batch_size=32, epochs=5, verbose=0)
print(f"shuffled, asked again: {unshuffled.evaluate(x_train, y_train, verbose=0)[1]:.0%} right")
check.between("accuracy after more training, shuffled", unshuffled.evaluate(x_train, y_train, verbose=0)[1], 0.85, 1.0)

# %% [markdown]
# Five more epochs with shuffled batches, and the same network gets 85 in 100 or more.
#
# ### Exercise: find and mend the faults
#
# Someone trained like this, and the accuracy is about 0.1:
#
#     model = network(SGD(learning_rate=10.0, momentum=0.9))
#     model.fit(x_train[order], y_train[order], batch_size=1347, epochs=8, shuffle=False, verbose=0)
#
# There are three faults. One of them shows only after the others are mended. Write it well, in whatever way mends the faults, and return the trained model. Train for 8 epochs in all, no more and no fewer, on `x_train` and `y_train` only; the check wants at least 90 in 100 unseen digits.


# %% tags=["exercise"]
def well_trained():
    return ...  # your code here


check.exercise("well_trained", well_trained, x_test, y_test)

# %% [markdown]
# ## What we saw
#
# - A batch gives one step; an epoch is as many steps as there are batches. Steps and seconds are different costs.
# - SGD, momentum and Adam are a few lines each, and Keras computes the same.
# - A learning rate that suits matters for each of them. With it, momentum and Adam end about equal here.
# - A loss that stays at that of knowing nothing has a learning rate that is too large or too small, or too few steps. If `fit` reports a good accuracy and `evaluate` a bad one on the same examples, the data were not shuffled.
#
# **Go further.** Turn the valley by 45 degrees: which optimizer comes last? Give `network` the optimizers `RMSprop` and `AdamW`: where do they come in? Draw the race against seconds instead of epochs. All of Keras's: [optimizers](https://keras.io/api/optimizers/).
#
# **Next:** Overfitting and underfitting.
