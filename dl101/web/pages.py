"""Write the sources of the site, for Sphinx: a page for each executed lesson, and pages made of what the course has."""

import html
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
from PIL import Image

from dl101 import ROOT, data, exercises, lessons, promises
from dl101.classroom import guide
from dl101.playground import networks
from dl101.web import HERE, execute

PARTS = {  # by the number of the first lesson
    0: "From a neuron to a network",
    10: "Training well",
    19: "Layers of every kind",
    22: "Images",
    27: "Sequences and words",
    36: "Where it leads",
    44: "After the notebook",
}
API = [
    *("check", "data", "plot", "alt", "exercises", "compare", "cart", "games", "road"),
    *("parallel", "play", "serve", "runner", "processes", "promises"),
]
EXTRA = "extra"  # a folder whose files go to the site as they are
FILES = [  # what texts link to, besides pages
    *("LICENSE", "tests/promises.csv", "datasets/LICENSE-fashion-mnist", "datasets/build.py"),
    *("datasets/language_model.py", "classroom/Dockerfile", "classroom/jupyterhub_config.py", "classroom/values.yaml"),
]
WORD = re.compile(r"(?<!\*)\*\*([^*]+[^*.:])\*\*(?!\*)")  # a word where it is explained
FRAME = re.compile(r'frames\[\d+\] = "(data:image/webp;base64,([^"]+))"')


def write(source: Path, cache: Path, chosen: Sequence[lessons.Lesson]) -> None:
    """Write all sources into the folder `source`; a page that has not changed keeps its time, so Sphinx leaves it."""
    made: dict[str, str | bytes] = {}
    seen = promises.load()
    for lesson in chosen:
        made |= dict(_lesson(lesson, chosen, cache, seen))
    made |= dict(_pages(chosen, cache))
    absent = {lesson.path.stem for lesson in lessons.known()} - {lesson.path.stem for lesson in chosen}
    for name, content in made.items():
        path = source / name
        if isinstance(content, str):
            content = (without_links_to(absent, content) if name.endswith(".md") else content).encode()
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for path in source.rglob("*"):
        if path.is_file() and path.relative_to(source).as_posix() not in made:
            path.unlink()


def without_links_to(absent: set[str], text: str) -> str:
    """Leave of a link to a page that is not made its words: not every site has all lessons."""
    return re.sub(r"\[([^\]]+)\]\([\w/]*?(\d\d_\w+)\.\w+\)", lambda one: one[1] if one[2] in absent else one[0], text)


# A lesson


def _lesson(
    lesson: lessons.Lesson, chosen: Sequence[lessons.Lesson], cache: Path, seen: pd.DataFrame
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the files of a lesson's page: the notebook as Sphinx takes it, its films, and what can be downloaded."""
    stem = lesson.path.stem
    book = nbformat.read(execute.kept(lesson.path, cache), 4)
    known = {one.name: one for one in exercises.load(exercises.SOLUTIONS / lesson.path.name)}
    ranges = seen[seen["lesson"] == stem]
    cells, figures, films = [], 0, 0
    for cell in book.cells[:-1]:  # the last one is links to the neighbors, which the theme has
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\(\.\./dl101/(\w+)\.py\)", r"(../api.md#dl101-\1)", cell.source)
            cell.source = _linked(_with_targets(cell.source), [one for one in chosen if one != lesson])
            cells.append(cell)
            continue
        if "exercise" in cell.metadata.get("tags", []):
            name = re.search(r'(?m)^check\.exercise\("(\w+)"', cell.source)[1]
            cell.outputs = []
            cells += [cell, nbformat.v4.new_markdown_cell(_help(known[name]), id=f"help-{name}"[:64])]
            continue
        for output in cell.outputs:
            shown = output.get("data", {})
            if "image/webp" in shown:
                figures += 1
                name, picture = f"files/{stem}-{figures}.webp", b64decode(shown["image/webp"])
                yield f"{EXTRA}/{name}", picture
                output.data = {"text/html": _figure(f"../{name}", picture, output.metadata["image/png"]["alt"])}
            elif FRAME.search(shown.get("text/html", "")):
                films += 1
                names = []
                for i, (_, frame) in enumerate(FRAME.findall(shown["text/html"])):
                    names.append(f"files/{stem}-{films}-{i}.webp")
                    yield f"{EXTRA}/{names[-1]}", b64decode(frame)
                shown["text/html"] = film([f"../{name}" for name in names], shown["text/html"])
            elif 'class="dl101-playground"' in shown.get("text/html", ""):
                output.data = {"text/html": shown["text/html"] + '<script defer src="../playground.js"></script>'}
            elif 'class="dataframe"' in shown.get("text/html", ""):
                shown["text/html"] = shown["text/html"].replace("<th></th>", "<td></td>")  # no header heads nothing
            elif shown.get("text/plain", "").startswith("✓ "):
                shown["text/html"] = _promise(shown, ranges)
        cells.append(cell)
    notebook, script = _download(f"../files/{stem}.ipynb", "notebook"), _download(f"../files/{stem}.py", "script")
    cells[0].source += f"\n\nDownload: {notebook}, {script}"
    book.cells = cells
    for suffix in (".ipynb", ".py"):
        yield f"{EXTRA}/files/{stem}{suffix}", lesson.path.with_suffix(suffix).read_bytes()
    yield f"lessons/{stem}.ipynb", nbformat.writes(book)


def _figure(place: str, picture: bytes, alt: str) -> str:
    """Return a figure, with its size in pixels, so that a text stays where it is when the picture comes."""
    width, height = Image.open(BytesIO(picture)).size
    size = f'width="{width}" height="{height}"'
    return f'<img class="figure-of-code" src="{place}" alt="{html.escape(alt)}" {size} loading="lazy">'


def film(places: Sequence[str], player: str) -> str:
    """Return a moving picture: the last frame, and what `course.js` needs to play the others on demand.

    Args:
        places: where the frames are.
        player: the same picture as a notebook has it.
    """
    alt = re.search(r'<img alt="([^"]*)"', player)[1]
    interval = float(re.search(r"slider_id, ([\d.]+),", player)[1])
    return (
        f'<figure class="film" data-interval="{interval:.0f}" data-frames="{" ".join(places)}">'
        f'<img src="{places[-1]}" alt="{alt}"></figure>'
    )


def _promise(shown: dict, ranges: pd.DataFrame) -> str:
    """Return a promise as it unfolds on a page: what was promised, and what the seeds gave."""
    said = shown["text/plain"]
    promised = re.search(r"promised: (.*)</details>", shown["text/html"])[1]
    rows = ranges[[said.startswith(f"✓ {name}: ") for name in ranges["promise"]]]
    told = []
    for row in rows.to_dict("records"):
        spread = f", {row['minimum']} · {row['median']} · {row['maximum']}" if row["minimum"] else ""
        told.append(f"{promises.NAMES[row['backend']]}: kept with {row['kept']} of {row['seeds']} seeds{spread}")
    more = f"<br>Least · median · most, of other seeds:<br>{'<br>'.join(told)}" if told else ""
    return f'<details class="promise"><summary>{html.escape(said)}</summary>promised: {promised}{more}</details>'


def _help(exercise: exercises.Exercise) -> str:
    """Return the hints to an exercise, folded one by one, and an answer."""
    parts = [f":::{{dropdown}} Hint {n}\n{hint}\n:::" for n, hint in enumerate(map(_escaped, exercise.hints), start=1)]
    parts.append(f"::::{{dropdown}} An answer\n:class-container: answer\n```python\n{exercise.source}\n```\n::::")
    return "\n\n".join(parts)


def _escaped(text: str) -> str:
    return re.sub(r"([*_<\[])(?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)", r"\\\1", text)


def _download(path: str, words: str) -> str:
    return f'<a href="{path}" download>{words}</a>'


def _target(word: str) -> str:
    return "word-" + re.sub(r"\W+", "-", word.lower()).strip("-")


def _with_targets(text: str) -> str:
    """Give each word that is explained a place to which the glossary can link."""
    return WORD.sub(lambda found: f"[**{found[1]}**]{{#{_target(found[1])}}}", text)


def _linked(text: str, others: Sequence[lessons.Lesson]) -> str:
    """Make a link of each title of another lesson, where a text names it as it should: in quotes."""
    pages = {lesson.title: f"[{lesson.title}]({lesson.path.stem}.ipynb)" for lesson in others}
    return re.sub(r'"([^"\n]+)"', lambda found: pages.get(found[1], found[0]), text)


# The other pages


def _pages(chosen: Sequence[lessons.Lesson], cache: Path) -> Iterator[tuple[str, str | bytes]]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    head, *sections = re.split(r"(?m)^(?=## )", readme)
    by_title = {section.partition("\n")[0].removeprefix("## "): section for section in sections}
    for asset in (ROOT / "Assets").glob("*.*"):
        if asset.suffix in (".gif", ".svg"):
            yield f"{EXTRA}/Assets/{asset.name}", asset.read_bytes()
    for name in FILES:
        yield f"{EXTRA}/files/{Path(name).name}", (ROOT / name).read_bytes()
    start = [by_title.pop(title) for title in ("Start", "The command", "In the browser")]
    table = by_title.pop("The lessons")
    ideas = _with_titles_linked("".join(by_title.values()), chosen)
    yield "index.md", _here(head + (HERE / "front.md").read_text(encoding="utf-8") + ideas)
    yield "start.md", _here("# Start\n\n" + "".join(start).removeprefix("## Start\n"))
    toctrees = []
    for first, caption in PARTS.items():
        after = [number for number in PARTS if number > first]
        part = [one for one in chosen if first <= one.number < (after[0] if after else 1000)]
        names = "".join(f"{one.path.stem}\n" for one in part)
        toctrees += [f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{names}```\n"] if names else []
    table = table.replace("## The lessons", "# The lessons").replace("(lessons/", "(")
    yield "lessons/index.md", _here(table, "../") + "\n" + "\n".join(toctrees)
    teaching = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
    guides = "".join(f"guides/{one.path.stem}\n" for one in chosen)
    tree = f"\n```{{toctree}}\n:hidden:\n:caption: Guides to the lessons\n\n{guides}```\n"
    teaching = _with_titles_linked(teaching.replace("](lessons/guides/", "](guides/"), chosen, "../")
    yield "teach/index.md", _here(teaching, "../") + tree
    for one in chosen:
        told = re.sub(r"(?m)^\*\*(Usual mistakes|Ask|Draw|Watch)\*\*", r"## \1\n\n", guide.text(one))
        yield f"teach/guides/{one.path.stem}.md", f"# {told.lstrip('# ')}"
    import rjsmin  # one of the site's own packages: the names of the parts, above, are known without it

    for name in ("playground.js", "machines.js"):
        script = (ROOT / "dl101" / "playground" / name).read_text(encoding="utf-8")
        yield f"{EXTRA}/{name}", rjsmin.jsmin(script)
    pieces, weights = data.language_model("austen")
    yield f"{EXTRA}/austen.js", networks.script("austen", weights, rounded=True, pieces=pieces)
    play = (HERE / "play.md").read_text(encoding="utf-8")
    learned = [execute.kept(one.path, cache).with_suffix(".npz") for one in chosen if one.title in execute.NETWORKS]
    if learned:
        with np.load(learned[0]) as arrays:
            yield f"{EXTRA}/tictactoe.js", networks.script("tictactoe", [*arrays.values()])
    else:
        play = play.replace(' data-network="tictactoe.js"', "")
        play = re.sub(
            "(?m)^The network is the one .*",
            "It looks all games through, by minimax: this site has no lesson that trains a network for it.",
            play,
        )
    yield "play.md", play
    yield "glossary.md", glossary(chosen)
    yield "api.md", _api()
    for name, file in {
        "data.md": "datasets/README.md",
        "contributing.md": "CONTRIBUTING.md",
        "changes.md": "CHANGELOG.md",
    }.items():
        yield name, _here((ROOT / file).read_text(encoding="utf-8"))


def _with_titles_linked(text: str, chosen: Sequence[lessons.Lesson], up: str = "") -> str:
    """Make a link of each title of a lesson in italics, as README and TEACHING.md write it."""
    titles = {f"*{one.title}*": f"*[{one.title}]({up}lessons/{one.path.stem}.ipynb)*" for one in chosen}
    return re.sub(r"\*[^*\n]+\*", lambda one: titles.get(one[0], one[0]), text)


def _here(text: str, up: str = "") -> str:
    """Point the links of a text to pages and files of the site; `up` leads from its folder to the site's."""
    pages = {"TEACHING.md": "teach/index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changes.md"}
    pages |= {"datasets/README.md": "data.md", "README.md": "index.md"}
    for name, page in pages.items():
        text = text.replace(f"]({name})", f"]({up}{page})")
    for name in FILES:
        links = rf"\[([^\]]+)\]\({re.escape(name.removeprefix('datasets/'))}\)"
        text = re.sub(links, lambda one, name=name: _download(f"{up}files/{Path(name).name}", one[1]), text)
    text = text.replace('src="Assets/', f'src="{up}Assets/')
    text = re.sub(r'<(/?)p(?: align="center")?>', lambda found: "</div>" if found[1] else '<div class="picture">', text)
    return re.sub(r"<img ([^>]*)>", r'<img loading="lazy" \1>', text)


def glossary(chosen: Sequence[lessons.Lesson]) -> str:
    """Return the words that lessons explain, each with the sentence that does it and a link to the place."""
    found = {}
    for lesson in chosen:
        texts = [text for marker, text in lessons.cells(lesson.path) if "markdown" in marker]
        for line in re.sub(r"(?m)^# ?", "", "\n".join(texts)).split("\n"):
            before = ""
            for sentence in re.split(r"(?<=[.?])\s+(?=[A-Z`*(])", line):
                plain = WORD.sub(r"\1", sentence).lstrip("- ")
                leans = len(plain) < 60 or re.match("This|That|Such|It|They|These|If they|The other", plain)
                found |= dict.fromkeys(WORD.findall(sentence), (lesson, f"{before} {plain}" if leans else plain))
                before = plain
    lines = []
    for word in sorted(found, key=str.lower):
        lesson, said = found[word]
        link = f"lessons/{lesson.path.stem}.html#{_target(word)}"
        lines.append(f'<dt id="{_target(word)}"><a href="{link}">{html.escape(word)}</a></dt>')
        lines.append(f"<dd>{_inline(said.strip())} <small>{html.escape(lesson.title)}</small></dd>")
    head = "# Glossary\n\nEach word that a lesson explains, in the words that explain it there.\n\n"
    return head + "\n".join(['<dl class="glossary">', *lines, "</dl>", ""])


def _inline(text: str) -> str:
    """Return a sentence of Markdown as HTML: code, emphasis, and links as their words."""
    text = html.escape(re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text))
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    return re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)


def _api() -> str:
    parts = ["# The package", "", "What the lessons import, and what stands behind `dl101`; from the docstrings."]
    for name in API:
        parts += ["", f"## `dl101.{name}`", "", "```{eval-rst}", f".. automodule:: dl101.{name}", "   :members:", "```"]
    return "\n".join(parts) + "\n"
