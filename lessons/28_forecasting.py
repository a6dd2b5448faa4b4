# %% [markdown]
# # 28. Forecasting
#
# > You train a network that tells from the weather how full a barrel is, race it with rivals on an unseen year, and meet series on which it gains little or nothing.
#
# 45 minutes · needs: the lesson "Recurrence" · data: weather, sunspots, co2

# %% [markdown]
# ## Look at the data first
#
# Four years of weather in Seattle and New York, a row for each day: rain in millimeters, the highest temperature in degrees Celsius, and wind, probably in meters per second. (The source says kilometers per hour; the numbers look too small for that.)

# %%
from dl101 import check, data, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)
weather = data.load("weather", columns=["location", "precipitation", "temp_max", "wind"])
print(weather.head(3).to_string(index=False))

# %% [markdown]
# The weather is real, the rain barrel is made up. Its roof has 8 square meters, so each millimeter of rain brings 8 liters. A garden takes water out, more on warm and on windy days. Above 250 liters the barrel runs over.


# %%
def barrel(rain, high, wind):
    net, levels = 8 * rain - np.maximum(high, 0) * (0.5 + 0.1 * wind), [0]
    for liters in net:
        levels.append(min(max(levels[-1] + liters, 0), 250))
    return np.array(levels[1:])


# %% tags=["slide"]
from matplotlib import pyplot as plt

cities = weather.iloc[:, 1:].to_numpy().reshape(2, 1461, 3)  # Seattle, New York
levels = np.array([barrel(*city.T) for city in cities])
plt.plot(2012 + np.arange(1461) / 365.25, levels[0], color=plot.BLUE, lw=1)
plt.gca().set(xlabel="year", ylabel="liters", title="The barrel in Seattle")
plt.show()

# %% [markdown]
# Suppose that a sensor recorded the level until the end of 2014. How full is the barrel on each day of 2015? If you know the rule, run `barrel` again. Our models get only the weather of the last 60 days, and learn from the recorded levels.
#
# The years 2012 to 2014 are for training, 2015 is for the test. `sliding_window_view` lists the windows of 60 days, and `known` marks those that end before 2015. Levels are now in hundreds of liters.
#
# The size of the roof, the 250 liters, and the learning rates were tried out on 2014, after training on 2012 and 2013. The numbers of epochs were cut later, to save time, after a look at 2015.

# %%
from numpy.lib.stride_tricks import sliding_window_view

x = sliding_window_view(cities, 60, axis=1).swapaxes(2, 3).reshape(-1, 60, 3) / [10, 10, 3]
y = sliding_window_view(levels, 60, axis=1).reshape(-1, 60) / 100
known = np.tile(np.arange(1402) < 1402 - 365, 2)
x_train, x_test, y_train, y_test = x[known], x[~known], y[known], y[~known, -1]

# %% [markdown]
# ### Exercise: what ran over
#
# `net` lists, for each day, the liters that come in minus those taken out. The barrel is empty at first, and holds at most `brim` liters. Each day the net is added. What is above the brim runs over; a level below 0 becomes 0. Return how many liters ran over in all. For [100, 80, −50, 60] and a brim of 150 it is 40: 30 on the second day, 10 on the last.


# %% tags=["exercise"]
def ran_over(net, brim):
    return ...  # your code here


check.exercise("ran_over", ran_over)

# %% [markdown]
# ## A memory that can count
#
# The **LSTM** (long short-term memory) has two states. One is its memory. One gate sets what share of it to keep, another what share of a candidate enters:
#
# memory = keep · memory + enter · candidate
#
# In a GRU the two shares add up to 1. Here both can be close to 1, and then the memory adds up what enters, as a barrel does. A third gate sets how much to show: the other state is show · tanh(memory). The layer hands it on, and reads it at the next step. Keras stores the weights in the order enter, keep, candidate, show.


# %%
def read_lstm(x, W, U, b):
    state, memory = np.zeros((len(x), len(U))), 0
    for step in range(x.shape[1]):
        totals = np.split(x[:, step] @ W + state @ U + b, 4, axis=1)
        enter, keep, _, show = [1 / (1 + np.exp(-total)) for total in totals]
        memory = keep * memory + enter * np.tanh(totals[2])
        state = show * np.tanh(memory)
    return state


# %% tags=["slide"]
from keras import layers

lstm, some = layers.LSTM(32), x_test[:100]
check.close("LSTM, by hand", lstm(some), read_lstm(some, *lstm.get_weights()), absolute=1e-4)

# %% [markdown]
# ### Exercise: a month of memory
#
# Nothing enters, and the keep gate is the same every day. After 30 days, half of the memory is to be left. A gate is the sigmoid of a total. How large must this total be? Write at least two decimals.

# %% tags=["exercise"]
total_for_a_month = ...  # your number here
check.exercise("total_for_a_month", total_for_a_month)

# %% [markdown]
# ## The rivals
#
# Least squares and boosting get the same 180 numbers. Boosting grows many small decision trees, each on the errors of those before. A second time it gets sums over the last 3 to 60 days instead. `off` gives the average error in liters, on all days of 2015. Answers below 0 or above 250 are moved there first.

# %%
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression


def off(answers):
    return 100 * np.abs(np.clip(answers, 0, 2.5) - y_test).mean()


# %%
flat, sums = x.reshape(-1, 180), x[:, ::-1].cumsum(axis=1)[:, [2, 6, 13, 29, 59]].reshape(-1, 15)
line, boosting = LinearRegression(), HistGradientBoostingRegressor(random_state=0)
error = {"least squares": off(line.fit(flat[known], y_train[:, -1]).predict(flat[~known]))}
error["boosting"] = off(boosting.fit(flat[known], y_train[:, -1]).predict(flat[~known]))
by_sums = boosting.fit(sums[known], y_train[:, -1]).predict(sums[~known])
error["boosting with sums"] = off(by_sums)

# %% [markdown]
# ## A dense network, a SimpleRNN, and an LSTM
#
# With `return_sequences=True` a recurrent layer hands on its state after every step. So it learns from the levels of all 60 days, and every fifth window is enough. The dense network learns from the last level of every window. In the test, only the last answer counts. (`clipnorm=1` shortens gradients that are too long.)


# %%
def train(hidden, x, y, x_test, learning_rate, epochs):
    model = keras.Sequential([keras.Input(x.shape[1:]), *hidden, layers.Dense(1)])
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, epochs * (len(x) // 32 + 1))
    model.compile(keras.optimizers.Adam(rate, clipnorm=1), loss="mse")
    model.fit(x, y, batch_size=32, epochs=epochs, verbose=0)
    return model.predict(x_test, verbose=0).reshape(len(x_test), -1)[:, -1]


# %% [markdown]
# **Predict, then run.** Which of the six is best, and how many liters is it off?

# %%
prediction = None  # a name and a number
dense = keras.Sequential([layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(32, "relu")])
error["dense network"] = off(train([dense], x_train, y_train[:, -1], x_test, 0.003, 12))
fifth = (x_train[::5], y_train[::5, :, None], x_test)
for layer, learning_rate in ((layers.SimpleRNN, 0.01), (layers.LSTM, 0.02)):
    answers = train([layer(32, return_sequences=True)], *fifth, learning_rate, 20)
    error[layer.__name__] = off(answers)

# %% tags=["slide"]
bars = plt.barh(list(error), list(error.values()), color=[plot.SKY] * 4 + [plot.RED] * 2)
plt.bar_label(bars, fmt="%.1f", padding=4)
plt.gca().set(xlabel="liters off on average", title="Every day of 2015, both cities")
plt.show()
print("your prediction:", prediction)

# %%
same = min(error[name] for name in ("least squares", "boosting", "dense network"))
check.between("liters off, LSTM", error["LSTM"], 4, 11)
check.between("best rival with the same numbers over LSTM", same / error["LSTM"], 2.3, 5)
check.between("boosting with sums over LSTM", error["boosting with sums"] / error["LSTM"], 1.5, 3.5)
check.between("SimpleRNN over LSTM", error["SimpleRNN"] / error["LSTM"], 0.6, 1.7)

# %% [markdown]
# On average the LSTM is at most 11 liters off. Least squares, boosting, and the dense network, with the same numbers, are at least 2.3 times as far off. What a day of rain adds depends on how full the barrel is. Recurrent layers step through the days, as the barrel does. With sums, boosting is still at least 1.5 times as far off: they do not tell when the barrel ran over. Whether its gates help, this does not tell: the `SimpleRNN` is 0.6 to 1.7 times as far off as the LSTM, depending on the seed.
#
# Watch 2015 in New York:


# %% tags=["slide"]
def draw(ax, end):
    ax.plot(100 * y_test[365 : 365 + end], color=plot.SKY, lw=6, label="true level")
    ax.plot(100 * by_sums[365 : 365 + end], ":", color=plot.BLACK, label="boosting with sums")
    ax.plot(100 * answers[365 : 365 + end], color=plot.RED, lw=1.5, label="LSTM")
    ax.set(xlim=(0, 365), ylim=(-20, 380), xlabel="day of 2015", ylabel="liters")
    ax.legend(loc="upper center", ncols=3, title="The barrel in New York")


plot.movie(draw, [*range(5, 365, 20), 365], figsize=(9, 4), seconds=8)

# %% [markdown]
# ## Where it hardly wins
#
# Now each series is forecast from its own past: next year's sunspots, tomorrow's highest temperature in Seattle, and carbon dioxide in the air half a year ahead. (`interpolate` fills its gaps; with every fourth week, half a year is 7 steps.) The rivals are the newest number, called "as now", and least squares on the same window. No validation set was used here to choose windows and epochs. For the sunspots we took the window with which least squares does best.
#
# The last `unseen` windows are the test. The `ahead - 1` windows before them are left out: their answers were not known at the first test forecast. With `change`, the newest number is subtracted from window and answer.


# %%
def race(series, length, ahead, unseen, epochs, change):
    past = slice(0, 1 - ahead - unseen)
    series = (series - series[past].mean()) / series[past].std()
    both = sliding_window_view(series, length + ahead)
    both = both - change * both[:, [length - 1]]
    x, y = both[:, :length], both[:, -1]
    line = LinearRegression().fit(x[past], y[past]).predict(x[-unseen:])
    read = train([layers.LSTM(16)], x[past, :, None], y[past], x[-unseen:, :, None], 0.01, epochs)
    return [np.abs(one - y[-unseen:]).mean() for one in (x[-unseen:, -1], line, read)]


# %%
co2 = data.load("co2")["co2"].interpolate().to_numpy()[::4]
for name, low, high, *series in (
    ("sunspots", 0.8, 1.2, data.load("sunspots")["sunspots"], 9, 1, 100, 20, False),
    ("tomorrow's high", 0.9, 1.2, cities[0, :, 1], 14, 1, 365, 6, False),
    ("CO2", 4, 20, co2, 13, 7, 130, 20, False),
    ("CO2 by change", 0.9, 1.6, co2, 13, 7, 130, 20, True),
):
    as_now, line, read = race(*series)
    print(f"{name}: as now {as_now / line:.2f}, LSTM {read / line:.2f} times least squares")
    check.between(f"error of the LSTM over least squares, {name}", read / line, low, high)

# %% [markdown]
# On sunspots and on tomorrow's high it is close: the LSTM has 0.8 to 1.2 times the error of least squares. On carbon dioxide it is at least four times as far off: most of the test lies above all that it has seen, and its state cannot grow beyond 1. Least squares continues the trend. Given changes, the LSTM is at most 1.6 times as far off.
#
# ### Exercise: what may be known
#
# Forecast i is made on day `made[i]`, in any order, and its answer is known on day `made[i] + ahead`. Forecasts made on day `first` or later are for the test. Those whose answer is known on day `first` or earlier are for training. The others are for neither. Return a list with "test", "train", or "" for each. For `made` [5, 1, 3, 2], 2 days ahead, and `first` 4 it is ["test", "train", "", "train"].


# %% tags=["exercise"]
def parts_by_time(made, ahead, first):
    return ...  # your code here


check.exercise("parts_by_time", parts_by_time)

# %% [markdown]
# ## What goes wrong: the future leaks into the past
#
# Someone shuffles the days before the split, and answers with the level of the recorded day nearest in time.
#
# **Predict, then run.** How many liters is it off in Seattle, with 365 days drawn for the test? And with 2015?

# %%
prediction = None  # two numbers of liters
seen = []
for order in (np.random.permutation(1461), np.arange(1461)):
    past, future = order[:1096], order[1096:]
    nearest = past[np.abs(future[:, None] - past).argmin(axis=1)]
    seen.append(np.abs(levels[0][nearest] - levels[0][future]).mean())
print(f"off: {seen[0]:.1f} shuffled, {seen[1]:.1f} by time; your prediction: {prediction}")
check.between("nearest date, liters off by time over shuffled", seen[1] / seen[0], 5, 16)

# %% [markdown]
# By time, it is at least five times as far off. After shuffling, nothing was forecast: the day before or after is nearly always in the training set. In 2015 there is no such neighbor. Symptom: a model that is not even given the weather looks good. Cause: training days on both sides of the test days. Cure: split by time.
#
# ## What we saw
#
# - An LSTM keeps, lets in and shows by gates, and its memory can add up.
# - On the barrel it beats every rival that does not step through the days. The rule itself is exact.
# - On sunspots and tomorrow's high, least squares is about as good; on a trend it is better.
# - A shuffled split lets the future leak into the past. Split by time.
#
# **Go further.** Give the models 20 days in place of 60. (1402, 180, and the days of the sums change with it.) Train on Seattle, test in New York. In Keras: [the LSTM layer](https://keras.io/api/layers/recurrent_layers/lstm/).
#
# **Next:** Words.
