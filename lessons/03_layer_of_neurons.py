# %% [markdown]
# # 3. A layer of neurons
#
# > You line up neurons that share their inputs, see that together they are one matrix product, and let three of them tell three wines apart.
#
# 25 minutes · needs: the lesson "Many inputs" · data: wine

# %% [markdown]
# ## Look at the data first
#
# Each mark is one bottle of wine, from one of three grape varieties (cultivars) grown in the same region of Italy. A laboratory measured what is in it.

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

wines = data.load("wine")
print(f"{len(wines)} wines, of three cultivars")
fig, ax = plt.subplots()
for cultivar, marker in [(1, "o"), (2, "^"), (3, "s")]:
    some = wines[wines["cultivar"] == cultivar]
    label = f"cultivar {cultivar}: {len(some)} wines"
    ax.scatter(some["flavanoids"], some["color_intensity"], marker=marker, label=label)
ax.set(xlabel="flavanoids", ylabel="color intensity", title="Three cultivars, with some overlap")
ax.legend()
plt.show()

# %% [markdown]
# ## One neuron for each answer
#
# A single neuron gives one number. To tell three wines apart, take three neurons. All three see the same four measurements. Each has weights and a bias of its own, and each is asked: how much does this look like *my* cultivar? The right answer is 1 for its own wines and 0 for the others.
#
# Neurons with common inputs are called a **layer**. Because every input is connected to every neuron, Keras calls it a dense layer.
#
# Here are three neurons with invented weights, and one wine, computed one after the other:

# %%
import numpy as np

x = np.array([1.0, 2.0, 0.0, -1.0])
first = x @ np.array([0.5, 1.0, 2.0, 0.0]) + 0.0
second = x @ np.array([1.0, -1.0, 3.0, 1.0]) + 0.5
third = x @ np.array([0.0, 0.0, 1.0, 2.0]) - 1.0
print(f"the three answers: {first}, {second}, {third}")
check.equal("three neurons, one by one", [first, second, third], [2.5, -1.5, -3.0])

# %% [markdown]
# Now put the three lists of weights side by side, as the columns of a table `W` with 4 rows and 3 columns. A table of numbers is a **matrix**. The biases become a list of three. `x @ W` takes the dot product of `x` with each column: all three neurons in one **matrix product**.

# %%
W = np.array([[0.5, 1.0, 0.0], [1.0, -1.0, 0.0], [2.0, 3.0, 1.0], [0.0, 1.0, 2.0]])
b = np.array([0.0, 0.5, -1.0])
print("all three at once:", x @ W + b)
check.equal("three neurons at once", x @ W + b, [2.5, -1.5, -3.0])

# %% [markdown]
# It also works for many wines at once. Two wines are a matrix with 2 rows, and the answers have a row for each wine and a column for each neuron. Before the bias is added, each answer is a row of the wines times a column of the weights, for the second wine and the third neuron 3 · 0 + 1 · 0 + 2 · 1 + 0 · 2 = 2. The movie goes through all six answers. (`np.zeros((2, 4))` is a table of zeros. A 1 in `marked` means that this number is colored. `plot.movie` calls `draw` for each frame, with empty axes and a place; `np.ndindex(2, 3)` goes through the places of a table.)

# %%
two_wines = np.array([[1.0, 2.0, 0.0, -1.0], [3.0, 1.0, 2.0, 0.0]])
print("the answers have the shape", (two_wines @ W + b).shape)
check.equal("shape of the answers to two wines", (two_wines @ W + b).shape, (2, 3))


# %% tags=["slide"]
def draw(ax, place):
    marked = np.zeros((2, 4)), np.zeros((4, 3)), np.zeros((2, 3))
    marked[0][place[0]] = marked[1][:, place[1]] = marked[2][place] = 1
    for left, matrix, colored in zip([0, 5, 9], [two_wines, W, two_wines @ W], marked):
        for row, column in np.ndindex(matrix.shape):
            box = {"facecolor": plot.YELLOW if colored[row, column] else "white"}
            number = matrix[row, column]
            ax.text(left + column, -row, number, ha="center", color="black", bbox=box)
    ax.set(xlim=(-1, 12), ylim=(-3.5, 1), title="a row of wines · a column of W = an answer")
    ax.axis("off")


plot.movie(draw, list(np.ndindex(2, 3)), figsize=(8, 3.2), seconds=9)
check.equal("second wine times third neuron", (two_wines @ W)[1, 2], 2)

# %% [markdown]
# ### Exercise: twice as much of everything
#
# All four measurements of the first wine, `x`, are doubled. What do the three neurons answer now? Say it before you compute it, and give the three numbers as a list or an array. (To a wine with zeros only they answer 0, 0.5 and −1.)

# %% tags=["exercise"]
answers_to_doubled = ...  # your list here
check.exercise("answers_to_doubled", answers_to_doubled)

# %% [markdown]
# ### Exercise: weights that lie in rows
#
# PyTorch, another library, keeps the weights of a layer turned over: `V` has a row for each neuron and a column for each input. (NumPy's `V.T` swaps rows and columns.) Write the layer for such weights. `x`, `V` and `b` are NumPy arrays, of whole numbers or others: `x` has a row for each wine, even if it is only one, and `b` has a bias for each neuron. The answers have a row for each wine and a column for each neuron, as before, for any number of wines, inputs and neurons. If there are as many neurons as inputs, a wrong order runs as well, but gives wrong numbers.
#
# Two wines with the measurements 1, 2, 0 and 0, 0, 0, and two neurons with the weights 1, 10, 100 and 0, 1, 0 and the biases 0.5 and −1: the answers are 21.5 and 1 to the first wine, 0.5 and −1 to the second.


# %% tags=["exercise"]
def layer_from_rows(x, V, b):
    return ...  # your code here


check.exercise("layer_from_rows", layer_from_rows)

# %% [markdown]
# ## The same in Keras
#
# `Dense(3)` is that layer. With our weights set, it gives our answers.

# %% tags=["slide"]
import keras
from keras import layers

model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
model.set_weights([W, b])
by_keras = model.predict(two_wines, verbose=0)
check.close("Keras's answers and x @ W + b", by_keras, two_wines @ W + b, relative=1e-5)

# %% [markdown]
# ## Count before Keras does
#
# Each of the 3 neurons has 4 weights and 1 bias. That makes 3 · (4 + 1) = 15 parameters.

# %%
print("parameters, counted by Keras:", model.count_params())
check.equal("parameters of a layer of 3 with 4 inputs", model.count_params(), 3 * (4 + 1))

# %% [markdown]
# ## Let it learn
#
# Four measurements are enough: `alcohol` (percent), `flavanoids`, `color_intensity` and `proline` (an amino acid). The wines are shuffled and split; 58 of the 178 are kept back. The right answer that comes with an example is its **target**, or **label**, and the kind to which an example belongs is its **class**. Python counts from 0, so 1 is subtracted.
#
# Each neuron needs a target of its own: 1 where the wine is its own, else 0. This way of writing a class is called **one-hot**. `np.eye(3)` is a table with the rows 1 0 0, 0 1 0 and 0 0 1, and `np.eye(3)[y_train]` picks for each wine the row of its class. `mean(axis=0)` takes the mean of each column.

# %%
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
inputs = ["alcohol", "flavanoids", "color_intensity", "proline"]
x, y = wines[inputs].to_numpy(), wines["cultivar"].to_numpy() - 1
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=58)
mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_test = (x_train - mean) / deviation, (x_test - mean) / deviation
one_hot = np.eye(3)[y_train]
print("the first three cultivars, counted from 0:", y_train[:3])
print(one_hot[:3])

# %% [markdown]
# Now the layer learns, and the picture shows its 15 parameters: the wider a line, the stronger the weight; solid lines are positive, dashed ones negative.

# %% tags=["slide"]
model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.8), loss="mse")
history = model.fit(x_train, one_hot, batch_size=len(x_train), epochs=60, verbose=0)
plot.network(model, inputs=inputs, outputs=["cultivar 1", "cultivar 2", "cultivar 3"])
plt.show()

# %% [markdown]
# Follow the widest lines: a solid line means that more of this speaks for that cultivar, a dashed one that it speaks against it.
#
# For a wine that it has not seen, the layer gives three numbers. The largest decides. NumPy's `argmax` gives the place of the largest, and `axis=1` means along each row. The share of wines that are classified correctly is the **accuracy**.

# %%
answers = model.predict(x_test, verbose=0)
print("one wine's three answers:", answers[0].round(2), "its cultivar, counted from 0:", y_test[0])
accuracy = np.mean(answers.argmax(axis=1) == y_test)
print(f"right on {accuracy:.0%} of the {len(y_test)} wines that it has not seen")
check.between("accuracy on unseen wines", accuracy, 0.83, 1.0)

# %% [markdown]
# ### Exercise: from answers to cultivars
#
# A laboratory wants the cultivars, not the answers of the neurons. `answers` is a NumPy array with the answers of the three neurons, a row for each wine. Return the cultivar of each wine as the file counts them: 1, 2 or 3. There may be one wine or many, and all three answers may be negative, very large or close to each other; no two answers of a wine are equal. For the rows 0.1, 0.7, 0.2 and −0.9, −0.3, −0.8 the result is 2 and 2.


# %% tags=["exercise"]
def cultivars(answers):
    return ...  # your code here


check.exercise("cultivars", cultivars)

# %% [markdown]
# ## Is it better than something simpler?
#
# The simplest rule always answers with the most common cultivar of the training set. `np.bincount` counts how often each class number occurs.
#
# Beside it stands least squares, which computes the best weights for these three neurons outright. It is no rival: it is the same layer, with its weights found in another way.

# %%
from sklearn.linear_model import LinearRegression

most_common = np.mean(y_test == np.bincount(y_train).argmax())
formula = LinearRegression().fit(x_train, one_hot)
accuracy_of_formula = np.mean(formula.predict(x_test).argmax(axis=1) == y_test)
print(f"always the most common cultivar: {most_common:.0%} of unseen wines right")
print(
    f"the layer: {accuracy:.0%} right; the same layer by least squares: {accuracy_of_formula:.0%}"
)
check.between("layer minus most common cultivar, accuracy", accuracy - most_common, 0.3, 0.9)
check.between("layer minus least squares, accuracy", accuracy - accuracy_of_formula, -0.02, 0.02)

# %% [markdown]
# The layer classifies at least 83 of 100 unseen wines correctly, at least 30 more than the simplest rule. Training ends about where least squares does. A formula can still do the work of a single layer.
#
# ## Layers on layers
#
# The answers of one layer can be the inputs of the next. The layers between the input and the last one are called **hidden**, because neither the data nor the answer shows their numbers. The last one is the output layer.

# %% tags=["slide"]
deeper = keras.Sequential([keras.Input((4,)), layers.Dense(6), layers.Dense(3)])
ax = plot.network(deeper, inputs=inputs, outputs=["cultivar 1", "cultivar 2", "cultivar 3"])
ax.set_title("Input, hidden layer and output, with random weights")
plt.show()

# %% [markdown]
# ### Exercise: count a deeper network
#
# How many parameters does the network in the picture have, with its 4 inputs, 6 hidden neurons and 3 output neurons?

# %% tags=["exercise"]
parameters_of_deeper = ...  # your number here
check.exercise("parameters_of_deeper", parameters_of_deeper)

# %% [markdown]
# ## What we saw
#
# - Neurons with common inputs are a layer, and a layer is one matrix product: `x @ W + b`.
# - `W` has a row for each input and a column for each neuron.
# - A layer of n neurons with m inputs has n · (m + 1) parameters.
# - One neuron for each class, and the largest answer decides.
#
# **Go further.** Use all 13 measurements, `inputs = list(wines.columns.drop("cultivar"))`, with `keras.Input((13,))` in both models below: what happens to the accuracy? Train `deeper` as well: is it better than the single layer? The next lesson explains what you see. The layer's page: [Dense](https://keras.io/api/layers/core_layers/dense/).
#
# **Next:** Activation functions.
