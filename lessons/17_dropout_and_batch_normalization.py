# %% [markdown]
# # 17. Dropout and batch normalization
#
# > You build two layers that behave differently in training and in use, see where each helps and where not, and what happens if the two modes are mixed up.
#
# 35 minutes · needs: the lesson "When to stop" · data: digits

# %% [markdown]
# ## Look at the data first
#
# One digit, a zero, eight times. Each pixel was switched off at random, with a chance of one half. In most of the eight you can still tell what it is, though each time other pixels are missing. (Those that are left are darker; you will see why.) That is the idea of **dropout**: in training, a layer switches off a random part of what passes through it.

# %%
from dl101 import check, data, plot
import numpy as np
import keras
from keras import layers, ops
from matplotlib import pyplot as plt

keras.utils.set_random_seed(0)
digits = data.load("digits")
print(f"{len(digits)} digits of 8 × 8 pixels; here is the first:")

# %%
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
eight_times = layers.Dropout(0.5)(np.repeat(x[:1], 8, axis=0), training=True)
plot.images(ops.convert_to_numpy(eight_times))
plt.suptitle("The same zero, eight times, half of it dropped")
plt.show()

# %% [markdown]
# ## Dropout by hand
#
# For each number a loaded coin is tossed: with `Dropout(0.2)` it says 0, drop, two times in ten, and else 1, keep. These zeros and ones are the **mask**. The numbers that are kept are divided by the share that is kept, so that their sum stays about the same.
#
# A layer does this in training only. When the network is used, nothing is dropped. So the layer has two modes, and `training=True` or `training=False` chooses. `fit` chooses the first, `predict` and `evaluate` the second. If you call a layer or a model and say nothing, it is the mode of use.
#
# Keras does not show its mask. We read it off what came through: what is 0 there was dropped. (A white pixel is 0 in any case.)

# %%
dropout = layers.Dropout(0.2)
passed = ops.convert_to_numpy(dropout(x, training=True))
mask = passed != 0
by_hand = x * mask / (1 - 0.2)
print(f"dropped: {1 - np.mean(mask[x > 0]):.1%} of the pixels that are not white")
print(f"sum of all pixels: {x.sum():,.0f} before, {passed.sum():,.0f} afterwards")
check.close("dropout in training, by hand and by Keras", by_hand, passed, relative=1e-6)
check.between("share dropped, of the pixels that are not white", 1 - np.mean(mask[x > 0]), 0.18, 0.22)
check.between("sum of what passed, over the sum before", passed.sum() / x.sum(), 0.97, 1.03)
check.close("dropout in use, and its input", ops.convert_to_numpy(dropout(x, training=False)), x, relative=1e-6)

# %% [markdown]
# ### Exercise: find the rate
#
# Now the other way around. A `Dropout` layer in training mode was given `x` and let `passed` through: two NumPy arrays of the same shape, a row of numbers or a table. What was the rate? Return it exactly, not rounded. If 2, 0, 4 and 1 come out as 2.5, 0, 5 and 0, it was 0.2.
#
# The share of the numbers that are missing comes near the rate, and is only right by luck. Numbers may be negative, and a 0 stays 0 in any case. At least one number other than 0 comes through, and it may happen that nothing is dropped.


# %% tags=["exercise"]
def dropout_rate(x, passed):
    return ...  # your code here: one number, from 0 to less than 1


check.exercise("dropout_rate", dropout_rate)

# %% [markdown]
# ## Where dropout helps, and where not
#
# A network that sees other neurons missing at each step cannot rely on any one of them, and it becomes harder to learn an example by heart. So dropout should help where learning by heart does harm: where some of the examples are wrong.
#
# 500 digits to train, and 1297 to watch. In a second set of labels, 3 in 10 are changed to a wrong digit: adding 1 to 9 and keeping the last digit (`% 10`) always gives another one. `Dropout(0.0)` drops nothing. With the true labels 8 epochs are enough. `fit` trains one epoch at a time here, and after each we look at the unseen digits.

# %%
from sklearn.model_selection import train_test_split

x_few, x_unseen, y_few, y_unseen = train_test_split(x, y, train_size=500)
wrong = np.random.uniform(size=500) < 0.3
y_spoiled = np.where(wrong, (y_few + np.random.randint(1, 10, size=500)) % 10, y_few)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


# %%
def train(labels, layer, epochs):
    model = keras.Sequential([keras.Input((64,)), layers.Dense(256, activation="relu"), layer, layers.Dense(10)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=loss, metrics=["accuracy"])
    in_training, unseen = [], []
    for epoch in range(epochs):
        in_training += model.fit(x_few, labels, batch_size=50, verbose=0).history["accuracy"]
        unseen.append(np.mean(model.predict_on_batch(x_unseen).argmax(axis=1) == y_unseen))
    return {"in training": in_training, "unseen": unseen}


# %%
curves = {
    "true labels, no dropout": train(y_few, layers.Dropout(0.0), epochs=8),
    "true labels, dropout": train(y_few, layers.Dropout(0.5), epochs=8),
    "spoiled labels, dropout": train(y_spoiled, layers.Dropout(0.5), epochs=20),
    "spoiled labels, no dropout": train(y_spoiled, layers.Dropout(0.0), epochs=20),
}
plot.loss({name: history["unseen"] for name, history in curves.items()}).set(
    ylabel="accuracy on unseen digits", title="Dropout helps where learning by heart does harm"
)
plt.show()

# %%
last = {name: history["unseen"][-1] for name, history in curves.items()}
from_spoiled = last["spoiled labels, dropout"] - last["spoiled labels, no dropout"]
from_true = last["true labels, dropout"] - last["true labels, no dropout"]
stopped_early = max(curves["spoiled labels, no dropout"]["unseen"]) - last["spoiled labels, dropout"]
print(f"gain by dropout: {100 * from_spoiled:+.1f} points in 100 with spoiled labels")
print(f"and with true labels: {100 * from_true:+.1f} points")
print(f"best epoch without dropout, against the last with it: {100 * stopped_early:+.1f} points")
check.between("gain by dropout, spoiled labels", from_spoiled, 0.03, 0.2)
check.between("gain by dropout, true labels", from_true, -0.04, 0.04)
check.between("best epoch without dropout, less the last with it", stopped_early, -0.06, 0.13)

# %% [markdown]
# With spoiled labels, dropout gains 3 to 20 points in 100 at the last epoch. With true labels it gains nothing: there is little to be gained from not learning the truth by heart. And look at the peak of the lowest curve: stopped there, the network without dropout comes close to the last one with it, or is better. (The peak was picked on these very digits, which flatters it.) Dropout is one way to keep a network from learning by heart; early stopping is another. Right labels beat both.
#
# ## Batch normalization by hand
#
# Standardizing the inputs made training easier. **Batch normalization** does the same between the layers. Its two modes differ even more:
#
# - In training, each column is standardized with the mean and the variance (the square of the standard deviation) of the batch that is passing. On the way the layer keeps a moving average of both, as Adam does of the slopes: after each batch it keeps nine tenths of what it was (`momentum=0.9`, which is not the optimizer's momentum) and takes one tenth from the batch. The mean starts at 0, the variance at 1.
# - In use, it takes the moving averages instead. The answer to one example must not depend on which others are with it.
#
# Last, each column is multiplied by a number γ (gamma), and a number β (beta) is added. Both are learned, so that the network can choose another size and place for a column where that serves it. They start at 1 and 0 and change nothing yet; so they are left out by hand below. The 0.001 guards against a division by 0. The input is 50 rows of random numbers with mean 5 and standard deviation 3.

# %%
batch = np.random.normal(5, 3, size=(50, 4))
layer = layers.BatchNormalization(momentum=0.9)
in_training, in_use = (ops.convert_to_numpy(layer(batch, training=mode)) for mode in (True, False))

# %%
by_hand = (batch - batch.mean(axis=0)) / np.sqrt(batch.var(axis=0) + 0.001)
moving_mean = 0.9 * 0 + 0.1 * batch.mean(axis=0)
moving_variance = 0.9 * 1 + 0.1 * batch.var(axis=0)
by_hand_in_use = (batch - moving_mean) / np.sqrt(moving_variance + 0.001)
check.close("batch normalization in training, by hand and by Keras", by_hand, in_training, relative=1e-5)
check.close("batch normalization in use, by hand and by Keras", by_hand_in_use, in_use, relative=1e-5)

# %% [markdown]
# After one batch the moving mean has come a tenth of the way from 0 to the mean of the batch, and the moving variance a tenth of the way from 1 to its variance. So the two modes still give different answers: in training the columns have the mean 0, in use they do not.

# %%
print(f"moving mean {moving_mean.mean():.2f}, moving variance {moving_variance.mean():.2f}")
print(f"mean of the columns: {abs(in_training.mean()):.2f} in training, {in_use.mean():.2f} in use")
check.close("moving mean and variance", [moving_mean.mean(), moving_variance.mean()], [0.5, 1.8], absolute=0.4)
check.close("mean of the columns in training", in_training.mean(), 0, absolute=1e-3)
check.between("mean of the columns in use", in_use.mean(), 2, 5)

# %% [markdown]
# ### Exercise: write batch normalization
#
# In training mode, with all that belongs to it. `x` is a table with a row for each example; `gamma` and `beta` have one number for each of its columns. Return a table of the same shape. Use 0.001 as above. A column of 1, 3 and 5 with gamma 2 and beta 10 becomes 7.551, 10 and 12.449. A batch may have a single row, and then it is a table, too: think what becomes of it.


# %% tags=["exercise"]
def normalize_batch(x, gamma, beta):
    return ...  # your code here


check.exercise("normalize_batch", normalize_batch)

# %% [markdown]
# ## Where batch normalization helps, and where not
#
# Four layers of 32 sigmoids are a network that hardly learns. A sigmoid is nowhere steeper than 1/4. So from layer to layer the differences between the digits shrink on the way forward, and the gradient shrinks on the way back: the fourth layer hardly sees which digit came in. Batch normalization stretches the differences before each sigmoid. (`Activation` is the bend as a layer of its own, so that the normalization can stand between the sum and the bend.) Both networks are trained with the same `SGD`, 8 epochs in batches of 50.

# %%
x_train, x_test, y_train, y_test = train_test_split(x, y, train_size=1350)


def deep(momentum, epochs, normalized=True):  # momentum is that of the moving averages
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(4):
        model.add(layers.Dense(32))
        if normalized:
            model.add(layers.BatchNormalization(momentum=momentum))
        model.add(layers.Activation("sigmoid"))
    model.add(layers.Dense(10))
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss=loss, metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=50, epochs=epochs, verbose=0)
    return model


# %%
plain, normalized = deep(0.9, 8, normalized=False), deep(0.9, 8)
print(f"plain: {plain.evaluate(x_test, y_test, verbose=0)[1]:.0%} of unseen digits right")
check.between("accuracy on unseen digits, plain", plain.evaluate(x_test, y_test, verbose=0)[1], 0.03, 0.2)
accuracy = normalized.evaluate(x_test, y_test, verbose=0)[1]
print(f"with batch normalization: {accuracy:.0%} right")
check.between("accuracy on unseen digits, with batch normalization", accuracy, 0.83, 0.99)
plot.loss({"plain": plain.history.history["loss"], "with batch normalization": normalized.history.history["loss"]})
plt.title("Four layers of sigmoids, training loss")
plt.show()

# %% [markdown]
# From guessing, about 10 in 100, to 83 and more. The simplest rival, logistic regression without any hidden layer, is as good or a little better: a stack of sigmoids is no way to read digits. Batch normalization has made a bad design trainable. In networks for large images, which have many layers for good reasons, it is common.
#
# And where does it not help? Take the 500 digits with spoiled labels, and put it where dropout was:

# %%
from sklearn.linear_model import LogisticRegression

rival = LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
print(f"logistic regression: {rival:.0%} of unseen digits right")
check.between("batch normalization less logistic regression", accuracy - rival, -0.08, 0.02)
with_batches = train(y_spoiled, layers.BatchNormalization(momentum=0.9), epochs=20)
without = curves["spoiled labels, no dropout"]
gain_in_training, gain = (with_batches[key][-1] - without[key][-1] for key in ("in training", "unseen"))
print(f"spoiled labels, normalized: {100 * gain_in_training:+.0f} points in 100 in training")
print(f"and on unseen digits: {100 * gain:+.0f} points")
check.between("gain by batch normalization in training, spoiled labels", gain_in_training, 0.0, 0.3)
check.between("gain by batch normalization on unseen digits, spoiled labels", gain, -0.3, -0.01)

# %% [markdown]
# It makes things worse: better on the spoiled labels it was trained on, and worse on unseen digits. It speeds training up, and here that means faster by heart.
#
# ## What goes wrong in practice
#
# **Used in training mode.** A model may be called like a function, and then it is you who chooses the mode. Someone serves the digits one by one and writes `training=True`. (`x_test[i : i + 1]` is row i, still as a table.)

# %%
one_by_one = [ops.convert_to_numpy(normalized(x_test[i : i + 1], training=True)).argmax() for i in range(50)]
print("truth:  ", *y_test[:20], "\nanswers:", *one_by_one[:20])
check.equal("different answers to fifty digits in training mode", len(set(one_by_one)), 1)
afterwards = normalized.evaluate(x_test, y_test, verbose=0)[1]
print(f"right in use: {accuracy:.0%} before, {afterwards:.0%} afterwards")
check.between("accuracy in use, afterwards less before", afterwards - accuracy, -0.6, -0.03)

# %% [markdown]
# The symptom: the same answer to every digit. In a batch of one, each number is its own mean: number minus mean is 0, for every digit. And it does damage: in training mode each call moves the moving averages, so afterwards the model is worse in its proper use as well, by 3 points in 100 at least. The cure is `predict`, or `training=False`; averages that have moved need the model to be loaded again. (With dropout in training mode the symptom is another: the same digit may get another answer each time you ask.)
#
# **Moving averages that are not there yet.** Keras's own momentum is 0.99. Train for 3 epochs, which is 81 steps, and evaluate:

# %%
hasty = deep(0.99, 3)
in_use = hasty.evaluate(x_test, y_test, verbose=0)[1]
weights = hasty.get_weights()
in_training = np.mean(ops.convert_to_numpy(hasty(x_test, training=True)).argmax(axis=1) == y_test)
hasty.set_weights(weights)  # the look has moved the averages: put them back
print(f"after three epochs fit reports {hasty.history.history['accuracy'][-1]:.0%} right")
print(f"unseen digits, in use: {in_use:.0%}")
print(f"the same digits, in training mode: {in_training:.0%}")
check.between("accuracy that fit reports", hasty.history.history["accuracy"][-1], 0.7, 0.95)
check.between("accuracy on unseen digits, in use", in_use, 0.0, 0.45)
check.between("accuracy on the same digits, in training mode", in_training, 0.75, 0.97)

# %%
hasty.fit(x_train, y_train, batch_size=50, epochs=7, verbose=0)
print(f"in use, seven epochs later: {hasty.evaluate(x_test, y_test, verbose=0)[1]:.0%}")
check.between("accuracy in use, seven epochs later", hasty.evaluate(x_test, y_test, verbose=0)[1], 0.6, 0.97)

# %% [markdown]
# The symptom: `fit` reports 70 to 95 in 100, `evaluate` no more than 45, and often as little as guessing. It looks like overfitting, but the same unseen digits in training mode are right again: so it is the moving averages. They have gone only a part of their way. More steps mend it, as the last line shows, or a smaller momentum.
#
# ### Exercise: how far have they gone
#
# After one step with momentum 0.99, a moving average that starts at 0 has gone 1 hundredth of the way to what it averages; 0.99 of the way is left. How much of the way has it gone after 81 steps? (What is left is multiplied by 0.99 in each step.) Give three digits after the point.

# %% tags=["exercise"]
share_gone = ...  # your number here, from 0 to 1
check.exercise("share_gone", share_gone)

# %% [markdown]
# ### Exercise: find and mend the fault
#
# A service answers one patient at a time. Every patient gets the same answer, and this is the line that was found:
#
#     z = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001)
#
# The layer's `moving_mean` and `moving_variance` are at hand, with one number for each column of `x`. (`gamma` is 1 and `beta` is 0 here, so the line does without them.) Write the line as a function that is right for one patient (`x` is a table, and then has one row) and for many. Two measurements of 3 and 40, with the moving means 2 and 50 and the moving variances 4 and 100, become 0.49994 and −0.999995.


# %% tags=["exercise"]
def served(x, moving_mean, moving_variance):
    return ...  # your code here


check.exercise("served", served)

# %% [markdown]
# ## What we saw
#
# - Dropout and batch normalization have two modes. In training they use chance or the batch, in use they do not.
# - Dropout hinders learning by heart. It gained with partly wrong labels, and nothing with the same examples labeled rightly.
# - Batch normalization made a deep network of sigmoids trainable. It does not keep a network from learning by heart.
# - Good numbers from `fit` and bad ones from `evaluate`: compare both modes before you call it overfitting.
#
# **Go further.** Replace the sigmoids by ReLU, without normalization: do four layers learn then? Set `train_size=1347` and, in `deep`, `batch_size=32`: the last batch of each epoch then holds 3 digits. What do 3 do to a mean and a variance? Try other rates of dropout. In Keras: [Dropout](https://keras.io/api/layers/regularization_layers/dropout/), [BatchNormalization](https://keras.io/api/layers/normalization_layers/batch_normalization/).
#
# **Next:** Layers of every kind.
