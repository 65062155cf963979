"""Makes the pictures in docs/images from real runs of the command line.

    python docs/picture.py                  `healthcheck demo`: console, HTML, XLSX (where LibreOffice is), in both languages
    python docs/picture.py scan TARGET …    any other command line, into console.svg only

The test run makes all of them anew and looks at them, in a folder of its own: ages and dates in them grow with the calendar.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
COLUMNS = 100

#: Pictures of the HTML report: name, language, colours, width, and what stands at the top.
SHOTS: tuple[tuple[str, str, Literal["light", "dark"], int, str], ...] = (
    ("html", "en", "light", 1280, "summary"),
    ("html.zh", "zh", "light", 1280, "summary"),
    ("html-flow.zh", "zh", "dark", 1280, "pictures"),
    ("html-phone", "en", "light", 390, "findings"),
)

#: Lines of output that are shown: the verdict and the first repairs.
LINES = 40

#: As rich's own, without fonts from the network and with fonts that have Chinese characters.
FRAME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<style>
.{unique_id}-matrix {{
  font-family: "Fira Code", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC",
    "Sarasa Mono SC", "PingFang SC", "Microsoft YaHei", monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre;
}}
.{unique_id}-title {{ font: bold 18px sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def run(arguments: list[str]) -> list[Text]:
    """What the command line prints to a terminal of 100 columns, line by line."""
    environment = {
        **os.environ,
        "FORCE_COLOR": "1",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "COLUMNS": str(COLUMNS),
        "PYTHONUTF8": "1",
    }
    environment.pop("NO_COLOR", None)
    done = subprocess.run(
        [sys.executable, "-m", "healthcheck", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    if done.returncode not in (0, 1, 3):
        raise SystemExit(f"healthcheck {' '.join(arguments)} ended with exit code {done.returncode}")
    return [Text.from_ansi(line) for line in done.stdout.splitlines()]


def picture(arguments: list[str], name: str, more: Sequence[str] = ()) -> Path:
    """Run the command line and draw the first screen of what it prints; ``more`` of it is not shown."""
    said = run([*arguments, *more])
    console = Console(record=True, width=COLUMNS, file=Path(os.devnull).open("w"), highlight=False)  # noqa: SIM115
    console.print(f"[bold]$ healthcheck {' '.join(arguments)}[/bold]", soft_wrap=True)
    shown = said[:LINES]
    while shown and len(said) > LINES and shown[-1].plain.strip():
        shown.pop()  # end between two entries
    for line in shown:
        line.rstrip()
        console.print(line, no_wrap=True, crop=True)
    if len(said) > len(shown):
        console.print("[dim]…[/dim]")
    svg = console.export_svg(title="healthcheck", code_format=FRAME, unique_id="hc")
    path = IMAGES / f"{name}.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(re.sub(r"<text [^>]*>[^<]*</text>", widened, svg), "utf-8")
    return path


def widened(match: re.Match[str]) -> str:
    """A text with the length of its cells: rich counts characters, and a Chinese one is two cells wide."""
    tag = match[0]
    content = unescape(tag[tag.index(">") + 1 : tag.rindex("<")])
    length = re.search(r'textLength="([\d.]+)"', tag)
    if length is None or cell_len(content) == len(content):
        return tag
    real = float(length[1]) / len(content) * cell_len(content)
    return tag.replace(length[0], f'textLength="{real:g}"')


def pages(reports: dict[str, Path]) -> list[Path]:
    """The HTML report in a browser: the first page, an approval flow in the dark, findings on a phone."""
    sys.path.insert(0, str(ROOT))
    from tests.browser import chromium

    made = []
    with chromium() as browser:
        for name, lang, scheme, width, place in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page.goto(reports[lang].with_suffix(".html").as_uri())
            page.locator("html[data-ready]").wait_for(state="attached")
            if place != "summary":
                page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
                page.evaluate(f"document.getElementById('{place}').scrollIntoView()")
            made.append(IMAGES / f"{name}.png")
            page.screenshot(path=made[-1])
            page.close()
    return made


def workbook(reports: dict[str, Path]) -> list[Path]:
    """The first two sheets of the workbook as LibreOffice shows them; nothing where there is none."""
    office, printer = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or printer is None:
        print("no LibreOffice or no pdftoppm: the picture of the workbook stays as it is")
        return []
    folder = reports["en"].parent
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    books = [str(path.with_suffix(".xlsx")) for path in reports.values()]
    subprocess.run([*command, "--outdir", str(folder), *books], check=True)
    made = []
    for lang, path in reports.items():
        for page, name in (("1", "xlsx"), ("2", "xlsx-findings")):
            image = IMAGES / (name if lang == "en" else f"{name}.{lang}")
            one = [printer, "-r", "90", "-f", page, "-l", page, "-singlefile", "-png", str(path.with_suffix(".pdf"))]
            subprocess.run([*one, str(image)], check=True)
            made.append(image.with_name(f"{image.name}.png"))
    return made


def main(arguments: list[str]) -> int:
    """Make the demo's pictures, or that of another command line."""
    if arguments:
        print(picture(arguments, "console"))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        reports = {lang: Path(folder, f"report-{lang}") for lang in ("en", "zh")}
        files = {
            lang: [part for end in (".html", ".xlsx") for part in ("-o", str(path.with_suffix(end)))]
            for lang, path in reports.items()
        }
        print(picture(["demo"], "console", ["--lang", "en", *files["en"]]))
        print(picture(["demo", "--lang", "zh"], "console.zh", files["zh"]))
        print(*pages(reports), *workbook(reports), sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
