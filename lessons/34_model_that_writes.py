# %% [markdown]
# # 34. A model that writes
#
# > You let a language model write, with more or less courage, ask whether it spells and whether it copies, and talk to it.
#
# 40 minutes · needs: the lessons "A small language model" and "How sure is it" · data: six novels of Jane Austen (emma and five more), and a model trained on them

# %% [markdown]
# ## Look at the model first
#
# Here is the network that was trained for an hour, with its pieces and weights. Three things are shorter in these cells. `encode` cuts the whole text piece by piece and remembers no words: that is slower, but our texts are short. And the numbers for the places are looked up in a second `Embedding`, which does the same as the layer `Positions` did. (`cumsum` adds up the ones up to each place: 1, 2, 3 …; minus 1, that is 0, 1, 2 ….) `Dropout`, which does nothing after training, is left out.

# %% tags=["slide"]
from dl101 import check, data, plot
from keras import layers, ops
import keras
import numpy as np
import re

pieces, weights = data.language_model("austen")
print("some pieces:", *pieces[80:110], "\nfirst weights:", *[w.shape for w in weights[:7]])
keras.utils.set_random_seed(0)
number = {piece: i for i, piece in enumerate(pieces)}
longest = re.compile("|".join(map(re.escape, sorted(pieces, key=len, reverse=True))))


def encode(text):
    return np.array([number[piece] for piece in longest.findall(text)])


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
austen = build(160, 4)
austen.set_weights(weights)

# %% [markdown]
# ## One piece at a time
#
# The network gives a logit for each of the 1024 pieces. Softmax makes chances of them. One piece is drawn and appended, and the network is asked again: so it writes.
#
# Two things can be set. The logits are divided by a temperature, as in the lesson "How sure is it". Below 1 the likely pieces become likelier still; above 1 all become more alike. And only the `top` likeliest pieces may be drawn. (Of a thousand pieces that do not fit, each is unlikely. Together they are not.)
#
# `line` is what the network sees, the last 64 pieces. If there are fewer, zeros fill it up. They change nothing: the mask hides what comes later, and the answer is read at the last piece. (`predict_on_batch` is a `predict` for one batch, without preparations. `**how` takes temperature and `top`, if you give them, on to `next_chances`.)


# %%
def next_chances(model, tokens, temperature=0.8, top=50):
    line = tokens[-64:]
    filled = np.array([line + [0] * (64 - len(line))])
    logits = model.predict_on_batch(filled)[0, len(line) - 1].astype(float) / temperature
    chances = np.exp(logits - logits.max()) * (logits >= np.sort(logits)[-top])
    return chances / chances.sum()


def go_on(model, text, steps=60, **how):
    tokens = list(encode(text))
    for _ in range(steps):
        tokens.append(np.random.choice(1024, p=next_chances(model, tokens, **how)))
    return "".join(pieces[token] for token in tokens)


# %% [markdown]
# ### Exercise: the fewest that are enough
#
# `top` keeps 50 pieces, whether the network is sure or not. Another way keeps as many as it takes. `chances` is an array of chances that sum to 1, and `share` a number above 0 and at most 1. Keep the fewest pieces, the likeliest ones, whose chances together reach at least `share`. All others get the chance 0, and what is kept is divided so that it sums to 1 again. Return the new array; each piece stays at its place. For the chances 0.1, 0.5, 0.05, 0.35 and a share of 0.8, the second and the fourth are kept, with 0.5 / 0.85 and 0.35 / 0.85.
#
# Some chances may be 0. Where you stop, no two chances are equal. A share of 1 keeps every piece with a chance above 0; mind that computers round, so that chances may sum to a little less than 1. (This is known as top-p or nucleus sampling, by Holtzman and others, 2020.)


# %% tags=["exercise"]
def nucleus(chances, share):
    return ...  # your code here


check.exercise("nucleus", nucleus)

# %% [markdown]
# The movie shows the ten likeliest pieces at each step, while a text grows. Red is the one that comes next in the text, if it is among them. (The text was cut into pieces anew, so now and then another one was drawn.) A `_` stands for a blank.

# %% tags=["slide"]
so_far = [*encode(go_on(austen, "It is a truth universally acknowledged, that a single man", 30))]


def draw(ax, n):
    chances = next_chances(austen, so_far[:n])
    best = np.argsort(chances)[-10:]
    colors = [plot.RED if i == so_far[n] else plot.SKY for i in best]
    bars = ax.barh(range(10), chances[best], color=colors)
    ax.bar_label(bars, [repr(pieces[i])[1:-1].replace(" ", "_") for i in best], padding=4)
    title = "".join(pieces[i] for i in so_far[:n])[-55:].replace("\n", " ")
    ax.set(xlim=(0, 1.2), yticks=[], xlabel="chance", title=f"… {title}")


plot.movie(draw, range(len(so_far) - 30, len(so_far)), figsize=(8, 4.5), seconds=20)

# %% [markdown]
# Watch the end of a long word: often one piece has nearly all the chance. Where a new word begins, many pieces share it.
#
# **Predict, then run.** Now the beginning "She was not", at the temperatures 0.2, 0.8 and 2, with all pieces allowed. Which text repeats itself most? In which one are many words no words?

# %% tags=["slide"]
prediction, heats = None, [0.2, 0.8, 2.0]  # your guess in place of None: two temperatures
written = {t: go_on(austen, "She was not", 120, temperature=t, top=1024) for t in heats}
print(*(f"Temperature {t}: {text}" for t, text in written.items()), sep="\n\n")
print("\nyour prediction:", prediction)

# %% [markdown]
# At 0.2 it takes the likeliest piece nearly always, so the same phrases return. At 2 it stumbles: after one unlikely piece, it has to go on from what it has rarely seen. Does it help to allow the 20 likeliest pieces only? We write that as well, and measure below.
#
# ## A rival that only looks up
#
# Is a network needed for that? `look_up` takes the last six letters, finds all places in the novels where they stand, chooses one at random, and appends the letter that follows there. (`finditer` finds the places. In `novels`, each text has single blanks between the words. We keep the last 6,000 letters of each for later, as `new`: they belong to its last chapter, which the network has not read; one ends with a short note by an editor.)


# %% tags=["slide"]
def look_up(text, letters):
    for _ in range(letters):
        found = [place.end() for place in re.finditer(re.escape(text[-6:]), read)]
        text = text + read[np.random.choice(found)]
    return text


novels = [" ".join(data.text(one).split()) for one in data.names("txt.bz2") if one != "moby_dick"]
read, new = " ".join(text[:-6000] for text in novels), " ".join(text[-6000:] for text in novels)
written["2, top 20"] = go_on(austen, "She was not", 120, temperature=2.0, top=20)
written["looked up"] = look_up("She was not", 350)
print(written["looked up"])

# %% [markdown]
# ## Does it spell? Does it copy?
#
# Look for yourself, then measure. `known` is the set of all words in the novels: how many of those written are among them? And is it Austen's own text that we read? `copied` gives the length of the longest stretch that stands in the novels letter by letter. Starting at each letter, it tries a stretch one letter longer than the longest found so far, and goes on while that stands in the novels.


# %%
def copied(text):
    most = 0
    for i in range(len(text)):
        while i + most < len(text) and text[i : i + most + 1] in read:
            most = most + 1
    return most


# %% tags=["slide"]
known = set(re.findall("[A-Za-z]+", read))
words = {who: re.findall("[A-Za-z]+", text) for who, text in written.items()}
spelled = {who: np.mean([word in known for word in some]) for who, some in words.items()}
print("known words:", *(f"{who}: {share:.2f}" for who, share in spelled.items()))
check.between("known words, temperature 0.8", spelled[0.8], 0.9, 1)
check.between("known words, 0.8 minus 2", spelled[0.8] - spelled[2.0], 0.08, 0.5)
check.between("known words, top 20 minus all, at 2", spelled["2, top 20"] - spelled[2.0], 0.01, 0.5)
varied = {who: len(set(some)) / len(some) for who, some in words.items()}
check.between("different words, 0.8 minus 0.2", varied[0.8] - varied[0.2], 0.05, 0.6)
check.between("known words, 0.8 minus looked up", spelled[0.8] - spelled["looked up"], -0.08, 0.08)
copies = [copied(" ".join(text.split())) for text in (written[0.8], written["looked up"])]
check.between("longest copy of both", max(copies), 10, 50)

# %% [markdown]
# At temperature 0.8, at least 90 of 100 words are known ones, at least 8 points more than at 2. With the 20 likeliest pieces, even 2 does better. (The pieces help: frequent words are one piece, and no piece goes beyond a word.) And the text at 0.8 has more different words than the one at 0.2.
#
# But the rival, which has letters only, spells as well, within 8 points. Anyone who looks only at spelling cannot tell them apart.
#
# Neither recites whole paragraphs: the longest stretch that stands in the novels has at most 50 letters, in a text of more than 300. (The network has read all but the last chapters many times, so short phrases such as "should be very glad" come out as they stand there.)
#
# Read both once more. Look for a speech that is opened and closed, or a person who is still there two lines later. And ask whether it means anything. GPT-3, a large model of 2020, has 175 billion weights, about a hundred thousand times as many.
#
# ## Does it remember?
#
# After six letters, the rival has forgotten the beginning of its sentence; the network sees about 190 letters. Spelling and copying do not show the difference. A riddle does. From `new` we cut ten beginnings of 300 letters, at least about 600 letters apart, and the `rest`, 60 letters that follow one of them. Which one? For example, " the comforts of her beloved home with the Campbells" follows "…Jane Fairfax had already quitted Highbury, and was restored to". Three are asked:
#
# - The network. After which beginning does the rest cost the least? Each row ends with the rest and has 65 pieces: the first 64 are seen, the last 64 are to be guessed. `sparse_categorical_crossentropy` gives the cost of each; those of the rest are added. (Only the last part of a beginning fits in. `argmax` looks for the largest, hence the minus.)
# - Pairs of words. How often did the first word of the rest come after the last word of the beginning, divided by how often that last word occurs, plus 1? This is the bigram of the lesson "Word order" without its small share. (`pairwise` gives all neighbors, `Counter` counts: `pairs` the neighbors, `single` the words. Both are filled in the cell below.)
# - Words in common. Which beginning shares the most words with the rest? All 300 letters count. (`&` keeps what is in both sets.)
#
# All ten are cut at a blank, anywhere; then, once more, after a full stop. (The pattern `stop` wants three small letters before it, so that "Mr." is not taken for the end of a sentence.) Guessing is right 10 times in 100.


# %%
from collections import Counter
from itertools import pairwise


def costs(beginnings, rest):
    rows = np.array([np.append(encode(one), encode(rest))[-65:] for one in beginnings])
    logits = austen.predict_on_batch(rows[:, :-1])
    each = keras.losses.sparse_categorical_crossentropy(rows[:, 1:], logits, from_logits=True)
    return ops.convert_to_numpy(each)[:, -len(encode(rest)) :].sum(axis=1)


# %%
def solved(cut, starts=range(300, 35000, 600)):
    places = [i + re.search(cut, new[i:]).end() - 1 for i in np.random.choice(starts, 10, False)]
    beginnings, right = [new[i - 300 : i] for i in places], np.random.randint(10)
    rest = new[places[right] :][:60]
    last = [one.split()[-1] for one in beginnings]
    by_pairs = [pairs[word, rest.split()[0]] / (single[word] + 1) for word in last]
    shared = [len({*re.findall(r"\w+", one)} & {*re.findall(r"\w+", rest)}) for one in beginnings]
    return np.argmax([-costs(beginnings, rest), by_pairs, shared], axis=1) == right


# %% [markdown]
# **Predict, then run.** How many of 100 riddles does the network solve, how many do the two rivals? And after a full stop? (Two rows are printed: first cut anywhere, then after a full stop.)

# %% tags=["slide"]
prediction, every_word, stop = None, read.split(), r"[a-z]{3}\. "  # your guess: six numbers
pairs, single = Counter(pairwise(every_word)), Counter(every_word)
shares = {cut: np.mean([solved(cut) for _ in range(100)], axis=0) for cut in (" ", stop)}
print("network, pairs, in common:", *shares.values(), "your prediction:", prediction)
check.between("network minus rivals, anywhere", shares[" "][0] - max(shares[" "][1:]), 0.15, 0.5)
check.between("anywhere minus after a stop", shares[" "][0] - shares[stop][0], 0.4, 0.8)

# %% [markdown]
# Cut anywhere, the network solves at least 15 in 100 more than the better of the two rivals. So it goes by more than the last word, and by more than which words return. The hour of training has bought that.
#
# But after a full stop much more can follow, and the network solves at least 40 in 100 fewer. Look at the second row: how far is the network ahead of someone who counts the words in common? This small model holds a sentence together better than a story.
#
# ## Talk to it
#
# Put your own words between the quotation marks, at least one letter, and run the cell as often as you like. It does not answer, it goes on with your text. Letters that the novels do not have are passed over.

# %% tags=["slide"]
print(go_on(austen, "My dear Miss Woodhouse, your computer", 80))  # or your own beginning

# %% [markdown]
# ### Exercise: all of it by hand
#
# You have seen every part of this network computed by hand. Now put it together: a language model in NumPy alone. The parts are those of `forward` in the lesson "A transformer block": normalization with 0.001 under the root, causal mask, ReLU, skip connections. Queries have 32 numbers here, and one more normalization stands before the last layer.
#
# `line` is an array of n whole numbers, at least 1 and at most 64 of them. `weights` is a list of arrays, as `austen.get_weights()` gives it:
#
# - the table of the `Embedding`, and the 64 rows of positions;
# - for each block, in this order: gain and shift of the first normalization; the matrices for queries, keys and values, each of shape (width, heads, 32); the matrix that leads back, of shape (heads, 32, width); gain and shift of the second normalization; kernel and biases of the first `Dense` layer, then of the second;
# - at the end: gain and shift of the last normalization, then kernel and biases of the last layer.
#
# Return the logits, an array with n rows: one for each place, not only for the last. How many blocks and heads there are, the width and the number of pieces follow from the shapes in `weights`: it should work for any such network. Leave `line` and `weights` as they are. Scores may be large. Functions that you need on the way may stand inside yours.
#
# A case without a computer: one block and a width of 32, all weights 0, except for 1 everywhere in the last shift, 0.5 in the last kernel and 2 in the last biases. Then each logit is 32 · 0.5 + 2 = 18.


# %% tags=["exercise"]
def twin(line, weights):
    return ...  # your code here


check.exercise("twin", twin)

# %% [markdown]
# ## What we saw
#
# - A language model writes by drawing one piece after the other from its own chances.
# - A low temperature makes it repeat itself, a high one makes it stumble. Allowing only the likeliest pieces helps.
# - It spells well and copies little. So does a rival that only looks up six letters.
# - It tells more often than our two ways of counting which beginning goes with a rest. After a full stop, it succeeds far less often.
#
# **Go further.** Begin with a line by somebody else. Take always the likeliest piece. How long is the longest stretch of a page of Emma that stands in the other five novels? In Keras: [MultiHeadAttention](https://keras.io/api/layers/attention_layers/multi_head_attention/).
#
# **Next:** A second author.
