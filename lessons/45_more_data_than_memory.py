# %% [markdown]
# # 45. More data than memory
#
# > You train on files that never lie in memory all at once, measure how well a small buffer shuffles them, and find out what memory can be saved without changing the result.
#
# 40 minutes · needs: the lessons "Batches and epochs" and "Many machines" · data: fashion_mnist

# %% [markdown]
# ## Look first: how large is a data set
#
# So far all examples lay in one array. How long does that go well? Count bytes. A pixel takes one byte for each of three colors, and many networks see photographs of 224 × 224 pixels. ImageNet has 1,281,167 of them for training (Russakovsky and others, 2015), LAION-5B has 5.85 billion (Schuhmann and others, 2022). GPT-3 learned from 300 billion tokens. Two bytes are enough for each, because its vocabulary has fewer than 65,536 entries. Llama 3.1 learned from 15.6 trillion, of four bytes each, because its vocabulary is larger. And a laptop often has 16 billion bytes of memory: that is the red line.

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

sizes = {"clothing": 10_000 * 28**2, "ImageNet": 1_281_167 * 3 * 224**2, "GPT-3": 2 * 300e9}
sizes |= {"Llama 3.1": 4 * 15.6e12, "LAION-5B": 5.85e9 * 3 * 224**2}
plt.bar_label(plt.barh([*sizes], sizes.values(), log=True), fmt="{:.1e}", padding=4)
plt.axvline(16e9, color=plot.RED, linestyle="--")
plt.gca().set(xlim=(1e6, 1e17), xlabel="bytes (log scale)", title="Data sets and a laptop")
plt.show()

# %% [markdown]
# Only the clothing of this course fits. ImageNet, unpacked, would fill twelve such laptops, and LAION more than 50,000.
#
# To learn how to train without them, we declare our memory to be small: of the 10,000 photographs for training, it has room for 500, besides the batch that the network is working on. (The 2000 unseen ones serve to measure, and do not count.)
#
# ## Files
#
# Large data come as many files, and mostly in some order: a file for each day, each camera, or each shop. Such a piece of a data set is a **shard**. Ours come in the worst order, by kind: 50 files of 200 photographs each, first five of T-shirts, then five of trousers, and so on. (To write them we hold all photographs once, and a little longer, to compare.)
#
# `np.load` would read a whole file. With `mmap_mode="r"` it reads nothing yet. You get what looks like an array, but a number is fetched from disk only when you ask for it. The file is **memory-mapped**.

# %%
import tempfile
import keras
import numpy as np

keras.utils.set_random_seed(0)
(x, y), (x_test, y_test) = data.images("fashion_mnist")
x = x[np.argsort(y, kind="stable")]
folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
for number in range(50):
    np.save(f"{folder.name}/{number}.npy", x[200 * number : 200 * number + 200])
files = [np.load(f"{folder.name}/{number}.npy", mmap_mode="r") for number in range(50)]

# %% [markdown]
# How does Keras get a batch? A `PyDataset` answers two questions: how many batches are there (`__len__`), and what is in batch `number` (`__getitem__`)? Ours is given an order, which is a list of photographs by their numbers. Photograph 1234 lies in file 1234 // 200, at place 1234 % 200, and its kind is 1234 // 1000, because there are 1000 of each. Only the 50 photographs of a batch are copied into memory. `change` is what is done to them; we need it later.


# %%
class Photographs(keras.utils.PyDataset):
    def __init__(self, order, change=np.array):
        super().__init__()
        self.batches, self.change = np.reshape(order, (-1, 50)), change

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, number):
        pixels = [files[row // 200][row % 200] for row in self.batches[number]]
        return self.change(np.array(pixels) / 255), self.batches[number] // 1000


# %% [markdown]
# The network is small: one hidden layer. (`more` goes to the optimizer.)

# %%
from keras import layers

loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def network(steps=200, dtype="float32", **more):
    hidden = layers.Dense(128, activation="relu", dtype=dtype)
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), hidden, layers.Dense(10)])
    rate = keras.optimizers.schedules.CosineDecay(0.003, steps)
    model.compile(keras.optimizers.Adam(rate, **more), loss, metrics=["accuracy"])
    return model


def right(model, pixels=x_test / 255):
    return model.evaluate(pixels, y_test, batch_size=500, verbose=0)[1]


# %% [markdown]
# ## What goes wrong: files in order
#
# Does training notice that the photographs come from files? One network is trained for an epoch from the files, in their order. Another starts with the same weights, and is trained on the array `x`, which is still there. (`shuffle=False` keeps the order. Otherwise `fit` draws the order of the batches anew, but each would still hold one kind.)
#
# **Predict, then run.** After this epoch the network has seen ten kinds, one after the other, 1000 of each. How many of 100 unseen photographs does it get right?

# %% tags=["slide"]
prediction = None  # your number
model, other = network(), network()
other.set_weights(model.get_weights())
model.fit(Photographs(range(10_000)), shuffle=False, verbose=0)
other.fit(x / 255, np.sort(y), batch_size=50, shuffle=False, verbose=0)
print(f"right: {100 * right(model):.0f} in 100, you: {prediction}")
check.close("weights, files", model.get_weights()[0], other.get_weights()[0], absolute=1e-4)
check.between("accuracy, files in order", right(model), 0, 0.5)
del x, other

# %% [markdown]
# The weights of the hidden layer are the same. Reading from files makes nothing better and nothing worse. But at most half of the unseen photographs are right, mostly far fewer: after all the bags and boots, the network has forgotten the T-shirts. You know this from the lesson "Batches and epochs". There `fit` mended it, because it shuffles arrays. Now there is no array to shuffle: `x` is deleted.
#
# ### Exercise: in which file
#
# Files are rarely of equal size. `sizes` lists how many examples each file holds, and some may be empty. Example `number` is counted from 0, through all files in order. Return the number of its file, and its place in that file, both counted from 0. For number 4 and sizes [3, 0, 5] it is (2, 1). There always is such an example.


# %% tags=["exercise"]
def find_example(number, sizes):
    return ...  # your code here


check.exercise("find_example", find_example)

# %% [markdown]
# ## A buffer that shuffles
#
# If you can jump to any place of a file, as on a fast disk, shuffle the numbers: `np.random.permutation(10_000)` is an order, and takes hardly any memory. But packed files, or data that come over a network, give one example after the other. That is a **stream**. A **shuffle buffer** shuffles it a little. Fill a list with the first examples. Then hand out one of them at random, put the next of the stream into the list, and so on. At the end, hand out the rest.
#
# `shuffled` does it with any stream, here with numbers of photographs. (`yield` hands out a value. When the next one is asked for, the function goes on from there. Such a function is a **generator**.)


# %%
def shuffled(stream, size):
    buffer = []
    for one in stream:
        if len(buffer) == size:
            yield buffer.pop(np.random.randint(size))
        buffer.append(one)
    yield from np.random.permutation(buffer)


# %% [markdown]
# How large must the buffer be? For each size we take the order in which the photographs come out, and train a new network for one epoch in this order. With a buffer of 10,000 the whole stream waits, and comes out in any order: that is a complete shuffle.
#
# How well an order is mixed can be measured without training. Which share of a batch belongs to its commonest kind? In a sorted stream it is 1. The better the mixture, the less it is.
#
# And how much memory does an order take? When a photograph comes out, all those with smaller numbers have been read, and those that are not out yet are waiting. `waiting` counts them at each moment, for a buffer of 500, which fills our memory. Larger ones are here only to be measured.

# %%
buffers, found = [1, 100, 200, 500, 1000, 2000, 5000, 10_000], []
for size in buffers:
    order = np.array([*shuffled(range(10_000), size)])
    model = network()
    model.fit(Photographs(order), shuffle=False, verbose=0)
    counts = [np.bincount(batch // 1000).max() for batch in order.reshape(200, 50)]
    found.append((order, right(model), np.mean(counts) / 50))
orders, results, shares = zip(*found)
waiting = np.maximum.accumulate(orders[3]) + 1 - np.arange(10_000)
check.equal("most that wait, buffer of 500", waiting.max(), 500)

# %% [markdown]
# The movie goes through the sizes. Each dot is a photograph: its place in the stream that goes in, and in the order that comes out. Each color is a kind. A batch is a narrow upright strip: how many colors does it cross?


# %% tags=["slide"]
def draw(ax, i):
    ax.scatter(range(0, 10_000, 10), orders[i][::10], c=orders[i][::10] // 1000, s=6)
    ax.set(xlabel="place in the order that comes out", ylabel="place in the stream")
    ax.set_title(f"Buffer of {buffers[i]}: {results[i]:.2f} of unseen clothes right")


plot.movie(draw, range(8), figsize=(6, 5), seconds=8)

# %% [markdown]
# ## The cure that costs no memory
#
# We have 50 files, and nothing forces us to read one after the other. Take one photograph of each in turn: a batch then holds five of each kind, and no photograph has to wait. (With thousands of files, open some of them, chosen at random, and add a small buffer.) `turn` is this order. Is it as good as a complete shuffle, or even better, because each batch is perfectly mixed?

# %%
turn = np.arange(10_000).reshape(50, 200).T.ravel()
model = network()
model.fit(Photographs(turn), shuffle=False, verbose=0)
in_turn = right(model)

# %% tags=["slide"]
ax = plt.subplots(figsize=(8, 4.2))[1]
ax.plot(buffers, results, "o-", color=plot.BLUE, label="accuracy, with a buffer")
ax.plot(buffers, shares, "s--", color=plot.RED, label="commonest kind in a batch")
ax.axhline(in_turn, color=plot.GREEN, linestyle="-.", label="accuracy, 50 files in turn")
ax.axvspan(0.8, 500, color=plot.SKY, alpha=0.2, label="fits into our memory")
ax.set(xscale="log", ylim=(0, 1.02), xlabel="buffer (photographs, log scale)", ylabel="share")
ax.legend(loc="center left")
plt.show()

# %%
check.between("complete shuffle minus buffer of 500", results[-1] - results[3], 0.2, 0.8)
check.between("complete shuffle minus in turn", results[-1] - in_turn, -0.05, 0.04)
check.between("correlation of share, accuracy", np.corrcoef(shares, results)[0, 1], -1, -0.8)

# %% [markdown]
# A kind is 1000 photographs long, so a buffer of 500 is too small: at least 20 points in 100 are lost, mostly far more. The share of the commonest kind tells you so without any training: where it falls, the accuracy rises. So measure it first. Reading in turn is at most 4 points behind a complete shuffle. Mostly it is a little ahead, perhaps because each batch holds exactly five of each kind.
#
# ### Exercise: in turn
#
# Someone reads lists in turn like this, and if one is shorter than the others, some examples never come:
#
#     [one for row in zip(*files) for one in row]
#
# Mend it. `files` is a list of lists. Take the first example of each, then the second of each, and so on. A file that has ended is passed over. Return one list. For [[1, 2, 3], [], [4, 5]] it is [1, 4, 2, 5, 3].


# %% tags=["exercise"]
def read_in_turn(files):
    return ...  # your code here


check.exercise("read_in_turn", read_in_turn)

# %% [markdown]
# ## A stream that never ends
#
# So far streaming helped us to get along with little memory. It can do more. `moved` moves each photograph by any number of rows and columns, and what leaves on one side comes in on the other. That makes 784 examples of each photograph, 7,840,000 in all. With a tilt and a shade as well, there would be more than any disk holds. So we make them when they are needed, and forget them: `moved` becomes the `change` of our dataset. `endless` has 1000 batches and reads all files in turn, five times. `few` has as many, and reads only the first ten photographs of each file, 500 in all, a hundred times.


# %% tags=["slide"]
def moved(pixels):
    return np.array([np.roll(one, np.random.randint(28, size=2), axis=(0, 1)) for one in pixels])


endless, few = Photographs(np.tile(turn, 5), moved), Photographs(np.tile(turn[:500], 100), moved)
plot.images(endless[0][0][::5], titles=data.classes("fashion_mnist"), columns=5)
plt.show()

# %% [markdown]
# The same network is trained three times, with 1000 batches of 50:
#
# - on the endless stream,
# - on `few`, so that 500 photographs are moved anew each time,
# - on the same 500, moved once and kept in memory.
#
# The fourth is a linear model. It can stream as well: `partial_fit` goes on learning with each batch.

# %%
from sklearn.linear_model import SGDClassifier

kept, kinds = map(np.concatenate, zip(*(few[number] for number in range(10))))
models, linear = [network(steps=1000) for _ in range(3)], SGDClassifier(loss="log_loss")
models[0].fit(endless, shuffle=False, verbose=0)
models[1].fit(few, shuffle=False, verbose=0)
models[2].fit(kept, kinds, batch_size=50, epochs=100, verbose=0)
for pixels, labels in endless:
    linear.partial_fit(pixels.reshape(-1, 784), labels, classes=range(10))

# %% tags=["slide"]
unseen = moved(x_test / 255)
scores = [right(one, unseen) for one in models] + [linear.score(unseen.reshape(-1, 784), y_test)]
rivals = ["endless stream", "500, moved anew", "500, moved once and kept", "linear, endless stream"]
ax = plt.subplots(figsize=(8, 2.8))[1]
ax.bar_label(ax.barh(rivals, scores, color=[plot.RED] + [plot.SKY] * 3), fmt="%.3f", padding=4)
ax.set(xlim=(0, 0.9), xlabel="share of unseen clothes right", title="1000 batches each")
plt.show()
check.between("endless minus kept", scores[0] - scores[2], 0.15, 0.4)
check.between("endless minus linear", scores[0] - scores[3], 0.35, 0.6)
check.between("endless minus moved anew", scores[0] - scores[1], -0.05, 0.06)

# %% [markdown]
# On the endless stream the network is at least 15 points in 100 ahead of the one with kept photographs, mostly more than 20. That one has learned its 500 by heart. The linear model is at least 35 points behind: it has one weight for each pixel and kind, but a sleeve may be anywhere.
#
# But look at "500, moved anew". These 500 photographs already give most of the gain: the endless stream is at most 6 points ahead of them, if at all, so they are at least 9 points ahead of the same 500 kept. What pays here is that hardly any example comes twice. How many photographs are behind it matters less.
#
# ## A batch larger than memory
#
# Examples are not all that fills memory. In training, a network keeps the outputs of its layers for each example of the batch, because the way back needs them. So a batch may be too large.
#
# In the lesson "Many machines" the gradients of equal parts, averaged, were the gradient of the batch. One machine can take the parts one after the other, add up their gradients, and make one step with the mean: that is **gradient accumulation**. In Keras, the optimizer is told `gradient_accumulation_steps`. Two networks begin alike. One takes batches of 50, the other takes batches of 10, of which five make a step. (A schedule of the learning rate counts the small batches. So we stretch it over a million of them, and the rate hardly changes.) In the end we compare the weights of the hidden layer, as before.

# %%
whole, parts = network(10**6), network(10**6, gradient_accumulation_steps=5)
parts.set_weights(whole.get_weights())
whole.fit(kept, kinds, batch_size=50, shuffle=False, verbose=0)
parts.fit(kept, kinds, batch_size=10, shuffle=False, verbose=0)
check.close("weights, by parts", parts.get_weights()[0], whole.get_weights()[0], absolute=1e-4)
check.equal("numbers kept", [50 * 138, 10 * 138, whole.count_params()], [6900, 1380, 101770])

# %% [markdown]
# After ten steps the weights agree. So you get the step of the large batch, and not a better one. And what is saved? Our two layers have 138 outputs: 6900 numbers for 50 examples, 1380 for 10. But the sum of the gradients has to be kept, one number for each of 101,770 parameters. Here accumulation costs memory! It pays for networks with many outputs to a weight. A convolution with 16 filters of 3 × 3, on one channel of 28 × 28, has 160 parameters and 12,544 outputs for each example. (With batch normalization the steps would differ, as they did there.)
#
# ### Exercise: accumulate
#
# `gradients` is an array of shape (batches, slopes): the mean gradient of each small batch, all of equal size. After every `count` batches the optimizer makes a step with their mean. If fewer than `count` are left at the end, they wait, and make no step. Return the gradient of each step, of shape (steps, slopes). For the gradients [1, 2], [3, 4], [5, 6] and a count of 2 it is [[2, 3]].


# %% tags=["exercise"]
def accumulated(gradients, count):
    return ...  # your code here


check.exercise("accumulated", accumulated)

# %% [markdown]
# ## Half the bytes
#
# The other way to save memory is to take smaller numbers. Keras computes with `float32`, of four bytes and about seven digits. `float16` has two bytes, and 11 binary digits, which are about three decimal ones. In it, what is 2048 + 1? And what is 0.00000001, a small gradient?

# %%
values = [np.float16(2048) + np.float16(1), np.float16(1e-8), np.float16(1e-8 * 2**15)]
check.equal("2048 + 1, and 1e-8, in float16", values[:2], [2048, 0])
check.close("1e-8 by way of a scale", float(values[2]) / 2**15, 1e-8, relative=1e-3)

# %% [markdown]
# From 2048 on, `float16` has only even numbers. Whoever counts by ones never gets beyond it. In the same way, a weight of 1 does not notice a step of 0.0001. And 1e-8 is so small that it becomes 0: a weight with this gradient would never learn. Multiply it by 2¹⁵ first, divide by that later, in `float32`, and it is there, to three digits. In training, the loss is multiplied, and so all gradients are. This is **loss scaling**.
#
# Hence **mixed precision**: the weights are kept in `float32`, so that small steps add up, and layers compute with copies of two bytes. The type `bfloat16` has two bytes as well, shared out in another way: 8 binary digits only, but nearly the range of `float32`, so that it needs no scaling. We choose it for the hidden layer, by its `dtype`, and leave the logits as they were.

# %%
half = network(dtype="mixed_bfloat16")
half.fit(Photographs(turn), shuffle=False, verbose=0)
types = [half.layers[1].kernel.dtype, half.layers[1].output.dtype]
check.equal("types of weights and of outputs", types, ["float32", "bfloat16"])
check.between("accuracy, mixed minus float32", right(half) - in_turn, -0.05, 0.05)

# %% [markdown]
# The outputs take half the bytes, and the accuracy is the same within five points. It is no better. Is it faster? Graphics cards are built for such numbers. Your processor may even be slower with them, so measure before you choose. (If `float16` is set for the whole model, by `keras.config.set_dtype_policy("mixed_float16")`, then `compile` scales the loss by itself.)
#
# ### Exercise: how much scale
#
# A large scale saves small gradients. But `float16` ends at 65,504, and what is too far above becomes infinite. `gradients` is an array with at least one gradient that is not 0, and none has a magnitude above 60,000. Return the largest power of two by which all can be multiplied so that none becomes infinite as `float16`: at least 1, and at most 2²⁴. For [0.5, −3] it is 16384, because 3 · 16384 is 49,152, and 3 · 32768 is too large. You may find it by trying.


# %% tags=["exercise"]
def largest_scale(gradients):
    return ...  # your code here


check.exercise("largest_scale", largest_scale)

# %% [markdown]
# ## What we saw
#
# - Training from files gives the same weights as training from memory, if the order is the same.
# - A buffer shuffles well only if it is long compared with what is sorted. The share of the commonest kind in a batch shows it before you train. Reading from many files in turn costs no memory, and was as good as a complete shuffle.
# - A stream that makes new examples was far ahead of examples that are kept, even with few photographs behind it.
# - Gradient accumulation gives the step of a large batch. Mixed precision gives the same accuracy, with half the bytes for outputs. Neither makes the network better.
#
# **Go further.** Give `Photographs(range(10_000))` to `fit` without `shuffle=False`: how much does it help to shuffle batches that hold one kind each? Read from five files at a time, chosen at random, with a buffer of 500. Keep 2000 moved photographs, then 10,000: when does keeping catch up? In Keras: [mixed precision](https://keras.io/api/mixed_precision/).
#
# **Next:** Keeping and serving a model.
