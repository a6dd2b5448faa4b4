# %% [markdown]
# # 8. Gradient descent
#
# > You find the way down by computing slopes, take Keras's steps by hand, and know beforehand at which learning rate training explodes.
#
# 30 minutes · needs: the lesson "Loss" · data: diabetes

# %% [markdown]
# ## Look at the valley first
#
# One neuron, the 442 patients, and the mean squared error. Hold the bias still at the mean progression and change only the weight: the loss is a valley. Learning means walking down into it.

# %% tags=["slide"]
from dl101 import check, data, plot
import numpy as np
from matplotlib import pyplot as plt

patients = data.load("diabetes")
print(f"{len(patients)} patients, and a neuron with one weight to find")
raw, y = patients["bmi"].to_numpy(), patients["progression"].to_numpy()
x, b = (raw - raw.mean()) / raw.std(), y.mean()


def loss(w):
    return np.mean((w * x + b - y) ** 2)


# %% tags=["slide"]
weights = np.linspace(-250, 350, 121)
valley = [loss(w) for w in weights]
fig, ax = plt.subplots()
ax.plot(weights, valley)
ax.set(xlabel="weight w", ylabel="mean squared error", title="The loss of one neuron is a valley")
plt.show()

# %% [markdown]
# ## Which way is down
#
# You stand at the weight 0, and it is dark. Which way is down? Nudge the weight a little to both sides, and see how the loss changes. The change of the loss, divided by the change of the weight, is the **slope** at this place.
#
# Nudging costs two losses for each parameter. There is also a formula. The loss is the mean of `(w * x + b - y) ** 2`. A square changes 2 · error times as fast as the error, and the error changes by `x` when `w` changes by 1. So the slope is the mean of `2 * (w * x + b - y) * x`, and here `w` is 0.

# %% tags=["slide"]
slope_nudged = (loss(0.001) - loss(-0.001)) / 0.002
slope_by_formula = np.mean(2 * (0 * x + b - y) * x)
print(f"slope at w = 0: {slope_nudged:.3f} by nudging, {slope_by_formula:.3f} by the formula")
check.close("slope of the loss at w = 0, by formula and by nudging", slope_by_formula, slope_nudged)

# %% [markdown]
# The slope is negative, so a larger `w` makes the loss smaller. Walk to the right.
#
# Every parameter has a slope. For the bias it is the mean of `2 * (w * x + b - y)`, because the error changes by 1 when `b` does. All the slopes together are called the **gradient**.
#
# ### Exercise: a gradient for several inputs
#
# Above, each patient had one number. Now `x` is a table with a row for each example and a column for each input, as in the lesson "Many inputs". `w` is an array with a weight for each input, `b` one number, and `y` an array with the truth for each example. All of them may be whole numbers. Return the gradient of the mean squared error: an array with the slopes in all the weights, then, after a comma, the slope in `b`.
#
# For example, `w = [2, -1]` and `b = 1` answer the three examples `x = [[1, 0], [2, 1], [0, 2]]` with 3, 4 and −1. If the truth is `y = [0, 1, 2]`, the slopes are `[6, -2]` and 2. It must work for any number of examples and inputs, also for one.


# %% tags=["exercise"]
def gradient(w, b, x, y):
    return ...  # your code here: the slopes in w, the slope in b


check.exercise("gradient", gradient)

# %% [markdown]
# ## Gradient descent
#
# **Gradient descent** repeats one step: subtract from each parameter its slope, times the learning rate. Minus, because down is against the slope. Where the valley is steep the steps are long, and near the bottom they become short. Here it is for both parameters, complete:

# %% tags=["slide"]
w, b, learning_rate = 0.0, 0.0, 0.3
for step in range(25):
    error = w * x + b - y
    slope_w, slope_b = np.mean(2 * error * x), np.mean(2 * error)
    w, b = w - learning_rate * slope_w, b - learning_rate * slope_b
print(f"after 25 steps: progression = {w:.3f} * bmi + {b:.3f}")
check.close("w and b after 25 steps, and least squares", [w, b], np.polyfit(x, y, 1), relative=1e-5)

# %% [markdown]
# It arrives where least squares does. And this is all that Keras's `SGD` does: three steps by Keras, from the same place, and three by hand. `train_on_batch` makes one step on the examples that it is given, and `x[:, None]` is `x` as a column, as Keras wants it; we do the same to `y`.

# %%
import keras
from keras import layers

keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((1,)), layers.Dense(1, kernel_initializer="zeros")])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.3), loss="mse")
w, b = 0.0, 0.0
for step in range(3):
    model.train_on_batch(x[:, None], y[:, None])
    error = w * x + b - y
    w, b = w - 0.3 * np.mean(2 * error * x), b - 0.3 * np.mean(2 * error)
by_keras = [weights.item() for weights in model.get_weights()]
check.close("w and b after three steps, by hand and by Keras", by_keras, [w, b], relative=1e-5)

# %% [markdown]
# ## How large a step
#
# Hold the bias at the mean again. Three learning rates start at the weight −50: 0.05, 0.9 and 1.05. Each makes 12 steps. (`paths.items()` goes through a dictionary: each rate with its path.)
#
# **Predict, then run.** Which of the three gets nearest to the bottom, and what happens to the others?

# %% tags=["slide"]
prediction = None  # your guess, for example (0.05, "the others come close, too")
b = y.mean()
paths = {0.05: [-50.0], 0.9: [-50.0], 1.05: [-50.0]}
for learning_rate, path in paths.items():
    for step in range(12):
        w = path[-1]
        path.append(w - learning_rate * np.mean(2 * (w * x + b - y) * x))
best = np.polyfit(x, y, 1)[0]
away = {rate: path[-1] - best for rate, path in paths.items()}
print("your prediction:", prediction, "and after 12 steps they are away from the bottom by:")
print({rate: round(float(distance), 1) for rate, distance in away.items()})


# %% tags=["slide"]
def draw(ax, step):
    ax.plot(weights, valley, color="gray", linewidth=1)
    for rate, color in zip(paths, [plot.BLUE, plot.GREEN, plot.RED]):
        path = paths[rate][: step + 1]
        ax.plot(path, [loss(w) for w in path], color=color, linewidth=1)
        ax.plot(path[-1], loss(path[-1]), "o", color=color, markersize=10, label=f"rate {rate}")
    ax.set(
        xlim=(-250, 350), ylim=(0, 75000), xlabel="weight w", ylabel="loss", title=f"Step {step}"
    )
    ax.legend(loc="upper center", ncols=3)


plot.movie(draw, range(13))

# %% [markdown]
# 0.05 crawls, and is still far away. 0.9 jumps across the valley at each step, and yet gets nearest. 1.05 lands higher each time, on the other side; in the last two steps it is above the picture.
#
# There is an exact rule. In a valley shaped like a parabola, the slope grows evenly with the distance d from the bottom: it is curvature · d, where the **curvature** is a number that tells how narrow the valley is. One step takes you from d to d − learning_rate · curvature · d, that is, to (1 − learning_rate · curvature) · d. As long as this bracket lies between −1 and 1, each step comes nearer. If the learning rate is above 2 / curvature, the bracket is below −1, and each step ends farther away.
#
# For one weight, the slope is the mean of `2 * (w * x + b - y) * x`. When `w` grows by 1, it grows by the mean of `2 * x**2`. So that is the curvature. For a standardized input the mean of `x**2` is 1, so the curvature is 2, and the largest learning rate is 1.

# %%
curvature = np.mean(2 * x**2)
by_rule = {rate: (1 - rate * curvature) ** 12 * (-50 - best) for rate in paths}
print(f"curvature {curvature:.3f}, largest learning rate {2 / curvature:.3f}")
check.close("curvature of the loss for a standardized input", curvature, 2)
rules, walked = list(by_rule.values()), list(away.values())
check.close("distances after 12 steps, by the rule and by walking", rules, walked)

# %% [markdown]
# The rule gives the very distances at which the three walks ended.
#
# In the lesson "A single neuron", the raw body mass index exploded. Now you know beforehand at which learning rate. In Keras, with a neuron without bias (`use_bias=False`), from its own random start: a tenth below the limit, and a tenth above it.

# %%
limit, grown = 2 / np.mean(2 * raw**2), {}
for part in (0.9, 1.1):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=float(part * limit)), loss="mse")
    losses = [float(model.train_on_batch(raw[:, None], y[:, None])) for step in range(60)]
    grown[part] = losses[-1] / losses[0]
    print(f"at {part} of the limit {limit:.6f} the last loss is {grown[part]:.3g} times the first")
check.between("largest learning rate for the raw bmi", limit, 0.0013, 0.0015)
check.between("loss at 0.9 of the limit, last over first", grown[0.9], 0.0, 0.5)
check.between("loss at 1.1 of the limit, last over first", grown[1.1], 1e6, 1e10)

# %% [markdown]
# The limit is about 0.0014. A tenth below it the loss falls to less than half, a tenth above it grows a million times and more. Large inputs make a large curvature: that is why inputs are standardized. With several parameters, the direction in which the valley is narrowest decides.
#
# ### Exercise: the largest learning rate
#
# Write it for a neuron with one input and without bias. `x` is an array with a number for each example, not standardized, and not all of them are 0. Return one number, the limit. For `x = [1, 2, -4]` the curvature is 14, and the result is about 0.143.


# %% tags=["exercise"]
def largest_learning_rate(x):
    return ...  # your code here


check.exercise("largest_learning_rate", largest_learning_rate)

# %% [markdown]
# ## What we saw
#
# - The gradient tells for each parameter how the loss changes with it. Gradient descent subtracts it, times the learning rate.
# - Formulas, nudging and Keras agree, up to rounding.
# - In a valley shaped like a parabola, a learning rate above 2 / curvature explodes. Large inputs make a large curvature.
#
# **Go further.** Draw the path of `w` and `b` on the map of the lesson "Loss". In `paths`, put 0.5 and 1 in the place of two of the rates: why is 0.5 special? For several inputs, the curvatures of the valley's directions are the eigenvalues of `2 * X.T @ X / n`, where `X` is the table of the inputs and `n` the number of its rows; `np.linalg.eigvalsh` finds them. The method's page: [SGD](https://keras.io/api/optimizers/sgd/).
#
# **Next:** Backpropagation.
