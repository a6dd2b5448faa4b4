"""Pages on what was marked, each a file that needs no network: one for each student, and one for the teacher.

A student's page goes where nbgrader looks for feedback, so `nbgrader release_feedback` hands it out. Points and
comments are read from the grade book, so what a teacher has changed there counts. All that students wrote is escaped.
"""

import ast
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import jinja2
import nbformat
import numpy as np
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from dl101 import exercises, files, lessons
from dl101.classroom import handout, mark, programs

LEAST_TOKENS = 30  # of an answer that is compared with others: shorter ones are alike by themselves
ALIKE, MOST_PAIRS = 0.9, 20
CODE = HtmlFormatter(nobackground=True)
PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters["code"] = lambda source: highlight(source, PythonLexer(), CODE)
STYLE = CODE.get_style_defs(".highlight")


def students(folder: Path, stem: str) -> list[Path]:
    """Write the page of each student whose submission was marked, for `nbgrader release_feedback`."""
    from nbgrader.api import Gradebook

    folder, course = Path(folder), handout.plan(folder)[0]
    pages = []
    with Gradebook(f"sqlite:///{folder.resolve()}/gradebook.db", course) as book:
        for student, record in mark.read(folder, stem).items():
            (graded,) = book.find_submission(stem, student).notebooks
            points = {grade.name.removesuffix("-check"): grade for grade in graded.grades}
            written = {comment.name: comment.manual_comment for comment in graded.comments}
            sources = answers(folder, stem, student)
            rows = [
                one
                | {"name": name, "score": points[name].score, "most": points[name].max_score}
                | {"comment": written.get(name), "source": sources.get(name)}
                for name, one in record.get("exercises", {}).items()
            ]
            path = folder / "feedback" / student / stem / f"{stem}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, "student.html", stem, student=student, refused=record.get("refused"), rows=rows)
            for name in (mark.STAMP, mark.SECRET):  # by which nbgrader knows whose page it is
                if beside := mark.beside(folder / "autograded" / student / stem / name):
                    files.write(path.with_name(name), beside)
            pages.append(path)
    return pages


def teacher(folder: Path, stem: str) -> Path:
    """Write the teacher's page: who did what in each exercise, what could not be marked, and answers that are alike."""
    folder, records = Path(folder), mark.read(folder, stem)
    marked = {student: record["exercises"] for student, record in records.items() if "exercises" in record}
    said = {}
    for row in mark.sum_up(folder, stem).itertuples():
        who = [student for student, one in marked.items() if mark.counted(one[row.exercise]) == row.said]
        said.setdefault(row.exercise, []).append((row.said, who))
    given = {student: answers(folder, stem, student) for student in marked}
    course_own = {one.name: one for one in exercises.load(exercises.SOLUTIONS / f"{stem}.py")}
    pairs = [
        (name, *pair)
        for name in said
        for pair in alike({student: one.get(name, "") for student, one in given.items()}, course_own[name].source)
    ]
    sources = {(student, name): source for student, one in given.items() for name, source in one.items()}
    refused = {student: record["refused"] for student, record in records.items() if "refused" in record}
    path = folder / "marks" / f"{stem}.html"
    _write(path, "teacher.html", stem, said=said, of=len(marked), refused=refused, pairs=pairs, sources=sources)
    return path


def _write(path: Path, template: str, stem: str, **values) -> None:
    (lesson,) = (lesson for lesson in lessons.known() if lesson.path.stem == stem)
    files.write(path, PAGES.get_template(template).render(lesson=lesson, style=STYLE, **values))


def answers(folder: Path, stem: str, student: str) -> dict[str, str]:
    """Return a student's answer cells, as they were marked."""
    book = nbformat.read(Path(folder, "autograded", student, stem, f"{stem}.ipynb"), as_version=4)
    marked = {cell.metadata.nbgrader.grade_id: cell for cell in book.cells if "nbgrader" in cell.metadata}
    return {name: cell.source for name, cell in marked.items() if cell.metadata.nbgrader.solution}


def alike(sources: Mapping[str, str], own: str = "") -> list[tuple[str, str, float, bool]]:
    """Return pairs of answers that are alike when names, comments and layout do not count, and that few have written.

    Answers are compared by their runs of three to five tokens, of which those that few have count more (tf-idf), by
    the cosine. Left out are short answers, and what more than a tenth of the class, and more than three, have in
    common, or have in common with the course's own answer.

    Args:
        sources: an answer cell of each student.
        own: the course's answer.

    Returns:
        The first and second student, how alike they are, up to 1, and whether they are the same as typed. At most
        MOST_PAIRS, the most alike first, of these the longest.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    shapes = {student: shape for student, source in sources.items() if len(shape := _shape(source)) >= LEAST_TOKENS}
    common = Counter(map(tuple, shapes.values()))
    few = max(3, len(sources) // 10)
    shapes = {who: shape for who, shape in shapes.items() if common[tuple(shape)] <= few and shape != _shape(own)}
    if len(shapes) < 2:
        return []
    runs = TfidfVectorizer(analyzer=_runs).fit_transform(shapes.values())
    shares = np.triu((runs @ runs.T).toarray(), 1)
    names = list(shapes)
    found = [(names[i], names[j], float(shares[i, j])) for i, j in np.argwhere(shares > ALIKE)]
    found.sort(key=lambda pair: (-round(pair[2], 2), -len(shapes[pair[0]])))
    return [(a, b, share, sources[a] == sources[b]) for a, b, share in found[:MOST_PAIRS]]


def _runs(shape: list[str]) -> list[tuple[str, ...]]:
    return [tuple(shape[i : i + n]) for n in (3, 4, 5) for i in range(len(shape) - n + 1)]


def _shape(source: str) -> list[str]:
    """Return what an answer is made of, in order: nodes, values, and names of its own by when they came first."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    shape, names, nodes, outside = [], {}, [tree], programs.used(source)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        nodes += [*ast.iter_child_nodes(node)][::-1]
        shape.append(type(node).__name__)
        for field in ("id", "arg", "name", "attr", "value"):
            value = getattr(node, field, None)
            if isinstance(value, str | bytes | int | float | complex):
                is_own = field in ("id", "arg", "name") and value not in outside
                shape.append(f"own {names.setdefault(value, len(names))}" if is_own else repr(value)[:50])
    return shape
