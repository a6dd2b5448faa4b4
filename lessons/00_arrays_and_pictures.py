# %% [markdown]
# # 0. Arrays and pictures
#
# > You read a table of real patients, compute with all of its numbers at once, and take a picture apart into numbers.
#
# 30 minutes · needs: writing a Python function · data: digits, diabetes

# %% [markdown]
# Can you read `(x - x.mean(axis=0)) @ w` and `guesses[:, None] - truth` without stopping? Then go on to the lesson "A single neuron". If not, start here. There is no network in this lesson yet, only what all the others are written in.
#
# ## Look at the data first
#
# These are 16 of 1797 digits that people wrote by hand. To Python they are nothing but numbers. Run the cell; by the end of the lesson you can read each of its lines. (`dl101` is this course's own small package: `data` loads tables, `plot` draws, `check` compares. `pyplot`, called `plt` for short, belongs to the drawing library Matplotlib, and its `show` shows the picture.)

# %% tags=["slide"]
from dl101 import check, data, plot
from matplotlib import pyplot as plt

digits = data.load("digits")
pixels, written = digits.drop(columns="digit").to_numpy(), digits["digit"].to_numpy()
plot.images(pixels[:16], titles=written[:16])
plt.show()

# %% [markdown]
# ## A table and its columns
#
# We begin with a simpler table: 442 people with diabetes. `data.load` returns it as a **DataFrame**, the table of the library pandas. Each row is a patient, and each column has a name. `patients["age"]` is one column. A list of names, in double brackets, gives a smaller table. `head()` is its first five rows, and `drop(columns="age")` all columns but one.
#
# In an f-string, `:.1f` keeps one digit after the point, and `:.0%` writes a share as a percentage. The body mass index, `bmi`, is the body weight in kilograms divided by the square of the height in meters.

# %% tags=["slide"]
from IPython.display import display

patients = data.load("diabetes")
display(patients[["age", "bmi", "blood_pressure"]].head())
print(f"{len(patients)} patients, mean age {patients['age'].mean():.1f} years")
check.equal("rows and columns of the table", patients.shape, (442, 11))
check.close("mean age", patients["age"].mean(), 48.5, absolute=0.05)

# %% [markdown]
# There are 442 rows and 11 columns, of which you see three, and the mean age is 48.5 years. A line that begins with ✓ is the course checking its own text: the number came out as the text says. `absolute=0.05` is how far it may be off; `relative=` says it as a share. (A number such as 3.4e-07 means 0.00000034.)
#
# ## From a table to an array
#
# Networks want numbers without names. `to_numpy()` gives them as an **array** of the library NumPy: numbers in rows and columns, all of one type. The type is called `dtype`: `int64` for whole numbers, `float64` for others. The **shape** says how many rows and columns there are. `x.T` swaps rows and columns, so the second line below gives each column of `x` a name.

# %%
x = patients[["age", "bmi", "blood_pressure"]].to_numpy()
age, bmi, pressure = x.T
print(f"x has the shape {x.shape}, age has the shape {age.shape}, and both hold {x.dtype}")
check.equal("shapes of x and of age", (x.shape, age.shape), ((442, 3), (442,)))

# %% [markdown]
# A table has a shape like (442, 3). An array can also be one line of numbers, without rows and columns. Its shape has a single number, (442,); the comma is how Python writes a single number as a shape. All entries are of one type, so the ages are `float64` now: 59.0 in place of 59.
#
# ## Rows, columns and slices
#
# A place in an array is its **index**, and Python counts from 0. `x[0]` is the first row, and `x[0, 1]` the entry in the first row and second column. A **slice** takes several places: `:5` the first five, `1:` all from place 1 on, `2:6` the places 2, 3, 4 and 5, `-2:` the last two, and a colon alone takes all. A list of places works, too: `x[[0, 7]]`.

# %%
print("the first patient:", x[0], "and the body mass index alone:", x[0, 1])
print("body mass index of the first five:", x[:5, 1], "and of the last two:", x[-2:, 1])
check.equal("body mass index of the first patient", x[0, 1], 32.1)

# %% [markdown]
# The first patient has a body mass index of 32.1.
#
# **Predict, then run.** What is the shape of `x[:5, 1:]`? Write your guess in the place of `None`, then run the cell. Nobody marks it; to have said something first is what makes you look.

# %%
prediction = None  # your guess, for example (442, 3)
print("your prediction:", prediction, "and the shape of x[:5, 1:] is", x[:5, 1:].shape)
check.equal("shape of x[:5, 1:]", x[:5, 1:].shape, (5, 2))

# %% [markdown]
# Five rows, and the columns from place 1 to the end, which are two.
#
# ## All numbers at once
#
# What would each patient weigh at a height of 1.75 meters? You know how to write this with a loop. With arrays you need none: a calculation is done for every entry. (`[… for value in bmi]` is a loop in one line that makes a list. `np` is short for NumPy, and `1.75**2` is 1.75 squared.)

# %%
import numpy as np

kilograms = bmi * 1.75**2
by_loop = [value * 1.75**2 for value in bmi]
print(f"at 1.75 m the first patient would weigh {kilograms[0]:.1f} kg")
check.close("all at once and by a loop", kilograms, by_loop)

# %% [markdown]
# Both ways agree. NumPy's functions, such as `np.sqrt` (the square root) and `np.abs` (the size without the sign), also work on every entry. Two arrays of the same shape are combined place by place: `pressure / age` divides each patient's blood pressure by the same patient's age.
#
# ## True or false
#
# A comparison is done for every entry as well. So `large = bmi >= 30` is an array of `True` and `False`, and it is good for three things. It picks: `pressure[large]` keeps the pressures of those patients for whom `large` is true. It counts: `True` is 1 and `False` is 0, so `large.sum()` is how many there are. And `large.mean()` is their share. For arrays, "not" is written `~`, "and" is `&`, and "or" is `|`.

# %%
large = bmi >= 30
print(f"30 or more: {large[:5]}, and so on; in all {large.sum()} patients, {large.mean():.0%}")
theirs, others = pressure[large].mean(), pressure[~large].mean()
print(f"mean blood pressure: {theirs:.1f} of these, {others:.1f} of the others")
check.equal("patients with 30 or more", large.sum(), 99)
check.close("mean blood pressures", [theirs, others], [100.6, 92.9], absolute=0.05)

# %% [markdown]
# These are 99 of the 442 patients. Their mean blood pressure is 100.6 mm Hg, the mean of the others 92.9. In the lesson "A layer of neurons" the same idea gives the share of right answers: `np.mean(answers == truth)`.
#
# Two things to know for later. Comparisons that are joined by `&` or `|` need parentheses: `(bmi >= 30) & (age < 40)`. And `np.where(large, a, b)` takes from `a` where `large` is true, and from `b` elsewhere.
#
# ### Exercise: an age group
#
# Replace the three dots, and run the cell as often as you like. It tells you how it went.
#
# Write a function that returns the mean blood pressure of the patients whose age is at least `low` and less than `high`. `age` and `pressure` are NumPy arrays with an entry for each patient, and there is at least one patient of such an age. The ages 30, 40, 50 and 60, the pressures 80, 90, 100 and 120, and the limits 40 and 60 give 95.


# %% tags=["exercise"]
def pressure_of_ages(age, pressure, low, high):
    return ...  # your code here


check.exercise("pressure_of_ages", pressure_of_ages)

# %% [markdown]
# ## An image is an array
#
# A row of `pixels` holds 64 numbers, from 0 (paper) to 16 (ink). Each is a **pixel**, a little square of the image. `reshape(8, 8)` puts them into 8 rows of 8, in the same order. Can you see the 3 in the numbers?

# %%
image = pixels[3].reshape(8, 8)
print(image)
check.equal("the digit that was written", written[3], 3)

# %% [markdown]
# A slice may go backward: `::-1` takes all places from the last to the first. What you do to the numbers, you do to the picture.
#
# `plt.subplots(1, 5)` makes a figure with five fields to draw on, side by side, and returns both: the figure and the fields, called axes. `imshow` draws an array as an image; with `cmap="gray_r"`, 0 is white and `vmax` black. You need not follow what only dresses the picture: `figsize`, `ticks`, `spines`. `zip` goes through several lists side by side.
#
# **Predict, then run.** Which of `image[:, ::-1]` and `image[::-1]` is turned upside down?

# %% tags=["slide"]
views = [image, 16 - image, image[:, ::-1], image[::-1], image[2:6, 2:6]]
titles = ["image", "16 - image", "image[:, ::-1]", "image[::-1]", "image[2:6, 2:6]"]
fig, axes = plt.subplots(1, 5, figsize=(11, 2.7))
for ax, view, title in zip(axes, views, titles):
    ax.imshow(view, cmap="gray_r", vmin=0, vmax=16)
    ax.set(title=title, xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
plt.show()

# %% [markdown]
# `image[::-1]` reverses the order of the rows: upside down. `image[:, ::-1]` reverses the order of the columns: a mirror image. `image[2:6, 2:6]` cuts out the middle, and `16 - image` swaps paper and ink.
#
# ## Down or to the right: the axis
#
# How much ink is in each column, and in each row? `sum`, `mean`, `max` and their kind take an **axis**, which is the direction in which they run. With `axis=0` they run down and leave one number for each column. With `axis=1` they run to the right and leave one number for each row.
#
# In the picture, each pixel shows its number (`np.ndindex` goes through all the places). The sums of the columns stand below, the sums of the rows at the right.

# %% tags=["slide"]
fig, ax = plt.subplots(figsize=(6, 5.6))
ax.imshow(image, cmap="gray_r", vmax=40)
for row, column in np.ndindex(8, 8):
    ax.text(column, row, image[row, column], color="black", ha="center", va="center")
ax.yaxis.set(ticks_position="right", label_position="right")
ax.set_xticks(range(8), image.sum(axis=0), color=plot.RED)
ax.set_yticks(range(8), image.sum(axis=1), color=plot.BLUE)
ax.set(xlabel="down: image.sum(axis=0)", ylabel="right: image.sum(axis=1)", title="Sums both ways")
plt.show()
check.equal("largest sum of a column", image.sum(axis=0).max(), 83)

# %% [markdown]
# The fifth column has the most ink, 83.
#
# Now all images at once. `reshape(-1, 8, 8)` makes a stack of images: −1 means "as many as there are". The stack has three axes: image, row, column. Two of them in parentheses, `axis=(1, 2)`, give one number for each image.

# %%
stack = pixels.reshape(-1, 8, 8)
ink = stack.sum(axis=(1, 2))
print(f"shape of the stack: {stack.shape}, shape of the ink: {ink.shape}, ink of the 3: {ink[3]}")
check.equal("shape of the stack, and ink of the 3", (stack.shape, ink[3]), ((1797, 8, 8), 267))

# %% [markdown]
# There are 1797 images, and the ink of the 3 adds up to 267.
#
# ## Tables and rows together
#
# By how much does each patient differ from the mean? `x` has the shape (442, 3), and its column means have the shape (3,). NumPy subtracts the three means from every row. This is called **broadcasting**: the smaller array is used again and again until it fits the larger one.

# %%
centered = x - x.mean(axis=0)
print("the first patient differs from the mean by", centered[0].round(1))
check.close("column means, once subtracted", centered.mean(axis=0), [0, 0, 0], absolute=1e-9)

# %% [markdown]
# After that, each column has the mean 0. Nearly every lesson prepares its data like this.
#
# The rule: write the two shapes below each other, so that they end at the same place. In each place the two numbers must be equal, or one of them must be 1 or missing. Where it is 1 or missing, that array is repeated. So three numbers fit a table of three columns. If you have one number for each row instead, stand them up as a column: `[:, None]` turns the shape (3,) into (3, 1).
#
# **Predict, then run.** `np.array` turns a list into an array. What is the shape of the sum below, and what is its last entry?

# %%
prediction = None  # your guess, for example (3,), 33
tens, ones = np.array([10, 20, 30]), np.array([1, 2, 3, 4])
pairs = tens[:, None] + ones
print(f"your prediction: {prediction}, and the sum of each pair is\n{pairs}")
check.equal("shape and last entry of the pairs", (pairs.shape, pairs[-1, -1]), ((3, 4), 34))

# %% [markdown]
# A column and a row give a table of all pairs: 3 rows, 4 columns, and 34 in the last place. In the lesson "Loss" this tries every guess on every patient at once. Without `[:, None]` the shapes (3,) and (4,) do not fit, and NumPy raises an error.
#
# ### Exercise: full contrast
#
# Some people press hard with their pen, some lightly. Make all images equally dark: divide each by its own darkest pixel, so that this one becomes 1. `images` is a NumPy array with a row for each image and a column for each pixel, for any number of both. Each image has some ink. The result has the same shape. The rows 0, 4, 8 and 1, 1, 2 become 0, 0.5, 1 and 0.5, 0.5, 1.


# %% tags=["exercise"]
def full_contrast(images):
    return ...  # your code here


check.exercise("full_contrast", full_contrast)

# %% [markdown]
# ## Multiply and add up: `@`
#
# Two people go shopping. Each row says how many loaves of bread, bottles of milk and apples are in a basket. What does each pay? You multiply each amount by its price and add the products up. For this, NumPy has the sign `@`.

# %%
baskets = np.array([[2, 1, 0], [0, 2, 3]])
prices = np.array([3.0, 1.5, 0.5])
total = 0
for amount, price in zip(baskets[0], prices):
    total += amount * price
print(f"the first: {total} by the loop, {baskets[0] @ prices} by @; both: {baskets @ prices}")
check.equal("the first basket, by the loop and by @", [total, baskets[0] @ prices], [7.5, 7.5])
check.equal("both baskets", baskets @ prices, [7.5, 4.5])

# %% [markdown]
# The first basket costs 2 · 3 + 1 · 1.5 + 0 · 0.5 = 7.5, by the loop and by `@`. The second costs 4.5. `baskets` has the shape (2, 3) and `prices` (3,): the two 3s must be equal, and they disappear. One number is left for each basket. This one sign is most of what a network computes, as you see in the lesson "Many inputs".
#
# ### Exercise: some exams count more
#
# `grades` is a NumPy array with a row for each student and a column for each exam. `counts` is an array that says how often each exam counts, with numbers above 0 that need not be whole. Return the mean grade of each student. An exam that counts 3 times goes into it as if it had been written three times. There may be any number of students and exams, even one. The grades 80, 100 and 60, 60 of two students, with the counts 1 and 3, give 95 and 60.


# %% tags=["exercise"]
def mean_grades(grades, counts):
    return ...  # your code here


check.exercise("mean_grades", mean_grades)

# %% [markdown]
# ## Points, a line, and a function
#
# Does blood pressure rise with age? `ax.scatter` draws a dot for each patient, `ax.plot` a line through points. `np.linspace(20, 80, 50)` is 50 numbers from 20 to 80 at equal distances. `guess` is a rule that we made up: 80 + 0.3 · age. It only calculates, so it takes one age or a whole array of them.


# %% tags=["slide"]
def guess(age):
    return 80 + 0.3 * age


ages = np.linspace(20, 80, 50)
fig, ax = plt.subplots()
ax.scatter(age, pressure, s=18, color=plot.SKY, label="a patient")
ax.plot(ages, guess(ages), color=plot.RED, label="80 + 0.3 · age")
ax.set(xlabel="age (years)", ylabel="pressure (mm Hg)", ylim=(50, 135), title="A rule by hand")
ax.legend(loc="lower right", ncols=2)
plt.show()

# %% [markdown]
# How good is this rule? We want to ask the same of other rules. So the rule itself is handed over, as an argument. Without parentheses after it, `guess` is the function itself and not one of its results. `lambda age: 95` is a short way to write a function: it takes an age and returns 95.


# %%
def typical_distance(rule):
    return np.abs(pressure - rule(age)).mean()


of_guess, of_same = typical_distance(guess), typical_distance(lambda age: 95)
print(f"off by {of_guess:.1f} mm Hg with the guess, by {of_same:.1f} with 95 for everybody")
check.close("typical distances", [of_guess, of_same], [10.4, 11.4], absolute=0.05)

# %% [markdown]
# The guess is off by 10.4 mm Hg on average, and 95 for everybody by 11.4. Finding a good rule by itself, from the data: that is what a network does, from the next lesson on.
#
# ## Chance and its seed
#
# Networks begin with random numbers, so each training comes out a little differently. The random numbers of a computer are computed, starting from a number that is called the **seed**. With the same seed come the same numbers. `keras.utils.set_random_seed(0)` sets the seed for Python, NumPy and Keras together. (Keras is the library that trains our networks.) That is why a lesson on arrays imports Keras, which takes a few seconds.
#
# Three dice are rolled 600 times each. (`randint(1, 7)` draws from 1 to 6: the 7 is left out.) `means` has a row for the first roll, for the first two, the first three and so on, and a column for each die. `plot.movie` shows a moving picture: `draw` draws one frame of it, from empty axes `ax` and a number, here of rolls. (A notebook shows it with buttons, a script saves it.)

# %%
import keras

keras.utils.set_random_seed(0)
rolls = np.random.randint(1, 7, size=(3, 600))
means = np.array([rolls[:, :n].mean(axis=1) for n in range(1, 601)])
print("ten rolls of the first die:", rolls[0, :10], "and the three means:", means[-1].round(2))
check.between("farthest that a mean ends from 3.5", np.abs(means[-1] - 3.5).max(), 0, 0.3)


# %% tags=["slide"]
def draw(ax, n):
    for die, style in zip(range(3), plot.STYLES):
        ax.plot(means[:n, die], linestyle=style, label=f"die {die + 1}")
    ax.set(xlim=(0, 600), ylim=(1, 6), xlabel="rolls", ylabel="mean", title=f"{n} rolls so far")
    ax.legend()


plot.movie(draw, [5, 10, 20, 30, 45, 60, 80, 100, 140, 180, 240, 300, 380, 480, 600])

# %% [markdown]
# At first the means jump about. After 600 rolls each lies between 3.2 and 3.8, near 3.5, the mean of 1 to 6.
#
# Change the seed to 1 and run both cells again: you see other rolls, and the same ending. Where chance plays a part, this course therefore promises a range, and tries it with many seeds.
#
# ## What we saw
#
# - An array holds numbers in rows and columns, and its shape says how many. Calculations and comparisons are done for every entry.
# - `axis=0` gives one number for each column, `axis=1` one for each row.
# - Shapes that differ are broadcast, and `[:, None]` stands a list of numbers up as a column.
# - `@` multiplies place by place and adds up, for one row or for all rows of a table.
# - An image is an array. A seed makes random numbers come out the same again.
#
# **Go further.** Which digit has the most ink on average? Compare the ten means of `ink[written == digit]`. Draw blood pressure against `bmi`, and find a rule that is off by less than `guess` (in `typical_distance`, put `bmi` in the place of `age`). NumPy's own introduction: [NumPy: the absolute basics for beginners](https://numpy.org/doc/stable/user/absolute_beginners.html).
#
# **Next:** A single neuron.
