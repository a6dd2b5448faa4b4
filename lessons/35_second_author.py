# %% [markdown]
# # 35. A second author
#
# > You teach a trained language model another author in seconds, with all of its weights or with few, and measure what that does to the first one.
#
# 45 minutes · needs: the lessons "A model that writes" and "A small language model" · data: moby_dick, the novels of Jane Austen, and a model trained on them

# %% [markdown]
# ## Look at the data first
#
# A model has read six novels by Jane Austen. Moby-Dick, by Herman Melville, is another world. Suppose that you have only its first 100,000 letters, about nine chapters: `few`. We measure on its last 15,000, and for Austen on the ends of her novels, which the model has not read. (That of Northanger Abbey includes a short note by its editor.)

# %% tags=["slide"]
from dl101 import check, data, plot


def flat(name):
    return " ".join(data.text(name).split())


whale = flat("moby_dick")
few, whale_end = whale[:100_000], whale[-15_000:]
print(few[:300])

# %%
import keras
import numpy as np
import pandas as pd
import re

novels = [name for name in data.names("txt.bz2") if name != "moby_dick"]
read = " ".join(flat(name)[:-30_000] for name in novels)
austen_end = "".join(flat(name)[-2500:] for name in novels)
keras.utils.set_random_seed(0)

# %% [markdown]
# ## The model and what it costs
#
# The network is that of the lesson "A model that writes". `encode` and `bits` are those of "A small language model", `bits` with one difference: the stretches do not overlap, so each begins with nothing before it; that saves half the time. And here line ends are blanks, which the model has not seen. So do not compare Austen's bits with those there.

# %%
from keras import layers, ops
from numpy.lib.stride_tricks import sliding_window_view

pieces, weights = data.language_model("austen")
number = {piece: i for i, piece in enumerate(pieces)}
longest = re.compile("|".join(map(re.escape, sorted(pieces, key=len, reverse=True))))


def encode(text):
    words = re.findall("[ ]?[A-Za-z]+|[^A-Za-z]", text)
    known = {word: [number[piece] for piece in longest.findall(word)] for word in set(words)}
    return np.array([n for word in words for n in known[word]])


# %%
def build(width, depth):
    line = keras.Input((64,), dtype="int32")
    places = ops.cumsum(ops.ones_like(line), axis=1) - 1
    x = layers.Embedding(1024, width)(line) + layers.Embedding(64, width)(places)
    for _ in range(depth):
        h = layers.LayerNormalization()(x)
        attention = layers.MultiHeadAttention(width // 32, 32, use_bias=False)
        x = x + attention(h, h, use_causal_mask=True)
        h = layers.LayerNormalization()(x)
        x = x + layers.Dense(width)(layers.Dense(4 * width, activation="relu")(h))
    return keras.Model(line, layers.Dense(1024)(layers.LayerNormalization()(x)))


# %%
cost = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def bits(model, text):
    part = sliding_window_view(encode(text), 65)[::64]
    nats = model.evaluate(part[:, :-1], part[:, 1:], 64, verbose=0)
    return nats / np.log(2) * len(encode(text)) / len(text)


austen = build(160, 4)
austen.set_weights(weights)
austen.compile(loss=cost)
before = [bits(austen, text) for text in (austen_end, whale_end)]
check.between("bits per letter, Melville minus Austen", before[1] - before[0], 1.2, 1.4)

# %% [markdown]
# On Melville, a letter costs at least 1.2 bits more on average.
#
# ## The rival counts
#
# `counted` is that of "A small language model", with runs of one to three pieces. It reads the few chapters; or Austen and the few chapters, each of these ten times, so that Melville is not drowned. We take the better result. And to see what more text is worth, it also reads Moby-Dick up to its last 15,000 letters.


# %%
def counted(before, after, most, size):
    bits, chance = [], 1 / size
    for k in range(1, most + 1):
        digits = size ** np.arange(k)[::-1]
        runs, asked = (sliding_window_view(x, k) @ digits for x in (before, after[most - k :]))
        times = pd.Series(runs).value_counts()
        starts = times.groupby(times.index // size).agg(["sum", "size"])
        total, kinds = starts.reindex(asked // size, fill_value=0).to_numpy().T
        kinds = np.maximum(kinds, 1)
        chance = (times.reindex(asked, fill_value=0).to_numpy() + kinds * chance) / (total + kinds)
        bits.append(-np.log2(chance).mean())
    return bits


# %% tags=["slide"]
end, texts = encode(whale_end), (few, read + 10 * few, whale[:-15_000])
levels = [min(counted(encode(text), end, 3, 1024)) * len(end) / 15_000 for text in texts]
print("before:", np.round(before, 2), "counted, Melville:", np.round(levels, 2))

# %% [markdown]
# ## All weights, or few
#
# Training goes on where it had ended, with Melville's chapters in place of Austen's. That is fine-tuning, as in the lesson "Features used again".
#
# Must all 1.6 million weights change? A `Dense` layer from 160 to 640 numbers multiplies by a matrix of 102,400 numbers. **LoRA** (for low-rank adaptation) leaves that matrix, the kernel, as it is. It adds the product of two thin ones, A with 160 · 8 and B with 8 · 640 numbers; 8 is called the **rank**. Only these 6400 learn, and the biases. B starts with zeros, so at first nothing is changed. In Keras, `enable_lora(8)` does it for a `Dense` layer. All other layers stand still here.

# %% [markdown]
# ### Exercise: what is left to learn
#
# A `Dense` layer leads from 160 numbers to 640, a second one from 640 back to 160, as in our blocks. Both have biases. `enable_lora(8)` is called on both of them: the kernels stand still, and each gets its A and B of rank 8. The biases go on learning. How many numbers learn now, in both layers together?

# %% tags=["exercise"]
lora_size = ...  # your number here
check.exercise("lora_size", lora_size)

# %% [markdown]
# `tune` takes 20 steps, and measures both authors after every fourth. All weights move with a learning rate of 0.001. LoRA gets 0.01, because it starts at zero and has few numbers to move. (These rates were chosen on these ends, so do not make much of small differences.)


# %%
def tune(model, text, rate):
    model.compile(keras.optimizers.Adam(rate), cost)
    tokens, path = encode(text), [before]
    for step in range(20):
        part = tokens[np.random.randint(len(tokens) - 64, size=(32, 1)) + np.arange(65)]
        model.train_on_batch(part[:, :-1], part[:, 1:])
        if step % 4 == 3:
            path.append([bits(model, text) for text in (austen_end, whale_end)])
    return np.array(path)


# %% [markdown]
# Three models start from Austen's weights. In the one for LoRA, every layer that is not `Dense` stands still: its `trainable` is `False`. Each `Dense` layer gets its A and B. In the other two, all weights learn.

# %%
models = {}
for name in ("all weights", "LoRA", "both authors"):
    models[name] = build(160, 4)
    models[name].set_weights(weights)
    for layer in models[name].layers if name == "LoRA" else []:
        layer.trainable = isinstance(layer, layers.Dense)
        if layer.trainable:
            layer.enable_lora(8)
learn = [sum(np.prod(v.shape) for v in m.trainable_variables) for m in models.values()]
check.equal("numbers that learn", learn[:2], [1573824, 64896])

# %% [markdown]
# 64,896 of 1,573,824 numbers learn: one in 24.
#
# The third model learns all weights from both authors: Melville's 100,000 letters, and as many of Austen's, which it knows already. Why that may be good, you will see.
#
# **Predict, then run.** Which of the three ends lowest on Melville? What happens to Austen?

# %% tags=["slide"]
prediction = None  # your guess
both = few + read[-100_000:]
runs = {"all weights": (few, 0.001), "LoRA": (few, 0.01), "both authors": (both, 0.001)}
paths = {name: tune(models[name], *run) for name, run in runs.items()}
last = pd.DataFrame({name: path[-1] for name, path in paths.items()}, ["Austen", "Melville"])
print("your prediction:", prediction, last.T.round(2), sep="\n")


# %% tags=["slide"]
def draw(ax, n):
    for (name, path), marker in zip(paths.items(), plot.MARKERS):
        ax.plot(*path[:n].T, marker + "-", label=name)
    ax.axhline(min(levels[:2]), color=plot.BLACK, linestyle="--", label="counted, few chapters")
    ax.set(xlabel="bits per letter, Austen", ylabel="Melville", xlim=(1.45, 1.75), ylim=(2.3, 2.85))
    ax.legend(loc="lower right", title=f"after {4 * (n - 1)} steps")


plot.movie(draw, range(1, 7), figsize=(8, 6), seconds=6)

# %%
(tuned, by_lora, _), forgotten = last.loc["Melville"], last.loc["Austen"] - before[0]
check.between("counted minus tuned, few chapters", min(levels[:2]) - tuned, 0.25, 0.35)
check.between("tuned minus counted, nearly all", tuned - levels[2], 0.25, 0.37)
check.between("LoRA minus all weights", by_lora - tuned, 0, 0.12)
check.between("forgotten, all weights", forgotten["all weights"], 0.06, 0.11)
check.between("forgotten, share", forgotten["both authors"] / forgotten["all weights"], 0, 0.5)

# %% [markdown]
# Down in the picture is better on Melville, to the right is worse on Austen. With nine chapters and 20 steps, the model that tunes all weights needs at least 0.25 bits per letter less than the best that was counted from the same chapters, with Austen's counts or without.
#
# But count nearly all of Moby-Dick, more than ten times as much, and counting is better, by at least 0.25 bits. (The network was not given that much.)
#
# LoRA learns one number in 24, and is at most 0.12 bits behind. That is its use: to keep one more author, you keep 64,896 numbers and not 1.6 million. Let us see by hand that it is only a product of two thin matrices.

# %% tags=["slide"]
layer, rows = models["LoRA"].layers[-1], np.random.normal(size=(5, 160)).astype("float32")
kernel, bias, thin, wide = layer.get_weights()
check.close("LoRA by hand", rows @ (kernel + thin @ wide) + bias, layer(rows), relative=1e-4)

# %% [markdown]
# ## What goes wrong: it forgets
#
# Austen costs at least 0.06 bits more than before: the paths lead to the right. The network is shown only Melville, and nothing tells it to keep what it knew. This is called **forgetting**, and every fine-tuned model is in danger of it. Symptom: you measure only the new text, and all looks well. So measure the old text, too.
#
# The cure is the third model. It was shown both, and forgets at most half as much. (In part because it gets used to text without line ends.) What it pays on Melville, you see in the picture. Is LoRA a cure, because it changes few numbers? Look where its path leads.
#
# ### Exercise: one kernel for all
#
# The product of the two thin matrices can also be multiplied by `alpha` / rank, where `alpha` is a number. (In Keras it is `lora_alpha`. Ours was equal to the rank, so it changed nothing.) And when a tuned model is used, everything is put into one kernel again, so that the layer is a plain `Dense` layer. Do so. `kernel` has the shape (n, m), `a` (n, rank), `b` (rank, m). Return the new kernel, and leave the arrays as they are. Let `kernel` have the rows 1, 0 and 0, 1; `a` the rows 1, 1 and 0, 1; `b` the rows 1, 2 and 3, 0. With an `alpha` of 4, the new kernel has the rows 9, 4 and 6, 1.


# %% tags=["exercise"]
def one_kernel(kernel, a, b, alpha):
    return ...  # your code here


check.exercise("one_kernel", one_kernel)

# %% [markdown]
# ## What we saw
#
# - Fine-tuning goes on with the training, on another text. In seconds, a model that knows one author is better on another one than counting, if there is little text of the other.
# - It forgets what it is no longer shown. Show it some of the old text as well.
# - LoRA trains the product of two thin matrices beside the kernel of each `Dense` layer: one number in 24 learns, and it is nearly as good.
# - Counting with more than ten times as much of Melville was better still. What the network does with that much, you can try.
#
# **Go further.** Take LoRA with 2 in place of 8. Tune on `whale[:-15_000]` for 300 steps: does it pass the count? Give `counted` runs of letters, as in "A small language model": does it come nearer to the network? Let both models continue "Call me". In Keras: [enable_lora](https://keras.io/api/layers/core_layers/dense/).
#
# **Next:** Trial and error.
