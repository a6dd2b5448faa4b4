# %% [markdown]
# # 13. When to stop
#
# > You split your data in three, watch two losses drift apart, stop a training at the right moment, and catch a result that is too good.
#
# 30 minutes · needs: the lesson "Overfitting and underfitting" · data: diabetes

# %% [markdown]
# ## Who may look at what
#
# Real data come without their rule. How can one tell whether a model overfits? You need examples that it has not learned from. Everything depends on who may look at which examples, and so they are split into three sets, at random:
#
# - The training set: the weights are fitted to it, and what standardizing needs is computed from it.
# - The **validation set**: you look at it as often as you like, to choose a model, its size, when to stop.
# - The test set: it is looked at once, at the end, when nothing is left to choose. It gives the number that you tell others.
#
# Why two? Try many models on one set, and one of them does best partly by luck. Its result on that set is too good. A set that took no part in the choice has no such luck to show. So the test set may not be used to choose.

# %% tags=["slide"]
import numpy as np
from dl101 import check, data, plot

patients = data.load("diabetes")
print(f"{len(patients)} patients; ten inputs each: {', '.join(patients.columns[:-1])}")

# %% tags=["slide"]
import keras
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
x, y = patients.drop(columns="progression").to_numpy(), patients["progression"].to_numpy()
x_rest, x_test, y_rest, y_test = train_test_split(x, y, test_size=100)
x_train, x_validation, y_train, y_validation = train_test_split(x_rest, y_rest, test_size=100)
sizes = [len(x_train), len(x_validation), len(x_test)]
print(f"{sizes[0]} patients to train, {sizes[1]} to validate, {sizes[2]} to test")

# %% [markdown]
# The inputs are standardized by the training set, and so is the progression, so that one learning rate suits. (`… for x in (…)` does the same to each of the three arrays, and the three names on the left get the results.) Always answering with the mean then gives a loss of about 1; a loss of 0.5 is a typical error of √0.5, about 0.7 standard deviations.

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
# ## Learning curves, and when to stop
#
# The longer a network trains, the closer it follows its examples, their accidents included. Time is another way to overfit. `validation_data` tells `fit` to compute the loss on the validation set after each epoch as well, without training on it. Keras calls it `val_loss`. **Learning curves** show both losses, epoch by epoch.
#
# Here a network of two layers of 256, with 68,865 parameters, learns from 242 patients. Half of them are a batch, so an epoch has two steps. (`callbacks` is for later. `**options` hands over the entries of a dictionary as named arguments.)

# %%
from keras import layers


def train(callbacks=None):
    hidden = [layers.Dense(256, activation="relu"), layers.Dense(256, activation="relu")]
    model = keras.Sequential([keras.Input((10,)), *hidden, layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse")
    watched = (x_validation, y_validation)
    options = {"batch_size": 121, "epochs": 40, "callbacks": callbacks, "verbose": 0}
    model.fit(x_train, y_train, validation_data=watched, **options)
    return model


# %% tags=["slide"]
model = train()
losses, lowest = model.history.history["val_loss"], min(model.history.history["val_loss"])
best = losses.index(lowest) + 1
print(f"validation loss: {lowest:.2f} at best, {losses[-1]:.2f} at the end")
check.equal("parameters of the network", model.count_params(), 68865)
check.between("last validation loss, over the lowest", losses[-1] / lowest, 1.1, 2.5)
check.between("epoch with the lowest validation loss", best, 1, 20)


# %% tags=["slide"]
def draw(ax, epochs):
    in_training = model.history.history["loss"][:epochs]
    plot.loss({"training set": in_training, "validation set": losses[:epochs]}, ax)
    so_far = int(np.argmin(losses[:epochs])) + 1
    ax.axvline(so_far, color="gray", linestyle=":")
    ax.set(
        xlim=(0, 41),
        ylim=(0, 1.3),
        title=f"{epochs} epochs, lowest validation loss in epoch {so_far}",
    )


plot.movie(draw, range(2, 41, 2), seconds=8)

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
# Now Keras does it, on a new network of the same size. A **callback** is something that Keras calls after each epoch; `EarlyStopping` is one.

# %% tags=["slide"]
stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
stopped = train(callbacks=[stop])
losses = stopped.history.history["val_loss"]
kept = stopped.evaluate(x_validation, y_validation, verbose=0)
print(f"stopped after {len(losses)} of 40 epochs; the best was epoch {np.argmin(losses) + 1}")
print(f"validation loss afterwards: {kept:.3f}; the lowest one: {min(losses):.3f}")
check.equal("epochs since the lowest loss", len(losses) - 1 - int(np.argmin(losses)), 5)
check.between("share of the epochs saved", 1 - len(losses) / 40, 0.4, 0.86)
check.close("validation loss afterwards, and the lowest one", kept, min(losses), relative=1e-3)

# %% [markdown]
# It saves at least four tenths of the epochs, and keeps the best network that it met.
#
# ## The test, once
#
# Everything is chosen. Now the test set: the stopped network against linear regression, which is least squares, with a weight for each of the ten inputs and a bias.

# %% tags=["slide"]
from sklearn.linear_model import LinearRegression

line = LinearRegression().fit(x_train, y_train)
loss_of_line = np.mean((line.predict(x_test) - y_test) ** 2)
loss = stopped.evaluate(x_test, y_test, verbose=0)
print(f"test loss: linear regression {loss_of_line:.2f}, the stopped network {loss:.2f}")
check.between("test loss of linear regression", loss_of_line, 0.3, 0.75)
check.between(
    "test loss of the network over that of linear regression", loss / loss_of_line, 0.8, 1.5
)

# %% [markdown]
# A network with 68,865 parameters, stopped with care, is about as good as least squares with 11, published in 1805: its loss is 0.8 to 1.5 times as large. That is how it is with this table, and with many small and noisy ones. With so much noise, 242 examples cannot show whether the rule bends. Start there with linear regression, which needs no learning rate and no luck. Deep learning is for data where the rule is far from straight, and where there are examples enough to show it: images, sound, text, moves in a game.
#
# ## What goes wrong in practice
#
# **The test set leaks.** Take 200 rows of 5000 random numbers, and a coin toss for each row. There is nothing to learn. But among 5000 columns some differ by chance between heads and tails. Someone keeps the 20 columns that differ most, then splits the rows into halves, trains on one and tests on the other.
#
# It is done twice here: the columns are chosen by all 200 rows, and then by the 100 training rows alone.

# %%
from sklearn.linear_model import LogisticRegression

noise, coin = np.random.normal(size=(200, 5000)), np.random.permutation([0, 1] * 100)
accuracy = []
for looked_at in (200, 100):
    x, y = noise[:looked_at], coin[:looked_at]
    difference = x[y == 1].mean(axis=0) - x[y == 0].mean(axis=0)
    columns = np.argsort(-np.abs(difference))[:20]  # those that differ most
    model = LogisticRegression().fit(noise[:100, columns], coin[:100])
    accuracy.append(model.score(noise[100:, columns], coin[100:]))

# %%
print(f"coin tosses predicted: {accuracy[0]:.0%}, and {accuracy[1]:.0%} without looking")
check.between("accuracy, columns chosen by all rows", accuracy[0], 0.6, 0.93)
check.between("accuracy, columns chosen by the training rows", accuracy[1], 0.3, 0.68)

# %% [markdown]
# The symptom: a result that is too good. It predicts coin tosses, with 60 to 93 in 100 right, because the choice of the columns had already looked at the test rows. Chosen by the training rows alone, 20 columns are worth a coin toss. The rule: split the data first, then do everything else.
#
# ## What we saw
#
# - A training set to learn from, a validation set to choose by, a test set for the one number at the end.
# - Time is another way to overfit. Early stopping ends the training soon after the lowest validation loss, and takes the weights of that epoch back.
# - Whatever looks at the test set can make its number too good: a mean a little, a choice of columns a lot.
# - On a small noisy table, least squares is as good as a large network.
#
# **Go further.** Train the network for 200 epochs without stopping: how does the test loss compare? Add `kernel_regularizer="l2"` to the hidden layers, which punishes large weights: where do the curves part now? In Keras: [EarlyStopping](https://keras.io/api/callbacks/early_stopping/).
#
# **Next:** Yes or no.
