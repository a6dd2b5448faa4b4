# %% [markdown]
# # 12. Overfitting and underfitting
#
# > You grow a model from too small to too large, and see what decides: the noise, and how many examples there are.
#
# 30 minutes · needs: the lesson "Optimizers" · data: diabetes

# %% [markdown]
# ## Look at the data first
#
# We learn from fourteen of the 442 patients. The 403 others whose body mass index lies between theirs are for judging. In the moving picture below, the fourteen are blue and the others gray. (`sort_values` sorts the rows; `kind="stable"` leaves equal ones in their order. `np.setdiff1d` is what is in the first array and not in the second.)

# %%
import numpy as np
from dl101 import check, data, plot
from matplotlib import pyplot as plt

patients = data.load("diabetes").sort_values("bmi", kind="stable")
bmi, progression = patients["bmi"].to_numpy(), patients["progression"].to_numpy()
few = np.arange(10, 442, 32)  # every 32nd patient, from thin to heavy
others = np.setdiff1d(np.arange(10, 427), few)  # those between the first and the last of them
print(f"{len(few)} patients to learn from, and {len(others)} others")

# %% [markdown]
# A **polynomial** of degree 2 is a + b · x + c · x², and each further degree adds a power of x. Degree 0 is one number, at best the mean, and degree 1 a straight line; degree 9 has ten parameters and can turn up and down eight times. `Polynomial.fit` finds the one with the smallest mean squared error on the fourteen, and returns it as a function. We measure the typical error (its root) on the fourteen and on the others.
#
# **Predict, then run.** The degree grows from 0 to 9. What happens to the error on the fourteen, and what to the error on the others?

# %%
from numpy.polynomial import Polynomial

curves = [Polynomial.fit(bmi[few], progression[few], degree) for degree in range(10)]


def typical_error(curve, rows):
    return np.sqrt(np.mean((curve(bmi[rows]) - progression[rows]) ** 2))


on_few = [typical_error(curve, few) for curve in curves]
on_others = [typical_error(curve, others) for curve in curves]


# %% tags=["slide"]
def draw(ax, degree):
    ax.scatter(bmi[others], progression[others], s=8, color="gray", alpha=0.5)
    plot.line(bmi[few], progression[few], curves[degree], ax, label=f"degree {degree}")
    ax.scatter(bmi[few], progression[few], color=plot.BLUE, zorder=3)
    title = f"On the fourteen {on_few[degree]:.0f}, on the others {on_others[degree]:.0f}"
    ax.set(ylim=(0, 360), xlabel="body mass index (kg/m²)", ylabel="progression", title=title)


plot.movie(draw, range(10), seconds=10)

# %% tags=["slide"]
plt.plot(range(10), on_few, "o-", label="on the fourteen")
plt.plot(range(10), on_others, "^--", label="on the others")
ax = plt.gca()
ax.set(xlabel="degree", ylabel="typical error", title="Too small, right, too large")
ax.legend()
plt.show()

# %% tags=["slide"]
small_and_large = [0, 1, 9]  # degrees
for errors, name, expected in [
    (on_few, "the fourteen", [74, 66, 46]),
    (on_others, "the others", [74, 64, 238]),
]:
    errors = [errors[degree] for degree in small_and_large]
    check.close(f"typical errors on {name}, degrees 0, 1 and 9", errors, expected, absolute=1)

# %% [markdown]
# On the fourteen the largest model is best: 46, against 74 for the mean and 66 for the line. On the others it is worst, 238, and the line is best of these three, with 64 against 74.
#
# - **Underfitting**: the model is too small to follow the rule. It is bad on what it was trained on, and elsewhere too.
# - **Overfitting**: the model follows the accidents of its examples as well. It is good on what it was trained on, and bad elsewhere.
#
# So the training error cannot tell you how large a model to take. It votes for the largest.
#
# ### Exercise: choose the degree
#
# Polynomials of the degrees 0, 1, 2 and so on were fitted to some examples. `on_few` holds their errors on these examples, `on_others` their errors on others, in the same order: two lists of the same length, with at least one number each. Return the degree to choose for new examples. If two are equally good, take the smaller model. With the errors 9, 6, 5 and 2 on the few and 9, 7, 8 and 30 on the others it is degree 1.


# %% tags=["exercise"]
def chosen_degree(on_few, on_others):
    return ...  # your code here


check.exercise("chosen_degree", chosen_degree)

# %% [markdown]
# ## Noise and data
#
# Is a large model bad, then? It depends. Here the rule is known, so we can see how far a model is from it: y = sin(2x). A network with 4353 parameters learns it from three tables:
#
# - 30 examples with noise: a random number, above or below 0 and typically 0.5 in size, is added to each y;
# - 30 examples without noise;
# - 1000 examples with noise.
#
# **Predict, then run.** In which of the three does it come close to the rule? (`np.interp` draws straight pieces between the answers at `places`.)

# %%
import keras
from keras import layers

keras.utils.set_random_seed(0)
places = np.linspace(-3, 3, 300)
prediction = None  # 1, 2 or 3, or several of them, such as [1, 2]


def learn(x, y):
    hidden = [layers.Dense(64, activation="relu"), layers.Dense(64, activation="relu")]
    model = keras.Sequential([keras.Input((1,)), *hidden, layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="mse")
    for step in range(600):
        model.train_on_batch(x[:, None], y[:, None])
    return model


# %%
def distance(answers):  # typical distance from the rule
    return np.sqrt(np.mean((answers - np.sin(2 * places)) ** 2))


# %% tags=["slide"]
axes = plt.subplots(1, 3, figsize=(12, 3.8), sharey=True)[1]
off = []
for ax, (count, noise) in zip(axes, [(30, 0.5), (30, 0), (1000, 0.5)]):
    x = np.random.uniform(-3, 3, count)
    y = np.sin(2 * x) + noise * np.random.normal(size=count)
    model = learn(x, y)
    answers = model.predict(places[:, None], verbose=0)[:, 0]
    off.append(distance(answers))
    ax.plot(places, np.sin(2 * places), color="gray", label="rule")
    plot.line(x, y, lambda x: np.interp(x, places, answers), ax, label="network")
    ax.set(ylim=(-2.2, 2.2), xlabel="x", title=f"{count}, noise {noise}: {off[-1]:.2f} off")
plt.show()

# %%
curve = Polynomial.fit(x, y, 9)  # to the 1000 examples, the last ones drawn
off_curve = distance(curve(places))
print(f"typical distance from the rule: {off[0]:.2f}, {off[1]:.2f}, {off[2]:.2f}")
print(f"degree 9, from the 1000 examples: {off_curve:.2f}; your prediction: {prediction}")
check.between("few noisy minus many noisy examples, distance", off[0] - off[2], 0.1, 1)
check.between("few noisy minus few exact examples, distance", off[0] - off[1], -0.1, 1)
check.between("distance from the rule, 1000 noisy examples", off[2], 0.03, 0.2)
check.between("network minus degree 9, distance", off[2] - off_curve, 0, 0.17)

# %% [markdown]
# Gray is the rule, red what the network answers. Each time it is a new network of the same size. From 30 noisy examples it learns the noise. Without noise 30 bring it nearer to the rule, on nearly every run, and with 1000 noisy ones the noise cancels out: it is at most 0.2 off, though each example is typically 0.5 off. So a model is not too large in itself. It is too large for these examples and this noise; the surest cure is more examples.
#
# And look at the polynomial of degree 9, which was hopeless on fourteen patients: with 1000 examples it is closer to this rule than the network.
#
# ### Exercise: diagnose five models
#
# No model can foresee noise. So there is a smallest possible loss on new examples, larger for some data than for others; here it is known. The training loss is that on the examples, the validation loss that on others. Five models, each on data of its own:
#
# | | smallest possible loss | training loss | validation loss |
# |---|---|---|---|
# | A | 0.40 | 0.41 | 0.46 |
# | B | 0.05 | 0.41 | 0.46 |
# | C | 0.40 | 0.05 | 0.93 |
# | D | 0.90 | 0.91 | 0.94 |
# | E | 0.40 | 0.21 | 0.62 |
#
# Say of each `"too small"`, `"right"` or `"too large"`: five texts in square brackets, from A to E, written as here.

# %% tags=["exercise"]
diagnoses = ...  # your five texts here
check.exercise("diagnoses", diagnoses)

# %% [markdown]
# ## What we saw
#
# - A model can be too small for the rule: it underfits, and is bad everywhere.
# - It can be too large for its examples and their noise: it overfits, and is good only on what it was trained on. More examples are the surest cure.
# - The training error votes for the largest model. It cannot choose.
#
# **Go further.** Train the network on 100 and on 300 noisy examples of sin(2x): how does the distance from the rule fall? Give it layers of 3 instead of 64: is it too small now? Let it train for 3000 steps on the 30 noisy examples.
#
# **Next:** When to stop.
