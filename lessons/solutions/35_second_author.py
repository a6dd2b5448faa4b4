"""Exercises of "A second author": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function, Value


def lora_size():
    there = 160 * 8 + 8 * 640 + 640
    back = 640 * 8 + 8 * 160 + 160
    return there + back


Value(
    lora_size,
    worked=13600,
    hints=[
        "Which shapes have A and B, in each of the two layers? And what else learns?",
        "From n numbers to m, A has n · 8, B has 8 · m, and there are m biases. The n · m of the kernel stand still.",
        "It is (160 · 8 + 8 · 640 + 640) + (640 · 8 + 8 · 160 + 160).",
    ],
    right=[13600.0, np.int64(13600), 2 * 8 * 800 + 800, [13600]],
    mistakes={
        "The biases learn, too.": 12800,
        "The first layer has 640 biases, and they learn, too.": 12960,
        "The second layer has 160 biases, and they learn, too.": 13440,
        "Both layers learn. This is the first one alone.": 7040,
        "Both layers learn. This is the second one alone.": 6560,
        "This is one layer alone, or one matrix of each, and without the biases.": 6400,
        "Each layer has two matrices, A and B. This counts one of them.": 7200,
        "The second layer has 160 biases, one for each number that comes out.": 12800 + 2 * 640,
        "The first layer has 640 biases, one for each number that comes out.": 12800 + 2 * 160,
        "These learn without LoRA. With it, the kernels stand still.": 2 * 160 * 640 + 800,
        "These are the kernels, which stand still.": 2 * 160 * 640,
        "The kernels stand still. Count what learns only.": 2 * 160 * 640 + 13600,
        "The kernels stand still. Count what learns only, with the biases.": 2 * 160 * 640 + 12800,
        "A and B are two matrices. Their sizes are added, not multiplied.": 2 * (160 * 8) * (8 * 640) + 800,
        "The rank is missing: A has 8 columns, and B has 8 rows.": 2 * (160 + 640) + 800,
        "The rank is missing, and the biases are, too.": 2 * (160 + 640),
        "Nothing is divided by the rank: A has n · 8 numbers, and B has 8 · m.": 2 * 160 * 640 // 8 + 800,
        "These are the biases. A and B learn, too.": 800,
        "There are no biases of A and B: one for each number that comes out, no more.": 13600 + 2 * 8,
        "This is for four blocks. The question is about two layers.": 4 * 13600,
    },
    wrong=["13600", 0, -13600, 13601, 14000],
)


def one_kernel(kernel, a, b, alpha):
    return kernel + alpha / a.shape[1] * (a @ b)


def _layer(random, n, rank, m, alpha):
    return random.normal(size=(n, m)), random.normal(size=(n, rank)), random.normal(size=(rank, m)), alpha


def _in_loops(kernel, a, b, alpha):
    whole = np.array(kernel, dtype=float)
    for k in range(len(b)):
        whole = whole + alpha / len(b) * np.outer(a[:, k], b[k])
    return whole


Function(
    one_kernel,
    tries=lambda random: {
        "more rows than columns": [_layer(random, 7, 2, 4, 3.0), _layer(random, 6, 3, 5, 1.5)],
        "more columns than rows": [_layer(random, 3, 2, 8, 0.7)],
        "as many rows as columns": [_layer(random, 5, 2, 5, 4.0)],
        "a rank of 1": [_layer(random, 4, 1, 6, 2.5)],
        "alpha is the rank": [_layer(random, 5, 4, 3, 4.0)],
        "a rank above the number of rows": [_layer(random, 2, 5, 6, 3.0)],
        "alpha below 0": [_layer(random, 4, 2, 5, -3.0)],
        "b is still 0": [(random.normal(size=(4, 3)), random.normal(size=(4, 2)), np.zeros((2, 3)), 5.0)],
        "large matrices": [_layer(random, 160, 8, 64, 16.0)],
    },
    worked=(
        (np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([[1.0, 2.0], [3.0, 0.0]]), 4),
        [[9.0, 4.0], [6.0, 1.0]],
    ),
    hints=[
        "Which of `a @ b` and `b @ a` has the shape of the kernel? And which number is the rank?",
        "The rank is the number of columns of `a`. Multiply `a @ b` by alpha over the rank, and add the kernel.",
        "`kernel + alpha / a.shape[1] * (a @ b)`, and nothing else.",
    ],
    right=[
        _in_loops,
        lambda kernel, a, b, alpha: kernel + (alpha / len(b) * a) @ b,
        lambda kernel, a, b, alpha: (kernel.T + alpha / len(b) * b.T @ a.T).T,
    ],
    mistakes={
        "Is alpha divided by the rank? Here alpha alone multiplies the product.": lambda kernel, a, b, alpha: (
            kernel + alpha * (a @ b)
        ),
        "Alpha is missing: the product is only divided by the rank.": lambda kernel, a, b, alpha: (
            kernel + a @ b / a.shape[1]
        ),
        "Neither alpha nor the rank is used. That is right only where alpha equals the rank.": lambda kernel, a, b, alpha: (
            kernel + a @ b
        ),
        "This is the change alone. The kernel belongs to the layer, too.": lambda kernel, a, b, alpha: (
            alpha / a.shape[1] * (a @ b)
        ),
        "The product is subtracted here. It is added to the kernel.": lambda kernel, a, b, alpha: (
            kernel - alpha / a.shape[1] * (a @ b)
        ),
        "It is alpha over the rank, not the rank over alpha.": lambda kernel, a, b, alpha: (
            kernel + a.shape[1] / alpha * (a @ b)
        ),
        "`len(a)` is how many numbers go in. The rank is the number of columns of `a`.": lambda kernel, a, b, alpha: (
            kernel + alpha / len(a) * (a @ b)
        ),
        "The columns of `b` are how many numbers come out. The rank is the number of its rows.": lambda kernel, a, b, alpha: (
            kernel + alpha / b.shape[1] * (a @ b)
        ),
        "The kernel is multiplied by alpha over the rank, too. Only the product is.": lambda kernel, a, b, alpha: (
            alpha / a.shape[1] * (kernel + a @ b)
        ),
        "The kernel comes back unchanged.": lambda kernel, a, b, alpha: kernel,
        "Rows and columns are exchanged: kernel and answer have the same shape.": lambda kernel, a, b, alpha: (
            one_kernel(kernel, a, b, alpha).T
        ),
        "The root of the rank is not needed: divide by the rank itself.": lambda kernel, a, b, alpha: (
            kernel + alpha / np.sqrt(a.shape[1]) * (a @ b)
        ),
    },
    wrong=[
        lambda kernel, a, b, alpha: kernel + alpha,
        lambda kernel, a, b, alpha: np.round(one_kernel(kernel, a, b, alpha), 1),
        lambda kernel, a, b, alpha: one_kernel(kernel, a, b, alpha)[0],
    ],
)
