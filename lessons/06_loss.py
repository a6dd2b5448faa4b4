# %% [markdown]
# # 6. Loss
#
# > You measure how wrong a model is in two ways, see what each of them wants and forgives, and look at the landscape that training descends.
#
# 25 minutes · needs: the lesson "A single neuron" · data: diabetes

# %% [markdown]
# ## Look at the data first
#
# Here is the progression of the 442 patients again, as a **histogram**: each bar counts the patients whose progression falls within its width. Suppose that you must give one number for all of them. The dashed gray lines are four guesses: 100, 140, 152 and 200. Which one would you take?

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

patients = data.load("diabetes")
progression = patients["progression"].to_numpy()
print(f"{len(progression)} patients, progression {progression.min()} to {progression.max()}")
fig, ax = plt.subplots()
ax.hist(progression, bins=30)
for guess in (100, 140, 152, 200):
    ax.axvline(guess, color="gray", linestyle="--")
ax.set(xlabel="progression", ylabel="patients", title="One number for all patients")
plt.show()

# %% [markdown]
# ## Squared or absolute
#
# The **error** of an answer is the answer minus the true value. The loss turns all the errors into one number, and training makes that number small. So the loss decides what is learned.
#
# Two losses are common where the answer is a number. The **mean squared error** is the average of the squares of the errors. The **mean absolute error** is the average of their sizes. By hand, for three patients, and by Keras:

# %% tags=["slide"]
import keras
import numpy as np

truth, answers = np.array([100.0, 150.0, 300.0]), np.array([110.0, 150.0, 240.0])
squared, absolute = np.mean((answers - truth) ** 2), np.mean(np.abs(answers - truth))
print(f"errors: {answers - truth}")
print(f"mean squared error {squared:.1f}, mean absolute error {absolute:.1f}")
by_keras = keras.losses.mean_squared_error(truth, answers)
check.close("mean squared error, by hand and by Keras", by_keras, squared)
by_keras = keras.losses.mean_absolute_error(truth, answers)
check.close("mean absolute error, by hand and by Keras", by_keras, absolute)

# %% [markdown]
# The third error is six times as large as the first, 60 against 10. In the absolute error it counts six times as much. In the squared error it counts 36 times as much, 3600 against 100. Squaring does not forgive large errors.
#
# ### Exercise: a loss of your own
#
# A doctor prefers a false alarm to a missed one: an answer that is too low is worse than one that is too high. Write the loss for that. It is the mean of the sizes of the errors, where the error of an answer that is too low counts three times, and one that is too high counts once. `truth` and `answers` are NumPy arrays with an entry for each patient, one or many. For the three patients above it is (10 + 0 + 180) / 3, about 63.3; if all answers are right, it is 0.


# %% tags=["exercise"]
def cautious_loss(truth, answers):
    return ...  # your code here


check.exercise("cautious_loss", cautious_loss)

# %% [markdown]
# ## What each loss wants
#
# Back to the one number for all patients. We try every guess from 50 to 250, in steps of a half. `guesses[:, None] - progression` is a table with a row for each guess and a column for each patient. `argmin` gives the place of the smallest entry.
#
# The **median** is the number in the middle: half of the patients are above it, half below.
#
# **Predict, then run.** The mean progression is 152, the median 140.5. Which of the two does the squared error choose, and which the absolute error?

# %%
prediction = None  # your guess, for example ("mean", "median")
guesses = np.arange(50, 250.5, 0.5)
errors = guesses[:, None] - progression
squared, absolute = np.mean(errors**2, axis=1), np.mean(np.abs(errors), axis=1)
best = [guesses[squared.argmin()], guesses[absolute.argmin()]]
print("your prediction:", prediction)
print(f"the best guess: {best[0]} for the squared error, {best[1]} for the absolute error")
mean, median = progression.mean(), np.median(progression)
check.close("best guesses, and mean and median", best, [mean, median], absolute=0.5)
check.close("mean and median of the progression", [mean, median], [152, 140.5], absolute=0.2)

# %% tags=["slide"]
fig, ax = plt.subplots()
ax.plot(guesses, np.sqrt(squared), label="square root of the mean squared error")
ax.plot(guesses, absolute, linestyle="--", label="mean absolute error")
ax.plot(mean, np.sqrt(squared.min()), "o", color=plot.BLACK)
ax.plot(median, absolute.min(), "o", color=plot.BLACK)
ax.set(xlabel="guess", ylabel="loss", title="Each loss has its own lowest point")
ax.legend()
plt.show()

# %% [markdown]
# The squared error wants the mean, 152. The absolute error wants the median, 140.5: every guess from 140 to 141 is equally good, and `argmin` gives the first of them, 140.
#
# ## When some data are wrong
#
# Suppose that decimal points were lost: for 20 patients, ten times their progression was written down. `np.random.choice` picks the 20, nobody twice (`replace=False`), and `astype(float)` makes a copy with decimals. One neuron learns from the damaged values with the squared error, another with the absolute error (`"mae"`, the mean absolute error). Both start as flat lines at 0 (`kernel_initializer="zeros"`; a kernel is Keras's name for the weights of a layer), and we keep weight and bias after each step. The progression is given in hundreds, so that one learning rate suits both.

# %%
from keras import layers

keras.utils.set_random_seed(0)
bmi = patients[["bmi"]].to_numpy()
bmi = (bmi - bmi.mean()) / bmi.std()
damaged = progression.astype(float)
damaged[np.random.choice(442, 20, replace=False)] *= 10


# %%
def learn(loss):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1, kernel_initializer="zeros")])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.2), loss=loss)
    kept = []
    for step in range(41):
        kept.append([float(weights.item()) for weights in model.get_weights()])
        model.train_on_batch(bmi, damaged / 100)
    return np.array(kept) * 100


kept = {"squared error": learn("mse"), "absolute error": learn("mae")}
slope, intercept = np.polyfit(bmi[:, 0], progression, 1)

# %% [markdown]
# The thin line is least squares on the undamaged data: the place where both would like to go. Most of the damaged values lie above the top of the picture.


# %% tags=["slide"]
def draw(ax, step):
    ax.scatter(bmi, damaged, s=18, color=plot.SKY)
    for name, color, style in [
        ("squared error", plot.RED, "-"),
        ("absolute error", plot.GREEN, "--"),
    ]:
        w, b = kept[name][step]
        ax.plot([-2.2, 3.7], [w * -2.2 + b, w * 3.7 + b], color=color, linestyle=style, label=name)
    ax.plot([-2.2, 3.7], slope * np.array([-2.2, 3.7]) + intercept, color=plot.BLACK, linewidth=1)
    ax.set(xlabel="bmi (standardized)", ylabel="progression", ylim=(0, 600), title=f"Step {step}")
    ax.legend(loc="upper left")


plot.movie(draw, range(0, 41, 2))

# %%
right = slope * bmi[:, 0] + intercept
off = {}
for name in kept:
    w, b = kept[name][-1]
    off[name] = np.mean(np.abs(w * bmi[:, 0] + b - right))
    print(f"{name}: off by {off[name]:.0f} from the line of the undamaged data, on average")
check.between("squared error: distance from the undamaged line", off["squared error"], 35, 90)
check.between("absolute error: distance from the undamaged line", off["absolute error"], 0, 10)

# %% [markdown]
# The squared error pulls the line 35 to 90 away, on average. The absolute error keeps it within 10. Neither loss is right or wrong. If large errors are truly worse, square. If some data cannot be trusted, do not.
#
# The gain comes from the loss, not from the network: any method that makes the absolute error small has it.
#
# ### Exercise: predict a number
#
# Two services predict when ten parcels arrive. One is wrong by 1 hour on each parcel. The other is right on nine and wrong by 10 hours on the last. The mean absolute error calls them equally good: 1 hour. By what factor is the mean squared error of the second service larger than that of the first? Say it before you compute it.

# %% tags=["exercise"]
times_larger = ...  # your number here
check.exercise("times_larger", times_larger)

# %% [markdown]
# ## The landscape
#
# A neuron with one input has two parameters. Every pair of `w` and `b` has a loss. Seen from above, that is a landscape, with lines of equal height as on a map. Training starts somewhere and walks downhill.
#
# We compute the loss at 61 · 61 places. `np.ndindex(61, 61)` goes through them all, row by row. `ax.contour` draws the lines, and `ax.clabel` writes the height on them: here the square root of the mean squared error, a typical error. `np.argwhere` lists the places where a comparison is true; `[0]` is the first of them.

# %%
w_values, b_values = np.linspace(-100, 200, 61), np.linspace(0, 300, 61)
loss = np.zeros((61, 61))
for row, column in np.ndindex(61, 61):
    answers = w_values[column] * bmi[:, 0] + b_values[row]
    loss[row, column] = np.mean((answers - progression) ** 2)
row, column = np.argwhere(loss == loss.min())[0]
lowest = [w_values[column], b_values[row]]
print(f"lowest place on the map: w = {lowest[0]:.0f}, b = {lowest[1]:.0f}")
check.close("w and b of lowest place, and least squares", lowest, [slope, intercept], absolute=2.5)

# %% tags=["slide"]
fig, ax = plt.subplots(figsize=(6, 4.8))
lines = ax.contour(w_values, b_values, np.sqrt(loss), levels=range(60, 180, 20), colors="gray")
ax.clabel(lines)
ax.plot(slope, intercept, "*", color=plot.RED, markersize=16)
ax.set(xlabel="weight w", ylabel="bias b", title="The typical error for every w and b")
plt.show()

# %% [markdown]
# The lowest place on our map is the one nearest to the least-squares line, the star. With the squared error, a single neuron has one valley and no other. Networks with hidden layers can have many.
#
# ## What we saw
#
# - The loss is one number that tells how wrong the answers are. Training makes it small, and so the loss decides what is learned.
# - The squared error wants the mean, and does not forgive large errors. The absolute error wants the median, and shrugs at a few wild values.
# - Every choice of the parameters has a loss: a landscape, in which training walks downhill.
#
# **Go further.** Add `"huber loss": learn("huber")` to `kept`, a loss between the two: how far is it off? Damage 100 values in place of 20: does the absolute error still hold? All of Keras's: [losses](https://keras.io/api/losses/).
#
# **Next:** Cross-entropy.
