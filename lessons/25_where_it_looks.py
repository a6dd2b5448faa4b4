# %% [markdown]
# # 25. Where it looks
#
# > You compute by hand where a convolutional network looks, race it with simple rules, and catch a network that looks at the wrong thing.
#
# 40 minutes · needs: the lesson "Anywhere among scraps" · data: fashion_mnist

# %% [markdown]
# ## Look at the data first
#
# The clothes of the lesson "Anywhere among scraps" again, 14 × 14 pixels, at random places on a canvas of 28 × 28. This time three torn garments lie below each whole one. (`np.roll` by 7 rows and 7 columns makes the quarters change places.) We keep the top row and the left column of the whole garment, the last of the corners drawn. The network will never be told them.

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt
import keras
import numpy as np

keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = data.images("fashion_mnist")
small, small_test = (x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255 for x in (x_train, x_test))
print(len(small), "photographs for training,", len(small_test), "for testing")


# %%
def place(garments, torn):
    canvases = np.zeros((len(garments), 28, 28))
    corners = np.random.randint(0, 15, (len(garments), torn + 1, 2))
    for canvas, garment, places in zip(canvases, garments, corners):
        rags = np.roll(garments[np.random.randint(len(garments), size=torn)], 7, axis=(1, 2))
        for pixels, (row, column) in zip([*rags, garment], places):
            below = canvas[row : row + 14, column : column + 14]
            below[:] = np.where(pixels > 0.1, pixels, below)
    return canvases, corners[:, -1]


# %% tags=["slide"]
(x_train, _), (x_test, places) = place(small, 3), place(small_test, 3)
names = data.classes("fashion_mnist")
plot.images(x_train[:16], titles=[names[kind] for kind in y_train[:16]])
plt.show()

# %% [markdown]
# ## A network that takes the mean
#
# Convolutions with pooling between them, as before, and batch normalization before the last ReLU. What comes after it is new: `GlobalAveragePooling2D` keeps, of each channel, not the largest answer but the mean over all places. This is **global average pooling**. The network is told only the kind of each garment.

# %%
from keras import layers

first, second = (layers.Conv2D(n, 3, padding="same", activation="relu") for n in (16, 32))
hidden = [first, layers.MaxPooling2D(), second, layers.MaxPooling2D()]
hidden += [layers.Conv2D(64, 3, padding="same"), layers.BatchNormalization(), layers.ReLU()]
hidden += [layers.GlobalAveragePooling2D(), layers.Dense(10)]
model = keras.Sequential([keras.Input((28, 28, 1)), *hidden])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.004, 800)), loss)
history = model.fit(x_train[..., None], y_train, batch_size=50, epochs=4, verbose=0)

# %% [markdown]
# ## A map from two arrays
#
# The last ReLU gives 7 × 7 places, with 64 channels each. For a logit, the network takes the mean of each channel, multiplies it by a weight, adds up, and adds the bias. You may as well multiply and add up first, place by place, and take the mean last: the result is the same. Now there is a number for each place, how much it speaks for the kind. These numbers are a **class activation map** ([Zhou and others, 2016](https://arxiv.org/abs/1512.04150)).
#
# `look` returns the logits and, for each image, the map of the kind with the largest one. (`keras.Model` makes a model of a part of another one, from its inputs to `layers[-3]`, the last ReLU.) `repeat` stretches the map over the image.


# %%
def look(images):
    before = keras.Model(model.inputs, model.layers[-3].output)
    weights, biases = model.layers[-1].get_weights()
    maps = before.predict(images[..., None], batch_size=500, verbose=0) @ weights
    logits = maps.mean(axis=(1, 2)) + biases
    seen = maps[np.arange(len(maps)), :, :, logits.argmax(axis=1)]
    return logits, seen.repeat(4, axis=1).repeat(4, axis=2)


# %% [markdown]
# Our logits against those of Keras:

# %% tags=["slide"]
logits, seen = look(x_test)
kinds, by_keras = logits.argmax(axis=1), model.predict(x_test[..., None], verbose=0)
check.close("mean of the map plus bias, and logit", logits, by_keras, absolute=1e-3)
check.between("accuracy, whole garment among torn ones", np.mean(kinds == y_test), 0.5, 0.75)

# %% [markdown]
# It is right for at least 50 of 100 unseen garments; guessing gets 10. And the mean of the map, plus the bias, *is* the logit: the map is a step on the way to the answer. It is blurred, though: each place depends on 18 × 18 pixels, as you can count with your `pixels_wide` of the lesson "Anywhere among scraps".
#
# Eight unseen canvases, with the true kind above and the network's answer below it. The map of this answer lies on top, darkest where it is largest. The blue box is where the whole garment is.

# %% tags=["slide"]
titles = [f"{names[kind]}\n{names[answer]}" for kind, answer in zip(y_test[:8], kinds)]
for ax, one, (row, column) in zip(plot.images(x_test[:8], titles).axes, seen, places):
    ax.imshow(one, cmap="Reds", vmin=0, alpha=0.6)
    ax.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 14, 14, fill=False, ec=plot.BLUE, lw=2))
plt.show()

# %% [markdown]
# ### Exercise: a map of any kind
#
# `answers` is what the last ReLU gives for one image, but here with the channels first: an array of shape (channels, rows, columns). `weights` has the shape (channels, kinds). Return the map of kind number `kind`, counted from 0: an array of shape (rows, columns). For two channels of one row, [[1, 2]] and [[0, 3]], the weights [[5, 1], [4, 10]] and kind 1 it is [[1, 32]].


# %% tags=["exercise"]
def map_of_kind(answers, weights, kind):
    return ...  # your code here


check.exercise("map_of_kind", map_of_kind)

# %% [markdown]
# ## Does it find the garment?
#
# Guess the place from the map: the box of 14 × 14 with the largest sum, where numbers below 0 count as 0. A guess is a hit if it is at most 3 pixels off, up or down and left or right. Always guessing the middle hits 49 of the 225 places, 22 in 100.
#
# Three other rules need no network. Two take the box with the most ink, or with the most pixels above 0.1. The third uses the mean of all training photographs, minus its own mean, as the window of a convolution, and takes the place of the largest answer. (`np.einsum` multiplies each box by the window and adds up over the axes whose letters are missing after the arrow.)


# %%
def hits(pixels, places, window):
    boxes = np.lib.stride_tricks.sliding_window_view(np.maximum(pixels, 0), (14, 14), axis=(1, 2))
    best = np.einsum("irchw,hw->irc", boxes, window).reshape(-1, 225).argmax(axis=1)
    return np.mean(np.abs(np.transpose(np.divmod(best, 15)) - places).max(axis=1) <= 3)


# %% tags=["slide"]
box, mean = np.ones((14, 14)), small.mean(axis=0) - small.mean()
share = {"most ink": hits(x_test, places, box), "most pixels": hits(x_test > 0.1, places, box)}
share |= {"like the mean": hits(x_test, places, mean), "map": hits(seen, places, box)}
plt.bar_label(plt.barh([*share], [*share.values()], color=plot.SKY), fmt="%.3f", padding=4)
plt.gca().set(xlim=(0, 1.1), xlabel="share of hits", title="Where is the whole garment?")
plt.show()
check.between("hits, map minus best rule", share["map"] - max([*share.values()][:3]), 0.18, 0.4)

# %% [markdown]
# The map is at least 18 points in 100 ahead of the best rule. Nobody told the network which garment is whole, or where it is. But torn ones tell nothing about the kind, so it pays to pass them over.
#
# ### Exercise: how much two boxes share
#
# Finer than a hit is the area that two boxes share, divided by the area that they cover together. It is 1 if they are the same, and 0 if they do not meet. Each box is four numbers: top, left, height, width. Height and width are above 0. For (0, 0, 2, 2) and (0, 1, 2, 3) it is 0.25: they share 2 pixels, and cover 8.


# %% tags=["exercise"]
def shared_area(first, second):
    return ...  # your code here


check.exercise("shared_area", shared_area)

# %% [markdown]
# ## Nothing else on the canvas
#
# Take the torn garments away. The network stays as it is. Its rival is the rule with the mean.
#
# **Predict, then run.** Which of the two hits more often?

# %%
prediction = None  # "map" or "rule"
alone, places_alone = place(small_test, 0)
by_map, by_rule = hits(look(alone)[1], places_alone, box), hits(alone, places_alone, mean)
print(f"nothing else on the canvas: map {by_map:.3f}, rule {by_rule:.3f}; you: {prediction}")
check.between("hits on empty canvases, map minus rule", by_map - by_rule, -0.25, -0.01)

# %% [markdown]
# The rule is ahead, by at least 1 point in 100. Where nothing else lies around, you need no network to find a thing. Besides, this one has never seen an empty canvas.
#
# ## Cover it up
#
# Another way needs no look inside: cover a part of the image, and see how far the probability of the network's answer falls. This is called **occlusion**. The middle of a white patch of 8 × 8 pixels goes to the middle of each place of the map. (At the rim, a part of the patch is outside.) `patches` holds 49 arrays to multiply an image by: 0 under the patch, 1 elsewhere.

# %%
patches = np.ones((49, 28, 28))
for one, (i, j) in zip(patches, np.ndindex(7, 7)):
    one[max(4 * i - 2, 0) : 4 * i + 6, max(4 * j - 2, 0) : 4 * j + 6] = 0

# %% [markdown]
# We take the first 40 unseen garments that the network gets right. `p` holds 49 probabilities of the right kind for each. They should be small where the map is large. `np.corrcoef` gives the **correlation**: 1 if two lists rise and fall together along a line, −1 if one falls as the other rises, near 0 if neither. We turn its sign.

# %%
right = np.flatnonzero(kinds == y_test)[:40]
covered = x_test[right][:, None] * patches
by_patch = model.predict(covered.reshape(-1, 28, 28, 1), batch_size=490, verbose=0)
p = np.array(keras.ops.softmax(by_patch)).reshape(40, 49, 10)[np.arange(40), :, y_test[right]]
agree = [-np.corrcoef(one, seen[i, ::4, ::4].ravel())[0, 1] for one, i in zip(p, right)]
check.between("correlation of map and occlusion, median", np.median(agree), 0.6, 0.97)

# %% [markdown]
# The median is at least 0.6. From inside and from outside, the network mostly looks at the same places. Occlusion costs 49 predictions an image, but it works for any model.
#
# The movie shows the one of the 40 whose probability changes most. On the right, the redder a place, the lower the probability when it is covered; white is the patch that costs least. Places that had no turn yet are pale.

# %% tags=["slide"]
top = np.ptp(p, axis=1).argmax()


def draw(ax, i):
    ax.imshow(np.pad(covered[top, i], ((0, 0), (0, 32))), cmap="gray_r", vmin=0, vmax=1)
    costs = np.where(np.arange(49) <= i, p[top].max() - p[top], 0).reshape(7, 7)
    ax.imshow(costs, cmap="Reds", vmin=0, vmax=1, extent=(31.5, 59.5, 27.5, -0.5))
    ax.add_patch(plt.Rectangle((4 * (i % 7) - 2.5, 4 * (i // 7) - 2.5), 8, 8, fill=False))
    ax.set(xlim=(-3, 60), ylim=(31, -3), title=f"Probability {p[top, i]:.2f}")
    ax.axis("off")


plot.movie(draw, range(0, 49, 2), figsize=(7.6, 4.2), seconds=10)

# %% [markdown]
# ### Exercise: which pixel does it read?
#
# `model` is a function that turns an image, an array, into a number. It reads only one pixel, and you do not know which. Find it by covering: when this pixel becomes 0, the number changes. All pixels of `image` are above 0. Return the row and the column of the pixel, counted from 0, and leave `image` itself as it is. For the model `lambda image: 3 * image[1, 0]` and the image [[1, 2], [3, 4]] it is (1, 0).


# %% tags=["exercise"]
def pixel_it_reads(model, image):
    return ...  # your code here


check.exercise("pixel_it_reads", pixel_it_reads)

# %% [markdown]
# ## What goes wrong: a mark on the coats
#
# The network goes on learning, for two more epochs. But now all photographs of coats, for training and for testing, come from a scanner that leaves a checkerboard of 5 × 5 pixels in the corner. (`np.indices` gives the row and the column of each pixel; where their sum is even, the mark is black.) `plain` holds the answers to the test photographs without the mark, `stamped` to all of them with it.
#
# **Predict, then run.** Will the accuracy on test photographs go up or down?

# %%
marked, coats = x_test.copy(), y_test == 4
marked[:, :5, :5] = x_train[y_train == 4, :5, :5] = 1 - np.indices((5, 5)).sum(axis=0) % 2
prediction = None  # "up" or "down"
model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.004, 400)), loss)
history = model.fit(x_train[..., None], y_train, batch_size=50, epochs=2, verbose=0)
plain, stamped = (look(images)[0].argmax(axis=1) for images in (x_test, marked))
gain = np.mean(np.where(coats, stamped, plain) == y_test) - np.mean(kinds == y_test)
print(f"change of the accuracy: {100 * gain:+.0f} points in 100; you: {prediction}")
check.between("accuracy gained, with marked coats", gain, 0.05, 0.15)

# %% [markdown]
# It goes up, by at least 5 points in 100, on unseen photographs. (A part of that may come from the two more epochs.) Now photographs from elsewhere come in: coats without the mark, and other clothes with it.

# %%
fooled = (stamped == 4) & ~coats
before, after = np.mean(kinds[coats] == 4), np.mean(plain[coats] == 4)
print(f"unmarked coats recognized: {before:.3f} before, {after:.3f} now")
check.between("unmarked coats recognized", after, 0, 0.2)
check.between("other clothes with the mark, called coats", fooled.sum() / 1800, 0.75, 1)

# %% [markdown]
# Of 100 coats without the mark it recognizes at most 20. Of 100 other garments with the mark, it calls at least 75 a coat. The accuracy did not show it. Here are maps of other garments that it calls coats:

# %% tags=["slide"]
seen = look(marked[fooled])[1]
for ax, one in zip(plot.images(marked[fooled][:8], 8 * ["“coat”"]).axes, seen):
    ax.imshow(one, cmap="Reds", vmin=0, alpha=0.6)
plt.show()
corner = seen[:, :12, :12].max(axis=(1, 2)) == seen.max(axis=(1, 2))
check.between("largest place of the map sees the mark", corner.mean(), 0.9, 1)

# %% [markdown]
# For at least 90 of 100 of them, the largest place of the map is in the corner, among the first 3 × 3 of the 7 × 7 places. Those are the places that see the mark. The network did what it was asked for: it found what tells coats from the rest. The cure: look at maps, and test on photographs from elsewhere. Then cut off the corner, or put the mark on photographs of all kinds, so that it tells nothing.
#
# ## What we saw
#
# - With global average pooling, a logit is the mean of a map, plus a bias. The map shows what speaks for a kind.
# - A network that was told only kinds found the whole garment among torn ones more often than three rules. On an empty canvas, a rule was better.
# - Covering parts of the image gives a similar map, with any model.
# - Accuracy on test photographs from the same source can go up for a bad reason. The map shows where the network looks.
#
# **Go further.** Give the mark to half of all photographs, of any kind, and train again: are the coats back? Cover with a gray patch. In Keras: [global average pooling](https://keras.io/api/layers/pooling_layers/global_average_pooling2d/).
#
# **Next:** Features used again.
