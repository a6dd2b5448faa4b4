"""Train the language model of the lesson "A small language model" for longer, by the lesson's own code, and keep it.

`python datasets/language_model.py` finds the pieces of words, trains the models of MODELS one after the other (about an
hour and a quarter on one core), and writes austen.model.npz, the last of them, and language_models.csv: how well each
did as time went on. `language_model.py FOLDER` writes somewhere else. Weights are random at first, and machines round
differently: what comes out is as good, and not the same byte for byte. The card of the model is in README.md.
"""

import ast
import re
import sys
import time
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import keras
import numpy as np
import pandas as pd
from build import write_sums

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PIECES = 1024
MODELS = [(32, 1, 3000), (64, 2, 4000), (128, 3, 2500), (160, 4, 14000)]  # width, blocks, steps


def lesson() -> dict:
    """Return what the lesson defines, without running it: its functions, its layer and its texts."""
    path = next((ROOT / "lessons").glob("*_language_model.py"))
    texts = {"novels", "read", "unseen", "cost"}
    kept = [
        node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
        or texts
        & {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
    ]
    defined: dict = {}
    exec(compile(ast.Module(kept, []), path.name, "exec"), defined)
    return defined


def find_pieces(text: str, alphabet: str, n: int) -> list[str]:
    """Return n pieces of words by byte-pair encoding: the letters first, then what was merged, in that order.

    Counts are kept up to date for the words that a merge changes, so a thousand merges take seconds (R. Sennrich,
    B. Haddow, A. Birch: Neural machine translation of rare words with subword units, 2016).
    """
    times = Counter(re.findall("[ ]?[A-Za-z]+|[^A-Za-z]", text))
    spelled = {word: list(word) for word in times}
    pairs: Counter = Counter()
    words = defaultdict(set)

    def count(word: str, sign: int) -> None:
        for pair in pairwise(spelled[word]):
            pairs[pair] += sign * times[word]
            words[pair].add(word)

    for word in spelled:
        count(word, 1)
    pieces = sorted(set(alphabet))
    while len(pieces) < n:
        a, b = max(pairs, key=lambda pair: (pairs[pair], pair))
        pieces.append(a + b)
        for word in list(words[a, b]):
            count(word, -1)
            spelled[word] = merge(spelled[word], a, b)
            count(word, 1)
    return pieces


def merge(pieces: list[str], a: str, b: str) -> list[str]:
    merged, i = [], 0
    while i < len(pieces):
        pair = pieces[i : i + 2] == [a, b]
        merged.append(a + b if pair else pieces[i])
        i += 2 if pair else 1
    return merged


def train(code: dict, width: int, depth: int, steps: int) -> tuple[keras.Model, list[dict]]:
    """Return the trained model, and its bits per character on the unseen chapters after each twentieth of the steps."""
    keras.utils.set_random_seed(0)
    model = code["build"](width, depth, rate=0.1)
    rows: list[dict] = []
    clock = {"start": time.perf_counter()}

    def measure(batch: int, logs: dict) -> None:
        done = batch + 1
        if done % (steps // 20):
            return
        seconds = time.perf_counter() - clock["start"]
        row = {"width": width, "blocks": depth, "parameters": model.count_params(), "steps": done}
        rows.append(row | {"seconds": round(seconds, 1), "bits": round(float(code["bits"](model, code["unseen"])), 4)})
        print(rows[-1], flush=True)
        clock["start"] = time.perf_counter() - seconds  # measuring takes no time from training

    code["learn"](model, code["read"], steps, callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=measure)])
    return model, rows


def main(folder: Path, models: list[tuple[int, int, int]]) -> None:
    code = lesson()
    alphabet = code["read"] + code["unseen"] + "".join(code["chapters"]("moby_dick"))
    code["pieces"] = find_pieces(code["read"], alphabet, PIECES)
    code["number"] = {piece: i for i, piece in enumerate(code["pieces"])}
    code["longest"] = re.compile("|".join(map(re.escape, sorted(code["pieces"], key=len, reverse=True))))
    rows: list[dict] = []
    for size in models:
        model, more = train(code, *size)
        rows += more
        weights = {str(i): part.numpy().astype("float16") for i, part in enumerate(model.trainable_variables)}
        np.savez_compressed(folder / "austen.model.npz", pieces=np.array(code["pieces"]), **weights)
        pd.DataFrame(rows).to_csv(folder / "language_models.csv", index=False, lineterminator="\n")
    write_sums(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "datasets", MODELS)
