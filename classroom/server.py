"""What the hub starts for each user: JupyterLab on their home, with copies of the lessons in `my_lessons`."""

import os
import sys

os.environ["DL101_HOME"] = os.path.expanduser("~")  # before dl101 is imported; kernels inherit it

from jupyterhub.singleuser import main

from dl101 import lab

lab.prepare()
sys.argv += [f"--{name}={value}" for name, value in lab.LOOK.items()]
main()
