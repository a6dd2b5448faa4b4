# %% [markdown]
# # 6. Loss
#
# > You measure how wrong a model is in three ways, see what each of them forgives, and walk over the landscape that training descends.
#
# 30 minutes · needs: the lessons "A single neuron" and "Activation functions" · data: diabetes, breast_cancer

# %% [markdown]
# ## Look at the data first
#
# The progression of 442 patients again. Suppose that you must name one number for all of them. Each dashed gray line is a guess: 100, 140, 152 or 200. The **error** is the guess minus the true value. The loss turns all the errors into one number, and training makes that number small. Which number it is decides what is learned.

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt

patients = data.load("diabetes")
patients["progression"].plot.hist(
    bins=30, ylabel="patients", title="Which one number stands for all patients?"
)
for guess in (100, 140, 152, 200):
    plt.axvline(guess, color="gray", linestyle="--")
plt.xlabel("progression")
plt.show()

# %% [markdown]
# ## Squared or absolute
#
# Two losses are common where the answer is a number. The **mean squared error** is the average of the squares of the errors. The **mean absolute error** is the average of their sizes. By hand, for three patients:

# %%
import numpy as np
import keras

truth, answers = np.array([100.0, 150.0, 300.0]), np.array([110.0, 150.0, 240.0])
squared, absolute = np.mean((answers - truth) ** 2), np.mean(np.abs(answers - truth))
print(
    f"errors: {answers - truth}, mean squared error: {squared:.1f}, mean absolute error: {absolute:.1f}"
)
check.close(
    "mean squared error, by hand and by Keras",
    keras.losses.mean_squared_error(truth, answers),
    squared,
)
check.close(
    "mean absolute error, by hand and by Keras",
    keras.losses.mean_absolute_error(truth, answers),
    absolute,
)

# %% [markdown]
# The error of 60 counts six times as much as the error of 10 for the absolute error: 60 to 10. For the squared error it counts 36 times as much: 3600 to 100. Squaring does not forgive large errors.
#
# ### Exercise: a loss of your own
#
# A doctor prefers a false alarm to a missed one: an answer that is too low is worse than one that is too high. Write the loss for that. It is the mean of the sizes of the errors, where the error of an answer that is too low counts three times, and one that is too high counts once. `truth` and `answers` are NumPy arrays with an entry for each patient, one or many. For the three patients above it is (10 + 0 + 180) / 3, about 63.3; if all answers are right, it is 0.


# %% tags=["exercise"]
def cautious_loss(truth, answers):
    return ...  # your code here


check.exercise("cautious_loss", cautious_loss)

# %% [markdown]
# ## What each loss wants
#
# Which one number has the smallest loss? Try every guess from 50 to 250. `[:, None]` stands the guesses up as a column; a column minus a list gives a table of all pairs.

# %%
progression = patients["progression"].to_numpy()
guesses = np.arange(50.0, 250.5, 0.5)
errors = guesses[:, None] - progression  # a row for each guess, a column for each patient
best_squared = guesses[np.mean(errors**2, axis=1).argmin()]
best_absolute = guesses[np.mean(np.abs(errors), axis=1).argmin()]
mean, median = progression.mean(), np.median(progression)
print(f"best guess for the squared error: {best_squared}, and the mean is {mean:.1f}")
print(f"best guess for the absolute error: {best_absolute}, and the median is {median:.1f}")
check.close(
    "best guesses, and mean and median", [best_squared, best_absolute], [mean, median], absolute=0.5
)
check.close("mean and median", [mean, median], [152, 140.5], absolute=0.2)

# %% [markdown]
# The squared error wants the mean, 152. The absolute error wants the **median**, 140.5: half of the patients are above it and half below. (Every guess from 140 to 141 is equally good; the median is the middle.)
#
# This matters when some data are wrong. Suppose that someone lost the decimal point for 20 of the 442 patients, and ten times the value was written down. The mean moves far, the median hardly at all.

# %%
keras.utils.set_random_seed(0)
damaged = progression.astype(float)
damaged[np.random.choice(len(damaged), 20, replace=False)] *= 10
mean_moved, median_moved = (
    damaged.mean() - progression.mean(),
    np.median(damaged) - np.median(progression),
)
print(f"20 wrong values moved the mean by {mean_moved:.0f} and the median by {median_moved:.1f}")
check.between("how far the mean moved", mean_moved, 30, 100)
check.between("how far the median moved", median_moved, 0, 10)

# %% [markdown]
# ## The same with a neuron
#
# A neuron learns from the damaged values, once with each loss. Progression is given in hundreds here, so that one learning rate suits both. Most of the damaged values lie above the top of the picture.

# %%
from keras import layers

bmi = patients[["bmi"]].to_numpy()
bmi = (bmi - bmi.mean()) / bmi.std()
models = {}
for loss in ("mse", "mae"):
    models[loss] = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    models[loss].compile(optimizer=keras.optimizers.SGD(learning_rate=0.2), loss=loss)
    models[loss].fit(bmi, damaged / 100, batch_size=len(bmi), epochs=40, verbose=0)

# %%
right = np.polyval(np.polyfit(bmi[:, 0], progression, 1), bmi[:, 0])
ax = plot.line(
    bmi, damaged, lambda x: models["mse"].predict(x, verbose=0) * 100, label="squared error"
)
ax.plot(
    bmi,
    models["mae"].predict(bmi, verbose=0) * 100,
    color=plot.GREEN,
    linestyle="--",
    label="absolute error",
)
ax.plot(bmi, right, color=plot.BLACK, linewidth=1, label="least squares, no value damaged")
ax.set(ylim=(0, 600), xlabel="body mass index (standardized)", ylabel="progression")
ax.set_title("A few wrong values pull the squared-error line up")
ax.legend()
plt.show()

# %%
off = {
    loss: np.mean(np.abs(model.predict(bmi, verbose=0)[:, 0] * 100 - right))
    for loss, model in models.items()
}
print("average distance from the line of the undamaged data:")
print(f"{off['mse']:.0f} with the squared error, {off['mae']:.0f} with the absolute error")
check.between("squared error: distance from the undamaged line", off["mse"], 30, 100)
check.between("absolute error: distance from the undamaged line", off["mae"], 0, 20)

# %% [markdown]
# With the squared error the neuron ends 30 to 100 away from the line of the undamaged data, with the absolute error at most 20. Neither loss is right or wrong. If large errors are truly worse, square. If some data cannot be trusted, do not.
#
# ### Exercise: predict a number
#
# Two services predict when ten parcels arrive. One is wrong by 1 hour on each parcel. The other is right on nine and wrong by 10 hours on the last. The mean absolute error calls them equally good: 1 hour. By what factor is the mean squared error of the second service larger than that of the first? Say it before you compute it.

# %% tags=["exercise"]
times_larger = ...  # your number here
check.exercise("times_larger", times_larger)

# %% [markdown]
# ## The landscape
#
# A neuron with one input has two parameters. For each pair of `w` and `b` there is a loss. Seen from above it is a landscape, with lines of equal height as on a map. Training starts somewhere and walks downhill.

# %%
w_values, b_values = np.linspace(-100, 200, 61), np.linspace(0, 300, 61)
loss = np.array(
    [[np.mean((w * bmi[:, 0] + b - progression) ** 2) for w in w_values] for b in b_values]
)
slope, intercept = np.polyfit(bmi[:, 0], progression, 1)
ax = plt.subplots(figsize=(6, 4.8))[1]
lines = ax.contour(
    w_values, b_values, np.sqrt(loss), levels=[65, 80, 100, 120, 140, 160], colors="gray"
)
ax.clabel(lines, fmt="%d")
ax.plot(slope, intercept, "*", color=plot.RED, markersize=16)
ax.set(xlabel="weight w", ylabel="bias b", title="Typical error, for every w and b: one valley")
plt.show()

# %% [markdown]
# The star is the least-squares line. The lowest point of our map is the one nearest to it. With the squared error, a single neuron without activation function has one valley and no other; deeper networks can have many.

# %%
row, column = np.unravel_index(loss.argmin(), loss.shape)
lowest = [w_values[column], b_values[row]]
print(f"lowest point of the map: w = {lowest[0]:.0f}, b = {lowest[1]:.0f}")
print(f"least squares: w = {slope:.1f}, b = {intercept:.1f}")
check.close("w and b at the lowest point of the map", lowest, [slope, intercept], absolute=2.5)

# %% [markdown]
# ## Yes or no
#
# Now the answer is yes or no: is a tumor malignant? The input is the mean radius of cell nuclei, seen under a microscope, standardized. The neuron's answer `z` may be any number; above 0 counts as yes. Could the loss be the share of wrong answers? Look at it as one weight changes, with the bias at 0:

# %%
tumors = data.load("breast_cancer")
radius = tumors["mean_radius"].to_numpy()
radius = (radius - radius.mean()) / radius.std()
malignant = (tumors["diagnosis"] == "malignant").to_numpy()
weights = np.linspace(-1, 6, 141)
z = weights[:, None] * radius  # a row for each weight, a column for each tumor
share_wrong = np.mean((z > 0) != malignant, axis=1)
flat = np.mean(np.diff(share_wrong) == 0)
print(f"{flat:.1%} of the small changes of the weight change no answer")
check.between("share of the small changes of the weight that change no answer", flat, 0.95, 1.0)

# %% [markdown]
# It is flat: of the small changes of the weight, at least 95 in 100 change no answer at all, so they say nothing about the direction to go. A better loss is built in two steps:
#
# 1. The neuron's number `z` is called a **logit**. The sigmoid makes a probability of it: `p = 1 / (1 + exp(-z))`, where exp(z) is the number e to the power z.
# 2. The **cross-entropy** is −log of the probability that was given to what turned out to be true (log is the natural logarithm, `np.log`). Given 0.99: 0.01. Given 0.5: 0.69. Given 0.01: 4.6.

# %%
print("cross-entropy of 0.99, 0.5 and 0.01:", -np.log([0.99, 0.5, 0.01]).round(2))
check.close(
    "cross-entropy of 0.99, 0.5 and 0.01",
    -np.log([0.99, 0.5, 0.01]),
    [0.01, 0.69, 4.6],
    absolute=0.01,
)
p = 1 / (1 + np.exp(-z))
cross_entropies = np.mean(-np.log(np.where(malignant, p, 1 - p)), axis=1)
ax = plt.subplots()[1]
ax.plot(weights, share_wrong, label="share of wrong answers")
ax.plot(weights, cross_entropies, linestyle="--", label="cross-entropy")
ax.set(xlabel="weight w", ylabel="loss", title="Wrong answers give no slope to walk down")
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
# In this course a network answers with logits, and the loss is told so: `from_logits=True`. Both steps are then one formula. For a yes, −log(1 / (1 + exp(−z))) is log(1 + exp(−z)). For a no the probability is 1 − p, which is 1 / (1 + exp(z)), and the cross-entropy is log(1 + exp(z)). It is the same number as in two steps:

# %%
logits, yes = np.array([2.0, -1.0, 0.5]), np.array([1.0, 0.0, 0.0])
p = 1 / (1 + np.exp(-logits))
in_two_steps = np.mean(-np.log(np.where(yes == 1, p, 1 - p)))
binary_cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
by_keras = binary_cross_entropy(yes, logits)
print(f"cross-entropy: {in_two_steps:.4f} in two steps, {float(by_keras):.4f} by Keras from logits")
check.close("cross-entropy in two steps and by Keras from logits", by_keras, in_two_steps)

# %% [markdown]
# Why in one? Because computers round. A logit of −1000 for a yes is very wrong, and its loss should be 1000. In two steps, the probability is rounded to 0, and −log(0) is infinite.

# %%
with np.errstate(over="ignore", divide="ignore"):
    print("in two steps:", -np.log(1 / (1 + np.exp(1000.0))))
far_off = binary_cross_entropy(np.array([1.0]), np.array([-1000.0]))
print("by Keras, from the logit:", float(far_off))
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
# ## A neuron that says how sure it is
#
# One neuron, trained with the cross-entropy on 426 tumors, judged on 143 that it has not seen. `evaluate` gives the loss on these. A logit above 0 is a probability above one half: that counts as a yes.
#
# Its rivals: always giving the same probability, the share of malignant tumors; and logistic regression, which is this very neuron, fitted by other means. `C=1e6` turns off its penalty on large weights, and `log_loss` is scikit-learn's name for the cross-entropy.

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split

x, y = tumors[["mean_radius"]].to_numpy(), malignant.astype(float)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=143)
mean, deviation = x_train.mean(), x_train.std()
x_train, x_test = (x_train - mean) / deviation, (x_test - mean) / deviation
model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=1.0), loss=binary_cross_entropy)
history = model.fit(x_train, y_train, batch_size=71, epochs=40, verbose=0)

# %%
loss = model.evaluate(x_test, y_test, verbose=0)
accuracy = np.mean((model.predict(x_test, verbose=0)[:, 0] > 0) == y_test)
rival = LogisticRegression(C=1e6).fit(x_train, y_train)
loss_of_rival = log_loss(y_test, rival.predict_proba(x_test)[:, 1])
loss_of_always = log_loss(y_test, np.full(len(y_test), y_train.mean()))

# %%
print(f"cross-entropy of always the same probability: {loss_of_always:.3f}")
print(f"of the neuron: {loss:.3f}, of logistic regression: {loss_of_rival:.3f}")
print(f"right on unseen tumors: neuron {accuracy:.0%}, always benign {np.mean(y_test == 0):.0%}")
check.between("cross-entropy of always the same probability", loss_of_always, 0.55, 0.8)
check.between("cross-entropy of the neuron", loss, 0.15, 0.45)
check.between(
    "cross-entropy of the neuron, less logistic regression's", loss - loss_of_rival, -0.01, 0.01
)
check.between("accuracy of the neuron on unseen tumors", accuracy, 0.78, 0.97)
check.between("accuracy of always saying benign", np.mean(y_test == 0), 0.48, 0.77)

# %% [markdown]
# A tie with logistic regression, as it must be. The radius alone names 78 to 97 of 100 unseen tumors correctly, where always saying benign names 48 to 77, and the cross-entropy also rewards being unsure where the cases overlap.

# %%
ax = plot.line(
    x_test,
    y_test,
    lambda x: keras.ops.sigmoid(model.predict(x, verbose=0)),
    label="probability of malignant",
)
ax.set(xlabel="mean radius of the nuclei (standardized)", ylabel="malignant (1) or benign (0)")
ax.set_title("Unseen tumors: the sigmoid of the logit is a probability")
plt.show()

# %% [markdown]
# ## What we saw
#
# - The loss is one number that says how wrong the answers are. Training makes it small, and so the loss decides what is learned.
# - The squared error wants the mean and does not forgive; the absolute error wants the median and shrugs at a few wild values.
# - For yes or no, the cross-entropy is −log of the probability given to the truth. Counting wrong answers has no slope.
# - Networks answer with logits, because Keras computes the loss of a logit with care. From a rounded probability nobody can.
#
# **Go further.** Train `models` with `"huber"`, a loss between the two: how far is it off? Use `mean_texture` instead of `mean_radius`. All of Keras's: [losses](https://keras.io/api/losses/).
#
# **Next:** How a network learns.
