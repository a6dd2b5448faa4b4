# %% [markdown]
# # Deep Learning 101
#
# > You build and train neural networks, and check every number on the way.
#
# **Start here.** Click on the gray box below, then press **Shift+Enter**. This runs the code and takes you to the next cell.

# %%
import numpy as np
from dl101 import check, plot
from matplotlib import pyplot as plt
from sklearn.neural_network import MLPClassifier

turn, arm = np.linspace(1, 9, 300), np.repeat([0.25, -0.25], 300)
x = (arm * np.tile([np.cos(turn), np.sin(turn)] * turn, 2)).T
network = MLPClassifier((32, 32), "tanh", solver="lbfgs", alpha=0.01, max_iter=1000, random_state=0)
network.fit(x, arm > 0)

plot.regions(network.predict, x, arm > 0)
plt.title("Two spirals, and what a network made of them")
plt.show()
check.between("share of the points that it gets right", network.score(x, arm > 0), 0.99, 1)

# %% [markdown]
# A network saw 600 points and their colors, and found the border between two spirals by itself. The line with `✓` below the picture is the course checking its own text. You need not follow the code yet: in the lesson "Activation functions" you write such a network yourself.
#
# ## The lessons
#
# Each builds on the ones before it. Click on a title:
#
# {lessons}
#
# Run every cell with Shift+Enter, from the top to the bottom. `[*]` beside a cell means that it is still running. At the end of a lesson there are links to the next one and back to this page.
#
# ## What the lines mean
#
# | line | what it means |
# |---|---|
# | `✓ …` | A number came out as the text says. A click on the line shows what was promised. |
# | `✗ …` | A number did not. If you have not changed the code, see below. |
# | ○ to do | An exercise that waits for you: replace the three dots, and run its cell again. |
# | ✗ not yet | Your answer is not right yet. Below it is what came out, and a sentence on it. |
# | ✓ passed | Your answer is right. A dot in the list above remembers it (the list is made when JupyterLab starts). |
#
# If you are stuck, `check.hint("neuron")` in a cell of your own gives a hint to the exercise `neuron`, and one more each time. After a try, `check.answer("neuron")` shows an answer.
#
# ## When a cell fails
#
# Most often, a cell above it was not run. Click on the failed cell, then choose *Kernel* and *Restart Kernel and Run up to Selected Cell…* in the menu at the top. If that does not help, type this in the terminal, in the folder of the course. It says what is wrong with this machine, and what to do:
#
# ```
# python course.py doctor
# ```
#
# ## What you change is yours
#
# The notebooks that you see here are copies of your own, in the folder `my_lessons`. Change what you like, and save with Ctrl+S (⌘S on a Mac). To get a fresh copy of a lesson, rename yours in the list on the left, with a right-click, then start JupyterLab again: `python course.py lab`.
