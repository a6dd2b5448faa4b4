"""Answers to the exercises of "Dropout and batch normalization", right ones and wrong ones that the checks must catch."""

import numpy as np


def drop(x, mask, rate, training):
    return x * mask / (1 - rate) if training else x


def drop__right_where(x, mask, rate, training):
    if not training:
        return x
    return np.where(mask == 1, x / (1 - rate), 0.0)


def drop__right_by_keras(x, mask, rate, training):
    import keras

    return keras.ops.multiply(x, mask) / (1 - rate) if training else keras.ops.convert_to_tensor(x)


def drop__wrong_not_divided(x, mask, rate, training):
    """The sum gets smaller here. Divide what is kept by the share that is kept."""
    return x * mask if training else x


def drop__wrong_divided_by_rate(x, mask, rate, training):
    """rate is the share that is dropped. Divide by the share that is kept."""
    return x * mask / rate if training else x


def drop__wrong_always(x, mask, rate, training):
    """In use nothing is dropped."""
    return x * mask / (1 - rate)


def drop__wrong_turned_around(x, mask, rate, training):
    """This drops in use and not in training."""
    return x if training else x * mask / (1 - rate)


def drop__wrong_scaled_in_use(x, mask, rate, training):
    """So it was done once: all is kept as it is in training, and scaled down in use. Keras scales up in training, and leaves x as it is in use."""
    return x * mask if training else x * (1 - rate)


def normalize_batch(x, gamma, beta):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001) + beta


def normalize_batch__right_in_steps(x, gamma, beta):
    centered = x - np.mean(x, axis=0)
    variance = np.mean(centered**2, axis=0)
    return beta + centered / (variance + 0.001) ** 0.5 * gamma


def normalize_batch__right_by_keras(x, gamma, beta):
    from keras import ops

    x = ops.convert_to_tensor(x)
    mean, variance = ops.moments(x, axes=0)
    return (x - mean) / ops.sqrt(variance + 0.001) * gamma + beta


def normalize_batch__wrong_all_columns(x, gamma, beta):
    """This is one mean for all columns together. Each column has its own: axis=0."""
    return gamma * (x - x.mean()) / np.sqrt(x.var() + 0.001) + beta


def normalize_batch__wrong_rows(x, gamma, beta):
    """axis=1 standardizes each example by itself. The mean is over the batch: axis=0."""
    return gamma * (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 0.001) + beta


def normalize_batch__wrong_not_rooted(x, gamma, beta):
    """Divide by the root of the variance."""
    return gamma * (x - x.mean(axis=0)) / (x.var(axis=0) + 0.001) + beta


def normalize_batch__wrong_beta_first(x, gamma, beta):
    """First times gamma, then plus beta."""
    return gamma * ((x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001) + beta)


def normalize_batch__wrong_plain(x, gamma, beta):
    """gamma and beta are still missing."""
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001)


share_gone = 1 - 0.99**81


def share_gone__right_as_a_number():
    return 0.557


def share_gone__right_step_by_step():
    average = 0.0
    for _ in range(81):
        average = 0.99 * average + 0.01 * 1.0
    return average


def share_gone__wrong_what_is_left():
    """This is what is left."""
    return 0.99**81


def share_gone__wrong_added():
    """A hundredth of the whole way is gone only in the first step. Later it is a hundredth of what is left."""
    return 0.81


def share_gone__wrong_percent():
    """Between 0 and 1, please: this is in hundredths."""
    return 55.7


def share_gone__wrong_epochs():
    """Those are 3 steps. Three epochs are 81."""
    return 1 - 0.99**3


def served(x, moving_mean, moving_variance):
    return (x - moving_mean) / np.sqrt(moving_variance + 0.001)


def served__right_by_keras(x, moving_mean, moving_variance):
    from keras import ops

    return (ops.convert_to_tensor(x) - moving_mean) / ops.sqrt(moving_variance + 0.001)


def served__right_row_by_row(x, moving_mean, moving_variance):
    return [
        [(v - m) / (s + 0.001) ** 0.5 for v, m, s in zip(row, moving_mean, moving_variance, strict=True)] for row in x
    ]


def served__wrong_as_it_was(x, moving_mean, moving_variance):
    """This is the line that was found. Which of its numbers come from the patients that happen to be there?"""
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.001)


def served__wrong_half_mended(x, moving_mean, moving_variance):
    """The mean is mended. The variance still comes from x, and for one patient it is 0."""
    return (x - moving_mean) / np.sqrt(x.var(axis=0) + 0.001)


def served__wrong_not_rooted(x, moving_mean, moving_variance):
    """Divide by the root of the variance."""
    return (x - moving_mean) / (moving_variance + 0.001)


def served__wrong_by_columns(x, moving_mean, moving_variance):
    """One patient has several columns, and axis=1 mixes them. Nothing is to be computed from x."""
    return (x - x.mean(axis=1, keepdims=True)) / np.sqrt(x.var(axis=1, keepdims=True) + 0.001)


def served__wrong_without_guard(x, moving_mean, moving_variance):
    """The 0.001 is missing. It goes under the root, to the variance."""
    return (x - moving_mean) / np.sqrt(moving_variance)


def served__wrong_neither_root_nor_guard(x, moving_mean, moving_variance):
    """Divide by the root of the variance, with the 0.001 under the root."""
    return (x - moving_mean) / moving_variance


def normalize_batch__wrong_without_guard(x, gamma, beta):
    """The 0.001 is missing. It goes under the root, to the variance."""
    return gamma * (x - x.mean(axis=0)) / x.std(axis=0) + beta


def normalize_batch__wrong_added_outside(x, gamma, beta):
    """The 0.001 goes under the root, to the variance."""
    return gamma * (x - x.mean(axis=0)) / (x.std(axis=0) + 0.001) + beta


def drop__wrong_rate_ignored(x, mask, rate, training):
    """This is right for a rate of 0.2 only. Use the one that is given."""
    return x * mask * 1.25 if training else x


def share_gone__wrong_80_steps():
    """That is after 80 steps."""
    return 1 - 0.99**80


def drop__right_in_place(x, mask, rate, training):
    if training:
        x[mask == 0] = 0
        x /= 1 - rate
    return x


def drop__right_in_lists(x, mask, rate, training):
    share = 1 - rate if training else 1
    return [
        [v / share if m or not training else 0 for v, m in zip(*rows, strict=True)]
        for rows in zip(x, mask, strict=True)
    ]


def drop__wrong_share_of_the_mask(x, mask, rate, training):
    """This divides by the share that this mask happens to keep. Divide by 1 - rate."""
    return x * mask / mask.mean() if training else x


def drop__wrong_mask_of_its_own(x, mask, rate, training):
    own = np.random.default_rng(1).uniform(size=x.shape) >= rate
    return x * own / (1 - rate) if training else x


def normalize_batch__right_by_the_layer(x, gamma, beta):
    from keras import layers

    layer = layers.BatchNormalization()
    layer.build(x.shape)
    layer.gamma.assign(gamma)
    layer.beta.assign(beta)
    return layer(x, training=True)


def normalize_batch__right_column_by_column(x, gamma, beta):
    columns = [g * (v - v.mean()) / (v.var() + 0.001) ** 0.5 + b for v, g, b in zip(x.T, gamma, beta, strict=True)]
    return np.column_stack(columns).tolist()


def normalize_batch__wrong_sample_variance(x, gamma, beta):
    """This variance divides by n - 1. `x.var(axis=0)` divides by n."""
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + 0.001) + beta


def normalize_batch__wrong_gamma_and_beta_exchanged(x, gamma, beta):
    """gamma and beta have changed places: times gamma, plus beta."""
    return normalize_batch(x, beta, gamma)


def normalize_batch__wrong_looked_up(x, gamma, beta):
    return [[-1.224515, -15.247446], [0.0, 9.247446], [1.224515, -3.0]]


def share_gone__right_as_a_tensor():
    import keras

    return keras.ops.convert_to_tensor([1 - 0.99**81])


def share_gone__right_as_a_fraction():
    from fractions import Fraction

    return 1 - Fraction(99, 100) ** 81


def share_gone__wrong_82_steps():
    """That is after 82 steps."""
    return 1 - 0.99**82


def share_gone__wrong_two_digits():
    """Three digits after the point, please."""
    return 0.56


def served__right_scaled_and_shifted(x, moving_mean, moving_variance):
    scale = (moving_variance + 0.001) ** -0.5
    return np.einsum("ij,j->ij", x, scale) - moving_mean * scale


def served__right_by_the_layer(x, moving_mean, moving_variance):
    from keras import layers

    layer = layers.BatchNormalization()
    layer.build(x.shape)
    layer.moving_mean.assign(moving_mean)
    layer.moving_variance.assign(moving_variance)
    return layer(x)


def served__wrong_mended_for_one_patient(x, moving_mean, moving_variance):
    """One patient is served well. Several still get numbers that depend on who else is there."""
    return served(x, moving_mean, moving_variance) if len(x) == 1 else served(x, x.mean(axis=0), x.var(axis=0))


def served__wrong_moved_on(x, moving_mean, moving_variance):
    """In use the averages stay where they are: nothing of x is mixed in."""
    mean = 0.99 * moving_mean + 0.01 * x.mean(axis=0)
    variance = 0.99 * moving_variance + 0.01 * x.var(axis=0)
    return served(x, mean, variance)
