# %% [markdown]
# # 9. Backpropagation
#
# > You follow a number forward and its slope backward through a network, do the same with matrices, and train a network in NumPy alone.
#
# 35 minutes · needs: the lessons "Gradient descent" and "Activation functions" · data: points drawn by scikit-learn

# %% [markdown]
# ## The smallest network
#
# For one neuron, the slopes have a short formula. For a network with hidden layers the formula would be long. But each of its small steps has a short one.
#
# Here is the smallest network with a hidden layer: one input, one tanh neuron, one output neuron, no biases, and one example with the target 0. Forward, each number comes from the one before. Then backward: how much does the loss change if *this* number changes? Slopes that follow one another are multiplied. That is the chain rule.
#
# - At the answer: the slope of a square, `2 * (answer - target)`.
# - At the hidden number: the answer changes by `w2` for each unit of it, so times `w2`.
# - At the sum, before tanh: times the slope of tanh, which is `1 - hidden**2`.
# - At the first weight: the sum changes by `x0` for each unit of `w1`, so times `x0`.

# %%
from dl101 import check, plot
import numpy as np

x0, w1, w2 = 2.0, 0.4, 1.5
weighted = w1 * x0
hidden = np.tanh(weighted)
answer = w2 * hidden
loss = (answer - 0) ** 2
print(f"weighted sum {weighted:.3f}, hidden {hidden:.3f}, answer {answer:.3f}, loss {loss:.3f}")

# %%
at_answer = 2 * (answer - 0)
at_hidden = at_answer * w2
at_weighted = at_hidden * (1 - hidden**2)
at_w1 = at_weighted * x0
print(f"slope of the loss at the first weight: {at_w1:.3f}")

# %% [markdown]
# The picture shows the same numbers in their places: above, in blue, what comes forward; below, in red, the slopes that go back.

# %%
from matplotlib import pyplot as plt

names = ["w1", "weighted sum", "hidden", "answer", "loss"]
numbers = [w1, weighted, hidden, answer, loss]
slopes = [at_w1, at_weighted, at_hidden, at_answer, 1]
steps = ["· x0 (2)", "tanh", "· w2 (1.5)", "squared", ""]

# %% tags=["slide"]
fig, ax = plt.subplots(figsize=(11, 2.8))
for i in range(5):
    ax.text(i, 0, names[i], ha="center", va="center", color="black", bbox={"fc": plot.YELLOW})
    ax.text(i, 0.5, f"{numbers[i]:.3f} →", ha="center", color=plot.BLUE)
    ax.text(i, -0.65, f"← {slopes[i]:.3f}", ha="center", color=plot.RED)
    ax.text(i + 0.5, 0, steps[i], ha="center", va="center")
ax.set(xlim=(-0.5, 4.5), ylim=(-1, 1), title="Numbers forward, slopes backward")
ax.axis("off")
plt.show()

# %% [markdown]
# Is it right? Nudge the first weight a little to both sides, run forward each time, and divide the change of the loss by the change of the weight.


# %% tags=["slide"]
def loss_at(w1, w2):
    return (w2 * np.tanh(w1 * x0)) ** 2


nudged = (loss_at(w1 + 1e-5, w2) - loss_at(w1 - 1e-5, w2)) / 2e-5
print(f"slope at the first weight: {at_w1:.5f} by the chain rule, {nudged:.5f} by nudging")
check.close("slope of the first weight, chain rule and nudging", at_w1, nudged, relative=1e-6)

# %% [markdown]
# Nudging agrees. Read the red row from the right: the slope of the loss at the loss itself, 1; times `2 * answer`; times `w2`; times the slope of tanh; times `x0`.
#
# This is **backpropagation**: one pass forward, one pass back, and every slope is known. Nudging needs two passes for each weight. That is why networks with millions of weights can be trained at all.
#
# ### Exercise: the other weight
#
# The picture does not show the slope of the loss at `w2`. What is it? Compute it by hand from the numbers in the picture, to two digits after the point.

# %% tags=["exercise"]
slope_of_w2 = ...  # your number here
check.exercise("slope_of_w2", slope_of_w2)

# %% [markdown]
# ## The same with matrices
#
# Now 2 inputs, 8 tanh neurons, 1 answer, and the two moons to separate, 300 points at once. The steps are the same.
#
# 1. At the answers: `2 * (answers - targets) / len(x)`. The loss is a mean over the examples, hence `/ len(x)`.
# 2. At the hidden numbers: a hidden number reaches each answer through a weight, and its slope comes back through the same weight, `at_answers @ W2.T`.
# 3. At the sums: times the slope of tanh, place by place.
# 4. At the weights: each example has its own slope, input times slope, and they are added up over the examples: `x.T @ at_sums`, and for `W2`, whose input is `hidden`, `hidden.T @ at_answers`. A bias is multiplied by 1, so only the slopes are added up.


# %%
def forward(x, W1, b1, W2, b2):
    hidden = np.tanh(x @ W1 + b1)
    return hidden, hidden @ W2 + b2


def backward(x, targets, W1, b1, W2, b2):
    hidden, answers = forward(x, W1, b1, W2, b2)
    at_answers = 2 * (answers - targets) / len(x)
    at_sums = (at_answers @ W2.T) * (1 - hidden**2)
    return [x.T @ at_sums, at_sums.sum(axis=0), hidden.T @ at_answers, at_answers.sum(axis=0)]


# %% [markdown]
# Keras is the witness. After one step with the learning rate 1, the old weights minus the new weights are the slopes that Keras found. (The targets must be a column, like the answers. A flat array would be broadcast to a table of 300 × 300.) `*start` hands over the four arrays of the start one after the other.

# %% tags=["slide"]
from sklearn.datasets import make_moons
import keras
from keras import layers

keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = make_moons(300, noise=0.1), make_moons(1000, noise=0.1)
targets = 2.0 * y_train[:, None] - 1
tanh = layers.Dense(8, activation="tanh")
network = keras.Sequential([keras.Input((2,)), tanh, layers.Dense(1)])
network.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss="mse")
plot.network(network, inputs=["first input", "second input"], outputs=["moon 1 if > 0"])
plt.show()

# %%
start = network.get_weights()
network.train_on_batch(x_train, targets)
after, by_hand = network.get_weights(), backward(x_train, targets, *start)
for i, name in enumerate(["W1", "b1", "W2", "b2"]):
    by_keras = start[i] - after[i]
    check.close(f"slopes of {name}, by hand and by Keras", by_keras, by_hand[i], absolute=2e-6)

# %% [markdown]
# ### Exercise: one layer back
#
# Write steps 2 and 3 for a hidden layer with ReLU in place of tanh. The slope of ReLU is 1 where its answer is positive, and 0 elsewhere: `hidden > 0` gives True and False, which count as 1 and 0 in a product. You are given the slopes at the answers, with a row for each example and a column for each answer; the weights `W2`, with a row for each hidden neuron and a column for each answer; and the hidden numbers, which are answers of ReLU and so never negative, with a row for each example and a column for each hidden neuron. Return an array of the shape of `hidden`.
#
# For example, one example with two hidden neurons and two answers: `at_answers = [[1, -1]]`, `W2 = [[3, 1], [-1, 2]]` and `hidden = [[0, 2]]` give `[[0, -3]]`.


# %% tags=["exercise"]
def slopes_at_hidden(at_answers, W2, hidden):
    return ...  # your code here


check.exercise("slopes_at_hidden", slopes_at_hidden)

# %% [markdown]
# ## A network trained in NumPy
#
# Now we have all parts. We start from Keras's random weights, with our own slopes and our own steps. We keep the parameters after every 125 steps.

# %%
parameters, kept = [weights.astype(float) for weights in start], []
for step in range(2501):
    if step % 125 == 0:
        kept.append(parameters)
    slopes = backward(x_train, targets, *parameters)
    parameters = [weights - 0.1 * slope for weights, slope in zip(parameters, slopes)]
right = (forward(x_test, *kept[-1])[1][:, 0] > 0) == y_test
print(f"our own network: {right.mean():.1%} of unseen points right")


# %% tags=["slide"]
def draw_network(ax, i):
    plot.regions(lambda x: forward(x, *kept[i])[1][:, 0] > 0, x_test, y_test, ax)
    ax.set_title(f"A network in NumPy, after {125 * i} steps")


plot.movie(draw_network, range(21))

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

accuracy = right.mean()
of_line = LogisticRegression().fit(x_train, y_train).score(x_test, y_test)
of_neighbor = KNeighborsClassifier(1).fit(x_train, y_train).score(x_test, y_test)
print(f"logistic regression: {of_line:.1%}, nearest neighbor: {of_neighbor:.1%}")
check.between("accuracy of the NumPy network on unseen moons", accuracy, 0.97, 1.0)
check.between("NumPy network minus logistic regression", accuracy - of_line, 0.09, 0.14)
check.between("NumPy network minus nearest neighbor", accuracy - of_neighbor, -0.03, 0.02)

# %% [markdown]
# At least 97 of 100 unseen points are right: at least 9 more than with a straight line, and a tie with the nearest neighbor. What you gain is not accuracy: you have seen every number of this network computed. From now on Keras does this work, and you know what it does.
#
# ## What we saw
#
# - Each small step of a network has a simple slope. Slopes that follow one another are multiplied.
# - Backpropagation finds all slopes in one pass forward and one pass back, however many weights there are.
# - By hand, by nudging and by Keras they are the same, up to rounding.
#
# **Go further.** Start the NumPy network from zeros in place of `start`: why does it not learn? Replace tanh by ReLU in `forward` and `backward`. How Keras does it for you: [Training](https://keras.io/guides/training_with_built_in_methods/).
#
# **Next:** Batches and epochs.
