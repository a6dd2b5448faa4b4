"""Make the data of this folder again, byte for byte: from scikit-learn, statsmodels, Debian, npm and the rows below.

Run `python datasets/build.py` after `pip install statsmodels`,
`apt install dataset-fashion-mnist r-cran-janeaustenr r-cran-tokenizers`, and, in the folder that you run it from,
`npm install vega-datasets@3.2.1`; the course itself needs none of them. Without the packages of Debian and npm, the
images, the novels and the weather stay as they are. What was trained is made by language_model.py.
The data sheets, with sources and licences, are in README.md beside it. `build.py FOLDER` writes somewhere else.
"""

import bz2
import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn import datasets

DIABETES = {
    "age": "age",
    "sex": "sex",
    "bmi": "bmi",
    "bp": "blood_pressure",
    "s1": "total_cholesterol",
    "s2": "ldl",
    "s3": "hdl",
    "s4": "cholesterol_hdl_ratio",
    "s5": "log_triglycerides",
    "s6": "glucose",
    "target": "progression",
}


def diabetes() -> pd.DataFrame:
    frame = datasets.load_diabetes(as_frame=True, scaled=False).frame.rename(columns=DIABETES)
    whole = ["age", "sex", "total_cholesterol", "hdl", "glucose", "progression"]
    return frame.astype(dict.fromkeys(whole, int))


def wine() -> pd.DataFrame:
    data = datasets.load_wine(as_frame=True)
    frame = data.frame.rename(columns={"od280/od315_of_diluted_wines": "od280_od315", "target": "cultivar"})
    return frame.assign(cultivar=frame["cultivar"] + 1, proline=frame["proline"].astype(int))


def breast_cancer() -> pd.DataFrame:
    data = datasets.load_breast_cancer(as_frame=True)
    frame = data.data.rename(columns=lambda name: name.replace(" ", "_"))
    return frame.assign(diagnosis=data.target_names[data.target])


def iris() -> pd.DataFrame:
    data = datasets.load_iris(as_frame=True)
    frame = data.data.rename(columns=lambda name: name.replace(" (cm)", "").replace(" ", "_"))
    return frame.assign(species=data.target_names[data.target])


def digits() -> pd.DataFrame:
    return datasets.load_digits(as_frame=True).frame.astype(int).rename(columns={"target": "digit"})


def sunspots() -> pd.DataFrame:
    from statsmodels.datasets import sunspots

    frame = sunspots.load_pandas().data
    return pd.DataFrame({"year": frame["YEAR"].astype(int), "sunspots": frame["SUNACTIVITY"]})


def co2() -> pd.DataFrame:
    from statsmodels.datasets import co2

    frame = co2.load_pandas().data["co2"]
    return pd.DataFrame({"week": frame.index.strftime("%Y-%m-%d"), "co2": frame.to_numpy()})


def planets() -> pd.DataFrame:
    rows = [
        ("Mercury", 0.387, 0.241),
        ("Venus", 0.723, 0.615),
        ("Earth", 1.0, 1.0),
        ("Mars", 1.524, 1.881),
        ("Jupiter", 5.203, 11.862),
        ("Saturn", 9.537, 29.457),
        ("Uranus", 19.19, 84.01),
        ("Neptune", 30.07, 164.79),
    ]
    return pd.DataFrame(rows, columns=["planet", "distance", "year"])


WEATHER = Path("node_modules/vega-datasets/data/weather.csv")  # where npm puts it, from the folder that it is run in


def weather() -> pd.DataFrame:
    """Return the weather of Seattle, then that of New York, as `npm install vega-datasets@3.2.1` brings it."""
    return pd.read_csv(WEATHER)


CLOTHING = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
FASHION_MNIST = Path("/usr/share/datasets/fashion-mnist")  # where Debian's package puts the original files


def fashion_mnist() -> dict[str, np.ndarray]:
    """Return the first 1000 images of each kind to train on and the first 200 to test on, in the original's order."""
    arrays = {"classes": np.array(CLOTHING)}
    for part, original, count in (("train", "train", 1000), ("test", "t10k", 200)):
        x = _idx(FASHION_MNIST / f"{original}-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28)
        y = _idx(FASHION_MNIST / f"{original}-labels-idx1-ubyte.gz", header=8)
        chosen = np.sort(np.concatenate([np.flatnonzero(y == kind)[:count] for kind in range(10)]))
        arrays |= {f"x_{part}": x[chosen], f"y_{part}": y[chosen]}
    return arrays


def _idx(path: Path, header: int) -> np.ndarray:
    """Return the bytes of a file in the IDX format of MNIST, http://yann.lecun.com/exdb/mnist, without its header."""
    return np.frombuffer(gzip.decompress(path.read_bytes()), dtype=np.uint8, offset=header)


NOVELS = {  # name → what it is called in the packages of R that carry it
    "emma": "janeaustenr::emma",
    "mansfield_park": "janeaustenr::mansfieldpark",
    "moby_dick": "tokenizers::mobydick",
    "northanger_abbey": "janeaustenr::northangerabbey",
    "persuasion": "janeaustenr::persuasion",
    "pride_and_prejudice": "janeaustenr::prideprejudice",
    "sense_and_sensibility": "janeaustenr::sensesensibility",
}
R_PACKAGES = Path("/usr/lib/R/site-library")  # where Debian puts them


def novel(name: str) -> bytes:
    """Return a novel in UTF-8, with lines that end in LF; of Moby-Dick what Melville's narrator tells."""
    program = f"writeLines(enc2utf8({NOVELS[name]}), stdout(), useBytes = TRUE)"
    done = subprocess.run(["Rscript", "--vanilla", "-e", program], capture_output=True, check=True)
    text = done.stdout.replace(b"\r\n", b"\n")
    if name == "moby_dick":
        text = text[text.index(b"Call me Ishmael.") : text.index(b"End of Project Gutenberg")].rstrip() + b"\n"
    return text


KINDS = ("csv", "npz", "txt.bz2")  # austen.model.npz is of the second


def build(folder: Path) -> None:
    """Write the CSV files, the images, the novels and SHA256SUMS into `folder`; what was trained is copied there."""
    for table in (breast_cancer, co2, diabetes, digits, iris, planets, sunspots, wine):
        content = table().to_csv(index=False, lineterminator="\n").encode("utf-8")
        (folder / f"{table.__name__}.csv").write_bytes(content)
    if WEATHER.is_file():
        (folder / "weather.csv").write_bytes(weather().to_csv(index=False, lineterminator="\n").encode("utf-8"))
    if FASHION_MNIST.is_dir():
        np.savez_compressed(folder / "fashion_mnist.npz", **fashion_mnist())
    for name, source in NOVELS.items():
        if (R_PACKAGES / source.partition("::")[0]).is_dir():
            (folder / f"{name}.txt.bz2").write_bytes(bz2.compress(novel(name)))
    for kind in KINDS:
        for file in Path(__file__).parent.glob(f"*.{kind}"):
            if not (folder / file.name).exists():
                (folder / file.name).write_bytes(file.read_bytes())
    write_sums(folder)


def write_sums(folder: Path) -> None:
    files = [file for kind in KINDS for file in sorted(folder.glob(f"*.{kind}"))]
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (folder / "SHA256SUMS").write_bytes("".join(sums).encode("ascii"))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
