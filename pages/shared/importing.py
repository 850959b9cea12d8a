"""Vectors from elsewhere become a run: a file, its format, the progress, what became of it."""

import shutil
from contextlib import suppress
from typing import BinaryIO

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.shared import state, work
from pages.shared.says import problem, prose
from w2v_core.errors import NotFound, W2VError
from w2v_core.formats import FORMATS
from w2v_core.formats.reading import AUTO, READABLE
from w2v_core.jobs import requests
from w2v_core.jobs.home import new_id
from w2v_core.jobs.states import ACTIVE, DONE, FAILED
from w2v_core.jobs.task import JobView
from w2v_core.runs.folder import load_record
from w2v_core.text.sources import label

_JOB, _SAYS, _ROUND = "import_job", "import_says", "import_round"  # session keys
WHAT = (
    "Vectors of word2vec, GloVe, fastText (.vec) or gensim (save_word2vec_format), packed by gzip "
    "or not. They become a run like any other: with a map, neighbours and analogies. Nothing is "
    "known of their text, so there are no counts, no loss and no sentences."
)


def panel() -> None:
    """A file to bring; while it is read, its progress stands in its place."""
    follow()
    with st.popover("Import vectors", icon=":material/upload:"):
        st.markdown(WHAT)
        most = int(st.get_option("server.maxUploadSize"))
        file = st.file_uploader(
            "File of vectors",
            key=f"import_file_{st.session_state.get(_ROUND, 0)}",  # empty again after each import
            help=f"At most {most} MB; the server's setting maxUploadSize allows more.",
        )  # fmt: skip
        form = st.selectbox(
            "Format",
            (AUTO, *READABLE),
            format_func=lambda name: FORMATS[name].label if name in FORMATS else "Find out",
            key="import_format",
        )
        if st.button("Import", type="primary", disabled=file is None) and file is not None:
            begin(file, form)
            st.rerun()


def begin(file: UploadedFile, form: str) -> None:
    """Keep a file that came in, and have it read."""
    st.session_state.pop(_SAYS, None)
    own, upload = state.workspace(), new_id()

    def copy(stream: BinaryIO) -> None:
        file.seek(0)
        shutil.copyfileobj(file, stream)

    try:
        path = own.keep_upload(upload, copy)
        try:
            name = label(file.name)
            st.session_state[_JOB] = requests.import_vectors(
                state.queue(), own.owner, upload, name, form
            )
        except W2VError:
            path.unlink(missing_ok=True)
            raise
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    except W2VError as error:
        st.session_state[_SAYS] = str(error)


def follow() -> None:
    """The progress of what is being read; what became of the last file."""
    job = _job()
    if job is not None:
        with suppress(NotFound):
            view = work.follow(job.id, label="Cancel")
            if view.state not in ACTIVE:
                _settle(view)
    if said := st.session_state.get(_SAYS):
        problem(said)


def _job() -> JobView | None:
    """The visitor's import that goes on, or the one that was begun here and has just ended."""
    id = st.session_state.get(_JOB)
    views = state.queue().views(state.owner(), "import")
    return next((view for view in views if view.id == id or view.state in ACTIVE), None)


def _settle(view: JobView) -> None:
    """Choose what was read; say what went wrong, or was left out."""
    if st.session_state.pop(_JOB, None) is None:
        return
    if view.state == FAILED:
        st.session_state[_SAYS] = view.error
    if view.state != DONE:
        return
    state.choose(state.RUN, view.id)
    with suppress(W2VError):
        imported = load_record(state.workspace().run_folder(view.id)).imported
        for note in imported.notes if imported else ():
            st.info(prose(note), icon=":material/info:")
