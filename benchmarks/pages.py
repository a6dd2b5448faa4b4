"""Measure what the pages cost, in one run, and compare: python benchmarks/pages.py [LESSON …]

In a copy of the course, `dl101 run` runs the lessons, `dl101 site` makes the site from nothing, and again after the
last of them has changed. Then a server gives the pages to a small window of Chromium, at 1.6 Mbit/s and with 150 ms
before each answer, compressed as hosts of pages do it: what has been painted after how long, and how much was loaded.
Take ratios from one run only, with nothing else to do.
"""

import functools
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from dl101 import ROOT, files, lessons

CONSOLE = Console(highlight=False)
PHONE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}  # bytes a second
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
PICTURES = "performance.getEntriesByType('resource').filter((one) => /\\.(png|gif|webp|svg)$/.test(one.name))"


class Compressed(SimpleHTTPRequestHandler):
    """A server of pages that compresses text, and keeps in `sent` how many bytes it gave."""

    sent = 0

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            return self.send_error(404)
        content, text = path.read_bytes(), path.suffix in (".html", ".css", ".js", ".svg")
        content = gzip.compress(content) if text else content
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        Compressed.sent += len(content)

    def log_message(self, *_) -> None:
        """Say nothing."""


def clock(copy: Path, *words: str) -> tuple[float, str]:
    """Return the seconds that `dl101` takes in the copy, and what it says."""
    start = time.perf_counter()
    call = [sys.executable, "-m", "dl101", *words]
    done = subprocess.run(
        call, cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        sys.exit(f"dl101 {' '.join(words)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return time.perf_counter() - start, done.stdout


def by_phone(html: Path, names: list[str]) -> Table:
    """Return for each page the seconds until something is painted, until a picture is there, and what was loaded."""
    table = Table("page", "painted after", "first picture after", "loaded")
    Compressed.protocol_version = "HTTP/1.1"
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Compressed, directory=str(html)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if program else [])
        for name in names:
            context, Compressed.sent = browser.new_context(viewport={"width": 360, "height": 740}), 0
            page = context.new_page()
            context.new_cdp_session(page).send("Network.emulateNetworkConditions", PHONE)
            page.goto(f"http://127.0.0.1:{server.server_port}/{name}", wait_until="networkidle")
            painted = page.evaluate(PAINTED)
            ends = page.evaluate(f"{PICTURES}.map((one) => one.responseEnd / 1000)")
            picture = f"{max(painted, min(ends)):.2f} s" if ends else ""
            table.add_row(name, f"{painted:.2f} s", picture, f"{Compressed.sent / 1e6:.2f} MB")
            context.close()
        browser.close()
    server.shutdown()
    return table


def main() -> None:
    chosen = lessons.find(sys.argv[1:]) if sys.argv[1:] else lessons.known()
    numbers = [str(lesson.number) for lesson in chosen]
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, "course")
        for name in files.not_ignored(ROOT):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
        run, _ = clock(copy, "run", *numbers)
        made, _ = clock(copy, "site", *numbers)
        last = copy / "lessons" / chosen[-1].path.name
        last.write_text(last.read_text(encoding="utf-8") + "\n# %%\nprint(1 + 1)\n", encoding="utf-8")
        again, said = clock(copy, "site", *numbers)
        lesson = float(re.search(r"\(([\d.]+) s\)", said)[1])
        table = Table("what", "seconds", "bar")
        table.add_row("dl101 run", f"{run:.0f}", "")
        table.add_row("the site from nothing", f"{made:.0f}", f"{1.3 * run + 60:.0f}")
        table.add_row(f"again, with {last.stem} changed", f"{again:.0f}", f"{30 + lesson:.0f}")
        CONSOLE.print(table)
        html = copy / "site" / "html"
        CONSOLE.print(by_phone(html, ["index.html", "play.html", *(f"lessons/{one.path.stem}.html" for one in chosen)]))


if __name__ == "__main__":
    main()
