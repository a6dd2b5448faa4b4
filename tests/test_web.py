"""The pages: what figures say in words, what is written for Sphinx, and a small site as a browser finds it."""

import gzip
import re
import shutil
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from conftest import PATIENCE, ROOT, clean_environment, command
from matplotlib import pyplot as plt

from dl101 import files, lessons
from dl101.alt import describe

SMALL = ("0", "1", "4", "22")  # without a network, with the first one, with one to play with, with a movie
LOCAL = re.compile("file:|data:|blob:")
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"], "preload": False}


# What figures say


@pytest.fixture(autouse=True)
def _no_figures_left():
    yield
    plt.close("all")


def test_bars_are_told_with_names_and_lengths():
    figure, (left, right) = plt.subplots(1, 2, sharey=True)
    left.barh(["line", "network"], [0.5, 0.875])
    right.barh(["line", "network"], [0.25, 1])
    left.set(title="Seen", xlabel="share right")
    assert describe(figure) == (
        "Seen. 2 bars: line 0.5, network 0.875. Across: share right. 2 bars: line 0.25, network 1."
    )


def test_lines_are_told_with_their_ends_and_points_are_counted():
    figure, ax = plt.subplots()
    ax.plot([0, 1, 2], [3, 2, 0.5], label="training")
    ax.plot([0, 1, 2], [np.nan, 2, 1], label="validation")
    ax.scatter([0, 1], [1, 2])
    ax.set(title="The loss falls", xlabel="epoch", ylabel="loss")
    assert describe(figure) == (
        "The loss falls. Lines: training, from 3 to 0.5; validation, from 2 to 1. 2 points. "
        "Across: epoch. Upward: loss."
    )


def test_a_curve_without_a_name_is_still_told():
    plt.plot([0, 1], [0, 1])
    assert describe(plt.gcf()) == "A curve."


def test_pictures_are_told_by_their_titles_the_first_ones_of_many():
    figure, axes = plt.subplots(4, 4)
    for number, ax in enumerate(axes.flat):
        ax.imshow(np.zeros((8, 8)))
        ax.set_title(f"digit\n{number}")
    told = describe(figure)
    assert told.startswith("16 pictures of 8 × 8 pixels: digit 0, digit 1, ")
    assert told.endswith("digit 11 and 4 more.")


def test_axes_within_axes_are_told_though_there_is_nothing_around_them():
    ax = plt.figure().add_axes((0, 0, 1, 1))
    ax.axis("off")
    ax.inset_axes((0, 0, 1, 0.5)).set_title("Learned")
    assert describe(ax.figure) == "Learned."


def test_an_empty_figure_says_so():
    assert describe(plt.figure()) == "A figure."


# What is written for Sphinx


def test_every_lesson_has_a_part():
    from dl101.web import pages

    assert min(pages.PARTS) == 0
    assert set(pages.PARTS) <= {lesson.number for lesson in lessons.known()}


def test_each_word_of_the_glossary_is_explained_in_a_sentence():
    from dl101.web import pages

    text = pages.glossary(lessons.known())
    words = re.findall(
        r'<dt id="word-[\w-]+"><a href="lessons/(\d\d_\w+)\.html#word-[\w-]+">(.+?)</a></dt>\n<dd>(.+)', text
    )
    assert len(words) > 150
    names = [word for _, word, _ in words]
    assert len(set(names)) == len(names)
    assert [word for _, word, sentence in words if not 20 < len(re.sub(r"<.+?>", "", sentence)) < 600] == []


def test_texts_keep_no_link_that_leads_nowhere():
    from dl101.web import pages

    text = "[A](lessons/01_single_neuron.ipynb), [B](07_cross_entropy.md), [C](https://keras.io)"
    assert pages.without_links_to({"01_single_neuron"}, text) == "A, [B](07_cross_entropy.md), [C](https://keras.io)"


# A small site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A copy of the course in which the command has made the pages of four lessons, and what it said."""
    for name in (
        "sphinx",
        "myst_nb",
        "pydata_sphinx_theme",
        "sphinx_design",
        "sphinx_revealjs",
        "sphinx_copybutton",
        "rjsmin",
    ):
        pytest.importorskip(name, reason="pip install -r requirements-site.txt")
    copy = tmp_path_factory.mktemp("course")
    for name in files.not_ignored(ROOT):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    return copy, make(copy)


def make(copy) -> str:
    done = command("site", *SMALL, cwd=copy, env=clean_environment() | {"PYTHONPATH": str(copy)})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def visit(site, browser):
    """Open a page as a file; returns the page, and a list that takes errors of its console and requests to hosts."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})

    def open_page(name, **settings):
        page, trouble = context.new_page(), []
        page.set_default_timeout(PATIENCE * 1000 / 3)
        page.emulate_media(**settings)
        page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda asked: None if LOCAL.match(asked.url) else trouble.append(asked.url))
        page.goto((site[0] / "site" / "html" / name).as_uri())  # or another file, if that is a whole path
        page.wait_for_load_state("networkidle")
        return page, trouble

    yield open_page
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_open_from_a_folder_and_everyone_can_use_them(site, visit, scheme):
    """No request to a host, no error in the console, no image without a text, nothing that axe-core objects to."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")
    html = site[0] / "site" / "html"
    names = sorted(path.relative_to(html).as_posix() for path in html.rglob("*.html") if "_static" not in path.parts)
    few = ["index.html", "glossary.html", "lessons/22_convolution.html", "lessons/index.html", "play.html"]
    assert set(few) <= set(names)
    names = few if scheme == "dark" else names
    for name in names:
        page, trouble = visit(name, color_scheme=scheme)
        assert trouble == [], name
        assert page.evaluate("[...document.images].filter(one => !one.alt).length") == 0, name
        found = axe.Axe().run(page, options=AXE).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], name
        page.close()


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360, 650], ids=["small", "phone", "half a screen, as at 200 percent"])
def test_nothing_is_wider_than_the_window(site, visit, width):
    for name in ("index.html", "lessons/22_convolution.html", "glossary.html", "lessons/index.html", "play.html"):
        page, _ = visit(name)
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.close()


@pytest.mark.slow
def test_the_menu_is_there_in_a_narrow_window(visit):
    page, _ = visit("lessons/22_convolution.html")
    page.set_viewport_size({"width": 650, "height": 450})
    page.get_by_role("button", name="Site navigation").click()
    page.get_by_role("dialog").get_by_role("link", name="Play", exact=True).click()
    assert page.url.endswith("play.html")


@pytest.mark.slow
def test_a_first_view_is_light(visit):
    """What a phone loads before anybody scrolls, compressed as hosts of pages do it: at most a megabyte."""
    for name in ("index.html", "lessons/22_convolution.html", "play.html", "glossary.html"):
        page, _ = visit(name)
        page.set_viewport_size({"width": 360, "height": 740})
        asked = []
        page.on("request", lambda one, asked=asked: asked.append(one.url))
        page.reload(wait_until="networkidle")
        waited_for = page.evaluate("[...document.head.querySelectorAll('script:not([defer])')].map((one) => one.src)")
        page.close()
        paths = {Path(unquote(urlsplit(url).path)) for url in asked if url.startswith("file:")}
        assert len(paths) > 10, name
        weights = {path.name: len(_compressed(path)) for path in paths}
        assert sum(weights.values()) < 1_000_000, weights
        scripts = {Path(unquote(urlsplit(url).path)).name for url in waited_for if url}
        first = {file: n for file, n in weights.items() if file.endswith((".html", ".css")) or file in scripts}
        assert sum(first.values()) < 170_000, first  # before one sees anything
        assert "searchindex.js" not in weights  # it grows with the course, and only the page of search needs it


def _compressed(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.compress(content) if path.suffix in (".html", ".css", ".js", ".svg") else content


@pytest.mark.slow
def test_a_lesson_can_be_printed(visit):
    page, _ = visit("lessons/22_convolution.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # a sheet of A4 without its margins, at 96 dots an inch
    cut = "[...document.querySelectorAll('.bd-article pre, .bd-article img, .bd-article table')]"
    cut += ".filter((one) => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth)"
    assert page.evaluate(f"{cut}.map((one) => one.outerHTML.slice(0, 200))") == []
    for part in (".bd-header", ".bd-sidebar-primary", ".bd-sidebar-secondary", "figure.film input", ".copybtn"):
        assert not any(one.is_visible() for one in page.locator(part).all()), part
    pypdf = pytest.importorskip("pypdf", reason="pip install pypdf")
    sheets = pypdf.PdfReader(BytesIO(page.pdf(format="A4"))).pages
    assert "In Keras: convolution layers." in " ".join(sheets[-1].extract_text().split())  # its last words
    assert sum(len(sheet.images) for sheet in sheets) >= 5


@pytest.mark.slow
def test_all_is_reached_by_keyboard_and_seen_there(visit):
    """From the top to the film, the hints and the promises: each stop can be seen, and Enter does what a click does."""
    page, trouble = visit("lessons/22_convolution.html", reduced_motion="reduce")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")
    about = """() => {
      const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
      const told = [style.outlineStyle, style.boxShadow].some((one) => one !== 'none');
      const seen = told || style.textDecorationThickness !== 'auto';
      return [one.tagName, one.innerText, one.className, seen && box.bottom > 0 && box.top < innerHeight];
    }"""
    opened, hidden = set(), []
    for _ in range(150):
        page.keyboard.press("Tab")
        tag, text, kind, seen = page.evaluate(about)
        if tag == "BODY":
            break
        hidden += [] if seen else [(tag, text, kind)]
        if tag == "SUMMARY":
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open"), text
            opened.add("promise" if text.startswith("✓") else text.strip().split("\n")[0].rstrip(" 123"))
        if text == "▶ Play":
            page.keyboard.press("Enter")
            page.wait_for_function("document.activeElement.innerText === '‖ Pause'")
            page.keyboard.press("Enter")
            opened.add("film")
    assert opened == {"Hint", "An answer", "promise", "film"}
    assert hidden == []
    assert trouble == []


@pytest.mark.slow
def test_a_word_is_found_without_a_server(visit):
    page, trouble = visit("index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("pooling")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="22. Convolution").first.click()
    assert "22_convolution.html" in page.url
    assert trouble == []


@pytest.mark.slow
def test_a_film_plays_when_it_is_seen(visit):
    page, trouble = visit("lessons/22_convolution.html")
    page.locator("figure.film").scroll_into_view_if_needed()
    page.wait_for_function("(one => +one.value < +one.max)(document.querySelector('figure.film input'))")
    assert trouble == []


@pytest.mark.slow
def test_a_film_moves_by_hand_alone_for_those_who_want_it_so(visit):
    page, trouble = visit("lessons/22_convolution.html", reduced_motion="reduce")
    film = page.locator("figure.film")
    film.scroll_into_view_if_needed()
    film.get_by_role("button", name="Play").wait_for()
    page.wait_for_timeout(1000)
    slider, picture = film.get_by_role("slider", name="Frame"), film.locator("img")
    assert slider.input_value() == slider.get_attribute("max")
    slider.press("Home")
    assert picture.get_attribute("src").endswith("-0.webp")
    slider.press("ArrowRight")
    assert picture.get_attribute("src").endswith("-1.webp")
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 300
    assert "window" in picture.get_attribute("alt")
    assert trouble == []


@pytest.mark.slow
def test_hints_and_answer_unfold_and_promises_tell_what_seeds_gave(visit):
    page, _ = visit("lessons/01_single_neuron.html")
    answer = page.get_by_text("return w * x + b")
    assert not answer.first.is_visible()
    page.get_by_text("An answer").first.click()
    assert answer.first.is_visible()
    promise = page.locator("details.promise", has_text="typical error of the neuron")
    promise.locator("summary").click()
    assert re.search(
        r"promised: .+TensorFlow: kept with 20 of 20 seeds, [\d.]+ · [\d.]+ · [\d.]+", promise.inner_text(), re.S
    )


@pytest.mark.slow
def test_a_network_learns_on_the_page_to_play_on(site, visit):
    page, trouble = visit("play.html")
    assert (site[0] / "site" / "html" / "playground.js").stat().st_size < 40_000
    page.get_by_text(re.compile(r"Epoch [1-9]\d", re.I)).first.wait_for()
    assert page.get_by_text("by minimax: this site has no lesson").is_visible()
    machines = page.locator(".dl101-machine canvas, .dl101-machine .dm-board")
    assert machines.count() >= 5
    assert trouble == []


@pytest.mark.slow
def test_the_network_of_a_lesson_goes_on_learning_on_its_page(visit):
    page, trouble = visit("lessons/04_activation_functions.html")
    game = page.locator(".dl101-playground")
    game.scroll_into_view_if_needed()
    game.get_by_text(re.compile(r"Epoch [1-9]", re.I)).wait_for()
    assert game.get_by_text("16 units").count() == 1
    assert game.evaluate("one => one.playground.loss()") < 0.2  # it begins where the lesson has ended
    assert trouble == []


@pytest.mark.slow
def test_a_word_of_the_glossary_leads_to_where_it_is_explained(visit):
    page, _ = visit("glossary.html")
    page.get_by_role("link", name="convolution", exact=True).click()
    assert page.url.endswith("lessons/22_convolution.html#word-convolution")
    assert page.locator("#word-convolution").inner_text() == "convolution"


@pytest.mark.slow
def test_slides_are_one_file_that_needs_nothing_else(site, visit, tmp_path):
    copy, _ = site
    done = command("slides", "22", cwd=copy, env=clean_environment() | {"PYTHONPATH": str(copy)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "executed" not in done.stdout
    alone = shutil.copy(copy / "site" / "slides" / "22_convolution.html", tmp_path)
    page, trouble = visit(Path(alone))
    count = page.evaluate("Reveal.getTotalSlides()")
    assert count == 13
    assert page.locator(".fragment > .said").count() > 0  # results that come below their code
    assert "Ask" in page.evaluate("Reveal.getSlideNotes(Reveal.getSlide(0))")
    seen, overflowing = set(), []
    for number in range(count):
        page.evaluate("number => Reveal.slide(number)", number)
        slide = page.locator("section.present")
        seen |= set(slide.inner_text().split("\n"))
        size = slide.evaluate("one => [one.scrollWidth, one.scrollHeight]")
        overflowing += [number] if size[0] > 1280 or size[1] > 720 else []
    assert {"Convolution", "A window that slides", "What we saw"} <= seen
    assert overflowing == []
    assert trouble == []
    assert page.evaluate("[...document.images].filter(one => !one.alt).length") == 0


@pytest.mark.slow
def test_a_second_time_a_changed_lesson_alone_is_executed(site):
    copy, said = site
    assert "4 of 4 lessons are executed" in said
    path = copy / "lessons" / "00_arrays_and_pictures.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("import numpy as np", "import numpy as np  # arrays", 1), encoding="utf-8")
    assert "1 of 4 lessons are executed" in make(copy)


@pytest.mark.slow
def test_no_page_shows_a_broken_promise(site):
    copy, _ = site
    path = copy / "lessons" / "00_arrays_and_pictures.py"
    path.write_text(path.read_text(encoding="utf-8") + '\n# %%\ncheck.equal("sum", 1 + 1, 3)\n', encoding="utf-8")
    done = command("site", *SMALL, cwd=copy, env=clean_environment() | {"PYTHONPATH": str(copy)})
    assert done.returncode == 1
    assert "BROKEN PROMISE, sum: 2" in done.stdout
    assert "Nothing is made, because of 00_arrays_and_pictures." in done.stdout
