# %% [markdown]
# # 33. A small language model
#
# > You count letters, train a network to guess the next piece of a text, and see in bits what an hour of training buys.
#
# 45 minutes · needs: the lessons "A transformer block" and "Words" · data: six novels of Jane Austen (mansfield_park and five more), a model trained on them, and language_models

# %% [markdown]
# ## Look at the data first
#
# A **language model** reads the beginning of a text, and gives everything that could come next a chance. The large ones that answer questions do the same. How good are its chances? That is this lesson. In the next one the model writes.
#
# Ours reads six novels by Jane Austen. The last chapter of each is left out, to measure with. (These chapters are new, but their author, people and places are not. The lesson "A second author" tries other text.) `chapters` cuts a novel at lines such as "CHAPTER IV". A line end alone becomes a blank, and an empty line, which ends a paragraph, becomes one line end. (In the patterns, `(?i)` ignores capitals, `\w+` is a word or number, `\s+` blanks or line ends, and `.*` the rest of the line; what stands in `(?:…)?` may be missing; `(?<!\n)\n(?!\n)` is a line end without another beside it. `[1:]` drops what comes before the first chapter. `data.names("txt.bz2")` lists the novels.)

# %% tags=["slide"]
from dl101 import check, data, plot
import keras
from numpy.lib.stride_tricks import sliding_window_view
import numpy as np
import pandas as pd
import re

novels = [name for name in data.names("txt.bz2") if name != "moby_dick"]
print(data.text("mansfield_park")[83:330])
keras.utils.set_random_seed(0)


# %%
def chapters(name):
    parts = re.split(r"(?i)\n+(?:volume \w+\s+)?chapter \w+.*\n+", data.text(name))[1:]
    parts = [re.sub(r"(?<!\n)\n(?!\n)", " ", part.strip()) for part in parts]
    return [re.sub(" +", " ", re.sub(r"\n+", "\n", part)) + "\n" for part in parts]


read = "".join(part for name in novels for part in chapters(name)[:-1])
unseen = "".join(chapters(name)[-1] for name in novels)
check.equal("letters to read, and unseen", [len(read), len(unseen)], [3932071, 70974])

# %% [markdown]
# We call every character a letter here, blanks and commas too. There are 3,932,071 to read, and 70,974 unseen.
#
# ## Pieces
#
# The network reads pieces, found by byte-pair encoding as in the lesson "Words": every letter is a piece, and pairs were merged until there were 1024 pieces. They come with a trained model, which we need later. A piece may begin with the blank before a word, and capitals are kept. `encode` cuts a word from left to right, and always takes the longest piece that fits: the pattern `longest` lists the long ones first, with `|` between them. (`escape` makes signs such as the question mark stand for themselves. A letter that is no piece is passed over.)

# %% tags=["slide"]
pieces, weights = data.language_model("austen")
number = {piece: i for i, piece in enumerate(pieces)}
longest = re.compile("|".join(map(re.escape, sorted(pieces, key=len, reverse=True))))


def encode(text):
    words = re.findall("[ ]?[A-Za-z]+|[^A-Za-z]", text)
    known = {word: [number[piece] for piece in longest.findall(word)] for word in set(words)}
    return np.array([n for word in words for n in known[word]])


tokens = encode(read)
print("|".join(pieces[n] for n in tokens[:40]))

# %% [markdown]
# ## How to measure a guess
#
# Suppose that a model gave the piece which did come next a chance of 1/2. That is as surprising as the toss of a coin: it costs 1 **bit**. A chance of 1/4 costs 2 bits, 1/8 costs 3: the cost is −log2(chance). Add up the costs of a text, divide by the number of its letters, and you have its bits per letter. So a model of pieces and a model of letters can be compared. Cross-entropy is the mean cost of a piece with the natural logarithm: divided by log(2) it is in bits.
#
# ## The simplest rival counts
#
# In the lesson "Word order", a bigram was a word and the one before it. An **n-gram** is n letters in a row. A 5-gram model takes the last four letters, finds every place in the novels where they occur, and counts which letter comes fifth. Long runs are rare, so each chance is mixed with the chance after a shorter run: the same without its first letter, so three letters in place of four, and so on down to none. Say the four letters occur `total` times, with `kinds` different letters behind them. Then the chance of the next letter is (count + kinds · chance after the shorter run) / (total + kinds). The more often a run was seen, the more it counts. (This mixture is called Witten–Bell smoothing.)
#
# `counted` goes from runs of 1 to runs of `most`. `sliding_window_view` shows all runs of k numbers. `digits` makes one number of each, as 4, 3 and 7 make 437 where `size` is 10; `// size` drops the last digit, and leaves the beginning of the run. `value_counts` counts the runs. `starts` has a row for each beginning: its `sum` is `total`, its `size` is `kinds`. `reindex` looks up the runs of the unseen text, with 0 for what never occurred; where a beginning never occurred, the chance stays that of the shorter run. `after[most - k :]` makes all lengths answer for the same letters. `ord` gives each letter a number below 256. (`chance` starts with 1 / `size`, the same for each: with 256 possible letters, 8 bits a letter.)


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
by_letters = counted(*(np.array([*map(ord, text)]) for text in (read, unseen)), 6, 256)
three_pieces = counted(tokens, encode(unseen), 3, 1024)[2] * len(encode(unseen)) / len(unseen)
print("n-grams of 1 to 6 letters:", np.round(by_letters, 2), f"of 3 pieces: {three_pieces:.2f}")
check.between("bits per letter, 5-gram", by_letters[4], 1.75, 1.76)
check.between("bits per letter, three pieces", three_pieces, 1.55, 1.62)

# %% [markdown]
# Counting is strong: the 5-gram needs less than 1.76 bits. That is less than two yes-or-no questions for a letter. With three pieces at a time it is even less than 1.62.
#
# ### Exercise: bits per letter
#
# A model gave each piece of a text a chance. `chances` is an array with the chance that each piece got, above 0 and at most 1. `parts` is a list of the pieces themselves, equally long: strings of one letter or more, where blanks and line ends are letters, too. Return the bits per letter of the whole text. For the chances 0.25 and 0.5 and the pieces " th" and "e", it is 3 bits for 4 letters: 0.75. The text may be long.


# %% tags=["exercise"]
def bits_per_letter(chances, parts):
    return ...  # your code here


check.exercise("bits_per_letter", bits_per_letter)

# %% [markdown]
# ### Exercise: one chance of an n-gram
#
# Count for yourself. `text` and `run` are strings, the run of one letter or more. `shorter` is the chance that a model with a shorter run gives to `letter`. Return the chance that `letter` comes after `run`, mixed with `shorter` as in the section above. Only occurrences of the run with a letter behind them count, so not one at the very end of the text. They may overlap: in "aaaa", the run "aa" stands before a letter twice. If it never does, the chance is `shorter`. A capital is another letter than the small one.
#
# In "bananas", three letters stand behind "a": n, n and s. With 0.2 from the shorter model, the chance of "n" is (2 + 2 · 0.2) / (3 + 2) = 0.48.


# %% tags=["exercise"]
def mixed_chance(text, run, letter, shorter):
    return ...  # your code here


check.exercise("mixed_chance", mixed_chance)

# %% [markdown]
# ## The network
#
# Transformer blocks, as you know them, with five changes. A row has `width` numbers, with a head for every 32 of them. There are `depth` blocks on top of each other. `Dropout` is there for long training. One more normalization stands at the end. And the rows of the positions start smaller, for there are many steps to learn them. The network sees 64 pieces, about 190 letters, and answers at each place with logits for what comes next.

# %%
from keras import initializers, layers


class Positions(layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(shape[1:], initializers.RandomNormal(0, 0.02))

    def call(self, x):
        return x + self.table


# %%
def build(width, depth, rate=0.0):
    line = keras.Input((64,), dtype="int32")
    x = Positions()(layers.Embedding(1024, width)(line))
    for _ in range(depth):
        h = layers.LayerNormalization()(x)
        h = layers.MultiHeadAttention(width // 32, 32, use_bias=False)(h, h, use_causal_mask=True)
        x = x + layers.Dropout(rate)(h)
        h = layers.LayerNormalization()(x)
        h = layers.Dense(width)(layers.Dense(4 * width, activation="relu")(h))
        x = x + layers.Dropout(rate)(h)
    return keras.Model(line, layers.Dense(1024)(layers.LayerNormalization()(x)))


# %% [markdown]
# Two functions train and measure. `learn` draws 32 stretches of 65 pieces for each step, at random places: the first 64 are seen, the last 64 are what comes next. (`**more` hands on to `fit` what else is given.) The learning rate rises to `top` in the first twentieth of the steps, and falls to 0 along half a cosine after that. In `bits`, neighboring stretches overlap by half, and only the second half of each counts: `sample_weight` is 0 for the first half and 2 for the second, so that the mean is right. So each guess knows at least 32 pieces before it.

# %%
cost = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def learn(model, text, steps, top=0.002, **more):
    warm, last = steps // 20, steps - steps // 20
    rate = keras.optimizers.schedules.CosineDecay(0.0, last, warmup_target=top, warmup_steps=warm)
    model.compile(keras.optimizers.Adam(rate), cost)
    tokens = encode(text)
    starts = np.random.randint(len(tokens) - 64, size=(32 * steps, 1))
    part = tokens[starts + np.arange(65)]
    model.fit(part[:, :-1], part[:, 1:], batch_size=32, shuffle=False, verbose=0, **more)


# %%
def bits(model, text):
    part = sliding_window_view(encode(text), 65)[::32]
    late = np.tile(2.0 * (np.arange(64) >= 32), (len(part), 1))
    nats = model.evaluate(part[:, :-1], part[:, 1:], 64, verbose=0, sample_weight=late)
    return nats / np.log(2) * len(encode(text)) / len(text)


# %% [markdown]
# ## Some seconds
#
# Two blocks, 64 wide, learn for 200 steps. They read 200 · 32 · 64 pieces, about a third as many as the novels have. Counting has seen all of them.
#
# **Predict, then run.** Does this network beat the 5-gram?

# %% tags=["slide"]
prediction = None  # yes or no
model = build(64, 2)
learn(model, read, 200)
after_seconds = bits(model, unseen)
print(f"your prediction: {prediction}; {after_seconds:.2f} bits, 5-gram {by_letters[4]:.2f}")
check.between("bits per letter, network after seconds", after_seconds, 2.4, 2.7)
check.between("network after seconds minus 5-gram", after_seconds - by_letters[4], 0.6, 1)

# %% [markdown]
# It loses, by at least 0.6 bits per letter. If you have seconds, count.
#
# ## An hour
#
# The same functions have trained four networks for longer, each on one core of a small computer: `datasets/language_model.py` did it, and you can run it. Twenty times on the way, the bits per letter on the unseen chapters were written down. That is the table. The weights of the largest network came with the pieces. We put them into a network of the same size, and measure again.

# %%
table = data.load("language_models")
austen = build(160, 4)
austen.set_weights(weights)
austen.compile(loss=cost)
after_an_hour = bits(austen, unseen)
margin = min(*by_letters, three_pieces) - after_an_hour
check.between("best counted minus network after an hour", margin, 0.19, 0.21)
check.between(
    "measured again minus written down", after_an_hour - table["bits"].min(), -0.002, 0.002
)


# %% tags=["slide"]
def draw(ax, minutes):
    for (size, part), marker in zip(table.groupby("parameters"), plot.MARKERS):
        part = part[part["seconds"] <= 60 * minutes]
        ax.plot(part["seconds"] / 60, part["bits"], marker + "-", label=f"{size:,} weights")
    ax.axhline(by_letters[4], color=plot.BLACK, linestyle="--", label="counted, 5 letters")
    ax.axhline(three_pieces, color=plot.BLACK, linestyle=":", label="counted, 3 pieces")
    ax.set(xscale="log", xlim=(0.05, 100), ylim=(1.3, 2.8), xlabel="minutes of training, log scale")
    ax.set(ylabel="bits per letter, unseen", title=f"after {minutes:.1f} minutes")
    ax.legend(loc="upper right")


plot.movie(draw, np.geomspace(0.1, 80, 16), figsize=(8, 5), seconds=8)

# %% [markdown]
# After an hour, the network needs at least 0.19 bits less per letter than the best that we counted. (Better mixtures would bring counting nearer.)
#
# Read the movie with care. Each network had a time of its own, the larger the longer, and its learning rate falls to 0 at the end. So every curve becomes flat there: that is not the best that this size can do. But look at three and a half minutes: the largest has one point so far, and two smaller ones are ahead of it. A large network needs time.
#
# What does it know that counting does not? It sees 64 pieces and not three, and it need not have seen the same run before.
#
# ## What we saw
#
# - A language model gives what comes next a chance. It is measured in bits per letter, on chapters that it has not read.
# - Counted runs of letters or pieces, mixed with shorter ones, are cheap and strong. They beat a network that has some seconds.
# - The same network, larger and trained for an hour, beats all that we counted.
#
# **Go further.** Write down what 600 steps give. Count runs of four pieces. How many bits does your own writing cost? In Keras: [CosineDecay](https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/).
#
# **Next:** A model that writes.
