# %% [markdown]
# # 21. A loss of your own
#
# > You write a loss that makes a layer answer with a range instead of a number, and one that lets a network learn from a law and a starting point, without a measurement.
#
# 30 minutes · needs: the lessons "Loss" and "A layer of your own" · data: diabetes

# %% [markdown]
# ## Look at the data first
#
# The patients once more: their body mass index, standardized by the mean and the standard deviation of 300 training patients, and the progression of their disease, in hundreds. Squared error leads to one line, through the middle.

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt
from sklearn.model_selection import train_test_split
import keras
import numpy as np

patients = data.load("diabetes")
x, y = patients[["bmi"]].to_numpy(), patients[["progression"]].to_numpy() / 100
print(f"{len(x)} patients, body mass index from {x.min():.0f} to {x.max():.0f}")

# %% tags=["slide"]
keras.utils.set_random_seed(0)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=142)
x_train, x_test = ((part - x_train.mean()) / x_train.std() for part in (x_train, x_test))
line = np.poly1d(np.polyfit(x_train[:, 0], y_train[:, 0], 1))
plot.line(x_train, y_train, line, label="least squares")
plt.gca().set(xlabel="body mass index, standardized", ylabel="progression, in hundreds")
plt.show()

# %% [markdown]
# One number for each patient says nothing about how far it may be off. A range is more honest: a line with 1 in 10 patients below it, and a line with 9 in 10 below it. Between them are 8 in 10. The squared error alone does not give these lines. Another loss does.
#
# ## A loss that leans to one side
#
# Squared error punishes an answer that is too high as much as one that is too low. Now let each unit too low cost 9, and each unit too high cost 1. Where does one answer for many patients settle? Raise it by 0.1. Each patient above it now costs 0.9 less, and each one below costs 0.1 more. So raising it pays until there are nine below for each one above. Then 9 in 10 lie below: the share 9 / (9 + 1).
#
# This is the **pinball loss**. For a share of 0.9 a unit too low costs 0.9 and a unit too high 0.1, nine to one as above: the best answer is the same. The gap is the truth minus the answer: the loss is share · gap where that is positive, and (share − 1) · gap where it is negative. The larger of the two is always the right one. With a gap of 2 they are 1.8 and −0.2; with −2 they are −1.8 and 0.2.
#
# A layer of two neurons answers both lines at once, with the shares 0.1 and 0.9. `truth` has one column and `answer` two, so `gap` has a column for each line. A function of truth and answer is all that `compile` needs. It is written with `ops`, because Keras must find its slopes, which it cannot through NumPy. (`convert_to_tensor` makes a tensor, Keras's kind of array.)

# %%
from keras import layers, ops

shares = ops.convert_to_tensor([0.1, 0.9])


def pinball(truth, answer):
    gap = truth - answer
    return ops.mean(ops.maximum(shares * gap, (shares - 1) * gap))


model = keras.Sequential([keras.Input((1,)), layers.Dense(2)])
rate = keras.optimizers.schedules.CosineDecay(0.05, 900)
model.compile(keras.optimizers.Adam(rate), pinball)

# %% [markdown]
# First the loss by hand, with the costs picked by `np.where`, and by Keras: `test_on_batch` computes it and makes no step. Then 900 steps, each with all 300 patients of the training set.
#
# **Predict, then run.** The range is made for 8 in 10 of the training patients. How many of 100 unseen ones will be inside?

# %% tags=["slide"]
prediction = None  # your number
gap = y_train - model.predict(x_train, verbose=0)
cost = np.where(gap > 0, [0.1, 0.9], [0.9, 0.1]) * np.abs(gap)
loss = model.test_on_batch(x_train, y_train)
check.close("pinball loss, by hand and by Keras", cost.mean(), loss, relative=1e-4)
lines = []
for epoch in range(30):
    lines.append(model.predict(x_test, verbose=0))
    for step in range(30):
        model.train_on_batch(x_train, y_train)
lines.append(model.predict(x_test, verbose=0))


# %% tags=["slide"]
def draw(ax, epoch):
    order = x_test[:, 0].argsort()
    low, high = lines[epoch][order].T
    ax.plot(x_test, y_test, "o", color=plot.SKY)
    ax.fill_between(x_test[order, 0], low, high, color=plot.RED, alpha=0.2)
    inside = np.mean((y_test[order, 0] > low) & (y_test[order, 0] < high))
    ax.set(xlabel="body mass index, standardized", ylabel="progression, in hundreds")
    ax.set(ylim=(-1, 4), title=f"{30 * epoch} steps: {inside:.0%} of 142 unseen patients inside")


plot.movie(draw, range(31))

# %% [markdown]
# There are two rivals. `QuantileRegressor` of scikit-learn finds the best line for this loss exactly. (`alpha=0` switches off a penalty on large weights.) And least squares, plus and minus 1.28 standard deviations of its errors: 8 in 10 lie within if the errors are distributed as `np.random.normal` draws them.

# %%
from sklearn.linear_model import QuantileRegressor

low, high = model.predict(x_test, verbose=0).T
inside = np.mean((y_test[:, 0] > low) & (y_test[:, 0] < high))
off = np.abs(y_test[:, 0] - line(x_test[:, 0]))
by_squares = np.mean(off < 1.28 * (y_train[:, 0] - line(x_train[:, 0])).std())
print(f"{inside:.0%} inside, least squares {by_squares:.0%}; your prediction: {prediction}")
check.between("share of unseen patients inside the range", inside, 0.68, 0.92)

# %%
below, above = np.mean(y_test[:, 0] < low), np.mean(y_test[:, 0] > high)
print(f"below the range: {below:.0%}, above: {above:.0%}")
check.between("share of unseen patients below the range", below, 0.01, 0.22)
check.between("share of unseen patients above the range", above, 0.01, 0.22)
check.between("inside, pinball minus least squares", inside - by_squares, -0.12, 0.12)
exact = QuantileRegressor(quantile=0.9, alpha=0).fit(x_train, y_train[:, 0])
check.close("upper line, exact", exact.predict(x_test), high, absolute=0.05)

# %% [markdown]
# About 8 in 10: from 68 to 92 of 100 for one small test set. And the upper line is the exact one. Least squares does about as well here. But it takes for granted how the errors are distributed, and that their spread is the same everywhere. The pinball loss does not, and it can stand at the end of any network.
#
# ### Exercise: a bakery
#
# A loaf too many costs the bakery 1 coin, a loaf too few costs it 3 in lost sales. It bakes the same number of loaves every day, and picks the number that costs least over many days. On what share of the days will there be enough bread? Write a number from 0 to 1.

# %% tags=["exercise"]
share_of_days = ...  # your number here
check.exercise("share_of_days", share_of_days)

# %% [markdown]
# ## A law, and no measurements
#
# A cup of coffee at 90 °C stands in a room at 20 °C. It is 70 degrees warmer than the room, and each minute it cools at a rate of one tenth of the difference that is left. Let u be the share of the 70 degrees that is left, and count time in units of ten minutes. Then u falls at the rate u itself: its slope is −u. At the start u is 1. That is all we know: a law, and where it starts. Nothing is measured on the way.
#
# Can a network learn from that? Its input is the time, its answer u. The loss has two parts. The slope of the answer plus the answer itself should be 0; we find the slope by nudging the time by 0.05 in both directions. And at the time 0 the answer should be 1. What is off is squared, and the parts are added.
#
# The function that `compile` takes compares an answer with a target. Our loss calls the network three more times, so write a model of your own. `Coffee` is a `keras.Model` in which one function is replaced, so it is made like any model in the functional way. At every step Keras calls `compute_loss` and hands over the inputs `x`, the targets `y` and the answers `y_pred`. We use `x` and `y_pred`, and hand on `training`, the mode; the others only have to be listed. `self` is the model, so `self(x + 0.05)` is what it answers a little later. `compile` gets no loss, since it is in here.


# %%
class Coffee(keras.Model):
    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        later, before = self(x + 0.05, training=training), self(x - 0.05, training=training)
        start = self(ops.zeros((1, 1)), training=training)
        return ops.mean(((later - before) / 0.1 + y_pred) ** 2) + ops.mean((start - 1) ** 2)


moment = keras.Input((1,))
h = layers.Dense(16, activation="tanh")(moment)
h = layers.Dense(16, activation="tanh")(h)
coffee = Coffee(moment, layers.Dense(1)(h))
rate = keras.optimizers.schedules.CosineDecay(0.01, 1500)
coffee.compile(optimizer=keras.optimizers.Adam(rate))

# %% [markdown]
# The first loss by hand, and then 1500 steps, each with the same 31 moments, from 0 to 30 minutes. There are no targets. For the picture we know the truth: u = e to the power −time has the slope −u, and is 1 at the start. The network never sees it.

# %%
moments = np.linspace(0, 3, 31)[:, None]
later, now, before = (coffee.predict(moments + nudge, verbose=0) for nudge in (0.05, 0, -0.05))
by_hand = np.mean(((later - before) / 0.1 + now) ** 2) + (now[0, 0] - 1) ** 2
first = coffee.test_on_batch(moments)
check.close("the loss, by hand and by Keras", by_hand, first, relative=1e-3)
shown, curves = [0, 5, 10, 20, 40, 70, 100, 150, 200, 300, 600, 1000, 1500], {0: now}
for step in range(1, 1501):
    coffee.train_on_batch(moments)
    if step in shown:
        curves[step] = coffee.predict(moments, verbose=0)


# %% tags=["slide"]
def draw(ax, step):
    ax.plot(10 * moments, 20 + 70 * np.exp(-moments), ":", color=plot.BLUE, label="truth")
    ax.plot(10 * moments, 20 + 70 * curves[step], color=plot.RED, label="network")
    ax.set(
        xlabel="minutes",
        ylabel="temperature (°C)",
        ylim=(0, 100),
        title=f"{step} steps, no measurement",
    )
    ax.legend()


plot.movie(draw, shown)

# %%
fine = np.linspace(0, 3, 301)[:, None]
off = 70 * np.abs(coffee.predict(fine, verbose=0) - np.exp(-fine)).max()
small_steps = 70 * np.abs((1 - 0.01) ** np.arange(0, 301, 10) - np.exp(-moments[:, 0])).max()
print(f"farthest from the truth: network {off:.2f} degrees, 300 small steps {small_steps:.2f}")
check.between("degrees off, network without measurements", off, 0, 0.5)
check.between("degrees off, 300 steps by hand", small_steps, 0.1, 0.15)

# %% [markdown]
# At no moment of the thirty minutes is the network off by more than half a degree. A simple rival needs no network: in each of 300 small steps of a tenth of a minute, take off one hundredth of what is left. It comes within 0.15 degrees, and is done at once. Networks of this kind are tried where such steps become too many: for the flow of air and water, say.
#
# ### Exercise: another law
#
# Money in a bank grows at every moment. The law: the slope, in coins per year, is 0.1 times the amount. `before`, `now` and `after` are arrays with the answers of a network, `step` years earlier, now, and `step` years later. Subtract 0.1 times the amount from the slope, moment by moment. Return the loss, the mean of the squares of that. With 9, 10 and 12 and a step of 1 the slope is 1.5, and the loss 0.25.


# %% tags=["exercise"]
def far_from_law(before, now, after, step):
    return ...  # your code here: one number


check.exercise("far_from_law", far_from_law)

# %% [markdown]
# ## What we saw
#
# - A loss is a function of truth and answer. What it punishes more, the network avoids more.
# - The pinball loss leads to a line with a chosen share of the examples below it. Two lines make a range.
# - With `compute_loss` you say yourself what training reduces. It need not be a distance to examples.
# - Both had a simple rival that was about as good, or better. What they add is that they work with any network.
#
# **Go further.** Put a hidden layer before the two lines. Ask for the range of 5 in 10. Let the coffee stand in a room that gets warmer. In Keras: [losses](https://keras.io/api/losses/).
#
# **Next:** Convolution.
