"""The Runs page: the list, and what can be done with a run."""

import codecs
import csv
import io

import numpy as np
import pytest

from pages.shared import state
from pages.shared.run_table import local_time, rows, states_of
from pages.shared.tables import csv_bytes
from tests.ui.made_runs import keep
from tests.ui.toy_home import OWNER, ToyHome, open_page
from w2v_core.config import TextConfig
from w2v_core.embedding import Embedding
from w2v_core.jobs import requests
from w2v_core.jobs.execute import EXECUTORS
from w2v_core.jobs.home import new_id
from w2v_core.jobs.queue import JobQueue
from w2v_core.runs.folder import RECORD, load_record
from w2v_core.text import library
from w2v_core.text.toy_world import toy_world


@pytest.fixture
def toys(home):
    return ToyHome.at(home)


@pytest.fixture
def corpus_id(toys):
    return toys.corpus(toy_world(2_000), "Toy")


def button(page, label):
    return next(button for button in page.button if button.label == label)


def table(page):
    return page.dataframe[0].value


def test_with_no_run_it_says_what_to_do(home):
    page = open_page("runs.py")
    assert button(page, "Go to Start")
    assert not page.dataframe


def test_the_row_of_a_run_is_its_record(toys, corpus_id):
    id = toys.run(corpus_id, name="Mine")
    record = load_record(toys.workspace.run_folder(id))
    row = table(open_page("runs.py")).iloc[0]
    assert (row["name"], row["state"], row["corpus"]) == ("Mine", "done", "Toy")
    assert (row["dim"], row["vocabulary"]) == (record.model.dim, record.corpus.vocabulary)
    assert row["words"] == record.result.words
    assert row["loss"] == record.result.loss
    assert row["pair_mrr"] == record.result.held_out["pair_mrr"]


def test_the_current_run_is_marked_and_its_command_shown(toys, corpus_id):
    old = toys.run(corpus_id, name="Old", dim=5)
    toys.run(corpus_id, name="New")
    page = open_page("runs.py", run=old)
    assert page.code[0].value == load_record(toys.workspace.run_folder(old)).command
    assert "Old" in page.subheader[0].value


def test_a_damaged_run_is_listed_with_its_sentence(toys, corpus_id):
    id = toys.run(corpus_id, name="Broken")
    (toys.workspace.run_folder(id) / RECORD).write_bytes(b"{")
    page = open_page("runs.py")
    assert table(page).iloc[0]["state"] == "damaged"
    assert r"run\.json" in page.error[0].value
    assert "Map" not in [button.label for button in page.button]


def test_a_run_gets_another_name(toys, corpus_id):
    id = toys.run(corpus_id)
    page = open_page("runs.py")
    page.text_input(key=f"runs_name_{id}").set_value("Nov*el*")
    page.button(key=f"runs_rename_{id}").click().run()
    assert not page.exception
    assert table(page)["name"].tolist() == ["Nov*el*"]
    assert page.subheader[0].value == r"Nov\*el\*"


def test_a_name_of_blanks_is_refused_in_a_sentence(toys, corpus_id):
    id = toys.run(corpus_id, name="Kept")
    page = open_page("runs.py")
    page.text_input(key=f"runs_name_{id}").set_value("   ")
    page.button(key=f"runs_rename_{id}").click().run()
    assert "The name is empty" in page.error[0].value
    assert table(page)["name"].tolist() == ["Kept"]


def test_a_run_is_deleted_with_a_second_click(toys, corpus_id):
    first = toys.run(corpus_id, name="First")
    second = toys.run(corpus_id, name="Second")
    page = open_page("runs.py", run=second)
    page.button(key=f"runs_delete_{second}").click().run()
    assert not page.exception
    assert [entry.id for entry in toys.workspace.runs()] == [first]
    assert table(page)["name"].tolist() == ["First"]


def test_another_one_s_runs_are_not_listed(toys, corpus_id):
    toys.run(corpus_id)
    page = open_page("runs.py", owner="stranger-1")
    assert not page.dataframe


def test_the_file_of_the_table_runs_no_formula(toys, corpus_id, tmp_path):
    toys.run(corpus_id, name="=1+1")
    queue = JobQueue(tmp_path / "jobs", EXECUTORS)
    runs = toys.workspace.runs()
    file = csv_bytes(rows(runs, states_of(queue, toys.workspace, runs), None))
    queue.shutdown(1.0)
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig")))
    assert row["name"] == "'=1+1"
    assert file.startswith(codecs.BOM_UTF8)  # by which spreadsheets know the encoding


@pytest.mark.parametrize("zone", [None, "Europe/Nowhere", "../../etc/passwd", ""])
def test_a_time_zone_that_is_none_counts_as_utc(zone):
    assert local_time("2026-01-31T23:30:00+00:00", zone) == "2026-01-31 23:30"


@pytest.mark.parametrize("kind, says", [("pasted", True), ("built-in", False)])
def test_the_command_says_where_a_file_has_to_be_named(toys, kind, says):
    id = new_id()
    folder = toys.workspace.new_corpus_folder(id)
    library.keep_text(folder, "Toy world", kind, toy_world(2_000), TextConfig())
    library.build(folder)
    toys.run(id)
    captions = [caption.value for caption in open_page("runs.py").caption]
    assert any("in place of “Toy world”" in caption for caption in captions) == says


def test_a_deleted_run_comes_back_with_undo(toys, corpus_id):
    id = toys.run(corpus_id, name="Slip")
    page = open_page("runs.py", run=id)
    page.button(key=f"runs_delete_{id}").click().run()
    assert not page.dataframe and not toys.workspace.runs()
    page.button(key="runs_undo").click().run()
    assert not page.exception
    assert table(page)["name"].tolist() == ["Slip"]
    assert not [button for button in page.button if button.key == "runs_undo"]


def test_what_was_deleted_in_another_visit_can_be_put_back(toys, corpus_id):
    id = toys.run(corpus_id, name="Slip")
    toys.workspace.delete_run(id)
    page = open_page("runs.py")
    page.button(key=f"runs_back_{id}").click().run()
    assert not page.exception
    assert table(page)["name"].tolist() == ["Slip"]


def test_a_note_is_kept_shown_and_found(toys, corpus_id):
    id = toys.run(corpus_id, name="One")
    toys.run(corpus_id, name="Two")
    page = open_page("runs.py", run=id)
    page.text_area(key=f"runs_note_{id}").set_value("for *Monday*")
    page.button(key=f"runs_rename_{id}").click().run()
    assert "for *Monday*" in [text.value for text in page.text]
    page.text_input(key="runs_filter").set_value("monday toy").run()
    assert table(page)["name"].tolist() == ["One"]
    page.text_input(key="runs_filter").set_value("tuesday").run()
    assert not page.exception and not page.dataframe
    assert "No run like “tuesday” among 2." in [text.value for text in page.text]


def test_the_order_is_asked_for_and_runs_without_a_value_come_last(toys, corpus_id, home):
    toys.run(corpus_id, name="b", dim=4)
    toys.run(corpus_id, name="A", dim=5)
    keep(home, OWNER, Embedding(["x", "y"], np.eye(2)), name="c")
    page = open_page("runs.py")
    page.selectbox(key="runs_order").set_value("Name").run()
    assert table(page)["name"].tolist() == ["A", "b", "c"]
    page.selectbox(key="runs_order").set_value("Best held-out rank").run()
    ranks = table(page)["pair_mrr"].dropna().tolist()
    assert ranks == sorted(ranks, reverse=True) and table(page)["name"].iloc[-1] == "c"


def brought(toys, data, name="brought.vec"):
    """The run that an imported file becomes."""
    upload = new_id()
    toys.workspace.keep_upload(upload, data)
    queue = state.queue()
    id = requests.import_vectors(queue, OWNER, upload, name, "auto")
    queue.wait(id, 60)
    return id


def test_an_imported_run_is_listed_for_what_it_is(toys):
    id = brought(toys, b"3 2\noil 1 0\ngas 0.8 0.6\noil 2 2\n", "my *own*.vec")
    page = open_page("runs.py", run=id)
    assert table(page).iloc[0]["method"] == "Imported, word2vec text, fastText .vec"
    says = " ".join(caption.value for caption in page.caption)
    assert r"my \*own\*" in says and "came before" in says
    labels = [button.label for button in page.button]
    assert "Map" in labels and "Curve" not in labels
    assert "import" in page.code[0].value


@pytest.mark.parametrize("file", ["map.py", "neighbours.py", "analogies.py", "predict.py"])
def test_every_page_works_with_imported_vectors(toys, file):
    rng = np.random.default_rng(0)
    rows = (f"w{i} " + " ".join(map(str, rng.random(4))) for i in range(30))
    id = brought(toys, "\n".join(rows).encode())
    page = open_page(file, run=id)
    assert not page.exception and not page.error


def test_the_page_follows_an_import_and_says_what_was_wrong(toys):
    page = open_page("runs.py")
    upload = new_id()
    toys.workspace.keep_upload(upload, b"Call me Ishmael.\n")
    id = requests.import_vectors(state.queue(), OWNER, upload, "x.vec", "auto")
    state.queue().wait(id, 60)
    page.session_state["import_job"] = id
    page.run()
    assert "neither word2vec" in page.error[0].value
    assert not toys.workspace.runs()
