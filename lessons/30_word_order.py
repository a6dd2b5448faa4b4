# %% [markdown]
# # 30. Word order
#
# > You train a network to see when two words have changed places, and find out what it knows about words that never stand side by side in its texts.
#
# 40 minutes · needs: the lesson "Words" · data: six novels of Jane Austen (emma and five more), moby_dick

# %% [markdown]
# ## Look at the data first
#
# "The young very lady": two neighbors have changed places, and you see it at once. A model that counts words cannot see it at all, because both orders have the same words. It can only guess, and is right half of the time. So this lesson is about order.
#
# The sentences are made as in the lesson "Words", except that the pattern also takes an apostrophe within a word, as in `sister's`. The network learns from Austen. Here is how Moby-Dick begins, which is only for a test.

# %% tags=["slide"]
from dl101 import check, data, plot
import re

print(data.text("moby_dick")[:303])
novels = ["emma", "mansfield_park", "northanger_abbey", "persuasion"]
novels += ["pride_and_prejudice", "sense_and_sensibility"]


def sentences(names):
    text = re.sub(r"\b(Mr|Mrs|Dr|St)\.", r"\1", "\n\n".join(map(data.text, names))).lower()
    parts = [re.findall("[a-z]+(?:'[a-z]+)?", part) for part in re.split(r"[.!?]|\n\n", text)]
    return [words for words in parts if 8 <= len(words) <= 40]


austen, melville = sentences(novels), sentences(["moby_dick"])
print("Austen:", *austen[0], "\nMelville:", *melville[0])

# %% [markdown]
# 3000 of Austen's sentences are kept for a test. The 3000 most frequent words of the others get the numbers 2 to 3001. (`CountVectorizer` lists and counts words, without the weights of `TfidfVectorizer`.) 1 is an unknown word, 0 the place before the first word and after the last. All of Moby-Dick is a second test.

# %%
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.model_selection import train_test_split
import keras
import numpy as np

keras.utils.set_random_seed(0)
train, test = train_test_split(austen, test_size=3000)
place = CountVectorizer(analyzer=list, max_features=3000).fit(train).vocabulary_
number = {word: place[word] + 2 for word in place}

# %% [markdown]
# An example is made at each place where two known, different words stand side by side: the two, with two words before them and two after. `swap_half` lets the two in the middle change places in about half of the examples, drawn at random. (Its `order` has a row for each example: which of the six columns comes first, second and so on. `take_along_axis` takes them in that order.) The question is: have they?


# %% tags=["slide"]
def places(part):
    padded = [[0, 0, *(number.get(word, 1) for word in words), 0, 0] for words in part]
    x = np.array([row[i : i + 6] for row in padded for i in range(len(row) - 5)])
    return x[(x[:, 2] > 1) & (x[:, 3] > 1) & (x[:, 2] != x[:, 3])]


def swap_half(x):
    y = np.random.randint(2, size=len(x))
    order = np.where(y[:, None], [0, 1, 3, 2, 4, 5], [0, 1, 2, 3, 4, 5])
    return np.take_along_axis(x, order, axis=1), y


x_train = np.random.permutation(places(train))[:256000]
print(len(x_train), "places to train, the first:", x_train[0])

# %% [markdown]
# ### Exercise: a word and its surroundings
#
# `numbers` is a list of whole numbers, the words of a sentence. Return the list of the number at `place`, counted from 0, with the `reach` numbers before it and the `reach` numbers after it, in their order. Where the sentence has no word, put 0. For 7, 8, 9, the place 0 and a reach of 2 it is 0, 0, 7, 8, 9. With a reach of 0 it is the number alone.


# %% tags=["exercise"]
def around(numbers, place, reach):
    return ...  # your code here: a list


check.exercise("around", around)

# %% [markdown]
# ## A network for six words
#
# `Embedding` looks up 32 numbers for each of the six words. `Flatten` puts the 6 · 32 numbers into one row, so that each place keeps its own. A hidden layer and an output neuron follow.
#
# Training passes the places three times, in five parts each, and draws anew each time who changes places. (The `*` hands the two results of `swap_half` to `fit`.) After each part, which is 100 steps, we keep the table for a movie.

# %%
from keras import layers

embedding, hidden = layers.Embedding(3002, 32), layers.Dense(128, activation="relu")
inputs = keras.Input((6,), dtype="int32")
model = keras.Sequential([inputs, embedding, layers.Flatten(), hidden, layers.Dense(1)])
adam = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.006, 1500))
model.compile(adam, keras.losses.BinaryCrossentropy(from_logits=True))
tables = [embedding.get_weights()[0]]
for start in [*range(0, 256000, 51200)] * 3:
    model.fit(*swap_half(x_train[start : start + 51200]), batch_size=512, verbose=0)
    tables.append(embedding.get_weights()[0])

# %% [markdown]
# By hand, for nine places: rows of the table, side by side, through the two layers.

# %% tags=["slide"]
table, W, b, w_out, b_out = model.get_weights()
h = np.maximum(table[x_train[:9]].reshape(9, 6 * 32) @ W + b, 0)
by_keras = model.predict(x_train[:9], verbose=0)
check.close("order network, by hand", h @ w_out + b_out, by_keras, absolute=1e-3)

# %% [markdown]
# ## Who else could do it
#
# Two rivals know about order:
#
# - Counts. How often did the two words stand in this order in the training sentences, and how often in the other?
# - Bigrams. A **bigram** is a pair of neighbors. A swap changes three of them. How probable is a word after the word before it? Take its count after that word, plus its share of all words, so that no probability is 0; divide by the count of the word before, plus 1. The order in which the product of the three is larger wins. (We add logs instead of multiplying.)
#
# Both count all training sentences. The two outermost words they do not use; the network does. And there are better ways of counting than these two.
#
# `pairs` has a row for each word, and a column for each word that may follow it. (`np.add.at` adds 1 for each pair, as often as it comes; `pairs[…] += 1` would count it once.)

# %%
pairs = np.zeros((3002, 3002))
line = [i for words in train for i in (0, *(number.get(word, 1) for word in words))]
np.add.at(pairs, (line[:-1], line[1:]), 1)
total, share = pairs.sum(axis=1), pairs.sum(axis=0) / pairs.sum()


def log_p(a, b):
    return np.log((pairs[a, b] + share[b]) / (total[a] + 1))


# %% [markdown]
# ### Exercise: a bigram by hand
#
# A text has 1000 words. `very` occurs 20 times and `happy` occurs 50 times. 6 times `happy` comes right after `very`. How probable is `happy` after `very`, by the rule above? Write a number from 0 to 1, with four decimals.

# %% tags=["exercise"]
probability_after = ...  # your number here
check.exercise("probability_after", probability_after)

# %% [markdown]
# Some pairs never stood side by side in the training sentences, in either order. We look at them apart: counts know nothing of them. In `share_right`, `c` and `d` are the two in the middle as they now stand, `b` and `e` the words beside them. `said` holds each one's answers, yes or no, to "have they changed places?". `~new` are the pairs that did occur.
#
# **Predict, then run.** Such new pairs, in Moby-Dick: how many of 100 does the network judge right, and how many do bigrams?


# %%
def share_right(x, y):
    _, b, c, d, e, _ = x.T
    said = {"counts": pairs[d, c] > pairs[c, d]}
    as_they_stand = log_p(b, c) + log_p(c, d) + log_p(d, e)
    said["bigrams"] = log_p(b, d) + log_p(d, c) + log_p(c, e) > as_they_stand
    said["network"] = model.predict(x, batch_size=10000, verbose=0)[:, 0] > 0
    new = pairs[c, d] + pairs[d, c] == 0
    return [{name: np.mean(said[name][i] == y[i]) for name in said} for i in (~new, new)]


# %% tags=["slide"]
prediction = None  # two numbers
old_pairs, new_pairs = share_right(*swap_half(places(test)))
in_moby_dick = share_right(*swap_half(places(melville)))[1]
for told, part in (("seen", old_pairs), ("new", new_pairs), ("new, Moby-Dick", in_moby_dick)):
    print(f"{told}:", *[f"{name} {share:.3f}" for name, share in part.items()])
print("your prediction:", prediction)
lead = [part["network"] - part["bigrams"] for part in (old_pairs, new_pairs, in_moby_dick)]
check.between("network minus bigrams, pairs seen in training", lead[0], -0.01, 0.02)
check.between("network minus bigrams, new pairs", lead[1], 0.04, 0.1)
check.between("network minus bigrams, new pairs in Moby-Dick", lead[2], 0.08, 0.13)
check.between("counts, new pairs", new_pairs["counts"], 0.47, 0.53)

# %% [markdown]
# Where a pair was seen in training, bigrams are as good: the network is at most 2 in 100 ahead, and at most 1 behind. For what has been seen, counting is enough.
#
# Where the pair is new, the counts stand at 0 to 0, so they always answer no, and are right about half of the time. Bigrams still have the word before and the word after to go by. But the network is ahead, by at least 4 in 100 with Austen and at least 8 with Melville. This pair never stood in the middle, in any example of its training. How can it know?
#
# ## What the table has learned
#
# Two words are near if their rows point the same way. So we divide each row by its length: the dot product of two rows is then 1 for the same direction, and less for others. Here are the six nearest words of five.

# %% tags=["slide"]
unit = table / np.linalg.norm(table, axis=1, keepdims=True)
word_of = {number[word]: word for word in number} | {0: "(end)", 1: "(unknown)"}
near = {}
for word in ("must", "he", "because", "elizabeth", "into"):
    near[word] = [word_of[i] for i in np.argsort(-unit @ unit[number[word]])[1:7]]
    print(f"{word}: {', '.join(near[word])}")
helpers = ["will", "would", "might", "may", "should", "could", "can", "cannot", "shall"]
found = sum(word in helpers for word in near["must"])
check.between("helping verbs among the six nearest words of must", found, 3, 6)

# %% [markdown]
# At least three of the six nearest words of `must` are helping verbs like it. Nobody told the network of verbs or names. It found that these words may stand in the same places, and gave them rows that are alike. So what it learns about `will` may serve for `must` as well. That is how it can judge a pair that it was never asked about. That is what an embedding is for.
#
# In the movie, four kinds of words find their places: helping verbs in red, names of heroines in blue, prepositions in green, and adverbs of time in black (gray in a notebook). It shows the 32 numbers of each word in two directions, those in which the learned rows of these words differ most. (`svd` finds them, as `TruncatedSVD` does.)

# %%
groups = [["must", *helpers[:6]], ["emma", "elizabeth", "anne", "fanny", "elinor"]]
groups += [["in", "on", "with", "from", "of", "into"], ["never", "always", "often", "soon"]]
chosen = [number[word] for group in groups for word in group]
middle = table[chosen].mean(axis=0)
directions = np.linalg.svd(table[chosen] - middle)[2][:2]


# %% tags=["slide"]
def draw(ax, step):
    for group, color in zip(groups, (plot.RED, plot.BLUE, plot.GREEN, plot.BLACK)):
        for word in group:
            x, y = directions @ (tables[step][number[word]] - middle)
            ax.text(x, y, word, color=color, ha="center")
    ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), title=f"Words after {100 * step} steps")
    ax.set(xlabel="first direction", ylabel="second direction")


plot.movie(draw, range(16), figsize=(7.6, 5.4), seconds=6)

# %% [markdown]
# ### Exercise: the nearest row
#
# `table` is an array with at least two rows, none of them all zeros. Return the number, counted from 0, of the row whose direction is nearest to that of row `i`, other than `i` itself. How long the rows are does not matter. For the rows 2, 0 and 9, 9 and 0.5, 0.1 and i = 0 it is 2. A row that points the other way is far.


# %% tags=["exercise"]
def nearest_row(table, i):
    return ...  # your code here: a whole number


check.exercise("nearest_row", nearest_row)

# %% [markdown]
# ## What goes wrong: what near rows hide
#
# To this network, `he` and `she` are much alike. Does the text treat them alike? What share of the places of `she` is followed by a certain verb, and of those of `he`? Divide the first by the second.

# %%
she, he = number["she"], number["he"]
verbs = {"felt": (2.5, 6), "saw": (1.7, 5), "seemed": (0.2, 0.45), "replied": (0.2, 0.4)}
for word, (low, high) in verbs.items():
    after_she, after_he = pairs[[she, he], number[word]] / total[[she, he]]
    print(f"{word}: {after_she / after_he:.2f} times as often after she as after he")
    check.between(f"{word} after she, over after he", after_she / after_he, low, high)
check.equal("she is among the six nearest words of he", "she" in near["he"], True)

# %% [markdown]
# `she` is among the six nearest words of `he`. And yet `felt` follows `she` at least 2.5 times as often as `he`, and `replied` at most 0.4 times as often. `seemed` follows it at most 0.45 times as often. These novels are told from the side of a heroine: she feels and sees, and he seems. But do not read more into a count than it counts: "replied Elinor" is not in it.
#
# The symptom is hidden: two rows that are alike do not mean that the text treats two words alike. They are alike in what this task needs, and for the order, `he felt` and `she felt` are the same. The cause is in the text, and another model takes it over: to our bigrams `felt` is about as much more probable after `she`, and a model that writes text by such probabilities passes it on. Such a lean is called a bias as well, though it has nothing to do with the bias of a neuron.
#
# The cure begins with counting, as here, on the text at hand. Then one can train on each sentence twice, once with `he` and `she` exchanged. That evens out this one lean, and no other. Whether it should be evened out depends on the use: for a study of Austen, it is a result.
#
# ## What we saw
#
# - A bag of words cannot see order. A network with a place for each word can, and so can counts of neighbors.
# - For pairs that were seen, bigrams are as good. For new pairs, and more so in a book by another author, the network is ahead of these two rivals.
# - Words that may stand in the same places get rows that are alike. What is learned about one holds for the others.
# - Near rows do not mean equal treatment. Count, before you trust.
#
# **Go further.** Look up the nearest words of others: numbers, days, places. A stronger rival: shorten the rows of `pairs` with `TruncatedSVD`, and let logistic regression judge two words by what became of their rows. How much of the lead is left? Give the network 4 words in place of 6: how much does it lose? Let it find the swapped pair of a whole sentence: the place with the largest logit. In Keras: [Embedding](https://keras.io/api/layers/core_layers/embedding/), [Flatten](https://keras.io/api/layers/reshaping_layers/flatten/).
#
# **Next:** Attention.
