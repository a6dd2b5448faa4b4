# %% [markdown]
# # 26. Features used again
#
# > You teach a network five kinds of clothes, keep what it has learned to see, and let it learn five new kinds from three photographs each.
#
# 40 minutes · needs: the lessons "Features of its own" and "Anywhere among scraps" · data: fashion_mnist

# %% [markdown]
# ## Look at the data first
#
# Clothes among scraps, once more. But now a shop has thousands of photographs of five kinds, the known ones, and only a few of five others, the new ones.

# %%
from dl101 import check, data, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)
(x_train, y_train), (x_test, y_test) = data.images("fashion_mnist")
small, small_test = (x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)) / 255 for x in (x_train, x_test))
names = data.classes("fashion_mnist")
print("known:", names[:5], "new:", names[5:])

# %% [markdown]
# Eight scraps of 5 × 5 pixels lie on each canvas, and the garment on top of them. All scraps are cut out of the middle of known kinds, so nothing of a new kind is seen before its time. Where a piece is empty, `np.where` keeps what lies below.


# %%
def place(garments, scraps):
    canvases = np.zeros((len(garments), 28, 28, 1), "float32")
    for canvas, garment in zip(canvases[..., 0], garments):
        for piece in [*scraps[np.random.randint(len(scraps), size=8)], garment]:
            row, column = np.random.randint(0, 29 - len(piece), 2)
            below = canvas[row : row + len(piece), column : column + len(piece)]
            below[:] = np.where(piece > 0.1, piece, below)
    return canvases


# %% tags=["slide"]
from matplotlib import pyplot as plt

known, known_test = small[y_train < 5], small_test[y_test < 5]
x_known, y_known = place(known, known[:, 5:10, 5:10]), y_train[y_train < 5]
new, y_new = small[y_train > 4][:2500], y_train[y_train > 4][:2500] - 5
new_test, unseen_kinds = small_test[y_test > 4], y_test[y_test > 4] - 5
x_new, unseen = place(new, known[:, 5:10, 5:10]), place(new_test, known_test[:, 5:10, 5:10])
plot.images([*x_known[:8], *x_new[:8]], titles=[names[k] for k in [*y_known[:8], *y_new[:8] + 5]])
plt.show()

# %% [markdown]
# ## Learn to see
#
# First the known kinds: 1000 photographs of each, and the network of the lesson "Anywhere among scraps". Without its last layer, a network turns a picture into features, here 64 numbers. `keras.Model(inputs, outputs)` makes a model of a part of another one, and shares its weights. (`None` leaves height and width open.)
#
# Each of ten parts of the training has 2000 random draws. Before the first part and after each one, we keep the features of 500 photographs of new kinds. The network is not trained on them.


# %%
from keras import layers


def network():
    a, b, c = [layers.Conv2D(n, 3, padding="same", activation="relu") for n in (16, 32, 64)]
    hidden = [a, layers.MaxPooling2D(), b, layers.MaxPooling2D(), c, layers.GlobalMaxPooling2D()]
    model = keras.Sequential([keras.Input((None, None, 1)), *hidden, layers.Dense(5)])
    return model, keras.Model(model.inputs, model.layers[-2].output)


# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
model, features = network()
model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.002, 400)), loss)
kept = [features.predict_on_batch(x_new[:500])]
for part in np.split(np.random.randint(5000, size=20000), 10):
    history = model.fit(x_known[part], y_known[part], batch_size=50, verbose=0)
    kept.append(features.predict_on_batch(x_new[:500]))

# %% [markdown]
# ## Kinds that nobody taught
#
# You cannot draw 64 axes, but you can draw a plane. `PCA` finds the plane in which the points lie farthest apart, here after all of the training. `zscore` standardizes the coordinates, so that the same axes fit every frame.

# %% tags=["slide"]
from scipy.stats import zscore
from sklearn.decomposition import PCA

places = [zscore(PCA(2).fit(kept[-1]).transform(one)) for one in kept]


def draw(ax, part):
    for kind, marker in enumerate(plot.MARKERS[:5]):
        ax.plot(*places[part][y_new[:500] == kind].T, marker, label=names[kind + 5])
    ax.set(xlim=(-3, 6), ylim=(-4, 4), title=f"New kinds, after part {part} of the training")
    ax.legend(loc="upper right")


plot.movie(draw, range(11), seconds=6)

# %% [markdown]
# In this plane, all kinds lie in one heap at first. As the network learns to tell trousers from coats, some of the new kinds come apart, though it is never told what they are. Using what was learned on one task for another one is called **transfer learning**. Does it pay?
#
# ## Frozen layers, and a new last one
#
# We replace the last layer by a new one, for the new kinds. The layers before it are **frozen**: with `trainable = False`, set before `compile`, they keep their weights.
#
# **Predict, then run.** The network has 23,621 parameters. How many of them still learn?

# %%
prediction = None  # a whole number
features.trainable = False
joined = keras.Sequential([features, layers.Dense(5)])
learn = sum(int(np.prod(variable.shape)) for variable in joined.trainable_variables)
print(f"of {joined.count_params()} parameters, {learn} learn; you: {prediction}")
check.equal("parameters, and those that learn", [joined.count_params(), learn], [23621, 5 * 65])

# %% [markdown]
# ### Exercise: how many learn
#
# A network for photographs with three color channels has a convolution with 8 filters of 5 × 5, global max pooling, a dense layer with 32 units, and one with 4. The convolution and both dense layers have biases. The convolution is frozen. How many parameters learn?

# %% tags=["exercise"]
parameters_that_learn = ...  # your number here
check.exercise("parameters_that_learn", parameters_that_learn)

# %% [markdown]
# We train it for a moment, on three photographs of each new kind, whose rows `few` draws. Before that, we keep the filters of the last convolution, and the features of these photographs, `found`. Afterward we compute the logits by hand, from `found` and the last layer's weights.


# %% tags=["slide"]
def few(count):
    kinds = [np.flatnonzero(y_new == kind) for kind in range(5)]
    return np.concatenate([np.random.choice(rows, count, replace=False) for rows in kinds])


rows, before = few(3), features.get_weights()[-2]
found = features.predict_on_batch(x_new[rows])
joined.compile(keras.optimizers.Adam(0.01), loss)
history = joined.fit(x_new[rows], y_new[rows], epochs=10, verbose=0)
W, b = joined.layers[-1].get_weights()
check.equal("change of frozen weights", np.abs(features.get_weights()[-2] - before).max(), 0)
check.close("logits by hand", found @ W + b, joined.predict_on_batch(x_new[rows]), absolute=1e-3)

# %% [markdown]
# The filters have not moved, and the logits agree. Frozen layers give the same answers in every epoch. So compute the features once, and train the last layer on these alone.
#
# A single dense layer with cross-entropy is logistic regression. From here on we use the one in scikit-learn, which also keeps the weights small.
#
# ### Exercise: a frozen layer and a new one
#
# Return a model for images of 12 × 12 with one channel, and three logits: a convolution with 6 filters of 3 × 3 and ReLU, frozen; global max pooling; and a dense layer that learns. It need not be compiled or trained.


# %% tags=["exercise"]
def frozen_below():
    return ...  # your code here: a model


check.exercise("frozen_below", frozen_below)

# %% [markdown]
# ## The race
#
# The first rival is the same network **from scratch**: it begins with random weights, and learns from photographs of the new kinds only. To help it, we augment: each time a photograph is shown, it is shifted by another random amount. What leaves on one side comes in on the other, so some garments are cut in two. (When we tried it, smaller shifts did not help more.) (`np.resize` repeats the rows.)


# %%
def train(model, rows, steps, rate):
    many = np.resize(rows, steps * min(50, len(rows)))
    moved = [np.roll(x_new[row], np.random.randint(0, 28, 2), axis=(0, 1)) for row in many]
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    model.fit(np.array(moved), y_new[many], batch_size=len(many) // steps, verbose=0)
    return model.evaluate(unseen, unseen_kinds, batch_size=500, verbose=0)[1]


# %% [markdown]
# Two more rivals: logistic regression on raw pixels, and on the features of the same network with random weights. `seen` holds what each of them gets, to learn from and to be tested on.

# %%
views = {"raw pixels": lambda x: x.reshape(-1, 784)}
views |= {"random": network()[1].predict_on_batch, "learned": features.predict_on_batch}
seen = [(view(x_new), view(unseen)) for view in views.values()]

# %% [markdown]
# All learn from 3, from 30, and from 300 photographs of each new kind, and are tested on 1000 unseen ones in all. With 3, much depends on which they are, so we draw three times and take the mean. (From scratch, the learning rate warms up in the first quarter of the steps. Without that, some of our trials learned nothing. `tol` says how exactly scikit-learn searches: 0.001 is ten times coarser than usual, and quicker.)
#
# **Predict, then run.** Learned features or from scratch: which is better with 3 of each kind, and which with 300?

# %%
from sklearn.linear_model import LogisticRegression

prediction = None  # two names
line, right = LogisticRegression(tol=0.001, max_iter=500), []
for count, steps in [(3, 200)] * 3 + [(300, 250), (30, 150)]:
    rows = few(count)
    right.append([line.fit(x[rows], y_new[rows]).score(z, unseen_kinds) for x, z in seen])
    warm = {"warmup_target": 0.003, "warmup_steps": steps // 4}
    rate = keras.optimizers.schedules.CosineDecay(0.0, 3 * steps // 4, **warm)
    right[-1].append(train(network()[0], rows, steps, rate))
right = np.vstack([np.mean(right[:3], axis=0), right[4], right[3]]).T

# %% tags=["slide"]
for name, marker, scores in zip([*views, "from scratch"], plot.MARKERS, right):
    plt.plot(["3", "30", "300"], scores, marker=marker, label=f"{name}: {scores.round(2)}")
plt.gca().set(xlabel="photographs of each new kind", ylabel="share right", ylim=(0, 1.2))
plt.legend(title=f"your prediction: {prediction}")
plt.show()

# %%
leads = right[2] - np.delete(right, 2, axis=0).max(axis=0)
check.between("learned minus best rival, 3 of each", leads[0], 0.05, 0.4)
check.between("how much of the lead is lost", leads[0] - leads[2], 0.02, 0.5)

# %% [markdown]
# With three photographs of each kind, the learned features are at least 5 points in 100 ahead of every rival. The rivals have 15 photographs to tell what is a scrap and what is a garment. The frozen layers had 5000 others.
#
# With 300 of each kind, at least 2 points in 100 of this lead are lost. The network from scratch can find features made for sandals and bags; frozen layers cannot. And its 250 steps are few: more of them may help it.
#
# ### Exercise: the nearest mean
#
# There is an even simpler last step: take the mean features of each kind, and give a new picture the kind whose mean is nearest. `found` is an array with a row of features for each example, `kinds` an array of their kinds: whole numbers, not always from 0, and not in order. `unseen` has a row of features for each new picture. Return the kind of each. The distance is the square root of the sum of the squared differences. No two means are equally near. For the features [[0], [2], [9]], the kinds 4, 4, 1 and the unseen [[3], [6]] the means are 1 and 9, and the result is 4, 1.


# %% tags=["exercise"]
def nearest_mean(found, kinds, unseen):
    return ...  # your code here


check.exercise("nearest_mean", nearest_mean)

# %% [markdown]
# ## Without scraps
#
# Now the garments alone, 14 × 14 pixels. Logistic regression learns the new kinds from three photographs of each, once from the same learned features and once from raw pixels. We draw the three ten times and take means, again on unseen photographs.

# %%
pairs, scores = [[x.reshape(-1, 196) for x in (new, new_test)]], []
pairs.append([features.predict_on_batch(x[..., None]) for x in (new, new_test)])
for three in [few(3) for _ in range(10)]:
    scores.append([line.fit(x[three], y_new[three]).score(z, unseen_kinds) for x, z in pairs])
check.between("learned minus raw, no scraps", np.diff(np.mean(scores, axis=0)).item(), -0.15, 0.03)

# %% [markdown]
# The learned features gain next to nothing: they are at most 3 points in 100 ahead of raw pixels, and up to 15 behind. With every garment in the same place, pixels can be compared one by one. And the network has learned only among scraps. Before you reuse a network, try the pixels.
#
# ## What goes wrong: steps too large
#
# With 30 photographs of each kind, you can go further: set `trainable` to True again, and train the whole network on. This is called **fine-tuning**. The last layer begins with what logistic regression has found. The weights are good already, so the steps should be small: a learning rate of 0.001. Then comes the mistake: we go on with 0.1.

# %%
features.trainable = True
line.fit(seen[2][0][rows], y_new[rows])
joined.layers[-1].set_weights([line.coef_.T, line.intercept_])
gentle, rough = (train(joined, rows, 80, rate) for rate in (0.001, 0.1))
check.between("fine-tuned gently minus frozen", gentle - right[2, 1], -0.08, 0.2)
check.between("lost by large steps", gentle - rough, 0.1, 0.7)

# %% [markdown]
# Symptom: with large steps, at least 10 points in 100 are lost, and mostly far more. Cause: they overwrite what 5000 photographs have taught. Cure: fit the last layer first, with the others frozen; then, if at all, train everything with a small rate. Do not expect much: compared with frozen layers, on the same photographs, it ends between 8 points behind and 20 points ahead.
#
# ## What we saw
#
# - A network without its last layer turns pictures into features. They help even with kinds that it was never taught.
# - Frozen layers do not learn, so compute their features only once.
# - With three examples of each kind, learned features were ahead of three rivals, among them the same network from scratch. With 300, some of the lead was lost.
# - Without scraps, they gained next to nothing over raw pixels.
# - Fine-tuning with large steps destroys what was learned.
#
# **Go further.** Let the other five kinds be the known ones: is the lead larger? Train from scratch four times as long: do the two curves cross, and where? Then cheat: put `place(new[many], known[:, 5:10, 5:10])` in place of `moved`, so that each garment lies on other scraps each time. When we tried it, from scratch needed more steps, but was ahead of the frozen features even with three of each. But a shop has no garments that are cut out. Give logistic regression the fullest box of the lesson "Anywhere among scraps". Teach the known kinds without scraps as well: is the network then ahead of raw pixels? In Keras: [transfer learning and fine-tuning](https://keras.io/guides/transfer_learning/).
#
# **Next:** Recurrence.
