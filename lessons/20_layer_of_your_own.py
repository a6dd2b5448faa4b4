# %% [markdown]
# # 20. A layer of your own
#
# > You write a layer that finds the exponent of a law of nature in six planets, and a layer that lets deep networks learn; you save both and load them again.
#
# 35 minutes · needs: the lessons "Backpropagation" and "Layers of every kind" · data: planets, digits

# %% [markdown]
# ## Look at the data first
#
# The farther a planet is from the Sun, the longer its year. The Earth's distance is 1, and so is its year.

# %% tags=["slide"]
from dl101 import check, data, plot

planets = data.load("planets")
print(planets)

# %% [markdown]
# Five planets can be seen with the naked eye and have been known since antiquity; with the Earth they are the training set. Uranus was found in 1781 and Neptune in 1846: they are the test. (The planets are in the order of their distance.)
#
# ## A layer that is a law
#
# Suppose that the law is a power: year = distance to the power of an exponent. No layer of Keras does that, so write one. A Python class (not the class of an example) describes a kind of thing. `class Power(layers.Layer)` says: a Power is a layer, with two functions of its own. `Power()` makes one.
#
# You do not call the two functions yourself. Keras calls `build` once, and hands over the shape of the input, here (None, 1): any number of examples, one column. It calls `call` whenever numbers pass. The first argument of both, `self`, is the layer itself: what `build` stores as `self.exponent`, `call` finds there. `add_weight` makes numbers that training may change, here a single one (`shape=()`) that starts at 1 (`"ones"`). The line with `@` puts the class on the list that Keras looks through when a model is loaded.

# %%
import keras
import numpy as np
from keras import layers


@keras.saving.register_keras_serializable()
class Power(layers.Layer):
    def build(self, shape):
        self.exponent = self.add_weight(shape=(), initializer="ones", name="exponent")

    def call(self, x):
        return x**self.exponent


# %% [markdown]
# Keras finds the slope of the loss by itself, for your layer as well. By hand: call the exponent k and the distance d. dᵏ is e to the power k · log d. When that exponent changes a little, the result changes by itself times the change. So the slope of dᵏ is dᵏ · log d. The loss is the mean of (dᵏ − year)², so its slope is the mean of 2 · (dᵏ − year) · dᵏ · log d. Nudging the exponent, as in the lesson "Backpropagation", finds the same. (The far planets are years off, so the slope is steep and the learning rate small.)

# %% tags=["slide"]
distance, year = (planets[[column]].to_numpy() for column in ("distance", "year"))
d, years = distance[:6], year[:6]
law = keras.Sequential([keras.Input((1,)), Power()])
law.compile(optimizer=keras.optimizers.SGD(learning_rate=0.0005), loss="mse")
law.train_on_batch(d, years)
slope = np.mean(2 * (d**1 - years) * d**1 * np.log(d))  # the exponent starts at 1
higher, lower = (np.mean((d**k - years) ** 2) for k in (1.001, 0.999))
check.close("slope, by the rule and by nudging", (higher - lower) / 0.002, slope, relative=1e-4)
print(f"the exponent after one step: {law.get_weights()[0]:.4f}")
check.close(
    "one step, by hand and by Keras", 1 - 0.0005 * slope, law.get_weights()[0], relative=1e-5
)

# %% [markdown]
# There are two rivals. If year = dᵏ, then log year = k · log d: a straight line, whose slope `polyfit` finds. And someone who does not know the form may fit a parabola to the six planets. (`np.poly1d` makes a function of what `polyfit` finds.)
#
# **Predict, then run.** The exponent has started at 1. Where will it end?

# %% tags=["slide"]
prediction = None  # your number
exponents = [1, law.get_weights()[0]]
for step in range(150):
    law.train_on_batch(d, years)
    exponents.append(law.get_weights()[0])
print(f"exponent found: {exponents[-1]:.4f}; your prediction: {prediction}")
predicted = law.predict(distance, verbose=0)
print("years of Uranus and Neptune:", year[6:, 0], "predicted:", predicted[6:, 0].round(1))

# %% tags=["slide"]
check.close("exponent found", exponents[-1], 1.5, absolute=0.001)
ratios = predicted[6:, 0] / year[6:, 0]
check.close("years of Uranus and Neptune, predicted over true", ratios, [1, 1], absolute=0.002)
parabola = np.poly1d(np.polyfit(d[:, 0], years[:, 0], 2))
by_parabola = parabola(distance[6:, 0])
print("years of Uranus and Neptune by the parabola:", by_parabola.round(0))
check.close("years of Uranus and Neptune, parabola", by_parabola, [93, 206], absolute=1)
rival = np.polyfit(np.log(d[:, 0]), np.log(years[:, 0]), 1)[0]
check.close("exponent found by least squares", rival, 1.5, absolute=0.001)


# %% tags=["slide"]
def draw(ax, step):
    grid = np.geomspace(0.3, 40, 50)
    ax.plot(grid, grid ** exponents[step], color=plot.RED)
    ax.plot(d, years, "o", distance[6:], year[6:], "*", color=plot.BLUE, markersize=11)
    ax.set(xscale="log", yscale="log", xlabel="distance (Earth = 1)", ylabel="year (Earth = 1)")
    ax.set(ylim=(0.15, 300), title=f"Stars: unseen. Step {step}, exponent {exponents[step]:.3f}")


plot.movie(draw, [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 150])

# %% [markdown]
# 1.5: Kepler's third law, published in 1619, and both unseen years are right to 2 in 1000. (`np.geomspace` gives numbers at equal ratios. Both axes are logarithmic: each large mark is ten times the one before, and a power is a straight line.) It is right far outside its training data, because the form is right: we told it that the law is a power. The parabola, which fits the six as well as it can, gives Uranus 93 years, not 84, and Neptune 206, not 165.
#
# Least squares on the logarithms finds the exponent as well, and faster. But the layer may now stand in a larger model, wherever its input is above 0. (Behind a standardization it may not: a negative number to the power of 1.5 is nan.)
#
# ### Exercise: find and mend the fault
#
# This layer should learn a number for each column and add it. It never learns anything:
#
#     class Shift(layers.Layer):
#         def build(self, shape):
#             self.shift = np.zeros(shape[-1])
#
#         def call(self, x):
#             return x + self.shift
#
# Mend it inside the function (a class may stand there), and return a `Sequential` model with an input of 3 numbers and this layer, not compiled. `shape[-1]` is the number of columns, and `(shape[-1],)` the shape of an array with one number for each. The check trains the model on targets that are `x + [1, 2, 3]`, and then on others, for it must go on learning. What counts is what the model answers then.


# %% tags=["exercise"]
def shifting_model():
    return ...  # your code here


check.exercise("shifting_model", shifting_model)

# %% [markdown]
# ## A layer with layers inside
#
# In the lesson "Batch normalization", six layers of sigmoids did not learn in 8 epochs, because the differences between the digits died out. There is another cure. A **skip connection** leads around a layer: its input is added to what it answers, x + f(x). The layer then only says what to change; a sigmoid adds between 0 and 1 to each number. The differences survive on the way forward, and on the way back the gradient has a path that no sigmoid flattens.
#
# `Skip` has a `Dense` layer inside, with as many units as the input has columns, `shape[-1]`: only then can the two be added. We build it at once, so that its weights are there when Keras counts and loads them.


# %%
@keras.saving.register_keras_serializable()
class Skip(layers.Layer):
    def build(self, shape):
        self.inner = layers.Dense(shape[-1], activation="sigmoid")
        self.inner.build(shape)

    def call(self, x):
        return x + self.inner(x)


# %% [markdown]
# Below, `kind` is whatever makes a layer when it is called: the class `Skip`, or a function.

# %%
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
x_train, x_test, y_train, y_test = train_test_split(x, y, train_size=1350)


def deep(kind):
    six = [kind() for _ in range(6)]
    model = keras.Sequential([keras.Input((64,)), layers.Dense(32), *six, layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate=0.1), loss=loss, metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=50, epochs=8, verbose=0)
    return model


# %% tags=["slide"]
from sklearn.linear_model import LogisticRegression

plain = deep(lambda: layers.Dense(32, activation="sigmoid"))
skipping = deep(Skip)
right_plain, right = (m.evaluate(x_test, y_test, verbose=0)[1] for m in (plain, skipping))
rival = LogisticRegression(max_iter=1000).fit(x_train, y_train).score(x_test, y_test)
print(f"right: {right_plain:.0%} without skips, {right:.0%} with, logistic regression {rival:.0%}")
check.between("accuracy without skips", right_plain, 0.04, 0.16)
check.between("accuracy with skips", right, 0.86, 0.99)
check.between("skips minus logistic regression", right - rival, -0.08, 0.0)

# %%
weights = skipping.get_weights()
h = x_test @ weights[0] + weights[1]
for W, b in zip(weights[2:14:2], weights[3:14:2]):  # every second array: matrices, and biases
    h = h + 1 / (1 + np.exp(-(h @ W + b)))
by_hand = h @ weights[14] + weights[15]
check.close("six skips, by hand", by_hand, skipping.predict(x_test, verbose=0), relative=1e-4)

# %% [markdown]
# From guessing to 86 and more in 100. The skips let the network learn past layers that block it otherwise: straight from the pixels to the end it can do about what a linear model does, and that is enough for these digits. Logistic regression is a little better, so here the six layers themselves add nothing. For large images, networks with a hundred layers and more are built in this way.
#
# ### Exercise: build a skip connection
#
# The functional way does without a class, and `layers.Add()([a, b])` or a plus sign adds two of its placeholders. Build a model that takes 4 numbers, by one `Input`, and answers with 4: a `Dense` layer of 4 units without activation function, and its input added to its answer. Return the model, not trained. (The check sets all weights and biases to −1, and then to other numbers. With −1 and the input 1, −2, 3, 0.5 the `Dense` layer answers −(1 − 2 + 3 + 0.5) − 1 = −3.5, four times. What should the model answer?)


# %% tags=["exercise"]
def skip_model():
    return ...  # your code here


check.exercise("skip_model", skip_model)

# %% [markdown]
# ## Does it survive?
#
# A layer of your own is ready when it trains, can be saved, and is the same after loading. `save` writes the layers and their weights into a file, and `load_model` makes a model of it again. `TemporaryDirectory` makes a folder, and `with` removes it after the indented lines. (In another program the class must be there before the model is loaded: import it, or define it. A layer with settings of its own also needs `get_config`, which tells Keras what they were.)

# %%
import tempfile

with tempfile.TemporaryDirectory() as folder:
    law.save(f"{folder}/law.keras")
    skipping.save(f"{folder}/skipping.keras")
    law_loaded = keras.models.load_model(f"{folder}/law.keras")
    loaded = keras.models.load_model(f"{folder}/skipping.keras")
check.close("Power, saved and loaded", law_loaded.predict(distance, verbose=0), predicted)
after = loaded.predict(x_test, verbose=0)
check.close("Skip, saved and loaded", after, skipping.predict(x_test, verbose=0))

# %% [markdown]
# ## What we saw
#
# - A layer of your own is a class with `build` and `call`. Keras finds its slopes.
# - A law with one weight is right far beyond its examples, if the form is right.
# - A skip connection, x + f(x), lets a network learn past layers that would block it.
# - What can be saved and loaded, with the same answers, is ready for use.
#
# **Go further.** Give `Power` a second weight, a factor in front. Take `Skip` with 100 layers: does it still learn? In Keras: [layers of your own](https://keras.io/guides/making_new_layers_and_models_via_subclassing/).
#
# **Next:** A loss of your own.
