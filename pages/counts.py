"""Counts: a window slides, a table fills, and three matrices make vectors of it."""

import numpy as np
import streamlit as st

from pages.shared import head, lesson, lesson_texts
from pages.shared.figures.filling import number_table
from pages.shared.figures.maps import Colour, map_figure
from pages.shared.forms import choice
from pages.shared.plot import plot
from pages.shared.text import plain
from w2v_core.lessons.filling import Factors, Filling, frequent_share, weighted

MEASURES = ("counts", "log", "ppmi")
SAYS = {
    "counts": "A pair seen ten times counts a hundredfold when squares are kept. The dimensions go "
    "to the most frequent words, whoever they stand beside.",
    "log": "The first meeting of two words says most, each further one less.",
    "ppmi": "How much more often than by chance two words meet. Being frequent earns nothing by "
    "itself; rare pairs may be overrated.",
}


@st.fragment
def show_filling(filling):
    """The text with its window, and the table so far; a step draws only these anew."""
    n_pairs = lesson.stepper("pair", len(filling), label="Pairs counted", jumps=(10,), to_end=True)
    center, context = filling.center_pos[n_pairs - 1], filling.context_pos[n_pairs - 1]
    lesson.strip(filling.text, {int(center): "center", int(context): "context"})
    table = filling.counts(n_pairs)
    row, column = (filling.words[n] for n in filling.cell(n_pairs - 1))
    st.caption(
        f"Pair {n_pairs} of {len(filling)}: the cell {plain(row)} – {plain(column)} gains one and "
        f"holds {table[filling.cell(n_pairs - 1)]:.0f}."
    )
    limit = filling.counts().max()
    plot(
        number_table(table, filling.words, filling.words, cell=filling.cell(n_pairs - 1),
                     limit=limit),
        key="counts_table",
        alt=f"Co-occurrence counts of {len(filling.words)} words after {n_pairs} pairs",
        height=120 + 22 * len(filling.words),
    )  # fmt: skip


def show_factors(filling):
    """Three matrices, a rank, what it leaves out, and words in the plane."""
    st.subheader("Three matrices", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = st.segmented_control(
            "Cells are", MEASURES, default="counts", required=True, format_func=choice,
            key="cells", bind=lesson.IN_ADDRESS,
        )  # fmt: skip
        n_words = len(filling.words)
        with st.container(width=300):
            rank = st.slider("Rank k", 1, n_words, min(2, n_words), key="rank",
                             bind=lesson.IN_ADDRESS)  # fmt: skip
    factors = Factors.of(filling.counts(), measure)
    whole = float(np.linalg.norm(factors.table)) or 1.0
    st.latex(r"M \approx U_k \, S_k \, V_k^{\top}")
    words, dimensions = filling.words, [str(n + 1) for n in range(rank)]
    parts = (
        ("$U_k$", factors.U[:, :rank], words, dimensions),
        ("$S_k$", np.diag(factors.S[:rank]), dimensions, dimensions),
        (r"$V_k^{\top}$", factors.Vt[:rank], dimensions, words),
    )
    for place, part in zip(st.columns(3), parts, strict=True):
        with place:
            draw_matrix(*part)
    error = factors.error(rank)
    st.markdown(
        f"Rank {rank} misses the table by **{error:.3f}** (root of the summed squares), "
        f"**{error / whole:.1%}** of its size. No table of that rank comes closer."
    )
    left, right = st.columns(2)
    with left:
        draw_matrix(
            "$U_k S_k V_k^{\\top}$, the rebuilt table",
            factors.rebuilt(rank),
            filling.words,
            filling.words,
        )
    with right:
        show_plane(filling, factors, measure)


def draw_matrix(title, matrix, rows, columns):
    """One matrix as a table of numbers."""
    st.markdown(f"**{title}**")
    plot(
        number_table(matrix, rows, columns, digits=1, most_named=20),
        key=f"counts_{title}",
        alt=f"The matrix {title}, {matrix.shape[0]} by {matrix.shape[1]}",
        height=360,
    )


def show_plane(filling, factors, measure):
    """Words by the first two dimensions, whatever the rank."""
    st.markdown("**Words in the plane: the first two columns of U S**")
    occur = np.bincount(filling.slots)
    plot(
        map_figure(
            filling.words, factors.points, occur, Colour(occur, "Count"),
            axes=("Dimension 1", "Dimension 2"), view=f"{measure} {filling.words}",
        ),
        key="counts_plane",
        alt=f"{len(filling.words)} words by the first two dimensions",
        height=360,
    )  # fmt: skip


def show_why(filling):
    """What each measure makes of frequency."""
    st.subheader("Why raw counts mislead", anchor=False)
    st.markdown(
        "An SVD keeps the largest squares first. This much of all squares stands in the most "
        "frequent tenth of the pairs:"
    )
    own, toys = filling.counts(), lesson_texts.toy_counts()
    for measure, place in zip(MEASURES, st.columns(3), strict=True):
        shares = [frequent_share(weighted(counts, measure), counts) for counts in (own, toys)]
        with place:
            st.markdown(f"**{choice(measure)}**")
            with st.container(horizontal=True):
                st.metric("Your sentences", f"{shares[0]:.0%}", width="content")
                st.metric("Toy world, 200 words", f"{shares[1]:.0%}", width="content")
            st.caption(SAYS[measure])


head.title("Counts", "Count who stands beside whom, then keep the largest patterns.")
left, right = st.columns([3, 1])
with left:
    passage = lesson.text(lesson.TWO_SENTENCES, key="sentences")
with right:
    radius = lesson.window(default=1, key="reach")
filling = Filling.of(passage, radius)
show_filling(filling)
show_factors(filling)
show_why(filling)
lesson.onward("windows", "Windows")
