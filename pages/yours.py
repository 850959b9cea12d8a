"""Your data: all that a visitor keeps, to take along or to delete; and what one may ask for."""

import streamlit as st

from pages.shared import head, state
from pages.shared.numbers import size
from pages.shared.run_table import local_time
from pages.shared.says import problem
from pages.shared.tables import csv_button, csv_bytes
from pages.shared.text import visible
from w2v_core.errors import W2VError
from w2v_core.jobs import leaving
from w2v_core.jobs.limits import MB
from w2v_core.jobs.states import ACTIVE, QUEUED

KINDS = {"corpora": "Text", "runs": "Run"}
SURE = "yours_sure"


def kept(items):
    """Texts and runs, a row each."""
    if not items:
        st.markdown("Nothing yet: neither a text nor a run.")
        return
    zone = st.context.timezone
    columns = {
        "kind": [KINDS[item.shelf] for item in items],
        "name": [visible(item.name) for item in items],
        "size": [item.n_bytes / MB for item in items],
        "created": [local_time(item.created, zone) for item in items],
        "published": [item.published for item in items],
    }
    st.dataframe(
        columns,
        hide_index=True,
        column_config={
            "kind": "What",
            "name": "Name",
            "size": st.column_config.NumberColumn("Megabytes", format="%.2f"),
            "created": "When",
            "published": st.column_config.CheckboxColumn("Published", help="Others may look at it"),
        },
        alt="Your texts and runs",
    )
    csv_button(lambda: csv_bytes(columns), "yours.csv", "List as CSV", type="tertiary")


def limits(items):
    """What one visitor may have, and has now."""
    most = state.queue().limits
    active = [job.state for job in state.queue().views(state.owner()) if job.state in ACTIVE]
    texts = [item.n_bytes for item in items if item.shelf == "corpora"]
    now = {
        "queued": len(active),
        "running": len(active) - active.count(QUEUED),
        "runs": len(items) - len(texts),
        "corpora": len(texts),
        "corpora_mb": round(sum(texts) / MB, 1),
    }
    specs = list(most.options())
    st.dataframe(
        {
            "What": [spec.help for spec in specs],
            "Now": [now.get(spec.name) for spec in specs],
            "Limit": [getattr(most, spec.name) for spec in specs],
        },
        hide_index=True,
        height="content",
        column_config={
            "Now": st.column_config.NumberColumn(format="localized"),
            "Limit": st.column_config.NumberColumn(format="localized"),
        },
        alt="Limits of one visitor, and what you have now",
    )
    days = state.settings().kept_days
    st.caption(
        f"If you do not come for {days:,} days on which this server runs, all of it is deleted."
        if days
        else "What you keep is kept until you delete it."
    )


def delete_all():
    """Everything at once, with a second thought."""
    with st.popover("Delete everything", icon=":material/delete_forever:"):
        st.markdown(
            "Deletes all your texts and runs, takes back what you published, stops your jobs and "
            "forgets them. Nothing of it can be had again."
        )
        sure = st.checkbox("I have what I want to keep", key=SURE)
        if st.button("Delete everything now", type="primary", disabled=not sure):
            try:
                leaving.remove(state.queue(), state.owner())
            except W2VError as error:
                problem(error)
                return
            state.choose(state.RUN, None)
            state.choose(state.CORPUS, None)
            st.rerun()


def archive_address():
    """Where the server gives the archive, also below another path."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + base if base else ''}/export.zip"


head.title("Your data", "Everything that you keep on this server: take it along, or delete it.")
listed = leaving.items(state.workspace())
st.subheader(f"Texts and runs, {size(sum(item.n_bytes for item in listed))}", anchor=False)
kept(listed)
with st.container(horizontal=True):
    st.link_button(
        "Download everything",
        archive_address(),
        icon=":material/download:",
        help="One zip archive: texts, runs with their vectors and settings, and the list of jobs.",
        disabled=not listed,
    )
    delete_all()
st.subheader("What one visitor may have", anchor=False)
limits(listed)
