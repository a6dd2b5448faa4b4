# %% [markdown]
# # 22. Convolution
#
# > You slide a small window over an image by hand, build a network of such windows, and test it on digits at random places, though all stood in the middle in training.
#
# 40 minutes · needs: the lessons "Layers of every kind" and "How sure is it" · data: digits

# %% [markdown]
# ## Look at the data first
#
# In the lesson "One of many, from raw pixels" you shifted a pair of trousers by a few pixels, and the network lost them. Here are the digits again, 8 × 8 pixels, with four empty pixels on every side: there is room to shift them. (`np.pad` adds the rim.)

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt
import numpy as np

digits = data.load("digits")
images = digits.drop(columns="digit").to_numpy().reshape(-1, 8, 8) / 16
images = np.pad(images, ((0, 0), (4, 4), (4, 4)))
plot.images(images[:8]).suptitle("Digits with an empty rim")
plt.show()

# %% [markdown]
# A dense layer has a weight of its own for each pixel. What it learns about a stroke in the middle is of no use for the same stroke at the side.
#
# ## A window that slides
#
# So take few weights, a window of 3 × 3, and use the same nine everywhere. The window lies on nine pixels. Each is multiplied by its weight, and the products are added up: that is one number. Then the window moves on by a pixel, to the next number. This is a **convolution**. (In mathematics the window is turned around first; in deep learning it is not.) A window of 3 × 3 has 14 places in a row of 16 pixels, and 14 in a column.
#
# The nine weights below are picked by hand: 1 on the left, 0 in the middle, −1 on the right.


# %%
def slide(image, window):
    height, width = window.shape
    answers = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for row in range(answers.shape[0]):
        for column in range(answers.shape[1]):
            part = image[row : row + height, column : column + width]
            answers[row, column] = np.sum(part * window)
    return answers


window = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
answers = slide(images[0], window)
check.equal("places of the window", answers.shape, (14, 14))

# %% [markdown]
# Watch it slide over the 0. What it answers is drawn beside it as it goes, red above 0, blue below. Before you run it: where will the answers be red, and where blue?


# %% tags=["slide"]
def draw(ax, place):
    row, column = divmod(place, 14)
    so_far = np.where(np.arange(196).reshape(14, 14) <= place, answers, 0)
    ax.imshow(np.pad(images[0], ((0, 0), (0, 17))), cmap="gray_r")
    ax.imshow(so_far, cmap="RdBu_r", vmin=-3, vmax=3, extent=(17.5, 31.5, 14.5, 0.5))
    ax.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 3, 3, fill=False, color=plot.RED, lw=2))
    ax.set(xlim=(-0.6, 32.5), ylim=(15.6, -0.6), title="The image, and what the window answers")
    ax.axis("off")


plot.movie(draw, range(0, 196, 5), figsize=(7.6, 4), seconds=8)

# %% [markdown]
# Where left and right are alike, the answer is 0. Going from left to right, it is blue where a stroke begins and red where it ends. The window finds upright edges, wherever they are.
#
# ### Exercise: larger steps
#
# A window may also move on by two pixels or more at a time, to the right and downward. The length of the step is called the **stride**. Write `slide` with a stride, a whole number from 1. The window always stays on the image as a whole; pixels at the right or lower end that it does not reach are left over. Image and window are NumPy arrays, not always square, and the window is never larger than the image. For the image [[1, 2, 3, 4, 5, 6]], the window [[1, 10]] and a stride of 3 the answer is [[21, 54]]: 1 · 1 + 2 · 10 and 4 · 1 + 5 · 10.


# %% tags=["exercise"]
def slide_by(image, window, stride):
    return ...  # your code here


check.exercise("slide_by", slide_by)

# %% [markdown]
# ## As a layer
#
# `Conv2D` has many such windows, its **filters**. (Keras also says *kernel* for the window.) Each has weights of its own and a bias, and they learn. A network of such layers is a **convolutional network**, or CNN. The layer wants one more axis at the end, the **channels**: the numbers of one pixel, three in a color photograph, one here. (`[..., None]` adds the axis.) The answers of each filter are one channel of the result, and the filters of the next layer reach through all channels. `padding="same"` lays a rim of zeros around the image, so that there is an answer for every pixel, and 16 × 16 stays 16 × 16.
#
# By hand it needs no loop. `sliding_window_view` lists what lies under the window at all places. Its result has the axes row, column, channel, row in the window, column in the window; the weights have row, column, channel, filter. `axes` pairs the axes 3, 4, 2 of the parts with the axes 0, 1, 2 of the weights; `tensordot` multiplies along these pairs, and adds up.


# %%
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view


def convolve(image, weights, biases):  # windows of 3 × 3, padding "same", ReLU
    padded = np.pad(image, ((1, 1), (1, 1), (0, 0)))
    parts = sliding_window_view(padded, (3, 3), axis=(0, 1))
    return np.maximum(np.tensordot(parts, weights, axes=([3, 4, 2], [0, 1, 2])) + biases, 0)


# %% [markdown]
# Three ways to the same answers: the loop, `convolve`, and the layer. `build` makes the weights of the layer, and `set_weights` puts our nine in their place. (`window[:, :, None, None]` adds two axes, for one channel and one filter.) The loop has no rim, and no ReLU: of its answers, the ReLU keeps the red ones.

# %% tags=["slide"]
convolution = layers.Conv2D(1, 3, padding="same", activation="relu")
convolution.build((None, 16, 16, 1))
convolution.set_weights([window[:, :, None, None], np.zeros(1)])
by_layer = ops.convert_to_numpy(convolution(images[:1, ..., None]))[0]
by_hand = convolve(images[0, ..., None], window[:, :, None, None], 0)
check.close("convolve and Keras", by_hand, by_layer, absolute=1e-5)
check.close("loop and Keras", np.maximum(answers, 0), by_layer[1:-1, 1:-1, 0], absolute=1e-5)

# %% [markdown]
# ### Exercise: count the parameters
#
# Color photographs of 32 × 32 pixels, with three channels. First comes a convolution with 8 filters of 5 × 5, then one with 4 filters of 3 × 3. How many weights and biases are there in all?

# %% tags=["exercise"]
parameters_in_color = ...  # your number here
check.exercise("parameters_in_color", parameters_in_color)

# %% [markdown]
# ## Shift it
#
# Now the point of it all. Shift the image by three rows down and four columns to the left: the answers shift by as much. Nothing else changes. So if we keep only the largest answer of each channel, wherever it is, the shift is gone. That is **global max pooling**: was it found, anywhere?

# %%
shifted = np.roll(images[0], (3, -4), axis=(0, 1))
by_shift = convolve(shifted[..., None], window[:, :, None, None], 0)
check.equal("answers to the shifted image", by_shift, np.roll(by_hand, (3, -4), axis=(0, 1)))
print("largest answer before and after:", by_hand.max(), by_shift.max())

# %% [markdown]
# ## A network of windows
#
# Two convolutions, global max pooling, ten output neurons. A filter of the first layer has 3 · 3 weights, a filter of the second 3 · 3 · 16, as it reaches through 16 channels; each has a bias. Beside it stands a dense network with 17,098 parameters, more than three times as many. (`Flatten` lays the pixels in a row for it.) 1344 digits are for training, all in the middle. The other 453 are the test: once in the middle, and once each at a random place.

# %% tags=["slide"]
from sklearn.model_selection import train_test_split
import keras

keras.utils.set_random_seed(0)
x, y = images[..., None], digits["digit"].to_numpy()
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=453)
moves = np.random.randint(-4, 5, (453, 2))
moved = np.array([np.roll(image, move, axis=(0, 1)) for image, move in zip(x_test, moves)])
plot.images(moved[:8]).suptitle("Digits shifted at random")
plt.show()


# %%
def network(*hidden):
    return keras.Sequential([keras.Input((16, 16, 1)), *hidden, layers.Dense(10)])


first = layers.Conv2D(16, 3, padding="same", activation="relu")
second = layers.Conv2D(32, 3, padding="same", activation="relu")
cnn = network(first, second, layers.GlobalMaxPooling2D())
dense = network(layers.Flatten(), layers.Dense(64, activation="relu"))
counted = 16 * (3 * 3 + 1) + 32 * (3 * 3 * 16 + 1) + 10 * (32 + 1)
counts = [cnn.count_params(), dense.count_params()]
check.equal("parameters, CNN and dense network", counts, [counted, 17098])

# %% [markdown]
# Their rival is an SVC, a support vector machine. It compares an image with those training images that lie near the borders between the kinds, and is strong on small images. (`C=10` sets how hard it tries to fit every example.) And someone who knows what is wrong helps it: `centered` finds the rows and columns that have ink, and rolls the image so that they are in the middle. The second SVC is trained and tested on such images.
#
# **Predict, then run.** All four are trained on digits in the middle. Which is best in the middle, and which at random places?


# %%
from sklearn.svm import SVC


def centered(image):
    ink = np.argwhere(image[..., 0])
    return np.roll(image, 8 - (ink.min(axis=0) + ink.max(axis=0) + 1) // 2, axis=(0, 1))


prediction = None  # two names
right, tests = {}, (x_test, moved)
for name, change in (("SVC", np.copy), ("SVC, centered", centered)):
    svc = SVC(C=10).fit([change(image).ravel() for image in x_train], y_train)
    right[name] = [svc.score([change(i).ravel() for i in test], y_test) for test in tests]

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for name, model in (("dense network", dense), ("CNN", cnn)):
    rate = keras.optimizers.schedules.CosineDecay(0.005, 10 * 42)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    history = model.fit(x_train, y_train, batch_size=32, epochs=10, verbose=0)
    right[name] = [model.evaluate(test, y_test, verbose=0)[1] for test in tests]

# %% tags=["slide"]
fig, axes = plt.subplots(1, 2, figsize=(11, 3.2), sharey=True)
for ax, shares, place in zip(axes, zip(*right.values()), ("in the middle", "at random places")):
    bars = ax.barh(list(right), shares, color=[plot.SKY] * 3 + [plot.RED])
    ax.bar_label(bars, fmt="%.3f", padding=4)
    ax.set(xlim=(0, 1.2), xlabel="share of unseen digits right", title=place.capitalize())
plt.show()
print("your prediction:", prediction)

# %%
found, best_rival = right["CNN"], max(right["SVC"][1], right["dense network"][1])
check.between("CNN, digits anywhere", found[1], 0.93, 1)
check.between("CNN minus best rival, digits anywhere", found[1] - best_rival, 0.7, 0.9)
check.between("CNN minus centered SVC, anywhere", found[1] - right["SVC, centered"][1], -0.06, 0.02)
check.between("CNN minus SVC, digits in the middle", found[0] - right["SVC"][0], -0.04, 0.01)

# %% [markdown]
# At random places, the convolutional network gets at least 93 of 100 digits right, though nobody showed it a digit that was not in the middle. The SVC and the dense network, which are given the same pixels, are lost: it is at least 70 points in 100 ahead of both.
#
# But look at the SVC with centered images. On an empty background a person knows how to undo the shift, in two lines. After that the network has hardly a lead, if any: it is at most 2 points in 100 ahead of the SVC, and up to 6 behind. The same where nothing is shifted at all: it is at most 1 point ahead of the SVC, and up to 4 behind. The next lesson fills the background.
#
# ### Exercise: the same anywhere
#
# Build a network for images of 20 × 20 with one channel, and three logits: one convolution with 8 filters of 5 × 5 and ReLU, then global max pooling, then the output layer. Its logits do not change when a digit on an empty image is moved (away from the rim), nor when the same digit is there twice. It need not be trained or compiled.


# %% tags=["exercise"]
def same_anywhere():
    return ...  # your code here: a model


check.exercise("same_anywhere", same_anywhere)

# %% [markdown]
# ## Open the box
#
# The whole network by hand, for one unseen digit. For each of the two layers, here are the eight channels with the largest answers, dark for large.

# %% tags=["slide"]
answers = x_test[0]
for layer, which in ((first, "first"), (second, "second")):
    answers = convolve(answers, *layer.get_weights())
    largest = np.argsort(-answers.max(axis=(0, 1)))[:8]
    plot.images(answers[..., largest].transpose(2, 0, 1))
    plt.suptitle(f"What eight channels of the {which} layer answer")
    plt.show()
weights, biases = cnn.layers[-1].get_weights()
by_hand = answers.max(axis=(0, 1)) @ weights + biases
check.close("CNN by hand", by_hand, cnn.predict(x_test[:1], verbose=0)[0], absolute=1e-3)

# %% [markdown]
# The first layer answers to strokes and edges in all directions. The second puts these together: a corner, an end, a stroke at the foot. Some of its channels answer in few places.
#
# ## What we saw
#
# - A convolution uses the same few weights at every place. Shift the image, and its answers shift with it.
# - Global max pooling keeps the largest answer of a channel, wherever it is.
# - At random places, a convolutional network is far ahead of both rivals that are given the same pixels. Where a person can undo the shift first, an SVC is about as good, or better.
#
# **Go further.** ("Open the box" is made for two convolutions of 3 × 3: leave it out.) Make the windows 5 × 5. Put `Flatten` in place of global max pooling: it keeps the places, and what is lost? Leave out the second convolution: how much can windows of 3 × 3 tell alone? Draw the filters of the first layer with `plot.images`: do you find the upright edge? In Keras: [convolution layers](https://keras.io/api/layers/convolution_layers/).
#
# **Next:** Anywhere among scraps.
