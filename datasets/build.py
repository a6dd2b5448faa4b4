"""Make every CSV file of this folder again, byte for byte, from scikit-learn, statsmodels and the rows below.

Run `python datasets/build.py` after `pip install statsmodels`; the course itself needs neither of them.
The data sheets, with sources and licences, are in README.md beside it. `build.py FOLDER` writes somewhere else.
"""

import hashlib
import sys
from pathlib import Path

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


def build(folder: Path) -> None:
    """Write the eight CSV files and SHA256SUMS into `folder`."""
    sums = []
    for table in (breast_cancer, co2, diabetes, digits, iris, planets, sunspots, wine):
        content = table().to_csv(index=False, lineterminator="\n").encode("utf-8")
        (folder / f"{table.__name__}.csv").write_bytes(content)
        sums.append(f"{hashlib.sha256(content).hexdigest()}  {table.__name__}.csv\n")
    (folder / "SHA256SUMS").write_bytes("".join(sums).encode("ascii"))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
