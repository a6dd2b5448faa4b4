"""Exercises of "Making pictures": answers, what they are tried on, hints, and mistakes."""

from functools import partial

import numpy as np

from dl101.exercises import Function


def error_left(x, k):
    sizes = np.linalg.svd(x - x.mean(axis=0), compute_uv=False)
    return np.sum(sizes[k:] ** 2) / x.size


def _rebuilt(x, k, center=True, measure=lambda off: np.mean(off**2), first=slice(None)):
    middle = x.mean(axis=0) if center else 0
    directions = np.linalg.svd(x - middle, full_matrices=False)[2][first][:k]
    return measure(middle + (x - middle) @ directions.T @ directions - x)


def _from_covariances(x, k):
    values = np.linalg.eigvalsh(np.cov(x.T, bias=True).reshape(x.shape[1], -1))
    return values[::-1][k:].sum() / x.shape[1]


def _pictures(random, n, pixels):
    return random.normal(size=(n, pixels)) * random.uniform(0.2, 2, pixels) + random.uniform(1, 3, pixels)


Function(
    error_left,
    tries=lambda random: {
        "several pictures": [
            (_pictures(random, 9, 5), 2),
            (_pictures(random, 20, 6), 3),
            (_pictures(random, 12, 4), 1),
        ],
        "no direction": [(_pictures(random, 8, 5), 0)],
        "as many directions as pixels": [(_pictures(random, 8, 3), 3)],
        "more directions than pixels": [(_pictures(random, 6, 3), 7)],
        "more pixels than pictures": [(_pictures(random, 4, 9), 1), (_pictures(random, 4, 9), 2)],
        "pictures that are all the same": [(np.ones((5, 3)) * random.uniform(1, 2), 1)],
    },
    worked=((np.array([[0, 0], [2, 0], [0, 0], [2, 0.4]]), 0), 0.515),
    hints=[
        "The lesson has all the lines. Which pictures does it measure on, and which here?",
        "Subtract the mean of `x`, take the first k rows of the third result of `np.linalg.svd`, rebuild `x` from them.",
        "`middle + (x - middle) @ directions.T @ directions`, then the mean of the squared difference to `x`.",
    ],
    right=[
        _rebuilt,
        _from_covariances,
        lambda x, k: (
            np.mean((x - x.mean(axis=0)) ** 2) - np.sum(np.linalg.svd(x - x.mean(axis=0))[1][:k] ** 2) / x.size
        ),
    ],
    mistakes={
        "Subtract the mean picture first.": partial(_rebuilt, center=False),
        "This is the sum of the squared errors. Divide it by how many numbers there are.": partial(
            _rebuilt, measure=lambda off: np.sum(off**2)
        ),
        "This is the sum for each picture. The mean goes over all numbers.": partial(
            _rebuilt, measure=lambda off: np.sum(off**2) / len(off)
        ),
        "This is the root of the mean squared error.": partial(_rebuilt, measure=lambda off: np.sqrt(np.mean(off**2))),
        "This is the mean absolute error.": partial(_rebuilt, measure=lambda off: np.mean(np.abs(off))),
        "These are the worst directions. The best ones come first.": partial(_rebuilt, first=slice(None, None, -1)),
        "The numbers that `svd` gives are the roots of what counts: square them.": lambda x, k: (
            np.sum(np.linalg.svd(x - x.mean(axis=0), compute_uv=False)[k:]) / x.size
        ),
        "This is what the k directions explain. What do they leave?": lambda x, k: (
            np.sum(np.linalg.svd(x - x.mean(axis=0), compute_uv=False)[:k] ** 2) / x.size
        ),
        "This is a share of the variance. The error itself is asked for.": lambda x, k: (
            error_left(x, k) / np.mean((x - x.mean(axis=0)) ** 2)
        ),
        "The first direction counts too: this leaves out one too many.": lambda x, k: error_left(x, k + 1),
        "This keeps the k pixels that vary most. A direction mixes all pixels.": lambda x, k: (
            np.sort(x.var(axis=0))[::-1][k:].sum() / x.shape[1]
        ),
        "This is one mean for all pixels. Each pixel has its own.": lambda x, k: (
            np.sum(np.linalg.svd(x - x.mean(), compute_uv=False)[k:] ** 2) / x.size
        ),
    },
    wrong=[lambda x, k: error_left(x, 0), lambda x, k: np.round(error_left(x, k), 1), lambda x, k: x.var()],
)


def toward_all(any_kind, velocities, strengths):
    return any_kind + np.asarray(strengths) @ (velocities - any_kind)


def _one_by_one(any_kind, velocities, strengths):
    total = np.array(any_kind, dtype=float)
    for velocity, strength in zip(velocities, strengths, strict=True):
        total = total + strength * (velocity - any_kind)
    return total


def _one_after_the_other(any_kind, velocities, strengths):
    total = np.array(any_kind, dtype=float)
    for velocity, strength in zip(velocities, strengths, strict=True):
        total = total + strength * (velocity - total)
    return total


def _velocities(random, kinds, n):
    return random.normal(size=n), random.normal(size=(kinds, n)), random.uniform(0.2, 3, kinds)


Function(
    toward_all,
    tries=lambda random: {
        "two kinds": [_velocities(random, 2, 4), _velocities(random, 2, 16)],
        "three kinds": [_velocities(random, 3, 5)],
        "as many kinds as numbers": [_velocities(random, 4, 4)],
        "one kind": [_velocities(random, 1, 6)],
        "strengths of 0": [(*_velocities(random, 2, 3)[:2], np.zeros(2))],
        "a strength below 0": [(*_velocities(random, 3, 4)[:2], np.array([1.5, -0.7, 2.0]))],
        "strengths that sum to 1": [(*_velocities(random, 2, 3)[:2], np.array([0.3, 0.7]))],
    },
    worked=((np.array([1.0, 0.0]), np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([0.5, 2.0])), [5, 1]),
    hints=[
        "What is the difference of each kind to `any_kind`? How far to go along it?",
        "Start at `any_kind`, and add for each kind its strength times its own difference.",
        "`strengths @ (velocities - any_kind)` is the sum of all differences times their strengths.",
    ],
    right=[
        _one_by_one,
        lambda a, v, s: a + (np.array(s)[:, None] * (v - a)).sum(axis=0),
        lambda a, v, s: (1 - np.sum(s)) * a + np.asarray(s) @ v,
    ],
    mistakes={
        "Each kind's difference to `any_kind` counts, not the velocity itself.": lambda a, v, s: a + s @ v,
        "The difference has the wrong sign: it leads away from the kinds.": lambda a, v, s: a + s @ (a - v),
        "Start at `any_kind`: this is only what is added to it.": lambda a, v, s: s @ (v - a),
        "This takes the mean over the kinds. Each one counts with its full strength.": lambda a, v, s: (
            a + s @ (v - a) / len(s)
        ),
        "This divides by the sum of the strengths. Each one counts in full.": lambda a, v, s: (
            a + np.divide(s @ (v - a), np.sum(s))
        ),
        "The strengths play no part here.": lambda a, v, s: a + (v - a).sum(axis=0),
        "Each difference is taken to `any_kind`, not to what came out for the kinds before.": _one_after_the_other,
        "Only the first kind is followed here. All of them count.": lambda a, v, s: a + s[0] * (v[0] - a),
        "With `any_kind` for each of the kinds, it is counted several times.": lambda a, v, s: len(s) * a + s @ (v - a),
        "Only the strongest kind is followed here.": lambda a, v, s: a + np.max(s) * (v[np.argmax(s)] - a),
    },
    wrong=[lambda a, v, s: a, lambda a, v, s: v[0], lambda a, v, s: a + np.abs(s) @ (v - a)],
)


def copied(pictures, training, limit):
    both = np.concatenate([training, training[:, :, ::-1]])
    distances = np.sqrt(((pictures[:, None] - both) ** 2).mean(axis=(2, 3)))
    return distances.min(axis=1) < limit


def _copied(
    mirror=lambda training: training[:, :, ::-1],
    distance=lambda off: np.sqrt((off**2).mean(axis=(2, 3))),
    over=lambda distances: distances.min(axis=1),
    told=lambda distances, limit: distances < limit,
):
    def answer(pictures, training, limit):
        both = np.concatenate([training, mirror(training)])
        return told(over(distance(pictures[:, None] - both)), limit)

    return answer


def _one_picture_at_a_time(pictures, training, limit):
    found = []
    for picture in pictures:
        near = False
        for known in training:
            for seen in (known, np.fliplr(known)):
                near = near or float(np.mean((picture - seen) ** 2)) ** 0.5 < limit
        found.append(near)
    return found


def _album(random, n=6, m=5, height=3, width=4, limit=0.1):
    training = random.uniform(size=(m, height, width))
    pictures = random.uniform(size=(n, height, width))
    for i in range(0, n, 3):  # a third is near as it is, a third mirrored, and a third new
        pictures[i] = training[random.integers(m)] + random.uniform(-limit, limit, (height, width))
    for i in range(1, n, 3):
        pictures[i] = training[random.integers(m)][:, ::-1] + random.uniform(-limit, limit, (height, width))
    return pictures, training, limit


def _at_the_limit(random):
    known = random.uniform(size=(2, 3, 3))
    near, far = known[0] + 0.099, known[1] + 0.101
    little, much = known[0].copy(), known[0].copy()
    little[0, 0] += 0.28  # 0.093, the root of the mean of nine squares
    much[0, 0] += 0.5  # 0.167, while the mean difference is 0.056
    return np.array([near, far, little, much]), known, 0.1


def _turned(random):
    known = random.uniform(size=(4, 3, 4))
    return np.concatenate([known[:, ::-1], known[:, ::-1, ::-1], known]), known, 0.1


Function(
    copied,
    tries=lambda random: {
        "some of each": [_album(random), _album(random, 9, 3), _album(random, 6, 7, 4, 2, 0.05)],
        "close to the limit": [_at_the_limit(random)],
        "upside down, which is no copy": [_turned(random)],
        "one training picture": [_album(random, 6, 1)],
        "as many pictures as training pictures": [_album(random, 6, 6, 3, 3)],
        "nothing is near": [(random.uniform(size=(3, 2, 5)) + 3, random.uniform(size=(4, 2, 5)), 0.2)],
        "a limit that some distances are above": [
            (random.uniform(size=(5, 3, 3)), random.uniform(size=(6, 3, 3)), 0.45)
        ],
        "a large limit": [(random.uniform(size=(3, 4, 4)), random.uniform(size=(2, 4, 4)), 5.0)],
    },
    worked=((np.array([[[0, 1.0]]]), np.array([[[0.9, 0]]]), 0.1), [True]),
    hints=[
        "Which pictures must a picture be compared with, besides the training pictures as they are?",
        "Put the mirrored training pictures behind the others. Each picture is a copy if its least distance is small.",
        "`np.sqrt(((pictures[:, None] - both) ** 2).mean(axis=(2, 3)))` has a distance for each pair.",
    ],
    right=[
        _one_picture_at_a_time,
        _copied(),
        lambda pictures, training, limit: [
            any(
                np.linalg.norm(picture - seen) / np.sqrt(picture.size) < limit
                for known in training
                for seen in (known, known[:, ::-1])
            )
            for picture in pictures
        ],
    ],
    mistakes={
        "Mirrored copies are not found. Compare with the mirrored training pictures, too.": _copied(
            mirror=lambda training: training
        ),
        "This turns the pictures upside down. Left to right is the last axis.": _copied(
            mirror=lambda training: training[:, ::-1]
        ),
        "This turns them by half a turn. Only the last axis is mirrored.": _copied(
            mirror=lambda training: training[:, ::-1, ::-1]
        ),
        "Take the square root of the mean squared difference.": _copied(
            distance=lambda off: (off**2).mean(axis=(2, 3))
        ),
        "Take the mean of the squares, not their sum.": _copied(
            distance=lambda off: np.sqrt((off**2).sum(axis=(2, 3)))
        ),
        "This is the mean absolute difference. Square, mean, root.": _copied(
            distance=lambda off: np.abs(off).mean(axis=(2, 3))
        ),
        "A copy is near to one training picture, not to all of them.": _copied(
            over=lambda distances: distances.max(axis=1)
        ),
        "This is the mean distance to all training pictures. The nearest one counts.": _copied(
            over=lambda distances: distances.mean(axis=1)
        ),
        "This says which pictures are new. A copy is less than the limit away.": _copied(
            told=lambda distances, limit: distances >= limit
        ),
        "These are the distances. Say for each whether it is below the limit.": _copied(
            told=lambda distances, limit: distances
        ),
        "This says which training pictures were copied. It takes a truth value for each picture.": _copied(
            over=lambda distances: distances.min(axis=0)
        ),
    },
    wrong=[
        lambda pictures, training, limit: np.ones(len(pictures), dtype=bool),
        lambda pictures, training, limit: np.zeros(len(pictures), dtype=bool),
        lambda pictures, training, limit: copied(pictures, training, limit / 2),
    ],
)
