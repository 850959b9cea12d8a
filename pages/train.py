"""Train: words become vectors while the loss falls."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared import cache, devices, empty, forms, head, pick, state, training
from pages.shared.live import live
from pages.shared.says import problem, prose
from pages.shared.text import plain, visible
from w2v_core.config import EngineConfig, TrainConfig
from w2v_core.engines import Choice, is_exact
from w2v_core.errors import EngineUnavailable, NotFound, W2VError
from w2v_core.jobs import requests
from w2v_core.jobs.glimpse import PROBES, choose_probes
from w2v_core.jobs.states import ACTIVE, OPEN, PAUSED
from w2v_core.text.corpus import Corpus
from w2v_core.text.library import CorpusInfo
from w2v_core.text.vocabulary import Vocabulary

POLL = 0.5  # seconds between two looks at a run that trains
OPTIONS = (TrainConfig, EngineConfig)


def pick_corpus(slot: DeltaGenerator) -> tuple[str, CorpusInfo, Corpus] | None:
    """The text to train on, chosen in the slot; None, and the reason shown, where there is none."""
    try:
        entry = state.current_corpus()
        if entry is None:
            empty.no_corpus()
            return None
        with slot:
            pick.text(entry)
        if entry.info is None or entry.info.sizes is None:
            empty.unread(entry)
            return None
        key = cache.Text(state.owner(), entry.id, entry.info.sizes.fingerprint)
        return entry.id, entry.info, cache.corpus(key)
    except NotFound as error:
        empty.not_found(state.CORPUS, error)
        return None
    except W2VError as error:
        problem(error)
        return None


@st.fragment
def settings(corpus_id: str, info: CorpusInfo, corpus: Corpus) -> None:
    """All that is decided before the start, what it will cost, and the start."""
    method = st.session_state.get("train_method") or TrainConfig().method
    engine = st.session_state.get("train_engine") or EngineConfig().engine
    shown = {"method": method, "hints": hints_for(method, engine, corpus)}
    usual = forms.fields(OPTIONS, "train", expert=False, **shown)
    more, watch = st.columns(2)
    with more.popover("Expert settings", icon=":material/tune:", width="stretch"):
        expert = forms.fields(OPTIONS, "train", expert=True, columns=2, **shown)
    model, setup = forms.made(TrainConfig, usual, expert), forms.made(EngineConfig, usual, expert)
    if model is None or setup is None:
        return
    choice, engine = engine_line(model, setup)
    runs = state.workspace().runs()
    cost = training.cost(corpus, model, choice, runs)
    with watch.popover("Name and words", icon=":material/visibility:", width="stretch"):
        usual = training.free_name(visible(info.name), runs)
        name, probes = name_and_words(usual, info, model.min_count, cost.vocabulary)
    obstacle = training.obstacle(corpus, cost, model.min_count, state.queue().limits)
    if obstacle:
        st.warning(prose(obstacle), icon=":material/warning:")
    elif engine:
        st.caption(f"{cost.sentences()} {engine}")
    ready = obstacle is None and engine is not None
    if st.button("Start training", type="primary", width="stretch", disabled=not ready):
        start(corpus_id, name, model, setup, probes)


def hints_for(method: str, engine: str, corpus: Corpus) -> dict[str, str]:
    """What empty fields stand for."""
    usual = TrainConfig(method=method).resolved(corpus.n_words, is_exact(method, engine))
    return {"epochs": f"auto: {usual.epochs}", "lr": f"auto: {usual.lr:g}"} if usual.lr else {}


def engine_line(model: TrainConfig, setup: EngineConfig) -> tuple[Choice | None, str | None]:
    """What would run, if that is known, and the sentence that says so; none if nothing can."""
    try:
        choice = devices.choice(model, setup)
    except EngineUnavailable as error:
        st.warning(prose(str(error)), icon=":material/block:")
        return None, None
    if choice is None:
        return None, ":material/hourglass_top: Checking which devices there are …"
    return choice, devices.sentence(choice)


def name_and_words(
    usual: str, info: CorpusInfo, min_count: int, vocabulary: Vocabulary
) -> tuple[str, list[str]]:
    """The run's name and the words to watch, both with a default."""
    name = st.text_input(
        "Name of the run", key="train_name", placeholder=usual, persist_state="session"
    )
    words = vocabulary.words
    default = [words[id] for id in choose_probes(words)] if words else []
    typed = st.text_input(
        f"Up to {PROBES} words to watch",
        key="train_probes",
        placeholder=" ".join(map(visible, default)),
        help="Their nearest neighbours are shown while the run trains. Empty: frequent words.",
        persist_state="session",
    )
    probes, missing = training.watched(typed, vocabulary, info.config.lowercase)
    if missing:
        listed = ", ".join(map(plain, missing))
        st.caption(f"Not among the words with min count {min_count}: {listed}.")
    return name.strip() or usual, probes


def start(
    corpus_id: str, name: str, model: TrainConfig, setup: EngineConfig, probes: list[str]
) -> None:
    """Queue the run and show it; the same settings asked for twice are one run."""
    try:
        queue, owner = state.queue(), state.owner()
        run_id = requests.train(queue, owner, corpus_id, name, model, setup, probes)
    except W2VError as error:
        problem(error)
        return
    state.choose(state.RUN, run_id)
    st.rerun()


def shown_run() -> str | None:
    """The run in the address, else one that trains, else the one chosen last or the newest."""
    asked = st.query_params.get(state.RUN)
    if asked is None:
        jobs = state.queue().views(state.owner(), "train")
        active = [job.id for job in jobs if job.state in ACTIVE]
        if not active:
            try:
                run = state.current_run()
            except NotFound:  # deleted between two looks at it
                return None
            return run and run.id
        asked = active[-1]  # the oldest: the one that trains
        state.choose(state.RUN, asked)
    return asked


def others(shown: str | None) -> None:
    """Runs that wait, train or rest beside the one that is shown, to be shown instead."""
    jobs = state.queue().views(state.owner(), "train")
    active = [job for job in reversed(jobs) if job.state in OPEN and job.id != shown]
    with st.container(horizontal=True):
        for job in active:
            waits = f"waits, place {job.rank}" if job.rank else "trains"
            waits = "is paused" if job.state == PAUSED else waits
            st.button(
                f"{plain(str(job.payload['name']))} {waits}",
                key=f"train_other_{job.id}",
                type="tertiary",
                icon=":material/queue:",
                on_click=state.choose,
                args=(state.RUN, job.id),
            )


title, text = st.columns([3, 1], vertical_alignment="bottom")
with title:
    head.title("Train", "Words become vectors while the loss falls before your eyes.")
left, right = st.columns([2, 3], gap="medium")
shown = shown_run()
with left:
    picked = pick_corpus(text)
    if picked is not None:
        settings(*picked)
    others(shown)
with right:
    live(shown, POLL)
