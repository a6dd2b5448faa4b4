# %% [markdown]
# # 14. Yes or no
#
# > You turn probabilities into decisions, move the threshold between yes and no, and count what each kind of mistake costs.
#
# 35 minutes · needs: the lessons "Cross-entropy" and "When to stop" · data: breast_cancer

# %% [markdown]
# ## Look at the data first
#
# 569 tumors, 212 of them malignant. Cells were looked at through a microscope and measured in thirty ways. We take three that do not tell much: the texture, smoothness and symmetry of the nuclei. Here are the first two of them.

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

tumors = data.load("breast_cancer")
print("malignant tumors:", (tumors["diagnosis"] == "malignant").sum(), "of", len(tumors))
for kind, marker in [("benign", "o"), ("malignant", "^")]:
    chosen = tumors[tumors["diagnosis"] == kind]
    plt.plot(chosen["mean_texture"], chosen["mean_smoothness"], marker, markersize=4, label=kind)
plt.gca().set(
    xlabel="mean texture", ylabel="mean smoothness", title="No border is without mistakes"
)
plt.legend()
plt.show()

# %% [markdown]
# ## One neuron, one probability
#
# The neuron of the lesson "Cross-entropy", now with three inputs. Its answer is a logit, and the sigmoid makes a probability of it: that the tumor is malignant. A quarter of the tumors, 142, train it. The other 427 are kept to judge it; with fewer, the counts below would be more a matter of luck.

# %%
import numpy as np
import keras
from keras import layers
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
inputs = tumors[["mean_texture", "mean_smoothness", "mean_symmetry"]].to_numpy()
malignant = (tumors["diagnosis"] == "malignant").to_numpy().astype(float)
x_train, x_test, y_train, y_test = train_test_split(inputs, malignant, test_size=427)
mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_test = (x_train - mean) / deviation, (x_test - mean) / deviation


# %%
def train(x, y):
    neuron = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    neuron.compile(optimizer=keras.optimizers.Adam(learning_rate=0.02), loss=loss)
    neuron.fit(x, y, batch_size=18, epochs=20, verbose=0)
    return neuron


def probabilities(x, weights, bias):
    return 1 / (1 + np.exp(-(x @ weights + bias)[:, 0]))


# %% tags=["slide"]
neuron = train(x_train, y_train)
p = probabilities(x_test, *neuron.get_weights())
by_keras = keras.ops.sigmoid(neuron.predict(x_test, verbose=0))[:, 0]
check.close("probabilities, by hand and by Keras", p, by_keras, absolute=1e-5)

# %% [markdown]
# ## The threshold is yours
#
# A probability is not yet a decision. You may call a tumor malignant from 0.5 on, or from less, or from more. Where you draw the line is the **threshold**. Each tumor then ends in one of four boxes, and the table of the four counts is the **confusion matrix**:
#
# | | called benign | called malignant |
# |---|---|---|
# | is benign | true negative (TN) | false positive (FP), a false alarm |
# | is malignant | false negative (FN), a miss | true positive (TP) |
#
# In the picture the benign tumors stand above, the malignant ones below, each at its probability. A tumor to the right of the line is called malignant.
#
# **Predict, then run.** The threshold moves from 0.05 to 0.8. Which of the two kinds of mistake gets rarer, which more frequent?


# %% tags=["slide"]
def mistakes(threshold):  # false alarms and misses
    called = p >= threshold
    return int(np.sum(called & (y_test == 0))), int(np.sum(~called & (y_test == 1)))


def draw(ax, threshold):
    for kind, name, sign in [(0, "benign", 1), (1, "malignant", -1)]:
        counts, edges = np.histogram(p[y_test == kind], bins=25, range=(0, 1))
        ax.bar(edges[:-1], sign * counts, width=0.04, align="edge", label=name)
    ax.axvline(threshold, color=plot.RED)
    ax.legend(loc="upper right")
    title = "Threshold {:.2f}: {} false alarms, {} misses".format(threshold, *mistakes(threshold))
    ax.set(xlim=(0, 1), yticks=[], xlabel="probability given", ylabel="tumors", title=title)


plot.movie(draw, np.linspace(0.05, 0.8, 26), seconds=6)

# %% [markdown]
# At a low threshold nearly all are called: false alarms. At a high one hardly any: misses. No threshold is free of both, for the two hills overlap. (`.format(…)` puts its arguments into the braces, one after the other.) The same counts by scikit-learn:

# %%
from sklearn.metrics import confusion_matrix

false_alarms, misses = mistakes(0.5)
benign, ill = int(np.sum(y_test == 0)), int(np.sum(y_test == 1))
table = [[benign - false_alarms, false_alarms], [misses, ill - misses]]
print("benign:    {} called benign, {} called malignant".format(*table[0]))
print("malignant: {} called benign, {} called malignant".format(*table[1]))
check.equal("confusion matrix", table, confusion_matrix(y_test, p >= 0.5))

# %% [markdown]
# Two shares judge the model. One looks at the tumors that it called, the other at those that are malignant:
#
# - **Precision**: of those that were called malignant, how many are? TP / (TP + FP)
# - **Recall**: of those that are malignant, how many were called so? TP / (TP + FN)
#
# ### Exercise: write precision and recall
#
# For any threshold from 0 to 1; a tumor at the threshold counts as called. `truth` holds 1 for malignant and 0 for benign (or 1.0 and 0.0), `p` the probabilities: two NumPy arrays of the same length. Return precision and recall, with a comma between them. For the truth 1, 0, 1 and 0, the probabilities 0.9, 0.7, 0.2 and 0.1 and the threshold 0.7 that is 0.5, 0.5: two are called and one of them is malignant; two are malignant and one of them is called. At least one tumor is called, and at least one is malignant.


# %% tags=["exercise"]
def precision_and_recall(truth, p, threshold):
    return ...  # your code here


check.exercise("precision_and_recall", precision_and_recall)

# %% [markdown]
# Now compare two thresholds, 0.2 and 0.5:

# %%
recall = [np.mean(p[y_test == 1] >= threshold) for threshold in (0.2, 0.5)]
precision = [np.mean(y_test[p >= threshold]) for threshold in (0.2, 0.5)]
print(f"at 0.2: recall {recall[0]:.0%}, precision {precision[0]:.0%}")
print(f"at 0.5: recall {recall[1]:.0%}, precision {precision[1]:.0%}")
check.between("recall at 0.2", recall[0], 0.8, 1.0)
check.between("recall at 0.5 minus recall at 0.2", recall[1] - recall[0], -0.85, -0.15)
check.between("precision at 0.5 minus precision at 0.2", precision[1] - precision[0], 0.02, 0.5)

# %% [markdown]
# At 0.2 at least 8 of 10 malignant tumors are found. At 0.5 many more are missed, and those that are called are malignant more often. One pays for the other.
#
# ## What do mistakes cost
#
# Which threshold is right depends on what comes after. Suppose that a false alarm costs one more examination, and a miss costs as much as ten of these. To call someone benign whose probability is `p` costs `10 * p` on average; to call malignant costs `1 - p`. Both cost the same where 10 · p = 1 − p, so 11 · p = 1, and p = 1 / 11. From there on calling malignant is cheaper. Nothing had to be tried on the test set to know it.
#
# **Predict, then run.** The simplest rival calls every tumor malignant, and misses none. Is the neuron cheaper?


# %% tags=["slide"]
def cost(threshold):
    false_alarms, misses = mistakes(threshold)
    return false_alarms + 10 * misses


plt.plot(np.arange(0, 81) / 100, [cost(percent / 100) for percent in range(81)])
plt.axvline(1 / 11, color=plot.RED, label="1 / 11")
plt.gca().set(
    xlabel="threshold", ylabel="cost of all mistakes", title="The costs choose the threshold"
)
plt.legend()
plt.show()

# %%
at_half, cheapest, all_malignant = cost(0.5), cost(1 / 11), cost(0)  # p >= 0 holds for all
print(f"cost: {at_half} at 0.5, {cheapest} at 1 / 11, {all_malignant} if all are called malignant")
check.between("cost at 1 / 11, over that at 0.5", cheapest / at_half, 0.12, 0.55)
check.between(
    "cost at 1 / 11, over that of calling all malignant", cheapest / all_malignant, 0.63, 1.05
)

# %% [markdown]
# It is the same neuron, and at 1 / 11 the mistakes cost at most 0.55 of what they cost at 0.5. Beside the rival the gain is uncertain: up to four tenths, and sometimes the neuron is even a little dearer. With three weak measurements, and misses as dear as that, it cannot be sure to win.
#
# ### Exercise: choose the threshold
#
# From which probability on is calling "yes" cheaper? Write it for any two costs above 0. If a miss costs 3 and a false alarm costs 2, it is from 0.4 on.


# %% tags=["exercise"]
def cheapest_threshold(cost_of_miss, cost_of_false_alarm):
    return ...  # your code here


check.exercise("cheapest_threshold", cheapest_threshold)

# %% [markdown]
# ## All thresholds at once
#
# The **ROC** curve draws, for every threshold, the share of the malignant tumors that are found against the share of the benign ones that raise a false alarm. (The name, receiver operating characteristic, comes from radar.) Guessing gives the diagonal. At the lower left the threshold is so high that nobody is called, at the upper right so low that all are.
#
# The area under the curve, **AUC**, has a plain meaning: take one malignant and one benign tumor at random; how often does the malignant one have the higher probability? We compute it so, over all pairs: a row for each malignant tumor, a column for each benign one.

# %%
from sklearn.metrics import roc_auc_score, roc_curve

auc = np.mean(p[y_test == 1][:, None] > p[y_test == 0])
print(f"in {auc:.0%} of all pairs, the malignant tumor has the higher probability")
check.close("AUC, by pairs and by scikit-learn", auc, roc_auc_score(y_test, p), absolute=1e-3)
check.between("AUC on unseen tumors", auc, 0.68, 0.9)

# %% tags=["slide"]
alarmed, found, _ = roc_curve(y_test, p)
plt.plot(alarmed, found)
plt.plot([0, 1], [0, 1], "--", color=plot.BLACK, linewidth=1)
plt.gca().set(xlabel="share of benign alarmed", ylabel="share of malignant found", title="ROC")
plt.show()

# %% [markdown]
# ## What goes wrong in practice
#
# **Unequal classes.** In a screening, few are ill. Keep all 357 benign tumors and 19 malignant ones, and train the neuron again. (19 are too few to keep some back, so this once we judge on the training set. `np.flatnonzero` lists the places that are not 0 or False, `np.concatenate` joins arrays end to end.)

# %%
ill = np.random.choice(np.flatnonzero(malignant), 19, replace=False)
rows = np.concatenate([np.flatnonzero(malignant == 0), ill])
x, y = (inputs[rows] - mean) / deviation, malignant[rows]
p_rare = probabilities(x, *train(x, y).get_weights())
accuracy, always_benign = np.mean((p_rare >= 0.5) == y), np.mean(y == 0)
found = [np.mean(p_rare[y == 1] >= threshold) for threshold in (0.5, 0.05)]
alarmed = np.mean(p_rare[y == 0] >= 0.05)
print(f"right {accuracy:.1%}; always benign {always_benign:.1%}; found {found[0]:.0%} at 0.5")
print(f"at 0.05: found {found[1]:.0%} of the malignant, alarmed {alarmed:.0%} of the benign")

# %%
check.between("rare: accuracy", accuracy, 0.93, 0.97)
check.between("rare: accuracy of always saying benign", always_benign, 0.949, 0.95)
check.between("rare: recall at 0.5", found[0], 0.0, 0.3)
check.between("rare: recall at 0.05", found[1], 0.55, 1.0)
check.between("rare: share of the benign alarmed at 0.05", alarmed, 0.2, 0.7)

# %% [markdown]
# The symptom: an accuracy of about 0.95 that sounds splendid, and is that of always saying benign. At 0.5 the neuron finds at most 3 in 10 of the malignant tumors. The threshold is wrong for this, and accuracy is the wrong measure. At 0.05, about the share of the ill, it finds more than half of them, and alarms 2 to 7 in 10 of the benign. Whether that is worth it, the costs must say. Never report accuracy without that of the most frequent answer.
#
# ### Exercise: find and mend the fault
#
# This line decides who is called malignant, from the logits that the network answers:
#
#     called = logits >= threshold
#
# With the threshold 0.5 it misses tumors that have a probability of 0.6. Write it right, for a NumPy array of logits, one for each tumor, and any threshold above 0 and below 1. A logit may be as large as 3000. A tumor at the threshold counts as called. From the logits −3, 0 and 0.3 with the threshold 0.5 come False, True, True.


# %% tags=["exercise"]
def called_malignant(logits, threshold):
    return ...  # your code here: an array of True and False


check.exercise("called_malignant", called_malignant)

# %% [markdown]
# ## What we saw
#
# - A probability becomes a decision by a threshold, and the threshold follows from what the mistakes cost.
# - Precision and recall look at the mistakes from two sides; AUC looks at all thresholds at once.
# - With unequal classes, accuracy says next to nothing.
#
# All this takes the probabilities at their word. Whether you may do that is the question of the lesson "How sure is it".
#
# **Go further.** Train the neuron on all thirty measurements: how far apart are the two hills now? Give `fit` a `class_weight={0: 1, 1: 19}` for the rare tumors: a miss then costs 19 times as much in the loss. Which threshold does this replace? In Keras: [AUC](https://keras.io/api/metrics/classification_metrics/#auc-class).
#
# **Next:** One of many, from raw pixels.
