"""The chart component: a figure goes down, a click or a selection comes up.

Why not `st.plotly_chart`: that one is built anew whenever the figure changes, loses zoom, camera
and selection with it, and sends every selected point upstream.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.shared.plot.events import Click, Selection

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HERE = Path(__file__).parent
_SCRIPTS = ("labels.js", "plot.js")
_mount = st.components.v2.component(
    "word_plot",
    html='<div class="word-plot"></div>',
    css=(HERE / "plot.css").read_text(encoding="utf-8"),
    js="\n".join((HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS),
    isolate_styles=False,  # Plotly writes its own styles into the page, not into a shadow root
)


@dataclass(frozen=True, slots=True)
class Focus:
    """A place of a 2-D chart to fly to, once for each new `nonce`."""

    x: float
    y: float
    span: float
    nonce: str


@dataclass(frozen=True, slots=True)
class Events:
    """What came up: a click in this very run, and the selection as it stands."""

    click: Click | None
    selection: Selection | None


def plot(  # noqa: PLR0913
    figure: "Figure | str",
    *,
    key: str,
    alt: str,
    height: int = 420,
    overlay: Sequence[dict[str, Any]] = (),
    focus: Focus | None = None,
    scroll_zoom: bool = False,
    on_click: Callable[[Click], None] | None = None,
    on_select: Callable[[Selection | None], None] | None = None,
) -> Events:
    """Draw a figure; a later one under the same key replaces its data and keeps the view.

    Zoom is kept as long as the figure's `layout.uirevision` stays the same; a figure without one
    keeps it always. Colours may name the theme: `var(--st-text-color)`. A trace with
    `meta={"labels": n}` gets up to n of its texts drawn without overlap, first ones first.

    Args:
        figure: a figure, or its JSON (`to_json`), which a page may keep in a cache.
        key: unique in the app.
        alt: what the chart shows, in words.
        height: pixels; less on a screen that is not that high.
        overlay: few more traces as dicts, drawn on top; they cost no new copy of the figure.
        focus: where to fly.
        scroll_zoom: whether the mouse wheel zooms; only for charts one explores.
        on_click: called with each click, before the page runs again.
        on_select: called when the selection changes; None: nothing is selected.

    Without `on_click` or `on_select` these are not listened to, and cost no rerun.
    """
    data = {
        **_sent_figure(figure),
        "overlay": list(overlay),
        "focus": focus and asdict(focus),
        "height": height,
        "alt": alt,
        "scrollZoom": scroll_zoom,
        "name": key,
        "listens": {"click": on_click is not None, "select": on_select is not None},
    }
    sent = _mount(
        key=key,
        data=data,
        on_clicked_change=_teller(key, "clicked", Click.of, on_click),
        on_selected_change=_teller(key, "selected", Selection.of, on_select),
    )
    return Events(Click.of(sent.get("clicked")), Selection.of(sent.get("selected")))


def to_json(figure: "Figure") -> str:
    """The figure as the browser gets it; arrays travel as base64."""
    import plotly.io

    return str(plotly.io.to_json(figure, validate=False))


def _sent_figure(figure: "Figure | str") -> dict[str, str]:
    """The figure, a name for this very version of it, and where plotly.js lies."""
    spec = figure if isinstance(figure, str) else to_json(figure)
    revision = hashlib.blake2b(spec.encode(), digest_size=16).hexdigest()
    return {"source": _plotly_address(), "spec": spec, "revision": revision}


def _teller(
    key: str, name: str, read: Callable[[Any], Any], listener: Callable[[Any], None] | None
) -> Callable[[], None]:
    """Hands an event on; a click that is none is dropped, an empty selection is news."""

    def tell() -> None:
        event = read(st.session_state[key].get(name))
        if listener is not None and (event is not None or name == "selected"):
            listener(event)

    return tell


@lru_cache(maxsize=1)
def _plotly_address() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + base if base else ''}/assets/plotly.min.js?v={version('plotly')}"
