"""What is wrong with the vectors of a run, said wherever the run is shown."""

import streamlit as st

from pages.shared import cache, state
from pages.shared.cache import Run
from pages.shared.says import prose
from pages.shared.text import plain
from w2v_core.embedding import Embedding
from w2v_core.query.alarms import Alarm, alarms


def show(run_id: str) -> None:
    """Each trouble with what was measured and its remedy; nothing for healthy vectors."""
    embedding = cache.embedding(state.owner(), run_id)
    for alarm in _alarms(cache.readable(state.owner(), run_id), embedding):
        with st.expander(alarm.name, icon=":material/warning:"):
            st.markdown(prose(alarm.says))
            if alarm.words:
                st.markdown(" · ".join(map(plain, alarm.words)))
            st.markdown(prose(alarm.remedy))


@st.cache_resource(max_entries=24, show_spinner=False)
def _alarms(run: Run, _embedding: Embedding) -> list[Alarm]:
    return alarms(_embedding)
