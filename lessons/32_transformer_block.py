# %% [markdown]
# # 32. A transformer block
#
# > You let every place of a text ask every earlier one, and assemble a transformer block from parts that you know, each with its line of NumPy.
#
# 35 minutes · needs: the lessons "Attention" and "A layer of your own" · data: made in the lesson

# %% [markdown]
# ## Look at the data first
#
# A verse is eight different letters in random order, and it is said twice. The letters are numbered from 1; number 0 is not used. The network reads a line and predicts, at each of its 15 places, the letter that comes next. The first time, nobody can know. The second time everything can be known, from the place at which the first letter returns. So the last eight of the 15 answers count.

# %% tags=["slide"]
from dl101 import check, plot
import keras
import numpy as np

keras.utils.set_random_seed(0)


def verses(n):
    lines = np.tile(np.random.rand(n, 26).argsort(axis=1)[:, :8] + 1, 2)
    return lines[:, :-1], lines[:, 1:]


print("a line, and what comes next:", *verses(1), sep="\n")
letters = ".abcdefghijklmnopqrstuvwxyz"
print("in letters:", *["".join(letters[k] for k in line) for line in verses(3)[0]])

# %% [markdown]
# ## Every place asks
#
# In the lesson "Attention" one question looked at a text. In **self-attention** every place of the text asks, and every place is looked at: queries, keys and values are all made from the same rows. With 15 places there are 15 · 15 scores.
#
# And one place may want to look at two things at once. So the layer has several **heads**: attentions side by side, each with its own matrices for queries, keys and values, and its own at the end. What they find is added. Here are two heads, with queries of 16 numbers, on rows of 32.
#
# Given two inputs, the layer takes the second for keys and values; here they are the same. (`[None]` makes a batch of one.) `allowed` says who may look at whom, with a row for each place that asks. Where it is 0, the score becomes −1,000,000,000, and its exponential 0.


# %%
def attend(rows, matrices, allowed):
    answer, looked = 0, []
    for head in range(2):
        to_query, to_key, to_value = (matrix[:, head] for matrix in matrices[:3])
        scores = np.where(allowed, rows @ to_query @ (rows @ to_key).T / np.sqrt(16), -1e9)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        looked.append(weights / weights.sum(axis=1, keepdims=True))
        answer = answer + looked[head] @ (rows @ to_value) @ matrices[3][head]
    return answer, np.mean(looked, axis=0)


# %% tags=["slide"]
from keras import layers

attention = layers.MultiHeadAttention(num_heads=2, key_dim=16, use_bias=False)
rows = np.random.normal(size=(15, 32)).astype("float32")
by_keras = attention(rows[None], rows[None])[0]
free = attend(rows, attention.get_weights(), np.ones((15, 15)))[0]
check.close("self-attention by hand", free, by_keras, relative=1e-4)

# %% [markdown]
# ## Not the future
#
# A network that predicts the next letter must not see it. So a place may look at itself and at the places before it, and at none after it. This is a **causal mask**. `np.tri` gives a triangle of ones, which is that mask; Keras has it built in.

# %%
masked = attention(rows[None], rows[None], use_causal_mask=True)[0]
by_hand = attend(rows, attention.get_weights(), np.tri(15))[0]
check.close("causal mask by hand", by_hand, masked, relative=1e-4)

# %% [markdown]
# ### Exercise: not too far back
#
# Some networks also forget what is far back. Then a place may look at itself and at the `back` places before it, and at no others. `scores` is a square array, a row for each place that asks; `back` is a whole number, 0 or more. Return the weights, an array of the same shape. With scores of 0 everywhere, three places and `back` 1, the rows are 1, 0, 0 and 0.5, 0.5, 0 and 0, 0.5, 0.5. Scores may be large: those of 1000 everywhere give the same.


# %% tags=["exercise"]
def window_weights(scores, back):
    return ...  # your code here


check.exercise("window_weights", window_weights)

# %% [markdown]
# ## Where am I?
#
# Without a mask, attention knows nothing of order. Shuffle the rows, and the same answers come out, shuffled in the same way.

# %%
order = np.random.permutation(15)
after = attention(rows[order][None], rows[order][None])[0]
check.close("rows shuffled, answers shuffled", after, free[order], relative=1e-4)

# %% [markdown]
# The cure: each place gets a row of numbers of its own, which learns, and which is added to the row of the letter. So a query can ask for a place as well as for a letter. A small layer does it; `shape[1:]` is the shape without the batch. (The numbers start larger than those of an `Embedding`, so that places stand out from the beginning.)


# %%
class Positions(layers.Layer):
    def build(self, shape):
        start = keras.initializers.RandomNormal(stddev=0.2)
        self.table = self.add_weight(shape=shape[1:], initializer=start)

    def call(self, x):
        return x + self.table


# %% [markdown]
# ## The block
#
# A **transformer block** has two parts, each with a skip connection around it. First the places look at each other: x + attention(norm(x)). Then each place works by itself on what it has found, with two `Dense` layers: x + dense(dense(norm(x))). A `Dense` layer on rows treats each row alike. In front of each part stands a `LayerNormalization`: it standardizes each row by its own mean and variance, and multiplies by learned numbers and adds others. Because of the skips, a part only says what to change; and blocks can be put on top of each other.


# %%
def block(x, causal=True):
    h = layers.LayerNormalization()(x)
    x = x + layers.MultiHeadAttention(2, 16, use_bias=False)(h, h, use_causal_mask=causal)
    h = layers.LayerNormalization()(x)
    return x + layers.Dense(32)(layers.Dense(64, activation="relu")(h))


def build(positions=True, causal=True):
    line = keras.Input((15,), dtype="int32")
    rows = layers.Embedding(27, 32)(line)
    rows = block(Positions()(rows) if positions else rows, causal)
    return keras.Model(line, layers.Dense(27)(rows))


# %% [markdown]
# ### Exercise: count a larger block
#
# A block of the same kind works on rows of 64 numbers. Its attention has 4 heads with a `key_dim` of 16, without biases. Its first `Dense` layer has 256 units, its second leads back to 64 numbers, and both have biases. How many weights and biases does the block have, both normalizations included?

# %% tags=["exercise"]
size_of_block = ...  # your number here
check.exercise("size_of_block", size_of_block)

# %% [markdown]
# ## Say it again
#
# Four networks learn for about 250 steps, each with 64 new verses: the block; the block without positions; the block without the mask, for later; and a GRU that answers at each place (`return_sequences=True`) and has more weights. (`networks |= …` adds to the dictionary.) Before each step we keep all weights and biases of the block. And one rule needs no training: the letter seven places back.
#
# **Predict, then run.** What share of the second verse do they get right: the block, the block without positions, and the GRU?

# %%
gru = [layers.Embedding(27, 32), layers.GRU(48, return_sequences=True), layers.Dense(27)]
model = build()
networks = {"no positions": build(positions=False), "no mask": build(causal=False)}
networks |= {"GRU": keras.Sequential([keras.Input((15,)), *gru]), "block": model}
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for network in networks.values():
    network.compile(keras.optimizers.Adam(0.01), loss)
kept = []
for step in range(251):
    kept.append(model.get_weights())
    losses = {name: network.train_on_batch(*verses(64)) for name, network in networks.items()}

# %% tags=["slide"]
from matplotlib import pyplot as plt

prediction = None  # your guess, three shares
x, y = verses(2000)
answers = {n: net.predict(x, batch_size=2000, verbose=0) for n, net in networks.items()}
right = {n: np.mean(a[:, 7:].argmax(axis=2) == y[:, 7:]) for n, a in answers.items()}
right["seven places back"] = np.mean(x[:, :8] == y[:, 7:])
ax = plt.subplots(figsize=(7, 3))[1]
ax.bar_label(ax.barh(list(right), list(right.values())), fmt="%.2f", padding=4)
ax.set(xlim=(0, 1.12), xlabel="share of the second verse right", title="2000 new verses")
plt.show()

# %% tags=["slide"]
print("your prediction:", prediction)
margin = right["block"] - max(right["GRU"], right["no positions"])
check.between("second verse right, block", right["block"], 0.95, 1)
check.between("block minus GRU and no positions", margin, 0.3, 0.8)
check.between("GRU over block, size", networks["GRU"].count_params() / model.count_params(), 1, 2)
check.equal("second verse right, seven places back", right["seven places back"], 1)

# %% [markdown]
# The block gets at least 95 of 100 letters of the second verse right, at least 30 points in 100 more than the GRU and the block without positions.
#
# Do not trust the bar of the block without the mask yet; you will see why. And the bar at the top needs no training. If you know that a verse has eight letters, this rule is always right, and no network beats it. Least squares on one-hot letters would find the rule as well, because the distance is always the same. The block had to find it, with all letters and places open.
#
# ## By hand, and where it looks
#
# The whole network by hand, a line for each part. The 0.001 keeps `LayerNormalization` from dividing by 0.


# %%
def normalize(x, gain, shift):
    centered = x - x.mean(axis=1, keepdims=True)
    return centered / np.sqrt(centered.var(axis=1, keepdims=True) + 0.001) * gain + shift


def forward(line, w):
    rows = w[0][line] + w[1]  # the letters and their places
    found, looked = attend(normalize(rows, w[2], w[3]), w[4:8], np.tri(15))
    rows = rows + found
    h = np.maximum(normalize(rows, w[8], w[9]) @ w[10] + w[11], 0)
    return (rows + h @ w[12] + w[13]) @ w[14] + w[15], looked


by_hand = forward(x[0], model.get_weights())[0]
check.close("the block by hand", by_hand, answers["block"][0], relative=1e-3)


# %% tags=["slide"]
def draw(ax, i):
    ax.imshow(forward(x[0], kept[i])[1], cmap="gray_r", vmin=0, vmax=1)
    names = [letters[k] for k in x[0]]
    ax.set(xticks=range(15), yticks=range(15), xticklabels=names, yticklabels=names)
    ax.set(xlabel="is looked at", ylabel="asks", title=f"Step {i}: weights, mean of two heads")


plot.movie(draw, range(0, 251, 10), figsize=(6, 6), seconds=8)
back = np.mean([forward(line, model.get_weights())[1][range(7, 15), range(8)] for line in x[:100]])
check.between("weight on the place seven back", back, 0.3, 1)

# %% [markdown]
# Each row is a place that asks. From the end of the first verse on, a line appears: each place looks seven back, where the letter stands that came next the last time. On average, at least 0.3 of the weight goes there. Nobody gave it the distance: it found it in the positions.
#
# ### Exercise: find and mend the faults
#
# A colleague wants a model for texts of 5 rows with 4 numbers each. The rows should be normalized, then look at themselves and earlier ones, and what is found should be added to the rows as they came in:
#
#     rows = keras.Input((5, 4))
#     h = layers.LayerNormalization()(rows)
#     found = layers.MultiHeadAttention(2, 2, use_bias=False)(h, h)
#     return keras.Model(rows, h + found)
#
# There are two faults. Return the mended model, not trained.


# %% tags=["exercise"]
def mended_attention():
    return ...  # your code here


check.exercise("mended_attention", mended_attention)

# %% [markdown]
# ## What goes wrong
#
# The third network had no mask. How good can a loss be here at all? Seven of the 15 answers are drawn at random, as nobody has to guess the first letter: the second letter from the 25 that are left, the eighth from 19. The best that anyone can do is the mean over 15 places of log(25), log(24) … log(19), and eight times 0.

# %% tags=["slide"]
least = np.log(np.arange(19, 26)).sum() / 15
print(f"no loss below {least:.2f}; block {losses['block']:.2f}, no mask {losses['no mask']:.2f}")
check.between("loss of the block above the least one", losses["block"] - least, -0.02, 0.4)
check.between("loss without mask", losses["no mask"], 0, 0.2)

# %%
false = np.where(np.isin(np.arange(15), [4, 12]), 27 - x, x)  # another fifth letter, both times
said = networks["no mask"].predict(false, batch_size=2000, verbose=0)[:, 3].argmax(axis=1)
check.between("false letters repeated without mask", np.mean(said == false[:, 4]), 0.8, 1)

# %% [markdown]
# Without the mask the loss falls below what is possible, to 0.2 or less. How does it know? The cell above puts a false letter where the fifth should be, in both verses, and asks the fourth place for what comes next. (`27 - x` turns a into z. Only the places 4 and 12, counted from 0, are changed.) At least 80 of 100 answers are the false letter. In the first verse, where nobody can know, it reads the letter off a later place. In use there is no later place yet.
#
# A loss that is too good to be true is the symptom. The cure is the mask.
#
# ## What we saw
#
# - In self-attention every place asks, and every place is looked at. Heads do it side by side.
# - A causal mask keeps the future out. Without it the loss is too good to be true, for the network reads off what it should predict.
# - Positions are added, because attention without a mask knows no order.
# - A transformer block is x + attention(norm(x)), then x + dense(dense(norm(x))): two parts, each with a skip connection.
#
# **Go further.** Put two blocks on top of each other. Take verses of 12 letters: how many steps does it need? Start `Positions` with a `stddev` of 0.03. In Keras: [LayerNormalization](https://keras.io/api/layers/normalization_layers/layer_normalization/).
#
# **Next:** A small language model.
