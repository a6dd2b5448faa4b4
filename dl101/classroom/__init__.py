"""The course in a classroom: handed out, collected and marked with nbgrader (https://nbgrader.readthedocs.io).

`handout` makes nbgrader's course of the lessons, `cases` are what answers are tried on, which students do not see,
`programs` are their code with what it uses of the lesson, `box` is where that runs, with `boxed` in it, `judge` judges,
outside of it, what came out, and `mark` makes the marks.
"""

import os
import sys
from pathlib import Path

# nbgrader calls `alembic` by its name, which lies beside Python, also where the environment was not activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
