"""What the hub starts for each user: JupyterLab on their home, with copies of the lessons in `my_lessons`."""

import os
import sys

os.environ["DL101_HOME"] = os.path.expanduser("~")  # before dl101 is imported; kernels inherit it

from jupyterhub.singleuser import main

from dl101 import lab

lab.prepare()
# In a terminal no login shell, which would forget where the course's commands are.
options = lab.LOOK | {"ServerApp.terminado_settings": {"shell_command": ["/bin/bash"]}}
sys.argv += [f"--{name}={value}" for name, value in options.items()]
main()
