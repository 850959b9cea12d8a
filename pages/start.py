"""Start: what this is, one button that leads to a first map, and where one left off."""

import streamlit as st

from pages.shared import figures, state, toy, work
from pages.shared.drawn import drawn
from pages.shared.plot import plot
from pages.shared.says import problem
from pages.shared.text import plain
from w2v_core.config import METHODS
from w2v_core.errors import W2VError
from w2v_core.jobs.home import RunEntry
from w2v_core.jobs.states import ACTIVE, DONE, FAILED
from w2v_core.jobs.task import JobView

GRID_TITLE = "Seven ways to make word vectors"


def loss_so_far(view: JobView) -> None:
    """The curve of a training that runs, once there is one."""
    curve = getattr(view.detail, "curve", ())
    if len(curve) > 1:
        figure = figures.loss_curve([figures.Curve(toy.NAME, curve)])
        plot(figure, key="start_loss", alt="Loss while training", height=260)


def first_map() -> None:
    """One button, then the progress of what it began, then the map."""
    job = toy.job()
    if job is None:
        with st.container(horizontal=True):
            go = st.button("Train on the toy world", type="primary", icon=":material/play_arrow:")
            if st.button("Bring a text of your own", icon=":material/upload_file:"):
                st.switch_page("pages/corpus.py")
        st.caption(
            "The toy world is made up: 300,000 words with families, capitals, animals and trades "
            "planted in them, to see whether the method finds them. It takes some seconds."
        )
        st.page_link(
            "pages/guided.py", label="New to word vectors? Take a lesson of ten minutes",
            icon=":material/school:",
        )  # fmt: skip
        if go:
            with work.errors_shown():
                toy.step()
            st.rerun()
        return
    try:
        view = work.follow(job, loss_so_far)
    except W2VError as error:
        toy.forget()
        problem(error)
        st.button("Back", icon=":material/arrow_back:")
        return
    if view.state == DONE and view.kind == "corpus":
        with work.errors_shown():
            toy.step()
        st.rerun()
    elif view.state == DONE:
        st.caption("Opening its map …")
        if drawn(f"start_{view.id}"):
            toy.forget()
            st.switch_page("pages/map.py", query_params={state.RUN: view.id})
    elif view.state not in ACTIVE:
        toy.forget()
        if view.state == FAILED:
            problem(view.error)
        else:
            st.info("Stopped. What was trained is kept under Runs.", icon=":material/stop_circle:")
        st.button("Back", icon=":material/arrow_back:")


def recent_runs(runs: tuple[RunEntry, ...]) -> None:
    """The newest runs, a line each, with the way to their map."""
    st.subheader("Where you left off", anchor=False)
    for entry in runs:
        record = entry.record
        with st.container(horizontal=True, vertical_alignment="center"):
            if record is None:
                st.markdown(f"**{plain(entry.name)}**  \nunfinished", width="stretch")
                continue
            facts = f"{record.corpus.vocabulary:,} words, {record.model.dim} dimensions"
            st.markdown(f"**{plain(entry.name)}**  \n{facts}", width="stretch")
            if st.button("Map", key=f"map_{entry.id}", icon=":material/scatter_plot:"):
                st.switch_page("pages/map.py", query_params={state.RUN: entry.id})


def method_grid() -> None:
    """The grid of hidden layers and losses, and counting beneath it."""
    st.subheader(GRID_TITLE, anchor=False)
    grid = st.grid(2)
    for method in METHODS:
        with grid.cell(column_span=1 if method.loss else "all").container(
            border=True, height="stretch"
        ):
            st.markdown(f"**{method.label}**  \n{method.summary}")


st.title("word2vec explorer", anchor=False)
st.markdown(
    "Words that keep the same company get vectors that point the same way.  \n"
    "Give a text, watch such vectors being learned, and see where each word came to stand.  \n"
    "Everything runs on this machine; no text leaves it."
)
first_map()
st.space("small")
runs = state.workspace().runs()[:5]
left, right = st.columns([3, 2], gap="large") if runs else (st.container(), None)
with left:
    method_grid()
if right is not None:
    with right:
        recent_runs(runs)
