# %% [markdown]
# # 10. Yes or no
#
# > You turn probabilities into decisions, count what each kind of mistake costs, and find out whether a model that says 90 percent is right nine times in ten.
#
# 40 minutes · needs: the lessons "Loss" and "Overfitting and underfitting" · data: breast_cancer

# %% [markdown]
# ## Look at the data first
#
# 569 tumors, 212 of them malignant. Cells were looked at through a microscope and measured in thirty ways. To begin with take three that are not easy: the texture, smoothness and symmetry of the nuclei. This is the first two of them:

# %%
from dl101 import check, data
from matplotlib import pyplot as plt

tumors = data.load("breast_cancer")
malignant = (tumors["diagnosis"] == "malignant").to_numpy()
for kind, chosen, marker in [("benign", ~malignant, "o"), ("malignant", malignant, "^")]:
    plt.scatter(*tumors.loc[chosen, ["mean_texture", "mean_smoothness"]].to_numpy().T, s=14, marker=marker, label=kind)
plt.gca().set(xlabel="mean texture", ylabel="mean smoothness", title="No border parts them without mistakes")
plt.legend()
plt.show()

# %% [markdown]
# ## One neuron, one probability
#
# The neuron of the lesson "Loss", now with three inputs: it answers with a logit, and the sigmoid makes a probability of it. A quarter of the tumors train it, the others are kept to judge it.

# %%
import numpy as np
import keras
from keras import layers, ops
from sklearn.model_selection import train_test_split

keras.utils.set_random_seed(0)
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
check.close("probabilities, by hand and by Keras", p, by_hand, absolute=1e-5)

# %% [markdown]
# ## The threshold is yours
#
# A probability is not yet a decision. Say "malignant" from some **threshold** on: 0.5, or less, or more. Then each tumor ends in one of four boxes, and the table of the four counts is the **confusion matrix**:
#
# | | called benign | called malignant |
# |---|---|---|
# | is benign | true negative | false positive, a false alarm |
# | is malignant | false negative, a miss | true positive |

# %%
from sklearn.metrics import confusion_matrix

called = p >= 0.5
true_positives, false_positives = np.sum(called & (y_test == 1)), np.sum(called & (y_test == 0))
false_negatives, true_negatives = np.sum(~called & (y_test == 1)), np.sum(~called & (y_test == 0))
table = [[true_negatives, false_positives], [false_negatives, true_positives]]
print(np.array(table))
check.equal("confusion matrix, by hand and by scikit-learn", table, confusion_matrix(y_test, called))

# %% [markdown]
# Two shares say what it is worth, one for each way of looking:
#
# - **Precision**: of those that were called malignant, how many are? TP / (TP + FP)
# - **Recall**: of those that are malignant, how many were called so? TP / (TP + FN)
#
# ### Exercise: write precision and recall
#
# For any threshold; a tumor at the threshold counts as called. `truth` holds 1 and 0. Return precision and recall, with a comma between them.


# %% tags=["exercise"]
def precision_and_recall(truth, p, threshold):
    return ...  # your code here


# %% tags=["check"]
truth_case, p_case = np.array([1, 0, 1, 1, 0, 0, 1]), np.array([0.9, 0.8, 0.7, 0.4, 0.3, 0.1, 0.2])
cases = [((truth_case, p_case, 0.7), (2 / 3, 0.5)), ((truth_case, p_case, 0.25), (0.6, 0.75))]
hint = "called = p >= threshold. Count those that are called and true; divide by all called, and by all true."
check.function(precision_and_recall, cases=cases, hint=hint)

# %% [markdown]
# Move the threshold, and one gets better while the other gets worse:

# %%
thresholds = np.linspace(0.05, 0.8, 76)
recalls = [np.mean(p[y_test == 1] >= t) for t in thresholds]
precisions = [np.mean(y_test[p >= t]) for t in thresholds]
plt.plot(thresholds, precisions, label="precision")
plt.plot(thresholds, recalls, "--", label="recall")
plt.gca().set(xlabel="threshold", ylabel="share of unseen tumors", title="What one gains the other pays for")
plt.legend()
plt.show()
check.between("recall at 0.5", recalls[45], 0.35, 0.75)
check.between("recall at 0.2", recalls[15], 0.75, 1.0)

# %% [markdown]
# ## What do mistakes cost
#
# Which threshold is right depends on what comes after. Suppose that a false alarm costs one more examination, and a miss costs as much as ten of these. Someone whose probability is `p` costs you, on average, `10 * p` if you call benign and `1 - p` if you call malignant. The second is cheaper from p = 1 / 11 on. Nothing had to be tried on the test set to know it.


# %%
def cost(threshold):
    called = p >= threshold
    return 10 * np.sum(~called & (y_test == 1)) + np.sum(called & (y_test == 0))


at_half, cheapest, all_malignant = cost(0.5), cost(1 / 11), cost(0)
print(f"cost at 0.5: {at_half}, at 1 / 11: {cheapest}, of calling all malignant: {all_malignant}")
check.between("cost at 1 / 11, over that at 0.5", cheapest / at_half, 0.2, 0.6)
check.between("cost at 1 / 11, over that of calling all malignant", cheapest / all_malignant, 0.6, 1.15)

# %% [markdown]
# The same model, and the mistakes cost at most 0.6 of what they did. But look at the simplest rival: to call every tumor malignant costs little more, and on some splits less. With three weak measurements, and misses as dear as that, the model has little to say.
#
# ### Exercise: choose the threshold
#
# From which probability on is calling "yes" cheaper? Write it for any two costs.


# %% tags=["exercise"]
def cheapest_threshold(cost_of_miss, cost_of_false_alarm):
    return ...  # your code here


# %% tags=["check"]
cases = [((10.0, 1.0), 1 / 11), ((3.0, 2.0), 0.4), ((1.0, 4.0), 0.8)]
hint = "Calling no costs cost_of_miss * p, calling yes costs cost_of_false_alarm * (1 - p). Where are they equal?"
check.function(cheapest_threshold, cases=cases, hint=hint)

# %% [markdown]
# ## All thresholds at once
#
# The **ROC** curve (receiver operating characteristic, a name from radar) draws for every threshold the share of the malignant that are found against the share of the benign that are alarmed. Guessing gives the diagonal. The area under the curve, **AUC**, has a plain meaning: take one malignant and one benign tumor at random; how often does the malignant one have the higher probability? By hand, over all pairs:

# %%
from sklearn.metrics import roc_auc_score, roc_curve

higher = p[y_test == 1][:, None] > p[y_test == 0]  # a row for each malignant tumor, a column for each benign one
auc = np.mean(higher)
check.close("AUC, by pairs and by scikit-learn", auc, roc_auc_score(y_test, p), absolute=1e-3)
check.between("AUC on unseen tumors", auc, 0.74, 0.9)
alarmed, found, _ = roc_curve(y_test, p)
plt.figure(figsize=(5, 4.6))
plt.plot(alarmed, found)
plt.plot([0, 1], [0, 1], "--", color="gray")
plt.gca().set(xlabel="share of benign alarmed", ylabel="share of malignant found", title="Better than guessing")
plt.show()

# %% [markdown]
# ## Is 90 percent right nine times in ten?
#
# The costs were computed as if the probabilities were true. A model whose probabilities are true on average is **calibrated**. The neuron has a rival here: a network with 256 and 256 hidden units on the same three measurements. How sure is each, on average, and how often is it right?

# %%
large = train(x_train, y_train, [256, 256], epochs=25)
bins = np.linspace(0, 1, 6)
gaps, ax = [], plt.subplots(figsize=(5.4, 4.6))[1]
for name, q, style in [("one neuron", p, "o-"), ("256 and 256 units", probabilities(large, x_test), "^--")]:
    sure, right = np.maximum(q, 1 - q).mean(), np.mean((q >= 0.5) == y_test)
    print(f"{name}: sure {sure:.2f}, right {right:.2f}")
    gaps.append(sure - right)
    groups = [(q >= low) & (q <= low + 0.2) for low in bins[:-1]]
    ax.plot([q[group].mean() for group in groups], [y_test[group].mean() for group in groups], style, label=name)

# %%
ax.plot([0, 1], [0, 1], color="gray", linewidth=1)
ax.set(xlabel="probability given", ylabel="share that is malignant", title="On the line is honest, flatter is too sure")
ax.legend()
plt.show()
check.between("one neuron: sure less right", gaps[0], -0.08, 0.1)
check.between("256 and 256 units: sure less right", gaps[1], 0.03, 0.3)

# %% [markdown]
# What the large network calls 0.9 is true far less often. It has overfitted, and that shows in its probabilities before it shows in its decisions: it is surer than it is right by 3 to 30 points in 100. Neither threshold nor costs can be trusted then.
#
# ## All thirty measurements, five times
#
# One split is one throw of the dice. **Cross-validation** parts the data into five folds; each is the test set once, while the other four train. A network with 16 hidden units, against logistic regression:

# %%
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

x, y, scores = tumors.drop(columns="diagnosis").to_numpy(), malignant.astype(float), []
for train_rows, test_rows in KFold(5, shuffle=True).split(x):
    mean, deviation = x[train_rows].mean(axis=0), x[train_rows].std(axis=0)
    scaled, y_fold = (x - mean) / deviation, y[test_rows]
    network = train(scaled[train_rows], y[train_rows], [16], epochs=5)
    rival = LogisticRegression().fit(scaled[train_rows], y[train_rows])
    z = network.predict(scaled[test_rows], verbose=0)[:, 0]
    z_rival = rival.decision_function(scaled[test_rows])
    scores.append([np.mean((one > 0) == y_fold) for one in (z, z_rival)] + [roc_auc_score(y_fold, z)])

# %%
accuracy, accuracy_of_rival, auc = np.mean(scores, axis=0)
check.between("accuracy of the network, mean of five folds", accuracy, 0.955, 0.99)
check.between("the same, less that of logistic regression", accuracy - accuracy_of_rival, -0.02, 0.015)
check.between("AUC of the network", auc, 0.985, 1.0)

# %% [markdown]
# With all thirty measurements, 95.5 to 99 in 100 are right, and logistic regression is as good: a tie, within 2 points in 100. Say so when it happens to you, and take the simpler one.
#
# ## What goes wrong in practice
#
# **Unequal classes.** In a screening, few are ill. Keep all 357 benign tumors and 19 malignant ones, with the three measurements, and train the neuron again.

# %%
rows = np.concatenate([np.flatnonzero(~malignant), np.random.choice(np.flatnonzero(malignant), 19, replace=False)])
x_rare, y_rare = (three[rows] - three[rows].mean(axis=0)) / three[rows].std(axis=0), y[rows]
p_rare = probabilities(train(x_rare, y_rare, [], epochs=15), x_rare)
check.between("accuracy", np.mean((p_rare >= 0.5) == y_rare), 0.93, 0.97)
check.between("accuracy of always saying benign", np.mean(y_rare == 0), 0.949, 0.95)
check.between("recall at 0.5", np.mean(p_rare[y_rare == 1] >= 0.5), 0.0, 0.3)
check.between("recall at 0.05", np.mean(p_rare[y_rare == 1] >= 0.05), 0.5, 1.0)
check.between("AUC", roc_auc_score(y_rare, p_rare), 0.65, 0.95)

# %% [markdown]
# (On the examples it was trained on: 19 are too few to part.) The symptom: an accuracy of about 0.95 that sounds splendid, and is that of always saying benign; at 0.5 the neuron finds at most 3 in 10 of the malignant ones. Nothing is wrong with the neuron, whose AUC is well above 0.5. Wrong are the threshold and the accuracy as a measure. With 0.05, about the share of the ill, it finds 5 to 10 in 10. Never report accuracy without that of the most common answer.
#
# **Scaling forgotten in use.** The network of the last fold was trained on standardized measurements. In the hospital somebody hands it the raw ones:

# %%
raw = ops.convert_to_numpy(network.predict(x[test_rows], verbose=0)[:, 0])
print("their first logits:", raw[:5].round())
check.between("share called malignant, of the raw tumors", np.mean(raw > 0), 0.9, 1)
check.between("smallest size of a logit", np.abs(raw).min(), 10, 5000)

# %% [markdown]
# The symptom: one answer for all, given with full certainty; a logit of 10 is a probability of 0.99995. Whenever a model that was good becomes sure of everything, compare the scale of its inputs with that of the training set. The cure is to keep mean and deviation with the model, or better inside of it: the lesson "Layers of every kind" shows how.
#
# ### Exercise: find and mend the fault
#
# This line decides who is called malignant, from the logits that the network answers:
#
#     called = logits >= threshold
#
# With the threshold 0.5 it misses tumors that have a probability of 0.6. Write it right, for an array of logits and any threshold.


# %% tags=["exercise"]
def called_malignant(logits, threshold):
    return ...  # your code here: an array of True and False


# %% tags=["check"]
logits_case = np.array([-3.0, -1.0, 0.2, 0.45, 2.0])
cases = [
    ((logits_case, 0.5), [0, 0, 1, 1, 1]),
    ((logits_case, 0.2), [0, 1, 1, 1, 1]),
    ((logits_case, 0.85), [0, 0, 0, 0, 1]),
]
hint = "What is compared with a probability must be one. Which function makes a probability of a logit?"
check.function(called_malignant, cases=cases, hint=hint)

# %% [markdown]
# ## What we saw
#
# - A probability becomes a decision by a threshold, and the threshold follows from what the mistakes cost.
# - Precision and recall look at the mistakes from two sides; AUC looks at all thresholds at once.
# - A model that overfits is surer than it is right. Look at its calibration before you count on its probabilities.
# - On the tumors, a network and logistic regression are equal.
# - With unequal classes, accuracy says next to nothing. Inputs on another scale give one answer for all.
#
# **Go further.** Give `fit` a `class_weight={0: 1, 1: 19}` on the rare tumors: which threshold does it amount to? Draw the calibration of the large network, stopped early. In Keras: [AUC](https://keras.io/api/metrics/classification_metrics/#auc-class).
#
# **Next:** One of many, from raw pixels.
