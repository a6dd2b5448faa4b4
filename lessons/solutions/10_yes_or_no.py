"""Answers to the exercises of "Yes or no", right ones and wrong ones that the checks must catch."""

import numpy as np


def precision_and_recall(truth, p, threshold):
    called = p >= threshold
    found = np.sum(called & (truth == 1))
    return found / np.sum(called), found / np.sum(truth == 1)


def precision_and_recall__right_means(truth, p, threshold):
    return np.mean(truth[p >= threshold]), np.mean(p[truth == 1] >= threshold)


def precision_and_recall__right_by_scikit_learn(truth, p, threshold):
    from sklearn.metrics import precision_score, recall_score

    return [precision_score(truth, p >= threshold), recall_score(truth, p >= threshold)]


def precision_and_recall__right_loop(truth, p, threshold):
    found = sum(1 for t, q in zip(truth, p, strict=True) if t == 1 and q >= threshold)
    return found / sum(1 for q in p if q >= threshold), found / sum(truth)


def precision_and_recall__wrong_turned_around(truth, p, threshold):
    """Precision first, then recall."""
    return precision_and_recall(truth, p, threshold)[::-1]


def precision_and_recall__wrong_accuracy(truth, p, threshold):
    """The first of these is the accuracy. Precision looks only at those that were called malignant."""
    return np.mean((p >= threshold) == truth), np.mean(p[truth == 1] >= threshold)


def precision_and_recall__wrong_above(truth, p, threshold):
    """A probability that equals the threshold counts as called: >=."""
    return np.mean(truth[p > threshold]), np.mean(p[truth == 1] > threshold)


def precision_and_recall__wrong_recall_of_benign(truth, p, threshold):
    """Your recall is taken over the benign ones. It asks how many of the malignant were found."""
    return np.mean(truth[p >= threshold]), np.mean(p[truth == 0] < threshold)


def precision_and_recall__wrong_always_half(truth, p, threshold):
    """This threshold is always 0.5. Use the one that is given."""
    return np.mean(truth[p >= 0.5]), np.mean(p[truth == 1] >= 0.5)


def cheapest_threshold(cost_of_miss, cost_of_false_alarm):
    return cost_of_false_alarm / (cost_of_false_alarm + cost_of_miss)


def cheapest_threshold__right_by_the_ratio(cost_of_miss, cost_of_false_alarm):
    return 1 / (1 + cost_of_miss / cost_of_false_alarm)


def cheapest_threshold__right_by_trial(cost_of_miss, cost_of_false_alarm):
    p = np.linspace(0, 1, 1_000_001)
    return p[np.argmin(np.abs(cost_of_miss * p - cost_of_false_alarm * (1 - p)))]


def cheapest_threshold__wrong_turned_around(cost_of_miss, cost_of_false_alarm):
    """The dearer a miss, the lower the threshold. Here it gets higher."""
    return cost_of_miss / (cost_of_false_alarm + cost_of_miss)


def cheapest_threshold__wrong_ratio(cost_of_miss, cost_of_false_alarm):
    """This is the ratio of the costs. If p costs a in one case, what does 1 - p cost in the other?"""
    return cost_of_false_alarm / cost_of_miss


def cheapest_threshold__wrong_half(cost_of_miss, cost_of_false_alarm):
    """0.5 is right only if both mistakes cost the same."""
    return 0.5


def called_malignant(logits, threshold):
    return 1 / (1 + np.exp(-logits)) >= threshold


def called_malignant__right_by_keras(logits, threshold):
    from keras import ops

    return ops.sigmoid(ops.convert_to_tensor(logits)) >= threshold


def called_malignant__right_as_numbers(logits, threshold):
    return [int(1 / (1 + np.exp(-z)) >= threshold) for z in logits]


def called_malignant__right_logit_of_the_threshold(logits, threshold):
    return logits >= np.log(threshold / (1 - threshold))


def called_malignant__wrong_as_it_was(logits, threshold):
    """This still compares logits with a probability."""
    return logits >= threshold


def called_malignant__wrong_above_zero(logits, threshold):
    """A logit above 0 is a probability above 0.5. That holds for one threshold only."""
    return logits >= 0


def called_malignant__wrong_probabilities(logits, threshold):
    """These are the probabilities. Compare them with the threshold."""
    return 1 / (1 + np.exp(-logits))


def called_malignant__wrong_sign(logits, threshold):
    """This is the probability of benign: mind the minus in the sigmoid."""
    return 1 / (1 + np.exp(logits)) >= threshold


def cheapest_threshold__wrong_alarm_of_one(cost_of_miss, cost_of_false_alarm):
    """This holds if a false alarm costs 1. Where does its cost come in?"""
    return 1 / (1 + cost_of_miss)


def called_malignant__wrong_above(logits, threshold):
    """A probability that equals the threshold counts as called: >=."""
    return 1 / (1 + np.exp(-logits)) > threshold


def precision_and_recall__right_by_the_table(truth, p, threshold):
    from sklearn.metrics import confusion_matrix

    (_, false_positives), (false_negatives, found) = confusion_matrix(truth, p >= threshold)
    return np.array([found / (found + false_positives), found / (found + false_negatives)], dtype="float32")


def precision_and_recall__right_by_keras(truth, p, threshold):
    from keras import ops

    called = ops.convert_to_tensor(1.0 * (p >= threshold))
    found = ops.sum(called * ops.convert_to_tensor(1.0 * truth))
    return ops.stack([found / ops.sum(called), found / float(truth.sum())])


def precision_and_recall__wrong_of_all(truth, p, threshold):
    """Both are divided by all tumors here. Divide by those that were called, and by those that are malignant."""
    found = np.mean((p >= threshold) & (truth == 1))
    return found, found


def precision_and_recall__wrong_rounded(truth, p, threshold):
    """Return the shares as they are, not rounded."""
    return tuple(round(float(share), 2) for share in precision_and_recall(truth, p, threshold))


def precision_and_recall__wrong_looked_up(truth, p, threshold):
    return (2 / 3, 0.5) if threshold >= 0.5 else (0.6, 0.75)


def cheapest_threshold__right_halving(cost_of_miss, cost_of_false_alarm):
    low, high = 0.0, 1.0
    for _ in range(60):
        p = (low + high) / 2
        low, high = (low, p) if cost_of_miss * p >= cost_of_false_alarm * (1 - p) else (p, high)
    return np.array([high])


def cheapest_threshold__right_as_a_fraction(cost_of_miss, cost_of_false_alarm):
    from fractions import Fraction

    return Fraction(cost_of_false_alarm) / (Fraction(cost_of_false_alarm) + Fraction(cost_of_miss))


def cheapest_threshold__wrong_whole_numbers(cost_of_miss, cost_of_false_alarm):
    """`//` rounds down to a whole number. Divide with /."""
    return cost_of_false_alarm // (cost_of_false_alarm + cost_of_miss)


def cheapest_threshold__wrong_hundredths(cost_of_miss, cost_of_false_alarm):
    """Return the threshold as it is, not rounded."""
    return round(cost_of_false_alarm / (cost_of_false_alarm + cost_of_miss), 2)


def cheapest_threshold__wrong_looked_up(cost_of_miss, cost_of_false_alarm):
    return 1 / 11 if cost_of_miss == 10 else 0.4


def called_malignant__right_as_a_series(logits, threshold):
    import pandas as pd

    return pd.Series(logits).map(lambda z: np.exp(z) / (1 + np.exp(z)) >= threshold)


def called_malignant__right_as_words_of_numpy(logits, threshold):
    return np.where(np.logaddexp(0, -logits) <= -np.log(threshold), np.float32(1), np.float32(0))


def called_malignant__wrong_benign(logits, threshold):
    """This calls the benign ones. True stands for malignant."""
    return 1 / (1 + np.exp(-logits)) < threshold


def called_malignant__wrong_sigmoid_of_the_threshold(logits, threshold):
    """The threshold is a probability already. It is the logits that need the sigmoid."""
    return logits >= 1 / (1 + np.exp(-threshold))


def called_malignant__wrong_looked_up(logits, threshold):
    return logits >= {0.5: 0, 0.2: -2}.get(threshold, 1)
