# %% [markdown]
# # 31. Attention
#
# > You build a layer that looks things up in a text, see which word it looks at, and watch it learn a Spanish dictionary that nobody has given it.
#
# 35 minutes · needs: the lessons "Layers of every kind" and "Recurrence" · data: made in the lesson

# %% [markdown]
# ## Look at the data first
#
# Here are 32 words, each in English and in Spanish.

# %%
from dl101 import check, plot
import numpy as np

listed = """dog perro cat gato cow vaca horse caballo fish pez bear oso house casa door puerta
table mesa chair silla bed cama window ventana bread pan milk leche water agua wine vino salt sal
apple manzana sun sol moon luna star estrella sea mar fire fuego snow nieve hand mano foot pie
head cabeza eye ojo book libro letter carta boat barco king rey"""
print("the last pair:", listed.split()[-2:])

# %% [markdown]
# A text is a row of English words in random order, none of them twice. A question is one of its words in Spanish, but never the last one. The answer is the English word that comes next. So perro asks: what follows dog?
#
# `task` makes `n` texts of the same length, with a question and an answer each. Sorting random numbers gives a random order. The words are numbered from 1 (`[::2]` takes every second one of the list), and 0 is for a place that is empty. A text has 32 places: if it is shorter, the first ones are empty. And every text is new, so there is nothing to remember from text to text except what the Spanish words mean. Nobody tells that to the network: it gets numbers, and the answer.

# %%
import keras

english, spanish = ["", *listed.split()[::2]], ["", *listed.split()[1::2]]
keras.utils.set_random_seed(0)


def task(n, length):
    texts = np.random.rand(n, 32).argsort(axis=1) + 1
    texts[:, : 32 - length] = 0
    rows, place = np.arange(n), np.random.randint(32 - length, 31, n)
    return [texts, texts[rows, place][:, None]], texts[rows, place + 1]


(texts, questions), answers = task(4, 8)
for numbers, (question,), answer in zip(texts, questions, answers):
    print(*[english[k] for k in numbers if k], f"- {spanish[question]}? {english[answer]}")

# %% [markdown]
# ## A dictionary that can learn
#
# A Python dictionary has keys and values. You come with a word, it finds the key that is the same, and hands you the value. **Attention** is a dictionary with degrees. What you come with is the **query**, some numbers. Each entry has a **key**, a list of the same length, and a **value**. The dot product of the query and a key is the entry's score: how well do they match? Softmax turns the scores into **attention weights**, which are positive and sum to 1. The answer is the sum of all values, each times its weight. If one score is far above the others, the answer is nearly that one value.
#
# All of it has slopes, so queries, keys and values can be learned. Each word has its row in an `Embedding`. A matrix makes a query from the row, a second one makes keys, a third one values. A fourth matrix turns what was found into the layer's answer. The numbers in all four matrices are learned.
#
# For us, the query comes from the question. Each word of the text but the last is an entry: the key comes from the word itself, and the value from the word after it. (Empty places are entries, too; the layer must learn to pass them over.) `MultiHeadAttention` wants the three in the order query, value, key, so we name them. (`num_heads=1`: it looks up once. `key_dim=24`: queries and keys of 24 numbers. `use_bias=False` leaves it at the four matrices.) English and Spanish have tables of their own, both random at the start. That perro and dog have the same number therefore helps nobody.

# %%
from keras import layers

text, asked = keras.Input((32,), dtype="int32"), keras.Input((1,), dtype="int32")
english_rows, spanish_rows = layers.Embedding(33, 24), layers.Embedding(33, 24)
attention = layers.MultiHeadAttention(num_heads=1, key_dim=24, use_bias=False)
words = english_rows(text)
found = attention(spanish_rows(asked), key=words[:, :-1], value=words[:, 1:])
model = keras.Model([text, asked], layers.Dense(33)(layers.Flatten()(found)))

# %% [markdown]
# By hand: look up the rows, then four lines. `np.squeeze` removes the axis that has length 1. The scores are divided by the root of 24. A sum of 24 products varies more than a single product does, by about that factor, and large scores would make the softmax too sure too early.


# %%
def attend(questions, key_words, value_words):
    in_spanish, in_english = spanish_rows.get_weights()[0], english_rows.get_weights()[0]
    query_rows, key_rows = in_spanish[questions], in_english[key_words]
    to_query, to_key, to_value, to_end = (np.squeeze(W) for W in attention.get_weights())
    scores = query_rows @ to_query @ (key_rows @ to_key).T / np.sqrt(24)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return weights @ (in_english[value_words] @ to_value) @ to_end, weights


# %% tags=["slide"]
(texts, questions), answers = task(1, 32)
by_hand = attend(questions[0], texts[0, :-1], texts[0, 1:])[0]
keys, values = english_rows(texts[:, :-1]), english_rows(texts[:, 1:])
by_keras = attention(spanish_rows(questions), key=keys, value=values)
check.close("attention by hand", by_hand, by_keras[0], relative=1e-4)

# %% [markdown]
# ### Exercise: how far ahead?
#
# A text has 100 entries. One of them has the score s, the other 99 have the score 0. How large must s be if that entry is to get nine tenths of the weight? (s goes into the softmax as it is: nothing is divided any more.) Write a formula with NumPy, or a number with three digits after the point.

# %% tags=["exercise"]
score_ahead = ...  # your number here
check.exercise("score_ahead", score_ahead)

# %% [markdown]
# ## Who else could do it
#
# Two networks that you know get the same numbers, the question and the 32 words after it. (`asked + 32` gives the Spanish words numbers of their own.) A `GRU` reads from left to right, so it hears the question first, and knows what to listen for. A dense network sees all 33 places side by side. The network with attention has 4713 weights and biases, the GRU 13,833, and the dense network 28,025.

# %%
networks = {"attention": model}
inner = {"GRU": [layers.GRU(48)], "dense": [layers.Flatten(), layers.Dense(32, activation="relu")]}
for name, middle in inner.items():
    network = keras.Sequential([layers.Embedding(65, 24), *middle, layers.Dense(33)])
    networks[name] = keras.Model([text, asked], network(layers.Concatenate()([asked + 32, text])))
check.equal("three sizes", [n.count_params() for n in networks.values()], [4713, 13833, 28025])

# %% [markdown]
# The comparison is not quite even, for our layer is told that the answer is the next word. All three learn for about 400 steps, each with 64 new texts. The texts have 4 to 16 words. Before each step we ask each Spanish word which of the 32 English words it would look at, and keep the weights.

# %%
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
for network in networks.values():
    network.compile(keras.optimizers.Adam(0.01), loss)
kept, numbers = [], np.arange(1, 33)
for step in range(401):
    kept.append(attend(numbers, numbers, numbers)[1])
    for network in networks.values():
        network.train_on_batch(*task(64, np.random.randint(4, 17)))

# %% [markdown]
# And there are two rivals that are no networks. One answers with any word of the text but the first, which follows nothing. The other is told, like our layer, that the answer is the next word, and takes notes: the word before the answer is the one that was asked. It gets 640 texts of 16 words for that, ten batches.

# %%
noted = np.zeros(33, dtype=int)
for (texts, questions), answers in [task(64, 16) for _ in range(10)]:
    place = (texts == answers[:, None]).argmax(axis=1)
    noted[questions[:, 0]] = texts[np.arange(64), place - 1]

# %% [markdown]
# Now new texts, of up to 32 words: twice as long as any in training.
#
# **Predict, then run.** What share do the three networks get right at 4 words, and at 32?

# %%
prediction = None  # your guess, six shares
lengths, right = [4, 8, 16, 24, 32], {name: [] for name in [*networks, "noting"]}
for length in lengths:
    (texts, questions), answers = task(2000, length)
    for name, network in networks.items():
        logits = network.predict([texts, questions], batch_size=2000, verbose=0)
        right[name].append(np.mean(logits.argmax(axis=1) == answers))
    place = (texts == noted[questions]).argmax(axis=1)
    right["noting"].append(np.mean(texts[np.arange(2000), place + 1] == answers))

# %% tags=["slide"]
from matplotlib import pyplot as plt

ax = plt.subplots()[1]
for (name, shares), look in zip(right.items(), ["o-", "s-", "^-", ":"]):
    ax.plot(lengths, shares, look, label=name)
ax.plot(lengths, 1 / (np.array(lengths) - 1), "--", label="any but the first")
ax.set(xlabel="words in the text", ylabel="share right", xticks=lengths, title="What follows it?")
ax.legend(loc="center right")
plt.show()

# %%
print("your prediction:", prediction)
margin = np.subtract(right["attention"], np.maximum(right["GRU"], right["dense"]))
check.between("attention right, at any length", min(right["attention"]), 0.98, 1)
check.between("attention minus GRU and dense, 16 words and more", margin[2:].min(), 0.2, 0.99)
check.equal("noting right, at any length", right["noting"], [1.0] * 5)

# %% [markdown]
# At each length the attention gets at least 98 of 100 right, also in texts longer than it has seen. It compares the question with every entry, wherever it stands. The GRU has to keep what it is listening for while the words go by, and the dense network would have to learn each word anew for each place. From 16 words on, the better of the two is at least 20 points in 100 behind.
#
# But the notes are always right, from far fewer texts. So for this task nobody needs a network. If you know where the answer stands, you write down 32 pairs, and that is all. Our layer was told the same, but it found the pairs through slopes. So it can be a part of a larger network, and that is what attention is for: where you cannot say what to look up.
#
# ## Where does it look?
#
# Here is a text of ten words, and nine questions about it, one a row. The darker a field, the more weight its word has. (The empty places are left out.)

# %% tags=["slide"]
words = task(1, 10)[0][0][0, 22:]
asking = np.sort(words[:-1])
ax = plt.subplots(figsize=(7.6, 5))[1]
ax.imshow(attend(asking, words[:-1], words[1:])[1], cmap="gray_r", vmin=0, vmax=1)
ax.set_xticks(range(9), [english[k] for k in words[:-1]], rotation=90)
ax.set_yticks(range(9), [f"{spanish[k]}?" for k in asking])
ax.set(title="Each question looks at one word", xlabel=f"(the last word is {english[words[-1]]})")
plt.show()

# %% [markdown]
# One dark field in each row: the word that the question means. The answer is the next word in the text, because the value of an entry comes from there.
#
# And this is how the network has learned Spanish. Each frame shows, for 12 of the words, how much weight a Spanish word gives to an English one when all 32 are there.


# %% tags=["slide"]
def draw(ax, i):
    ax.imshow(kept[i][:12, :12], cmap="gray_r", vmin=0, vmax=1)
    ax.set_xticks(range(12), english[1:13], rotation=90)
    ax.set_yticks(range(12), spanish[1:13])
    ax.set_title(f"Step {i}: {np.sum(kept[i].argmax(axis=1) == numbers - 1)} of 32 words right")


plot.movie(draw, range(0, 401, 20), figsize=(6.4, 6.2), seconds=8)
check.equal("where the Spanish words look", kept[-1].argmax(axis=1), numbers - 1)

# %% [markdown]
# All 32 are right. From questions and answers alone, the queries and keys have become a dictionary.
#
# ### Exercise: what followed, on average
#
# Now a word may stand in a text several times. `row` is a text, a list of whole numbers from 0 to `size` − 1, with at least two of them. Its entries are all places but the last: the key is the word there, the value a one-hot row for the word after it. The score of an entry is `sharpness`, any number, where its word is `question`, and 0 elsewhere. (If the word is missing, all weights are equal.) Return what attention answers: an array of `size` numbers, the sum of the values times their weights. For the row 0, 1, 0, 2, the question 0, the sharpness log(2) and the size 3 the weights are 0.4, 0.2 and 0.4, and the answer is 0.2, 0.4, 0.4.


# %% tags=["exercise"]
def shares_of_followers(row, question, sharpness, size):
    return ...  # your code here


check.exercise("shares_of_followers", shares_of_followers)

# %% [markdown]
# ### Exercise: the last row asks
#
# Build a model for texts of 6 rows with 4 numbers each: `keras.Input((6, 4))`. The last row makes the query. (`rows[:, -1:]` keeps the axis of the places.) The five rows before it make the keys, and the values come from the row after each of these. Use one `MultiHeadAttention` with one head, `key_dim=4`, `use_bias=False`, and nothing else that has weights. Return the model, not trained; it answers with 4 numbers. (The check puts identity matrices into the layer, so that queries, keys and values are the rows themselves.)


# %% tags=["exercise"]
def last_row_asks():
    return ...  # your code here


check.exercise("last_row_asks", last_row_asks)

# %% [markdown]
# ## What goes wrong
#
# Let us forget the one thing that we did ourselves: that the value comes from the next word. Here each word is its own key and its own value, as is usual in attention. (Given two inputs, the layer takes the second for both.) The network is new and not trained. Then the places of a text are shuffled, so that other words follow each other.

# %%
words = layers.Embedding(33, 24)(text)
found = layers.MultiHeadAttention(1, 24, use_bias=False)(layers.Embedding(33, 24)(asked), words)
lost = keras.Model([text, asked], layers.Dense(33)(layers.Flatten()(found)))
(texts, questions), answers = task(2000, 32)
shuffled = texts[:, np.random.permutation(32)]
before, after = (lost.predict([t, questions], verbose=0) for t in (texts, shuffled))
check.close("the same text, shuffled", after, before, relative=1e-3)

# %% [markdown]
# The answers do not change, except in the last digits. A weighted sum does not know in which order its parts were. The order is lost before anything is learned, so no training can bring it back: this network cannot do better than a guess among the words of the text.
#
# The cure is to put into each row something about its place. Our values held the next word. The next lesson gives each place a row of numbers of its own.
#
# ## What we saw
#
# - Attention is a dictionary with degrees: a query is compared with all keys, and the answer is a weighted sum of the values.
# - Which query matches which key is learned. Here it became a dictionary of Spanish.
# - It recalls from texts longer than those it learned from. A larger GRU and a larger dense network, after as many steps, fall behind as the texts grow.
# - Taking notes does the same, if you know what to note.
# - The weights show where it looks. By itself, attention knows nothing of order.
#
# **Go further.** Give the GRU ten times as many steps. Let it hear the question only after the text: how much does it lose? Let the question ask for the word before. Make the text contain a word twice: whose follower is the answer? In Keras: [MultiHeadAttention](https://keras.io/api/layers/attention_layers/multi_head_attention/).
#
# **Next:** A transformer block.
