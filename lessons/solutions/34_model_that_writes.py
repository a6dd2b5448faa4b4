"""Exercises of "A model that writes": answers, what they are tried on, hints, and mistakes."""

from functools import partial

import numpy as np

from dl101.exercises import Function

QUIET = np.errstate(all="ignore")


def nucleus(chances, share):
    order = np.argsort(chances)[::-1]
    together = np.cumsum(chances[order])
    kept = order[: np.searchsorted(together, share) + 1]
    new = np.zeros(len(chances))
    new[kept] = chances[kept]
    return new / new.sum()


def _drawn(random, n=9, zeros=0, sharp=1.2, share=None):
    """Chances of n pieces, some of them 0, and a share that no sum of the likeliest comes near."""
    chances = np.exp(sharp * random.normal(size=n))
    chances[random.permutation(n)[:zeros]] = 0
    chances /= chances.sum()
    together = np.cumsum(np.sort(chances)[::-1])
    while share is None or np.abs(together - share).min() < 1e-3:
        share = float(random.uniform(0.6, 0.95))
    return chances, share


def _one_is_enough(random, n):
    chances = random.uniform(0.1, 1, n)
    chances[random.integers(n)] = 2 * n
    return chances / chances.sum(), float(random.uniform(0.1, 0.6))


def _all_of_them(random, n, zeros):
    """Chances whose sum, in the order of their size, is a little below 1, by rounding."""
    while True:
        chances = random.uniform(0.1, 1, n)
        chances[random.permutation(n)[:zeros]] = 0
        chances /= chances.sum()
        if np.cumsum(np.sort(chances)[::-1])[-1] < 1 and np.cumsum(chances)[-1] < 1:
            return chances, 1.0


def _exactly(random):
    """Chances whose sums are exact, and shares that are reached exactly."""
    return [
        (random.permutation([0.5, 0.25, 0.125, 0.0625, 0.0625]), 0.75),
        (random.permutation([0.5, 0.25, 0.125, 0.0625, 0.0625]), 0.5),
        (random.permutation([0.375, 0.25, 0.1875, 0.125, 0.0625, 0.0]), 0.8125),
    ]


def _divided(kept, chances, share):
    return kept / kept.sum()


def _keep(which, end=_divided):
    """Return an answer that keeps what `which` picks by chances, sums up to and with each piece, and share."""

    def answer(chances, share):
        order = np.argsort(-chances, kind="stable")
        together = np.empty(len(chances))
        together[order] = np.cumsum(chances[order])
        return end(np.where(which(chances, together, share), chances, 0.0), chances, share)

    return QUIET(answer)


def _needed(chances, together, share):
    return together - chances < share - 1e-12


def _stop(place, order=lambda chances: np.argsort(-chances, kind="stable"), end=None):
    """Return an answer that takes the pieces in an order up to a place, which the sums and the share tell."""

    def answer(chances, share):
        by_size = order(chances)
        kept = by_size[: place(np.cumsum(chances[by_size]), share) + 1]
        new = np.zeros(len(chances))
        new[kept] = chances[kept]
        return end(new, kept) if end else new / new.sum()

    return QUIET(answer)


def _place(together, share):
    return np.searchsorted(together, share)


def _while_below(together, share):
    n = 0
    while together[n] < share:
        n += 1
    return n


def _in_a_loop(chances, share):
    new, total = [0.0] * len(chances), 0.0
    for i in sorted(range(len(chances)), key=lambda i: chances[i], reverse=True):
        if total >= share:
            break
        new[i] = chances[i]
        total += chances[i]
    return [one / total for one in new]


def _one_by_one(chances, share):
    """Take the likeliest again and again, from a copy."""
    left, new = chances.copy(), np.zeros_like(chances)
    while new.sum() < share and left.max() > 0:
        best = left.argmax()
        new[best], left[best] = left[best], 0
    return new / new.sum()


def _by_those_above(chances, share):
    """Keep a piece if those above it do not reach the share."""
    kept = np.array([one if sum(chances[chances > one]) < share - 1e-12 else 0 for one in chances])
    return kept / kept.sum()


def _in_order_of_size(new, kept):
    return np.sort(new)[::-1] / new.sum()


def _softmax(kept):
    weights = np.where(kept > 0, np.exp(kept), 0)
    return weights / weights.sum()


Function(
    nucleus,
    tries=lambda random: {
        "several pieces": [_drawn(random), _drawn(random, 12), _drawn(random, 7, sharp=0.6), _drawn(random, 20)],
        "pieces with a chance of 0": [_drawn(random, 12, 5), _drawn(random, 8, 3)],
        "a share that is reached exactly": _exactly(random),
        "the likeliest piece is enough": [_one_is_enough(random, 6), _one_is_enough(random, 4)],
        "a share of 1": [_all_of_them(random, 9, 0), _all_of_them(random, 12, 4)],
        "1024 pieces": [_drawn(random, 1024, sharp=2.0), _drawn(random, 1024, 974, sharp=2.0)],
        "one piece": [(np.array([1.0]), 0.5), (np.array([1.0]), 1.0)],
        "two pieces": [(random.permutation([0.7, 0.3]), 0.6), (random.permutation([0.7, 0.3]), 0.8)],
    },
    worked=((np.array([0.1, 0.5, 0.05, 0.35]), 0.8), [0, 0.5 / 0.85, 0, 0.35 / 0.85]),
    hints=[
        "In which order would you take the pieces? And after which of them do you stop?",
        "Sort the places by their chances, the largest first, and add up. Keep the piece with which `share` is reached, too.",
        "`order = np.argsort(chances)[::-1]`, and of these places the first `np.searchsorted(np.cumsum(chances[order]), share) + 1`.",
    ],
    right=[_in_a_loop, _one_by_one, _keep(_needed), _by_those_above],
    mistakes={
        "The piece that crosses the share belongs to it: without it the share is not reached.": _keep(
            lambda chances, together, share: together <= share
        ),
        "The piece with which the share is reached belongs to it. Here it is left out.": _keep(
            lambda chances, together, share: together < share
        ),
        "The piece with which the share is reached belongs to it: add 1 before you cut.": _stop(
            lambda together, share: np.argmax(together >= share) - 1
        ),
        "The piece that crosses the share belongs to it, not only where it is the first.": _keep(
            lambda chances, together, share: (together <= share) | (chances == chances.max())
        ),
        "Stop when `share` is reached exactly. Here one more piece is taken.": _keep(
            lambda chances, together, share: together - chances <= share
        ),
        "One piece too many: stop with the one that reaches `share`.": _stop(
            lambda together, share: _place(together, share) + 1
        ),
        "These are the least likely pieces. Begin with the likeliest.": _stop(_place, np.argsort),
        "Begin with the likeliest piece. This takes the pieces in the order in which they stand.": _stop(
            _place, lambda chances: np.arange(len(chances))
        ),
        "The chances must stay at their places. Here the largest stands first.": _stop(_place, end=_in_order_of_size),
        "The other pieces stay in the array, with a chance of 0. Here they are missing.": _stop(
            _place, end=lambda new, kept: new[np.sort(kept)] / new.sum()
        ),
        "All pieces stay in the array, at their places. These are the kept ones, sorted.": _stop(
            _place, end=lambda new, kept: new[kept] / new.sum()
        ),
        "These are the places of the kept pieces. Return the chances of all.": _stop(
            _place, end=lambda new, kept: kept
        ),
        "This says which pieces are kept. Return their chances.": _stop(_place, end=lambda new, kept: new > 0),
        "The new chances must sum to 1: divide by the sum of those that are kept.": _keep(
            _needed, lambda kept, chances, share: kept
        ),
        "Divide by the sum of the kept chances. It is `share` or more.": _keep(
            _needed, lambda kept, chances, share: kept / share
        ),
        "They are chances already. Divide them by their sum, without a softmax.": _keep(
            _needed, lambda kept, chances, share: _softmax(kept)
        ),
        "The pieces that are not kept get a chance of 0.": _keep(
            _needed, lambda kept, chances, share: np.where(kept > 0, kept / kept.sum(), chances)
        ),
        "The kept pieces keep their proportions. Here all of them are equally likely.": _keep(
            _needed, lambda kept, chances, share: (kept > 0) / np.sum(kept > 0)
        ),
        "`share` is for the sum of the kept chances. Here it is compared with each single chance.": _keep(
            lambda chances, together, share: chances >= share
        ),
        "`share` is for the sum of the kept chances. Here all chances up to that size are kept.": _keep(
            lambda chances, together, share: chances <= share
        ),
        "`share` is for the sum of the kept chances, not a part of the largest chance.": _keep(
            lambda chances, together, share: chances >= share * chances.max()
        ),
        "`share` is a share of the chances, not of the number of pieces.": _stop(
            lambda together, share: int(np.ceil(share * len(together))) - 1
        ),
        "By rounding, the sum of all may stay a little below 1. Then keep all.": _stop(
            lambda together, share: np.argmax(together >= share)
        ),
        "By rounding, the sum of all may stay below `share` 1. Then no place is found: keep all.": _stop(
            lambda together, share: np.where(together >= share)[0][0]
        ),
        "By rounding, the sum of all may stay below `share` 1. Stop at the last piece in any case.": _stop(
            _while_below
        ),
        "Nothing is left out here.": lambda chances, share: chances,
        "This keeps the likeliest piece only.": lambda chances, share: np.eye(len(chances))[np.argmax(chances)],
    },
    wrong=[
        lambda chances, share: np.round(nucleus(chances, share), 1),
        lambda chances, share: nucleus(chances, share**2),
        lambda chances, share: nucleus(chances, share)[::-1],
        lambda chances, share: nucleus(chances**2 / np.sum(chances**2), share),
    ],
)


def twin(line, weights):
    def normalize(x, gain, shift):
        x = x - x.mean(axis=1, keepdims=True)
        return x / np.sqrt(x.var(axis=1, keepdims=True) + 0.001) * gain + shift

    def attend(x, to_query, to_key, to_value, to_end):
        answer = 0
        for head in range(len(to_end)):
            query, key, value = (x @ matrix[:, head] for matrix in (to_query, to_key, to_value))
            scores = np.where(np.tri(len(x)), query @ key.T / np.sqrt(32), -1e9)
            shares = np.exp(scores - scores.max(axis=1, keepdims=True))
            answer = answer + shares / shares.sum(axis=1, keepdims=True) @ value @ to_end[head]
        return answer

    x = weights[0][line] + weights[1][: len(line)]
    for start in range(2, len(weights) - 4, 12):
        w = weights[start : start + 12]
        x = x + attend(normalize(x, *w[:2]), *w[2:6])
        h = np.maximum(normalize(x, *w[6:8]) @ w[8] + w[9], 0)
        x = x + h @ w[10] + w[11]
    return normalize(x, *weights[-4:-2]) @ weights[-2] + weights[-1]


def _network(random, heads=2, blocks=2, kinds=20, places=64, strong=1.0):
    """The weights of a small random network, as Keras would give them."""
    width = 32 * heads

    def some(*shape, size=0.1, middle=0.0):
        return (middle + size * random.normal(size=shape)).astype("float32")

    def norm():
        return [some(width, middle=1.0, size=0.3), some(width, size=0.3)]

    def block():
        to_heads = [some(width, heads, 32, size=strong / width**0.5) for _ in range(3)]
        dense = [some(width, 4 * width), some(4 * width, size=0.3), some(4 * width, width, size=0.05), some(width)]
        return [*norm(), *to_heads, some(heads, 32, width), *norm(), *dense]

    rows = [some(kinds, width), some(places, width)]
    inner = [one for _ in range(blocks) for one in block()]
    return [*rows, *inner, *norm(), some(width, kinds), some(kinds, size=0.5)]


def _line(random, n, kinds=20):
    return random.integers(kinds, size=n)


def _zeros(heads=1, blocks=1, kinds=3, places=64):
    """A network of zeros, but for 1 in the last shift, 0.5 in the last kernel, and 2 in the last bias."""
    weights = [0 * one for one in _network(np.random.default_rng(0), heads, blocks, kinds, places)]
    for place, value in ((-3, 1), (-2, 0.5), (-1, 2)):
        weights[place] = weights[place] + np.float32(value)
    return weights


def _normal(x, gain=1.0, shift=0.0, small=0.001, axis=1, outside=False):
    centered = x - x.mean(axis=axis, keepdims=True)
    variance = centered.var(axis=axis, keepdims=True)
    return centered / (np.sqrt(variance) + small if outside else np.sqrt(variance + small)) * gain + shift


def _soft(scores, axis=1):
    weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def _masked(n, scores, allowed=None, other=-1e9):
    return _soft(np.where(np.tri(n) if allowed is None else allowed(n), scores, other))


def _heads(x, matrices, weigh=_masked, root=lambda width: np.sqrt(32), part=None, join=sum, turned=False, heads=None):
    part = part or (lambda matrix, head: matrix[:, head])
    found = []
    for head in range(heads or len(matrices[3])):
        query, key, value = (x @ part(matrix, head) for matrix in matrices[:3])
        query, key = (key, query) if turned else (query, key)
        found.append(weigh(len(x), query @ key.T / root(x.shape[1])) @ value @ matrices[3][head])
    return join(found)


def _relu(x):
    return np.maximum(x, 0)


def _block(x, norm, attend, second_norm, dense):
    x = x + attend(norm(x))
    return x + dense(second_norm(x))


def _network_by_hand(
    rows=lambda line, table, places: table[line] + places[: len(line)],
    norm=_normal,
    last_norm=None,
    attend=_heads,
    middle=_relu,
    after=lambda h: h,
    block=_block,
    blocks=lambda several: several,
    biases=1,
    last_bias=1,
    end=lambda logits: logits,
):
    """Return an answer that does one thing or another in its own way."""

    def answer(line, weights):
        x = rows(line, weights[0], weights[1])
        for w in blocks([weights[i : i + 12] for i in range(2, len(weights) - 4, 12)]):
            x = block(
                x,
                partial(norm, gain=w[0], shift=w[1]),
                partial(attend, matrices=w[2:6]),
                partial(norm, gain=w[6], shift=w[7]),
                lambda h, w=w: after(middle(h @ w[8] + biases * w[9]) @ w[10] + biases * w[11]),
            )
        x = (last_norm or norm)(x, *weights[-4:-2])
        return end(x @ weights[-2] + last_bias * weights[-1])

    return QUIET(answer)


def _with_iterator(line, weights):
    """Take the weights one after the other, all heads at once."""
    after, n = iter(weights), len(line)
    x = next(after)[line] + next(after)[:n]
    future = np.triu(np.ones((n, n), dtype=bool), k=1)
    for _ in range((len(weights) - 6) // 12):
        h = _normal(x, next(after), next(after))
        query, key, value = (np.einsum("nw,whd->hnd", h, next(after)) for _ in range(3))
        scores = np.einsum("hnd,hmd->hnm", query, key) / 32**0.5
        scores[:, future] = -np.inf
        x = x + np.einsum("hnm,hmd,hdw->nw", _soft(scores, axis=2), value, next(after))
        h = _normal(x, next(after), next(after))
        h = np.maximum(h @ next(after) + next(after), 0)
        x = x + h @ next(after) + next(after)
    return _normal(x, next(after), next(after)) @ next(after) + next(after)


def _filled(line, weights):
    """Fill the line up to 64 places, and cut the answer."""
    line = np.asarray(line)
    return twin(np.concatenate([line, np.zeros(64 - len(line), dtype=int)]), weights)[: len(line)]


def _place_by_place(line, weights):
    return np.array([twin(np.asarray(line)[: i + 1], weights)[-1] for i in range(len(line))])


def _heads_in_front(matrix, head):
    """Reshape where the axes must be moved."""
    width, heads, size = matrix.shape
    return matrix.reshape(heads, width, size)[head]


def _late(n, scores):
    return _soft(scores) * np.tri(n)


def _plain_softmax(n, scores):
    weights = np.exp(np.where(np.tri(n), scores, -1e9))
    return weights / weights.sum(axis=1, keepdims=True)


def _own_first_norm(line, weights):
    """Use the first normalization of each block for the second one as well."""
    weights = list(weights)
    for i in range(2, len(weights) - 4, 12):
        weights[i + 6 : i + 8] = weights[i : i + 2]
    return twin(line, weights)


Function(
    twin,
    relative=1e-3,
    tries=lambda random: {
        "two blocks": [(_line(random, 7), _network(random)), (_line(random, 10), _network(random, 3))],
        "one block": [(_line(random, 5), _network(random, 2, 1)), (_line(random, 9), _network(random, 1, 1))],
        "three blocks": [(_line(random, 6), _network(random, 2, 3))],
        "one head": [(_line(random, 8), _network(random, 1, 2))],
        "a line of one or two": [(_line(random, 1), _network(random)), (_line(random, 2), _network(random, 2, 1))],
        "a full line": [(_line(random, 64), _network(random, 1, 1))],
        "the same number again and again": [(np.full(6, random.integers(20)), _network(random))],
        "large scores": [(_line(random, 6), _network(random, n, 1, strong=30.0)) for n in (1, 2)],
        "another vocabulary": [(_line(random, 7, 33), _network(random, 2, 1, 33)), (np.array([0, 1, 1]), _zeros(2, 2))],
    },
    worked=((np.array([2, 0]), _zeros()), [[18, 18, 18], [18, 18, 18]]),
    hints=[
        "Which arrays belong to one block? There are 2 before the first block, and 4 after the last.",
        'Take the weights 12 at a time. Write a function that normalizes and one that attends, as in "A transformer block", with as many heads as there are, and a mask for n places.',
        "For each block, `x = x + attend(normalize(x, *w[:2]), *w[2:6])`, then `x = x + np.maximum(normalize(x, *w[6:8]) @ w[8] + w[9], 0) @ w[10] + w[11]`.",
    ],
    right=[
        _with_iterator,
        _filled,
        _place_by_place,
        _network_by_hand(attend=partial(_heads, root=lambda width: np.float64(32) ** 0.5)),
        lambda line, weights: twin(line, [one.astype("float64") for one in weights]),
    ],
    mistakes={
        "The mask is missing: a place must not see those after it.": _network_by_hand(
            attend=partial(_heads, weigh=lambda n, scores: _soft(scores))
        ),
        "The mask is turned around: a place may see itself and those before it.": _network_by_hand(
            attend=partial(_heads, weigh=partial(_masked, allowed=lambda n: np.tri(n).T))
        ),
        "Each place may look at itself, too.": _network_by_hand(
            attend=partial(_heads, weigh=partial(_masked, allowed=lambda n: np.tri(n, k=-1)))
        ),
        "A masked score of 0 still gets weight. It must be far below the others, such as −1e9.": _network_by_hand(
            attend=partial(_heads, weigh=partial(_masked, other=0))
        ),
        "Mask the scores, not the weights: what is left of the row must sum to 1.": _network_by_hand(
            attend=partial(_heads, weigh=_late)
        ),
        "`np.exp(1000)` is too large for a computer: subtract each row's largest score first.": _network_by_hand(
            attend=partial(_heads, weigh=_plain_softmax)
        ),
        "Softmax goes along the row of the place that asks, not down the column.": _network_by_hand(
            attend=partial(_heads, weigh=lambda n, scores: _soft(np.where(np.tri(n), scores, -1e9), axis=0))
        ),
        "Softmax is missing between scores and values.": _network_by_hand(
            attend=partial(_heads, weigh=lambda n, scores: np.where(np.tri(n), scores, 0))
        ),
        "The scores are divided by the root of 32, the length of a query, not by that of the width.": _network_by_hand(
            attend=partial(_heads, root=np.sqrt)
        ),
        "The scores must be divided by the root of 32.": _network_by_hand(attend=partial(_heads, root=lambda width: 1)),
        "The scores are divided by the root of 32, not by 32.": _network_by_hand(
            attend=partial(_heads, root=lambda width: 32)
        ),
        "The scores are divided by the root of 32. Here it is 16, as in another lesson.": _network_by_hand(
            attend=partial(_heads, root=lambda width: 4)
        ),
        "What the heads find is added. Here it is their mean.": _network_by_hand(
            attend=partial(_heads, join=lambda found: sum(found) / len(found))
        ),
        "All heads count. Here it is the first one only.": _network_by_hand(
            attend=partial(_heads, join=lambda found: found[0])
        ),
        "The heads are the middle axis: take `matrix[:, head]`. `reshape` mixes the numbers up.": _network_by_hand(
            attend=partial(_heads, part=_heads_in_front)
        ),
        "Queries and keys have changed places: the query comes from the place that asks.": _network_by_hand(
            attend=partial(_heads, turned=True)
        ),
        "The last normalization is missing, after the last block.": _network_by_hand(
            last_norm=lambda x, gain, shift: x
        ),
        "The positions are missing.": _network_by_hand(rows=lambda line, table, places: table[line]),
        "The positions begin with the first row of their table. Here they are the last ones.": _network_by_hand(
            rows=lambda line, table, places: table[line] + places[-len(line) :]
        ),
        "The positions are added in front of the first block, not multiplied.": _network_by_hand(
            rows=lambda line, table, places: table[line] * places[: len(line)]
        ),
        "A place has its own row of positions. Here the number of the piece chooses it.": _network_by_hand(
            rows=lambda line, table, places: table[line] + places[line]
        ),
        "Is 0.001 added to the variance? Here it is much less.": _network_by_hand(norm=partial(_normal, small=1e-6)),
        "The 0.001 is added to the variance, under the root.": _network_by_hand(norm=partial(_normal, outside=True)),
        "Each row is normalized by itself: mean and variance over axis 1.": _network_by_hand(
            norm=partial(_normal, axis=0)
        ),
        "After dividing, multiply by the gain and add the shift.": _network_by_hand(
            norm=lambda x, gain, shift: _normal(x)
        ),
        "Gain and shift have changed places: the gain comes first in the list.": _network_by_hand(
            norm=lambda x, gain, shift: _normal(x, shift, gain)
        ),
        "The second normalization of a block has its own gain and shift.": _own_first_norm,
        "The skip connections are missing: each part adds to x.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: dense(second(attend(norm(x))))
        ),
        "The skip connection around the attention is missing.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: (x := attend(norm(x))) + dense(second(x))
        ),
        "The skip connection around the two Dense layers is missing.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: dense(second(x + attend(norm(x))))
        ),
        "The skip connection starts before the normalization. Here the normalized rows are added.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: (h := second((x := norm(x)) + attend(x))) + dense(h)
        ),
        "Normalize before each part. Here it happens after it.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: second((x := norm(x + attend(x))) + dense(x))
        ),
        "Normalize before each part. Here it happens after it, and then x is added.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: (x := x + norm(attend(x))) + second(dense(x))
        ),
        "The first normalization of a block, before the attention, is missing.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: (x := x + attend(x)) + dense(second(x))
        ),
        "The second normalization of a block, before the Dense layers, is missing.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: (x := x + attend(norm(x))) + dense(x)
        ),
        "Both parts look at the same x here. The second one works on what the first has added to.": _network_by_hand(
            block=lambda x, norm, attend, second, dense: x + attend(norm(x)) + dense(second(x))
        ),
        "ReLU is missing, between the two Dense layers.": _network_by_hand(middle=lambda h: h),
        "ReLU comes after the first Dense layer only. Here it also follows the second.": _network_by_hand(after=_relu),
        "ReLU comes after the first Dense layer, not after the second.": _network_by_hand(
            middle=lambda h: h, after=_relu
        ),
        "The Dense layers of the blocks have biases.": _network_by_hand(biases=0),
        "The last bias is missing.": _network_by_hand(last_bias=0),
        "There may be several blocks. This is the first one only.": _network_by_hand(blocks=lambda blocks: blocks[:1]),
        "Each block has its own weights. Here the first ones are used again.": _network_by_hand(
            blocks=lambda blocks: blocks[:1] * len(blocks)
        ),
        "The blocks are taken from the last to the first.": _network_by_hand(blocks=lambda blocks: blocks[::-1]),
        "Are all blocks used? One is missing at the end.": _network_by_hand(blocks=lambda blocks: blocks[:-1]),
        "Return a row of logits for each place. Here it is the last place alone.": _network_by_hand(
            end=lambda logits: logits[-1]
        ),
        "Return the logits. Here a softmax has made chances of them.": _network_by_hand(end=_soft),
        "Return the logits. Here they are the likeliest pieces.": _network_by_hand(end=lambda z: z.argmax(axis=1)),
        "Return as many rows as the line has. Here it is filled up to 64.": lambda line, weights: twin(
            np.concatenate([np.asarray(line), np.zeros(64 - len(line), dtype=int)]), weights
        ),
        "Do the shapes fit? Only n positions are added, the mask is n by n, a block has 12 arrays.": (
            _network_by_hand(rows=lambda line, table, places: table[line] + places)
        ),
        "The number of heads is seen from the weights. Here there are always two.": _network_by_hand(
            attend=partial(_heads, heads=2)
        ),
        "The number of heads is seen from the weights. Here there are always five.": _network_by_hand(
            attend=partial(_heads, heads=5)
        ),
    },
    wrong=[
        lambda line, weights: np.round(twin(line, weights), 1),
        lambda line, weights: twin(line[::-1], weights)[::-1],
        lambda line, weights: -twin(line, weights),
        lambda line, weights: twin(line, weights).T,
        lambda line, weights: np.tile(weights[-1], (len(line), 1)),
    ],
)
