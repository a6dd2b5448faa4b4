# %% [markdown]
# # 14. Yes or no
#
# > You turn probabilities into decisions, count what each kind of mistake costs, and find out whether a model that says 90 percent is right nine times in ten.
#
# 40 minutes · needs: the lessons "Cross-entropy" and "When to stop" · data: breast_cancer

# %% [markdown]
# ## Look at the data first
#
# 569 tumors, 212 of them malignant. Cells were looked at through a microscope and measured in thirty ways. To begin with, take three that do not tell much: the texture, smoothness and symmetry of the nuclei. This is the first two of them:

# %%
from dl101 import check, data, plot
from matplotlib import pyplot as plt

tumors = data.load("breast_cancer")
print(f"{len(tumors)} tumors: {tumors['diagnosis'].value_counts().to_dict()}")
for kind, marker in [("benign", "o"), ("malignant", "^")]:
    chosen = tumors[tumors["diagnosis"] == kind]
    plt.scatter(chosen["mean_texture"], chosen["mean_smoothness"], s=14, marker=marker, label=kind)
plt.gca().set(xlabel="mean texture", ylabel="mean smoothness", title="No border parts them without mistakes")
plt.legend()
plt.show()

# %% [markdown]
# ## One neuron, one probability
#
# The neuron of the lesson "Cross-entropy", now with three inputs: it answers with a logit, and the sigmoid makes a probability of it. A quarter of the tumors, 142, train it. The others are kept to judge it: with 427 of them the counts below are less a matter of luck.

# %%
import numpy as np
import keras
from keras import layers, ops
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
malignant = (tumors["diagnosis"] == "malignant").to_numpy()
three = tumors[["mean_texture", "mean_smoothness", "mean_symmetry"]].to_numpy()
x_train, x_test, y_train, y_test = train_test_split(three, malignant.astype(float), test_size=427)
mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)
x_train, x_test = (x_train - mean) / deviation, (x_test - mean) / deviation


# %%
def train(x, y, widths, epochs):
    hidden = [layers.Dense(width, activation="relu") for width in widths]
    model = keras.Sequential([keras.Input(x.shape[1:]), *hidden, layers.Dense(1)])
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss=loss)
    model.fit(x, y, batch_size=18, epochs=epochs, verbose=0)
    return model


def probabilities(model, x):
    return ops.convert_to_numpy(ops.sigmoid(model.predict(x, batch_size=500, verbose=0)[:, 0]))


# %%
neuron = train(x_train, y_train, [], epochs=20)
p = probabilities(neuron, x_test)
weights, bias = neuron.get_weights()
by_hand = 1 / (1 + np.exp(-(x_test @ weights + bias)[:, 0]))
print(f"the first unseen tumor is malignant with a probability of {p[0]:.2f}")
check.close("probabilities, by hand and by Keras", p, by_hand, absolute=1e-5)

# %% [markdown]
# ## The threshold is yours
#
# A probability is not yet a decision. Say "malignant" from some **threshold** on: 0.5, or less, or more. Then each tumor ends in one of four boxes, and the table of the four counts is the **confusion matrix**:
#
# | | called benign | called malignant |
# |---|---|---|
# | is benign | true negative (TN) | false positive (FP), a false alarm |
# | is malignant | false negative (FN), a miss | true positive (TP) |
#
# The code prints the same table. In it `~called` is not called, and `&` means and.

# %%
from sklearn.metrics import confusion_matrix

called = p >= 0.5
true_positives, false_positives = np.sum(called & (y_test == 1)), np.sum(called & (y_test == 0))
false_negatives, true_negatives = np.sum(~called & (y_test == 1)), np.sum(~called & (y_test == 0))
table = [[true_negatives, false_positives], [false_negatives, true_positives]]
print(f"benign:    {true_negatives:3} called benign, {false_positives:3} called malignant")
print(f"malignant: {false_negatives:3} called benign, {true_positives:3} called malignant")
check.equal("confusion matrix, by hand and by scikit-learn", table, confusion_matrix(y_test, called))

# %% [markdown]
# Two shares judge the model. One looks at those that it called, the other at those that are malignant:
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
# Raise the threshold, and recall can only fall. Precision mostly rises, not at each step. (`np.mean(y_test[p >= t])` is the share of 1s among those called: the precision.)

# %%
thresholds = np.linspace(0.05, 0.8, 76)
recalls = [np.mean(p[y_test == 1] >= t) for t in thresholds]
precisions = [np.mean(y_test[p >= t]) for t in thresholds]
plt.plot(thresholds, precisions, label="precision")
plt.plot(thresholds, recalls, "--", label="recall")
plt.gca().set(xlabel="threshold", ylabel="share of unseen tumors", title="What one gains the other pays for")
plt.legend()
plt.show()

# %%
print(f"threshold 0.5: recall {recalls[45]:.0%}, precision {precisions[45]:.0%}")
print(f"threshold 0.2: recall {recalls[15]:.0%}, precision {precisions[15]:.0%}")
check.between("recall at 0.5", recalls[45], 0.1, 0.8)  # 0.05 + 45 * 0.01 is 0.5
check.between("recall at 0.2", recalls[15], 0.8, 1.0)
check.between("precision at 0.5 less precision at 0.2", precisions[45] - precisions[15], 0.02, 0.5)

# %% [markdown]
# ## What do mistakes cost
#
# Which threshold is right depends on what comes after. Suppose that a false alarm costs one more examination, and a miss costs as much as ten of these. Someone whose probability is `p` costs you, on average, `10 * p` if you call benign and `1 - p` if you call malignant. Both cost the same where 10 · p = 1 − p, so 11 · p = 1, and p = 1 / 11. From there on calling malignant is cheaper. Nothing had to be tried on the test set to know it.


# %%
def cost(threshold, p=p):
    called = p >= threshold
    return 10 * np.sum(~called & (y_test == 1)) + np.sum(called & (y_test == 0))


at_half, cheapest, all_malignant = cost(0.5), cost(1 / 11), cost(0)  # p >= 0 holds for all
print(f"cost: {at_half} at 0.5, {cheapest} at 1 / 11, {all_malignant} if all are called malignant")
check.between("cost at 1 / 11, over that at 0.5", cheapest / at_half, 0.12, 0.55)
check.between("cost at 1 / 11, over that of calling all malignant", cheapest / all_malignant, 0.63, 1.05)

# %% [markdown]
# (`p=p` in the first line means: if no other probabilities are given, take these.) The same model, and the mistakes cost at most 0.55 of what they did. But look at the simplest rival: to call every tumor malignant costs at most 1.6 times as much, and may cost no more. With three weak measurements, and misses as dear as that, the model has little to say.
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
# The **ROC** curve (receiver operating characteristic, a name from radar) draws for every threshold the share of the malignant that are found against the share of the benign that are alarmed. Guessing gives the diagonal. The area under the curve, **AUC**, has a plain meaning: take one malignant and one benign tumor at random; how often does the malignant one have the higher probability? (A tie counts half.) By hand, over all pairs. The share found is the recall. At the lower left of the curve the threshold is so high that nobody is called, at the upper right so low that all are. (`_` takes the thresholds, which are not needed.)

# %%
from sklearn.metrics import roc_auc_score, roc_curve

auc = np.mean(p[y_test == 1][:, None] > p[y_test == 0])  # a row for each malignant tumor, a column for each benign one
print(f"in {auc:.0%} of all pairs, the malignant tumor has the higher probability")
check.close("AUC, by pairs and by scikit-learn", auc, roc_auc_score(y_test, p), absolute=1e-3)
check.between("AUC on unseen tumors", auc, 0.68, 0.9)
alarmed, found, _ = roc_curve(y_test, p)
plt.plot(alarmed, found)
plt.plot([0, 1], [0, 1], "--", color=plot.BLACK, linewidth=1)
plt.gca().set(xlabel="share of benign alarmed", ylabel="share of malignant found", title="Better than guessing")
plt.show()

# %% [markdown]
# ## Is 90 percent right nine times in ten?
#
# The costs were computed as if the probabilities were true. A model is **calibrated** if, of the tumors to which it gives about 0.7, 7 in 10 are malignant, and so on for every probability. How sure it is of an answer is the larger of `q` and `1 - q`. Compare the neuron with a network of 256 and 256 hidden units on the same three measurements. The picture sorts the tumors into five groups by their probability and shows, for each group, the share that is malignant.

# %%
large = train(x_train, y_train, [256, 256], epochs=25)
gaps, curves = [], []
for name, q, style in [("one neuron", p, "o-"), ("256 and 256 units", probabilities(large, x_test), "^--")]:
    gaps.append(np.maximum(q, 1 - q).mean() - np.mean((q >= 0.5) == y_test))
    groups = [np.abs(q - middle) <= 0.1 for middle in (0.1, 0.3, 0.5, 0.7, 0.9)]
    curves.append(([q[one].mean() for one in groups], [y_test[one].mean() for one in groups], style, name))

# %%
for given, true, style, name in curves:
    plt.plot(given, true, style, label=name)
plt.plot([0, 1], [0, 1], color=plot.BLACK, linewidth=1)
plt.gca().set(xlabel="probability given", ylabel="share malignant", title="On the line is honest, flatter is too sure")
plt.legend()
plt.show()
print(f"one neuron: surer than right by {100 * gaps[0]:.0f} points in 100")
print(f"256 and 256 units: surer than right by {100 * gaps[1]:.0f} points")
check.between("one neuron: sure less right", gaps[0], -0.08, 0.1)
check.between("256 and 256 units: sure less right", gaps[1], 0.03, 0.3)
print(f"cost at 1 / 11: neuron {cheapest}, network {cost(1 / 11, probabilities(large, x_test))}")
check.between("cost at 1 / 11, large over neuron", cost(1 / 11, probabilities(large, x_test)) / cheapest, 0.8, 3.5)

# %% [markdown]
# The large network is surer than it is right by 3 to 30 points in 100, on average: it has overfitted. (Points for groups of few tumors are rough.) Neither threshold nor costs can be trusted then: with the threshold 1 / 11 its mistakes cost about as much as the neuron's or up to 3.5 times as much.
#
# ## All thirty measurements, five times
#
# One split is one throw of the dice. **Cross-validation** splits the data into five folds; each is the test set once, while the other four train. A network with 16 hidden units, against logistic regression. (`KFold` gives the row numbers; `decision_function` is scikit-learn's name for the logits.)

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

x, y, scores = tumors.drop(columns="diagnosis").to_numpy(), malignant.astype(float), []
for train_rows, test_rows in KFold(5, shuffle=True).split(x):
    mean, deviation = x[train_rows].mean(axis=0), x[train_rows].std(axis=0)
    scaled, y_fold = (x - mean) / deviation, y[test_rows]
    network = train(scaled[train_rows], y[train_rows], [16], epochs=5)
    rival = LogisticRegression().fit(scaled[train_rows], y[train_rows])
    z, z_rival = network.predict(scaled[test_rows], verbose=0)[:, 0], rival.decision_function(scaled[test_rows])
    scores.append([np.mean((one > 0) == y_fold) for one in (z, z_rival)] + [roc_auc_score(y_fold, z)])

# %%
accuracy, accuracy_of_rival, auc = np.mean(scores, axis=0)
print(f"right: network {accuracy:.1%}, logistic regression {accuracy_of_rival:.1%}")
print(f"always benign: {np.mean(y == 0):.0%} right; AUC of the network: {auc:.3f}")
check.between("accuracy of the network, mean of five folds", accuracy, 0.955, 0.99)
check.between("accuracy in five folds, network less logistic regression", accuracy - accuracy_of_rival, -0.02, 0.015)
check.between("AUC of the network", auc, 0.985, 1.0)
check.close("accuracy of always saying benign", np.mean(y == 0), 0.63, absolute=0.005)

# %% [markdown]
# With all thirty measurements, 95.5 to 99 in 100 are right, where always saying benign gets 63. Logistic regression is as good: a tie, within 2 points in 100. Say so when it happens to you, and take the simpler one.
#
# ## What goes wrong in practice
#
# **Unequal classes.** In a screening, few are ill. Keep all 357 benign tumors and 19 malignant ones, with the three measurements, and train the neuron again. They are too few to keep some back, so this once we judge on the training set; five folds with the same share in each, scikit-learn's `StratifiedKFold`, would be the honest way.

# %%
rows = np.concatenate([np.flatnonzero(~malignant), np.random.choice(np.flatnonzero(malignant), 19, replace=False)])
x_rare, y_rare = (three[rows] - three[rows].mean(axis=0)) / three[rows].std(axis=0), y[rows]
p_rare = probabilities(train(x_rare, y_rare, [], epochs=40), x_rare)

# %%
print(f"right {np.mean((p_rare >= 0.5) == y_rare):.1%}; always benign {np.mean(y_rare == 0):.1%}")
print(f"malignant found at 0.5: {np.mean(p_rare[y_rare == 1] >= 0.5):.0%}")
print(f"malignant found at 0.05: {np.mean(p_rare[y_rare == 1] >= 0.05):.0%}")
print(f"benign alarmed at 0.05: {np.mean(p_rare[y_rare == 0] >= 0.05):.0%}")
print(f"AUC: {roc_auc_score(y_rare, p_rare):.2f}")
check.between("rare: accuracy", np.mean((p_rare >= 0.5) == y_rare), 0.93, 0.97)
check.between("rare: accuracy of always saying benign", np.mean(y_rare == 0), 0.949, 0.95)
check.between("rare: recall at 0.5", np.mean(p_rare[y_rare == 1] >= 0.5), 0.0, 0.3)
check.between("rare: recall at 0.05", np.mean(p_rare[y_rare == 1] >= 0.05), 0.55, 1.0)
check.between("rare: share of the benign alarmed at 0.05", np.mean(p_rare[y_rare == 0] >= 0.05), 0.2, 0.6)
check.between("rare: AUC", roc_auc_score(y_rare, p_rare), 0.65, 0.95)

# %% [markdown]
# The symptom: an accuracy of about 0.95 that sounds splendid, and is that of always saying benign; at 0.5 the neuron finds at most 3 in 10 of the malignant ones. The neuron is not at fault: its AUC is 0.65 or more. The threshold is wrong for this, and accuracy is the wrong measure. With 0.05, about the share of the ill, it finds 5.5 to 10 in 10, and alarms 2 to 6 in 10 of the benign. Whether that is worth it, the costs must say. Never report accuracy without that of the most common answer.
#
# **Scaling forgotten in use.** The network of the last fold was trained on standardized measurements. In the hospital someone hands it the raw ones:

# %%
raw = ops.convert_to_numpy(network.predict(x[test_rows], verbose=0)[:, 0])
print(f"{np.mean(raw > 0):.0%} of the raw tumors are called malignant")
print(f"the smallest logit, without sign: {np.abs(raw).min():.0f}")
check.between("share called malignant, of the raw tumors", np.mean(raw > 0), 0.9, 1)
check.between("smallest size of a logit for raw tumors", np.abs(raw).min(), 20, 1000)

# %% [markdown]
# The symptom: one answer for all, given with full certainty; a logit of 10 or more is a probability of almost 1. Whenever a model that was good becomes sure of everything, compare the scale of its inputs with that of the training set. The cure is to keep mean and deviation with the model, or better inside of it: the lesson "Layers of every kind" shows how.
#
# ### Exercise: find and mend the fault
#
# This line decides who is called malignant, from the logits that the network answers:
#
#     called = logits >= threshold
#
# With the threshold 0.5 it misses tumors that have a probability of 0.6. Write it right, for a NumPy array of logits, one for each tumor, and any threshold above 0 and below 1. A logit may be as large as 3000. A tumor at the threshold counts as called. From the logits −3, 0 and 0.3 with the threshold 0.5 comes False, True, True.


# %% tags=["exercise"]
def called_malignant(logits, threshold):
    return ...  # your code here: an array of True and False


check.exercise("called_malignant", called_malignant)

# %% [markdown]
# ## What we saw
#
# - A probability becomes a decision by a threshold, and the threshold follows from what the mistakes cost.
# - Precision and recall look at the mistakes from two sides; AUC looks at all thresholds at once.
# - A model that overfits is surer than it is right. Look at its calibration before you count on its probabilities.
# - On the tumors, a network and logistic regression are equal.
# - With unequal classes, accuracy says next to nothing. Inputs on another scale give one answer for all.
#
# **Go further.** In `train`, give `fit` a `class_weight={0: 1, 1: 19}` and train on the rare tumors: a miss then costs 19 times as much in the loss. Which threshold does this replace? Draw the calibration of the large network, stopped early. In Keras: [AUC](https://keras.io/api/metrics/classification_metrics/#auc-class).
#
# **Next:** One of many, from raw pixels.
