# %% [markdown]
# # 40. From noise to a shape
#
# > You train a network to move random points into a shape, follow them, and see what a perfect network would do.
#
# 35 minutes · needs: the lessons "Loss" and "Attention" · data: fashion_mnist

# %% [markdown]
# ## Look at the data first
#
# Until now a network was given a picture and told its kind. Turn it around: we name the kind, and want a picture. Why not train a network on that, with the squared error as its loss? There are a thousand photographs of each kind, and one answer has to do for all of them. The answer with the least squared error is their mean, pixel by pixel, as the lesson "Loss" showed. Here are the ten means, with a photograph of each kind below.

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt
import keras
import numpy as np

keras.utils.set_random_seed(0)
(x_train, y_train), _ = data.images("fashion_mnist")
print(len(x_train), "photographs of", len(np.unique(y_train)), "kinds")

# %% tags=["slide"]
kinds = [x_train[y_train == kind] / 255 for kind in range(10)]
means, examples = [kind.mean(axis=0) for kind in kinds], [kind[0] for kind in kinds]
plot.images([*means, *examples], data.classes("fashion_mnist"), columns=10)
plt.show()

# %% [markdown]
# Each mean is a little of everything, blurred, and it is always the same. We want sharp pictures, each time another one. So chance has to come in: the network starts from noise, random numbers, and makes them into a picture. How, we see in this lesson in a space that can be drawn, the plane. The next lesson, "Making pictures", does the same with garments.
#
# ### Exercise: another loss
#
# Would the absolute error do better? `pictures` is an array of shape (n, pixels). Return the one picture, an array of as many pixels, whose mean absolute error against all n is the least. (If a range of numbers is equally good for a pixel, return its middle.) For the three pictures [0, 1], [0, 0.4] and [0.9, 0] it is [0, 0.4].


# %% tags=["exercise"]
def least_absolute_picture(pictures):
    return ...  # your code here


check.exercise("least_absolute_picture", least_absolute_picture)

# %% [markdown]
# ## Points in the shape of trousers
#
# The pair of trousers in the second row is our shape. `scatter` puts `n` points on its pixels above 0.2, each at a random place within its pixel. The plane goes from about −2 to 2, as noise does. Noise is drawn from the **normal distribution**, the bell curve: most numbers lie near 0, few beyond 2 or −2.


# %% tags=["slide"]
def scatter(n):
    row, column = np.divmod(np.random.choice(np.flatnonzero(examples[1] > 0.2), n), 28)
    return (np.stack([column - 14, 13 - row], axis=1) + np.random.uniform(size=(n, 2))) / 6


points, noise = scatter(2000), np.random.normal(size=(2000, 2))
axes = plt.subplots(1, 2, figsize=(7.6, 4), sharex=True, sharey=True)[1]
for ax, cloud, title in zip(axes, (noise, points), ("from this …", "… to points like these")):
    ax.scatter(*cloud.T, s=4, color=plot.BLUE)
    ax.set(title=title, xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
plt.show()

# %% [markdown]
# ## The mean of all journeys
#
# The way from left to right is called **flow matching** ([Lipman and others, 2022](https://arxiv.org/abs/2210.02747)). Pair each point, the target, with a noise, at random. The noise travels to its target in a straight line, from time 0 to time 1. Look at it at a random time `t`: its place is `(1 - t) * noise + t * target`, and its velocity `target - noise`, at any time.
#
# `journeys` returns places, times and velocities. A network is given place and time, and is to predict the velocity. It cannot know on which journey it is, for many cross at each place. So, with the squared error, it learns the mean of their velocities. It is a mean again, but one of directions.


# %%
def journeys(targets):
    noise, t = np.random.normal(size=targets.shape), np.random.uniform(size=(len(targets), 1))
    return (1 - t) * noise + t * targets, t, targets - noise


# %%
from keras import layers

hidden = [layers.Dense(128, activation="relu") for _ in range(3)]
model = keras.Sequential([keras.Input((3,)), *hidden, layers.Dense(2)])
rate = keras.optimizers.schedules.CosineDecay(0.005, 10 * 200)
model.compile(keras.optimizers.Adam(rate), loss="mse")
place, t, velocity = journeys(np.tile(points, (50, 1)))
history = model.fit(np.hstack([place, t]), velocity, batch_size=500, epochs=10, verbose=0)

# %% [markdown]
# The mean velocity can be computed by hand, too. Which target may a journey have that is at the place x at time t? If it goes to p, it started from the noise (x − t p) / (1 − t). The farther such a noise is from 0, the less likely it is: the log of how densely noises lie there is −½ times its squared length, plus a constant. So a softmax over all targets gives the share of each, as in the lesson "Attention". And the way from x to p is p − x, in the time 1 − t that is left.


# %%
from scipy.special import softmax


def mean_velocity(places, t, targets):
    starts = (places[:, None] - t * targets) / (1 - t)
    shares = softmax(-(starts**2).sum(axis=2) / 2, axis=1)
    return (shares @ targets - places) / (1 - t)


# %%
halfway = 0.5 * noise[:500] + 0.5 * points[:500]
by_hand = mean_velocity(halfway, 0.5, points)
by_network = model.predict(np.insert(halfway, 2, 0.5, axis=1), verbose=0)
error = np.mean((by_network - by_hand) ** 2) / np.mean(by_hand**2)
check.between("squared error of the velocity, relative", error, 0, 0.05)

# %% [markdown]
# At time 0.5, the squared error of the network is at most 5 in 100 of the mean squared velocity. It has come close to the mean velocity, from journeys alone.
#
# ### Exercise: a journey along a bend
#
# Journeys need not be straight. Let the place at time t be cos(t π / 2) · noise + sin(t π / 2) · target. Return the place and the velocity, with a comma between them. The velocity is the slope of the place over time. `noise` and `target` are arrays of the same shape, and `t` is a number from 0 to 1. For the noise [1, 0], the target [0, 2] and the time 1, the place is [0, 2] and the velocity [-1.5708, 0].


# %% tags=["exercise"]
def along_a_bend(noise, target, t):
    return ...  # your code here


check.exercise("along_a_bend", along_a_bend)

# %% [markdown]
# ## Follow the flow
#
# To make new points, take new noise, ask for the velocity, go a small step, and ask again. `follow` keeps all places on the way.


# %%
def follow(places, steps, velocity):
    way = [places]
    for i in range(steps):
        way.append(way[-1] + velocity(way[-1], i / steps) / steps)
    return np.array(way)


def learned(places, t):
    return model.predict_on_batch(np.insert(places, 2, t, axis=1))


# %% [markdown]
# The movie shows 2000 new points, and the ways of 15 of them in red.

# %% tags=["slide"]
way = follow(np.random.normal(size=(2000, 2)), 50, learned)


def draw(ax, i):
    ax.scatter(*way[i].T, s=5, color=plot.BLUE)
    ax.plot(way[: i + 1, :15, 0], way[: i + 1, :15, 1], color=plot.RED)
    ax.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", title=f"Time {i / 50:.2f}")


plot.movie(draw, [*range(0, 51, 2), *[50] * 4], figsize=(5.4, 5.4), seconds=6)

# %% [markdown]
# The cloud becomes a pair of trousers. The ways are bent, though each journey was straight: they follow the mean of many.
#
# ### Exercise: back to the noise
#
# The flow can be followed backward. `field` is a function of a place and a time, and returns the velocity there. Places and velocities are arrays of the same shape. Start at `end` at time 1, and go back to time 0 in `steps` equal steps, 1 or more. Each step asks for the velocity at the place and time from which it starts. Return the place at time 0. For `lambda place, t: t + 0 * place`, the end [1, 5] and 2 steps it is [0.25, 4.25]: the first step goes back by 1 · 0.5, the second by 0.5 · 0.5.


# %% tags=["exercise"]
def back_to_noise(field, end, steps):
    return ...  # your code here


check.exercise("back_to_noise", back_to_noise)

# %% [markdown]
# ## How good is it?
#
# Two rivals make 2000 points as well. The first draws from a normal distribution with the mean and the **covariances** of the training points, which say how far they spread in each direction. The second takes the training points themselves, and moves each by a little noise.
#
# `inside` returns the share of points that lie on the shape: it looks up the pixel below each point. Around the picture it lays a rim of empty pixels, for the points that lie outside.
#
# **Predict, then run.** Which of the three has the largest share on the shape?

# %%
prediction = None  # "flow", "normal" or "moved"
made = {"flow": way[-1]}
made["normal"] = np.random.multivariate_normal(points.mean(axis=0), np.cov(points.T), 2000)
made["moved"] = points + np.random.normal(0, 0.03, (2000, 2))


def inside(places):
    column, row = np.clip(np.floor(places * 6).astype(int).T * [[1], [-1]] + [[15], [14]], 0, 29)
    return np.mean(np.pad(examples[1], 1)[row, column] > 0.2)


# %% tags=["slide"]
check.equal("training points on the shape", inside(points), 1.0)
share = {name: inside(places) for name, places in made.items()}
axes = plt.subplots(1, 3, figsize=(9, 3.4), sharex=True, sharey=True)[1]
for ax, (name, places) in zip(axes, made.items()):
    ax.scatter(*places.T, s=3, color=plot.BLUE)
    ax.set(title=f"{name}: {share[name]:.2f} on the shape", xlim=(-3, 3), ylim=(-3, 3))
plt.show()
print("your prediction:", prediction)
check.between("on the shape, flow minus normal", share["flow"] - share["normal"], 0.2, 0.35)
check.between("on the shape, flow minus moved", share["flow"] - share["moved"], -0.1, -0.005)

# %% [markdown]
# The flow is ahead of the normal distribution by at least 20 points in 100: that one can only be a stretched, tilted cloud, and fills the gap between the legs. But the moved points are on the shape more often than those of the flow. Here you need no network: 2000 points can fill this shape, and near each of them is more of it. Pictures have hundreds of pixels. Near a photograph there are photographs with noise on them, and no new garment.
#
# ## Fewer steps
#
# **Predict, then run.** Follow the flow in only one step, from time 0 to 1. What will you see?

# %% tags=["slide"]
prediction = None  # a shape, in words
start = np.random.normal(size=(2000, 2))
ends = {steps: follow(start, steps, learned)[-1] for steps in (1, 2, 5, 20)}
axes = plt.subplots(1, 4, figsize=(10, 3), sharex=True, sharey=True)[1]
for ax, (steps, places) in zip(axes, ends.items()):
    ax.scatter(*places.T, s=3, color=plot.BLUE)
    ax.set(title=f"steps: {steps}", xlim=(-3, 3), ylim=(-3, 3), aspect="equal")
plt.show()
print("your prediction:", prediction)
check.between("standard deviation after one step", ends[1].std(axis=0).max(), 0, 0.2)
middle = points.mean(axis=0)
check.close("mean place after one step", ends[1].mean(axis=0), middle, absolute=0.15)

# %% [markdown]
# All points end close to one place, the mean of the training points. At time 0 nothing is known about the target, so the mean velocity leads to the mean of all targets. This is the blurred picture from the beginning again. With more steps, a little more is known at each.
#
# ## What goes wrong: a perfect network
#
# The loss asks for the mean velocity, and we have a function that computes it. Is it the best network of all? We let noise follow it, with 40 training points.

# %% tags=["slide"]
few, new = points[:40], scatter(2000)
perfect = follow(start, 50, lambda places, t: mean_velocity(places, t, few))[-1]
ax = plt.subplots(figsize=(7.6, 4.2))[1]
ax.scatter(*few.T, s=60, facecolors="none", edgecolors=plot.RED, label="40 training points")
ax.scatter(*perfect.T, s=5, color=plot.BLUE, label="where 2000 noises end")
ax.set(xlim=(-3, 3), ylim=(-3, 3), aspect="equal", title="A perfect network")
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()

# %%
from sklearn.neighbors import NearestNeighbors

near, near_few = (NearestNeighbors(n_neighbors=1).fit(known) for known in (points, few))
copied = np.mean(near_few.kneighbors(perfect)[0] < 0.05)
flow_far, new_far = (np.median(near.kneighbors(places)[0]) for places in (way[-1], new))
check.between("perfect network, share of copies", copied, 0.98, 1)
check.between("distance to a training point, flow over new", flow_far / new_far, 0.9, 1.3)

# %% [markdown]
# At least 98 of 100 noises end within 0.05 of a training point. This perfect network hands out copies, though its loss on the training points could not be lower.
#
# Our network is not perfect. It is smooth, it has seen 2000 points, and it cannot make a bend for each of them. Its points are about as far from the nearest training point as new ones from the same shape: the median distance is 0.9 to 1.3 times theirs. Whoever makes pictures with a network has to ask this question each time. More data, a smaller network or less training help against copies.
#
# ## What we saw
#
# - If one picture is to answer for many, the squared error wants their mean, and it is blurred.
# - Flow matching starts from noise, and learns the mean velocity of straight journeys from noise to targets.
# - Following it in many small steps makes new points of the shape. One step makes the mean again.
# - A normal distribution was well behind. Training points with a little noise were ahead of the network.
# - The perfect velocity leads to copies of 40 training points.
#
# **Go further.** Take another garment as the shape, such as `examples[0]`. Train with 40 points instead of 2000: does the network copy? Use the bent journeys of the exercise: how many steps are needed then? In Keras: [another way from noise to pictures](https://keras.io/examples/generative/ddim/).
#
# **Next:** Making pictures.
