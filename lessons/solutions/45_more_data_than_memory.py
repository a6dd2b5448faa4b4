"""Exercises of "More data than memory": answers, what they are tried on, hints, and mistakes."""

import itertools

import numpy as np

from dl101.exercises import Function


def find_example(number, sizes):
    file = 0
    while number >= sizes[file]:
        number -= sizes[file]
        file += 1
    return file, number


def _by_sums(number, sizes):
    ends = np.cumsum(sizes)
    file = int(np.searchsorted(ends, number, side="right"))
    return file, int(number - ends[file] + sizes[file])


def _by_listing(number, sizes):
    return [(file, place) for file, size in enumerate(sizes) for place in range(size)][number]


def _left(number, sizes):
    ends = np.cumsum(sizes)
    file = int(np.searchsorted(ends, number, side="left"))
    return file, int(number - ends[file] + sizes[file])


def _in(random, *sizes):
    """Return calls for the first, the last and some example of files of these sizes."""
    count = sum(sizes)
    return [(number, list(sizes)) for number in (0, count - 1, int(random.integers(count)))]


def _borders(random):
    """Return calls for the last and the first examples on either side of each border between two files."""
    sizes = random.integers(1, 9, 4).tolist()
    return [(int(end) + more, sizes) for end in np.cumsum(sizes)[:-1] for more in (-1, 0)]


Function(
    find_example,
    tries=lambda random: {
        "some files": _in(random, *random.integers(2, 30, 6).tolist()),
        "files of equal size": _in(random, *[int(random.integers(2, 9))] * 5),
        "first and last of a file": _borders(random),
        "one file": _in(random, int(random.integers(3, 30))),
        "empty files": _in(random, 0, 0, *random.integers(2, 9, 2).tolist(), 0, int(random.integers(2, 9)), 0),
        "files of one example": _in(random, 1, 1, 1, int(random.integers(1, 3)), 1),
    },
    worked=((4, [3, 0, 5]), (2, 1)),
    hints=[
        "Is the example in the first file? If not, what would its number be if the first file were not there?",
        "Go through the files. As long as the number is not below the size of the file, subtract the size, and go to the next.",
        "`while number >= sizes[file]:`, then `number -= sizes[file]` and `file += 1`.",
    ],
    right=[_by_sums, _by_listing],
    mistakes={
        "The first example of a file is taken for one more of the file before: places go from 0 to the size less one.": (
            lambda number, sizes: (lambda file: (file, number - sum(sizes[:file])))(
                next(i for i in range(len(sizes)) if number <= sum(sizes[: i + 1]))
            )
        ),
        "This is right for files of equal size only.": lambda number, sizes: divmod(number, max(sizes[0], 1)),
        "The file is right. Its place should be counted from the beginning of the file.": (
            lambda number, sizes: (find_example(number, sizes)[0], number)
        ),
        "The place is the second of the two numbers, the file is the first.": (
            lambda number, sizes: find_example(number, sizes)[::-1]
        ),
        "Count from 0, files and places.": lambda number, sizes: tuple(one + 1 for one in find_example(number, sizes)),
        "Count the files from 0.": lambda number, sizes: (
            find_example(number, sizes)[0] + 1,
            find_example(number, sizes)[1],
        ),
        "Count the places from 0.": lambda number, sizes: (
            find_example(number, sizes)[0],
            find_example(number, sizes)[1] + 1,
        ),
        "Empty files are files, too: they count.": lambda number, sizes: find_example(
            number, [size for size in sizes if size]
        ),
        "This is the place from the end of the file.": lambda number, sizes: (
            find_example(number, sizes)[0],
            sizes[find_example(number, sizes)[0]] - 1 - find_example(number, sizes)[1],
        ),
    },
    wrong=[lambda number, sizes: (2, 1), lambda number, sizes: (0, number), lambda number, sizes: number],
)


def read_in_turn(files):
    longest = max(map(len, files), default=0)
    return [file[place] for place in range(longest) for file in files if place < len(file)]


def _by_popping(files):
    waiting, out = [list(file) for file in files], []
    while any(waiting):
        for file in waiting:
            if file:
                out.append(file.pop(0))
    return out


def _by_zip_longest(files):
    nothing = object()
    rows = itertools.zip_longest(*files, fillvalue=nothing)
    return [one for row in rows for one in row if one is not nothing]


def _some(random, *sizes):
    numbers = iter(random.permutation(np.arange(1, 200)).tolist())
    return ([[next(numbers) for _ in range(size)] for size in sizes],)


def _rest_at_the_end(files):
    shortest = min(map(len, files), default=0)
    mixed = [one for row in zip(*files, strict=False) for one in row]
    return mixed + [one for file in files for one in file[shortest:]]


def _without_zeros(files):
    return [one for row in itertools.zip_longest(*files) for one in row if one]


def _short_ones_again(files):
    longest = max(map(len, files), default=0)
    return [file[place % len(file)] for place in range(longest) for file in files if file]


Function(
    read_in_turn,
    tries=lambda random: {
        "files of different length": [_some(random, 3, 1, 4), _some(random, *random.integers(1, 6, 4))],
        "files of equal length": [_some(random, 3, 3, 3), _some(random, 1, 1)],
        "an empty file": [_some(random, 0, 2, 3), _some(random, 2, 0, 1)],
        "one file": [_some(random, int(random.integers(2, 6)))],
        "zeros among the examples": [([[0, int(random.integers(1, 9))], [5, 0, 0], [0]],)],
        "equal examples": [([[7, 7, int(random.integers(1, 9))], [7], [7, 7]],)],
        "nothing but empty files": [([[], []],)],
        "no file": [([],)],
    },
    worked=(([[1, 2, 3], [], [4, 5]],), [1, 4, 2, 5, 3]),
    hints=[
        "When does `zip` stop? And when should it?",
        "Go through the places, up to the length of the longest file, and at each place through all files that are long enough.",
        "`for place in range(longest) for file in files if place < len(file)`.",
    ],
    right=[_by_popping, _by_zip_longest],
    mistakes={
        "`zip` stops with the shortest file, and the rest of the others is lost.": (
            lambda files: [one for row in zip(*files, strict=False) for one in row]
        ),
        "This reads one file after the other.": lambda files: [one for file in files for one in file],
        "When the shortest file has ended, go on in turn with those that are left.": _rest_at_the_end,
        "The zeros are lost: 0 is an example, too.": _without_zeros,
        "A file that has ended does not begin again.": _short_ones_again,
        "This stops when the first file has ended, although others go on.": (
            lambda files: [
                file[place] for place in range(len(files[0]) if files else 0) for file in files if place < len(file)
            ]
        ),
        "Without any example there is no longest file to be found. Return an empty list.": (
            lambda files: [file[i] for i in range(max(map(len, files))) for file in files if i < len(file)]
        ),
    },
    wrong=[
        lambda files: [1, 4, 2, 5, 3],
        lambda files: [one for row in itertools.zip_longest(*files) for one in row],
        lambda files: sorted(one for file in files for one in file),
        lambda files: read_in_turn(files)[::-1],
        lambda files: read_in_turn(files[::-1]),
    ],
)


def accumulated(gradients, count):
    steps = len(gradients) // count
    groups = gradients[: steps * count].reshape(steps, count, gradients.shape[1])
    return groups.mean(axis=1)


def _by_loop(gradients, count):
    total, steps = np.zeros(gradients.shape[1]), []
    for number, gradient in enumerate(gradients, 1):
        total = total + gradient
        if number % count == 0:
            steps.append(total / count)
            total = np.zeros(gradients.shape[1])
    return np.array(steps).reshape(-1, gradients.shape[1])


def _by_slices(gradients, count):
    starts = range(0, len(gradients) - count + 1, count)
    return np.array([gradients[i : i + count].mean(axis=0) for i in starts]).reshape(-1, gradients.shape[1])


def _never_emptied(gradients, count):
    sums = np.cumsum(gradients, axis=0)
    return sums[count - 1 :: count] / count


def _with_rest(gradients, count):
    starts = range(0, len(gradients), count)
    return np.array([gradients[i : i + count].mean(axis=0) for i in starts])


def _every_so_many(gradients, count):
    steps = len(gradients) // count
    return np.array([gradients[i::steps][:count].mean(axis=0) for i in range(steps)]).reshape(-1, gradients.shape[1])


def _rows(random, batches, slopes):
    return random.normal(0, 3, (batches, slopes)).round(2)


Function(
    accumulated,
    tries=lambda random: {
        "batches that give whole steps": [(_rows(random, 6, 3), 2), (_rows(random, 12, 2), 4)],
        "batches that are left over": [(_rows(random, 7, 2), 3), (_rows(random, 9, 4), 5)],
        "a step for each batch": [(_rows(random, 4, 2), 1)],
        "all batches for one step": [(_rows(random, 5, 3), 5)],
        "one slope": [(_rows(random, 8, 1), 2)],
        "too few for a step": [(_rows(random, 2, 3), 4)],
    },
    worked=((np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), 2), [[2.0, 3.0]]),
    hints=[
        "How many steps are there? And which batches belong to the first of them?",
        "Leave out the batches that are left over. Then bring the others into the shape (steps, count, slopes).",
        "`gradients[: steps * count].reshape(steps, count, -1)`, and the mean over axis 1. For 0 steps, write the number of slopes instead of −1.",
    ],
    right=[_by_loop, _by_slices],
    mistakes={
        "These are sums. A step is made with the mean.": lambda gradients, count: accumulated(gradients, count) * count,
        "The batches that are left over make no step: they wait.": _with_rest,
        "After a step the sum begins anew at 0.": _never_emptied,
        "The batches of a step follow one another.": _every_so_many,
        "This takes the last batch of each step only.": lambda gradients, count: gradients[count - 1 :: count],
        "This takes the first batch of each step only.": (
            lambda gradients, count: gradients[: len(gradients) // count * count : count]
        ),
        "This divides by the number of all batches. Divide by those of a step.": (
            lambda gradients, count: accumulated(gradients, count) * count / len(gradients)
        ),
        "This is the mean of all batches. There is a step after every `count` of them.": (
            lambda gradients, count: gradients.mean(axis=0, keepdims=True)
        ),
        "Without any step, the shape is (0, slopes).": lambda gradients, count: np.array(
            [gradients[i : i + count].mean(axis=0) for i in range(0, len(gradients) - count + 1, count)]
        ),
        "This makes a step after each batch, with the mean of the last ones. Each batch belongs to one step.": (
            lambda gradients, count: np.array(
                [gradients[i : i + count].mean(axis=0) for i in range(len(gradients) - count + 1)]
            ).reshape(-1, gradients.shape[1])
        ),
    },
    wrong=[
        lambda gradients, count: np.array([[2.0, 3.0]]),
        lambda gradients, count: gradients,
        lambda gradients, count: np.zeros((len(gradients) // count, gradients.shape[1])),
    ],
)


def largest_scale(gradients):
    scale = 1
    with np.errstate(over="ignore"):
        while scale < 2**24 and np.isfinite(np.float16(gradients * (2 * scale))).all():
            scale *= 2
    return scale


def _from_above(gradients):
    scale = 2.0**24
    while scale > 1 and np.abs(gradients).max() * scale >= 65520:  # 65,519 is rounded to 65,504
        scale /= 2
    return scale


def _by_list(gradients):
    powers = 2.0 ** np.arange(25)
    with np.errstate(over="ignore"):
        good = [np.isfinite((np.asarray(gradients) * power).astype("float16")).all() for power in powers]
    return powers[good].max()


def _up_to(size, bottom=1.0, top=2.0**24):
    def answer(gradients):
        scale = top
        while scale > bottom and size(gradients) * scale >= 65520:
            scale /= 2
        return scale

    return answer


def _largest(gradients):
    return np.abs(gradients).max()


def _with_largest(random, largest, count=6):
    """Return an array of `count` gradients, of which one in a random place has the magnitude `largest`."""
    gradients = random.uniform(-0.5, 0.5, count) * largest
    gradients[random.integers(count)] = largest * random.choice([-1, 1])
    return (gradients,)


Function(
    largest_scale,
    tries=lambda random: {
        "small gradients": [_with_largest(random, 10 ** random.uniform(-2, 0)) for _ in range(3)],
        "the largest is negative": [(-np.abs(_with_largest(random, random.uniform(1, 40))[0]),)],
        "the largest is positive": [(np.abs(_with_largest(random, random.uniform(1, 40))[0]),)],
        "large gradients": [_with_largest(random, random.uniform(700, 9000)), _with_largest(random, 50000.0)],
        "tiny gradients": [_with_largest(random, 10 ** random.uniform(-8, -5))],
        "one gradient": [(np.array([random.uniform(0.1, 5)]),)],
        "zeros among them": [(np.array([0.0, 0.0, random.uniform(1, 9)]),)],
        "powers of two": [(np.array([2.0 ** random.integers(0, 5), 0.25]),)],
    },
    worked=((np.array([0.5, -3.0]),), 16384),
    relative=1e-6,
    hints=[
        "Which of the gradients becomes infinite first?",
        "Begin with a scale of 1, and double it as long as all gradients stay finite in `float16`.",
        "`while scale < 2**24 and np.isfinite(np.float16(gradients * 2 * scale)).all(): scale *= 2`.",
    ],
    right=[_from_above, _by_list, _up_to(_largest)],
    mistakes={
        "This is one doubling too many: a gradient becomes infinite. Look before you double.": (
            lambda gradients: min(largest_scale(gradients) * 2, 2**24)
        ),
        "It may be twice as large.": lambda gradients: max(largest_scale(gradients) / 2, 1),
        "A negative gradient may become infinite, too. Look at magnitudes.": _up_to(np.max),
        "The largest gradient in magnitude counts, not the mean.": _up_to(lambda gradients: np.abs(gradients).mean()),
        "The largest gradient in magnitude counts, not the smallest.": _up_to(
            lambda gradients: np.abs(gradients).min()
        ),
        "Keep to 2²⁴ at most.": _up_to(_largest, top=2.0**60),
        "This is no power of two.": lambda gradients: float(np.clip(65504 / _largest(gradients), 1, 2**24)),
        "This is the exponent. Return two to the power of it.": lambda gradients: np.log2(largest_scale(gradients)),
        "This is how large the largest gradient becomes. Return the scale.": (
            lambda gradients: largest_scale(gradients) * _largest(gradients)
        ),
        "`float16` goes beyond 2048. From there on it only leaves out numbers.": lambda gradients: max(
            2.0 ** np.floor(np.log2(2048 / _largest(gradients))), 1
        ),
    },
    wrong=[lambda gradients: 16384, lambda gradients: 2**15, lambda gradients: largest_scale(gradients) + 1],
)
