# %% [markdown]
# # 41. Making pictures
#
# > You let noise flow into pictures of clothes that nobody has worn, ask for any kind, and find out whether they are any good.
#
# 45 minutes · needs: the lesson "From noise to a shape" · data: fashion_mnist

# %% [markdown]
# ## Look at the data first
#
# In the lesson "From noise to a shape" a target was a point in the plane, with two numbers. Now it is a photograph, with 784. Here are ten of them, with noise below: pixels drawn at random.

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt
import keras
import numpy as np

keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = data.images("fashion_mnist")
print(len(x_train), "photographs to learn from,", len(x_test), "to judge by")

# %% tags=["slide"]
x_train, x_test = (x.reshape(-1, 784) / 255 for x in (x_train, x_test))
shown = [*x_train[:10], *np.random.uniform(size=(10, 784))]
plot.images(shown, columns=10).suptitle("Photographs, and noise")
plt.show()

# %% [markdown]
# Draw noise for the rest of your life, and you will not see a shirt: hardly any of all possible pictures shows a garment. So we first look for fewer numbers, which describe garments and little else.
#
# ## Through the eye of a needle
#
# An **autoencoder** is a network that learns to give back its input. In the middle it has only 16 numbers, and everything must pass through them. The half before them is the **encoder**, the half after them the **decoder**. The 16 numbers are a point of the **hidden space**.

# %%
from keras import layers

encoder = keras.Sequential([keras.Input((784,)), layers.Dense(256, "relu"), layers.Dense(16)])
decoder = keras.Sequential([keras.Input((16,)), layers.Dense(256, "relu"), layers.Dense(784)])
both = keras.Sequential([encoder, decoder])
rate = keras.optimizers.schedules.CosineDecay(0.002, 15 * 100)
both.compile(keras.optimizers.Adam(rate), loss="mse")
history = both.fit(x_train, x_train, batch_size=100, epochs=15, verbose=0)

# %% [markdown]
# The rival has no hidden layers: 16 weighted sums of the pixels, and the pixels as weighted sums of these. The best of all such weights can be computed. Subtract the mean picture, and take the 16 directions in which the photographs differ most. This is **principal component analysis**. `np.linalg.svd` finds the directions.

# %%
middle = x_train.mean(axis=0)
directions = np.linalg.svd(x_train - middle, full_matrices=False)[2][:16]
by_directions = middle + (x_test - middle) @ directions.T @ directions
by_network = both.predict(x_test, batch_size=500, verbose=0)
ratio = np.mean((by_network - x_test) ** 2) / np.mean((by_directions - x_test) ** 2)
check.between("error of the autoencoder over principal components", ratio, 0.65, 0.85)

# %% [markdown]
# On unseen photographs the squared error of the autoencoder is at most 0.85 times that of the rival.
#
# Now walk from one garment to another, in equal steps: in pixels above, in the hidden space below.

# %% tags=["slide"]
shares = np.linspace(0, 1, 9)[:, None]
ends = np.array([x_test[y_test == 7][0], x_test[y_test == 9][0]])
found = encoder.predict(ends, verbose=0)
in_pixels, in_hidden = ((1 - shares) * a + shares * b for a, b in (ends, found))
walk = decoder.predict(in_hidden, verbose=0)
plot.images([*in_pixels, *np.clip(walk, 0, 1)], columns=9)
plt.suptitle("From shoe to shoe: in pixels, and in the hidden space")
plt.show()

# %% [markdown]
# In pixels, one shoe fades while the other one appears, and halfway there are two. In the hidden space one shoe grows into another. The pictures are a little blurred, as 16 numbers cannot hold every seam.
#
# ### Exercise: how many directions
#
# `x` is an array of shape (n, pixels). Return the mean squared error, over all numbers in `x`, if only the mean of `x` and its best `k` directions are kept. `k` is a whole number from 0 on, and may be larger than the number of pixels or of pictures: then the error is 0. For the four pictures [0, 0], [2, 0], [0, 0], [2, 0.4] and k = 0 it is 0.515, the mean of the variances of both pixels.


# %% tags=["exercise"]
def error_left(x, k):
    return ...  # your code here


check.exercise("error_left", error_left)

# %% [markdown]
# ## A flow for every kind
#
# Now flow matching, with targets of 16 numbers, each scaled to mean 0 and standard deviation 1. And we want to choose the kind. So besides place and time, the network is given the kind, as a one-hot row. In about 15 of 100 journeys it gets number 10 instead, which means "any kind". We need that in a moment.

# %%
z_train, z_test = (encoder.predict(x, batch_size=500, verbose=0) for x in (x_train, x_test))
center, scale = z_train.mean(axis=0), z_train.std(axis=0)
z_train, z_test = (z_train - center) / scale, (z_test - center) / scale
hidden = [layers.Dense(256, activation="relu") for _ in range(4)]
flow = keras.Sequential([keras.Input((16 + 1 + 11,)), *hidden, layers.Dense(16)])
rate = keras.optimizers.schedules.CosineDecay(0.003, 14 * 400)
flow.compile(keras.optimizers.Adam(rate), loss="mse")

# %%
one_hot, targets, kinds = np.eye(11), np.tile(z_train, (10, 1)), np.tile(y_train, 10)
for _ in range(14):
    noise, t = np.random.normal(size=targets.shape), np.random.uniform(size=(100000, 1))
    told = one_hot[np.where(np.random.uniform(size=100000) < 0.15, 10, kinds)]
    place = (1 - t) * noise + t * targets
    flow.fit(np.hstack([place, t, told]), targets - noise, batch_size=250, verbose=0)

# %% [markdown]
# `make` follows the flow in 50 steps. At each of them it asks for two velocities, one for the kind and one for any kind. Their difference points to what is special about the kind. With `strength` 1 the network is followed as it is. With more, the noise goes further toward the kind: this is **guidance** ([Ho and Salimans, 2022](https://arxiv.org/abs/2207.12598)). It begins at step `first`; before it the strength is 1. `picture` scales the 16 numbers back and decodes them. You see strength 3, from step 30 on.


# %%
def make(place, wanted, strength, first=0):
    for i in range(50):
        t, nobody = np.full((len(place), 1), i / 50), np.full(len(place), 10)
        any_kind = flow.predict_on_batch(np.hstack([place, t, one_hot[nobody]]))
        velocity = flow.predict_on_batch(np.hstack([place, t, one_hot[wanted]]))
        now = strength if i >= first else 1
        place = place + (any_kind + now * (velocity - any_kind)) / 50
    return place


def picture(places):
    return np.clip(decoder.predict(places * scale + center, batch_size=500, verbose=0), 0, 1)


# %% tags=["slide"]
noise, wanted = np.random.normal(size=(1000, 16)), np.tile(np.arange(10), 100)
guidance = {"flow": (1,), "guided late": (3, 30), "guided throughout": (3,)}
made = {name: make(noise, wanted, *how) for name, how in guidance.items()}
plot.images(picture(made["guided late"][:50]), data.classes("fashion_mnist"), columns=10)
plt.show()

# %% [markdown]
# None of these garments was ever photographed. Or was one of them?
#
# ### Exercise: two kinds at once
#
# What would a garment look like that is half a sneaker and half a boot? Guide it toward several kinds. `any_kind` is a velocity, an array of shape (n,). `velocities` has a row for each kind, and `strengths` any number for each. Each kind has its own difference to `any_kind`. Return the velocity that goes toward all of them, each with its strength. With the strengths 0 it is `any_kind`, and with one kind it is what `make` takes. For `any_kind` [1, 0], the velocities [1, 2] and [3, 0] and the strengths 0.5 and 2 it is [5, 1].


# %% tags=["exercise"]
def toward_all(any_kind, velocities, strengths):
    return ...  # your code here


check.exercise("toward_all", toward_all)

# %% [markdown]
# ## Four questions
#
# Looking is not enough: one finds what one hopes for. Here are four questions with numbers as answers. All pictures that are judged go through the same decoder, those of unseen photographs too, so that its blur does not count.
#
# 1. *As asked?* An SVC has learned the kinds from 4000 training photographs. How often does it find the kind that was asked for? (For photographs: their own kind.)
# 2. *Varied?* The variance of the 16 numbers within each kind, over that of unseen photographs. The same picture each time gets 0.
# 3. *Told apart?* A forest learns from 500 made pictures and 500 unseen photographs, then tells which of 1000 others are made. If it can only guess, it gets about 0.5.
# 4. *New?* The distance to the nearest training photograph in the hidden space. We take the one that 5 in 100 fall below, over that of unseen photographs. Only copies: 0.

# %%
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.neighbors import NearestNeighbors
from sklearn.svm import SVC

judge = SVC(C=10).fit(x_train[:4000], y_train[:4000])
nearest = NearestNeighbors(n_neighbors=1).fit(z_train)


# %%
def variance(places, kinds):
    return np.mean([places[kinds == kind].var(axis=0).sum() for kind in range(10)])


def answers(places, kinds):
    x, real = picture(np.concatenate([places[:1000], z_test[:1000]])), np.repeat([0, 1], 1000)
    learn = np.arange(2000) % 1000 < 500
    forest = ExtraTreesClassifier().fit(x[learn], real[learn])
    agree = np.mean(judge.predict(picture(places)) == kinds)
    varied = variance(places, kinds) / variance(z_test, y_test)
    far, usual = (np.quantile(nearest.kneighbors(one)[0], 0.05) for one in (places, z_test))
    return agree, varied, forest.score(x[~learn], real[~learn]), far / usual


# %% [markdown]
# ### Exercise: copies, also mirrored
#
# A copy may also be mirrored, left to right. `pictures` and `training` are arrays of shape (n, height, width) and (m, height, width). The distance between two pictures is the square root of the mean squared difference of their pixels. Return n truth values: is the picture less than `limit` away from a training picture, as it is or mirrored? For the one picture [[0, 1]], the one training picture [[0.9, 0]] and the limit 0.1 it is [True]: mirrored, they are 0.071 apart.


# %% tags=["exercise"]
def copied(pictures, training, limit):
    return ...  # your code here


check.exercise("copied", copied)

# %% [markdown]
# There are two rivals. One draws from a normal distribution in the hidden space, for each kind its own, with the mean and the covariances of its training photographs. The other hands out training photographs. Below all others in the chart stand unseen photographs, which are no rival: they show what real pictures get. The forest compares them with other photographs, and can only guess. In *varied* and *new* they are near 1 by construction.
#
# **Predict, then run.** Which of the first three questions does the normal distribution answer better than the flow that is guided late?

# %%
prediction = None  # such as "1 and 3"
own = [z_train[y_train == kind] for kind in range(10)]
drawn = [np.random.multivariate_normal(z.mean(axis=0), np.cov(z.T), 100) for z in own]
made["normal distribution"] = np.hstack(drawn).reshape(1000, 16)
made["training photographs"] = np.hstack([z[-100:] for z in own]).reshape(1000, 16)
results = {name: answers(places, wanted) for name, places in made.items()}
results["unseen photographs"] = answers(z_test[1000:], y_test[1000:])

# %% tags=["slide"]
axes = plt.subplots(1, 4, figsize=(10, 3), sharey=True)[1]
for ax, title, values in zip(
    axes, ("as asked", "varied", "told apart", "new"), zip(*results.values())
):
    bars = ax.barh([*results], values, color=[plot.RED] * 3 + [plot.SKY] * 3)
    ax.bar_label(bars, fmt="%.2f", padding=3)
    ax.set(title=title, xlim=(0, 2.6), xticks=(0, 1, 2))
axes[0].invert_yaxis()
plt.show()
print("your prediction:", prediction)

# %%
plain, late, throughout, normal, handed_out, real = results.values()
check.between("as asked, guided late", late[0], 0.9, 1)
check.between("varied, guided late", late[1], 0.81, 1.05)
check.between("new, guided late", late[3], 1, 1.4)
check.between("as asked, guided late minus photographs", late[0] - real[0], 0.05, 0.2)
check.between("as asked, guided late minus not guided", late[0] - plain[0], 0.05, 0.2)
check.between("as asked, not guided minus normal", plain[0] - normal[0], -0.08, 0.08)
check.between("as asked, guided late minus normal", late[0] - normal[0], 0.05, 0.25)
check.between("told apart, normal minus either flow", normal[2] - max(plain[2], late[2]), 0.1, 0.4)
check.between("told apart, photographs", real[2], 0.45, 0.55)
check.between("varied, normal minus guided late", normal[1] - late[1], 0.01, 0.2)
check.equal("distance of handed-out photographs", handed_out[3], 0.0)

# %% [markdown]
# In at least 90 of 100 pictures that were guided late, the SVC finds the kind that was asked for. That is at least 5 in 100 more than among photographs: to the SVC, their kind is clearer than that of real garments. These pictures have at least 0.81 of the variance of unseen photographs, that is 0.9 of their standard deviation. And the distance that 5 in 100 of them fall below is no smaller than that of unseen photographs. (A few copies may not show in it.)
#
# The forest tells the pictures of the normal distribution from photographs at least 10 points in 100 more often than those of either flow, guided late or not at all. A normal distribution is one cloud: between bags with a handle and bags without lies half a handle. In the first two questions it is a good rival. In *as asked* it is behind the flow that is guided late, by at least 5 points. But that is guidance: it brings the flow at least 5 points, and the normal distribution gets none. Without it, the flow and the normal distribution are at most 8 points apart. In variety the normal distribution is ahead of the flow that is guided late, by at least 0.01: it has the right variance by construction. And training photographs, handed out, need not fear the first three questions: they are photographs. The fourth finds them out: their distance is 0. No question is enough alone.
#
# ## What goes wrong: too much guidance
#
# What if the flow is guided from the first step on, with the same strength? Here are bags from the same ten noises: not guided, guided late, guided throughout.

# %% tags=["slide"]
bags = [picture(make(noise[:10], np.full(10, 8), *how)) for how in guidance.values()]
plot.images(np.concatenate(bags), columns=10)
plt.suptitle("Bags: not guided, guided late, guided throughout")
plt.show()
check.between("as asked, throughout minus late", throughout[0] - late[0], 0.01, 0.12)
check.between("told apart, throughout minus late", throughout[2] - late[2], 0.1, 0.5)
check.between("varied, late minus throughout", late[1] - throughout[1], 0, 0.3)

# %% [markdown]
# The SVC is content: it finds the kind in more of the pictures that were guided throughout. But the forest tells them from photographs at least 10 points in 100 more often than those that were guided late, and they vary less. They are caricatures: each shows too much of what sets bags apart. Whoever looks at *as asked* alone does not see it. The cure is to choose strength and first step by all the questions, on pictures made for this purpose. Early steps decide what kind of bag it will be. Whoever pushes there makes them more alike ([Kynkäänniemi and others, 2024](https://arxiv.org/abs/2404.07724)).
#
# ## A round trip
#
# Noise can be walked through, too. If `turn` goes around a full circle, then cos(turn) · start + sin(turn) · side is noise at each moment, and comes back to where it started. So ten garments change all the time, each of the kind that is asked for.

# %% tags=["slide"]
turn = np.linspace(0, 2 * np.pi, 25)[:, None, None]
start, side = np.random.normal(size=(2, 10, 16))
trip = (np.cos(turn) * start + np.sin(turn) * side).reshape(250, 16)
frames = picture(make(trip, np.tile(np.arange(10), 25), 3, 30)).reshape(25, 2, 5, 28, 28)


def draw(ax, i):
    ax.imshow(frames[i].swapaxes(1, 2).reshape(56, 140), cmap="gray_r", vmin=0, vmax=1)
    ax.set_title("Ten garments that nobody has worn")
    ax.axis("off")


plot.movie(draw, range(25), figsize=(8, 3.6), seconds=6)

# %% [markdown]
# ## What we saw
#
# - An autoencoder finds a few numbers that describe garments, and is ahead of principal components.
# - A flow in this hidden space makes new pictures of the kind that is asked for.
# - Guidance makes the kind clearer. Given throughout, it makes caricatures; given late, it leaves more variety.
# - A normal distribution was ahead of the flow that was guided late in variety, and behind it in *as asked* and *told apart*. Only the distance to the training photographs shows who copies.
#
# Many large programs that make pictures have such parts: an autoencoder, a flow or a close relative, and guidance. In place of the kind stands a text, and some have seen billions of pictures. The four questions remain, the last one above all.
#
# **Go further.** Choose another number than 16: what does it do to the four answers? Make something between a sneaker and a boot. Train the flow on 20 photographs of each kind: does it copy? In Keras: [an autoencoder with noise inside](https://keras.io/examples/generative/vae/).
#
# **Next:** The next frame.
