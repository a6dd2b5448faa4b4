"""The course in a classroom: handed out, collected and marked with nbgrader (https://nbgrader.readthedocs.io).

`handout` makes nbgrader's course of the lessons, `cases` are what answers are tried on, which students do not see,
`box` is where their code runs, with `boxed` in it, and `mark` makes the marks, outside of it.
"""

import os
import sys
from pathlib import Path

# nbgrader calls `alembic` by its name, which lies beside Python, also where the environment was not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
