"""Data: what is there loads, and what cannot be used is told with file, place and what to do."""

import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

from dl101 import data


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("name", data.names())
def test_every_bundled_data_set_is_clean(name):
    frame = data.load(name)
    assert len(frame) >= 8
    assert frame.columns.is_unique
    assert all(column == column.strip().lower() for column in frame.columns)
    missing = int(frame.isna().sum().sum())
    assert missing == (59 if name == "co2" else 0)
    content = (data.FOLDER / f"{name}.csv").read_bytes()
    assert b"\r" not in content
    assert content.decode("utf-8").isascii()


def test_the_ten_data_sets_are_listed_in_order():
    others = ["iris", "language_models", "planets", "sunspots", "weather", "wine"]
    assert data.names() == ["breast_cancer", "co2", "diabetes", "digits", *others]


def test_columns_are_returned_in_the_order_asked_for():
    assert list(data.load("diabetes", columns=["progression", "bmi"]).columns) == ["progression", "bmi"]


def test_a_file_of_ones_own_loads_by_path(tmp_path):
    path = write(tmp_path / "mine.csv", "\ufeffname,größe\nAda,1.65\n\nBob,\n")  # with a byte order mark, and a gap
    frame = data.load(path)
    assert list(frame.columns) == ["name", "größe"]
    assert frame["größe"].iloc[0] == 1.65
    assert pd.isna(frame["größe"].iloc[1])
    assert data.load(str(path)).equals(frame)


def test_text_columns_stay_text(tmp_path):
    path = write(tmp_path / "mine.csv", "code,n\nA1,1\n7,2\nB2,3\n")
    assert list(data.load(path)["code"]) == ["A1", "7", "B2"]


def error(path) -> str:
    with pytest.raises(data.DataError) as caught:
        data.load(path)
    return str(caught.value)


def test_an_unknown_name_is_answered_with_the_nearest_names():
    assert error("diabets") == "There is no data set 'diabets'. Did you mean diabetes?"
    assert "There are: breast_cancer, co2," in error("penguins")


def test_a_damaged_file_is_not_loaded(tmp_path, monkeypatch):
    for file in data.FOLDER.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    data.load("iris")
    content = (tmp_path / "iris.csv").read_bytes()
    (tmp_path / "iris.csv").write_bytes(content.replace(b"5.1", b"5.7", 1))
    assert "iris.csv: the file has been changed or damaged" in error("iris")


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\n"])
def test_an_empty_file_is_told(tmp_path, text):
    assert "the file is empty" in error(write(tmp_path / "empty.csv", text))


def test_a_missing_column_is_answered_with_the_nearest():
    with pytest.raises(
        data.DataError, match=r"diabetes.csv: there is no column 'progresion'. Did you mean progression\?"
    ):
        data.load("diabetes", columns=["bmi", "progresion"])


def test_text_among_numbers_is_told_with_line_and_column(tmp_path):
    path = write(tmp_path / "mine.csv", "age,weight\n30,70\n\n31,n.b.\n32,80\n")
    assert error(path).startswith(f"{path}, line 4, column 'weight': 'n.b.' stands where a number belongs.")


def test_a_file_that_is_not_utf8_is_told_with_the_line(tmp_path):
    path = write(tmp_path / "mine.csv", "name,n\nAda,1\nJosé,2\n", encoding="latin-1")
    assert f"{path}, line 3: not UTF-8" in error(path)


def test_a_ragged_file_is_told_with_the_line(tmp_path):
    assert "line 3: 3 values where the header names 2 columns" in error(write(tmp_path / "a.csv", "a,b\n1,2\n1,2,3\n"))
    assert "line 3: 1 values where the header names 2 columns" in error(write(tmp_path / "b.csv", "a,b\n1,2\n1\n"))


@pytest.mark.parametrize("header", ["a,a", "a,", "a, ", ","])
def test_columns_need_names_of_their_own(tmp_path, header):
    assert "column 2 has no name of its own" in error(write(tmp_path / "a.csv", f"{header}\n1,2\n"))


def test_a_folder_is_told(tmp_path):
    assert "this is a folder" in error(tmp_path)


def test_a_missing_file_is_told(tmp_path):
    assert "there is no such file" in error(tmp_path / "nowhere.csv")


def test_a_file_without_permission_is_told(tmp_path, monkeypatch):
    path = write(tmp_path / "mine.csv", "a\n1\n")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", refuse)  # the administrator may read everything: so pretend
    assert "the file cannot be read (Permission denied)" in error(path)


@pytest.mark.parametrize("name", [None, 3, b"iris", ["iris"], "a\0b", "\ud800", "x" * 5000, "x" * 300 + ".csv", ""])
def test_what_is_no_name_of_a_file_is_told(name):
    assert len(error(name)) < 1100


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_and_a_link_to_itself_are_told(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert "this is a device or a pipe" in error(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    assert "the file cannot be read" in error(tmp_path / "loop.csv")


def test_one_column_may_be_asked_for_by_its_name():
    assert list(data.load("diabetes", columns="bmi").columns) == ["bmi"]


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_another_separator_is_told_and_may_be_given(tmp_path, mark):
    path = write(tmp_path / "mine.csv", f"name{mark}size\nAda{mark}1,65\nBob{mark}1,8\n")
    advice = f'separator={mark!r}, decimal=",")'
    assert error(path).endswith(f"If {mark!r} separates the values: load(…, {advice}")
    frame = data.load(path, separator=mark, decimal=",")
    assert list(frame["size"]) == [1.65, 1.8]
    assert list(frame["name"]) == ["Ada", "Bob"]
    with pytest.raises(data.DataError, match=r"line 2, column 'size': '1,65' has a comma. .* load\(…, decimal=\",\"\)"):
        data.load(path, separator=mark)


def test_columns_between_blanks_are_told_and_may_be_given(tmp_path):
    path = write(tmp_path / "mine.csv", "name  size\nAda   1.65\nBob   1.8\n")
    assert error(path).endswith("If ' ' separates the values: load(…, separator=' ')")
    assert list(data.load(path, separator=" ")["size"]) == [1.65, 1.8]
    assert list(data.load(write(tmp_path / "b.csv", "first name\nAda Lovelace\n")).columns) == ["first name"]


def test_thousands_are_no_decimals(tmp_path):
    path = write(tmp_path / "mine.csv", "n;m\n1.000,5;1\n2,5;2\n3,5;3\n")
    with pytest.raises(data.DataError, match=r"line 2, column 'n': '1.000,5' stands where a number belongs"):
        data.load(path, separator=";", decimal=",")


def test_words_for_missing_values_are_told_and_may_be_given(tmp_path):
    path = write(tmp_path / "mine.csv", "n,m\n1,2\nNA,3\n3,null\n4,5\n")
    assert error(path).endswith(
        "'NA' stands where a number belongs. If the value is not known: load(…, missing=['NA'])"
    )
    frame = data.load(path, missing=["NA", "null"])
    assert frame.isna().sum().tolist() == [1, 1]
    assert data.load(path, "n", missing=("NA", "null")).equals(frame[["n"]])
    assert data.load(write(tmp_path / "b.csv", "n\n1\nNA\n"), missing="NA")["n"].isna().sum() == 1


@pytest.mark.parametrize("text", [",a,b\n0,1.5,x\n1,2.5,y\n", '"","a","b"\n"one",1.5,"x"\n"two",2.5,"y"\n'])
def test_a_column_without_a_name_is_the_index(tmp_path, text):
    frame = data.load(write(tmp_path / "mine.csv", text))
    assert list(frame.columns) == ["a", "b"]
    assert list(frame.index) in ([0, 1], ["one", "two"])


def test_a_packed_file_is_read(tmp_path):
    path = tmp_path / "mine.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert data.load(path)["b"].tolist() == [2]
    path.write_bytes(gzip.compress(b"a,b\n1,2\n")[:-9])
    assert "the file cannot be read" in error(path)


@pytest.mark.parametrize("above", ["# made by hand\n", "Sizes of 2020\n", "# one, two\n\n# three\n", "\nSizes\n#\n"])
def test_what_stands_above_the_names_is_passed_over(tmp_path, above):
    path = write(tmp_path / "mine.csv", f"{above}name,n,m\nAda,1,2\nBob,2,x\nEve,3,4\n")
    assert f"line {above.count(chr(10)) + 3}, column 'm'" in error(path)
    path = write(tmp_path / "mine.csv", f"{above}#,n,m\nAda,1,2\n")
    assert list(data.load(path).columns) == ["#", "n", "m"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\n<!DOCTYPE html>\n<p>a,b", "a web page"),
        (b'{"a": 1}\n{"a": 2}\n', "JSON"),
        (b"PK\x03\x04\x14\0\x06", "a ZIP archive, or a workbook"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n", "a pointer, left by Git LFS"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path, content, told):
    (tmp_path / "mine.csv").write_bytes(content)
    assert f"mine.csv: not a CSV file, but {told}" in error(tmp_path / "mine.csv")


def test_codes_keep_their_zeros(tmp_path):
    frame = data.load(write(tmp_path / "mine.csv", "zip,share,n\n01234,0.5,0\n98765,-0.25,10\n"))
    assert frame["zip"].tolist() == ["01234", "98765"]
    assert frame["share"].tolist() == [0.5, -0.25]
    assert frame["n"].tolist() == [0, 10]


def test_where_a_file_was_looked_for_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert error("sub/mine.csv").endswith(f"there is no such file. It was looked for in {tmp_path}.")
    write(tmp_path / "mine.csv", "a\n1\n")
    assert len(data.load("~/mine.csv")) == len(data.load("mine.csv")) == 1


@pytest.mark.parametrize("separator", ["", ";;", "\n", None])
def test_what_cannot_separate_is_told(tmp_path, separator):
    path = write(tmp_path / "mine.csv", "a,b\n1,2\n")
    for options in ({"separator": separator}, {"decimal": separator}):
        with pytest.raises(data.DataError, match=r"cannot be a (separator|decimal), which is one character"):
            data.load(path, **options)


def test_a_large_file_is_refused_as_a_small_one(tmp_path, monkeypatch):
    texts = [
        "a" * 99,
        "name;size\nAda;1,65\nBob;1,8\n",
        "a;b\n1\n2;3\n",
        "5.1;6\n7;8\n",
        "a;b\n1;x\n2;3\n4;5\n",
        "",
        "\n",
    ]
    for text in texts:
        path, told = write(tmp_path / "mine.csv", text), []
        for large in (10**6, 0):
            monkeypatch.setattr(data, "LARGE", large)
            with pytest.raises(data.DataError) as caught:
                data.load(path, separator=";")
            told.append(str(caught.value))
        assert told[0] == told[1]


def test_a_file_without_names_is_told(tmp_path):
    path = write(tmp_path / "mine.csv", "\n6,148,33.6\n1,85,26.6\n")
    assert f"{path}, line 2: column 3 has no name of its own ('33.6')" in error(path)
    path = write(tmp_path / "mine.csv", "6,148,33\n1,85,26\n")
    assert f"{path}, line 1: only numbers, '6, 148, 33', where the names of the columns belong" in error(path)
    assert list(data.load(write(tmp_path / "mine.csv", "0,1,2\n5,6,7\n")).columns) == ["0", "1", "2"]


def test_a_quote_that_is_not_closed_is_told_with_its_line(tmp_path):
    path = write(tmp_path / "mine.csv", 'a,b\n"x\ny",1\n"z,2\nu,3\n')
    assert f"{path}, line 4: not a CSV file" in error(path)


def test_a_very_long_value_is_told_with_its_line(tmp_path):
    assert "line 3: not a CSV file" in error(write(tmp_path / "mine.csv", "a\n1\n" + "x" * 200_000 + "\n"))


def test_long_codes_stay_what_they_are(tmp_path):
    path = write(tmp_path / "mine.csv", "code,n\n12345678901234567890123,1\n9007199254740993,2\n")
    assert list(data.load(path)["code"]) == ["12345678901234567890123", "9007199254740993"]
    path = write(tmp_path / "mine.csv", "n,m\n9007199254740993,1\n,2\n3,3\n4.5,4\n")
    assert "line 2, column 'n': '9007199254740993' has more digits than can be kept" in error(path)


def test_the_files_are_made_again_byte_for_byte_from_their_sources(tmp_path):
    spec = importlib.util.spec_from_file_location("build", data.FOLDER / "build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    for table in (build.breast_cancer, build.diabetes, build.digits, build.iris, build.wine):
        made = table().to_csv(index=False, lineterminator="\n").encode("utf-8")
        assert made == (data.FOLDER / f"{table.__name__}.csv").read_bytes(), table.__name__
    if importlib.util.find_spec("statsmodels"):
        build.build(tmp_path)
        made = [file for kind in ("csv", "npz", "txt.bz2") for file in data.FOLDER.glob(f"*.{kind}")]
        for file in [*made, data.FOLDER / "SHA256SUMS"]:
            assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name


def test_images_come_as_those_of_keras_with_as_many_of_each_kind():
    (x_train, y_train), (x_test, y_test) = data.images("fashion_mnist")
    assert (x_train.shape, x_test.shape) == ((10_000, 28, 28), (2000, 28, 28))
    assert (x_train.dtype, x_train.min(), x_train.max()) == (np.uint8, 0, 255)
    assert np.bincount(y_train).tolist() == [1000] * 10
    assert np.bincount(y_test).tolist() == [200] * 10
    kinds = data.classes("fashion_mnist")
    assert (len(kinds), kinds[9]) == (10, "ankle boot")
    boot, trousers = (x_train[y_train == kind].mean(axis=0) for kind in (9, 1))
    assert boot[-8:].mean() > 2 * boot[:8].mean()  # a boot is wide below
    assert trousers[:, 13:15].mean() > 2 * trousers[:, :4].mean()


@pytest.mark.parametrize("name", ["fashion", "diabetes", "", None, "../datasets/fashion_mnist"])
def test_images_that_are_not_there_are_told(name):
    with pytest.raises(data.DataError, match="fashion_mnist"):
        data.images(name)


@pytest.mark.parametrize(
    ("file", "load"),
    [("fashion_mnist.npz", data.images), ("emma.txt.bz2", data.text), ("austen.model.npz", data.language_model)],
    ids=["images", "a text", "a language model"],
)
def test_what_was_changed_is_refused(file, load, tmp_path, monkeypatch):
    for name in (file, "SHA256SUMS"):
        shutil.copy(data.FOLDER / name, tmp_path)
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    load(file.partition(".")[0])
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes()[:-1] + b"!")
    with pytest.raises(data.DataError, match="changed or damaged"):
        load(file.partition(".")[0])


NOVELS = [
    *("emma", "mansfield_park", "moby_dick", "northanger_abbey", "persuasion", "pride_and_prejudice"),
    "sense_and_sensibility",
]


def test_a_language_model_that_is_not_there_is_told():
    with pytest.raises(data.DataError, match=r"There is no language model 'melville'.*austen"):
        data.language_model("melville")


def test_the_seven_novels_are_listed_in_order():
    assert data.names("txt.bz2") == NOVELS


@pytest.mark.parametrize("name", NOVELS)
def test_every_novel_is_clean_and_whole(name):
    novel = data.text(name)
    assert len(novel) > 400_000
    assert not set(novel) & set("\r\t\f\ufeff")
    assert novel.endswith("\n")
    assert "Gutenberg" not in novel
    assert not [line for line in novel.split("\n") if len(line) > 100]
    assert sorted(letter for letter in set(novel) if not letter.isascii()) == ["£"] * (name == "mansfield_park")


def test_novels_begin_and_end_where_they_should():
    assert data.text("moby_dick").startswith("Call me Ishmael. Some years ago")
    assert data.text("moby_dick").endswith("only found another\norphan.\n")
    assert data.text("emma").startswith("EMMA\n\nBy Jane Austen\n")
    assert data.text("pride_and_prejudice").count("Darcy") > 400


@pytest.mark.parametrize("name", ["moby", "diabetes", "", None, "../datasets/moby_dick", "moby_dick.txt"])
def test_a_text_that_is_not_there_is_told(name):
    with pytest.raises(data.DataError, match=r"There is no text .*moby_dick"):
        data.text(name)


def test_checksums_are_those_of_the_files():
    lines = (data.FOLDER / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    for digest, name in (line.split() for line in lines):
        assert hashlib.sha256((data.FOLDER / name).read_bytes()).hexdigest() == digest


def test_importing_the_package_is_quick_and_does_not_import_keras():
    program = "import sys, dl101;assert not {'keras', 'pandas', 'numpy', 'matplotlib'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
