"""Noise: how likely words are, alone or after others, and how noise words are drawn."""

import numpy as np
import streamlit as st

from pages.shared import head, lesson, lesson_texts
from pages.shared.figures.draws import draws_figure
from pages.shared.lesson_texts import TOY
from pages.shared.plot import plot
from pages.shared.says import problem
from pages.shared.text import plain, visible
from w2v_core.counts.boundaries import END, START, padded
from w2v_core.errors import ConfigError
from w2v_core.lessons.ngrams import ORDERS, factors, probability
from w2v_core.sampling.noise import AliasTable, noise_distribution

CATS = "one cat two cat three cat four cat five cat"
DRAWN, SEED = "noise_drawn", 1
MOST_BARS = 15
BEGINNING = 5  # words of a sentence to begin with
SMALL, WHOLE = "These sentences", "A whole text"
MOST_DRAWS = 100_000


def show_chain(typed, corpus, title):
    """The sentence's probability by four models, one row a word."""
    try:
        marked = padded(corpus)
    except ConfigError:
        problem(f"The text has {START} or {END} as words, so its sentences cannot be marked.")
        return
    known = corpus.vocabulary.ids  # of a text that keeps capitals, or of one in lower case
    words = [word if word in known else word.lower() for word in typed]
    found = {name: factors(marked, words, order) for name, order in ORDERS.items()}
    table = {"Word": [visible(word) for word in words]}
    for name, row in found.items():
        table[f"{name}, P(word | …)"] = [told(factor) for factor in row]
    st.dataframe(table, hide_index=True, height="content",
                 alt="Each word's probability by four models")  # fmt: skip
    for place, (name, row) in zip(st.columns(4), found.items(), strict=True):
        place.metric(f"{name}: product", f"{probability(row):.3g}")
    st.caption(
        f"Counted in {plain(title)}, without smoothing: what never came is impossible, and "
        "after what never came nothing is known (–). A unigram looks at no word before, a bigram "
        "at one, a trigram at two, the chain rule at all."
    )


def told(factor):
    """A share as it was counted."""
    if not factor.of:
        return "–"
    return f"{factor.seen:,} / {factor.of:,} = {factor.probability:.3g}"


def draw(n):
    """So many draws more."""
    if may_draw(n):
        st.session_state[DRAWN] = (*st.session_state.get(DRAWN, ()), n)


def may_draw(n):
    """Whether so many more are not too many in all."""
    return sum(st.session_state.get(DRAWN, ())) + n <= MOST_DRAWS


def forget():
    """No draws."""
    st.session_state[DRAWN] = ()


def counts_drawn(noise):
    """How often each word was drawn; what was drawn stays while more is."""
    batches = st.session_state.get(DRAWN, ())
    drawn = np.zeros(len(noise), dtype=np.int64)
    if batches:
        table = AliasTable.of(noise)
        for number, n in enumerate(batches):
            ids = table.draw((n,), np.random.default_rng((SEED, number)))
            drawn += np.bincount(ids, minlength=len(noise))
    return drawn


def chosen_power():
    """The power, and buttons that draw."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=320):
            power = st.slider(
                "Power (word2vec: 0.75)", 0.0, 1.0, 0.75, 0.05, key="power",
                bind=lesson.IN_ADDRESS,
                help="1: as often as in the text. 0: every word alike. 0.75: word2vec’s choice.",
            )  # fmt: skip
        for n in (10, 100, 10_000):
            st.button(f"Draw {n:,}", key=f"noise_{n}", on_click=draw, args=(n,),
                      icon=":material/casino:", disabled=not may_draw(n))  # fmt: skip
        st.button("Start over", key="noise_none", on_click=forget, icon=":material/first_page:")
    return power


@st.fragment
def show_noise(vocabulary):
    """Frequencies, what a power makes of them, and draws."""
    noise = noise_distribution(vocabulary.counts, chosen_power())
    drawn, shares = counts_drawn(noise), vocabulary.counts / vocabulary.counts.sum()
    n_drawn, shown = int(drawn.sum()), slice(MOST_BARS)
    table = {
        "Word": vocabulary.words[shown],
        "Count": vocabulary.counts[shown],
        "p(word)": shares[shown].round(4),
        "p as noise": noise[shown].round(4),
        "Expected": (n_drawn * noise[shown]).round(1),
        "Drawn": drawn[shown],
    }
    show_draws(table, n_drawn)
    said = [f"{n_drawn:,} draws."]
    if n_drawn:
        said.append(
            "About nineteen times in twenty, the bar round what was drawn holds what was expected."
        )
    if len(noise) > MOST_BARS:
        said.append(f"The {MOST_BARS} most frequent of {len(noise):,} words are shown.")
    st.caption(" ".join(said))


def show_draws(table, n_drawn):
    """The chart, and its numbers."""
    words, shares, noise, drawn = (
        table[name] for name in ("Word", "p(word)", "p as noise", "Drawn")
    )
    plot(
        draws_figure(words, shares, noise, drawn, n_drawn),
        key="noise_bars",
        alt=f"Shares, noise probabilities and {n_drawn} draws of {len(words)} words",
        height=360,
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        table | {"Word": [visible(word) for word in words]},
        hide_index=True,
        height="content",
        column_config={
            "Count": number(format="localized"),
            "Drawn": number(format="localized"),
            "p(word)": number(format="%.4f"),
            "p as noise": number(format="%.4f"),
            "Expected": number(format="%.1f"),
        },
        alt="Counts, probabilities and draws",
    )


def counted():
    """The text that is counted, its name, how it became words, and a sentence to begin with.

    None for how: it was typed here. With the sentence comes the key of its field.
    """
    kind = st.segmented_control(
        "Counted in", (SMALL, WHOLE), default=SMALL, required=True, key="counted",
        bind=lesson.IN_ADDRESS,
    )  # fmt: skip
    if kind == SMALL:
        typed = lesson.text(CATS, key="cats")
        return typed.corpus, "these sentences", None, ("one cat two cat", "chain")
    title, corpus, config = lesson_texts.choose("noise_text")
    ids = lesson_texts.long_sentence(corpus, np.random.default_rng(SEED))[:BEGINNING]
    words = (visible(corpus.vocabulary.words[id]) for id in ids)
    return corpus, title, config, (" ".join(words), "chain_toy" if title == TOY else "chain_own")


head.title("Noise", "What is likely, and what word2vec draws to tell real neighbours from.")
corpus, title, config, beginning = counted()
st.subheader("Noise words are drawn by frequency, tamed by a power", anchor=False)
show_noise(corpus.vocabulary)
st.subheader("How likely a sentence is", anchor=False)
st.latex(r"P(w_1 \dots w_n) = \prod_{i=1}^{n} P(w_i \mid w_1 \dots w_{i-1})")
show_chain(lesson.sentence_words(*beginning, config), corpus, title)
lesson.onward("microscope", "Microscope")
