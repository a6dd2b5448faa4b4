# %% [markdown]
# # 27. Recurrence
#
# > You build networks that read one step at a time, measure how far back they remember, and race them on a task in which order decides.
#
# 40 minutes · needs: the lessons "Backpropagation" and "One of many, from raw pixels" · data: made as we go

# %% [markdown]
# ## Look at the data first
#
# Twenty steps, one after the other. At each step there are two numbers: an amount from 0 to 1, and a mark, 1 or 0. Two steps are marked, at random places. The task: the first marked amount minus the second.
#
# We make 12,000 such examples. Both columns are drawn at random, and the marks are made from the second: `argsort` taken twice turns its numbers into ranks, in each row, and the two smallest become the marked steps. A marked amount counts with a plus as long as one mark has been met (`cumsum` counts them), and after that with a minus.

# %%
from dl101 import check, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)
x = np.random.uniform(size=(12000, 20, 2))
x[:, :, 1] = x[:, :, 1].argsort(axis=1).argsort(axis=1) < 2
y = (np.where(x[:, :, 1].cumsum(axis=1) == 1, 1, -1) * x.prod(axis=2)).sum(axis=1)
print(f"{len(x)} examples of {x.shape[1]} steps; the first answer is {y[0]:.3f}")

# %% tags=["slide"]
from matplotlib import pyplot as plt

plt.bar(range(20), x[0, :, 0], color=np.where(x[0, :, 1], plot.RED, plot.SKY))
plt.gca().set(
    xlabel="step", ylabel="amount", title="The left red one minus the right one", xticks=range(20)
)
plt.show()

# %% [markdown]
# A person who knows the rule needs no network. Our models are not told the rule. They get 10,000 examples with their answers, and 2000 are kept for the test.

# %%
x_train, x_test, y_train, y_test = x[:10000], x[10000:], y[:10000], y[10000:]

# %% [markdown]
# ## A layer that reads
#
# So far a layer got all of its inputs at once. A **recurrent** layer gets one step after the other. It keeps a **state**, a list of numbers that is its memory. The state starts as zeros. At each step the layer makes a new state of two things, the inputs at this step and the old state:
#
# new state = tanh(inputs @ W + old state @ U + b)
#
# `W`, `U` and `b` are the same at every step, so the layer can read any number of steps. After the last one, its state is what it hands on.


# %%
def read(x, W, U, b):
    state, states = np.zeros((len(x), len(U))), []
    for step in range(x.shape[1]):
        state = np.tanh(x[:, step] @ W + state @ U + b)
        states.append(state)
    return np.array(states)


# %% [markdown]
# `read` reads many examples at once and returns the states after each step: its result has the axes step, example, unit. Keras calls this layer `SimpleRNN` (RNN: recurrent neural network). Here are 32 units with their random starting weights. The last state of 100 examples, by hand and by Keras:

# %% tags=["slide"]
from keras import layers

some = x_test[:100]
simple = layers.SimpleRNN(32)
last = simple(some)
W, U, b = simple.get_weights()
check.close("SimpleRNN, by hand", read(some, W, U, b)[-1], last, absolute=1e-4)

# %% [markdown]
# ## What order means
#
# A bag holds the same things in any order. If you only count or average, order does not matter to you, and you see a bag. Read the 100 examples from the last step to the first. The means over the steps stay as they are. The last state does not.

# %%
change = np.abs(read(some[:, ::-1], W, U, b)[-1] - read(some, W, U, b)[-1]).mean()
check.between("change of the state, read backward", change, 0.08, 0.4)

# %% [markdown]
# For some tasks a bag is useless. Ours is one: a bag cannot know which mark came first. Here is another. The parentheses `(())` are balanced, and `))((` are not. Both hold two of each kind, so no bag can tell them apart. Someone who reads from left to right can, with very little memory.
#
# ### Exercise: balanced
#
# `text` consists of opening and closing parentheses only, `(` and `)`. Return True if each closing one closes one that was opened before it and is still open, and none is left open at the end. Otherwise return False. `(()())` gives True, `())(` gives False. An empty text is balanced.


# %% tags=["exercise"]
def balanced(text):
    return ...  # your code here: True or False


check.exercise("balanced", balanced)

# %% [markdown]
# ## How far back does it remember
#
# Training needs slopes: how does the answer change with what was read at step 3? Backpropagation goes back from the last step, and at each step multiplies by `U`, and by the slope of tanh, which is at most 1. The same matrix again and again, up to nineteen times.
#
# We find the slope by nudging. Add 0.0001 to the amount at one step, read on to the end, and see how far the last state has moved. `np.eye(20)` has a row for each step, with a 1 at that step, and the factor [1, 0] leaves the mark alone. We do so with `U` as Keras draws it, with half of it, and with one and a half times as much.
#
# **Predict, then run.** With `U` as Keras draws it: what share of the slope is left, nineteen steps later?

# %% tags=["slide"]
prediction = None  # a share, from 0 to 1
nudges = 0.0001 * np.eye(20)[:, :, None] * [1, 0]  # one for each step
ax, left = plt.subplots()[1], {}
for times, style in ((0.5, ":"), (1, "-"), (1.5, "--")):
    end = read(some, W, times * U, b)[-1]
    moved = [np.abs(read(some + one, W, times * U, b)[-1] - end).mean() for one in nudges]
    left[times] = moved[0] / moved[-1]
    ax.semilogy(range(19, -1, -1), moved / moved[-1], style, label=f"{times} times U")
ax.set(xlabel="steps ago", ylabel="slope (newest: 1)", title="Memory", xticks=range(20))
ax.legend()
plt.show()

# %%
print(f"left after nineteen steps: {left[1]:.2f}; your prediction: {prediction}")
for times, low, high in ((0.5, 0, 1e-5), (1, 0.01, 0.5), (1.5, 1.5, 20)):
    check.between(f"slope left after 19 steps, {times} times U", left[times], low, high)

# %% [markdown]
# With half of `U`, less than one part in 100,000 is left: a gradient like this teaches nothing about the first step. With one and a half times `U` it ends at least half again as large as the newest: it grows in place of fading. Without tanh it could grow to 1.5 to the power 19, more than 2000 times. Keras starts `U` so that it neither shrinks nor stretches, as a rotation does. Then only tanh lets the slope fade, to half or less. But training changes `U`, and nothing keeps it so.
#
# ### Exercise: how long is its memory
#
# In some recurrent layer, each step leaves eight tenths of the slope: after one step 0.8, after two steps 0.64. After how many steps is less than one hundredth left, for the first time? Write a whole number.

# %% tags=["exercise"]
steps_to_a_hundredth = ...  # your number here
check.exercise("steps_to_a_hundredth", steps_to_a_hundredth)

# %% [markdown]
# ## Gates
#
# A state that is computed anew at each step forgets easily. The **GRU** (gated recurrent unit) can leave its numbers as they are. For each of them it computes a **gate**, a number from 0 to 1 from a sigmoid, that says what share to keep (others call it the update gate):
#
# new state = keep · old state + (1 − keep) · candidate
#
# With keep at 1 the number stays, and its slope does not fade. With keep at 0 the candidate takes its place. The candidate is computed like the state of a `SimpleRNN`. In it, a second gate, `reset`, sets how much the old state counts. What opens and closes the gates is learned as well: each has weights of its own. Keras puts the weights of keep, reset and candidate side by side. `np.split(…, 3, axis=1)` takes them apart. (There are two rows of biases, one for the inputs and one for the old state.)


# %%
def read_gru(x, W, U, b):
    state, states = np.zeros((len(x), len(U))), []
    for step in range(x.shape[1]):
        keep, reset, candidate = np.split(x[:, step] @ W + b[0], 3, axis=1)
        old_keep, old_reset, old_candidate = np.split(state @ U + b[1], 3, axis=1)
        keep, reset = 1 / (1 + np.exp(-keep - old_keep)), 1 / (1 + np.exp(-reset - old_reset))
        state = keep * state + (1 - keep) * np.tanh(candidate + reset * old_candidate)
        states.append(state)
    return np.array(states)


# %%
gru = layers.GRU(32)
check.close("GRU, by hand", gru(some), read_gru(some, *gru.get_weights())[-1], absolute=1e-4)

# %% [markdown]
# ### Exercise: a memory built by hand
#
# Return a Keras model that gets five steps of one number each, `keras.Input((5, 1))`, and answers with one number (so its output has the shape (1,) for each example): the last step in full, plus half of the one before, plus a quarter of the one before that, and so on. For 0, 0, 4, 0, 1 that is 1 + 4 / 4 = 2. Nothing is trained. It needs a single recurrent layer with one unit and at most three parameters. A `SimpleRNN` uses tanh unless you say otherwise; `activation="linear"` leaves the numbers as they are. `layer.set_weights([W, U, b])` sets the weights of a `SimpleRNN` that is part of a model. Here `W` and `U` have the shape (1, 1), and `b` the shape (1,).


# %% tags=["exercise"]
def halving_memory():
    return ...  # your code here: a model


check.exercise("halving_memory", halving_memory)

# %% [markdown]
# ## First minus second
#
# One neuron turns the last state into the answer. Three networks of about the same size are trained with the same learning rate: a GRU; a `SimpleRNN` with more units; and a dense network, which gets all forty numbers at once. (`Flatten` lays them in a row.) The dense network has 20 epochs in place of 8, in its favor.


# %%
def train(hidden, epochs=8):
    model = keras.Sequential([keras.Input((20, 2)), *hidden, layers.Dense(1)])
    rate = keras.optimizers.schedules.CosineDecay(0.01, epochs * 100)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="mse")
    model.fit(x_train, y_train, batch_size=100, epochs=epochs, verbose=0)
    return model


# %% [markdown]
# The other rivals need no training by steps: always the mean, and least squares. Least squares alone cannot join an amount to its mark. So it gets all products of two of the forty numbers as well, which `PolynomialFeatures(2)` adds.
#
# **Predict, then run.** Put the five in order: mean, least squares, dense network, SimpleRNN, GRU.

# %%
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PolynomialFeatures

prediction = None  # your guess, the best one first
terms = PolynomialFeatures(2).fit_transform(x.reshape(-1, 40))
squares = LinearRegression().fit(terms[:10000], y_train)
error = {"mean": np.mean((y_train.mean() - y_test) ** 2)}
error["least squares"] = np.mean((squares.predict(terms[10000:]) - y_test) ** 2)

# %%
dense = [layers.Flatten(), layers.Dense(64, activation="relu"), layers.Dense(16, activation="relu")]
models = {"dense network": train(dense, epochs=20), "SimpleRNN": train([layers.SimpleRNN(56)])}
model = models["GRU"] = train([layers.GRU(32)])
error |= {name: one.evaluate(x_test, y_test, verbose=0) for name, one in models.items()}
check.equal("size of each network", [m.count_params() for m in models.values()], [3681, 3361, 3489])

# %% tags=["slide"]
ax = plt.subplots(figsize=(8, 3.4))[1]
bars = ax.barh(list(error), list(error.values()), color=[plot.SKY] * 4 + [plot.RED])
ax.bar_label(bars, fmt="%.4f", padding=4)
ax.set(xscale="log", xlim=(1e-4, 1), xlabel="mean squared error", title="2000 unseen examples")
plt.show()
print("your prediction:", prediction)
check.between("error of the GRU, first minus second", error["GRU"], 0, 0.001)
check.between("error, best rival over GRU", min(list(error.values())[:4]) / error["GRU"], 50, 3000)

# %% [markdown]
# The best of the four rivals has at least fifty times the error of the GRU. Least squares adds up what the numbers and their products say, but whether an amount counts with a plus or a minus depends on a third number, the other mark. A dense network could do it. But it has to learn the same rule anew for each pair of places. The recurrent layers learn a rule once, and use it at every step. The `SimpleRNN` has that advantage too, but no gates, and with the same training it is far behind.
#
# ## Its answer on the way
#
# The neuron at the end can be asked after every step, not only after the last one: `read_gru` has all the states. The movie reads 100 unseen examples at once, a point for each. Points on the dotted line are answered right. Red diamonds are examples of which both marked amounts have been read. After the last step all are red.

# %% tags=["slide"]
W, U, b, w_out, b_out = model.get_weights()
so_far = (read_gru(some, W, U, b) @ w_out + b_out)[:, :, 0]


def draw(ax, step):
    now = some[:, : step + 1, 1].sum(axis=1) == 2
    ax.plot(y_test[:100][~now], so_far[step, ~now], "o", color=plot.SKY, label="not yet")
    ax.plot(y_test[:100][now], so_far[step, now], "D", color=plot.RED, label="both marks read")
    ax.axline((0, 0), slope=1, color=plot.BLACK, linestyle=":")
    ax.set(xlabel="true answer", ylabel="its answer so far", xlim=(-1, 1), ylim=(-1.2, 1.5))
    ax.legend(loc="upper left", title=f"after step {step}")


plot.movie(draw, range(20), seconds=10)

# %% [markdown]
# ## Where it does not win
#
# Now the marks always stand at steps 3 and 12, counted from 0. Nothing is left to search for: the answer is amount 3 minus amount 12. Least squares gets 1000 such examples, without the marks, which are always the same. The GRU stays as it is.

# %%
fixed = x_test.copy()
fixed[:, :, 1] = np.isin(np.arange(20), [3, 12])
truth = fixed[:, 3, 0] - fixed[:, 12, 0]
line = LinearRegression().fit(fixed[:1000, :, 0], truth[:1000])
off = model.evaluate(fixed[1000:], truth[1000:], batch_size=1000, verbose=0)
check.close("least squares, fixed marks", line.predict(fixed[1000:, :, 0]), truth[1000:])
check.between("error of the GRU, fixed marks", off, 1e-6, 0.005)

# %% [markdown]
# Least squares is exact, to five digits and more. The GRU is close, but not exact. Where the same places always count, a weight for each place is all you need, and a memory gains nothing. Before you train a network that reads, try least squares on the steps laid in a row.
#
# ## What goes wrong: the right shape in the wrong order
#
# Another program stores each example as two rows: first twenty amounts, then twenty marks. Its array has the shape (2000, 2, 20), the network wants (2000, 20, 2). A `reshape` gives that shape, and no error message.

# %%
rows = np.swapaxes(x_test, 1, 2)  # as the other program stores them
off = model.evaluate(rows.reshape(-1, 20, 2), y_test, batch_size=2000, verbose=0)
check.between("error after a reshape in place of swapaxes", off, 0.1, 5)

# %% [markdown]
# The error is at least 0.1, where the GRU was below 0.001. A `reshape` keeps the numbers in the order in which they are stored, and cuts them anew. So the first ten steps become pairs of amounts, and the last ten pairs of marks. The cure is to swap the axes: `np.swapaxes(rows, 1, 2)`. And look at one example before you train, as at the start of this lesson.
#
# ## What we saw
#
# - A recurrent layer reads one step at a time, with the same weights at every step. Its state is its memory.
# - Order counts for it, where a bag sees the same things in any order.
# - Through many steps the same slopes are multiplied, and fade or explode. The gates of a GRU can keep numbers as they are.
# - A GRU took one marked amount from another among twenty, where least squares, a dense network and a `SimpleRNN` of about its size were far behind. Where the places are always the same, least squares is exact.
#
# **Go further.** Replace the GRU with `LSTM(32)`, which the next lesson does by hand (and leave out the movie). Give the dense network 40,000 examples. Ask for the sum of the two marked amounts instead: least squares on all products is exact then. Do you see why? Draw examples of 40 steps: how well does a GRU do that has seen only 20? (`read_gru` takes any number of steps.) In Keras: [recurrent layers](https://keras.io/api/layers/recurrent_layers/).
#
# **Next:** Forecasting.
