"""Exercises of "Arrays and pictures": answers, what they are tried on, hints, and mistakes."""

import numpy as np

from dl101.exercises import Function


def pressure_of_ages(age, pressure, low, high):
    return pressure[(age >= low) & (age < high)].mean()


def _patients(random, low, high, patients=40, ages=(20, 80)):
    age, pressure = random.integers(*ages, patients), random.normal(95, 14, patients).round(1)
    age[random.integers(patients)] = low  # so that there is one
    return age, pressure, low, high


def _between(chosen):
    return lambda age, pressure, low, high: pressure[chosen(age, low, high)].mean()


FOUR = np.array([30.0, 40.0, 50.0, 60.0]), np.array([80.0, 90.0, 100.0, 120.0]), 40, 60
LIMITS = np.array([30, 50, 30, 50, 40]), np.array([70.0, 130.0, 80.0, 110.0, 91.0]), 30, 50

Function(
    pressure_of_ages,
    tries=lambda random: {
        "a group in the middle": [FOUR, *[_patients(random, *limits) for limits in ((40, 60), (30, 35), (25, 70))]],
        "ages that are at a limit": [LIMITS, _patients(random, 35, 36), _patients(random, 41, 44, 200, (40, 46))],
        "ages that are not whole": [
            (random.integers(120, 256, 90) / 4, random.normal(95, 14, 90), 33.5, 61.25) for _ in range(4)
        ],
        "all patients, or a single one": [_patients(random, 0, 120), _patients(random, 19, 20), (*LIMITS[:2], 40, 41)],
        "other pressures, negative or large": [
            (np.arange(50.0), random.normal(*of, 50), 9, 30) for of in ((-50, 9), (4e5, 9))
        ],
    },
    worked=(FOUR, 95.0),
    hints=[
        "Which two comparisons must both be true for a patient? And which of the two includes its limit?",
        "Join two comparisons by `&`, each in brackets. Pick the pressures with that, and take their mean.",
        "The line is `return pressure[(age >= low) & (…)].mean()`.",
    ],
    right=[
        lambda age, pressure, low, high: np.mean([p for a, p in zip(age, pressure, strict=True) if low <= a < high]),
        lambda age, pressure, low, high: np.average(pressure, weights=np.where((age < low) | (age >= high), 0, 1)),
        lambda age, pressure, low, high: [np.mean(pressure[np.flatnonzero(~(age < low) * (age < high))])],
    ],
    mistakes={
        "Put each comparison in brackets: `(age >= low) & (age < high)`.": lambda age, pressure, low, high: pressure[
            age >= low & age < high
        ].mean(),
        "`and`, and `low <= age < high`, are for single numbers. For arrays join two comparisons, each in brackets, by `&`.": _between(
            lambda age, low, high: (age >= low) and (age < high)
        ),
        "An age that equals `high` does not belong to the group: less than it.": _between(
            lambda age, low, high: (age >= low) & (age <= high)
        ),
        "An age that equals `low` belongs to the group: at least that.": _between(
            lambda age, low, high: (age > low) & (age < high)
        ),
        "The limits have changed roles: `low` belongs to the group, `high` does not.": _between(
            lambda age, low, high: (age > low) & (age <= high)
        ),
        "All patients are in this mean. If you wrote `|`: there one true comparison is enough.": _between(
            lambda age, low, high: (age >= low) | (age < high)
        ),
        "The upper limit is missing.": _between(lambda age, low, high: age >= low),
        "The lower limit is missing.": _between(lambda age, low, high: age < high),
        "Choose by age, not by pressure.": lambda age, pressure, low, high: pressure[
            (pressure >= low) & (pressure < high)
        ].mean(),
        "This is the mean age of the group. Asked for is its mean pressure.": lambda age, pressure, low, high: age[
            (age >= low) & (age < high)
        ].mean(),
        "This is the share of the patients in the group. Pick their pressures with it.": (
            lambda age, pressure, low, high: np.mean((age >= low) & (age < high))
        ),
        "This counts the patients of the group. Pick their pressures with it.": (
            lambda age, pressure, low, high: np.sum((age >= low) & (age < high))
        ),
        "The others count as 0 here and pull the mean down. Pick the patients of the group.": (
            lambda age, pressure, low, high: np.mean(pressure * ((age >= low) & (age < high)))
        ),
        "This is the sum. Take the mean.": lambda age, pressure, low, high: pressure[(age >= low) & (age < high)].sum(),
        "These are the pressures of the group. Take their mean.": lambda age, pressure, low, high: pressure[
            (age >= low) & (age < high)
        ],
        "The mean comes last: pick the pressures, and then take their mean.": lambda age, pressure, low, high: (
            pressure.mean()[(age >= low) & (age < high)]
        ),
        "`low:high` picks by place in the array. Pick by age.": lambda age, pressure, low, high: pressure[
            low:high
        ].mean(),
    },
    wrong=[
        lambda age, pressure, low, high: np.median(pressure[(age >= low) & (age < high)]),
        lambda *a: round(pressure_of_ages(*a)),
        lambda *a: abs(pressure_of_ages(*a)),
        lambda age, pressure, low, high: pressure_of_ages(age.astype(int), pressure, int(low), int(high)),
    ],
)


def full_contrast(images):
    return images / images.max(axis=1)[:, None]


def _images(random, *shapes):
    return [(random.uniform(0.5, 16, shape).round(1),) for shape in shapes]


def _digits(random, count, side):
    images = random.integers(0, 17, (count, side * side)) * random.integers(0, 2, (count, side * side))
    images[:, -1] = random.permutation(np.arange(count) % 16 + 1)  # some ink in each
    return (images,)


def _divided(by):
    return lambda images: images / by(images)


ROWS = (np.array([[0.0, 4.0, 8.0], [1.0, 1.0, 2.0]]),)

Function(
    full_contrast,
    tries=lambda random: {
        "images of whole numbers": [ROWS, _digits(random, 5, 8), _digits(random, 30, 3)],
        "numbers that are not whole": _images(random, (6, 4), (3, 25)),
        "as many images as pixels": [*_images(random, (4, 4), (9, 9)), (np.array([[1, 2], [8, 4]]),)],
        "a single image, or a single pixel": _images(random, (1, 16), (5, 1), (1, 1)),
        "pale images": [(random.uniform(0, 0.02, (4, 9)),), (np.eye(5) * 0.3,)],
        "very dark images": [(random.uniform(90, 9000, (4, 9)),)],
    },
    worked=(ROWS, [[0.0, 0.5, 1.0], [0.5, 0.5, 1.0]]),
    hints=[
        "Along which axis do you look for the largest pixel of an image? And what is the shape of what you get?",
        "`images.max(axis=1)` has a number for each row. Stand it up as a column, so that each row is divided by its own.",
        "The line is `return images / images.max(axis=…)[…]`.",
    ],
    right=[
        lambda images: (images.T / images.max(axis=1)).T,
        lambda images: images / images.max(axis=1, keepdims=True),
        lambda images: np.array([row / max(row) for row in images.astype("float32")]),
        lambda images: ([pixel / max(row) for pixel in row] for row in images.tolist()),
    ],
    mistakes={
        "Take the darkest of each row, `max(axis=1)`, and stand these numbers up as a column with `[:, None]`.": _divided(
            lambda images: images.max(axis=1)
        ),
        "This is the darkest pixel of all images. Each image should be divided by its own: an axis is missing.": (
            _divided(np.max)
        ),
        "This takes the darkest of each column, across all images. Go along each row: the other axis.": _divided(
            lambda images: images.max(axis=0)
        ),
        "Here every image is divided by 16. Its own darkest pixel may be less.": _divided(lambda images: 16),
        "This divides by the ink of each image, its sum. Divide by the largest.": _divided(
            lambda images: images.sum(axis=1)[:, None]
        ),
        "This divides by the mean of each image. Divide by the largest.": _divided(
            lambda images: images.mean(axis=1)[:, None]
        ),
        "`argmax` says where the largest stands. Take the largest itself, with `max`.": _divided(
            lambda images: images.argmax(axis=1)[:, None]
        ),
        "`/=` changes the images that the function was given. Make a new array: `images / …`.": lambda images: (
            images.__itruediv__(images.max(axis=1)[:, None])
        ),
        "This subtracts the darkest pixel. Divide by it.": lambda images: images - images.max(axis=1)[:, None],
        "This divides the wrong way around: each pixel by the darkest.": lambda images: (
            images.max(axis=1)[:, None] / images
        ),
        "`//` throws away what is behind the point. Divide with `/`.": lambda images: (
            images // images.max(axis=1)[:, None]
        ),
        "Leave the palest pixel as it is: only divide, do not subtract it.": lambda images: (
            (images - images.min(axis=1)[:, None]) / (images.max(axis=1) - images.min(axis=1))[:, None]
        ),
        "These are the darkest pixels. Divide the images by them.": lambda images: images.max(axis=1)[:, None],
        "This is the first image only.": lambda images: images[0] / images[0].max(),
    },
    wrong=[
        lambda images: images / images.max(axis=-1 if len(images) != len(images[0]) else 0)[..., None],
        lambda images: images / np.maximum(images.max(axis=1), 1)[:, None],
        lambda images: images / np.minimum(images.max(axis=1), 16)[:, None],
        lambda images: full_contrast(images).round(1),
        lambda images: full_contrast(images).ravel(),
        lambda images: full_contrast(images)[:5],
    ],
)


def mean_grades(grades, counts):
    return grades @ counts / counts.sum()


def _school(random, students, exams, grades=(40, 100), counts=(1, 6)):
    return random.integers(*grades, (students, exams)), random.integers(*counts, exams)


def _divided_by(size):
    return lambda grades, counts: grades @ counts / size(grades, counts)


TWO = np.array([[80, 100], [60, 60]]), np.array([1, 3])

Function(
    mean_grades,
    tries=lambda random: {
        "several students": [TWO, _school(random, 5, 3), _school(random, 3, 6)],
        "as many students as exams": [_school(random, 3, 3), _school(random, 5, 5)],
        "a single student, or a single exam": [_school(random, 1, 4), _school(random, 4, 1), _school(random, 1, 1)],
        "counts that are not whole": [(_school(random, 4, 3)[0], random.uniform(0.1, 0.9, 3).round(2))],
        "counts that add up to 1": [(_school(random, 3, 2)[0], random.permutation([0.25, 0.75]))],
        "large counts": [_school(random, 4, 3, counts=(50, 900))],
        "grades that are negative, or not whole": [(random.uniform(-9, 9, (6, 4)).round(1), random.integers(1, 6, 4))],
    },
    worked=(TWO, [95.0, 60.0]),
    hints=[
        "If an exam that counts 3 times is written down three times, how many grades of a student are there in all?",
        "Multiply each grade by its count and add up: that is what `@` does. Then divide by the number of grades in all.",
        "The line is `return grades @ counts / …`, with the sum of something.",
    ],
    right=[
        lambda grades, counts: np.average(grades, axis=1, weights=counts),
        lambda grades, counts: (grades * counts).sum(axis=1) / counts.sum(),
        lambda grades, counts: grades @ (counts / sum(counts)),
        lambda grades, counts: (sum(g * c for g, c in zip(row, counts, strict=True)) / sum(counts) for row in grades),
        lambda grades, counts: (np.float32(grades) @ counts / counts.sum())[:, None],
    ],
    mistakes={
        "These are sums. For a mean, divide them by how many grades there are in all.": lambda grades, counts: (
            grades @ counts
        ),
        "This divides by the number of exams. One that counts 3 times is three grades.": _divided_by(
            lambda grades, counts: len(counts)
        ),
        "This divides by the number of students. Divide by how many grades each has.": _divided_by(
            lambda grades, counts: len(grades)
        ),
        "Here all exams count the same. Use `counts`.": lambda grades, counts: grades.mean(axis=1),
        "This gives a number for each exam. Give one for each student.": lambda grades, counts: (
            (grades * counts).sum(axis=0) / counts.sum()
        ),
        "This gives the mean of each exam. Give one number for each student.": lambda grades, counts: grades.mean(
            axis=0
        ),
        "Divide what `@` gives by the sum of the counts. Here the sum is divided by the grades.": (
            lambda grades, counts: counts.sum() / (grades @ counts)
        ),
        "`*` only multiplies. The products of a student must be added up, too: use `@`.": lambda grades, counts: (
            grades * counts / counts.sum()
        ),
        "A count belongs to a column of `grades`: `grades @ counts`, in this order and as they are.": lambda grades, counts: (
            counts @ grades / counts.sum()
        ),
        "This is one number for all students together. Give one for each.": lambda grades, counts: (
            np.mean(grades @ counts) / counts.sum()
        ),
        "The last exam is left out: `range(n)` ends before n by itself.": lambda grades, counts: (
            grades[:, :-1] @ counts[:-1] / counts.sum()
        ),
        "This is the first student only.": lambda grades, counts: grades[0] @ counts / counts.sum(),
        "Do not round: a mean need not be a whole number.": lambda grades, counts: np.round(
            mean_grades(grades, counts)
        ),
    },
    wrong=[
        lambda grades, counts: np.median(grades, axis=1),
        lambda grades, counts: mean_grades(grades, counts if len(grades) != len(counts) else np.ones(len(counts))),
        lambda grades, counts: np.abs(mean_grades(grades, counts)),
        lambda grades, counts: mean_grades(grades, counts)[:4],
        lambda grades, counts: mean_grades(grades, np.minimum(counts, 10)),
        lambda grades, counts: mean_grades(grades, counts).clip(0, 100),
    ],
)
