# %% [markdown]
# # 43. Making video
#
# > You let noise become films of digits that move as you ask, and find out what a film has to be besides its frames.
#
# 45 minutes · needs: the lesson "Making pictures" · data: digits

# %% [markdown]
# ## Look at the data first
#
# The films are those of the lesson "The next frame": they have eight frames of 15 × 15 pixels. A digit moves through the picture by one pixel a frame: to the right, left, down or up. The lane that it keeps to is drawn at random. `film` makes `n` such films from the pictures it is given, and also returns which digit each film shows, and its direction: 0 to 3, in this order.

# %% tags=["slide"]
from dl101 import check, data, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)
table = data.load("digits").to_numpy("float32")
pictures, labels = table[:, :-1].reshape(-1, 8, 8) / 16, table[:, -1].astype(int)
print(f"{len(pictures)} pictures of digits: 1300 to learn from, the others to test on")


# %%
def film(n, pictures, labels):
    films = np.zeros((n, 8, 15, 15), "float32")
    which, direction, lane = (np.random.randint(k, size=n) for k in (len(pictures), 4, 8))
    for i in range(8):
        for one, number, way, place in zip(films, which, direction, lane):
            ahead = 7 - i if way % 2 else i
            row, column = (place, ahead) if way < 2 else (ahead, place)
            one[i, row : row + 8, column : column + 8] = pictures[number]
    return films, labels[which], direction


films, digits, directions = film(16000, pictures[:1300], labels[:1300])
real, real_digits, real_directions = film(2000, pictures[1300:], labels[1300:])


# %% [markdown]
# The movie shows twelve of the films at once. `wall` puts films side by side, six in a row.


# %% tags=["slide"]
def wall(films):
    framed = np.pad(films, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=0.4)
    rows = framed.reshape(-1, 6, 8, 17, 17).transpose(2, 0, 3, 1, 4)
    return rows.reshape(8, -1, 6 * 17)


def show(frames, title):
    def draw(ax, i):
        ax.imshow(frames[i], cmap="gray_r", vmin=0, vmax=1)
        ax.set(xticks=[], yticks=[], title=f"{title}: frame {i + 1}")

    plot.movie(draw, range(8), figsize=(7.6, 3), seconds=2.4)


show(wall(films[:12]), "Real films")

# %% [markdown]
# ## A film from noise
#
# We want films from noise, and choose the digit and the direction. The recipe is that of the lesson "Making pictures": an autoencoder, and a flow in its hidden space. But one point of the hidden space, 24 numbers, now stands for a whole film of 1800. So its frames are made together.

# %%
from keras import layers

flat = films.reshape(-1, 1800)
wide, narrow = (512, "relu"), (256, "relu")
encoder = keras.Sequential([layers.Dense(*wide), layers.Dense(*narrow), layers.Dense(24)])
decoder = keras.Sequential([layers.Dense(*narrow), layers.Dense(*wide), layers.Dense(1800)])
both = keras.Sequential([keras.Input((1800,)), encoder, decoder])
both.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.002, 1600)), "mse")
history = both.fit(flat, flat, batch_size=100, epochs=10, verbose=0)

# %% [markdown]
# A decoder is matrices, biases and ReLU. By hand, for five films:

# %% tags=["slide"]
z = encoder.predict(flat, batch_size=500, verbose=0)
x = z[:5]
for layer in decoder.layers:
    weights, biases = layer.get_weights()
    x = x @ weights + biases
    x = np.maximum(x, 0) if layer is not decoder.layers[-1] else x
check.close("decoded by hand", x, decoder.predict(z[:5], verbose=0), absolute=1e-3)
check.equal("parameters of the decoder", decoder.count_params(), 1061384)

# %% [markdown]
# ### Exercise: how many numbers
#
# Now the films have 16 frames of 32 × 32 pixels, in color: three numbers for each pixel. The decoder is built as ours: 24 numbers in, dense layers of 256 and 512 units, and a dense layer that gives the film. How many parameters does it have? Replace the dots by a whole number. (Ours has 1,061,384.)


# %% tags=["exercise"]
decoder_of_color_films = ...  # your number here
check.exercise("decoder_of_color_films", decoder_of_color_films)

# %% [markdown]
# Most of it sits in the last layer, which has weights of its own for each pixel of each frame. Larger films take layers that share weights, such as convolutions.
#
# ## A flow for digit and direction
#
# The flow is given place, time, the digit as one of 11 (10 means "any digit"), and the direction as one of 4. `make` guides toward the digit, with strength 2.5, from the first step on.

# %%
center, scale = z.mean(axis=0), z.std(axis=0)
hidden = [layers.Dense(256, activation="relu") for _ in range(4)]
flow = keras.Sequential([keras.Input((24 + 1 + 11 + 4,)), *hidden, layers.Dense(24)])
flow.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.003, 4000)), "mse")
targets = np.tile((z - center) / scale, (5, 1))
told, way = np.tile(digits, 5), np.tile(directions, 5)
for _ in range(10):
    noise, t = np.random.normal(size=targets.shape), np.random.uniform(size=(80000, 1))
    digit = np.eye(11)[np.where(np.random.uniform(size=80000) < 0.15, 10, told)]
    x = np.hstack([(1 - t) * noise + t * targets, t, digit, np.eye(4)[way]])
    flow.fit(x, targets - noise, batch_size=200, verbose=0)


# %%
def make(place, digit, direction, strength=2.5):
    for i in range(50):
        t, way = np.full((len(place), 1), i / 50), np.eye(4)[direction]
        asked, any_digit = (np.eye(11)[number] for number in (digit, np.full(len(place), 10)))
        toward = flow.predict_on_batch(np.hstack([place, t, asked, way]))
        without = flow.predict_on_batch(np.hstack([place, t, any_digit, way]))
        place = place + (without + strength * (toward - without)) / 50
    return place


def decode(place):
    films = decoder.predict(place * scale + center, batch_size=500, verbose=0)
    return np.clip(films, 0, 1).reshape(-1, 8, 15, 15)


# %%
asked, ways = np.tile(np.arange(10), 100), np.repeat(np.arange(4), 250)
made = decode(make(np.random.normal(size=(1000, 24)), asked, ways))
some = [250 * (i % 4) + digit for i, digit in enumerate((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1))]
show(wall(made[some]), "Made from noise")

# %% [markdown]
# ### Exercise: follow the ink
#
# `film` is an array of shape (frames, height, width), with numbers of 0 or more. The center of ink of a frame is the mean row and the mean column of its pixels, each weighted by its number. Return an array of shape (frames, 2), with row and column for each frame. A frame without ink has the center of the frame before it; if there is none before it, take row 0 and column 0. For the two frames [[0, 1], [0, 3]] and [[0, 0], [0, 0]] it is [[0.75, 1], [0.75, 1]].


# %% tags=["exercise"]
def ink_path(film):
    return ...  # your code here


check.exercise("ink_path", ink_path)

# %% [markdown]
# ## How good are they?
#
# Three numbers. An SVC reads the box of 8 × 8 pixels with the most ink, cut out of each frame; it has learned from training films. *Digit*: the share of frames in which it reads the digit that was asked for. *Agree*: the share of neighboring frames in which it reads the same. *Direction*: the share of films whose ink (pixels above 0.3) moves most in the direction that was asked for, from first frame to last. (A frame may have no such ink: 0.000001 more keeps the division possible.)

# %%
from numpy.lib.stride_tricks import sliding_window_view
from sklearn.svm import SVC


def cut(films):
    boxes = sliding_window_view(films.reshape(-1, 15, 15), (8, 8), axis=(1, 2))
    best = boxes.sum(axis=(3, 4)).reshape(-1, 64).argmax(axis=1)
    return boxes[np.arange(len(boxes)), best // 8, best % 8].reshape(-1, 64)


reader = SVC(C=10).fit(cut(films[:300]), np.repeat(digits[:300], 8))


# %%
def judge(films, digits, directions):
    read = reader.predict(cut(films)).reshape(-1, 8)
    ink = np.where(films > 0.3, films, 0)
    sums = [(ink.sum(axis) * np.arange(15)).sum(axis=2) for axis in (2, 3)]
    across, down = (place[:, 7] - place[:, 0] for place in sums / (ink.sum((2, 3)) + 1e-6))
    moved = np.array([across, -across, down, -down]).argmax(axis=0)
    agree = np.mean(read[:, 1:] == read[:, :-1])
    return np.mean(read == digits[:, None]), agree, np.mean(moved == directions)


# %% [markdown]
# ### Exercise: how long it stays
#
# Another measure: for how many frames in a row does a film show the same digit? `read` is an array of shape (films, frames), with the digit that was read in each frame. Return for each film the length of its longest run of equal digits, one after the other. For [[3, 3, 5, 5, 5], [1, 2, 1, 2, 1]] it is [3, 1].


# %% tags=["exercise"]
def longest_run(read):
    return ...  # your code here


check.exercise("longest_run", longest_run)

# %% [markdown]
# The rival draws from normal distributions in the hidden space, one for each digit and direction, with the mean and the covariances of the training films. Nobody guides it, so the flow is judged twice, guided and not guided (strength 1). The real films are unseen, and not decoded. (Training films, handed out, would need no flow to do well: they are real, and none of the three numbers asks whether a film is new.)
#
# **Predict, then run.** Is the rival close to the guided flow in *digit*, or in *direction*?

# %%
prediction = None  # "digit" or "direction"
places, normal = (z - center) / scale, np.zeros((1000, 24))
for a, b in np.ndindex(10, 4):
    cell = places[(digits == a) & (directions == b)]
    drawn = np.random.multivariate_normal(cell.mean(axis=0), np.cov(cell.T), 25)
    normal[(asked == a) & (ways == b)] = drawn
free = make(np.random.normal(size=(1000, 24)), asked, ways, strength=1)
results = {"flow, guided": judge(made, asked, ways), "flow": judge(decode(free), asked, ways)}
results["normal"] = judge(decode(normal), asked, ways)
results["real"] = judge(real, real_digits, real_directions)

# %% tags=["slide"]
from matplotlib import pyplot as plt

axes = plt.subplots(1, 3, figsize=(8.4, 2.4), sharey=True)[1]
for ax, title, values in zip(axes, ("digit", "agree", "direction"), zip(*results.values())):
    bars = ax.barh([*results], values, color=[plot.RED, plot.RED, plot.SKY, plot.SKY])
    ax.bar_label(bars, fmt="%.2f", padding=3)
    ax.set(title=title, xlim=(0, 1.3), xticks=(0, 0.5, 1))
plt.show()
print("your prediction:", prediction)

# %%
guided, plain, rival, unseen = results.values()
check.between("digit, guided", guided[0], 0.65, 0.85)
check.between("agree, guided", guided[1], 0.75, 0.95)
check.between("direction, least of all", min(one[2] for one in results.values()), 0.95, 1)
check.between("digit, not guided minus normal", plain[0] - rival[0], 0.05, 0.18)
check.between("digit, guided minus not guided", guided[0] - plain[0], 0.18, 0.32)
check.between("digit, real minus guided", unseen[0] - guided[0], 0.1, 0.3)

# %% [markdown]
# In each of the four rows, at least 95 of 100 films go in the direction that was asked for. In the guided films the SVC reads the right digit in at least 65 of 100 frames, where a guess would get 10, and the same digit in at least 75 of 100 pairs of neighbors. In the digit, is that the flow, or the guidance? Not guided, the flow is 5 to 18 frames in 100 ahead of the normal distributions. Guidance adds 18 to 32 more, so it is the larger part. (But remember the caricatures of the lesson "Making pictures". None of our three numbers would see them, nor whether the films are varied.) Real films are at least 10 ahead of the guided ones. The movie shows made digits that are blurred, and some that are none at all. (Real films do not pass through the decoder, so its blur counts here.)
#
# ## What goes wrong: judged frame by frame
#
# Now each film gets its second frame from another made film of the same digit and direction, its third from yet another one, and so on.
#
# **Predict, then run.** Which of the three numbers changes by 10 points in 100 or more?

# %% tags=["slide"]
prediction = None  # one of the three, or several
by_way = made.reshape(4, 250, 8, 15, 15)
mixed = [np.roll(by_way[:, :, i], -10 * i, axis=1) for i in range(8)]
mixed = np.stack(mixed, axis=2).reshape(made.shape)
mixed_is = judge(mixed, asked, ways)
print("digit, agree, direction:", np.round(mixed_is, 3), "you:", prediction)
check.equal("digit, mixed minus made", mixed_is[0] - guided[0], 0.0)
check.between("agree, made minus mixed", guided[1] - mixed_is[1], 0.1, 0.4)
check.between("direction, made minus mixed", guided[2] - mixed_is[2], -0.02, 0.05)
show(wall(mixed[some]), "Mixed")

# %% [markdown]
# The frames are the same ones as before, so the digit is read as often. But the films flicker: the digit jumps between lanes and changes its shape. Neighboring frames agree less often, by at least 10 points in 100. That comes from the shapes: the box is cut out wherever the ink is, so *agree* does not see the jumps. *Digit*, which judges frame by frame, sees neither. *Direction*, which compares the first frame with the last, hardly does: it changes by at most 5 films in 100. The cure is to make the frames together, and to judge them together.
#
# ## What we saw
#
# - A whole film can be one point of a hidden space. A flow in this space makes films from noise. They go in the direction that is asked for, and with guidance most frames show the digit. In the digit the flow is ahead of a normal distribution, and guidance carries it further.
# - A film is more than its frames.
#
# Many programs that make video from a text do the same with more: a hidden space for small pieces of space and time, a transformer in place of our four layers, and very many films.
#
# **Go further.** Ask for two directions at once, each with half of its one-hot row. Ask what is not asked here: are the films varied, and are they new? In Keras: [pictures from noise](https://keras.io/examples/generative/ddim/).
#
# **Next:** Many machines.
