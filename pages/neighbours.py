"""Neighbours: which words stand near to a word or to several, why, and who fits a list."""

import streamlit as st

from pages.shared import (
    cache,
    confidence,
    head,
    missing,
    state,
    troubles,
    word_matrix,
    word_pair,
    words,
    work,
)
from pages.shared.lesson import IN_ADDRESS
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from pages.shared.word_lists import keep_form, typed_words
from w2v_core.jobs.glimpse import choose_probes
from w2v_core.query.groups import middle
from w2v_core.query.neighbours import Neighbour, NeighbourIndex

WORD, OTHERS, VIEW = "word", "with", "view"  # in the address
NEAR, WHY, LIST = "Neighbours", "Why two words", "A list of words"
MOST_TOGETHER = 10  # words asked about at once
TRAIL = "neighbours_trail"  # words visited, the present one last
FIND = "neighbours_find"  # what is typed
TYPED = "neighbours_typed"  # the last word visited by typing it
LONGEST_ASKED = 1_000  # characters read from the address
MOST_STEPS, SHOWN_STEPS = 100, 6
FEWEST, MOST = 10, 100  # neighbours listed
COUNTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
VECTORS = {"in": "W_in", "out": "W_out", "sum": "Sum"}
VECTORS_HELP = (
    "Training makes two vectors for each word: one for the word itself (`W_in`), one for the word "
    "as a neighbour of others (`W_out`). Words alike in `W_in` can replace each other; the sum of "
    "both also brings together words that stand side by side."
)


def visit(word):
    """Make a word the present one, and add it to the trail."""
    trail = st.session_state.setdefault(TRAIL, [])
    if not trail or trail[-1] != word:
        trail.append(word)
        del trail[:-MOST_STEPS]
    st.query_params[WORD] = word


def go_back(steps):
    """Return to a word of the trail."""
    trail = st.session_state.get(TRAIL, [])
    if len(trail) <= steps:  # a second click came before the page was drawn anew
        return
    del trail[len(trail) - steps :]
    st.query_params[WORD] = trail[-1]
    st.session_state[FIND] = ""


def present_word(suggested):
    """The word of the address, else the last one visited, else one to begin with."""
    asked = st.query_params.get(WORD, "").strip()[:LONGEST_ASKED]
    trail = st.session_state.get(TRAIL)
    visit(asked or (trail[-1] if trail else suggested[0]))
    return st.session_state[TRAIL][-1]


def visit_typed(word):
    """Visit a word while it is typed; it takes the place of its own beginning in the trail."""
    trail = st.session_state[TRAIL]
    last = st.session_state.get(TYPED)
    if last == trail[-1] and (word.startswith(last) or last.startswith(word)):
        trail.pop()
    st.session_state[TYPED] = word
    visit(word)


def search_field(run, embedding, suggested):
    """Search as you type; a whole word is visited at once. Gives the reason where there is none."""

    def known(typed):
        lowered = typed.lower() if run.record.text.lowercase else typed
        return next((word for word in (typed, lowered) if word in embedding), None)

    def on_type(typed):
        if known(typed) is not None:
            visit_typed(known(typed))

    def near(typed):
        return missing.explain(state.owner(), run.record, embedding, visible(typed)).near

    search = cache.word_search(state.owner(), run.id)
    typed, is_found = words.search_row(
        "Find a word", search, suggested, visit, key=FIND, otherwise=near, on_type=on_type
    )
    if not typed or known(typed) is not None:
        return None
    reason = missing.explain(state.owner(), run.record, embedding, visible(typed))
    # The beginning of a word is no word of the text either: nothing to wonder at.
    return None if is_found and reason.reason == "absent" else reason


def show_missing(run, embedding, word):
    """Why the word of the address has no vector, and near spellings to click."""
    st.subheader(plain(word), anchor=False)
    reason = missing.explain(state.owner(), run.record, embedding, visible(word))
    st.text(reason.sentence)
    if reason.near:
        words.pick_row("Perhaps you mean", reason.near, visit, key="neighbours_near")


def trail_row(reason):
    """The way one came: back one step, or to any of the last words; in its place a reason."""
    trail = st.session_state[TRAIL]
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        st.button(
            "Back",
            icon=":material/arrow_back:",
            disabled=len(trail) < 2,
            on_click=go_back,
            args=(1,),
        )
        if reason is not None:
            st.text(reason.sentence, width="content")
            return
        for steps in range(min(SHOWN_STEPS, len(trail) - 1), 0, -1):
            word = trail[-1 - steps]
            st.button(
                plain(word), type="tertiary", key=f"step_{steps}", on_click=go_back, args=(steps,)
            )
            if steps > 1:
                st.caption("›", width="content")


def together(run, embedding, word, label="Together with"):
    """Further words that are asked about with the present one; those without a vector are told."""
    typed = st.text_input(
        label, key=OTHERS, max_chars=LONGEST_ASKED, bind=IN_ADDRESS,
        placeholder="More words, with blanks between",
        help="What is near to all of them: to the sum of their vectors at unit length.",
    )  # fmt: skip
    found = []
    for one in typed_words(typed or "", MOST_TOGETHER):
        known = next((form for form in (one, one.lower()) if form in embedding), None)
        if known is None:
            st.text(missing.explain(state.owner(), run.record, embedding, visible(one)).sentence)
        elif known != word:
            found.append(known)
    return list(dict.fromkeys(found))


def word_head(embedding, word):
    """The word, how often it occurs, and its place by frequency."""
    id = embedding.id_of(word)
    st.subheader(plain(word), anchor=False)
    rank = f"word {id + 1:,} of {len(embedding):,} by frequency"
    times = "" if embedding.counts is None else f"{embedding.counts[id]:,} times in the text, "
    st.caption(times + rank)


def frequencies(embedding):
    """Counts one may ask for at least: that of the rarest word, then round numbers."""
    fewest, most = int(embedding.counts.min()), int(embedding.counts.max())
    return [fewest, *(n for n in COUNTS if fewest < n <= most)]


def vectors(embedding):
    """By which vectors: of the words, of the contexts, or of both."""
    if embedding.W_out is None:
        return "in"
    return st.segmented_control(
        "Vectors", list(VECTORS), format_func=VECTORS.get, default="in", required=True,
        key="neighbours_which", bind=IN_ADDRESS, help=VECTORS_HELP,
    )  # fmt: skip


def settings(embedding):
    """How many neighbours, and how frequent ones."""
    top = st.slider("Neighbours", FEWEST, MOST, FEWEST, 10, key="neighbours_top", bind=IN_ADDRESS)
    least = 0
    if embedding.counts is not None:
        least = st.select_slider(
            "Seen at least",
            frequencies(embedding),
            format_func=lambda n: f"{n:,} ×",
            key="neighbours_least",
            bind=IN_ADDRESS,
        )
        st.caption(
            "The vector of a word that was seen a few times only is little more than chance: it "
            "may turn up anywhere. Raise this where strange neighbours appear."
        )
    return min(max(top, FEWEST), MOST), least


def columns(found: list[Neighbour], index: NeighbourIndex, asked):
    """The neighbours as columns of a table; where several words are asked, each with its cosine."""
    table = {
        "word": [near.word for near in found],
        "cosine": [round(near.cosine, 6) for near in found],
        "angle": [round(near.angle, 3) for near in found],
        "count": [near.count for near in found],
    }
    if len(asked) > 1 and found:
        cosines = index.cosines([*asked, *table["word"]])[: len(asked), len(asked) :]
        for word, row in zip(asked, cosines, strict=True):
            table[f"to {visible(word)}"] = [round(float(value), 6) for value in row]
    return {name: values for name, values in table.items() if None not in values}


def show_table(table, asked, which):
    """The neighbours; a click on a word goes on from there."""
    key = f"near_{which}_{' '.join(asked)}"

    def clicked():
        cells = st.session_state[key]["selection"]["cells"]
        if cells and 0 <= cells[0][0] < len(table["word"]):
            visit(table["word"][cells[0][0]])
            st.session_state[FIND] = ""

    number = st.column_config.NumberColumn
    cosines = table["cosine"]
    each = {name: number(format="%.3f") for name in table if name.startswith("to ")}
    st.dataframe(
        table | {"word": [visible(near) for near in table["word"]]},
        hide_index=True,
        height="content" if len(cosines) <= 25 else 700,
        key=key,
        on_select=clicked,
        selection_mode="single-cell",
        alt=f"Words nearest to {', '.join(map(visible, asked))}, with cosine, angle and count",
        column_config={
            "word": st.column_config.TextColumn("Word", width=110),
            "cosine": st.column_config.ProgressColumn(
                "Cosine", width=120, format="%.3f", min_value=min(0.0, *cosines), max_value=1.0,
                help="Of the angle between the two vectors: 1 the same direction, 0 a right angle.",
            ),
            "angle": number("Angle", format="%.1f°", width=56),
            "count": number("Count", format="localized", width=60),
        }
        | each,
    )  # fmt: skip


def show_neighbours(run, embedding):
    """The table for one word or several, and what it is to list."""
    main, side = st.columns([3, 1])
    with side:
        top, least = settings(embedding)
        which = vectors(embedding)
    with main:
        word_head(embedding, word)
        asked = [word, *together(run, embedding, word)]
    index = cache.neighbour_index(state.owner(), run.id, which)
    ids = [embedding.id_of(one) for one in asked]
    found = index.around(middle(index, asked), top, ids, least)
    table = columns(found, index, asked)
    with main:
        if found:
            show_table(table, asked, which)
            st.caption("Click a word to see its own neighbours.")
        else:
            st.text(f"No other word was seen {least:,} times or more.")
    with side:
        csv_button(csv_bytes(table), "neighbours.csv", disabled=not found)
        keep_form([*asked, *table["word"]], key="neighbours_list")


def show_pair(run, embedding):
    """Why the present word and another are near."""
    which = vectors(embedding)
    others = together(run, embedding, word, "And the other word")
    index = cache.neighbour_index(state.owner(), run.id, which)
    if not others:
        others = [near.word for near in index.neighbours(word, 1)]
        st.caption("Name another word to ask about; until then it is the nearest one.")
    if others:
        word_pair.show(run.record, embedding, index, (word, others[0]))


run = head.run_page(
    "Neighbours", "Which words stand near to a word, by the cosine of their vectors."
)
with work.errors_shown():
    embedding = cache.embedding(state.owner(), run.id)

suggested = [embedding.words[id] for id in choose_probes(embedding.words)]
view = st.segmented_control(
    "Show", [NEAR, WHY, LIST], default=NEAR, required=True, key=VIEW, bind=IN_ADDRESS,
    label_visibility="collapsed",
)  # fmt: skip
if view == LIST:
    index = cache.neighbour_index(state.owner(), run.id, vectors(embedding))
    word_matrix.show(run.record, embedding, index, suggested)
    st.stop()
word = present_word(suggested)
trail_row(search_field(run, embedding, suggested))
if word not in embedding:
    show_missing(run, embedding, word)
elif view == WHY:
    show_pair(run, embedding)
else:
    show_neighbours(run, embedding)
    confidence.neighbours_section(run, word)
    troubles.show(run.id)
