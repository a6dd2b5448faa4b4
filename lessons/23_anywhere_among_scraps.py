# %% [markdown]
# # 23. Anywhere among scraps
#
# > You train a deeper convolutional network to find clothes among scraps, race it with three rivals, and find out what it does not see.
#
# 40 minutes · needs: the lessons "One of many, from raw pixels" and "Convolution" · data: fashion_mnist

# %% [markdown]
# ## Look at the data first
#
# In the lesson "Convolution" the background was empty, and anyone could move a digit to the middle. Now we fill the background. Each photograph of the clothes is shrunk to 14 × 14: four pixels become one, their mean. It goes to a random place on a canvas of 28 × 28, on top of twelve scraps of 5 × 5 pixels, cut out of other photographs. (`below` is a slice of the canvas, so writing into it changes the canvas. `np.where` takes the pixel of the garment where that is above 0.1, and otherwise keeps what is there.)

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
def place(garments, scraps):
    canvases = np.zeros((len(garments), 28, 28), "float32")
    for canvas, garment in zip(canvases, garments):
        for other in garments[np.random.randint(len(garments), size=scraps)]:
            (top, left), (row, column) = np.random.randint(0, 10, 2), np.random.randint(0, 24, 2)
            canvas[row : row + 5, column : column + 5] = other[top : top + 5, left : left + 5]
        row, column = np.random.randint(0, 15, 2)
        below = canvas[row : row + 14, column : column + 14]
        below[:] = np.where(garment > 0.1, garment, below)
    return canvases


# %% tags=["slide"]
x_train, x_test = place(small, 12), place(small_test, 12)
names = data.classes("fashion_mnist")
plot.images(x_train[:16], titles=[names[kind] for kind in y_train[:16]])
plt.show()

# %% [markdown]
# You find most of the garments at a glance. How would you tell a computer what is a garment, and what is a scrap?
#
# ## Pooling
#
# A network that is to tell a garment from a scrap has to see more than 3 × 3 pixels at a time. One way is **pooling**: of each square of 2 × 2 answers, only the largest stays. Height and width are halved, so that the next window of 3 × 3 reaches twice as far. And there is a quarter of the places to look at. By hand:

# %% tags=["slide"]
from keras import layers

answers = x_train[:1, ..., None]
by_hand = answers.reshape(1, 14, 2, 14, 2, 1).max(axis=(2, 4))
check.close("pooling by hand", by_hand, layers.MaxPooling2D()(answers), absolute=1e-6)

# %% [markdown]
# The price: exactly where it was, within a square, is forgotten. And the squares do not move with the image. After a shift by one pixel other answers share a square, so it helps to see things at many places in training. Our network does.
#
# ### Exercise: how far it sees
#
# The part of the image on which one answer depends is its **receptive field**. Convolutions come one after the other, with 2 × 2 pooling after each one except the last. `sizes` lists the widths of their windows, such as [3, 5]; there is at least one. How many pixels wide is the receptive field of one answer of the last convolution? For [3] it is 3. For [3, 3]: the second window reaches over 3 squares, that is 6 answers in a row, and each of them depends on one more pixel on either side, so it is 8. Return a whole number. (The image is large enough, so no rim comes in.)


# %% tags=["exercise"]
def pixels_wide(sizes):
    return ...  # your code here


check.exercise("pixels_wide", pixels_wide)

# %% [markdown]
# ## The network and its rivals
#
# Three convolutions with pooling between them; in place of the last pooling comes global max pooling. The more a layer sees at a time, the more different things there are to find, so the number of filters grows. Beside it stands a dense network with more than four times as many parameters.

# %%
hidden = []
for filters in (16, 32, 64):
    hidden += [layers.Conv2D(filters, 3, padding="same", activation="relu"), layers.MaxPooling2D()]
hidden[-1] = layers.GlobalMaxPooling2D()
cnn = keras.Sequential([keras.Input((28, 28, 1)), *hidden, layers.Dense(10)])
dense = [layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10)]
dense = keras.Sequential([keras.Input((28, 28, 1)), *dense])
counts = [model.count_params() for model in (cnn, dense)]
print(f"parameters: CNN {counts[0]}, dense network {counts[1]}")
check.equal("parameters of both networks", counts, [23946, 101770])

# %% [markdown]
# The second rival is the nearest neighbor. The third is someone who knows what is wrong, and helps by hand: a garment has more ink than a few scraps, so cut out the box of 14 × 14 pixels with the largest sum. (That is a convolution, too: a window of ones, and the place of its largest answer. There are 15 × 15 places.) A forest learns from what is cut out. It is made of extra trees, which draw their questions more at random than a random forest does, and so take less time. (`n_jobs=2` grows them on two cores.) Here is what it is given of the 16 images above.


# %% tags=["slide"]
from numpy.lib.stride_tricks import sliding_window_view


def fullest_box(canvases):
    boxes = sliding_window_view(canvases, (14, 14), axis=(1, 2))
    places = boxes.sum(axis=(3, 4)).reshape(-1, 225).argmax(axis=1)
    return boxes[np.arange(len(boxes)), places // 15, places % 15].reshape(-1, 196)


plot.images(fullest_box(x_train[:16]), titles=[names[kind] for kind in y_train[:16]])
plt.show()

# %% [markdown]
# **Predict, then run.** Put the four in order: nearest neighbor, forest on the fullest box, dense network, convolutional network.

# %%
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.neighbors import KNeighborsClassifier

prediction = None  # your guess, the best one first
neighbor = KNeighborsClassifier(1).fit(x_train.reshape(-1, 784), y_train)
forest = ExtraTreesClassifier(n_jobs=2).fit(fullest_box(x_train), y_train)
right = {"nearest neighbor": neighbor.score(x_test.reshape(-1, 784), y_test)}
right["forest, fullest box"] = forest.score(fullest_box(x_test), y_test)

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for name, model in (("dense network", dense), ("CNN", cnn)):
    rate = keras.optimizers.schedules.CosineDecay(0.002, 4 * 200)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    history = model.fit(x_train[..., None], y_train, batch_size=50, epochs=4, verbose=0)
    right[name] = model.evaluate(x_test[..., None], y_test, batch_size=500, verbose=0)[1]

# %% tags=["slide"]
ax = plt.subplots(figsize=(8, 3.2))[1]
bars = ax.barh(list(right), list(right.values()), color=[plot.SKY] * 3 + [plot.RED])
ax.bar_label(bars, fmt="%.3f", padding=4)
ax.set(xlim=(0, 0.9), xlabel="share of unseen clothes right", title="Anywhere among scraps")
plt.show()
print("your prediction:", prediction)
best_rival = max(share for name, share in right.items() if name != "CNN")
check.between("CNN among scraps, accuracy", right["CNN"], 0.6, 0.75)
check.between("CNN minus best rival, among scraps", right["CNN"] - best_rival, 0.08, 0.25)

# %% [markdown]
# The convolutional network is right for at least 60 of 100 unseen clothes, where guessing gets 10. It is at least 8 points in 100 ahead of the best rival. The forest suffers where scraps lie close together: they have more ink than a sandal, and the rule cuts out the wrong box. The network found its own rule, from examples alone. The dense network would have to learn a heel anew for each place.
#
# ### Exercise: where was it?
#
# Global max pooling forgets the place. Look it up: `answers` is a NumPy array of shape (rows, columns, channels), what a convolution answers to one image. Return, for each channel, the row and the column of its largest answer, counted from 0: an array of shape (channels, 2). If the largest one is there several times, take the place that comes first, row by row. For one channel with the rows 1, 5 and 7, 2 it is [[1, 0]].


# %% tags=["exercise"]
def where_found(answers):
    return ...  # your code here


check.exercise("where_found", where_found)

# %% [markdown]
# ## Without scraps
#
# Now take the scraps away. The forest is trained anew on clean canvases, and the network goes on learning on them, for two more epochs.
#
# **Predict, then run.** Which is better now?

# %%
prediction = None  # "forest" or "CNN"
clean, clean_test = place(small, 0), place(small_test, 0)
forest = ExtraTreesClassifier(n_jobs=2).fit(fullest_box(clean), y_train)
by_forest = forest.score(fullest_box(clean_test), y_test)
rate = keras.optimizers.schedules.CosineDecay(0.001, 2 * 200)
cnn.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
history = cnn.fit(clean[..., None], y_train, batch_size=50, epochs=2, verbose=0)
by_cnn = cnn.evaluate(clean_test[..., None], y_test, batch_size=500, verbose=0)[1]
print(f"without scraps: forest {by_forest:.3f}, CNN {by_cnn:.3f}; you: {prediction}")
check.between("CNN minus forest, no scraps", by_cnn - by_forest, -0.12, -0.02)

# %% [markdown]
# After these two epochs the network is behind the forest, by at least 2 points in 100. On an empty canvas the rule by hand always finds the garment, and undoes most of the shift. A convolutional network pays where nobody can say how to find the thing first.
#
# ## What goes wrong: other changes
#
# The network has seen clothes at all places. What about changes that it has not seen? `rotate` of SciPy turns an image by an angle. (`reshape=False` keeps its size, and `order=1` mixes the pixels that a turned one falls between.) Here is an unseen pair of trousers, turned bit by bit, with what the network takes it for.

# %% tags=["slide"]
from scipy.ndimage import rotate

pair = np.pad(small_test[y_test == 1][0], 7)
angles = range(0, 361, 30)
turned = np.array([rotate(pair, angle, reshape=False, order=1) for angle in angles])
p = np.array(keras.ops.softmax(cnn.predict(turned[..., None], verbose=0)))


def draw(ax, i):
    ax.barh(names, p[i], color=plot.SKY)
    ax.set(xlim=(0, 1.6), xticks=(0, 0.5, 1), xlabel="probability", title=f"{30 * i} degrees")
    picture = ax.inset_axes([0.66, 0.2, 0.34, 0.6], xticks=[], yticks=[])
    picture.imshow(turned[i], cmap="gray_r")


plot.movie(draw, range(len(angles)), figsize=(7.6, 3.8), seconds=8)

# %% [markdown]
# Now in numbers, for all unseen clothes without scraps: mirrored, upside down, turned by a quarter, and twice as large, that is in the full 28 × 28 pixels.
#
# **Predict, then run.** Which of the four does the least harm?

# %%
prediction = None  # one of the four
large = data.images("fashion_mnist")[1][0] / 255
changed = {"mirrored": clean_test[:, :, ::-1], "upside down": clean_test[:, ::-1]}
changed |= {"turned": np.rot90(clean_test, axes=(1, 2)), "twice as large": large}
lost = {}
for name, unseen in changed.items():
    lost[name] = by_cnn - cnn.evaluate(unseen[..., None], y_test, batch_size=500, verbose=0)[1]
    print(f"{name}: {100 * lost[name]:.0f} points in 100 lost")
print("your prediction:", prediction)

# %%
by_mirror = lost.pop("mirrored")
check.between("accuracy lost, mirrored", by_mirror, 0.08, 0.2)
check.between("accuracy lost, other changes", min(lost.values()), 0.25, 0.45)
check.between("lost by other changes, minus mirrored", min(lost.values()) - by_mirror, 0.12, 0.35)

# %% [markdown]
# Mirroring does the least harm, but it costs at least 8 points in 100. Each of the others costs at least 25. To a window, an upright edge that now lies flat is another edge, and so is one with the dark side below that was above. Only shifts are built in. The cure is to show the network such images in training.
#
# ### Exercise: in any direction
#
# A window finds edges of one direction. Let it look in four: as it is, and turned by one, two and three quarters. Return, for each place, the largest of the four answers. `image` is an array, `window` a square one; there is no rim, so the answers have as many rows and columns as those of `slide` in the lesson "Convolution". For the image [[0, 1], [2, 3]] and the window [[1, 0], [0, 0]] it is [[3]]: the four answers are 0, 1, 3 and 2.


# %% tags=["exercise"]
def in_any_direction(image, window):
    return ...  # your code here


check.exercise("in_any_direction", in_any_direction)

# %% [markdown]
# ## What we saw
#
# - Pooling keeps the largest answer of each square, so that deeper windows see more of the image for less work.
# - Among scraps, a convolutional network is well ahead of a dense network, the nearest neighbor, and a forest helped by a rule.
# - Without scraps, the rule and the forest were ahead of a network with two more epochs.
# - A convolutional network handles shifts by design, and no other change.
#
# **Go further.** Train with 4 scraps, and with 20: who suffers more? Find a better rule: the box with the largest sum of squares, or the largest piece that hangs together (`label` of `scipy.ndimage`). Turn some of the training images as well: what does it cost, and what does it gain? In Keras: [pooling layers](https://keras.io/api/layers/pooling_layers/).
#
# **Next:** Training a network that sees.
