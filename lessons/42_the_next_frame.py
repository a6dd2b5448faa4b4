# %% [markdown]
# # 42. The next frame
#
# > You train a network to go on with a film, frame after frame, race it with rules for moving things, and mend what goes wrong when it lives on its own frames.
#
# 45 minutes · needs: the lessons "Convolution" and "Layers of every kind" · data: digits

# %% [markdown]
# ## Look at the data first
#
# A film is a row of pictures, its **frames**. Ours have eight frames of 15 × 15 pixels. A digit moves through the picture by one pixel a frame: to the right, left, down or up. The lane that it keeps to is drawn at random. `film` makes `n` such films from the pictures it is given.

# %%
from dl101 import check, data, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)
pictures = data.load("digits").to_numpy("float32")[:, :-1].reshape(-1, 8, 8) / 16
print(f"{len(pictures)} pictures of digits: 1300 to learn from, the others to test on")


# %%
def film(n, pictures):
    films = np.zeros((n, 8, 15, 15), "float32")
    which, direction, lane = (np.random.randint(k, size=n) for k in (len(pictures), 4, 8))
    for k, i in np.ndindex(n, 8):
        ahead = 7 - i if direction[k] % 2 else i
        row, column = (lane[k], ahead) if direction[k] < 2 else (ahead, lane[k])
        films[k, i, row : row + 8, column : column + 8] = pictures[which[k]]
    return films


# %% [markdown]
# `show` puts films side by side, six in a row, and makes a movie of them.


# %% tags=["slide"]
def show(films, title):
    framed = np.pad(films, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=0.4)
    rows = framed.reshape(-1, 6, 8, 17, 17).transpose(2, 0, 3, 1, 4).reshape(8, -1, 6 * 17)

    def draw(ax, i):
        ax.imshow(rows[i], cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], title=f"{title}: frame {i + 1}")

    plot.movie(draw, range(8), figsize=(7.6, 3), seconds=2.4)


single = film(500, pictures[1300:])
show(single[:12], "One digit")

# %% [markdown]
# You are shown two frames. What does the next one look like?
#
# ## Shift as before
#
# The first rival copies: nothing moves, the next frame is the last one. The second rival knows that a digit moves by one pixel, in one of four ways. It tries all four on the first frame, takes the one that comes nearest to the second, and shifts the second frame in the same way.
#
# `moved` shifts pictures. What leaves the picture is lost, and zeros come in. `three` cuts films into threes: two frames to look at, and the one to predict. Each film has six.


# %%
WAYS = (0, 1), (0, -1), (1, 0), (-1, 0)  # rows down and columns to the right


def moved(pictures, down, right):
    room = np.pad(pictures, ((0, 0), (1, 1), (1, 1)))
    return room[:, 1 - down : 16 - down, 1 - right : 16 - right]


def shift(first, second):
    errors = [((moved(first, *way) - second) ** 2).sum(axis=(1, 2)) for way in WAYS]
    after = np.array([moved(second, *way) for way in WAYS])
    return after[np.argmin(errors, axis=0), np.arange(len(second))]


# %%
def three(films):
    return [films[:, i : i + 6].reshape(-1, 15, 15) for i in range(3)]


def error(predicted, real):
    return np.mean((predicted - real) ** 2)


first, second, third = three(single)
check.equal("one digit, error of the shift", error(shift(first, second), third), 0.0)

# %% [markdown]
# Not a single pixel is wrong. No network will beat that.
#
# ### Exercise: the window that moves
#
# A convolution can shift, too. Write the window for it: an array of 5 × 5 numbers. Slid over a picture with `padding="same"` (so its middle lies on the pixel that is answered), it moves the picture by `down` rows and `right` columns, whole numbers from −2 to 2. Negative ones move it up or to the left. For `down` 0 and `right` 0 it has a 1 in the middle, and zeros elsewhere.


# %% tags=["exercise"]
def window_that_moves(down, right):
    return ...  # your code here


check.exercise("window_that_moves", window_that_moves)

# %% [markdown]
# ## Two digits
#
# Now two digits move through each picture, each in its own way, and they cross. Where both have ink, the darker one is seen.

# %%
films = np.maximum(*(film(1500, pictures[:1300]) for _ in range(2)))
real = np.maximum(*(film(500, pictures[1300:]) for _ in range(2)))
show(real[:12], "Two digits")

# %% [markdown]
# One shift for the whole picture no longer fits. So let the rule look at small windows. For each of the four ways, `gaps` says how badly it fits in the window of 5 × 5 pixels around each pixel. (`uniform_filter` of SciPy takes the mean over windows.) `fits` is large where the gap is small, and is carried along to where the pixel would be next. There, the way that fits best is taken. (We tried several sizes on the training films, and took the best.) Programs that compress videos search for motion in much the same way.


# %%
from scipy.ndimage import uniform_filter


def shift_parts(first, second):
    gaps = [(moved(first, *way) - second) ** 2 for way in WAYS]
    gaps = uniform_filter(gaps, (0, 0, 5, 5), mode="constant")
    fits = [moved(1 / (gap + 1e-6), *way) for gap, way in zip(gaps, WAYS)]
    after = np.array([moved(second, *way) for way in WAYS])
    return np.take_along_axis(after, np.argmax(fits, axis=0)[None], axis=0)[0]


# %% [markdown]
# ## The network
#
# Four convolutions with windows of 3 × 3. Each lets a pixel see one pixel further to every side, so each answer depends on 9 × 9 pixels, its receptive field. The two frames are two channels. There is no pooling: the answer is a picture, and the place of each pixel matters.
#
# The last rival learns as well, but has no hidden layers: `single_layer` is one convolution with a window of 9 × 9. Each pixel that it answers is a weighted sum of the pixels around, in both frames.

# %%
from keras import layers, optimizers

first, second, third = three(films)
x = np.stack([first, second], axis=-1)
hidden = [layers.Conv2D(32, 3, padding="same", activation="relu") for _ in range(3)]
model = keras.Sequential([keras.Input((15, 15, 2)), *hidden, layers.Conv2D(1, 3, padding="same")])
single_layer = keras.Sequential([keras.Input((15, 15, 2)), layers.Conv2D(1, 9, padding="same")])
for network in (single_layer, model):
    network.compile(optimizers.Adam(optimizers.schedules.CosineDecay(0.005, 4 * 180)), "mse")
    history = network.fit(x, third[..., None], batch_size=50, epochs=4, verbose=0)


# %% tags=["slide"]
from numpy.lib.stride_tricks import sliding_window_view


def next_frame(first, second, network=model):
    x = np.stack([first, second], axis=-1)
    return network.predict(x, batch_size=500, verbose=0)[..., 0]


answers = x[:5]
for layer in model.layers:
    weights, biases = layer.get_weights()
    padded = np.pad(answers, ((0, 0), (1, 1), (1, 1), (0, 0)))
    answers = sliding_window_view(padded, (3, 3), axis=(1, 2))
    answers = np.tensordot(answers, weights, axes=([4, 5, 3], [0, 1, 2])) + biases
    answers = np.maximum(answers, 0) if layer in hidden else answers
check.close("by hand", answers[..., 0], next_frame(first[:5], second[:5]), absolute=1e-4)

# %% [markdown]
# By hand it is the `convolve` of the lesson "Convolution", four times, without ReLU in the last layer.
#
# **Predict, then run.** The network and its rivals are given 500 unseen films of two digits. Put them in order. And who wins on films of one digit, which no network was trained on? (`errors` holds both numbers for each of them.)

# %%
prediction = None  # your order, the best one first
steps = {"copy": lambda first, second: second, "shift": shift, "shift in parts": shift_parts}
steps |= {"single layer": lambda a, b: next_frame(a, b, single_layer), "network": next_frame}
errors = {k: [error(f(*t[:2]), t[2]) for t in map(three, (real, single))] for k, f in steps.items()}

# %% tags=["slide"]
from matplotlib import pyplot as plt

axes = plt.subplots(1, 2, figsize=(9, 2.8), sharey=True)[1]
for ax, found, title in zip(axes, zip(*errors.values()), ("two digits", "one digit")):
    ax.bar_label(ax.barh([*steps], found, color=[plot.SKY] * 4 + [plot.RED]), fmt="%.4f", padding=3)
    ax.set(title=f"Films of {title}", xlim=(0, 0.085), xlabel="squared error of the next frame")
plt.show()
print("your prediction:", prediction)

# %%
copied, *rules, layer_is, network_is = errors.values()
check.between("two digits, network over copy", network_is[0] / copied[0], 0.05, 0.15)
check.between("two digits, network over rule", network_is[0] / min(rules)[0], 0.3, 0.8)
check.between("two digits, network over single layer", network_is[0] / layer_is[0], 0.15, 0.45)
check.between("one digit, network over copy", network_is[1] / copied[1], 0.005, 0.07)

# %% [markdown]
# On unseen films of two digits, the error of the network is at most 0.15 times that of the copy, 0.45 times that of the single layer, and 0.8 times that of the better rule, the shift in parts. This rule was told that there are four ways, and that whatever moves goes on as it came. The network found this out by itself, and more.
#
# With one digit, it comes close to the truth: its error is at most 0.07 times that of the copy. But the shift is exact. Where you can write down the rule, the rule wins.
#
# ## Rolled out
#
# One frame is not a film. So feed the network its own answer: the second frame and the predicted one give the next, and so on. The film is **rolled out**. `roll_out` begins with the two first frames of a film, and adds six of its own.


# %%
def roll_out(step, films):
    frames = [films[:, 0], films[:, 1]]
    for _ in range(6):
        frames.append(step(*frames[-2:]))
    return np.stack(frames, axis=1)


show(np.concatenate([real[:6], roll_out(next_frame, real[:6])]), "Real above, rolled out below")

# %% [markdown]
# At first the lower row keeps up with the upper one. Then digits turn gray, and some get lost where they cross. A network that is trained on squared error answers with the mean of what may come. If a stroke may be here or one pixel further on, it paints both, in gray. The next frame is made from gray, and so it goes on.
#
# ### Exercise: what came before
#
# Digits that go straight also go straight when the film runs backward. So the same `step` can tell what came before. `film` is an array of shape (frames, height, width), with two frames or more. `step(one, other)` returns the frame that follows on `one` and `other`, the older one first. Return the `n` frames before the film begins, in the order of time: an array of shape (n, height, width). `n` is 1 or more. If `step` is `np.subtract`, the film is [[[5]], [[3]]] and `n` is 2, it is [[[7]], [[-2]]]: −2 is 3 − 5, and 7 is 5 − (−2).


# %% tags=["exercise"]
def rolled_back(step, film, n):
    return ...  # your code here


check.exercise("rolled_back", rolled_back)

# %% [markdown]
# ## What goes wrong: it has never seen its own frames
#
# In training, the network saw real frames only. Rolled out, it sees its own, which are a little wrong, and nobody has taught it what to do then. So let it practice what it will have to do. In the functional way, call the same network six times, each time on the two latest frames. All six answers are compared with the real frames, and the weights of the one network change.
#
# For a fair comparison, both networks learn for three more epochs: `model` on real frames as before, and its copy `own` rolled out. Both take 150 steps an epoch, and predict 60 frames in each. (Rolled out, a weight is used six times, and slopes can be very long. As in the lesson "Forecasting", `clipnorm` shortens them.)

# %%
own = keras.models.clone_model(model)
own.set_weights(model.get_weights())
frames = [keras.Input((15, 15, 1)), keras.Input((15, 15, 1))]
for _ in range(6):
    frames.append(own(layers.Concatenate()(frames[-2:])))
own_film = keras.Model(frames[:2], layers.Concatenate()(frames[2:]))
one, other, *others = np.moveaxis(films[..., None], 1, 0)
tasks = (model, x, third[..., None], 60), (own_film, [one, other], np.concatenate(others, -1), 10)
for each, given, wanted, size in tasks:
    each.compile(optimizers.Adam(optimizers.schedules.CosineDecay(0.002, 450), clipnorm=0.1), "mse")
    history = each.fit(given, wanted, batch_size=size, epochs=3, verbose=0)

# %% [markdown]
# The rivals are rolled out as well. And a new one enters, which does not look at all: the *mean film* is the mean of all training films, frame by frame.
#
# Before you run it: which of the two networks is better in the first frame, and which in the sixth? And who is worse than the mean film?

# %%
steps["own frames"] = lambda first, second: next_frame(first, second, own)
made = {name: roll_out(step, real) for name, step in steps.items()} | {"mean film": films.mean(0)}
by_frame = {name: ((film - real) ** 2).mean(axis=(0, 2, 3))[2:] for name, film in made.items()}

# %% tags=["slide"]
ax = plt.subplots(figsize=(8.4, 4))[1]
for name, marker, color in zip(by_frame, plot.MARKERS, (*plot.COLORS[:6], plot.BLACK)):
    ax.plot(range(1, 7), by_frame[name], marker + "-", color=color, label=name)
ax.set(yscale="log", xlabel="frames rolled out", ylabel="squared error on unseen films")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %%
copied, shifted, parts, _, on_real, on_own, mean = by_frame.values()
check.between("network, sixth error over first", on_real[5] / on_real[0], 8, 25)
check.between("sixth frame, copy over mean film", copied[5] / mean[5], 1.5, 3)
check.between("sixth frame, network over mean film", on_real[5] / mean[5], 0.4, 0.85)
check.between("sixth frame, own frames over network", on_own[5] / on_real[5], 0.55, 0.9)
check.between("sixth frame, own over rules", on_own[5] / min(shifted[5], parts[5]), 0.35, 0.95)
check.between("first frame, own frames over network", on_own[0] / on_real[0], 1.1, 2.5)

# %% [markdown]
# Red was trained on its own frames. Of the network trained on real frames, the sixth frame has at least 8 times the error of the first. It is still ahead of the mean film, with at most 0.85 times its error. The copy has at least 1.5 times the error of the mean film: a wrong guess with sharp edges costs more than a gray one.
#
# Practice pays. In the sixth frame, the error of the network trained on its own frames is at most 0.9 times that of the other network, and at most 0.95 times that of the best rule. But in the first frame it is at least 1.1 times as large. It has learned what counts over six frames, and gives up a little in the first. So ask what a model is needed for, and train it on that.
#
# ## Twice as fast
#
# Now leave out every second frame of the films of one digit: they move twice as fast. Is the network, trained on real frames, still better than the copy?

# %%
first, second, third = (single[:, i] for i in (0, 2, 4))
ratio = error(next_frame(first, second), third) / error(second, third)
check.between("twice as fast, network over copy", ratio, 0.55, 1)

# %% [markdown]
# Not by much. At the speed that it knows, its error is at most 0.07 times that of the copy. Now it is at least 0.55 times that. Its windows would reach far enough, as the next exercise shows, but it has learned four motions, not motion. The rules do not know the new speed either. But there you see where to write it, and the network has to be trained anew.
#
# ### Exercise: how fast at most
#
# A network can go on with a motion only if its windows reach far enough. The digit moves by `v` pixels a frame. The pixel that is to be predicted was `v` pixels away in the second frame, and twice as far in the first. Both places must lie in the receptive field, as they must be compared. `sizes` lists the widths of the windows of its convolutions, odd numbers, such as [3, 3, 3, 3]; there is no pooling. Return the largest whole `v`. For [3, 3, 3, 3] it is 2: the receptive field reaches 4 pixels to each side.


# %% tags=["exercise"]
def fastest(sizes):
    return ...  # your code here


check.exercise("fastest", fastest)

# %% [markdown]
# ## What we saw
#
# - A convolutional network learns from films how things move. With two digits it was ahead of all rules, and far ahead of the copy. With one digit, a rule was exact.
# - Rolled out, a model is fed its own frames. Errors grow, and what is uncertain becomes gray.
# - Trained on its own frames, it was better in the sixth frame, and worse in the first.
# - At twice the speed of its training, most of its lead over the copy was gone.
#
# Networks that forecast the weather are rolled out in this way: each answer is the start of the next step.
#
# **Go further.** Let the digits turn around at the walls: can you write a rule for one digit, and for two? Train on films twice as fast as well. Add three digits. Give the network three frames. In Keras: [another network for films](https://keras.io/examples/vision/conv_lstm/).
#
# **Next:** Making video.
