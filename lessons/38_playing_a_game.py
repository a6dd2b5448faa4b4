# %% [markdown]
# # 38. Playing a game
#
# > You let a network play against itself, prove that it can no longer be beaten, watch it find out how to answer, and play against it.
#
# 45 minutes · needs: the lessons "Loss" and "Optimizers" · data: made in the lesson

# %% [markdown]
# ## Look first: a board in numbers
#
# In tic-tac-toe two players take turns to mark a square. Whoever has three marks in a row wins, along a line or a diagonal. If the board is full before that, it is a draw. `games.Game` knows the rules, for many boards at a time. A board is a row of nine numbers, the top row of the board first. It is always seen by the player who moved last: 1 is a mark of that player, −1 a mark of the other, 0 an empty square. `put` makes a move: it turns the signs around, and writes a 1.

# %%
from dl101 import check, games, plot

game = games.Game(side=3)
boards = game.start()
for square in (0, 4, 8):
    boards = game.put(boards, [square])
    print(boards)

# %% [markdown]
# X has begun in the first square, O has taken the middle, X the last square. `replies` makes every possible move on every board, and says from which board and by which square. Here are the six boards that O can make of the last one:

# %% tags=["slide"]
from matplotlib import pyplot as plt

after, which, square = game.replies(boards)
game.draw_all(after)
plt.show()

# %% [markdown]
# How large is this game? `positions` starts with the empty board, makes every move on every board, keeps equal boards once, and goes on until every game is over.

# %%
levels = game.positions()
print("boards after 0, 1, 2 … moves:", *map(len, levels), "in all", sum(map(len, levels)))
check.equal("positions of tic-tac-toe", sum(map(len, levels)), 5478)

# %% [markdown]
# ## What is a position worth?
#
# Give each position a number, its worth for the player who moved last: 1 if that player will win, −1 if the other one will, 0 for a draw. When the game is over, the rules tell it. Before that, think of the next move. The other player takes the reply that is best for the other player, and what is good for one is bad for the other. So a position is worth *minus the largest worth among its replies*. This rule is called **minimax**.
#
# `game.worth` follows the rules where the game is over, and asks a function `guess` elsewhere. `game.scores` has the worth of each reply, square by square, and −∞ where no mark is allowed. `targets` is the sentence in italics.


# %%
import numpy as np


def targets(game, boards, guess):
    best_reply = game.scores(boards, guess).max(axis=1)
    return game.worth(boards, lambda boards: -best_reply)


# %% [markdown]
# Start from the full boards, and go back move by move: then the worth of every reply is known when it is asked for, and nothing is left to guess. So this small game can be solved. `games.Table` is a dictionary from boards to worths that can be asked like a function. The solved game is our referee. The network will never see it.


# %%
referee = games.Table()
for level in levels[::-1]:
    referee.write(level, targets(game, level, referee))
check.equal("worth of the best and the worst first move", [*referee(levels[1])], [0] * 9)

# %% [markdown]
# If nobody makes a mistake, it is a draw, whatever the first move. So the most that a player can promise is never to lose.
#
# ### Exercise: a game with matches
#
# Minimax works in many games. There are `n` matches on a table. Two players take turns. A move takes away as many matches as one of the numbers in the list `takes` says, but not more than are there. Whoever can take none has lost. It is your turn. Return the smallest number to take with which you win, however the other one plays, and 0 if there is none. For 5 matches and `takes` [1, 3, 4] it is 3: two are left, the other one can take only 1, and you take the last one. `takes` holds at least one number, all different and above 0, in any order; `n` is a number from 0 to 40, too large at times for trying every order of takes.


# %% tags=["exercise"]
def sure_take(n, takes):
    return ...  # your code here


check.exercise("sure_take", sure_take)

# %% [markdown]
# ## A network that guesses
#
# Most games are too large to be solved like this. Let a network guess the worth. It gets 18 numbers: nine for the marks of the player who moved last, nine for those of the other. The last activation is tanh, so a guess lies between −1 and 1. We will ask it often, for few boards at a time, and each call of Keras has its price. So we compute its answers by hand, in four lines of NumPy. (A generation, 300 steps, will be a round of playing and training.)

# %%
from keras import layers
import keras

keras.utils.set_random_seed(0)


def build(game, generations):
    hidden = [layers.Dense(units, activation="relu") for units in (128, 64)]
    last = layers.Dense(1, activation="tanh")
    model = keras.Sequential([keras.Input((2 * game.squares,)), *hidden, last])
    rate = keras.optimizers.schedules.CosineDecay(0.005, 300 * generations)
    model.compile(keras.optimizers.Adam(rate), "mse")
    return model


# %% tags=["slide"]
def inputs(boards):
    return np.concatenate([boards == 1, boards == -1], axis=1).astype("float32")


def by_hand(model):
    w1, b1, w2, b2, w3, b3 = model.get_weights()

    def guess(boards):
        x = np.maximum(inputs(boards) @ w1 + b1, 0)
        return np.tanh(np.maximum(x @ w2 + b2, 0) @ w3 + b3)[:, 0]

    return guess


model = build(game, 20)
untrained = by_hand(model)
by_keras = model.predict(inputs(levels[2]), verbose=0)[:, 0]
check.close("the network by hand", untrained(levels[2]), by_keras, absolute=1e-5)

# %% [markdown]
# ## It plays against itself
#
# The network makes its own examples. In **self-play** it moves for both players, in 500 games at once, and keeps every position that comes up. It takes the move with the largest score. But then all 500 games would be the same. So with a chance of `epsilon`, one half, a move is drawn at random: that is **exploration**. (Each allowed square gets a random number, and the square with the largest is taken.)


# %%
def self_play(game, guess, epsilon):
    boards, seen = game.start(500), []
    while len(boards):
        at_random = np.where(game.legal(boards), np.random.rand(*boards.shape), -1)
        wanted = np.where(
            np.random.rand(len(boards), 1) < epsilon, at_random, game.scores(boards, guess)
        )
        boards = game.put(boards, wanted.argmax(axis=1))
        seen.append(boards)
        boards = boards[~game.over(boards)]
    return np.concatenate(seen)


# %% [markdown]
# And the targets? The rule above, with the network's own guesses for the replies. To learn a guess from a guess one move later is called **bootstrapping**. It works because the last moves are no guesses: there the rules tell the truth, and from there the truth spreads, a move further each time.
#
# Here is one target by hand, with a network that has learned nothing yet: that of the position before the six boards in the picture.

# %%
print("guesses for the six replies:", untrained(after).round(2))
check.close("a target by hand", targets(game, boards, untrained)[0], -untrained(after).max())

# %% [markdown]
# One generation is 500 games, then 3 epochs with 10,000 examples. These are drawn from the positions of the last four generations, each position kept once. To learn again from older positions is called **replay**: it saves games, and is meant against forgetting.


# %%
def learn(game, generations, epsilon=0.5):
    model, memory = build(game, generations), []
    stages = [by_hand(model)]
    for _ in range(generations):
        memory = [*memory[-3:], self_play(game, stages[-1], epsilon)]
        seen = game.unique(np.concatenate(memory))
        some = seen[np.random.randint(len(seen), size=10_000)]
        y = targets(game, some, stages[-1])
        model.fit(inputs(some), y, batch_size=100, epochs=3, verbose=0)
        stages.append(by_hand(model))
    return model, stages


model, stages = learn(game, 20)

# %% [markdown]
# ### Exercise: the same board eight times
#
# A board that is turned by quarters, or seen in a mirror, is the same for a player: there are up to eight boards like it. Choose one of them for all: of the eight rows of numbers, take the one that is smallest, where the first number that differs decides, as with Python's tuples. `board` is an array of `side` · `side` numbers −1, 0 and 1, row by row, and `side` may be any whole number above 0. Return an array of the same shape. For the board of 2 × 2 with the numbers 1, −1, 0, 0 it is −1, 0, 1, 0.


# %% tags=["exercise"]
def one_of_eight(board):
    return ...  # your code here


check.exercise("one_of_eight", one_of_eight)

# %% [markdown]
# ## Can it be beaten?
#
# For a game of this size there is something better than a test set: a proof. The network always makes the same move on the same board. So let the other player try everything: at that player's turn, each board becomes all boards after an allowed move. In the end we have been through every **line of play**, that is every order of moves that can come up against this network. How many does it lose?


# %%
def lines_lost(game, guess, first):
    boards, its_turn, lost = game.start(), first, 0
    while len(boards):
        best = game.scores(boards, guess).argmax(axis=1)
        boards = game.put(boards, best) if its_turn else game.replies(boards)[0]
        lost += 0 if its_turn else int(game.won(boards).sum())
        boards, its_turn = boards[~game.over(boards)], not its_turn
    return lost


def both(game, guess):
    return lines_lost(game, guess, True) + lines_lost(game, guess, False)


# %% [markdown]
# `both` adds up the lines lost as the first and as the second player. Each rival, too, is only a function that guesses. All of them win if they can, for `worth` knows the rules. *Rules*, which is `game.rules`, does what people do: it leaves the other player no chance to win at once, then takes the middle, else a corner, else any square, by chance. And *table* plays against itself as many games as the network does, with the same targets, but writes them into a table. A position that it has never seen counts −0.5. (When we tried −1 and 0 on the larger board below, it lost more lines.)


# %%
def learn_table(game, generations):
    table, memory = games.Table(), []
    for _ in range(generations):
        memory = [*memory[-3:], self_play(game, table, 0.5)]
        seen = game.unique(np.concatenate(memory))
        for _ in range(3):
            table.write(seen, targets(game, seen, table))
    return table


# %% [markdown]
# **Predict, then run.** How many lines of play does a player with these rules lose?

# %%
prediction = None  # your guess
players = {"rules": game.rules, "table": learn_table(game, 20), "network": stages[-1]}
lost = {name: both(game, guess) for name, guess in players.items()}
print("lines of play lost:", lost, "your prediction:", prediction)
check.equal("lines that the network loses", lost["network"], 0)
check.between("lines that the rules lose", lost["rules"], 5, 25)
check.between("lines that the table loses", lost["table"], 0, 15)

# %% [markdown]
# The network loses not one line, as the first player or as the second: it cannot be beaten. It learned that from 10,000 games against itself. The rules lose at least five: look for the fork, two threats at once.
#
# But the table loses at most 15, and with some seeds none. There are only 5478 positions. A network that guesses is of little use where one can look it up.
#
# ## What it thinks, and when
#
# The movie shows what the network thinks of each move as the generations pass. On the left, of the nine first moves. On the right, X has begun in a corner, and we see the eight replies. Red is good for whoever makes the move, blue is bad. By the referee, all first moves are worth 0. In reply to a corner only the middle is: every other reply loses.

# %% tags=["slide"]
corner = game.put(game.start(), [0])


def draw(ax, i):
    ax.set_title(f"after {i} generations: {both(game, stages[i])} lines of play lost")
    ax.axis("off")
    boards = {"first move": game.start(), "reply to a corner": corner}
    for x, (title, board) in zip((0, 0.52), boards.items()):
        part = ax.inset_axes([x, 0, 0.46, 0.88])
        game.draw(board, part, game.scores(board, stages[i]), title)


plot.movie(draw, range(21), figsize=(7, 4.2), seconds=12)

# %%
replies = game.scores(corner, stages[-1])[0]
check.between(
    "the middle minus the best other reply", replies[4] - np.delete(replies, 4).max(), 0.3, 1.2
)

# %% [markdown]
# In the end the middle stands alone on the right, well above the next best reply. Nobody has told the network so.
#
# ## A larger board
#
# Now four in a row on a board of 4 × 4, and gravity: a mark falls down to the lowest empty square of its column. The same functions learn it. There are nearly 30 times as many positions. (*Rules* knows no good squares here, so it draws them by chance.)

# %%
larger = games.Game(side=4, gravity=True)
check.equal("positions on the larger board", sum(map(len, larger.positions())), 161029)
larger_stages = learn(larger, 30)[1]
players = {"rules": larger.rules, "table": learn_table(larger, 30), "network": larger_stages[-1]}
larger_lost = {name: both(larger, guess) for name, guess in players.items()}
print("lines of play lost on the larger board:", larger_lost)
check.between("lines lost, network / table", larger_lost["network"] / larger_lost["table"], 0, 0.6)
check.between("lines that the network loses, larger board", larger_lost["network"], 1, 80)

# %% [markdown]
# The network loses at most six tenths of the lines that the table loses, and at least one. The table has no answer where it has never been, and 15,000 games hardly lead everywhere. The network guesses there, from similar positions.
#
# This is no win over search. Network and table look one move ahead, *rules* as far as the answer to it. Looking further ahead would help each of them, and the loop that made our referee solves this board, too. Connect Four, with 6 rows, 7 columns and 4.5 trillion positions, is too large for that loop. Search and knowledge of the game solved it in 1988.
#
# ## Play against it
#
# `moves` are the squares that you mark, and the network answers each of them. Run the cell, look at the board, add your next move, and run it again. You have the X. (For the larger board, take `larger` and `larger_stages`. With `first=False` the network begins.)

# %% tags=["slide"]
moves = [4, 1]  # your moves; add one at a time
game.draw(game.play(moves, stages[-1]), title="X: you, O: the network")
plt.show()

# %% [markdown]
# ## What goes wrong: without exploration
#
# Let it always take the move that it thinks best, for ten generations.

# %%
shy, bold = both(game, learn(game, 10, epsilon=0)[1][-1]), both(game, stages[10])
print(f"lines lost after 10 generations: {shy} without exploration, {bold} with it")
check.between("lines lost without exploration, minus with it", shy - bold, 80, 600)

# %% [markdown]
# Symptom: it loses at least 80 lines more than the one that explored for as long. Cause: it makes the same moves in all 500 games of a generation, so it sees few positions. It does not learn what comes after the moves that it never makes, but an opponent may make them. Cure: let chance choose some of the moves.
#
# ## What we saw
#
# - Minimax: a position is worth minus the largest worth among its replies.
# - In self-play a network makes its own examples, and learns guesses from guesses. The ends of the games tell the truth.
# - On the small board no line of play beats it. A table comes near, and minimax solves the game.
# - On the larger board, if nobody looks further ahead, the network loses fewer lines than the table: it guesses where it has never been.
# - Without exploration it sees few positions, and loses more lines.
#
# **Go further.** Leave out replay (`memory = []` before each generation). Let the network look one move further: its guess is then `lambda boards: targets(larger, boards, larger_stages[-1])`. How many lines does it lose now, and how near does the table, `players["table"]`, come with the same? Keras has an example of learning by playing: [deep Q-learning](https://keras.io/examples/rl/deep_q_network_breakout/).
#
# **Next:** Driving.
