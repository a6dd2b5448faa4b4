# %% [markdown]
# # 8. How a network learns
#
# > You compute gradients by hand, train a network in NumPy alone, and predict the learning rate at which training explodes.
#
# 40 minutes · needs: the lesson "Loss" · data: diabetes, and points drawn by scikit-learn

# %% [markdown]
# ## Look at the slope first
#
# One neuron, the 442 patients, and the mean squared error. Hold the bias still at 152 and change only the weight: the loss is a valley. Learning means walking down into it.

# %%
from dl101 import check, data, plot
import numpy as np
from matplotlib import pyplot as plt

raw, y = data.load("diabetes")[["bmi", "progression"]].to_numpy().T
x = (raw - raw.mean()) / raw.std()
plt.plot(range(-60, 150), [np.mean((w * x + 152 - y) ** 2) for w in range(-60, 150)])
plt.gca().set(
    xlabel="weight w", ylabel="mean squared error", title="The loss of one neuron is a valley"
)
plt.show()

# %% [markdown]
# ## Which way is down
#
# Standing at some weight, how do you know which way is down? Nudge it a little to both sides and see how the loss changes. The change of the loss, divided by the change of the weight, is the **slope** there.


# %%
def loss(w, b):
    return np.mean((w * x + b - y) ** 2)


slope_nudged = (loss(0.001, 152) - loss(-0.001, 152)) / 0.002
print(f"slope at w = 0, by nudging: {slope_nudged:.3f}")
check.between("slope at w = 0", slope_nudged, -91, -90)

# %% [markdown]
# The slope is negative: a larger `w` makes the loss smaller. So walk to the right.
#
# Nudging costs two losses for each parameter. There is a formula. The loss is the mean of `(w * x + b - y) ** 2`. By the rules for derivatives a square gives twice the error, times how fast the error itself changes: by `x` for each unit of `w`, by 1 for each unit of `b`.
#
# - slope in `w`: the mean of `2 * (w * x + b - y) * x`
# - slope in `b`: the mean of `2 * (w * x + b - y)`
#
# All slopes together are called the **gradient**.

# %%
slope_by_formula = np.mean(2 * (0 * x + 152 - y) * x)
print(f"slope at w = 0, by the formula: {slope_by_formula:.3f}")
check.close("slope in w: formula and nudging", slope_by_formula, slope_nudged, relative=1e-5)

# %% [markdown]
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
# **Gradient descent** repeats one step: subtract from each parameter its slope, times the learning rate. Minus, because down is against the slope. Steep places get long steps, flat places short ones. Here it is, complete:

# %%
w, b, learning_rate = 0.0, 0.0, 0.3
path = [(w, b)]
for step in range(25):
    error = w * x + b - y
    slope_w, slope_b = np.mean(2 * error * x), np.mean(2 * error)
    w, b = w - learning_rate * slope_w, b - learning_rate * slope_b
    path.append((w, b))
print(f"after 25 steps: progression = {w:.3f} * bmi + {b:.3f}")
check.close("w and b after 25 steps, and least squares", [w, b], np.polyfit(x, y, 1), relative=1e-5)

# %%
w_values, b_values = np.linspace(-100, 200, 61), np.linspace(0, 300, 61)
heights = [[loss(w, b) for w in w_values] for b in b_values]
ax = plt.subplots(figsize=(6, 4.6))[1]
lines = ax.contour(
    w_values, b_values, np.sqrt(heights), levels=[65, 80, 100, 120, 140, 160], colors="gray"
)
ax.clabel(lines, fmt="%d")
ax.plot([w for w, b in path], [b for w, b in path], "o-", color=plot.RED)
ax.set(
    xlabel="weight w", ylabel="bias b", title="25 steps downhill: long ones first, then short ones"
)
plt.show()

# %% [markdown]
# This is what Keras's `SGD` does. `train_on_batch` makes one step on the examples it is given. One step from the same place leads to the same place. (`x[:, None]` is `x` as a column, as Keras wants it.)

# %%
import keras
from keras import layers

model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.3), loss="mse")
model.set_weights([np.array([[0.0]]), np.array([0.0])])
model.train_on_batch(x[:, None], y[:, None])
kernel, bias = model.get_weights()
print(f"after one step, by hand:  w = {path[1][0]:.3f}, b = {path[1][1]:.3f}")
print(f"after one step, by Keras: w = {kernel[0, 0]:.3f}, b = {bias[0]:.3f}")
check.close(
    "w and b after one step: by hand and by Keras", [kernel[0, 0], bias[0]], path[1], relative=1e-5
)

# %% [markdown]
# ## Too small, right, too large
#
# The learning rate decides how far each step goes. Three neurons, three learning rates, thirty steps each:


# %%
def descend(x, y, learning_rate, steps):
    w, b, losses = 0.0, 0.0, []
    for step in range(steps):
        error = w * x + b - y
        losses.append(np.mean(error**2))
        w, b = w - learning_rate * np.mean(2 * error * x), b - learning_rate * np.mean(2 * error)
    return losses


# %%
curves = {f"learning rate {rate}": descend(x, y, rate, 30) for rate in (0.005, 0.3, 1.05)}
small, middle, large = (losses[-1] for losses in curves.values())
print(f"loss at the start: {loss(0, 0):,.0f}")
print(f"after thirty steps: {small:,.0f} at 0.005, {middle:,.0f} at 0.3, {large:,.0f} at 1.05")
check.between("last loss at 0.005, over the last at 0.3", small / middle, 4, 5)
check.between("last loss at 1.05, over the first", large / loss(0, 0), 200, 240)
plot.loss(curves, log=True).set(xlabel="step", title="Too small crawls, too large climbs")
plt.show()

# %% [markdown]
# At 0.005 the loss is still more than four times its lowest after thirty steps. At 1.05 each step overshoots the valley and lands higher on the other side; at the end the loss is more than 200 times what it was.
#
# How large is too large? In a valley shaped like a parabola there is an exact answer. At the distance d from the bottom the slope is λ · d, where λ (lambda) is the **curvature**. One step takes you from d to (1 − learning_rate · λ) · d. If the learning rate is above 2 / λ, that bracket is below −1, and each step ends farther away on the other side.
#
# With several parameters, the most curved direction decides. NumPy's `eigvalsh` finds the curvatures (in mathematics: **eigenvalues**) of the matrix `2 * X.T @ X / n`. Here `X` has a column for each input and a column of ones for the bias, `X.T` is `X` with rows and columns exchanged, and n is the number of examples.
#
# For the raw body mass index, which exploded in the first lesson:

# %%
X = np.column_stack([raw, np.ones(len(raw))])
limit = 2 / np.linalg.eigvalsh(2 * X.T @ X / len(X)).max()
print(f"largest learning rate for the raw body mass index: {limit:.6f}")
check.between("largest learning rate for the raw body mass index", limit, 0.0013, 0.0015)

# %% [markdown]
# Theory meets practice, in Keras and from its own random start: a tenth below the limit the loss falls, a tenth above it explodes.

# %%
keras.utils.set_random_seed(0)
grown = {}
for part in (0.9, 1.1):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=float(part * limit)), loss="mse")
    losses = [float(model.train_on_batch(raw[:, None], y[:, None])) for step in range(60)]
    grown[part] = losses[-1] / losses[0]
print(f"at 0.9 of the limit the loss ends at {grown[0.9]:.2f} times the first one")
print(f"at 1.1 of the limit it ends at {grown[1.1] / 1e6:,.0f} million times the first one")
check.between("loss at 0.9 of the limit, over the start", grown[0.9], 0.0, 0.5)
check.between("loss at 1.1 of the limit, over the start", grown[1.1], 1e8, 1e10)

# %% [markdown]
# ### Exercise: the largest learning rate
#
# Write it for any `x`, an array with a row for each example and a column for each input, without the ones. Return one number. For example, for `x = [[2], [-2]]` the curvatures are 8 and 2, and the result is 0.25.
#
# Predict what comes out for `x[:, None]`, the standardized body mass index. Then write it, and try it in a cell of your own.


# %% tags=["exercise"]
def largest_learning_rate(x):
    return ...  # your code here


check.exercise("largest_learning_rate", largest_learning_rate)

# %% [markdown]
# ## Backpropagation
#
# A network with a hidden layer has no such simple formula, but each layer has one. Here is a small network: 2 inputs, 8 tanh neurons, 1 output, and the two moons to separate. Forward, by hand (`*start` hands over its four arrays one after the other):

# %%
from sklearn.datasets import make_moons

(x_train, y_train), (x_test, y_test) = make_moons(300, noise=0.1), make_moons(1000, noise=0.1)
targets = 2.0 * y_train[:, None] - 1
network = keras.Sequential([keras.Input((2,)), layers.Dense(8, activation="tanh"), layers.Dense(1)])
start = network.get_weights()
plot.network(network, inputs=["right", "up"], outputs=["moon 1 if > 0"])
plt.show()


# %%
def forward(x, W1, b1, W2, b2):
    hidden = np.tanh(x @ W1 + b1)
    return hidden, hidden @ W2 + b2


by_keras = network.predict(x_train, verbose=0)
check.close(
    "forward pass: by hand and by Keras", by_keras, forward(x_train, *start)[1], relative=1e-5
)

# %% [markdown]
# Now backward. Ask at each place: how much does the loss change if *this* number changes? Slopes that follow one another are multiplied; that is the chain rule.
#
# 1. At the answers: `2 * (answers - targets) / n`. The `/ n` comes from the mean.
# 2. A last weight multiplied a hidden number. So its slope is that hidden number times the slope at the answer, added up over all examples: `hidden.T @ at_answers`.
# 3. A hidden number was multiplied by a last weight. So its slope is the slope at the answer times that weight: `at_answers @ W2.T`.
# 4. Before that came tanh: multiply by its slope, `1 - hidden ** 2`.
# 5. The first weights are like step 2, with `x` in place of `hidden`. A bias is multiplied by 1: add up over the examples.
#
# This is **backpropagation**: one pass forward, one pass back, and every slope is known.


# %%
def backward(x, targets, W1, b1, W2, b2):
    hidden, answers = forward(x, W1, b1, W2, b2)
    at_answers = 2 * (answers - targets) / len(x)
    at_hidden = (at_answers @ W2.T) * (1 - hidden**2)  # (300, 1) @ (1, 8): a row for each example
    return [x.T @ at_hidden, at_hidden.sum(axis=0), hidden.T @ at_answers, at_answers.sum(axis=0)]


by_hand = backward(x_train, targets, *start)

# %% [markdown]
# Two witnesses say whether it is right. Keras: after one step with learning rate 1, old weights minus new weights are the slopes. And nudging: each of the 16 weights of the first layer a little up and a little down.

# %%
network.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")
network.set_weights(start)  # in case that you run this cell twice
network.train_on_batch(x_train, targets)
by_keras = [before - after for before, after in zip(start, network.get_weights())]
for name, one, other in zip(["W1", "b1", "W2", "b2"], by_hand, by_keras):
    check.close(f"slopes of {name}: by hand and by Keras", other, one, absolute=2e-6)


# %%
def loss_at(W1):
    return np.mean((forward(x_train, W1, *start[1:])[1] - targets) ** 2)


nudged = np.zeros((2, 8))
for place in np.ndindex(2, 8):  # each row and column of W1
    nudge = np.zeros((2, 8))
    nudge[place] = 1e-5
    nudged[place] = (loss_at(start[0] + nudge) - loss_at(start[0] - nudge)) / 2e-5
print(f"slope of the first weight, by hand: {by_hand[0][0, 0]:.5f}")
print(f"by Keras: {by_keras[0][0, 0]:.5f}, by nudging: {nudged[0, 0]:.5f}")
check.close("slopes of W1: by hand and by nudging", by_hand[0], nudged, absolute=1e-5)

# %% [markdown]
# All three agree. Nudging needed 32 passes for 16 weights; backpropagation needs one forward and one back, however many parameters there are. That is why networks with millions of parameters can be trained at all.
#
# ### Exercise: one layer back
#
# Write steps 3 and 4 for a hidden layer with ReLU in place of tanh. The slope of ReLU is 1 where its answer is positive, and 0 elsewhere: `hidden > 0` gives True and False, which count as 1 and 0 in a product. You are given the slopes at the answers, with a row for each example and a column for each answer; the weights `W2`, with a row for each hidden neuron and a column for each answer; and the hidden numbers, which are answers of ReLU and so never negative, with a row for each example and a column for each hidden neuron. Return an array of the shape of `hidden`.
#
# For example, one example with two hidden neurons and two answers: `at_answers = [[1, -1]]`, `W2 = [[3, 1], [-1, 2]]` and `hidden = [[0, 2]]` give `[[0, -3]]`.


# %% tags=["exercise"]
def slopes_at_hidden(at_answers, W2, hidden):
    return ...  # your code here


check.exercise("slopes_at_hidden", slopes_at_hidden)

# %% [markdown]
# ## A network trained in NumPy
#
# Nothing is missing any more. From Keras's random start, with our own slopes and our own steps:

# %%
parameters, losses = [weights.astype(float) for weights in start], []
for step in range(2500):
    slopes = backward(x_train, targets, *parameters)
    parameters = [weights - 0.1 * slope for weights, slope in zip(parameters, slopes)]
    losses.append(np.mean((forward(x_train, *parameters)[1] - targets) ** 2))
accuracy = np.mean((forward(x_test, *parameters)[1][:, 0] > 0) == y_test)
print(f"our own network: {accuracy:.1%} of unseen points right")
check.between("accuracy of the NumPy network on unseen points", accuracy, 0.96, 1.0)

# %%
left, ax = plt.subplots(1, 2, figsize=(11, 4.4))[1]
plot.loss({"NumPy": losses}, left).set(xlabel="step", title="The loss of our own network")
plot.regions(
    lambda x: forward(x, *parameters)[1][:, 0] > 0, x_test, y_test, ax, names=["moon 0", "moon 1"]
)
ax.set_title(f"{accuracy:.1%} of unseen points right")
plt.show()

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

accuracy_of_line = LogisticRegression().fit(x_train, y_train).score(x_test, y_test)
accuracy_of_neighbor = KNeighborsClassifier(1).fit(x_train, y_train).score(x_test, y_test)
print(f"logistic regression: {accuracy_of_line:.1%}, nearest neighbor: {accuracy_of_neighbor:.1%}")
check.between("accuracy of logistic regression", accuracy_of_line, 0.80, 0.93)
check.between(
    "the network's accuracy less the nearest neighbor's",
    accuracy - accuracy_of_neighbor,
    -0.03,
    0.02,
)

# %% [markdown]
# 96 to 100 of 100 unseen points are right, where the straight line reaches 80 to 93: against a line the network wins. Against the nearest neighbor it is a tie, as on the spiral. But you have seen every number of this network computed. From now on Keras does this work; you know what it does.
#
# ## What we saw
#
# - The gradient says for each parameter how the loss changes with it. Gradient descent subtracts it, times the learning rate.
# - In a valley shaped like a parabola, a learning rate above 2 / λ explodes, where λ is the largest curvature. Large raw inputs make a large curvature.
# - Backpropagation finds all slopes in one pass back, by multiplying slopes layer by layer.
# - Keras, formulas and nudging give the same slopes, up to rounding.
#
# **Go further.** Start the NumPy network from zeros instead of `start`: why does it not learn? Replace tanh by ReLU in `forward` and `backward`. The method's page: [SGD](https://keras.io/api/optimizers/sgd/).
#
# **Next:** Batches, epochs and optimizers.
