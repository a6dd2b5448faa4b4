# %% [markdown]
# # 7. Cross-entropy
#
# > You turn answers into probabilities, for yes or no and for one of many, and train with the loss that fits probabilities.
#
# 35 minutes · needs: the lessons "Loss" and "A layer of neurons" · data: breast_cancer, wine

# %% [markdown]
# ## Look at the data first
#
# Is a tumor malignant (cancer) or benign (harmless)? For 569 tumors, we know the mean radius of their cell nuclei, seen under a microscope, and what they turned out to be. 426 of them are for training, 143 are kept back. (`* 1.0` turns True and False into 1.0 and 0.0.)

# %%
from dl101 import check, data, plot
import keras
import numpy as np
from matplotlib import pyplot as plt
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
tumors = data.load("breast_cancer")
print(f"{len(tumors)} tumors, of which {sum(tumors['diagnosis'] == 'malignant')} are malignant")
x, y = tumors[["mean_radius"]].to_numpy(), (tumors["diagnosis"] == "malignant").to_numpy() * 1.0
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=143)
mean, deviation = x_train.mean(), x_train.std()
x_train, x_test = (x_train - mean) / deviation, (x_test - mean) / deviation

# %% tags=["slide"]
fig, ax = plt.subplots()
ax.hist(
    [x_train[y_train == 0, 0], x_train[y_train == 1, 0]], bins=20, label=["benign", "malignant"]
)
ax.set(xlabel="mean radius (standardized)", ylabel="tumors", title="Larger nuclei, more danger")
ax.legend()
plt.show()

# %% [markdown]
# ## Why not count the wrong answers?
#
# A neuron answers with a number `z = w * x + b`, and above 0 counts as a yes. (In the cell, `z` is `w * x` alone, and each bias `b` is added to it.) Could its loss be the share of wrong answers? Hold the weight at 2, and turn only the bias, in 60,000 tiny steps from −3 to 3. The left picture shows the share of wrong answers all the way, the right one a small piece of it: `slice(25000, 25600)` is the slice `25000:25600` as a value, and `slice(None)` is all. `np.diff` gives the differences of neighbors, 0 where a step changed nothing.

# %% tags=["slide"]
biases = np.linspace(-3, 3, 60001)
z = 2 * x_train[:, 0]
share_wrong = np.array([np.mean((z + b > 0) != y_train) for b in biases])
fig, axes = plt.subplots(1, 2, figsize=(10, 3.8))
for ax, piece in zip(axes, [slice(None), slice(25000, 25600)]):
    ax.plot(biases[piece], share_wrong[piece])
    ax.set(xlabel="bias", ylabel="share of wrong answers")
axes[1].set_title("The same, from −0.50 to −0.44")
plt.show()
flat = np.mean(np.diff(share_wrong) == 0)
print(f"{flat:.1%} of the tiny steps change no answer at all")
check.between("share of the tiny steps of the bias that change no answer", flat, 0.99, 1.0)

# %% [markdown]
# From afar it looks like a valley. From near it is a staircase: at least 99 of 100 tiny steps change nothing, and then the share jumps. Someone who stands on a stair and feels the ground with a foot cannot tell which way is down. Training needs a slope.
#
# ## A probability, and what it is worth
#
# A better loss is built in two steps.
#
# 1. The neuron's number `z` is called a **logit**. The sigmoid makes a probability of it: `p = 1 / (1 + exp(-z))`.
# 2. The **cross-entropy** is −log of the probability that was given to what turned out to be true. (log is the natural logarithm, `np.log`. It undoes exp: exp(0) is 1, so log(1) is 0. From 1 down to 0 it falls without end.) Sure and right costs almost nothing. Sure and wrong costs much.
#
# **Predict, then run.** The truth got the probability 0.99, 0.5 or 0.01. One half costs 0.69. What do the other two cost?

# %% tags=["slide"]
prediction = None  # your guess, for example (0.1, 1)
costs = -np.log([0.99, 0.5, 0.01])
print("your prediction:", prediction, "and 0.99, 0.5 and 0.01 cost", costs.round(2))
check.close("cross-entropy of 0.99, 0.5 and 0.01", costs, [0.01, 0.69, 4.61], absolute=0.005)

# %% [markdown]
# Now the same walk of the bias, with every 600th step, and the mean cross-entropy. `biases[::600, None]` stands these biases up as a column, so `p` has a row for each bias and a column for each tumor. `np.where(y_train == 1, p, 1 - p)` is the probability that each tumor's truth got: p if it is malignant, 1 − p if not.

# %% tags=["slide"]
p = 1 / (1 + np.exp(-(z + biases[::600, None])))
cross_entropies = np.mean(-np.log(np.where(y_train == 1, p, 1 - p)), axis=1)
fig, ax = plt.subplots()
ax.plot(biases[::600], cross_entropies, color=plot.RED, label="cross-entropy")
ax.plot(biases, share_wrong, linestyle="--", color=plot.BLUE, label="share of wrong answers")
ax.set(xlabel="bias", ylabel="loss", title="The cross-entropy has a slope everywhere")
ax.legend()
plt.show()

# %% [markdown]
# ### Exercise: write the cross-entropy
#
# For one case. `p` is the probability that the model gives to "yes", a number from 0.001 to 0.999; `y` is 1 if the truth is yes and 0 if it is no. For p = 0.8 the cross-entropy is 0.22 if the truth is yes, and 1.61 if it is no.


# %% tags=["exercise"]
def cross_entropy(p, y):
    return ...  # your code here


check.exercise("cross_entropy", cross_entropy)

# %% [markdown]
# ## From logits
#
# In this course a network answers with logits, and the loss is told so: `from_logits=True`. Both steps are then one formula. For a yes, −log(1 / (1 + exp(−z))) is log(1 + exp(−z)). For a no the probability is 1 − p, which is 1 / (1 + exp(z)), and the cross-entropy is log(1 + exp(z)). By hand in two steps, and by Keras from the logits:

# %%
logits, yes = np.array([2.0, -1.0, 0.5]), np.array([1.0, 0.0, 0.0])
p = 1 / (1 + np.exp(-logits))
in_two_steps = np.mean(-np.log(np.where(yes == 1, p, 1 - p)))
binary_cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
by_keras = float(binary_cross_entropy(yes, logits))
print(f"cross-entropy: {in_two_steps:.4f} in two steps, {by_keras:.4f} by Keras")
check.close("cross-entropy in two steps and by Keras from logits", by_keras, in_two_steps)

# %% [markdown]
# Why in one formula? Because computers round. A logit of −1000 for a yes is very wrong, and its loss should be 1000. In two steps, the probability is rounded to 0, and −log(0) is infinite. From an infinite loss, nothing can be learned.

# %%
far_off = float(binary_cross_entropy(np.array([1.0]), np.array([-1000.0])))
print(f"a logit of -1000 for a yes costs {far_off:.0f}, by Keras from the logit")
check.close("Keras's cross-entropy of a logit of -1000 for a yes", far_off, 1000)

# %% [markdown]
# ### Exercise: repair it
#
# `np.log(1 + np.exp(z))` is infinite for z = 1000, where it should be 1000. Write it so that it is right to six digits for every z from −100,000 to 100,000, where `z` is one number: 0.69 for z = 0, 1000 for z = 1000 and 0 for z = −1000. NumPy has `np.logaddexp(a, c)`, which is log(exp(a) + exp(c)), computed with care.


# %% tags=["exercise"]
def loss_of_a_no(z):
    return ...  # your code here


check.exercise("loss_of_a_no", loss_of_a_no)

# %% [markdown]
# ## A neuron that tells how sure it is
#
# One neuron learns from the 426 tumors with the cross-entropy. We keep its weight and bias after each of 35 steps, and watch its probability. The dots are unseen tumors, at 1 if malignant, at 0 if benign.

# %%
from keras import layers

model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=2.0), loss=binary_cross_entropy)
kept = []
for step in range(36):
    kept.append([weights.item() for weights in model.get_weights()])
    model.train_on_batch(x_train, y_train)


# %% tags=["slide"]
def draw(ax, step):
    w, b = kept[step]
    plot.line(x_test, y_test, lambda x: 1 / (1 + np.exp(-(w * x + b))), ax)
    ax.set(xlabel="radius", ylabel="probability", ylim=(-0.05, 1.05), title=f"Step {step}")


plot.movie(draw, range(36))

# %% [markdown]
# Two rivals: always the same probability, the share of malignant tumors in training; and logistic regression, which is this very neuron, fitted by other means. (`evaluate` computes the loss on data from which the model does not learn. `np.full(143, p)` is an array of 143 times p. `C=1e6` switches off a penalty on large weights. `log_loss` is scikit-learn's name for the cross-entropy, and `predict_proba` gives probabilities, for no and for yes.)

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

loss = model.evaluate(x_test, y_test, verbose=0)
logistic = LogisticRegression(C=1e6).fit(x_train, y_train)
loss_of_logistic = log_loss(y_test, logistic.predict_proba(x_test)[:, 1])
loss_of_always = log_loss(y_test, np.full(143, y_train.mean()))
print(f"cross-entropy on unseen tumors: neuron {loss:.3f}, logistic {loss_of_logistic:.3f}")
print(f"always the same probability: {loss_of_always:.3f}")
check.between("cross-entropy, neuron minus constant", loss - loss_of_always, -0.5, -0.2)
check.between("cross-entropy, neuron minus logistic", loss - loss_of_logistic, -0.04, 0.02)

# %% [markdown]
# The neuron's cross-entropy is at least 0.2 below the one of a constant probability. Against logistic regression it is a tie, as it should be: both fit the same curve.
#
# ## One of many
#
# Three kinds of wine need three neurons, and so three logits. **Softmax** makes three probabilities of them: take exp of each, then divide by their sum. The largest logit gets the largest probability, all are above 0, and together they make 1. The cross-entropy is −log of the probability of the right kind, as before. Keras's `SparseCategoricalCrossentropy` computes both at once, from the logits. (`logits[None, :]` makes a row of the three: a table with one example.)

# %%
logits = np.array([2.0, 1.0, -1.0])
p = np.exp(logits) / np.exp(logits).sum()
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print("logits", logits, "become the probabilities", p.round(3))
check.close("softmax by hand and by Keras", p, keras.ops.softmax(logits), absolute=1e-6)
by_keras = float(loss(np.array([1]), logits[None, :]))
check.close("cross-entropy of the second kind, by hand and by Keras", by_keras, -np.log(p[1]))

# %% [markdown]
# "Sparse" means that a target is the number of its kind, here 1, and not a one-hot row such as 0 1 0.
#
# Only differences count: add 5 to all logits, and each exp grows by the same factor, which cancels. With two kinds, softmax of the logits z and 0 is the sigmoid of z.
#
# ### Exercise: softmax for a table
#
# Write softmax for any number of examples and kinds. `logits` is a NumPy array with a row for each example and a column for each kind. The result has the same shape, and each of its rows adds up to 1. It must also be right for logits of some thousands, above and below 0, even side by side in a row, where `np.exp` alone gives infinity or 0. (Only differences count: what can you subtract from each row first?) The rows 0, 0 and 1000, 1000 both become 0.5, 0.5.


# %% tags=["exercise"]
def softmax(logits):
    return ...  # your code here


check.exercise("softmax", softmax)

# %% [markdown]
# ## Three wines again
#
# In the lesson "A layer of neurons" three neurons learned by the squared error, from one-hot targets. Now they learn by the cross-entropy, from the same four measurements of the same wines. `model.predict` gives logits, and `keras.ops.softmax` makes probabilities of them. With `metrics=["accuracy"]`, `evaluate` returns the accuracy beside the loss.

# %%
inputs = ["alcohol", "flavanoids", "color_intensity", "proline"]
wines = data.load("wine")
x, y = wines[inputs].to_numpy(), wines["cultivar"].to_numpy() - 1
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=58)
mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_test = (x_train - mean) / deviation, (x_test - mean) / deviation
model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss=loss, metrics=["accuracy"])

# %%
model.fit(x_train, y_train, batch_size=120, epochs=60, verbose=0)
loss_of_layer, accuracy = model.evaluate(x_test, y_test, verbose=0)
p = np.array(keras.ops.softmax(model.predict(x_test, verbose=0)))
print("the first unseen wine:", p[0].round(3), "its cultivar, counted from 0:", y_test[0])
logistic = LogisticRegression(C=1e6, max_iter=1000).fit(x_train, y_train)
print(f"unseen wines right: layer {accuracy:.0%}, logistic {logistic.score(x_test, y_test):.0%}")
check.between("accuracy on unseen wines, cross-entropy", accuracy, 0.85, 1.0)
gap = accuracy - logistic.score(x_test, y_test)
check.between("accuracy on unseen wines, layer minus logistic regression", gap, -0.04, 0.08)

# %% [markdown]
# At least 85 of 100 unseen wines are right, and logistic regression, which for three kinds is this same layer, is never more than 8 points in 100 away. With the squared error the layer did about as well. What is gained is that its three numbers are probabilities now: the layer also tells how sure it is of each bottle.
#
# ## What we saw
#
# - Counting wrong answers gives a staircase, and on a staircase no slope shows the way.
# - The cross-entropy is −log of the probability given to the truth. It has a slope everywhere.
# - The sigmoid makes one probability of a logit, softmax makes one for each kind. Keras computes the loss from the logits, with care for rounding.
# - One neuron with the cross-entropy is logistic regression.
#
# **Go further.** Use `mean_texture` in place of `mean_radius`: how sure is the neuron now? Find the unseen wine on which the layer was least sure, and look at its three probabilities. All of Keras's: [losses](https://keras.io/api/losses/).
#
# **Next:** Gradient descent.
