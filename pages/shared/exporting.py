"""What one can take away of a run: its vectors in any format, and how to make it again."""

import io
import re

import streamlit as st

from pages.shared import state
from pages.shared.live_parts import command
from w2v_core.formats import FORMATS
from w2v_core.jobs.home import RunEntry
from w2v_core.runs.folder import load_embedding
from w2v_core.runs.recipe import script
from w2v_core.runs.record import RunRecord


def export_button(run: RunEntry) -> None:
    """The vectors as a file that other programs read, made when it is asked for."""
    folder = state.workspace().run_folder(run.id)
    with st.popover("Export", icon=":material/download:"):
        form = FORMATS[
            st.selectbox(
                "Format",
                list(FORMATS),
                format_func=lambda name: FORMATS[name].label,
                key="runs_format",
                persist_state="session",
            )
        ]
        st.caption(f"Holds {form.keeps}.")

        def written() -> bytes:
            stream = io.BytesIO()
            form.write(load_embedding(folder), stream)
            return stream.getvalue()

        st.download_button(
            "Download the vectors",
            data=written,
            file_name=file_name(run.name) + form.extension,
            mime="application/octet-stream",
            type="primary",
            on_click="ignore",
            key=f"runs_vectors_{run.id}",
        )


def recipe(run: RunEntry, record: RunRecord) -> None:
    """How to make the run again: by the command line, or by a script."""
    with st.expander(
        "Make it again: command line and script", expanded=True, icon=":material/code:"
    ):
        command(record)
        st.download_button(
            "Python script",
            data=lambda: script(record),
            file_name=file_name(run.name) + ".py",
            mime="text/x-python",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
            help="The same by w2v_core's own functions, for a notebook.",
            key=f"runs_script_{run.id}",
        )


def file_name(name: str) -> str:
    """A run's name as the beginning of a file's name.

    >>> file_name("Jane's novel: draft/2"), file_name("…")
    ('Jane-s-novel-draft-2', 'vectors')
    """
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:60] or "vectors"
