"""Training in time: the snapshots of a run as frames under one slider."""

import streamlit as st

from pages.shared import cache, empty, head, lesson, state
from pages.shared.figures.settling import settling_map
from pages.shared.figures.timeline import timeline
from pages.shared.plot import plot
from pages.shared.says import problem
from pages.shared.text import plain, visible
from w2v_core.errors import W2VError
from w2v_core.jobs.glimpse import choose_probes
from w2v_core.text.toy_world import RELATIONS

EVERY = 0.7  # seconds between two frames while it plays
TOP = 8
HEIGHT = 350  # the whole on a projector of 720 lines
PARTS = ("a", "b", "c", "d")


def film_of(run):
    """The film of a run; where there is none, the page says what to do and ends."""
    try:
        film = cache.film(state.owner(), run.id)
    except W2VError as error:
        problem(error)
        st.stop()
    if len(film.frames) < 2:
        empty.no_film(run.record.model.method)
        st.stop()
    return film


def asked_word(film):
    """The word whose neighbours are followed."""
    first = choose_probes(film.words, ["king"])
    return st.selectbox(
        "Neighbours of", film.words, first[0], format_func=visible, key="time_word",
        persist_state="session",
    )  # fmt: skip


def asked_question(film):
    """Four words: a is to b as c is to d; None until all are chosen."""
    known = set(film.words)
    for pairs in RELATIONS.values():
        if known.issuperset((*pairs[0], *pairs[1])):
            default = (*pairs[0], *pairs[1])
            break
    else:
        default = (None,) * 4
    with st.popover("Analogy", icon=":material/compare_arrows:"):
        st.caption("a is to b as c is to d: at which place does d stand among all words shown?")
        chosen = tuple(
            st.selectbox(
                part, film.words, film.words.index(word) if word else None, key=f"time_{part}",
                format_func=visible, persist_state="session",
            )
            for part, word in zip(PARTS, default, strict=True)
        )  # fmt: skip
    return chosen if all(chosen) and len(set(chosen)) == 4 else None


def show_map(film, number, watched, run_id):
    """Every word where it stood."""
    limit = max(abs(frame.points).max() for frame in film.frames)
    plot(
        settling_map(
            film.words, film.frames[number].points, watched, view=run_id, limit=limit
        ),
        key="time_map",
        alt=f"Map of {len(film.words)} words at frame {number + 1} of {len(film.frames)}",
        height=HEIGHT,
    )  # fmt: skip


def show_neighbours(film, number, word):
    """The nearest words then, beside those of the last frame."""
    then, at_last = (film.neighbours(n, word, TOP) for n in (number, len(film.frames) - 1))
    kept = len({near for near, _ in then} & {near for near, _ in at_last})
    st.markdown(f"**Nearest to {plain(word)}**  \n{kept} of {TOP} as in the end")
    names, cosines = zip(*then, strict=True)
    st.dataframe(
        {
            "Now": [visible(name) for name in names],
            "Cosine": cosines,
            "In the end": [visible(name) for name, _ in at_last],
        },
        hide_index=True,
        height=38 + 35 * TOP,
        column_config={"Cosine": st.column_config.NumberColumn(format="%.2f")},
        alt="Nearest words at this frame, and at the last one",
    )


def show_curves(film, number, question):
    """Loss and place of the analogy's answer over time, with a line at the frame."""
    words_done = [frame.words_done for frame in film.frames]
    here = film.frames[number]
    loss = "" if here.loss is None else f", loss {here.loss:.3f}"
    st.markdown(f"**After {here.words_done:,} words**{loss}")
    plot(
        timeline(words_done, [frame.loss for frame in film.frames], "Loss, nats", number),
        key="time_loss",
        alt="Loss by words passed, a line at this frame",
        height=138,
    )
    if question is None:
        st.caption("Choose four words under Analogy to follow the place of its answer.")
        return
    ranks = film.ranks(question)
    a, b, c, d = map(plain, question)
    place = f"place {ranks[number]:,} of {len(film.words) - 3:,}"
    st.markdown(f"**{a} is to {b} as {c} to {d}**: {place}")
    plot(
        timeline(words_done, ranks, "Place", number, ranks=True),
        key="time_rank",
        alt="Place of the analogy's answer by words passed, a line at this frame",
        height=138,
    )


@st.fragment
def running(film, run, word, question):
    """What a frame needs to be drawn anew."""
    n_frames = len(film.frames)
    number = lesson.stepper("frame", n_frames, start=n_frames, label="Frame", play_every=EVERY) - 1
    left, middle, right = st.columns([5, 3, 3], gap="small")
    with left:
        watched = {word, *(near for near, _ in film.neighbours(n_frames - 1, word, TOP))}
        show_map(film, number, watched, run.id)
    with middle:
        show_neighbours(film, number, word)
    with right:
        show_curves(film, number, question)
    st.caption(
        f"The {len(film.words):,} most frequent words, kept at moments that grow apart. All frames "
        "are seen from where the last one is seen best, and turned onto each other, so that what "
        "moves is the model and not the view. In colour: the chosen word and its last neighbours."
    )


run = head.run_page("Training in time", "How the words found their places, frame by frame.")
film = film_of(run)
with st.container(horizontal=True, vertical_alignment="bottom"):
    with st.container(width=260):
        word = asked_word(film)
    question = asked_question(film)
running(film, run, word, question)
