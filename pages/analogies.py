"""Analogies: a is to b as c is to which word?"""

import streamlit as st

from pages.shared import cache, confidence, head, missing, state, testing, words, work
from pages.shared.figures.parallelogram import parallelogram_figure
from pages.shared.plot import plot
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import plain, visible
from w2v_core.query.analogies import ranked
from w2v_core.query.parallelogram import parallelogram

WORDS = "words"  # in the address
FIELDS = {"analogy_a": "This word", "analogy_b": "is to", "analogy_c": "as this word"}
LONGEST = 100  # characters of a word
FEWEST, MOST = 5, 50  # answers listed
EXAMPLES = (
    ("man", "king", "woman"),
    ("france", "paris", "italy"),
    ("cat", "kitten", "dog"),
    ("carpenter", "saw", "baker"),
    ("big", "bigger", "small"),
    ("walk", "walking", "play"),
    ("he", "his", "she"),
    ("row", "rows", "column"),
    ("minimum", "min", "maximum"),
    ("function", "functions", "array"),
)
FORMULAS = {
    "3cosadd": (
        "3CosAdd",
        "The nearest word to second − first + third: a sum, in which one strong likeness can "
        "outweigh the others.",
    ),
    "3cosmul": (
        "3CosMul",
        "A product of likenesses, divided by the likeness to the first word: each of the three "
        "has to hold.",
    ),
}


def known(typed):
    """The word of the run that is meant by what is typed, or None."""
    lowered = typed.lower() if run.record.text.lowercase else typed
    return next((word for word in (typed, lowered) if word in embedding), None)


def first_words():
    """What stands in the fields at first: the words of the address, else an example."""
    asked = st.query_params.get(WORDS, "").split()[:3]
    given = asked or next(iter(examples), ())
    for key, word in zip(FIELDS, given, strict=False):
        st.session_state.setdefault(key, word[:LONGEST])


def ask(question):
    """Fill the fields with an example."""
    for key, word in zip(FIELDS, question, strict=True):
        st.session_state[key] = word


def example_row():
    """Examples whose words the run has, one click each."""
    if examples:
        titles = {"{} : {} = {} : ?".format(*question): question for question in examples}
        words.pick_row(
            "For example", list(titles), lambda it: ask(titles[it]), key="analogy_examples"
        )


def fields():
    """The three words as typed, and room for the fourth."""
    *columns, room = st.columns(4)
    for column, (key, title) in zip(columns, FIELDS.items(), strict=True):
        with column:
            st.text_input(title, key=key, max_chars=LONGEST, persist_state="session")
    return [str(st.session_state.get(key) or "").strip() for key in FIELDS], room


def show_missing(typed):
    """Why a word has no vector, and near spellings to take instead."""
    for key, word in zip(FIELDS, typed, strict=True):
        if not word or known(word) is not None:
            continue
        reason = missing.explain(state.owner(), run.record, embedding, visible(word))
        st.text(reason.sentence)
        if reason.near:
            words.pick_row(
                "Perhaps you mean",
                reason.near,
                lambda near, key=key: st.session_state.update({key: near}),
                key=f"{key}_near",
            )


def columns_of(found):
    """The answers as columns of a table."""
    table = {
        "word": [answer.word for answer in found],
        "score": [round(answer.score, 6) for answer in found],
        "count": [answer.count for answer in found],
    }
    return {name: values for name, values in table.items() if None not in values}


def show_answers(formula, found):
    """The answers by one formula, best first."""
    title, says = FORMULAS[formula]
    st.markdown(f"**{title}**")
    st.caption(says)
    table = columns_of(found)
    st.dataframe(
        table | {"word": [visible(word) for word in table["word"]]},
        hide_index=True,
        height="content" if len(found) <= 25 else 700,
        alt=f"Answers by {title}, best first, with score and count",
        column_config={
            "word": st.column_config.TextColumn("Word", width=110),
            "score": st.column_config.ProgressColumn(
                "Score", width=120, format="%.3f",
                min_value=min(0.0, *table["score"]), max_value=max(1.0, *table["score"]),
            ),
            "count": st.column_config.NumberColumn("Count", format="localized", width=60),
        },
    )  # fmt: skip


def show_plane(four):
    """The four words in their plane, and what the plane hides."""
    flat = parallelogram(embedding, four)
    shown = [visible(word) for word in four]
    plot(
        parallelogram_figure(four, flat.points, flat.target, view=f"{run.id} {four}"),
        key="analogy_plane",
        alt=f"{shown[0]}, {shown[1]}, {shown[2]} and {shown[3]} in the plane of their vectors",
        height=420,
    )
    st.caption(
        f"The plane that shows these four vectors best: it keeps {flat.kept:.0%} of their "
        f"spread and hides the rest, so that sides may look alike here and differ there. "
        f"{arrows(flat)}The cross marks where the fourth word was expected; the answer is the "
        "nearest word by direction, the three asked with left out."
    )


def arrows(flat):
    """How parallel the two arrows are; nothing where one of them has no length."""
    if flat.parallel is None:
        return ""
    return (
        f"In all {embedding.shape[1]} dimensions the cosine between the two arrows is "
        f"{flat.parallel:.2f}; 1 would be parallel. "
    )


def answer_page(question, room):
    """Both formulas beside each other, and the picture."""
    top = st.slider("Answers", FEWEST, MOST, 10, 5, key="analogy_top", persist_state="session")
    index = cache.neighbour_index(state.owner(), run.id)
    found = {name: ranked(index, tuple(question), top, name) for name in FORMULAS}
    best = found["3cosadd"]
    if not best:
        st.text(f"The run has {len(embedding):,} words: none is left to answer with.")
        return
    with room:
        st.caption("is to")
        st.subheader(plain(best[0].word), anchor=False)
    tables, picture = st.columns(2, gap="medium")
    with tables:
        for column, (name, answers) in zip(st.columns(2), found.items(), strict=True):
            with column:
                show_answers(name, answers)
        files = {
            f"{FORMULAS[name][0]} {column}": values
            for name, answers in found.items()
            for column, values in columns_of(answers).items()
        }
        csv_button(csv_bytes(files), "analogy.csv")
    with picture:
        show_plane([*question, best[0].word])


run = head.run_page("Analogies", "This word is to that word as a third word is to which?")
with work.errors_shown():
    embedding = cache.embedding(state.owner(), run.id)

examples = [it for it in EXAMPLES if all(word in embedding for word in it)]
first_words()
example_row()
typed, room = fields()
question = [known(word) for word in typed]
if None not in question:
    st.query_params[WORDS] = " ".join(question)
    answer_page(question, room)
    confidence.analogy_section(run, tuple(question))
else:
    show_missing(typed)
    if not all(typed):
        st.text("Type three words of the text.")
testing.section(run, embedding)
