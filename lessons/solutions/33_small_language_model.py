"""Exercises of "A small language model": answers, what they are tried on, hints, and mistakes."""

import re
from collections import Counter

import numpy as np

from dl101.exercises import Function


def bits_per_letter(chances, parts):
    return -np.log2(chances).sum() / len("".join(parts))


QUIET = np.errstate(all="ignore")
PIECES = ["a", "e", "s", "y", ",", ".", " ", "\n", " a", " th", "er", "ing", " of", " and", "ment", " herself", " Emma"]


def _text(random, n, least=0.01, pool=PIECES):
    return random.uniform(least, 1, n), random.choice(pool, n).tolist()


def _letters(parts):
    return sum(map(len, parts))


def _per(letters=_letters, cost=lambda chances: -np.log2(chances)):
    return lambda chances, parts: cost(chances).sum() / letters(parts)


def _in_a_loop(chances, parts):
    cost, letters = 0.0, 0
    for chance, part in zip(chances, parts, strict=True):
        cost += np.log2(1 / chance)
        letters += len(part)
    return cost / letters


Function(
    bits_per_letter,
    tries=lambda random: {
        "several pieces": [
            _text(random, 7),
            _text(random, 12),
            (random.uniform(size=4), [" th", "e", "\n", " herself"]),
        ],
        "letters only": [_text(random, 6, pool=["a", "b", " ", "\n"])],
        "long pieces only": [_text(random, 5, pool=[" herself", " Emma", "ment"])],
        "one piece": [_text(random, 1, pool=[" of"]), _text(random, 1, pool=["e"]), (np.array([0.125]), [" an"])],
        "a sure model": [(np.ones(4), [" M", "r", ".", " Darcy"])],
        "letters beyond the alphabet": [(random.uniform(0.1, 1, 3), ["£", " caf", "é"])],
        "very small chances": [(10.0 ** random.uniform(-12, -8, 5), [" w", "h", "y", "?", "\n"])],
        "a long text": [_text(random, 4000)],
    },
    worked=((np.array([0.25, 0.5]), [" th", "e"]), 0.75),
    hints=[
        "How many bits does each piece cost? And how many letters share all these bits?",
        "Sum −log2 of the chances over all pieces. Then divide once, by the letters of all pieces together.",
        '`-np.log2(chances).sum()`, divided by `len("".join(parts))`.',
    ],
    right=[
        _in_a_loop,
        lambda chances, parts: np.log(chances).sum() / -np.log(2) / sum(len(part) for part in parts),
        lambda chances, parts: np.mean(-np.log2(chances)) / np.mean([len(part) for part in parts]),
        lambda chances, parts: np.log2(1 / np.array(chances)).sum() / np.char.str_len(parts).sum(),
    ],
    mistakes={
        "This is the mean over the pieces. Divide the sum by the number of letters.": _per(len),
        "These are the bits of the whole text. Divide them by the number of letters.": _per(lambda parts: 1),
        "This is a logarithm to base e, as in cross-entropy. Bits need base 2: `np.log2`.": _per(
            cost=lambda chances: -np.log(chances)
        ),
        "This is a logarithm to base 10. Bits need base 2: `np.log2`.": _per(cost=lambda chances: -np.log10(chances)),
        "The minus is missing: no text costs less than 0 bits.": _per(cost=np.log2),
        "Multiply by log(2), or divide by it? From base e to base 2 you divide.": _per(
            cost=lambda chances: -np.log(chances) * np.log(2)
        ),
        "This is the logarithm of the mean chance. Take the logarithm of each chance, then the sum.": (
            lambda chances, parts: -np.log2(np.mean(chances)) * len(parts) / _letters(parts)
        ),
        "This is the logarithm of the mean chance, and no letter is counted.": (
            lambda chances, parts: -np.log2(np.mean(chances))
        ),
        "This adds the chances first. Take the logarithm of each of them, then the sum.": (
            lambda chances, parts: -np.log2(np.sum(chances)) / _letters(parts)
        ),
        "This is a mean of the chances. Bits are their logarithms to base 2, with a minus.": (
            lambda chances, parts: np.mean(chances)
        ),
        "Logarithms are missing: these are chances for each letter.": _per(cost=lambda chances: np.asarray(chances)),
        "Each piece is divided by its own letters here. Sum first, then divide once by all letters.": (
            lambda chances, parts: np.mean(-np.log2(chances) / [len(part) for part in parts])
        ),
        "These are the bits per letter of each piece, added up. Sum the bits, then divide once.": (
            lambda chances, parts: np.sum(-np.log2(chances) / [len(part) for part in parts])
        ),
        "A piece pays once. Here it pays once for each of its letters.": (
            lambda chances, parts: np.sum(-np.log2(chances) * [len(part) for part in parts]) / _letters(parts)
        ),
        "Blanks are letters, too.": _per(lambda parts: len("".join(parts).replace(" ", "")) or 1),
        "Line ends are letters, too.": _per(lambda parts: len("".join(parts).replace("\n", "")) or 1),
        "Blanks and line ends are letters, too.": _per(lambda parts: len("".join("".join(parts).split())) or 1),
        "Periods, commas, blanks and line ends are letters, too.": _per(
            lambda parts: len(re.findall("[A-Za-z]", "".join(parts))) or 1
        ),
        "The pieces are joined with blanks between them, which are counted as well.": _per(
            lambda parts: len(" ".join(parts))
        ),
        "Each letter counts, also when it comes again.": _per(lambda parts: len(set("".join(parts)))),
        "The product of many chances is too small for a computer. Sum their logarithms.": QUIET(
            lambda chances, parts: -np.log2(np.prod(chances)) / _letters(parts)
        ),
        "This is 2 to the power of the bits. Leave the bits as they are.": lambda chances, parts: (
            2 ** bits_per_letter(chances, parts)
        ),
        "These are letters per bit. Turn the division around.": QUIET(
            lambda chances, parts: 1 / np.float64(bits_per_letter(chances, parts))
        ),
        "One number for the whole text is asked for, not one for each piece.": lambda chances, parts: (
            -np.log2(chances) / [len(part) for part in parts]
        ),
        "These are the bits of each piece. Sum them, and divide by the number of letters.": lambda chances, parts: (
            -np.log2(chances)
        ),
    },
    wrong=[
        lambda chances, parts: np.round(bits_per_letter(chances, parts), 1),
        lambda chances, parts: -np.log2(chances).sum() / (_letters(parts) + 1),
        lambda chances, parts: -np.log2(chances[:-1]).sum() / _letters(parts),
        lambda chances, parts: -np.log2(np.min(chances)),
    ],
)


def mixed_chance(text, run, letter, shorter):
    n = len(run)
    behind = [text[i + n] for i in range(len(text) - n) if text[i : i + n] == run]
    if not behind:
        return shorter
    kinds = len(set(behind))
    return (behind.count(letter) + kinds * shorter) / (len(behind) + kinds)


LETTERS = list("abcdefgh")


def _behind(text, run):
    return [text[i + len(run)] for i in range(len(text) - len(run)) if text.startswith(run, i)]


def _mixed(behind=_behind, total=lambda behind, text, run: len(behind), mix=None, none=lambda shorter: shorter):
    """Return an answer that looks for the letters behind, counts, and mixes in ways of its own."""
    mix = mix or (lambda count, total, kinds, shorter: (count + kinds * shorter) / (total + kinds))

    def answer(text, run, letter, shorter):
        found = behind(text, run)
        count = sum(one == letter for one in found)
        number = total(found, text, run)
        return mix(count, number, len(set(found)), shorter) if number else none(shorter)

    return answer


def _kinds(number):
    return lambda text, run, letter, shorter: (
        (found.count(letter) + number(text) * shorter) / (len(found) + number(text))
        if (found := _behind(text, run))
        else shorter
    )


def _looked_for(pattern, escape=re.escape, flags=0):
    return lambda text, run: [m[1] for m in re.finditer(pattern.format(escape(run)), text, flags)]


def _with_a_dictionary(text, run, letter, shorter):
    times = Counter()
    for i in range(len(run), len(text)):
        if text[i - len(run) : i] == run:
            times[text[i]] += 1
    kinds = max(len(times), 1)
    return (times[letter] + kinds * shorter) / (sum(times.values()) + kinds)


def _with_windows(text, run, letter, shorter):
    longer = [text[i : i + len(run) + 1] for i in range(len(text) - len(run))]
    longer = [one for one in longer if one[:-1] == run]
    kinds = len(set(longer))
    return (longer.count(run + letter) + kinds * shorter) / (len(longer) + kinds) if longer else shorter


def _drawn(random, n=60, alphabet=3, k=2, end=""):
    """A text in which the run stands, and a letter that stands behind it."""
    pool = random.permutation(LETTERS)[:alphabet].tolist()
    text = "".join(random.choice(pool, n)) + end
    place = int(random.integers(n - k))
    return text, text[place : place + k], text[place + k], float(random.uniform(0.05, 0.6))


def _at_the_end(random, again=True):
    a, b, c = random.permutation(LETTERS)[:3].tolist()
    return f"{c + a + b + c + b if again else c + c + b + b}{a + b}", a + b, c, float(random.uniform(0.1, 0.6))


def _overlapping(random, n, k):
    a, b = random.permutation(LETTERS)[:2].tolist()
    return a * n + b + a * (k + 1), a * k, [a, b][int(random.integers(2))], float(random.uniform(0.1, 0.6))


def _another(random, text="Mr. Bennet, Mrs. Bennet and Mr. Bingley"):
    return text, str(random.choice(["q", "Mrr", "bennet", " B B"])), "e", float(random.uniform(0.1, 0.6))


def _signs(random):
    shorter = float(random.uniform(0.1, 0.6))
    return [
        ("Why? Oh. She? She. Mr? Mr. No.", "r.", " ", shorter),
        ("a.c abc a.d abd a.c", "a.", "c", shorter),
        ("what?\nWhat? what?\nwhat? Oh", "t?", "\n", shorter),
        ("So so. so SO So.", "so", ".", shorter),
        ("So so. so SO So.", "S", "o", shorter),
    ]


Function(
    mixed_chance,
    tries=lambda random: {
        "a run of two letters": [_drawn(random), _drawn(random, 40, 4), _drawn(random, 80, 5)],
        "a run of one letter": [_drawn(random, 30, 4, 1), _drawn(random, 50, 6, 1)],
        "a long run": [_drawn(random, 90, 2, 5), _drawn(random, 50, 2, 4), _drawn(random, 30, 5, 6)],
        "occurrences that overlap": [
            _overlapping(random, 6, 2),
            _overlapping(random, 8, 3),
            _overlapping(random, 5, 1),
        ],
        "an occurrence at the end": [_at_the_end(random), _at_the_end(random)],
        "an occurrence only at the end": [_at_the_end(random, again=False)],
        "a letter that never stands behind": [(text, run, "z", s) for text, run, _, s in [_drawn(random)]],
        "blanks, signs, capitals and line ends": _signs(random),
        "a run that the text does not have": [_another(random), _another(random, "abab")],
        "a run longer than the text": [("ab", "abab", "a", float(random.uniform(0.1, 0.6)))],
        "a shorter model that says 0": [(*_drawn(random)[:3], 0.0)],
        "a shorter model that is sure": [(*_drawn(random)[:3], 1.0)],
    },
    worked=(("bananas", "a", "n", 0.2), 0.48),
    hints=[
        "At which places does the run stand? Which letter stands behind it, at each of these places?",
        "Collect the letters behind in a list, going through the text place by place. All three numbers come from that list.",
        "`[text[i + n] for i in range(len(text) - n) if text[i : i + n] == run]` is that list, where n is `len(run)`.",
    ],
    right=[
        _with_a_dictionary,
        _with_windows,
        _mixed(_looked_for("(?={}(.))", flags=re.DOTALL)),
        lambda text, run, letter, shorter: np.array(_with_windows(text, run, letter, shorter)),
    ],
    mistakes={
        "If the run never stands before a letter, return `shorter`: there is nothing to divide by.": (
            lambda text, run, letter, shorter: (
                (_behind(text, run).count(letter) + len(set(_behind(text, run))) * shorter)
                / (len(_behind(text, run)) + len(set(_behind(text, run))))
            )
        ),
        "If the run never stands before a letter, the answer is `shorter`, not 0.": _mixed(none=lambda shorter: 0),
        "An occurrence at the very end has no letter behind it. Stop before it.": _mixed(
            lambda text, run: [text[i + len(run)] for i in range(len(text)) if text[i : i + len(run)] == run]
        ),
        "At the very end there is nothing behind the run. Here that counts as a letter.": _mixed(
            lambda text, run: [text[i + len(run) :][:1] for i in range(len(text)) if text.startswith(run, i)]
        ),
        "`total` counts only where a letter stands behind the run, so not at the very end.": _mixed(
            total=lambda behind, text, run: sum(text.startswith(run, i) for i in range(len(text)))
        ),
        "`count` passes over occurrences that overlap, and counts one at the very end.": (
            lambda text, run, letter, shorter: (
                (text.count(run + letter) + len(set(_behind(text, run))) * shorter)
                / (text.count(run) + len(set(_behind(text, run))))
                if text.count(run)
                else shorter
            )
        ),
        "`count` passes over occurrences that overlap. Go through the text place by place.": (
            lambda text, run, letter, shorter: (
                (text.count(run + letter) + len(set(_behind(text, run))) * shorter)
                / (text[:-1].count(run) + len(set(_behind(text, run))))
                if text[:-1].count(run)
                else shorter
            )
        ),
        "Occurrences may overlap, and `findall` passes over those. Go place by place.": (
            _mixed(_looked_for("{}(.)", flags=re.DOTALL))
        ),
        "Occurrences may overlap, and `split` passes over those. Go place by place.": _mixed(
            lambda text, run: [part[0] for part in text.split(run)[1:] if part]
        ),
        "In a pattern, dot and ? have a meaning of their own: write `re.escape(run)`.": _mixed(
            _looked_for("(?={}(.))", escape=str, flags=re.DOTALL)
        ),
        "In a pattern the dot passes over line ends, unless you say `re.DOTALL`.": _mixed(_looked_for("(?={}(.))")),
        "`kinds` is how many different letters stand behind this run, not in the whole text.": _kinds(
            lambda text: len(set(text))
        ),
        "`kinds` is how many different letters stand behind this run, not 256.": _kinds(lambda text: 256),
        "`kinds` is how many different letters stand behind. Here it is 1.": _kinds(lambda text: 1),
        "`kinds` counts different letters. Here each one counts again, so it is the same as `total`.": _mixed(
            mix=lambda count, total, kinds, shorter: (count + total * shorter) / (total + total)
        ),
        "The shorter model's chance must be multiplied by `kinds`.": _mixed(
            mix=lambda count, total, kinds, shorter: (count + shorter) / (total + kinds)
        ),
        "Divide by `total` + `kinds`, not by `total` alone.": _mixed(
            mix=lambda count, total, kinds, shorter: (count + kinds * shorter) / total
        ),
        "Mind the parentheses: the whole sum is divided.": _mixed(
            mix=lambda count, total, kinds, shorter: count + kinds * shorter / (total + kinds)
        ),
        "Mind the parentheses: divide by the whole of `total` + `kinds`.": _mixed(
            mix=lambda count, total, kinds, shorter: (count + kinds * shorter) / total + kinds
        ),
        "This is the share of the letter behind the run. The shorter model is not mixed in.": _mixed(
            mix=lambda count, total, kinds, shorter: count / total
        ),
        "The shorter model does not get a say here: `kinds` times its chance is missing.": _mixed(
            mix=lambda count, total, kinds, shorter: count / (total + kinds)
        ),
        "This adds 1, whatever the shorter model says. Add `kinds` times its chance.": _mixed(
            mix=lambda count, total, kinds, shorter: (count + 1) / (total + kinds)
        ),
        "This takes the shorter model only where the letter was never seen. Mix it in always.": _mixed(
            mix=lambda count, total, kinds, shorter: count / total if count else shorter
        ),
        "Look at the letter behind the run. This is the one before it.": _mixed(
            lambda text, run: [text[i - 1] for i in range(1, len(text)) if text.startswith(run, i)]
        ),
        "The run must stand there as a whole. This compares its last letter only.": _mixed(
            lambda text, run: _behind(text, run[-1])
        ),
        "The run must stand there as a whole. This compares its first letter only.": _mixed(
            lambda text, run: [text[i + len(run)] for i in range(len(text) - len(run)) if text[i] == run[0]]
        ),
        "All occurrences count, not only the first.": _mixed(lambda text, run: _behind(text, run)[:1]),
        "One place is missing: the run may stand right before the last letter of the text.": _mixed(
            lambda text, run: _behind(text[:-1], run)
        ),
        "A capital is a letter of its own: do not change the text.": lambda text, run, letter, shorter: mixed_chance(
            text.lower(), run.lower(), letter.lower(), shorter
        ),
        "`total` is how often the run stands before a letter, not how long the text is.": _mixed(
            total=lambda behind, text, run: len(text)
        ),
        "`count` is how often the letter stands behind the run, not in the whole text.": (
            lambda text, run, letter, shorter: (
                (text.count(letter) + len(set(found)) * shorter) / (len(found) + len(set(found)))
                if (found := _behind(text, run))
                else shorter
            )
        ),
    },
    wrong=[
        lambda text, run, letter, shorter: np.round(mixed_chance(text, run, letter, shorter), 1),
        lambda text, run, letter, shorter: shorter,
        lambda text, run, letter, shorter: mixed_chance(text, run, letter, 1 - shorter),
        lambda text, run, letter, shorter: mixed_chance(text + run, run, letter, shorter) * (letter in text),
    ],
)
