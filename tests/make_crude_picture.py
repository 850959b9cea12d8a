"""Make the README's second picture: nine oil words, where the textbook's map holds and where not.

    W2V_BENCH_DATA=FOLDER python -m tests.make_crude_picture

Counts the news of the category crude, then all news, and draws the oil words over all others. Needs
the folder of real texts and a Chromium.
"""

import os
from pathlib import Path

import numpy as np
import plotly
import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.subplots import make_subplots

from tests.browser.visitor import chromium, launch
from tests.counts.crude import OIL, corpus_of, plane, read
from tests.serving import ROOT
from w2v_core.linear.nearest import unit_rows
from w2v_core.text.corpus import Corpus

PICTURE = ROOT / "pages" / "shared" / "assets" / "crude.png"
TITLES = (
    "578 news items on crude oil, rows of unit length",
    "the same, not scaled",
    "all 10,789 news items, rows of unit length",
)
NAMES_AT = (0.3, 0.6, 0.3)  # where each panel has its names, as a share of its width
WINDOW, WIDTH, HEIGHT = 4, 1500, 520


def main() -> None:
    """Count, decompose, draw."""
    news, some = read(Path(os.environ["W2V_BENCH_DATA"]))
    crude, everything = corpus_of(some), corpus_of(news)
    points = plane(crude, WINDOW)
    panels = (
        (crude, unit_rows(points)),
        (crude, points),
        (everything, unit_rows(plane(everything, WINDOW))),
    )
    figure = make_subplots(1, 3, subplot_titles=TITLES, horizontal_spacing=0.06)
    for column, (corpus, where) in enumerate(panels, 1):
        draw(figure, column, corpus, where)
    look = {"template": "simple_white", "showlegend": False, "font": {"size": 13}}
    figure.update_layout(width=WIDTH, height=HEIGHT, margin={"l": 50, "r": 10, "t": 50}, **look)
    figure.update_xaxes(title="First dimension")
    figure.update_yaxes(title="Second dimension")
    picture(figure)


def draw(figure: go.Figure, column: int, corpus: Corpus, points: np.ndarray) -> None:
    """All words that occur five times as grey points, the oil words on top with their names."""
    frequent = points[corpus.vocabulary.counts >= 5]
    oil = points[[corpus.vocabulary.ids[word] for word in OIL]]
    for where, colour, size in ((frequent, "#c8ccd2", 3), (oil, "#0072b2", 8)):
        marker = {"color": colour, "size": size}
        dots = go.Scatter(x=where[:, 0], y=where[:, 1], mode="markers", marker=marker)
        figure.add_trace(dots, 1, column)
    (left, low), (right, high) = frequent.min(axis=0), frequent.max(axis=0)
    names_x = left + NAMES_AT[column - 1] * (right - left)
    names_y = np.linspace(low + 0.15 * (high - low), high - 0.15 * (high - low), len(OIL))
    for name_y, n in zip(names_y, np.argsort(oil[:, 1]), strict=True):
        place = {"x": oil[n, 0], "y": oil[n, 1], "ax": names_x, "ay": name_y}
        line = {"arrowhead": 0, "arrowwidth": 0.6, "arrowcolor": "#8a9099"}
        axes = {"axref": f"x{column}", "ayref": f"y{column}"}
        figure.add_annotation(text=OIL[n], row=1, col=column, **place, **axes, **line)


def picture(figure: go.Figure) -> None:
    """Draw in a Chromium and keep what it shows."""
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with sync_playwright() as playwright:
        browser = launch(playwright, str(chromium()))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content("<body style='margin:0'><div id=chart></div></body>")
        page.add_script_tag(path=script)
        page.evaluate("(spec) => Plotly.newPlot('chart', JSON.parse(spec))", figure.to_json())
        page.wait_for_timeout(1000)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
