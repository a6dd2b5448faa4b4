"""Slides of a lesson, for the projector: one file that opens in a browser, with no network, by reveal.js.

A slide is made of each cell that the lesson marks with the tag `slide`: first its code, under the heading of its
section and with the question that the text asks before it, then what it shows, as large as it goes. A few lines of text
come below the code, when the teacher goes on. The first slide says what the lesson is about and has the teacher's guide
in its notes (key S); the last one is *What we saw*.
"""

import html
import re
from importlib.resources import files as resources
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from dl101 import files, lessons
from dl101.classroom import guide
from dl101.web import EXECUTED, HERE, WORK, execute, pages

FOLDER = WORK / "slides"
ASKED = re.compile(r"(?m)^\*\*Predict, then run\.\*\* (.+)$")
HEADING = re.compile(r"(?m)^## (.+)$")  # of a part; exercises have smaller ones
MOST_LINES = 3  # that stand beside a picture
ON_ONE_SLIDE, LETTERS = 15, 85  # lines of code and of what it prints, and how many letters are in a line of text
WIDTH, HEIGHT = 1170, 430  # pixels that code may take
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{styles}</style>
</head>
<body>
<div class="reveal"><div class="slides">
{sections}
</div></div>
<script>{scripts}</script>
<script>Reveal.initialize({{hash: true, width: 1280, height: 720, margin: 0.04, pdfSeparateFragments: false,
plugins: [RevealNotes]}});</script>
</body>
</html>
"""


def write(lesson: lessons.Lesson) -> Path:
    """Write the slides of an executed lesson, and return their file."""
    reveal = resources("sphinx_revealjs") / "_static" / "revealjs"
    styles = [(reveal / "dist" / name).read_text(encoding="utf-8") for name in ("reset.css", "reveal.css")]
    styles += [(HERE / "static" / "slides.css").read_text(encoding="utf-8")]
    styles += [HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".highlight")]
    scripts = [reveal / "dist" / "reveal.js", reveal / "plugin" / "notes" / "notes.js", HERE / "static" / "course.js"]
    scripts = [path.read_text(encoding="utf-8").replace("</script", "<\\/script") for path in scripts]
    book = nbformat.read(execute.kept(lesson.path, EXECUTED), 4)
    sections = [_first(lesson), *_marked(book), _last(book)]
    page = PAGE.format(
        title=html.escape(lesson.heading),
        styles="\n".join(styles),
        sections="\n".join(f"<section>{section}</section>" for section in sections if section),
        scripts="\n".join(scripts),
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{lesson.path.stem}.html"
    files.write(path, page)
    return path


def _first(lesson: lessons.Lesson) -> str:
    notes = MarkdownIt().render(guide.text(lesson))
    return (
        f'<h1>{html.escape(lesson.title)}</h1><p>{html.escape(lesson.summary)}</p><aside class="notes">{notes}</aside>'
    )


def _marked(book: nbformat.NotebookNode):
    """Yield the slides of the marked cells: code, then what it shows."""
    heading, asked = "", ""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            heading = (HEADING.findall(cell.source) or [heading])[-1]
            asked = (ASKED.findall(cell.source) or [asked])[-1]
        elif "slide" in cell.metadata.get("tags", []):
            title = f"<h2>{_inline(heading)}</h2>"
            question = f'<p class="asked">{_inline(asked)}</p>' if asked else ""
            code, said, seen = title + question + _code(cell.source), [], []
            for shown in filter(None, map(_shown, cell.outputs)):
                (said if shown.startswith("<pre") else seen).append(shown)
            lines = [*cell.source.split("\n"), *"\n".join(said).split("\n")]
            if said and not seen and sum(1 + len(line) // LETTERS for line in lines) <= ON_ONE_SLIDE:
                yield code + f'<div class="fragment">{"".join(said)}</div>'
                said = []
            else:
                yield code
            if seen and "".join(said).count("\n") + len(said) > MOST_LINES:
                yield title + "".join(seen)
                seen = []
            if seen or said:
                yield title + "".join(seen + said)
            asked = ""


def _code(source: str) -> str:
    """Return code as it looks on a slide: in letters as large as there is room for, from 20 to 30 pixels."""
    lines = source.split("\n")
    size = min(WIDTH / (0.61 * max(map(len, lines))), HEIGHT / (1.4 * len(lines)))  # 0.61: a letter's width over height
    return highlight(source, PythonLexer(), HtmlFormatter(cssstyles=f"font-size: {max(20, min(30, size)):.0f}px"))


def _shown(output: nbformat.NotebookNode) -> str:
    """Return what an output looks like on a slide."""
    data = output.get("data", {})
    if "image/webp" in data:
        alt = html.escape(output.metadata["image/png"]["alt"])
        return f'<img src="data:image/webp;base64,{data["image/webp"]}" alt="{alt}">'
    player = data.get("text/html", "")
    if pages.FRAME.search(player):
        return pages.film([frame for frame, _ in pages.FRAME.findall(player)], player)
    text = re.sub(r"(?m)^.*: None$\n?", "", output.get("text") or data.get("text/plain", "")).strip()  # no prediction
    return f'<pre class="said">{html.escape(text)}</pre>' if text else ""


def _last(book: nbformat.NotebookNode) -> str:
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    saw = text.partition("## What we saw")[2].partition("**Go further.**")[0]
    return f"<h2>What we saw</h2>{MarkdownIt().render(saw)}" if saw else ""


def _inline(text: str) -> str:
    return MarkdownIt().renderInline(text)
