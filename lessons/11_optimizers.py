# %% [markdown]
# # 11. Optimizers
#
# > You build three optimizers in a few lines each, watch them walk through a valley, and race them on real digits.
#
# 30 minutes · needs: the lesson "Batches and epochs" · data: digits

# %% [markdown]
# ## A valley to walk in
#
# A network learns by steps, and the **optimizer** turns the gradient into a step. To see what optimizers do, take a landscape with two weights: the loss is (w₁² + 100 · w₂²) / 2. The star is its bottom. (`np.meshgrid` makes two tables, the w₁ and the w₂ of every place on a grid.) It is a long valley: w₁ runs along it, and w₂ across. All walks will start at −10, 1.

# %%
import numpy as np
from dl101 import check, data, plot
from matplotlib import pyplot as plt

print("the loss at the start, −10 and 1:", (10**2 + 100 * 1**2) / 2)


# %% tags=["slide"]
def landscape(ax):
    along, across = np.meshgrid(np.linspace(-11, 5, 80), np.linspace(-1.6, 1.6, 80))
    loss = (along**2 + 100 * across**2) / 2
    ax.contour(along, across, loss, levels=[1, 5, 15, 40, 80], colors="gray", linewidths=0.8)
    ax.plot(0, 0, "*", color=plot.RED, markersize=16)
    ax.set(xlabel="w₁, along the valley", ylabel="w₂, across the valley")


landscape(plt.subplots(figsize=(10, 4))[1])
plt.title("Every line joins places with the same loss")
plt.show()

# %% [markdown]
# The slopes are w₁ and 100 · w₂, and the curvatures 1 and 100. Each walk takes 40 steps. (Keras computes with 32 bits, `float32`, and so do we here.)

# %%
start, steps = np.array([-10, 1], dtype="float32"), np.arange(1, 41, dtype="float32")


def slope(w):
    return np.array([1, 100], dtype="float32") * w


# %% [markdown]
# **SGD**, stochastic gradient descent, is what you know from the last lessons: minus the learning rate times the slope. Across the valley it comes down only with a learning rate below 2 / 100, as in the lesson "Gradient descent", and with that it crawls along the valley. `path[-1]` is the last place, where we stand.


# %%
def walk_sgd(learning_rate):
    path = [start]
    for step in steps:
        path.append(path[-1] - learning_rate * slope(path[-1]))
    return np.array(path)


# %% [markdown]
# **Momentum** lets the weights roll like a ball. The velocity is what is added to the weights at each step. It keeps nine tenths of what it was, and from it the learning rate times the slope is subtracted. What points the same way at every step builds up to ten times the speed, as 1 + 0.9 + 0.81 + … = 10. What turns around at every step shrinks to about half.


# %%
def walk_momentum(learning_rate):
    path, velocity = [start], 0
    for step in steps:
        velocity = 0.9 * velocity - learning_rate * slope(path[-1])
        path.append(path[-1] + velocity)
    return np.array(path)


# %% [markdown]
# **Adam** keeps a running average of the slopes, `m`, and one of their squares, `v`, and divides `m` by the root of `v`. At first that is a slope over its own size, about 1 or −1. So the first steps of each weight have about the length `learning_rate`, whether its slopes are large or small. Later steps are shorter where the slopes shrink or change sign.
#
# Both averages start at 0: after the first step `m` is only a tenth of the slope, and `v` a thousandth of its square. The fraction in `size` makes up for that, and goes to 1 as the steps go on. The 1e-7 only guards against a division by 0.


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
# ## By hand and by Keras
#
# Keras's optimizers walk from the same start along the same slopes. `keras.Variable` is what Keras keeps a weight in. Keras computes with arrays of its own, called tensors: `convert_to_tensor` makes one of a NumPy array, `convert_to_numpy` goes back. `apply` takes a list of slopes and a list of weights, and makes one step.
#
# **Predict, then run.** Which of the three crosses the valley most often, and which ends farthest from the bottom?


# %%
import keras


def walk_keras(optimizer):
    path, w = [start], keras.Variable(start)
    for step in steps:
        optimizer.apply([keras.ops.convert_to_tensor(slope(path[-1]))], [w])
        path.append(keras.ops.convert_to_numpy(w))
    return np.array(path)


# %% tags=["slide"]
from keras.optimizers import SGD, Adam

paths = {"SGD": walk_sgd(0.019), "momentum": walk_momentum(0.005), "Adam": walk_adam(0.3)}
by_keras = [SGD(0.019), SGD(0.005, momentum=0.9), Adam(0.3)]
for (name, path), optimizer in zip(paths.items(), by_keras):
    print(f"40 steps of {name} end {np.hypot(*path[-1]):.2f} from the bottom")
    name = f"40 steps of {name}, by hand and by Keras"
    check.close(name, path, walk_keras(optimizer), relative=1e-6)

# %%
left = [np.hypot(*path[-1]) for path in paths.values()]
check.close("distances left", left, [4.64, 0.61, 0.55], absolute=0.01)
crossings = [int(np.sum(path[1:, 1] * path[:-1, 1] < 0)) for path in paths.values()]
check.equal("how often SGD, momentum and Adam cross the valley", crossings, [40, 10, 4])

# %% [markdown]
# Here are the three walks, step by step.


# %% tags=["slide"]
def draw(ax, step):
    landscape(ax)
    for (name, path), color in zip(paths.items(), plot.COLORS):
        ax.plot(*path[: step + 1].T, "o-", color=color, markersize=4, linewidth=1.5, label=name)
    ax.set_title(f"Step {step}")
    ax.legend(loc="lower left", ncols=3)


plot.movie(draw, range(41), figsize=(10, 4.4), seconds=8)

# %% [markdown]
# SGD jumps from side to side while it creeps along: it crosses the valley at each of its 40 steps, and is still 4.64 from the bottom. Momentum crosses ten times, in waves that get smaller. Adam crosses four times only, because it measures each weight by its own slopes. They end 0.61 and 0.55 from the bottom; too near to each other to choose by. (The picture stretches the valley across. Each learning rate was chosen by hand.)
#
# The valley suits Adam: it lies along one weight, and Adam measures each weight by itself. What if it lay askew? You can try it at the end.
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
# Now on 1344 of the digits, 42 full batches of 32, with the network of the last lesson. Each optimizer has a learning rate that suits it. (`model.history` is what the last `fit` returned.)

# %%
from keras import layers
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=453)
cross_entropy_of_ten = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


# %%
def network(optimizer):
    hidden = layers.Dense(64, activation="relu")
    model = keras.Sequential([keras.Input((64,)), hidden, layers.Dense(10)])
    model.compile(optimizer=optimizer, loss=cross_entropy_of_ten, metrics=["accuracy"])
    return model


# %% tags=["slide"]
optimizers = {"SGD": SGD(0.5), "momentum": SGD(0.1, momentum=0.9), "Adam": Adam(0.01)}
models = {name: network(optimizer) for name, optimizer in optimizers.items()}
for model in models.values():
    model.fit(x_train, y_train, batch_size=32, epochs=8, verbose=0)
losses = {name: model.history.history["loss"] for name, model in models.items()}
plot.loss(losses, log=True).set(title="Each with a rate that suits it")
plt.show()

# %%
from sklearn.linear_model import LogisticRegression

last = {name: loss[-1] for name, loss in losses.items()}
print("loss in training, at the end:", {name: round(loss, 3) for name, loss in last.items()})
check.between("largest of the three losses at the end", max(last.values()), 0.05, 0.12)
right = {name: model.evaluate(x_test, y_test, verbose=0)[1] for name, model in models.items()}
right["logistic regression"] = (
    LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
)
print("unseen digits right:", {name: f"{share:.1%}" for name, share in right.items()})
check.between("worst of the three on unseen digits", min(list(right.values())[:3]), 0.9, 0.99)
spread = max(right.values()) - min(right.values())
check.between("best minus worst of the four on unseen digits", spread, 0, 0.06)

# %% [markdown]
# All three learn the digits: at least 90 of 100 unseen ones are right, and no loss stays above 0.12. The best and the worst of the four are at most 6 points in 100 apart, and logistic regression is one of them: on these digits the choice of the optimizer matters less than a learning rate that suits it. People like Adam because rates from 0.001 to 0.01 work on many networks, while a rate for SGD has to be looked for.
#
# ## What goes wrong in practice
#
# **A learning rate ten times too large.** SGD learned well with 0.5. With 5:

# %%
history = network(SGD(5.0)).fit(x_train, y_train, batch_size=32, epochs=3, verbose=0)
too_fast, nothing = history.history["loss"][-1], -np.log(1 / 10)
print(f"loss with a rate of 5: {too_fast:.3f}; of 1/10 for each digit: {nothing:.3f}")
check.close("loss of giving each digit the probability 1/10", nothing, 2.303, absolute=0.001)
check.between("loss of SGD with a learning rate of 5, third epoch", too_fast, 2.25, 3.0)

# %% [markdown]
# The symptom: the loss stays at about 2.3 or above, and 2.3 is the loss of a network that knows nothing and gives each of ten digits the probability 1/10. Whenever a new network does not learn, compute this number first. Many faults lead to it. The learning rate is the first to try: a tenth of it, and ten times as much, each with a new network.
#
# ### Exercise: find and mend the faults
#
# Someone trained like this, and the accuracy is about 0.1:
#
#     order = np.argsort(y_train)
#     model = network(SGD(learning_rate=10.0, momentum=0.9))
#     model.fit(x_train[order], y_train[order], batch_size=1344, epochs=8, shuffle=False, verbose=0)
#
# There are three faults. One of them shows only after the others are mended. Mend all three, in whatever way you like, and return the trained model. Train for 8 epochs in all, no more and no fewer, on `x_train` and `y_train` only; the check wants at least 90 in 100 unseen digits.


# %% tags=["exercise"]
def well_trained():
    return ...  # your code here


check.exercise("well_trained", well_trained, x_test, y_test)

# %% [markdown]
# ## What we saw
#
# - SGD takes the slope as it is. Momentum adds up what points the same way. Adam measures each weight by its own slopes.
# - Each is a few lines of NumPy, and Keras computes the same.
# - With a learning rate that suits, all three read the digits, and so does logistic regression, which has no hidden layer.
# - A loss that stays at that of knowing nothing: try other learning rates first.
#
# **Go further.** Turn the valley by 45 degrees: which optimizer comes last? Give each optimizer of the race a tenth of its learning rate. Give `network` the optimizers `RMSprop` and `AdamW`: where do they come in? All of Keras's: [optimizers](https://keras.io/api/optimizers/).
#
# **Next:** Overfitting and underfitting.
