# %% [markdown]
# # 44. Many machines
#
# > You reckon how long a large language model takes to train, share out the work among workers that hold different data, and train with two of them at once.
#
# 40 minutes · needs: the lessons "Batches and epochs" and "A small language model" · data: digits

# %% [markdown]
# ## Look first: how much work is a model
#
# Count the multiplications and additions of a training. A dense layer with `m` inputs and `n` units computes `x @ W`: for one example, each of the m · n weights takes one multiplication and one addition. That is 2 **operations** a weight. The way back has two such products, as in the lesson "Backpropagation": one gives the gradient of the weights, one hands the gradient on to the layer before. Together that makes 6 operations for each weight and example. In a language model an example is a **token**, one piece of text.
#
# `known` holds the number of weights and of tokens of three models: the one in this course, GPT-3 (Brown and others, 2020) and Llama 3.1 (Grattafiori and others, 2024).

# %% tags=["slide"]
from dl101 import check, data, parallel, plot
from matplotlib import pyplot as plt

known = {"ours": (1_573_824, 28_672_000), "GPT-3": (175e9, 300e9), "Llama 3.1": (405e9, 15.6e12)}
operations = {name: 6 * weights * tokens for name, (weights, tokens) in known.items()}
figure, ax = plt.subplots(figsize=(8, 2.6))
ax.bar_label(ax.barh(operations.keys(), operations.values(), log=True), fmt="{:.1e}", padding=4)
ax.set(xlim=(1e12, 1e28), xlabel="operations (log scale)", title="How much work a training is")
plt.show()
check.close("operations of GPT-3", operations["GPT-3"], 3.14e23, relative=0.01)
check.close("operations of Llama 3.1", operations["Llama 3.1"], 3.8e25, relative=0.01)

# %% [markdown]
# Both papers publish the number of operations: 3.14 · 10²³ and 3.8 · 10²⁵. Our rule is within one part in a hundred of them. (That is no proof: the authors of GPT-3 reckon by the same rule. It leaves out what attention and normalization add, and attention, they write, is mostly less than a tenth.)
#
# And how fast is your machine? Let it multiply two matrices of 3000 × 3000. Each of the 3000² results takes 3000 multiplications and about as many additions. How many years would your machine need for Llama?

# %%
import numpy as np
import time

matrix = np.random.normal(size=(3000, 3000)).astype("float32")
begin = time.perf_counter()
matrix @ matrix
speed = 2 * 3000**3 / (time.perf_counter() - begin)
print(f"{operations['Llama 3.1'] / speed / 3600 / 24 / 365:,.0f} years for Llama 3.1")

# %% [markdown]
# Llama was trained on up to 16,384 graphics cards at a time, each of which did some 4 · 10¹⁴ useful operations in a second. So the work has to be shared out, and each machine must do a part that is of use.
#
# ### Exercise: how many days
#
# A model has `weights` weights and is trained on `tokens` tokens, by `cards` graphics cards. Each card can do `speed` operations in a second, but only the share `used` of that is done: the rest of the time it waits, mostly for data. How many days does the training take? For a million weights, a billion tokens, and 10 cards of 10⁹ operations a second, used to 0.5, it is 13.9 days.


# %% tags=["exercise"]
def days(weights, tokens, cards, speed, used):
    return ...  # your code here


check.exercise("days", days)

# %% [markdown]
# ## Share out a batch
#
# The commonest way: each **worker**, a machine or a process, has a copy of the whole model and a part of each batch. This is **data parallelism**. Here are digits and a network.

# %%
from keras import layers
from sklearn.model_selection import train_test_split
import keras

keras.utils.set_random_seed(0)
table = data.load("digits").to_numpy()  # the last column is the digit
x_train, x_test, y_train, y_test = train_test_split(table[:, :-1] / 16, table[:, -1], test_size=453)


def network(learning_rate, *normalization):
    hidden = [layers.Dense(64), *normalization, layers.ReLU()]
    model = keras.Sequential([keras.Input((64,)), *hidden, layers.Dense(10)])
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss=cross_entropy)
    return model


# %% [markdown]
# With a learning rate of 1, a step of plain gradient descent subtracts the gradient itself. So the gradient is the weights before the step minus the weights after it. `flat` puts all weights and biases into one row. `parts` cuts the first 64 digits into parts of the given `size`, and returns the gradient of each part, one row for each worker.


# %%
def flat(model):
    return np.concatenate(
        [np.ravel(keras.ops.convert_to_numpy(w)) for w in model.trainable_weights]
    )


def parts(model, size):
    start, before, gradients = model.get_weights(), flat(model), []
    for i in range(0, 64, size):
        model.set_weights(start)  # all workers start from the same place
        model.train_on_batch(x_train[i : i + size], y_train[i : i + size])
        gradients.append(before - flat(model))
    model.set_weights(start)
    return np.array(gradients)


# %% [markdown]
# Four workers take 16 digits each. The loss is a mean over the digits. So the mean of their gradients should be the gradient of the whole batch:

# %% tags=["slide"]
model = network(1.0)
whole, mean = parts(model, 64)[0], parts(model, 16).mean(axis=0)
print("the last slope:", whole[-1], "and", mean[-1])
check.close("gradients of four parts and of the whole", mean, whole, relative=1e-4)

# %% [markdown]
# So four machines, each with a quarter of the batch, take the step that one machine would take, up to rounding. At best they need a quarter of the time for computing. Besides, they must tell one another their gradients.
#
# ### Exercise: parts of different size
#
# Not all parts need to be equal. `gradients` is an array of shape (workers, slopes), the mean gradient of each worker's part, and `sizes` says how many examples each part had (a part may have none). Return the gradient of the whole batch, of shape (slopes,). For gradients [[1, 0], [4, 8]] of parts of 2 and 1 examples it is [2, 2.67].


# %% tags=["exercise"]
def gradient_of_all(gradients, sizes):
    return ...  # your code here


check.exercise("gradient_of_all", gradient_of_all)

# %% [markdown]
# ## What goes wrong: a layer that looks at the whole batch
#
# Batch normalization subtracts the mean of its batch, and divides by its standard deviation. But now the batch is in parts, and no worker knows the whole. `gap` is how far the mean of the gradients is from the gradient of the whole batch, as a share of its length.

# %%
normalized = network(1.0, layers.BatchNormalization())
whole, mean = parts(normalized, 64)[0], parts(normalized, 16).mean(axis=0)
gap = np.linalg.norm(mean - whole) / np.linalg.norm(whole)
check.between("batch normalization, gap with four workers", gap, 0.1, 0.6)

# %% [markdown]
# The step is a different one, as the mean and deviation of 16 digits are rough. That is not always harmful, but it is no longer the training of one machine. The cures are to leave each worker enough examples, to let the workers share their means as well (with TensorFlow by `synchronized=True`; with JAX, the program below does so by itself), or to use layer normalization, which looks at each example alone.
#
# ## Around a ring
#
# How do eight workers add up their gradients? All could send theirs to the first one, and it would send the sum back. But then one machine receives seven gradients and sends seven, while the others wait. With a thousand machines that is hopeless.
#
# A ring is better. Each worker cuts its gradient into eight chunks, and in each turn sends one of them to its right neighbor. In the first seven turns, numbered from 0, the neighbor adds it to its own chunk of that number. After these, each worker has one chunk of the whole sum. In the next seven turns the finished chunks go around, and take the place of the unfinished ones. In turn `t`, worker `i` sends chunk `i - t`, counted around the ring.


# %%
def turn(held, t):  # of shape (8 workers, 8 chunks, slopes)
    workers = np.arange(8)
    chunk, right = (workers - t) % 8, (workers + 1) % 8
    sent, held = held[workers, chunk], held.copy()
    held[right, chunk] = sent + held[right, chunk] if t < 7 else sent
    return held


# %%
own = parts(network(1.0), 8)[:, :4808]
held = own.reshape(8, 8, 601)
for t in range(14):
    held = turn(held, t)
check.close("sums at eight workers", held.reshape(8, -1), [own.sum(axis=0)] * 8, absolute=1e-5)

# %% [markdown]
# All eight workers have the whole sum. (4808 slopes can be cut into eight equal chunks, so we left out the last two.) Each has sent 14 chunks of an eighth, which is 1.75 gradients, and received as many. With a thousand workers it would be 1.998. So nobody ever sends as much as two gradients, however many take part. Such a sum that all get is called an **all-reduce**. The movie counts how many workers' numbers are in each chunk.

# %% tags=["slide"]
counts = [np.ones((8, 8))]
for t in range(14):
    counts.append(turn(counts[-1], t))


def draw(ax, t):
    ax.imshow(counts[t], cmap="Blues", vmin=0, vmax=12)
    for (worker, chunk), count in np.ndenumerate(counts[t]):
        ax.text(chunk, worker, int(count), ha="center", va="center")
    ax.set(xlabel="chunk", ylabel="worker", title=f"Workers in each sum, after {t} turns")


plot.movie(draw, range(15), figsize=(5, 5), seconds=10)

# %% [markdown]
# ### Exercise: how many times as fast
#
# On one machine, the gradient of a batch takes `computing` seconds. To send one whole gradient takes `sending` seconds. With `workers` workers, each computes its part, all parts being equal, and then they add up around a ring, in which all send at the same time. How many times as fast is a step as on one machine, which sends nothing? With 10 seconds for computing, 1 for sending and 4 workers it is 2.5 times.


# %% tags=["exercise"]
def times_as_fast(computing, sending, workers):
    return ...  # your code here


check.exercise("times_as_fast", times_as_fast)

# %% [markdown]
# ## Two workers for real
#
# Keras leaves the computing to a **backend**: TensorFlow, JAX or PyTorch. Each has a way of its own to do all this, and `parallel` holds a program for each. With TensorFlow and PyTorch the two workers are two processes; JAX makes two devices of one processor. This is the program for your backend:

# %%
print(parallel.program().read_text(encoding="utf-8"))

# %% [markdown]
# We give it our network and the digits in a folder. There are 1344 digits, which is 21 batches of 64. Two workers train, each with 32 of every 64 digits. Then one does the same alone, here. (`train` starts the workers, and waits for them: most of the seconds go into the start.)

# %%
from tempfile import TemporaryDirectory

model = network(0.3)
with TemporaryDirectory() as folder:
    model.save(f"{folder}/model.keras")
    np.savez(f"{folder}/data.npz", x=x_train.astype("float32"), y=y_train)
    parallel.train(folder)
    model.fit(x_train, y_train, batch_size=64, shuffle=False, verbose=0)
    by_one = flat(model)
    model.load_weights(f"{folder}/trained.weights.h5")
check.close("weights of two workers and of one", flat(model), by_one, absolute=1e-5)

# %% [markdown]
# After 21 steps the weights are the same, up to rounding. On a cluster, a room of machines that are linked by a fast network, little changes in these programs. In the line with `127.0.0.1`, which means *this machine*, TensorFlow gets the names of all machines and PyTorch that of the first, and each machine is told its number, `rank`. With JAX the line with `XLA_FLAGS` goes, and `keras.distribution.initialize` is told the name of the first machine, how many there are, and the number of this one; `batch_size` then counts the examples of one machine. And each machine loads only its own part of the data.
#
# ## Together, without showing the data
#
# Sharing out has a second use. Five schools collect digits, and none may show them to anyone. It is worse: the first has only zeros and ones, the second twos and threes, and so on. What they can do is to train, and to send weights. Each school takes the common weights, trains a few steps on its own digits, and sends back what came out. The mean of the five is the next common network. This is **federated learning** (McMahan and others, 2017; there, more examples count more, and ours are about equally many).
#
# There are two rivals that do not show digits either. A school can train alone. Or all five train alone, and vote: the mean of their probabilities decides, as in the lesson "How sure is it". In each case a school takes 200 steps of 32 digits.

# %%
model = network(0.3)
first = model.get_weights()
schools = [np.flatnonzero(y_train // 2 == school) for school in range(5)]


def trained(weights, rows, steps, size=32):
    model.set_weights(weights)
    for _ in range(steps):
        batch = np.random.choice(rows, size)
        model.train_on_batch(x_train[batch], y_train[batch])
    return model.get_weights()


# %% [markdown]
# `votes` returns the probabilities that a network with these weights gives for the unseen digits, and `right` the share of digits for which the highest one is right. `federated` takes 200 steps, in rounds of `steps` each, and keeps the accuracy after each round. (We only look: nothing is chosen by it.)


# %%
def votes(weights):
    model.set_weights(weights)
    return keras.ops.convert_to_numpy(keras.ops.softmax(model.predict_on_batch(x_test)))


def right(votes):
    return float(np.mean(votes.argmax(axis=1) == y_test))


def federated(steps):
    common, curve = first, {}
    for step in range(steps, 201, steps):
        results = [trained(common, rows, steps) for rows in schools]
        common = [np.mean(arrays, axis=0) for arrays in zip(*results)]
        curve[step] = right(votes(common))
    return curve


# %% [markdown]
# **Predict, then run.** Each school has seen two kinds of digits. For how many of 100 unseen digits will the vote be right?

# %%
prediction = None  # your number
from_each = [votes(trained(first, rows, 200)) for rows in schools]
alone, vote = max(map(right, from_each)), right(np.mean(from_each, axis=0))
curves = {steps: federated(steps) for steps in (1, 5, 20)}
every = curves[1][200]
print(f"best school alone {alone:.2f}, vote {vote:.2f} (you: {prediction}), federated {every:.2f}")
check.between("federated minus vote", every - vote, 0.15, 0.6)

# %% tags=["slide"]
figure, ax = plt.subplots(figsize=(8, 4.8))
for (steps, curve), color in zip(curves.items(), (plot.BLUE, plot.SKY, plot.GREEN)):
    ax.plot(curve.keys(), curve.values(), color=color, label=f"federated, steps a round: {steps}")
ax.axhline(vote, color=plot.RED, linestyle="--", label="vote of all schools")
ax.set(xlabel="steps of each school", ylabel="accuracy", ylim=(0, 1.02))
ax.legend(loc="lower right")
plt.show()

# %% [markdown]
# A school alone knows two of ten digits. The vote falls behind as well: a network that has seen only zeros and ones tends to be sure that an eight is one of the two. Federated learning with one step a round is ahead of the vote by at least 15 in 100 digits. (But the vote sends weights only once.)
#
# It is not free. With one step a round, each school sends its weights 200 times. With 20 steps a round it sends a twentieth of that. But meanwhile each network drifts toward its own two kinds, and the mean gets worse. And is it better than one machine that has all digits?

# %%
one = right(votes(trained(first, np.arange(len(x_train)), 200, size=5 * 32)))
print(f"one machine with all digits: {one:.3f}, federated: {every:.3f}")
check.between("one machine minus federated", one - every, -0.03, 0.03)
check.between("federated, 1 step a round minus 20", every - curves[20][200], 0.03, 0.4)

# %% [markdown]
# No: with one step a round, the two are the same training, apart from which digits were drawn. Many machines save time, or let the data stay where they are. With the same data and the same steps, they do not make a better network.
#
# And weights are not nothing: from the gradient of a few examples one can sometimes rebuild the examples themselves (Zhu and others, 2019). Whoever has to keep data secret does more than this lesson, for instance adds noise.
#
# ## What we saw
#
# - A training takes about 6 operations for each weight and each token. For the largest models, that takes thousands of graphics cards.
# - The gradients of equal parts, averaged, are the gradient of the batch, unless a layer looks at the whole batch.
# - Around a ring nobody sends as much as two gradients, however many workers there are.
# - Networks can learn together from data that nobody shows. If their data differ and they exchange rarely, they drift apart.
#
# **Go further.** Give each school all kinds of digits, and take 50 steps a round. Let one school send nonsense. When not even one copy of a model fits into a machine, the layers themselves are cut up: [how Keras does that](https://keras.io/guides/distribution/).
#
# **Next:** More data than memory.
