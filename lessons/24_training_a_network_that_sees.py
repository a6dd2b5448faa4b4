# %% [markdown]
# # 24. Training a network that sees
#
# > You train a network on upright clothes so that it knows them tilted among scraps, measure what two parts of the recipe are worth, and keep the best of a training.
#
# 45 minutes · needs: the lessons "Batch normalization" and "Anywhere among scraps" · data: fashion_mnist, digits

# %% [markdown]
# ## Look at the data first
#
# In the lesson "Anywhere among scraps" turning the clothes cost a network at least 25 points in 100: it had seen only upright ones. Here are 2000 upright photographs to train on, shrunk to 14 × 14, in the middle of an empty canvas of 26 × 26.

# %%
from dl101 import check, data, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = data.images("fashion_mnist")
small, small_test = (x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255 for x in (x_train, x_test))
small, small_test = (np.pad(x, ((0, 0), (6, 6), (6, 6))) for x in (small, small_test))
print(len(small[:2000]), "upright photographs to train on,", len(small_test), "for the test")

# %% [markdown]
# The unseen clothes do not lie so neatly. `scene` turns each garment by an angle, moves it by up to three pixels, and lays it on six scraps of 5 × 5 pixels, cut out of other photographs. (A scrap needs five numbers: the photograph, the row and column where it is cut out, and those where it goes. `randint` takes a list with the least of each, and one with the ends.)

# %%
from scipy.ndimage import rotate


def scene(garments, angles):
    canvases, ends = np.zeros(garments.shape, "float32"), [len(garments), 16, 16, 22, 22]
    scraps = np.random.randint([0, 6, 6, 0, 0], ends, (len(garments), 6, 5))
    for canvas, garment, angle, six in zip(canvases, garments, angles, scraps):
        for other, a, b, row, column in six:
            canvas[row : row + 5, column : column + 5] = garments[other, a : a + 5, b : b + 5]
        turned = rotate(garment, angle, order=1, reshape=False)
        turned = np.roll(turned, np.random.randint(-3, 4, 2), axis=(0, 1))
        canvas[:] = np.where(turned > 0.1, turned, canvas)
    return canvases[..., None]


# %% [markdown]
# The test is all 2000 unseen garments, each tilted by up to 45 degrees to either side. Here are eight of them as they are, and below in their scenes.

# %% tags=["slide"]
from matplotlib import pyplot as plt

unseen = scene(small_test, np.random.uniform(-45, 45, 2000))
plot.images([*small_test[:8], *unseen[:8, ..., 0]]).suptitle("As they are, and in scenes")
plt.show()

# %% [markdown]
# ## New images from old ones
#
# A tilted shirt is still a shirt. So tilt the training images and keep their labels: that is **augmentation**. Each epoch turns every photograph by another angle, moves it elsewhere, and lays it on other scraps. So the network hardly ever sees the same image twice.
#
# Keras has layers for this. `RandomRotation(0.125)` turns each image by up to an eighth of a full turn to either side, in training only. You can also give both ends of the range. If they are the same, nothing is random, and we can compare SciPy and Keras: 30 degrees, a twelfth of a turn. (`fill_mode="constant"` fills the corners with 0.)

# %% tags=["slide"]
from keras import layers

some = small[:50, ..., None]
turning = layers.RandomRotation((1 / 12, 1 / 12), fill_mode="constant")
by_hand = [rotate(image, 30, order=1, reshape=False) for image in some]
check.close("turned by hand and by Keras", by_hand, turning(some, training=True), absolute=1e-4)

# %% [markdown]
# It can be the first layer of a network. But it would turn the scraps along with the garment, so we go on with `scene`.
#
# ### Exercise: move it
#
# Write another augmentation. `image` is an array with two axes. Return it moved `down` rows down and `right` columns to the right, in the same size. Both are whole numbers, and may be larger than the image, or negative: up and to the left. What leaves on one side is lost, and what enters on the other is 0. For the image [[1, 2], [3, 4]], `down` 1 and `right` 0 it is [[0, 0], [1, 2]].


# %% tags=["exercise"]
def moved_by(image, down, right):
    return ...  # your code here


check.exercise("moved_by", moved_by)

# %% [markdown]
# ### Exercise: find and mend the fault
#
# These lines should double a training set: each image as it is, and mirrored left to right. `x` has the axes image, row, column, and `y` has a label for each image. A network learned next to nothing from what came out.
#
#     x_both = np.concatenate([x, x[::-1]])
#     y_both = np.repeat(y, 2)
#
# There are two faults. Return both arrays, mended, with a comma between them: first all images as they are, then all of them mirrored, in the same order. From one image [[1, 2], [3, 4]] with the label 7 come the images [[1, 2], [3, 4]] and [[2, 1], [4, 3]], and the labels 7 and 7.


# %% tags=["exercise"]
def mirrored_too(x, y):
    return ...  # your code here


check.exercise("mirrored_too", mirrored_too)

# %% [markdown]
# ## The rest of the recipe
#
# The network comes from the lesson "Anywhere among scraps", now with batch normalization between convolution and ReLU. A filter is the same at all places, so each channel gets one mean and one variance, over all images, rows and columns of the batch. Subtracting the mean takes any bias away again, so these convolutions have none. (A list times `False` is empty.)


# %%
def network(normalized=True):
    hidden = []
    for filters in (16, 32, 64):
        hidden += [layers.Conv2D(filters, 3, padding="same", use_bias=not normalized)]
        hidden += [layers.BatchNormalization(momentum=0.9)] * normalized
        hidden += [layers.Activation("relu"), layers.MaxPooling2D()]
    hidden[-1] = layers.GlobalMaxPooling2D()
    return keras.Sequential([keras.Input((26, 26, 1)), *hidden, layers.Dense(10)])


# %% [markdown]
# By hand, for made-up answers of 3 filters at 6 × 6 places of 20 images. (Their variance is about 4, so the 0.001 that Keras adds is left out.)

# %%
answers = np.random.normal(1, 2, (20, 6, 6, 3))
by_hand = (answers - answers.mean(axis=(0, 1, 2))) / answers.std(axis=(0, 1, 2))
by_keras = layers.BatchNormalization()(answers, training=True)
check.close("normalized by channel, by hand", by_hand, by_keras, absolute=0.003)

# %% [markdown]
# The last part is the learning rate. `CosineDecay`, known from many lessons, follows half a wave of the cosine, which goes from 1 to −1 while its angle goes from 0 to π. Add 1, halve it, and it goes from 1 to 0. After 125 of 625 steps the angle is π / 5:

# %%
rate = keras.optimizers.schedules.CosineDecay(0.005, 625)
check.close("cosine by hand", float(rate(125)), 0.005 * (1 + np.cos(np.pi / 5)) / 2, relative=1e-5)

# %% [markdown]
# ### Exercise: warm up first
#
# Large first steps can throw a network far off. So let the rate rise before it falls: in the first `warm` steps it goes in a straight line from 0 to `top`. From there half a wave of the cosine takes it to 0, which it reaches at step `steps`. Return the rate at `step`, a whole number from 0 to `steps`. `warm` is 0 or more, and less than `steps`. With 10 steps, 2 of them to warm up, and a top of 0.8, the rate is 0.4 at step 1 and again at step 6.


# %% tags=["exercise"]
def warmed(step, steps, warm, top):
    return ...  # your code here


check.exercise("warmed", warmed)

# %% [markdown]
# ## Train, and keep the best
#
# `train` draws new scenes for each of five epochs of 125 steps, with tilts of up to `most` degrees. The validation scenes, of 500 other photographs, are drawn once. `**more` hands anything else on to `fit`.

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
validation = scene(small[2000:2500], np.random.uniform(-45, 45, 500)), y_train[2000:2500]


def train(model, rate, most=45, **more):
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    for epoch in range(5):
        x = scene(small[:2000], np.random.uniform(-most, most, 2000))
        model.fit(x, y_train[:2000], batch_size=16, verbose=0, **more)


# %% [markdown]
# A training may be cut off, and its last epoch need not be its best. A **checkpoint** is a model that is saved on the way. `ModelCheckpoint` is a callback that saves one after each epoch; with `save_best_only=True`, only if the validation loss is the lowest so far. The optimizer and its count of steps are saved too, so a training that was cut off can go on with the right learning rate. (`tempfile` makes a folder that is deleted at the end of the block.)

# %%
import tempfile

model = network()
with tempfile.TemporaryDirectory() as folder:
    keep = keras.callbacks.ModelCheckpoint(f"{folder}/best.keras", save_best_only=True)
    train(model, rate, validation_data=validation, callbacks=[keep])
    model = keras.models.load_model(f"{folder}/best.keras")
check.close("loss as kept", keep.best, model.evaluate(*validation, verbose=0)[0], relative=1e-3)

# %% [markdown]
# ## What two of the parts are worth
#
# Two more networks each go without one part. One sees no tilts, but new places and scraps in each epoch. The other has no batch normalization, and begins with a smaller rate, in its favor: with the larger one, it learned nothing in most of our trials. (Both also go without the checkpoint: they are taken as they are after their last epoch.) The rival is a random forest. It learns once, not epoch by epoch, so it is given four tilted scenes of each photograph at once.
#
# **Predict, then run.** All are tested on the same 2000 scenes. Which of the two parts is worth more?

# %%
prediction = None  # "tilting" or "batch normalization"
models = {"full recipe": model, "no tilting": network(), "no batch normalization": network(False)}
train(models["no tilting"], rate, most=0)
train(models["no batch normalization"], keras.optimizers.schedules.CosineDecay(0.002, 625))

# %%
from sklearn.ensemble import RandomForestClassifier

many = scene(np.tile(small[:2000], (4, 1, 1)), np.random.uniform(-45, 45, 8000))
forest = RandomForestClassifier(n_jobs=2).fit(many.reshape(8000, -1), np.tile(y_train[:2000], 4))
right = {name: one.evaluate(unseen, y_test, verbose=0)[1] for name, one in models.items()}
right["forest"] = forest.score(unseen.reshape(2000, -1), y_test)

# %% tags=["slide"]
bars = plt.barh(list(right), right.values(), color=[plot.RED, *[plot.YELLOW] * 2, plot.SKY])
plt.bar_label(bars, fmt="%.3f", padding=4)
plt.gca().set(xlim=(0, 0.9), xlabel="share of unseen clothes right", title="Tilted among scraps")
plt.show()
print("your prediction:", prediction)
lost = {name: right["full recipe"] - share for name, share in right.items()}
check.between("full recipe minus forest", lost["forest"], 0.05, 0.2)
check.between("worth of tilting", lost["no tilting"], 0.05, 0.2)
check.between("worth of batch normalization", lost["no batch normalization"], 0.04, 0.28)

# %% [markdown]
# The full recipe is at least 5 points in 100 ahead of the forest. Tilting is worth at least 5, and batch normalization at least 4. The forest has seen tilts too. But to a forest the same heel, elsewhere, is other pixels. The network has to learn only the tilts from examples; shifts are built in.
#
# ## At every angle
#
# How far does it reach? The first 300 unseen garments, on scraps as before, are turned in steps of 30 degrees. In the movie, the direction is the angle, with upright at the top, and the distance from the middle is the share of the 300 that a network gets right. The corner shows the first of them. (With `polar=True`, axes take an angle and a distance. `theta_offset` puts 0 degrees at the top.)

# %%
angles = np.arange(0, 361, 30)
turned = np.concatenate([scene(small_test[:300], np.full(300, angle)) for angle in angles])
found = [models[name].predict(turned, verbose=0).argmax(axis=1) for name in list(models)[:2]]
shares = (np.reshape(found, (2, -1, 300)) == y_test[:300]).mean(axis=2)


# %% tags=["slide"]
def draw(ax, i):
    ax.axis("off")
    ring = ax.inset_axes([0, 0.02, 0.62, 0.96], polar=True, theta_offset=np.pi / 2)
    for name, share, color in zip(models, shares, (plot.RED, plot.BLUE)):
        ring.plot(np.radians(angles[: i + 1]), share[: i + 1], "o-", color=color, label=name)
    ring.set(ylim=(0, 0.9), yticks=(0.25, 0.5, 0.75), title="share right at each angle")
    ring.legend(loc=(1.16, 0.8), title=f"turned by {angles[i]} degrees")
    ax.inset_axes([0.68, 0, 0.32, 0.5], xticks=[], yticks=[]).imshow(turned[300 * i], cmap="gray_r")


plot.movie(draw, range(13), figsize=(8, 5.2), seconds=8)
check.between("full recipe, upright minus a quarter turn", shares[0, 0] - shares[0, 3], 0.35, 0.75)
check.between("price of tilting, upright", shares[1, 0] - shares[0, 0], 0, 0.22)

# %% [markdown]
# Tilting pays at the angles that it showed, to the left and right of the top. But nobody showed the network a garment turned by a quarter. There it gets at least 35 points in 100 less than upright. Augmentation teaches the changes that it makes, and few others. And it has a price: upright, at the top, the network without tilting is ahead.
#
# ## Where it does not win
#
# Now the unseen photographs as they are: upright, in the middle, no scraps. An SVC learns from the 2000 photographs, without any augmentation.
#
# **Predict, then run.** Which is better, the SVC or the network with the full recipe?

# %%
from sklearn.svm import SVC

prediction = None  # "SVC" or "network"
x, z = (images.reshape(2000, -1) for images in (small[:2000], small_test))
by_svc = SVC(C=10).fit(x, y_train[:2000]).score(z, y_test)
full = model.evaluate(small_test[..., None], y_test, verbose=0)[1]
print(f"upright, alone: SVC {by_svc:.3f}, full recipe {full:.3f}; you: {prediction}")
check.between("full recipe minus SVC, upright", full - by_svc, -0.28, -0.09)

# %% [markdown]
# The SVC is at least 9 points in 100 ahead. The network has learned to cope with tilts and scraps, and there are none here. Augment with what you expect to meet.
#
# ## What goes wrong: a turn that changes the meaning
#
# Augmentation keeps the label. Is it still true? A random forest learns from 1300 digits, upright. Then it is shown the unseen sixes, upside down. (A digit is a row of 64 pixels. In reverse, they are the digit after half a turn.)

# %%
digits = data.load("digits").to_numpy()  # the last column is the digit
reader = RandomForestClassifier().fit(digits[:1300, :-1], digits[:1300, -1])
sixes = digits[1300:][digits[1300:, -1] == 6, :-1]
check.between("sixes called nines", np.mean(reader.predict(sixes[:, ::-1]) == 9), 0.65, 0.97)

# %% [markdown]
# It calls at least 65 in 100 of them nines, and so would you. `RandomRotation(0.5)`, which turns by any angle, would teach a network that these nines are sixes. No error message warns you. The cure is to look at some augmented images beside their labels, and to leave out what changes the meaning: large turns for digits, mirroring for letters.
#
# ## What we saw
#
# - Augmentation changes the training images anew in each epoch and keeps their labels, so a network learns what does not matter.
# - On tilted clothes among scraps, a network with augmentation was ahead of a forest with four scenes of each photograph, and of the same network without tilting.
# - On upright clothes without scraps, an SVC was well ahead of it.
# - A checkpoint keeps the best model of a training, and its optimizer.
# - A change that alters the meaning teaches a wrong label.
#
# **Go further.** Leave out the cosine: `train(network(), 0.005)`. Train without batch normalization at 0.005, several times: how often does it learn? Tilt by up to 180 degrees: what does it cost upright? Help by hand: turn each garment so that its longest direction stands upright, and give that to the SVC. When we tried it, this was ahead of the network at any angle on an empty canvas, and far behind it among scraps. In Keras: [image augmentation layers](https://keras.io/api/layers/preprocessing_layers/image_augmentation/).
#
# **Next:** Where it looks.
