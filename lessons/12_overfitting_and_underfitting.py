# %% [markdown]
# # 12. Overfitting and underfitting
#
# > You grow a model from too small to too large, stop its training at the right moment, and catch two ways in which results deceive.
#
# 40 minutes · needs: the lesson "Optimizers" · data: diabetes, digits

# %% [markdown]
# ## Look at the data first
#
# Fourteen of the 442 patients, and three curves through them: a mean, a straight line, and a polynomial of degree 9, which has ten parameters and can turn up and down eight times. Which one would you trust with a fifteenth patient?

# %%
from dl101 import check, data, plot
import numpy as np
from matplotlib import pyplot as plt

patients = data.load("diabetes").sort_values("bmi", kind="stable")
bmi, progression = patients["bmi"].to_numpy(), patients["progression"].to_numpy()
few = np.arange(10, 442, 32)  # every 32nd patient, from thin to heavy
print(f"{len(few)} of {len(patients)} patients, and the 403 between the first and the last of them")
others = np.setdiff1d(np.arange(10, 427), few)  # those between the first and the last of the few

# %% [markdown]
# `Polynomial.fit` finds the curve with the smallest mean squared error on the fourteen (blue). Below the picture is the typical error (its root) on the fourteen, and on the 403 other patients between them (gray). The curve on the right leaves the picture at the top.

# %%
from numpy.polynomial import Polynomial

errors = []
axes = plt.subplots(1, 3, figsize=(12, 3.8), sharey=True)[1]
for ax, degree, title in zip(axes, (0, 1, 9), ("a mean", "a line", "degree 9")):
    curve = Polynomial.fit(bmi[few], progression[few], degree)
    errors.append([np.sqrt(np.mean((curve(bmi[rows]) - progression[rows]) ** 2)) for rows in (few, others)])
    ax.scatter(bmi[others], progression[others], s=8, color="gray", alpha=0.5)
    plot.line(bmi[few], progression[few], curve, ax).scatter(bmi[few], progression[few], color=plot.BLUE, zorder=3)
    ax.set(ylim=(0, 360), xlabel="body mass index (kg/m²)", title=title)
axes[0].set_ylabel("progression")
plt.show()

# %%
on_few, on_others = np.transpose(errors)
print("errors on the fourteen (mean, line, degree 9): {:.0f}, {:.0f}, {:.0f}".format(*on_few))
print("errors on the others (mean, line, degree 9): {:.0f}, {:.0f}, {:.0f}".format(*on_others))
check.close("typical errors on the fourteen", on_few, [74, 66, 46], absolute=0.5)
check.close("typical errors on the others", on_others, [74, 64, 238], absolute=1)

# %% [markdown]
# On the fourteen the largest model is best: 46, against 66 and 74. On the 403 others it is worst, 238, and the line is best with 64 against 74. (Beyond its outermost points the curve shoots off, and is wrong by thousands.)
#
# - **Underfitting**: the model is too small to follow the rule. It is bad on what it was trained on, and elsewhere too.
# - **Overfitting**: the model follows the accidents of its examples as well. It is good on what it was trained on, and bad elsewhere.
#
# So the training error cannot tell you how large a model to take. It votes for the largest.
#
# ## Who may look at what
#
# The data are split into three sets, at random:
#
# - The training set: the weights are fitted to it, and what standardizing needs is computed from it.
# - The **validation set**: you look at it as often as you like, to choose a model, its size, when to stop.
# - The test set: it is looked at once, at the end, when nothing is left to choose. It gives the number that you tell others.
#
# Why two? Try many models on one set, and one of them does best partly by luck. Its result on that set is too good. A set that took no part in the choice has no such luck to show. So the test set may not be used to choose.

# %%
import keras
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
inputs = patients.drop(columns="progression").to_numpy()
x_rest, x_test, y_rest, y_test = train_test_split(inputs, progression, test_size=100)
x_train, x_validation, y_train, y_validation = train_test_split(x_rest, y_rest, test_size=100)
print(f"{len(x_train)} patients to train, {len(x_validation)} to validate, {len(x_test)} to test")
check.equal("patients in each set", [len(x_train), len(x_validation), len(x_test)], [242, 100, 100])

# %% [markdown]
# Inputs are standardized by the training set. So is the progression: one learning rate then suits. A loss of 1 is what always saying the mean scores; a loss of 0.5 is a typical error of √0.5, about 0.7 standard deviations.

# %%
mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_validation, x_test = ((x - mean) / deviation for x in (x_train, x_validation, x_test))
center, spread = y_train.mean(), y_train.std()
y_train, y_validation, y_test = ((y - center) / spread for y in (y_train, y_validation, y_test))

# %% [markdown]
# ### Exercise: find and mend the fault
#
# This was found in a program. It looks at the test set before the test. (With these data it changes little; in the last section the same mistake makes coin tosses look predictable.)
#
#     x = np.concatenate([x_train, x_test])
#     x_train = (x_train - x.mean(axis=0)) / x.std(axis=0)
#     x_test = (x_test - x.mean(axis=0)) / x.std(axis=0)
#
# Which numbers have looked at the test set? Write it right. Both arguments are arrays with a row for each patient and a column for each input, of any number of columns; the entries may be whole numbers, and the test set may hold more rows or fewer, also one. No column of `x_train` is constant. Return both arrays, prepared, with a comma between them.
#
# For example, from `x_train = [[1, 10], [3, 30]]` and `x_test = [[4, 0]]` come `[[-1, -1], [1, 1]]` and `[[2, -2]]`.


# %% tags=["exercise"]
def prepared(x_train, x_test):
    return ...  # your code here


check.exercise("prepared", prepared)

# %% [markdown]
# ## The growing model
#
# Five models of growing size predict the progression of the patients. The three smallest need no steps, for their best weights can be computed: the mean of the training set (1 parameter), a neuron that sees the body mass index (2), and a neuron that sees all ten inputs (11). For the neurons, take the weights of least squares, at which a neuron arrives if it is trained long enough. The loss is the mean squared error. (Column 2 is the body mass index.)

# %%
from sklearn.linear_model import LinearRegression

training, validation = {"1": np.mean(y_train**2)}, {"1": np.mean(y_validation**2)}
for name, columns in {"2": [2], "11": list(range(10))}.items():
    line = LinearRegression().fit(x_train[:, columns], y_train)
    training[name] = np.mean((line.predict(x_train[:, columns]) - y_train) ** 2)
    validation[name] = np.mean((line.predict(x_validation[:, columns]) - y_validation) ** 2)

# %% [markdown]
# The two largest are networks: one hidden layer of 16, and two of 256. `validation_data` tells `fit` to compute the loss on the validation set after each epoch as well. It does not train on it. Half of the training set is a batch here: an epoch has two steps, so that the curves below show the beginning in detail.

# %%
from keras import layers


def train(widths, callbacks=None):
    hidden = [layers.Dense(width, activation="relu") for width in widths]
    model = keras.Sequential([keras.Input((10,)), *hidden, layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse")
    data_to_watch = {"validation_data": (x_validation, y_validation), "validation_batch_size": 100}
    model.fit(x_train, y_train, batch_size=121, epochs=40, callbacks=callbacks, verbose=0, **data_to_watch)
    return model


# %%
for widths in ([16], [256, 256]):
    model = train(widths)
    name = f"{model.count_params():,}"
    training[name] = model.history.history["loss"][-1]
    validation[name] = model.history.history["val_loss"][-1]
plt.plot(list(training), training.values(), "o-", label="training set")
plt.plot(list(validation), validation.values(), "^--", label="validation set")
plt.gca().set(xlabel="parameters", ylabel="loss", title="Too small, right, too large")
plt.legend()
plt.show()

# %%
print("training loss (parameters):  ", *[f"{loss:.2f} ({n})" for n, loss in training.items()])
print("validation loss (parameters):", *[f"{loss:.2f} ({n})" for n, loss in validation.items()])
check.between("training loss of the largest", training["68,865"], 0, 0.25)
check.between("validation loss: 1 parameter over 11", validation["1"] / validation["11"], 1.3, 3)
check.between("validation loss: 193 parameters over 11", validation["193"] / validation["11"], 0.8, 1.5)
check.between("validation loss: 68,865 parameters over 11", validation["68,865"] / validation["11"], 1.0, 2.5)

# %% [markdown]
# Read the picture from left to right. (The sizes stand at equal distances, though the last is hundreds of times the one before.) The training loss falls, to 0.25 at most. The validation loss falls, is about equally low for 11 and 193 parameters, and rises again: the network with 68,865 parameters does worse than the neuron with 11. It is size and time together: a smaller network overfits as well, if it is trained for long enough.
#
# ### Exercise: diagnose five models
#
# Some of what happens is accident, and no model can foresee it. So there is a smallest possible loss on new examples, larger for some data than for others; here it is known. Five models, each on data of its own:
#
# | | smallest possible loss | training loss | validation loss |
# |---|---|---|---|
# | A | 0.40 | 0.41 | 0.46 |
# | B | 0.05 | 0.41 | 0.46 |
# | C | 0.40 | 0.05 | 0.93 |
# | D | 0.90 | 0.91 | 0.94 |
# | E | 0.40 | 0.21 | 0.62 |
#
# Say of each `"too small"`, `"right"` or `"too large"`: five texts in square brackets, from A to E, written as here.

# %% tags=["exercise"]
diagnoses = ...  # your five texts here
check.exercise("diagnoses", diagnoses)

# %% [markdown]
# ## Learning curves, and when to stop
#
# Size is one way to overfit, time is another. **Learning curves** show both losses, epoch by epoch. `model` is still the largest network, and Keras keeps what `fit` returned in `model.history`: `loss` is the training loss, averaged over the epoch, and `val_loss` the validation loss at its end.

# %%
curves = model.history.history
best = int(np.argmin(curves["val_loss"]))
ax = plot.loss({"training set": curves["loss"], "validation set": curves["val_loss"]})
ax.axvline(best + 1, color="gray", linestyle=":")
ax.set(title=f"Lowest validation loss in epoch {best + 1}")
plt.show()
print(f"lowest validation loss: {curves['val_loss'][best]:.2f} in epoch {best + 1}")
print(f"last validation loss: {curves['val_loss'][-1]:.2f} in epoch {len(curves['val_loss'])}")
check.between("last validation loss, over the lowest", curves["val_loss"][-1] / curves["val_loss"][best], 1.1, 2.5)
check.between("epoch with the lowest validation loss", best + 1, 1, 20)

# %% [markdown]
# After the gray line the training loss goes on falling and the validation loss rises: the network overfits. **Early stopping** watches the validation loss and ends the training when it has not been lower for some epochs, called the **patience**. With `restore_best_weights=True` it then takes the weights of the best epoch back; Keras does not do so unless it is told.
#
# ### Exercise: when does it stop
#
# Given the validation losses of the epochs, a list of at least one number (a loss may also be 0 or negative), and the patience, a whole number of at least 1, return how many epochs are trained. Training ends after the epoch in which, for the `patience`-th time in a row, there was no new lowest loss; if that does not happen, after the last. The same loss again is not a new lowest one.
#
# For example, with the losses `[5.0, 3.0, 4.0, 3.5, 2.0]` and a patience of 2, training ends after 4 epochs: the third and the fourth bring nothing below 3.0, and the fifth is never trained.


# %% tags=["exercise"]
def epochs_trained(losses, patience):
    return ...  # your code here


check.exercise("epochs_trained", epochs_trained)

# %% [markdown]
# By Keras, on a new network of the same size. A **callback** is something that Keras calls after each epoch; `EarlyStopping` is one.

# %%
stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
stopped = train([256, 256], callbacks=[stop])
losses = stopped.history.history["val_loss"]
print(f"stopped after {len(losses)} of 40 epochs; the best was epoch {np.argmin(losses) + 1}")
check.equal("epochs since the lowest loss", len(losses) - 1 - int(np.argmin(losses)), 5)
check.between("share of the epochs saved", 1 - len(losses) / 40, 0.4, 0.86)
kept = stopped.evaluate(x_validation, y_validation, verbose=0)
print(f"validation loss afterwards: {kept:.3f}; the lowest one: {min(losses):.3f}")
check.close("validation loss afterwards, and the lowest one", kept, min(losses), relative=1e-3)

# %% [markdown]
# It saves at least four tenths of the epochs, and keeps the best network that it met.
#
# ## The test, once
#
# Everything is chosen. Now the test set: the stopped network against the neuron with ten inputs, which is linear regression. (`line` is the last one fitted above.)

# %%
loss_of_line = np.mean((line.predict(x_test) - y_test) ** 2)
loss = stopped.evaluate(x_test, y_test, verbose=0)
print(f"test loss: linear regression {loss_of_line:.2f}, the stopped network {loss:.2f}")
check.between("test loss of linear regression", loss_of_line, 0.3, 0.75)
check.between("test loss of the stopped network over test loss of linear regression", loss / loss_of_line, 0.8, 1.5)

# %% [markdown]
# A network with 68,865 parameters, stopped with care, is about as good as least squares, published in 1805, with 11: its loss is 0.8 to 1.5 times as large. This is the plain truth about this table, and about many small ones: a few hundred examples cannot show that the rule is not straight. Start there with linear regression, which needs no learning rate and no luck. Deep learning is for data where the rule is far from straight, and there are examples enough to show it: images, sound, text, moves in a game.
#
# ## What goes wrong in practice
#
# **Labels shuffled.** How much can a network learn by heart? Two networks learn 200 digits for 30 epochs: one with their true labels, one with the same labels in random order. The second happens in practice when images and labels are shuffled separately, or two tables are joined by the wrong column.

# %%
digits = data.load("digits")
pixels, truth = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
x_digits, x_unseen, y_digits, y_unseen = train_test_split(pixels, truth, train_size=200)


def learn_by_heart(labels):
    hidden = [layers.Dense(256, activation="relu"), layers.Dense(256, activation="relu")]
    model = keras.Sequential([keras.Input((64,)), *hidden, layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss=loss, metrics=["accuracy"])
    model.fit(x_digits, labels, batch_size=20, epochs=30, verbose=0)
    return model


# %%
sense, nonsense = learn_by_heart(y_digits), learn_by_heart(np.random.permutation(y_digits))
slower = sense.history.history["accuracy"][9] - nonsense.history.history["accuracy"][9]
print(f"in training, true labels are ahead by {100 * slower:.0f} points in 100 after ten epochs")
check.between("accuracy in training after ten epochs, true less shuffled", slower, 0.1, 0.7)
print(f"true labels: {sense.evaluate(x_unseen, y_unseen, verbose=0)[1]:.0%} of unseen digits right")
check.between("true labels: accuracy on unseen digits", sense.evaluate(x_unseen, y_unseen, verbose=0)[1], 0.8, 1)
print(f"shuffled labels: {nonsense.history.history['accuracy'][-1]:.0%} right in training")
check.between("shuffled labels: accuracy in training", nonsense.history.history["accuracy"][-1], 0.9, 1)
print(f"and on unseen digits: {nonsense.evaluate(x_unseen, y_unseen, verbose=0)[1]:.0%} right")
check.between("shuffled labels: on unseen digits", nonsense.evaluate(x_unseen, y_unseen, verbose=0)[1], 0.02, 0.22)

# %%
answers = nonsense.predict(x_digits, verbose=0).argmax(axis=1)
plot.images(x_digits[:16], titles=[f"“{answer}”" for answer in answers[:16]])
plt.suptitle("Nonsense, learned by heart")
plt.show()

# %% [markdown]
# It has learned the nonsense: above each image is what the network answers. The symptom: the accuracy in training is almost perfect in the end, 0.9 or more, and on unseen digits it is near one tenth, that of guessing, where the true labels lead to 0.8 at least. It was learned more slowly, but you notice that only beside the true labels. The cure is to shuffle images and labels together, as `train_test_split(x, y)` does, and to look at sixteen images with their labels before you train.
#
# **The test set leaks.** 200 rows of 5000 random numbers, and a coin toss for each row. There is nothing to learn, but among 5000 columns some differ by chance. Someone keeps the 20 columns that differ most between heads and tails, then splits the data into halves, trains on one and tests on the other. (`slice(200)` is all the rows, `slice(100)` the training half; `argsort` of minus the sizes lists the columns from the most different on.)

# %%
from sklearn.linear_model import LogisticRegression

noise, coin = np.random.normal(size=(200, 5000)), np.random.permutation(np.repeat([0, 1], 100))
for name, rows, low, high in [("all rows", slice(200), 0.6, 0.93), ("training rows", slice(100), 0.3, 0.68)]:
    difference = noise[rows][coin[rows] == 1].mean(axis=0) - noise[rows][coin[rows] == 0].mean(axis=0)
    columns = np.argsort(-np.abs(difference))[:20]
    accuracy = LogisticRegression().fit(noise[:100, columns], coin[:100]).score(noise[100:, columns], coin[100:])
    print(f"columns chosen by {name}: {accuracy:.0%} of the coin tosses predicted")
    check.between(f"columns chosen by {name}: test accuracy", accuracy, low, high)

# %% [markdown]
# The symptom: a result that is too good. It predicts coin tosses, with 60 to 93 in 100 right. The choice of the columns had already looked at the test rows. Chosen by the training rows alone, 20 columns are worth a coin toss, 30 to 68 in 100. The rule: split the data first, then do everything else.
#
# ## What we saw
#
# - A model that is too small is bad everywhere. One that is too large is good where it was trained and bad elsewhere.
# - The training set fits, the validation set chooses, the test set judges once.
# - Early stopping keeps the network of the best epoch and saves the rest.
# - On this small table, linear regression is as good as a network. Start with it, and go further only if something wins.
# - A network can learn nonsense by heart, and a leak can make nonsense look true.
#
# **Go further.** Train the largest network on 100 patients and on all 242: how does the gap between the curves change? Stop with a patience of 1 and of 15. In Keras: [EarlyStopping](https://keras.io/api/callbacks/early_stopping/).
#
# **Next:** Yes or no.
