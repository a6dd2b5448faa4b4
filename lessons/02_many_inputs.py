# %% [markdown]
# # 2. Many inputs
#
# > You give a neuron four inputs, read its weights, and let it predict for patients it has never seen.
#
# 25 minutes · needs: the lesson "A single neuron" · data: diabetes

# %% [markdown]
# ## Look at the data first
#
# The same 442 patients, with four measurements each: age in years, sex (coded 1 and 2; the source does not say which is which), body mass index in kg/m² and blood pressure in mm Hg. The last column is the progression of the disease one year later, which we want to predict. (`columns=` picks columns of the file.)

# %%
from IPython.display import display
from dl101 import check, data, plot

inputs = ["age", "sex", "bmi", "blood_pressure"]
patients = data.load("diabetes", columns=inputs + ["progression"])
display(patients.head())

# %% [markdown]
# ## One weight for each input
#
# A neuron with several inputs has one weight for each of them, and still one bias. It multiplies each input by its weight, adds all the products, and adds the bias:
#
# `y = w1 * x1 + w2 * x2 + w3 * x3 + w4 * x4 + b`
#
# Multiplying two lists place by place and adding up is called the **dot product**. NumPy writes it `x @ w`. So the neuron is `x @ w + b`. It works for any number of inputs.
#
# ## Some patients are kept back
#
# The neuron of the last lesson was judged on the patients it had learned from. Now 142 of the 442 patients are kept back. The neuron learns from the other 300, the **training set**, and is judged on those kept back, the **test set**. `train_test_split` draws them at random; it belongs to scikit-learn (`sklearn`), a library of classic methods.
#
# The inputs are standardized as before, each by its own mean and standard deviation. Both come from the training set alone: nothing about the test set may reach the neuron. (`ddof=0` makes pandas compute the standard deviation as NumPy does.) `shape` gives the rows and columns of a table.

# %%
import keras
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
train, test = train_test_split(patients, test_size=142)
mean, deviation = train[inputs].mean(), train[inputs].std(ddof=0)
x_train = ((train[inputs] - mean) / deviation).to_numpy()
x_test = ((test[inputs] - mean) / deviation).to_numpy()
y_train, y_test = train["progression"].to_numpy(), test["progression"].to_numpy()
print(f"patients and inputs: {x_train.shape} in the training set, {x_test.shape} in the test set")
check.equal("patients and inputs in the training set", x_train.shape, (300, 4))

# %% [markdown]
# ## Let it learn
#
# The only change to the model is its input: four numbers instead of one.

# %%
from keras import layers

model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.3), loss="mse")
history = model.fit(x_train, y_train, batch_size=len(x_train), epochs=80, verbose=0)

# %% [markdown]
# In the picture of the neuron a solid line is a positive weight, a dashed one a negative weight; the wider, the stronger. The loss soon looks flat; the last digits take longer.
#
# **Predict, then run.** Which of the four inputs has the widest line?

# %% tags=["slide"]
from matplotlib import pyplot as plt

prediction = None  # your guess: "age", "sex", "bmi" or "blood_pressure"
plot.network(model, inputs=inputs, outputs=["progression"])
plot.loss(history.history).set_title("Four weights and a bias learn together")
plt.show()

# %% [markdown]
# ## The dot product by hand
#
# Two inputs 3 and 4, weights 10 and 100, bias 5: 30 + 400 + 5 = 435.

# %%
import numpy as np

print("30 + 400 + 5 =", 30 + 400 + 5)
check.equal("two inputs by hand", np.array([3.0, 4.0]) @ np.array([10.0, 100.0]) + 5, 435)

# %% [markdown]
# ### Exercise: write the neuron
#
# Write the neuron for any number of inputs, one or a hundred. `x` and `w` are NumPy arrays of the same length, `b` is a number. It returns one number, which may be negative. For the inputs 3 and 4, the weights 10 and 100 and the bias 5 it is 435.


# %% tags=["exercise"]
def neuron_of_many(x, w, b):
    return ...  # your code here


check.exercise("neuron_of_many", neuron_of_many)

# %% [markdown]
# ## Open the box
#
# First, `x @ w + b` by hand beside Keras's answers: `x_test @ w` takes the dot product for every row of the table, 142 patients at once.
#
# Then the learned weights beside least squares. `polyfit` is for one input; scikit-learn's `LinearRegression` computes it for any number. `fit` computes, `coef_` holds the weights and `intercept_` the bias.

# %% tags=["slide"]
weights, biases = model.get_weights()
predicted = model.predict(x_test, verbose=0)[:, 0]
by_hand = x_test @ weights[:, 0] + biases[0]
check.close("x @ w + b and Keras's answers", predicted, by_hand, relative=1e-5)

# %%
from sklearn.linear_model import LinearRegression

formula = LinearRegression().fit(x_train, y_train)
print(f"learned:       weights {weights[:, 0].round(2)}, bias {biases[0]:.2f}")
print(f"least squares: weights {formula.coef_.round(2)}, bias {formula.intercept_:.2f}")
check.close("weights, and least squares", weights[:, 0], formula.coef_, relative=1e-4)
check.close("bias, and least squares", biases[0], formula.intercept_, relative=1e-4)

# %% [markdown]
# All agree. For one neuron without further layers, the formula would have done.
#
# ## Read the weights
#
# All inputs were brought to the same scale, so the weights can be compared: each is the rise of the answer when that input rises by one standard deviation and the others stay as they are. (`a if test else b` is `a` where the test holds, else `b`. `barh` draws bars to the right.)

# %% tags=["slide"]
colors = [plot.RED if weight >= 0 else plot.BLUE for weight in weights[:, 0]]
fig, ax = plt.subplots()
ax.barh(inputs, weights[:, 0], color=colors)
ax.axvline(0, color="gray", linewidth=1)
ax.set(xlabel="rise in progression per standard deviation", title="What the neuron goes by")
plt.show()

# %% [markdown]
# How did it get there? A second neuron learns the same in smaller steps, and the movie shows its weights on the way.

# %%
slow = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
slow.compile(optimizer=keras.optimizers.SGD(learning_rate=0.02), loss="mse")
kept = []
for step in range(150):
    kept.append(slow.get_weights()[0][:, 0])
    slow.train_on_batch(x_train, y_train)


# %% tags=["slide"]
def draw(ax, step):
    ax.barh(inputs, kept[step], color=plot.SKY)
    ax.axvline(0, color="gray", linewidth=1)
    ax.set(xlim=(-20, 45), xlabel="weight", title=f"Step {step}")


plot.movie(draw, [0, 1, 2, 3, 5, 7, 10, 14, 18, 24, 30, 40, 55, 75, 100, 149])

# %%
age, sex, bmi, pressure = np.abs(weights[:, 0])
print(f"weights without sign: bmi {bmi:.1f}, pressure {pressure:.1f}, age {age:.1f}, sex {sex:.1f}")
print("your prediction:", prediction)
check.between("weight of bmi minus weight of blood_pressure", bmi - pressure, 3, 45)
less = max(age, sex)
check.between("weight of blood_pressure minus the larger of age and sex", pressure - less, 3, 30)

# %% [markdown]
# Body mass index weighs most, then blood pressure. A higher body mass index goes with more progression.
#
# Read with care. A weight tells what helps to predict in these data, together with the other inputs. It does not tell what causes what, and nobody's disease is changed by changing a number in a table.
#
# ## Is it better than something simpler?
#
# Three rules are judged on the 142 patients kept back:
#
# - always the mean of the training set;
# - a line on `bmi` alone, by least squares: what a neuron with this one input would learn (`np.polyval` computes its answers);
# - the neuron with four inputs.


# %%
def typical_error(answers):
    return np.sqrt(np.mean((y_test - answers) ** 2))


line = np.polyfit(x_train[:, 2], y_train, 1)
error_of_mean = typical_error(y_train.mean())
error_of_bmi = typical_error(np.polyval(line, x_test[:, 2]))
error_of_four = typical_error(predicted)
print(f"always the mean: off by {error_of_mean:.1f}; bmi alone: off by {error_of_bmi:.1f}")
print(f"four inputs: off by {error_of_four:.1f}")
ratio_to_mean, ratio_to_bmi = error_of_four / error_of_mean, error_of_four / error_of_bmi
check.between("error of four inputs over error of the mean", ratio_to_mean, 0.66, 0.92)
check.between("error of four inputs over error of bmi alone", ratio_to_bmi, 0.9, 1.1)

# %% tags=["slide"]
fig, ax = plt.subplots(figsize=(5, 4.6))
ax.scatter(y_test, predicted, s=18)
ax.plot([25, 350], [25, 350], color=plot.BLACK, linewidth=1)
ax.set(xlabel="progression", ylabel="answer of the neuron", title="142 unseen patients")
plt.show()

# %% [markdown]
# In the picture, each dot is an unseen patient, and on the diagonal line the answer would be right. The cloud follows the line, but it is wide, and flatter: the neuron keeps to the middle.
#
# The error of the neuron with four inputs is 0.66 to 0.92 times the error of the mean, depending on which patients are kept back. Against `bmi` alone, the gain is small, and for some test sets there is none: 0.9 to 1.1 times its error. Three more inputs did not turn a rough rule into a sharp one.
#
# ### Exercise: count the parameters
#
# The file holds ten measurements of each patient, besides the progression. How many parameters does one neuron have that sees all ten?

# %% tags=["exercise"]
parameters_of_ten = ...  # your number here
check.exercise("parameters_of_ten", parameters_of_ten)

# %% [markdown]
# ### Exercise: a new patient
#
# A patient comes in. Write a function that takes the measurements as they are, in their own units, and returns the neuron's answer, one number. `measurements`, `mean`, `deviation` and the learned weights `w` are NumPy arrays with one entry for each input: four in this lesson, but it should work for any number. The learned bias `b` is a number.
#
# Take a neuron that sees age and body mass index, with the means 48 and 26, the deviations 10 and 4, the weights 5 and 40, and the bias 150. To a patient of 50 years with a body mass index of 30 it answers 191.


# %% tags=["exercise"]
def predict_progression(measurements, mean, deviation, w, b):
    return ...  # your code here


check.exercise("predict_progression", predict_progression)

# %% [markdown]
# ## What we saw
#
# - A neuron has a weight for each input and one bias: `x @ w + b`.
# - Weights can be compared when the inputs have been brought to the same scale. They tell what predicts, not what causes.
# - A model is judged on examples kept back from it, and beside something simpler.
# - What was done to the training inputs is done to every new input, with the same mean and deviation.
#
# **Go further.** Add `log_triglycerides` to `inputs`, write `keras.Input((5,))`, and skip the cell that prints the weights without sign: does the error on the test set fall? (Choosing inputs in this way uses the test set up: it is no longer unseen.) Change the seed to 1, 2, 3: how much do the three errors move? How Keras stacks layers: [Sequential](https://keras.io/api/models/sequential/).
#
# **Next:** A layer of neurons.
