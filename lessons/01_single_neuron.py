# %% [markdown]
# # 1. A single neuron
#
# > You compute what a neuron computes, then watch one learn a rule from 442 real patients.
#
# 25 minutes · needs: the lesson "Arrays and pictures", or some NumPy · data: diabetes

# %% [markdown]
# ## Look at the data first
#
# Each dot is one patient. To the right: a higher body mass index, body weight in kilograms divided by the square of height in meters. Upward: more **progression**, a measure of how far diabetes had advanced one year later. (`dl101` is this course's own small package: `data` loads tables, `plot` draws, `check` compares.)

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

patients = data.load("diabetes")
fig, ax = plt.subplots()
ax.scatter(patients["bmi"], patients["progression"], s=18)
ax.set(xlabel="body mass index (kg/m²)", ylabel="progression", title="442 patients")
plt.show()

# %% [markdown]
# The cloud rises to the right. A rule that turns a body mass index into a guess at the progression would be useful, even if it is a rough one.
#
# ## What a neuron computes
#
# A **neuron** takes a number `x`, multiplies it by a **weight** `w` and adds a **bias** `b`. That is all:
#
# `y = w * x + b`
#
# Take a weight of 10 and a bias of −100, both invented. For a patient with a body mass index of 25 this neuron answers 10 · 25 − 100 = 150.
#
# A quiet line that begins with ✓ is the course checking its own text: the number came out as the text says. In a notebook, a click on the line shows the range that the text promises; in a terminal, `dl101 run 1 --ranges` lists them all.

# %%
w, b = 10.0, -100.0
print(f"for a body mass index of 25 the invented neuron answers {w * 25 + b:.0f}")
check.equal("answer of the invented neuron to a bmi of 25", w * 25 + b, 150)

# %% [markdown]
# ### Exercise: write the neuron
#
# Replace the three dots. The check below tells you how it went, as often as you like.


# %% tags=["exercise"]
def neuron(x, w, b):
    return ...  # your code here


check.exercise("neuron", neuron)

# %% [markdown]
# ## Let it learn
#
# Inventing numbers is no way to find a good rule. Keras, a library for neural networks, can find them.
#
# Keras builds a **model** from layers. A layer is one neuron, or several side by side, and `Sequential` takes the layers as a list. In ours, `keras.Input((1,))` announces one number for each patient, and `Dense(1)` is a layer with one **unit**, as Keras calls a neuron. Keras starts with a random weight and a bias of zero. It measures how wrong the answers are, here by the average of the squared errors (`"mse"`, the mean squared error); the error is the answer minus the true value. This measure is called the **loss**. Then it moves `w` and `b` a little in the direction that makes the loss smaller, and repeats.
#
# `compile` sets the method, which Keras calls the optimizer, and the loss. `SGD` is the name of the method, and `learning_rate` tells how far it moves; how it knows the direction is the lesson "Gradient descent". `fit` lets the model learn. `batch_size=len(bmi)` means that it looks at all patients before each step. An **epoch** is one look at all patients, so `epochs=25` makes 25 steps here, and `verbose=0` keeps it quiet. The computer draws its random numbers from a starting number, the seed: with the same seed, the random start is the same every time.
#
# One thing is done to the input first: the mean is subtracted and the result divided by the standard deviation, the typical distance from the mean. So 0 now means an average patient. This is called **standardizing**, and the reason comes below. Keras wants the inputs as a table with a row for each patient. The double brackets keep the one column a table.

# %%
import keras
from keras import layers

keras.utils.set_random_seed(0)
raw_bmi = patients[["bmi"]].to_numpy()
bmi = (raw_bmi - raw_bmi.mean()) / raw_bmi.std()
progression = patients["progression"].to_numpy()
model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.3), loss="mse")
history = model.fit(bmi, progression, batch_size=len(bmi), epochs=25, verbose=0)

# %% [markdown]
# `history.history` holds the loss of each of the 25 epochs.

# %% tags=["slide"]
plot.loss(history.history).set_title("The loss falls, and settles")
plt.show()

# %% [markdown]
# ## What it learned
#
# Here is the neuron with its learned weight and bias. Together they are its **parameters**: the numbers that it learns.

# %% tags=["slide"]
plot.network(model, inputs=["bmi,\nstandardized"], outputs=["progression"])
plt.show()

# %% [markdown]
# To see how it got there, a second neuron learns the same, more slowly, and we make its steps one by one. `train_on_batch` makes one step on all patients. Before each step we keep what `get_weights` returns, the weight and the bias. (`item()` takes the one number out of an array.)
#
# Then `plot.movie` shows one picture after the other: it calls `draw` with empty axes and the number of the step. `plot.line` draws the patients, and the line of a function. Press ▶ below the picture. (As a script, the lesson saves a GIF.)

# %%
second = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
second.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="mse")
kept = []
for step in range(25):
    kept.append([parameter.item() for parameter in second.get_weights()])
    second.train_on_batch(bmi, progression)


# %% tags=["slide"]
def draw(ax, step):
    w, b = kept[step]
    plot.line(bmi, progression, lambda x: w * x + b, ax, label=f"{w:.0f} · bmi + {b:.0f}")
    ax.set(xlabel="body mass index (standardized)", ylabel="progression", ylim=(-50, 400))
    ax.set_title(f"One neuron is a straight line, step {step}")


plot.movie(draw, range(25))

# %% [markdown]
# Did the first neuron find the best line there is? For a straight line the best weight and bias can be computed outright, with a formula known for two hundred years. It is called **least squares**, because it gives the line with the smallest mean squared error. NumPy's `polyfit` does it. (The 1 asks for a straight line; it returns the slope, which is our weight, and the intercept, which is our bias.) The neuron agrees with it to five digits.
#
# `get_weights` returns a table with the weights and an array with the biases. Here each holds one number.

# %% tags=["slide"]
import numpy as np

slope, intercept = np.polyfit(bmi[:, 0], progression, 1)
weights, biases = model.get_weights()
print(f"learned:       progression = {weights[0, 0]:.3f} * bmi + {biases[0]:.3f}")
print(f"least squares: progression = {slope:.3f} * bmi + {intercept:.3f}")
check.close("weight of the neuron, and slope of least squares", weights[0, 0], slope, relative=1e-5)
check.close(
    "bias of the neuron, and intercept of least squares", biases[0], intercept, relative=1e-5
)

# %% [markdown]
# So on this problem the network wins nothing: the formula gives the same line, at once. The neuron's way pays off later, when the model is no longer a line and no formula exists.
#
# ## Open the box
#
# Believe nothing that you did not see computed. `model.predict` gives the neuron's answers. Here is `w * bmi + b` by hand for every patient, beside them. They agree to five digits.

# %%
by_hand = weights[0, 0] * bmi[:, 0] + biases[0]
by_keras = model.predict(bmi, verbose=0)[:, 0]
print(f"the first patient: {by_hand[0]:.3f} by hand, {by_keras[0]:.3f} by Keras")
check.close("w * bmi + b and Keras's answer", by_keras, by_hand, relative=1e-5)

# %% [markdown]
# ### Exercise: a thermometer
#
# A weight and a bias need not be learned. You can set them: `model.set_weights([np.array([[w]]), np.array([b])])`. Build a neuron that turns degrees Celsius into degrees Fahrenheit. Water freezes at 0 °C, which is 32 °F, and boils at 100 °C, which is 212 °F. Its answer must be right at every temperature, far below 0 °C as well. Build the model as above, with `keras.Input((1,))`, and return it. The weight stands in double brackets because Keras keeps a table of weights: a row for each input, a column for each unit.


# %% tags=["exercise"]
def thermometer():
    return ...  # your code here: make the model, set its weight and bias, return it


check.exercise("thermometer", thermometer)

# %% [markdown]
# ## What the weight and the bias mean
#
# The bias is the answer when the input is 0. Here 0 is a patient of average body mass index, and for that patient least squares predicts the average progression. So the bias is the average progression.
#
# The weight is how much the answer rises when the input rises by 1. Here 1 is one standard deviation of the body mass index.

# %%
print(f"the bias is {biases[0]:.2f}, the average progression {progression.mean():.2f}")
check.close("bias and average progression", biases[0], progression.mean(), relative=1e-5)
print(f"one standard deviation is {raw_bmi.std():.2f} kg/m², the weight {weights[0, 0]:.1f}")

# %% [markdown]
# ### Exercise: in real units
#
# By how much does the neuron's answer rise when the body mass index rises by 1 kg/m²? Compute it from the standard deviation and the weight just printed. One digit after the point is enough.

# %% tags=["exercise"]
rise_per_unit = ...  # your number here
check.exercise("rise_per_unit", rise_per_unit)

# %% [markdown]
# ## How good is it?
#
# Judge a rule by comparing it with a simpler one. The simplest rule of all ignores the patient and always answers with the mean progression. The square root of the mean squared error is a typical size of the error, in the units of the progression itself.

# %%
error_of_mean = np.sqrt(np.mean((progression - progression.mean()) ** 2))
error_of_neuron = np.sqrt(np.mean((progression - by_keras) ** 2))
print(f"always the mean: off by {error_of_mean:.1f}; the neuron: off by {error_of_neuron:.1f}")
check.between("typical error of the mean", error_of_mean, 76, 78)
check.between("typical error of the neuron", error_of_neuron, 62, 63)

# %% [markdown]
# The neuron is off by about 62, the mean by about 77. Better, but rough: body mass index alone does not tell much about a patient. And this is measured on the patients from whom the neuron learned, which flatters it. The next lesson gives it more to go by, and tests it on patients that it has never seen.
#
# ## Why the input was standardized
#
# Here is the same neuron with the body mass index as it is, not standardized, and with a learning rate thirty times smaller.
#
# **Predict, then run.** With the standardized input, the loss in the sixth epoch was about 3,900. What will it be now: larger or smaller, and by how much? (Curly braces make a dictionary: here names, each with its list of losses.)

# %%
prediction = None  # your guess, for example 5000
raw_model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
raw_model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="mse")
raw_history = raw_model.fit(raw_bmi, progression, batch_size=len(bmi), epochs=6, verbose=0)
print(f"loss in the sixth epoch, input standardized: {history.history['loss'][5]:,.0f}")
print(f"input as it is: {raw_history.history['loss'][-1]:,.0f}, and you said {prediction}")
check.between(
    "loss on standardized input in the sixth epoch", history.history["loss"][5], 3880, 3960
)
check.between("loss on raw input in the sixth epoch", raw_history.history["loss"][-1], 1e14, 1e17)

# %% tags=["slide"]
curves = {"standardized": history.history["loss"][:6], "raw": raw_history.history["loss"]}
plot.loss(curves, log=True).set_title("The same neuron, two inputs")
plt.show()

# %% [markdown]
# It explodes. Each step overshoots, and the next overshoots further. In the sixth epoch the loss is more than 100 trillion, a 1 with 14 zeros. (On the vertical axis of the picture, each mark is 100 times the one below.)
#
# Raw inputs are around 26 and never near 0, so a small change of the weight swings every answer. With inputs around 0 and of size 1, one learning rate suits the weight and the bias alike.
#
# ### Exercise: the way back
#
# To the neuron, a patient is a standardized number such as 1.5. Which body mass index is that? Write a function that turns standardized numbers `z` back into what they were. `x` holds the numbers from whose mean and standard deviation they were made. Both are NumPy arrays, and `z` may have another shape than `x`, or be a single number. For an `x` of 20, 25 and 30, whose standard deviation is 4.08, a `z` of 0 and 1 becomes 25 and 29.08.


# %% tags=["exercise"]
def original(z, x):
    return ...  # your code here


check.exercise("original", original)

# %% [markdown]
# ## What we saw
#
# - A neuron multiplies its input by a weight and adds a bias. A `Dense(1)` layer on one input does exactly that.
# - Learning is changing the weight and the bias so that the loss falls. On a straight line it ends where least squares does.
# - The bias is the answer at input 0, the weight is the rise for an input larger by 1.
# - On raw inputs, a learning rate that suits the bias can make the weight explode. On standardized inputs one rate suits both.
#
# **Go further.** Try a learning rate of 0.03, then of 1.5: what does the loss curve do? Let the neuron predict from `blood_pressure` in place of `bmi`: which is better? The layer's own page: [Dense](https://keras.io/api/layers/core_layers/dense/).
#
# **Next:** Many inputs.
