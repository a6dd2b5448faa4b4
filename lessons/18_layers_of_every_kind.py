# %% [markdown]
# # 18. Layers of every kind
#
# > You use layers that count, sort, look up and combine, build a model that sees an image and reads a question, and write a layer of your own that finds the exponent in a law of nature.
#
# 40 minutes · needs: the lesson "One of many, from raw pixels" · data: diabetes, digits, planets

# %% [markdown]
# ## Look at the data first
#
# A layer can be any transformation of data. Here is a table in which the columns are of different kinds. An age is a number, and so is a body mass index; the 1 and 2 of `sex` are codes for two groups, and no amounts.

# %%
from dl101 import check, data, plot
import keras
from keras import layers, ops
from matplotlib import pyplot as plt

patients = data.load("diabetes")
print(patients[["age", "sex", "bmi", "progression"]].head())

# %% [markdown]
# ## Layers that prepare
#
# **Normalization** standardizes: mean and deviation are found by `adapt`, before any training, and are kept inside of the layer. They are saved with the model and cannot get lost. But forget `adapt`, and the layer passes its input on as it is, without a warning.

# %%
import numpy as np

bmi, age = patients[["bmi"]].to_numpy(), patients["age"].to_numpy()
normalization = layers.Normalization()
normalization.adapt(bmi)
print(f"a body mass index of {bmi[0, 0]} becomes {float(normalization(bmi)[0, 0]):.2f}")
check.close("Normalization, by hand and by Keras", (bmi - bmi.mean()) / bmi.std(), normalization(bmi), absolute=1e-5)

# %% [markdown]
# **Discretization** puts numbers into bins. **CategoryEncoding** makes one-hot rows of category numbers. Together they let a model treat the young, the middle-aged and the old separately, where with one weight for the age the answer can only rise with it or fall with it.

# %%
bins = layers.Discretization(bin_boundaries=[40.0, 60.0])(age)
print("ages", age[:5], "go to the bins", ops.convert_to_numpy(bins)[:5])
check.equal("Discretization, by hand and by Keras", np.digitize(age, [40, 60]), ops.convert_to_numpy(bins))
one_hot = layers.CategoryEncoding(num_tokens=3, output_mode="one_hot")(bins)
print("the first of them one-hot:", ops.convert_to_numpy(one_hot)[0])
check.equal("CategoryEncoding, by hand and by Keras", np.eye(3)[np.digitize(age, [40, 60])], one_hot)

# %% [markdown]
# A **look-up** turns words or codes into category numbers: 1 is the first of its vocabulary, 2 the second, and so on. 0 stands for everything that it does not know.
#
# `StringLookup` and `IntegerLookup` work on any backend, but need the package TensorFlow to be installed, and inside of a model that trains, words are possible on TensorFlow only. So look words up first, and give the model numbers.


# %%
def look_up(words, vocabulary):
    return np.array([vocabulary.index(word) + 1 if word in vocabulary else 0 for word in words])


try:
    found = layers.StringLookup(vocabulary=["even", "prime"])(["prime", "odd", "even"])
    print("prime, odd and even become", ops.convert_to_numpy(found))
    check.equal("StringLookup", ops.convert_to_numpy(found), look_up(["prime", "odd", "even"], ["even", "prime"]))
    found = layers.IntegerLookup(vocabulary=[2, 1])([1, 2, 7])
    print("1, 2 and 7 become", ops.convert_to_numpy(found))
    check.equal("IntegerLookup", ops.convert_to_numpy(found), look_up([1, 2, 7], [2, 1]))
except ImportError as error:
    print(error)

# %% [markdown]
# ### Exercise: from words to one-hot rows
#
# Return an array (a list of lists will do) with a row for each word. Column 0 is for unknown words, column 1 for the first word of the vocabulary, and so on. `words` and `vocabulary` are lists of texts, with at least one each. For the words red and pink and the vocabulary green, red the rows are 0, 0, 1 and 1, 0, 0.


# %% tags=["exercise"]
def one_hot_words(words, vocabulary):
    return ...  # your code here


check.exercise("one_hot_words", one_hot_words)

# %% [markdown]
# ## Layers that combine
#
# Some layers have several inputs. `Add` adds number by number, `Multiply` multiplies, `Concatenate` puts one behind the other.

# %%
a, b = np.array([[1.0, 2.0]]), np.array([[10.0, 5.0]])
combined = layers.Concatenate()([layers.Add()([a, b]), layers.Multiply()([a, b])])
print("sums, then products:", ops.convert_to_numpy(combined)[0])
check.close("Add, Multiply and Concatenate", combined, [[11, 7, 10, 10]])

# %% [markdown]
# `Sequential` knows only one way, from the first layer to the last. With several inputs, you say what goes where: make an `Input`, call layers on it like functions, and name the first and the last in `keras.Model`. This is the **functional** way.
#
# ## An image and a question
#
# A model with two inputs of different kinds: an image of a digit, and a question about it. "Is it even?" "Is it above four?" "Is it prime?" "Has it a hole?" The same image gets another answer to another question.

# %%
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
yes = {"even": [0, 2, 4, 6, 8], "above four": [5, 6, 7, 8, 9], "prime": [2, 3, 5, 7], "with a hole": [0, 6, 8, 9]}
digits = data.load("digits")
x, y = digits.drop(columns="digit").to_numpy() / 16, digits["digit"].to_numpy()
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=450)


# %%
def ask(truth):
    asked = np.random.choice(list(yes), len(truth))
    answers = np.array([digit in yes[word] for digit, word in zip(truth, asked)], dtype=float)
    return asked, look_up(asked, list(yes)) - 1, answers  # no word is unknown: count from 0


x_train, y_train = np.tile(x_train, (2, 1)), np.tile(y_train, 2)  # two questions to each image
(_, asked_train, yes_train), (asked_words, asked_test, yes_test) = ask(y_train), ask(y_test)

# %% [markdown]
# Inside of the model, the image passes a dense layer, the question becomes one-hot, and both are concatenated. `build` is given as a function what to do with the question, `encode`: here a layer, later something else.


# %%
def build(encode):
    pixels, question = keras.Input((64,)), keras.Input((1,))
    both = layers.Concatenate()([layers.Dense(64, activation="relu")(pixels), encode(question)])
    model = keras.Model([pixels, question], layers.Dense(1)(layers.Dense(64, activation="relu")(both)))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.005), loss=loss)
    model.fit([x_train, asked_train[:, None]], yes_train, batch_size=64, epochs=12, verbose=0)
    return model


def accuracy(model, asked):
    return np.mean((model.predict([x_test, asked[:, None]], verbose=0)[:, 0] > 0) == yes_test)


# %%
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

model = build(layers.CategoryEncoding(num_tokens=4, output_mode="one_hot"))
both_train, both_test = np.hstack([x_train, np.eye(4)[asked_train]]), np.hstack([x_test, np.eye(4)[asked_test]])
rival = LogisticRegression(max_iter=1000).fit(both_train, yes_train).score(both_test, yes_test)
print(f"right on unseen digits and questions: {accuracy(model, asked_test):.1%}")
check.between("accuracy on unseen digits and questions", accuracy(model, asked_test), 0.93, 1.0)
neighbor = KNeighborsClassifier(1).fit(both_train, yes_train).score(both_test, yes_test)
print(f"nearest neighbor: {neighbor:.1%}, logistic regression: {rival:.1%}")
check.between("accuracy on digits and questions, network minus nearest neighbor", accuracy(model, asked_test) - neighbor, -0.06, 0.02)
check.between("accuracy of logistic regression on both inputs", rival, 0.55, 0.75)

# %% [markdown]
# 93 or more in 100. Logistic regression adds up what the image says and what the question says, and gets 55 to 75. What an image means depends on the question, and no such sum can say that. But the nearest neighbor, on the same inputs, is as good as the network or a little better: a network is one way to combine inputs, not the only one.
#
# ## Skip connections
#
# In the lesson "Dropout and batch normalization", a stack of sigmoid layers could not be trained. There is another cure. A **skip connection** leads around a layer: its input is added to its output, `x + f(x)`. The layer then only has to say what to change, and the gradient has a way back that no sigmoid flattens. (Below, `weights[2:14:2]` are the six matrices, every second array from the third on, and `weights[3:14:2]` their biases.)


# %%
def deep(skip):
    pixels = keras.Input((64,))
    h = layers.Dense(32)(pixels)
    for _ in range(6):
        answer = layers.Dense(32, activation="sigmoid")(h)
        h = layers.Add()([h, answer]) if skip else answer
    model = keras.Model(pixels, layers.Dense(10)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss=loss, metrics=["accuracy"])
    model.fit(x_train, y_train, batch_size=64, epochs=8, verbose=0)
    return model


# %%
plain, skipping = deep(skip=False), deep(skip=True)
print(f"without skips: {plain.evaluate(x_test, y_test, verbose=0)[1]:.0%} of unseen digits right")
check.between("without skips: accuracy on unseen digits", plain.evaluate(x_test, y_test, verbose=0)[1], 0.03, 0.2)
print(f"with skips: {skipping.evaluate(x_test, y_test, verbose=0)[1]:.0%} right")
check.between("with skips: accuracy on unseen digits", skipping.evaluate(x_test, y_test, verbose=0)[1], 0.75, 0.99)
weights = skipping.get_weights()
h = x_test @ weights[0] + weights[1]
for W, b in zip(weights[2:14:2], weights[3:14:2]):
    h = h + 1 / (1 + np.exp(-(h @ W + b)))
by_hand = h @ weights[14] + weights[15]
check.close("with skips, by hand and by Keras", by_hand, skipping.predict(x_test, verbose=0), relative=1e-4)

# %% [markdown]
# From guessing to 75 and more in 100. To be honest: the skips lead straight from the pixels to the end, so the network can do about what a linear model does, and the lesson "Dropout and batch normalization" showed that this is enough for these digits. The skips make it trainable; they do not make six layers of sigmoids useful here. For large images, networks with a hundred layers and more are built in this way.
#
# ### Exercise: build a skip connection
#
# A model that takes 4 numbers, by one `Input`, and answers with 4: a `Dense` layer of 4 units without activation function, and its input added to its answer. Return the model, not trained. (The check sets all weights and biases to −1, and then to other numbers. With −1 and the input 1, −2, 3, 0.5 the `Dense` layer answers −(1 − 2 + 3 + 0.5) − 1 = −3.5, four times. What should the model answer?)


# %% tags=["exercise"]
def skip_model():
    return ...  # your code here


check.exercise("skip_model", skip_model)

# %% [markdown]
# ## A layer of your own
#
# The farther a planet is from the Sun, the longer its year. Suppose that the law is a power, `year = distance ** exponent`, with distances measured in that of the Earth and time in its years. No layer of Keras does that, so write one. A class is a plan for objects: `Power(layers.Layer)` means like any layer, except for what follows. `self` is the layer itself, and what is stored in it stays with it. Two functions are needed: `build` makes the weights when the shape of the input is known, and `call` computes. `shape=()` is a single number, and `"ones"` starts it at 1. The line above the class lets Keras find it again when a model is loaded.


# %%
@keras.saving.register_keras_serializable()
class Power(layers.Layer):
    def build(self, shape):
        self.exponent = self.add_weight(shape=(), initializer="ones", name="exponent")

    def call(self, x):
        return x**self.exponent


# %% [markdown]
# Five planets can be seen with the naked eye and have been known since antiquity; with the Earth they are the training set. Uranus was found in 1781 and Neptune in 1846: they are the test. The distances are unlike, from 0.4 to 9.5, so the loss is steep and the learning rate is small.

# %%
distance, year = (data.load("planets")[[column]].to_numpy() for column in ("distance", "year"))
law = keras.Sequential([keras.Input((1,)), Power()])
law.compile(optimizer=keras.optimizers.SGD(learning_rate=0.0005), loss="mse")
for step in range(200):
    law.train_on_batch(distance[:6], year[:6])
print(f"exponent found: {law.get_weights()[0]:.4f}")
check.close("the exponent that it found", law.get_weights()[0], 1.5, absolute=0.001)
print("years of Uranus and Neptune:", year[6:, 0].round(1))
print("predicted by the layer:", law.predict(distance[6:], verbose=0)[:, 0].round(1))
check.close("years of Uranus and Neptune, predicted", law.predict(distance[6:], verbose=0), year[6:], relative=0.002)

# %%
check.close("exponent found by least squares", np.polyfit(*np.log([distance[:6, 0], year[:6, 0]]), 1)[0], 1.5, absolute=0.001)
ax = plot.line(distance, year, lambda x: law.predict(x, verbose=0), label="the layer")
ax.plot(distance[:6], year[:6], "o", distance[6:], year[6:], "*", color=plot.BLUE, markersize=11)
ax.set(xlabel="distance (Earth = 1)", ylabel="year (Earth = 1)", xscale="log", yscale="log", title="Stars: unseen")
plt.show()

# %% [markdown]
# The layer found 1.5, which is Kepler's third law of 1619, and both unseen years are right to 2 in 1000. Least squares on the logarithms finds it as well, and faster; but the layer may now stand anywhere in a larger model. It is right far outside of its training data, because the form is right: we told it that the law is a power. (Both axes of the picture are logarithmic: each mark is ten times the one before, and a power is a straight line.)
#
# Does it survive? A layer of one's own is ready when it trains, can be saved, and is the same after loading:

# %%
import tempfile

with tempfile.TemporaryDirectory() as folder:
    law.save(f"{folder}/law.keras")
    loaded = keras.models.load_model(f"{folder}/law.keras")
check.close("loaded and saved model", loaded.predict(distance, verbose=0), law.predict(distance, verbose=0))

# %% [markdown]
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
# Mend it inside of the function, and return a `Sequential` model with an input of 3 numbers and this layer. The check trains it on targets that are `x + [1, 2, 3]`, and then on others, for it must go on learning. What counts is what the model answers then.


# %% tags=["exercise"]
def shifting_model():
    return ...  # your code here


check.exercise("shifting_model", shifting_model)

# %% [markdown]
# ## What goes wrong in practice
#
# **Codes taken for amounts.** Give the number of the question, 0 to 3, to the network as it is, not one-hot. Then "prime" is twice "above four", and "with a hole" three times.

# %%
lost = accuracy(model, asked_test) - accuracy(build(lambda question: question), asked_test)
print(f"one-hot is ahead of codes by {100 * lost:.1f} points in 100")
check.between("accuracy, one-hot less coded", lost, -0.01, 0.2)

# %% [markdown]
# The symptom: nothing breaks, it is only worse after the same training, by up to 20 points in 100, and nobody notices without the other beside it. With more training a network learns to take the codes apart; one-hot saves it the work.
#
# **Another vocabulary in use.** The program that serves the model makes its own vocabulary, from the questions in the order in which they came in:

# %%
other = ["prime", "with a hole", "above four", "even"]
print(f"right with the other vocabulary: {accuracy(model, look_up(asked_words, other) - 1):.0%}")
check.between("accuracy with the other vocabulary", accuracy(model, look_up(asked_words, other) - 1), 0.43, 0.67)

# %% [markdown]
# The symptom: a model that was tested at 93 or more and gets 43 to 67 in use, near guessing, without any error message. It answers other questions than it was asked. The cure is to keep the vocabulary with the model, as you keep the mean and the deviation.
#
# ## What we saw
#
# - A layer can be any transformation: scaling, binning, looking up, adding, concatenating, or a law of your own.
# - The functional way joins several inputs. What one means may depend on the other, and a sum cannot say that.
# - A skip connection, `x + f(x)`, makes deep networks trainable.
# - A layer of your own is a class with `build` and `call`. See that it trains, saves and loads.
# - Numbers are amounts to a network. Make codes one-hot, with the same vocabulary in training and in use.
#
# **Go further.** Ask a fifth question. Give `Power` a setting, the exponent to start from: then it also needs `get_config`. In Keras: [preprocessing layers](https://keras.io/api/layers/preprocessing_layers/), [layers of your own](https://keras.io/guides/making_new_layers_and_models_via_subclassing/).
#
# This is the last lesson of the second part. You can now train a model that you would trust, and say what it is worth.
