# %% [markdown]
# # 36. Trial and error
#
# > You let a network learn to balance a pole from rewards alone, and find out where trying pays, and where thinking does as well.
#
# 45 minutes · needs: the lessons "Cross-entropy" and "Optimizers" · data: made in the lesson

# %% [markdown]
# ## Look first: a pole on a cart
#
# A cart stands on a track, and on the cart stands a pole that can fall to the left or to the right. Fifty times a second you push the cart, to the left or to the right, always with the same force. The game is over when the pole tilts by more than 12 degrees, when the cart leaves the track (2.4 meters to either side), or after 500 steps, ten seconds.
#
# So far, every example came with its target. Here nobody says which push is right. All that comes back is a **reward**: 1 for each step until the game is over.
#
# The state of this world, at one moment, is four numbers: the place of the cart in meters, its speed, the angle of the pole in radians (positive is to the right), and the speed of this angle, its turning. `reset` starts a game, with four numbers near 0.

# %%
from dl101 import cart, check, plot
from matplotlib import pyplot as plt
import keras
import numpy as np

keras.utils.set_random_seed(0)
state, _ = cart.Carts(1).reset()
print("place, speed, angle, turning:", state[0].round(3))

# %% [markdown]
# What you do is an **action**: 1 (or True) is a push to the right, 0 to the left. `step` does it, and returns five things: the new state, the reward, whether the pole has fallen or the cart has left the track, whether the time is up, and a dictionary for remarks, here empty. This is the form of Gymnasium, a library of worlds to learn in that many people use. Our world is its `CartPole-v1`, written in NumPy for many carts at a time.
#
# A **policy** is what chooses the action: here a function from what is seen to a push. `play` lets a policy play one game on each of `n` carts. It returns what was seen, what was done and what it brought, each with a row for every step and a column for every cart. (After a game is over, its reward is 0. `zip(*games)` puts all that was seen together, all that was done, and all rewards. What `see` is for comes later.)


# %%
def play(policy, n=100, see=lambda state: state):
    world, games = cart.Carts(n), []
    state, _ = world.reset()
    while not world.over.all():
        seen = see(state)
        action = policy(seen)
        state, reward, *_ = world.step(action)
        games.append((seen, action, reward))
    return [np.array(part) for part in zip(*games)]


# %% [markdown]
# A policy to begin with: toss a coin. The movie shows one of a hundred such games.


# %% tags=["slide"]
seen, _, rewards = play(lambda seen: np.random.uniform(size=len(seen)) < 0.5)
by_chance, one = rewards.sum(axis=0).mean(), abs(rewards.sum(axis=0) - 22).argmin()
plot.movie(lambda ax, i: cart.draw(ax, seen[i, one], f"Step {i}"), range(23), figsize=(7.6, 2.8))
check.between("steps by chance", by_chance, 17, 29)

# %% [markdown]
# In the mean over these games, the pole falls after 17 to 29 steps, about half a second.
#
# How does the world move? Cart and pole pull at each other. Mechanics gives two equations with two unknowns: how fast the speed of the cart changes (`pull`), and how fast the turning does (`tilt`). The cart has 1 kg and the pole 0.1 kg, its middle is 0.5 m above the cart, and the push has 10 newtons. (1/30 is 4/3 · 0.1 · 0.5², how hard it is to turn the pole around its foot.) `np.linalg.solve` solves the two equations. In a step of 1/50 s each of the four numbers changes by 1/50 of its own rate of change. `cart.moved` makes such a step.

# %% tags=["slide"]
_, speed, angle, turning = state[0]
sine, cosine = 0.1 * 0.5 * np.sin(angle), 0.1 * 0.5 * np.cos(angle)
masses = [[1.1, cosine], [cosine, 1 / 30]]
pull, tilt = np.linalg.solve(masses, [10 + sine * turning**2, 9.8 * sine])
check.close("cart by hand", [[speed, pull, turning, tilt]], 50 * (cart.moved(state, True) - state))

# %% [markdown]
# The network will never see these equations. It has to find out by trying.
#
# ## Learn from a reward
#
# First the smallest case. There is one decision only, and nothing to see. A push to the right brings 3, one to the left brings 1, but nobody tells. The policy has a single weight: a logit, 0.4. The sigmoid makes a probability `p` of it, and with this probability it pushes to the right. The mean reward is then `p * 3 + (1 - p) * 1`. Which way must the logit go, and how steep is it?
#
# We can nudge the logit a little and see what becomes of the mean reward. But that needs its formula, and on the cart we have none. Here is another way. For each action, take its reward times the slope of the log of its probability. The mean of that, each action weighted by its probability, is the slope of the mean reward. (Why? The slope of log p is the slope of p, divided by p. The weight p cancels that.) The slope of the log is short: `1 - p` for a push to the right, and `-p` for one to the left. So it is `action - p`.

# %%
logit, h = 0.4, 1e-4
p, higher, lower = 1 / (1 + np.exp(-np.array([logit, logit + h, logit - h])))
nudged = (higher * 3 + (1 - higher) * 1 - lower * 3 - (1 - lower) * 1) / (2 * h)
check.close("slope by nudging and by the log", p * 3 * (1 - p) + (1 - p) * 1 * -p, nudged)

# %% [markdown]
# Such a mean can be taken over actions that were drawn, and needs no formula: only what was done, and what it brought. And `action - p` is an old friend. Take the action for a target, and the cross-entropy has the slope `p - action`, the same with its sign turned, as a loss goes down. So no new loss is needed: Keras makes what was done more probable, with each example weighted by its reward, its `sample_weight`. (The neuron has one weight, our logit, and its input is always 1. With SGD and the learning rate 1, its step is the slope itself.)

# %%
from keras import layers

loss = keras.losses.BinaryCrossentropy(from_logits=True)
actions = 1.0 * (np.random.uniform(size=(10000, 1)) < p)
rewards = 1 + 2 * actions
neuron = keras.Sequential([keras.Input((1,)), layers.Dense(1, use_bias=False)])
neuron.set_weights([np.array([[logit]])])
neuron.compile(keras.optimizers.SGD(learning_rate=1.0), loss)
neuron.train_on_batch(np.ones((10000, 1)), actions, sample_weight=rewards[:, 0])
slopes = rewards * (actions - p)
check.close("step of Keras", neuron.get_weights()[0].item() - logit, slopes.mean(), absolute=1e-5)

# %% [markdown]
# ### Exercise: more than two buttons
#
# A policy has a logit for each of its actions, and softmax makes probabilities of them. The slope of the log of the probability of action a is then, for the logit of a itself, 1 minus its probability; for every other logit, minus the probability of that other action. `logits` and `rewards` are arrays with one number for each action; the rewards may have any sign. Return the slopes of the mean reward, one for each logit. For the logits 0, 0 and the rewards 1, 3 they are −0.5 and 0.5.


# %% tags=["exercise"]
def slope_of_each(logits, rewards):
    return ...  # your code here


check.exercise("slope_of_each", slope_of_each)

# %% [markdown]
# ## Better than usual
#
# Both pushes bring something, so each of them becomes more probable whenever it is drawn. Only in the mean the better one wins. It is calmer to ask how much better than usual an action was. What is usual is called the **baseline**, here the mean reward, `1 + 2 * p`. What is left of a reward when its baseline is subtracted is the **advantage**. What does that do to the mean of the slopes, and to their spread, the standard deviation?

# %%
calmer = (rewards - (1 + 2 * p)) * (actions - p)
check.between("mean with baseline minus without", calmer.mean() - slopes.mean(), -0.05, 0.05)
check.close("spread without / with baseline", slopes.std() / calmer.std(), 4.57, absolute=0.02)

# %% [markdown]
# The mean stays, except for the luck of the draw: `action - p` has the mean 0, and so has any constant times it. But the spread is 4.57 times smaller. Without the baseline it takes the square of that, about 21 times as many draws, to be as sure of the slope.
#
# ### Exercise: a calmer one
#
# Is the mean reward the best baseline? Take p = 0.9, and the rewards 3 and 1 for right and left as before. With one baseline, both pushes give the same `(reward - baseline) * (action - p)`. Then there is no spread at all: a single draw tells the slope. Which baseline is it?

# %% tags=["exercise"]
best_baseline = ...  # your number here
check.exercise("best_baseline", best_baseline)

# %% [markdown]
# ## What comes later counts, too
#
# On the cart each step brings 1, even the last one before a fall. What shows a bad push is that little comes after it. So an action is credited with all that follows: its own reward, plus 0.99 times the next one, plus 0.99² times the one after, and so on. This is the **return**, and 0.99 is the **discount**. What comes 100 steps later counts little more than a third, for it has less to do with this push. Going backward, each return is the reward plus 0.99 times the return one step later.


# %%
def returns(rewards, discount=0.99):
    found = [rewards[-1]]
    for reward in rewards[-2::-1]:
        found.insert(0, reward + discount * found[0])
    return np.array(found)


check.close("returns of three steps", returns([1, 1, 1]), [1 + 0.99 + 0.99**2, 1 + 0.99, 1])

# %% [markdown]
# ### Exercise: several games in a row
#
# A single cart plays one game after the other, and all its rewards are in one list. `last` is a list of the same length, with True at the last step of each game. Return the discounted returns, one for each step. A game must not be credited with what a later game brought. The list may end in the midst of a game. What would follow is not known, and counts 0. For the rewards 1, 1, 1, the discount 0.5 and True at the second step only, they are 1.5, 1, 1.


# %% tags=["exercise"]
def returns_apart(rewards, last, discount):
    return ...  # your code here


check.exercise("returns_apart", returns_apart)

# %% [markdown]
# ## A network that tries
#
# The policy is a small network: 16 tanh units, and one logit for a push to the right. It is asked so often that we compute its answers in NumPy.
#
# To learn, it draws its pushes, each with the probability that the sigmoid makes of its logit. For that, `np.random.logistic` is handy: it draws numbers that lie below a logit with just this probability. To be judged, the policy does what it holds more probable: push to the right if the logit is above 0. (That is what `sure` is for.)


# %%
def build(inputs):
    model = keras.Sequential([keras.Input((inputs,)), layers.Dense(16, "tanh"), layers.Dense(1)])
    model.compile(keras.optimizers.Adam(learning_rate=0.02), loss)
    return model


def answers(weights, seen):
    w1, b1, w2, b2 = weights
    return (np.tanh(seen @ w1 + b1) @ w2 + b2)[:, 0]


def policy(weights, sure=False):
    return lambda seen: answers(weights, seen) > (0 if sure else np.random.logistic(size=len(seen)))


# %%
model = build(4)
by_hand, by_keras = answers(model.get_weights(), seen[0]), model.predict_on_batch(seen[0])
check.close("policy by hand", by_hand, by_keras[:, 0], absolute=1e-5)

# %% [markdown]
# One round: play 32 games, and look at each push. Its baseline is the mean return, at the same step, of all games that are still on: did this cart do better from here on than the others? The advantages are divided by their spread, so that they have about the same size in every round. Of all pushes of the round, 4096 are drawn, and with these the network takes one step of Adam. (It is always this number, since Keras prepares itself anew for another one.) To learn like this is called **policy gradient**, and its simplest form is REINFORCE ([Williams, 1992](https://doi.org/10.1007/BF00992696)).


# %%
def advantages(rewards, on):
    later = returns(rewards)
    usual = later.sum(axis=1, keepdims=True) / on.sum(axis=1, keepdims=True)
    better = (later - usual)[on]
    return better / (better.std() + 1e-9)


# %% [markdown]
# A policy can get worse again, so the last one need not be the best. Every fifth one of the second half plays 32 games for validation, and the best of these eight is kept. `steps` tells how many steps a policy balances, in the mean. (`worth`, a factor on the reward, is for later.)


# %%
def steps(policy, see=lambda state: state, n=100):
    return play(policy, n, see)[2].sum(axis=0).mean()


# %%
def learn(see=lambda state: state, worth=lambda seen: 1, rounds=80):
    model, stages, curve = build(see(state).shape[1]), [], []
    for _ in range(rounds):
        stages.append(model.get_weights())
        seen, pushed, rewards = play(policy(stages[-1]), 32, see)
        on = rewards > 0
        curve.append(rewards.sum() / 32)
        some = np.random.randint(on.sum(), size=4096)
        weight = advantages(rewards * worth(seen), on)[some]
        model.train_on_batch(seen[on][some], 1.0 * pushed[on][some, None], sample_weight=weight)
    best = max(stages[rounds // 2 :: 5], key=lambda w: steps(policy(w, sure=True), see, 32))
    return best, stages, curve


# %%
best, stages, curve = learn()
learned = steps(policy(best, sure=True))
check.between("steps, network", learned, 480, 500)
check.between("steps, network / chance", learned / by_chance, 15, 30)

# %% [markdown]
# On 100 new carts it balances for at least 480 of 500 steps in the mean, at least 15 times as many as with random pushes. Nobody told it what a good push is.
#
# ## Who could do it as well?
#
# Two rivals. The first thinks: push to the side to which the pole leans and turns, that is to the right if angle plus turning is above 0. The second has luck: it draws four weights at random, pushes to the right if the weighted sum is above 0, and plays 16 games with them. It does so again and again, until it has played at least as many steps as the network. (Eight policies with 32 games of at most 500 steps, 128,000 in all, were for validation.) The weights with the longest games are kept, and judged on 100 new carts. (Ten draws play side by side, 16 carts each: that is faster. `tried` keeps for each draw the steps of its games, and its weights.)


# %%
def search(budget, size, see=lambda state: state):
    tried = []
    while sum(lasted for lasted, _ in tried) < budget:
        w = np.random.normal(size=(10, size))
        up = play(lambda x: (x.reshape(10, 16, -1) @ w[..., None]).ravel() > 0, 160, see)[2].T
        tried += zip(up.reshape(10, -1).sum(axis=1), map(tuple, w))
    return steps(lambda seen: seen @ max(tried)[1] > 0, see)


# %% [markdown]
# **Predict, then run.** For how many of 500 steps does the rule balance the pole, and for how many the best of the drawn weights?

# %%
prediction = None  # your guess, for example (100, 200)
rule = steps(lambda seen: seen[:, 2] + seen[:, 3] > 0)
found = search(32 * sum(curve) + 128_000, 4)
print(f"steps: rule {rule:.1f}, search {found:.1f}; your prediction: {prediction}")
check.between("steps, network minus rule", learned - rule, 0, 35)
check.between("steps, network minus search", learned - found, -10, 25)

# %% [markdown]
# The rule, one line of thought, is at most 35 steps behind. The search is at most 25 behind, and may be ahead. So here the network gains little or nothing. Think first, and try your luck, before you train.
#
# ## Thirty-two dials
#
# The rule knows what the four numbers mean. Now suppose that nobody does. On a wall there are 32 dials without labels. Behind them are the four numbers, and 28 that are noise, drawn anew at each step. Every dial shows a mix of all 32, with weights that were drawn once. (`np.linalg.qr` makes a matrix from random numbers that rotates the 32, so nothing gets lost.) Nobody has a rule for that. The same `learn` looks at the dials, and again the search plays at least as many steps.
#
# In the figure, the curves show the 32 games of each round, in which pushes are drawn. The level lines do not learn: each is one number, from 100 games.

# %%
mix = np.linalg.qr(np.random.normal(size=(32, 32)))[0]


def dials(state):
    return np.hstack([state, np.random.normal(0, 0.3, (len(state), 28))]) @ mix


# %% tags=["slide"]
best_of_dials, _, curve_of_dials = learn(dials)
learned = steps(policy(best_of_dials, sure=True), dials)
found = search(32 * sum(curve_of_dials) + 128_000, 32, dials)
lines = {"network, 4 numbers": curve, "network, 32 dials": curve_of_dials}
heights = {"rule, 4 numbers": rule, "search, 32 dials": found, "chance": by_chance}
ax = plot.loss(lines | {k: [y] * 80 for k, y in heights.items()}, plt.subplots(figsize=(9, 4))[1])
ax.set(xlabel="round", ylabel="steps balanced", title="Learning from rewards alone")
ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
plt.show()
check.between("steps with dials, network", learned, 420, 500)
check.between("steps with dials, network minus search", learned - found, 100, 480)

# %% [markdown]
# On new carts the network that was kept balances for at least 420 steps, mostly far more, and the search stays at least 100 behind it, mostly 300 or more. The more weights have to fit together, the rarer is the luck. The slope tells from the same games which way to turn every weight. (Here four good directions among 32 would be enough, and someone who knows mechanics could look for them. The network did without.)
#
# But our rival draws blindly, and learns nothing from what it has tried. When we let it draw around the mean of its best draws, again and again, it kept up with the network, with about as many steps. The next lesson has a task on which that search is left behind as well.
#
# ## What goes wrong: the reward says something else
#
# The network learns what brings reward, and not what you meant. Two rewards that may sound reasonable: *−1 for each step*, so that it hurries; and *the speed to the right*, so that the cart gets going while it balances.
#
# **Predict, then run.** How many steps do the games last, in the mean, after 20 rounds?

# %%
prediction = None  # your two guesses
for name, worth in {"−1 a step": lambda seen: -1, "speed": lambda seen: seen[..., 1]}.items():
    check.between(f"steps, reward {name}", learn(worth=worth, rounds=20)[2][-1], 8, 16)
print("your prediction:", prediction)

# %% [markdown]
# Symptom: the games last for 8 to 16 steps, fewer than with random pushes. Cause: the policies go where the pay is. If each step costs, the cheapest game is the shortest. If speed pays, pushing to the right pays at once. To roll upright to the end of the track would pay far more, but at first it takes pushes that cost, and learning is caught by what pays soonest. Cure: reward what you want in the end, and watch a game before you trust a reward.
#
# ## Watch it
#
# Above is the policy after five rounds, below the one that was kept, each on a new cart. The movie shows the first eight seconds. Where a game is over, the cart stands still.

# %% tags=["slide"]
games = [play(policy(weights, sure=True), 1)[0][:, 0] for weights in (stages[5], best)]


def draw(ax, i):
    ax.axis("off")
    for game, name, low in zip(games, ("After 5 rounds", "Learned"), (0.58, 0)):
        cart.draw(ax.inset_axes([0, low, 1, 0.36]), game[: i + 1][-1], name)


plot.movie(draw, range(0, 400, 16), figsize=(7.6, 5.4), seconds=8)

# %% [markdown]
# ## What we saw
#
# - Without targets, make what was tried more probable, weighted by how much more than usual it brought. In Keras that is cross-entropy with `sample_weight`.
# - A baseline leaves the mean slope as it is and takes away spread. Discounted returns credit an action with what comes later.
# - With four numbers, a rule and a search by luck do about as well as the network. With 32 unlabeled dials a search that draws blindly stays behind, by at least 100 of 500 steps.
# - It learns what the reward says, first of all what it says at once, and not what you meant.
#
# **Go further.** Leave out the baseline (`usual = 0`): does it still learn, and on every seed? Change the discount to 0.9. Let the search draw 100 sets of weights, then 100 more around the mean of the best ten, with their spread, and so on: how far does it come with the dials? In Keras: [an actor and a critic](https://keras.io/examples/rl/actor_critic_cartpole/), where a second network learns the baseline. The world in its original form: [Gymnasium](https://gymnasium.farama.org/environments/classic_control/cart_pole/).
#
# **Next:** By day and by night.
