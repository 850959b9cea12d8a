"""Lessons: guided paths in which one predicts, runs, and is told what was found."""

import streamlit as st

from pages.shared import cache, empty, guiding, head, lesson, pick, state
from pages.shared.says import problem, prose
from pages.shared.text import plain, visible
from w2v_core.errors import NotFound, W2VError
from w2v_core.lessons.checks import CHECKS, Ground

LESSON, STEP = "lesson", "step"  # in the address
DONE = "lesson_done"  # in the session: what was predicted and found, by lesson, step and ground
LONGEST = 2_000  # characters of one's own text


def overview(lessons):
    """All lessons, a card each."""
    grid = st.grid(2)
    for name, path in lessons.items():
        with grid.cell().container(border=True, height="stretch"):
            st.markdown(f"**{path.title}**  \n{path.about}")
            on = "a text of yours" if path.ground == "text" else "a run of yours"
            st.caption(f"{path.minutes} minutes, {len(path.steps)} steps, on {on}.")
            if st.button("Begin", key=f"begin_{name}", icon=":material/play_arrow:"):
                st.query_params[LESSON] = name
                st.query_params.pop(STEP, None)
                st.rerun()


def own_text(path, name):
    """The learner's own text, with the lesson's as default."""
    return st.text_area(
        "Your text, a sentence a line", path.text, key=f"lesson_text_{name}",
        max_chars=LONGEST, height=96, persist_state="session",
    )  # fmt: skip


def own_run():
    """The learner's run; the page ends where there is none."""
    try:
        run = state.current_run()
    except NotFound as error:
        empty.not_found(state.RUN, error)
        st.stop()
    if run is None:
        empty.no_run()
        st.stop()
    if run.record is None:
        empty.unfinished(run.name, run.problem or "")
        st.stop()
    with st.container(width=320):
        pick.run(run)
    return run


def show_step(path, number, ground_id, ground_of):
    """One step: what to know, a prediction, the run, what was found."""
    step = path.steps[number]
    st.subheader(step.title, anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        if step.say:
            st.markdown(step.say)
        if locked := guiding.locked(step.settings):
            st.caption(f":material/lock: Locked here: {locked}.")
        predicted = ask(path, number, step)
        place = (path.name, number, ground_id)
        if st.button(
            "Run", type="primary", icon=":material/play_arrow:", disabled=predicted is None,
            help="Predict first." if predicted is None else None, key=f"run_{path.name}_{number}",
        ):  # fmt: skip
            run_step(place, step, predicted, ground_of)
    with right:
        told = st.session_state.get(DONE, {}).get(place)
        if told is None:
            st.caption("Predict, then run. A wrong guess that you can explain teaches most.")
        else:
            show_found(step, *told)
            onward_link(step, path)


def ask(path, number, step):
    """The learner's prediction; None while there is none."""
    key = f"predict_{path.name}_{number}"
    if step.choices:
        return st.radio(
            step.ask, step.choices, index=None, key=key, format_func=plain,
            persist_state="session",
        )  # fmt: skip
    return st.number_input(step.ask, value=None, key=key, min_value=0.0, step=1.0, format="%g",
                           placeholder="Your guess", persist_state="session")  # fmt: skip


def run_step(place, step, predicted, ground_of):
    """Find the answer and keep it beside the prediction."""
    try:
        found = CHECKS[step.check](ground_of(step))
    except W2VError as error:
        problem(error)
        return
    st.session_state[DONE] = st.session_state.get(DONE, {}) | {place: (predicted, found)}


def show_found(step, predicted, found):
    """What was found beside what was predicted, and what it teaches."""
    right = step.is_right(predicted, found.answer)
    first, second = st.columns(2)
    first.metric("You said", guiding.shown(predicted))
    second.metric("Found", guiding.shown(found.answer))
    if right:
        st.badge("As predicted", icon=":material/check:", color="green")
    else:
        st.badge("Not as predicted", icon=":material/lightbulb:", color="orange")
    facts = {
        name: prose(value) if isinstance(value, str) else value
        for name, value in found.facts.items()
    }
    st.markdown(step.explain.format(**facts))


def onward_link(step, path):
    """The page that shows more, with the step's settings and the learner's text."""
    if not step.page:
        return
    typed = str(st.session_state.get(f"lesson_text_{path.name}") or path.text)
    link = {name: value.replace("{text}", typed[: lesson.LONGEST]) for name, value in
            step.link.items()}  # fmt: skip
    if st.button("See it happen", icon=":material/open_in_new:", key=f"see_{path.name}"):
        st.switch_page(f"pages/{step.page}.py", query_params=link)


def count_right(path, ground_id):
    """How many steps were run, and how many predictions held."""
    known = st.session_state.get(DONE, {})
    done = [
        (step, known[path.name, n, ground_id])
        for n, step in enumerate(path.steps)
        if (path.name, n, ground_id) in known
    ]
    held = sum(step.is_right(predicted, found.answer) for step, (predicted, found) in done)
    st.caption(
        f"{len(done)} of {len(path.steps)} steps run, {held} as predicted. This address is a link "
        "to this step; the answers come from whatever text or run its reader has."
    )


def follow(path):
    """A lesson from its first step to its last."""
    head.title(path.title, path.about)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button("All lessons", icon=":material/menu_book:"):
            st.query_params.clear()
            st.rerun()
        n_steps = len(path.steps)
        number = lesson.stepper(f"step_{path.name}", n_steps, address=STEP) - 1
    if path.ground == "text":
        typed = own_text(path, path.name) or ""
        ground_id = typed

        def ground_of(step):
            return Ground(typed, step.settings)
    else:
        run = own_run()
        ground_id = run.id

        def ground_of(step):
            owner = state.owner()
            words = cache.embedding(owner, run.id)
            return Ground("", step.settings, words, cache.film(owner, run.id))

    show_step(path, number, ground_id, ground_of)
    count_right(path, ground_id)


lessons = guiding.lessons()
asked = lessons.get(str(st.query_params.get(LESSON)))
if asked is None:
    head.title("Lessons", "Predict, run, explain: five paths of ten minutes each.")
    if LESSON in st.query_params:
        st.info(
            f"There is no lesson {plain(visible(st.query_params[LESSON]))}; here are all.",
            icon=":material/search_off:",
        )
    overview(lessons)
else:
    follow(asked)
