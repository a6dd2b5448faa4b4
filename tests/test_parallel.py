"""Two workers: that they agree with one is promised by the lesson, on each backend; here is what can go wrong."""

import re

import pytest

from dl101 import parallel

FAILS = "import sys, time\nif sys.argv[2] == '0':\n    time.sleep(9999)\nsys.exit('no model here')\n"


def test_a_worker_that_fails_is_told_and_the_other_one_is_ended(tmp_path, monkeypatch):
    (tmp_path / "with_failing.py").write_text(FAILS)
    monkeypatch.setattr(parallel, "program", lambda: tmp_path / "with_failing.py")
    with pytest.raises(RuntimeError, match="A worker failed:\nno model here"):
        parallel.train(tmp_path, patience=1800)


def test_workers_that_hang_are_ended(tmp_path, monkeypatch):
    (tmp_path / "with_hanging.py").write_text("import time\ntime.sleep(9999)\n")
    monkeypatch.setattr(parallel, "program", lambda: tmp_path / "with_hanging.py")
    with pytest.raises(RuntimeError, match=re.escape("not done after 0.5 seconds")):
        parallel.train(tmp_path, patience=0.5)


def test_free_ports_are_different():
    assert len(set(parallel.free_ports(20))) == 20
