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
