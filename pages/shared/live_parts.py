"""Parts of the picture of a run: its numbers, its words, its record."""

import streamlit as st

from pages.shared import numbers
from pages.shared.going_on import goes_on_from
from pages.shared.run_view import RunView
from pages.shared.text import plain, visible
from w2v_core.jobs.glimpse import PROBES, TOP, Glimpse
from w2v_core.runs.record import RunRecord
from w2v_core.training.held_out import FEWEST_SENTENCES, SHARE, own_measure

HELD_OUT = (
    f"The mean loss on {SHARE:.0%} of the sentences, which are never trained on. While it falls, "
    "the model learns what holds for new text too; where it rises again, it learns this text by "
    "heart. Frequent words count in full here, so it need not meet the training loss. Texts of "
    f"under {FEWEST_SENTENCES} sentences hold nothing out."
)
SCORES = {
    "softmax_nll": "Surprise at a true neighbour, exact softmax (nats)",
    "noise_loss": "Loss with noise words (nats)",
    "pair_mrr": "Mean reciprocal rank of a true neighbour (0 to 1)",
}


def five_numbers(run: RunView) -> None:
    """The same five numbers before, during and after."""
    known = [point for point in run.curve if point.loss is not None]
    held_out = [point.held_out for point in run.curve if point.held_out is not None]
    values = {"loss": known[-1].loss if known else None, "speed": None, "seconds": None}
    values["held"], epoch = (held_out[-1] if held_out else None), "–"
    if run.record is not None:
        result = run.record.result
        held = result.held_out.get(own_measure(run.record.model.method))
        values |= {"loss": result.loss, "held": held}
        values |= {"speed": result.words_per_second, "seconds": result.train_seconds}
        epochs = run.record.model.epochs or 1
        epoch = f"{min(epochs, int(run.fraction * epochs) + 1)} / {epochs}"
    elif run.progress is not None:
        values |= {"speed": run.progress.words_per_second, "seconds": run.progress.seconds}
        epoch = f"{run.progress.epoch} / {run.progress.epochs}"
    with st.grid(5, min_column_width=100):
        st.metric("Loss", numbers.loss(values["loss"]), help="Mean training loss, nats an example.")
        st.metric("Held out", numbers.loss(values["held"]), help=HELD_OUT)
        st.metric("Words/s", numbers.speed(values["speed"]))
        st.metric("Time", numbers.seconds(values["seconds"]), help="Training alone.")
        st.metric("Epoch", epoch)


def neighbours(glimpse: Glimpse | None) -> None:
    """A row for each watched word; the table is as high before the first look as after."""
    probes = glimpse.probes if glimpse else ()
    rows = [
        {"word": visible(probe.word)}
        | {
            str(n + 1): f"{visible(w)} {cosine:.2f}"
            for n, (w, cosine) in enumerate(probe.neighbours)
        }
        for probe in probes
    ]
    names = ["word", *(str(n + 1) for n in range(TOP))]
    columns = {name: [row.get(name, "") for row in rows] for name in names}
    st.dataframe(
        columns,
        key="train_neighbours",
        hide_index=True,
        height=35 * (PROBES + 1) + 3,
        row_height=35,
        column_config={
            "word": st.column_config.TextColumn("Watched word", pinned=True),
            "1": "Nearest, cosine",
        },
        alt="Nearest neighbours of the watched words now",
    )


def facts(record: RunRecord) -> None:
    """What is known of a run that ended."""
    held_out = record.result.held_out
    known = {
        "Engine": f"{record.engine}, {record.device}",
        "Text": f"{plain(record.corpus.name)}, {record.corpus.words:,} words",
        "Vocabulary": f"{record.corpus.vocabulary:,} words, {record.model.dim} dimensions",
    }
    if record.continues is not None:
        known["Began with"] = goes_on_from(record)
    scores = {name: numbers.loss(held_out.get(key)) for key, name in SCORES.items()}
    with st.expander("What ran, held-out scores, and the command that does it again"):
        st.table(known | scores, border="horizontal")
        command(record)


def command(record: RunRecord) -> None:
    """The command that does it again, and what has to be filled in there."""
    st.code(record.command, language="bash", wrap_lines=True)
    if record.imported is not None:
        st.caption(f"Put the path of the file in place of “{plain(record.imported.file)}”.")
    elif " train built-in:" not in record.command:
        st.caption(f"Put the path of the text’s file in place of “{plain(record.corpus.name)}”.")
