"""A text becomes a corpus."""

import pytest

from tests.jobs.making import ALICE, SOON, TEXT, ended, kept, task_for
from w2v_core.errors import Cancelled, ConfigError, NotFound
from w2v_core.jobs import preparing, requests
from w2v_core.jobs.home import Workspace, new_id
from w2v_core.text import library


def test_a_kept_text_is_prepared(queue, alice):
    id = kept(alice)
    view = ended(queue, requests.prepare(queue, ALICE, id))
    assert view.message.startswith("Reading")
    assert alice.corpora()[0].info.sizes.n_words == 40 * 15
    assert library.load(alice.corpus_folder(id)).vocabulary.words[0] == "the"


def test_a_text_without_words_fails_with_its_sentence_and_stays(queue, alice):
    view = ended(queue, requests.prepare(queue, ALICE, kept(alice, "1 2 3\n")), "failed")
    assert view.error and "program" not in view.error
    assert len(alice.corpora()) == 1


def test_a_corpus_that_is_not_there_is_refused_at_once(queue):
    with pytest.raises(NotFound):
        requests.prepare(queue, ALICE, new_id())


def test_the_toy_world_is_made_in_the_job(queue, alice, monkeypatch):
    monkeypatch.setattr(preparing, "toy_world", lambda: TEXT)
    one = requests.prepare_built_in(queue, ALICE, "toy-world")
    ended(queue, one)
    (entry,) = alice.corpora()
    assert entry.id == queue.view(ALICE, one).payload["corpus_id"]
    assert (entry.info.name, entry.info.kind) == ("Toy world", "built-in")
    assert entry.info.sizes.n_words == 600


def test_python_prose_is_collected_once_for_all(queue, tmp_path, monkeypatch):
    calls = []

    def collect(progress, should_stop):
        calls.append(progress(1, 2))
        return TEXT

    monkeypatch.setattr(preparing, "collect", collect)
    for owner in (ALICE, "berta-00"):
        queue.wait(requests.prepare_built_in(queue, owner, "python-prose"), SOON)
        assert Workspace(tmp_path, owner).corpora()[0].info.sizes.n_words == 600
    assert len(calls) == 1
    shared = preparing.shared_text(tmp_path, "python-prose")
    assert shared.read_text() == TEXT and "owners" not in shared.parts


def test_collecting_that_is_stopped_leaves_no_corpus(alice, monkeypatch):
    def collect(progress, should_stop):
        raise Cancelled("Stopped.")

    monkeypatch.setattr(preparing, "collect", collect)
    payload = {"corpus_id": new_id(), "built_in": "python-prose", "config": {}}
    with pytest.raises(Cancelled):
        preparing.run(task_for(alice, payload)[0])
    assert alice.corpora() == ()
    assert not preparing.shared_text(alice.home, "python-prose").exists()


def test_an_unknown_built_in_text_is_refused(queue):
    with pytest.raises(ConfigError, match="toy-world"):
        requests.prepare_built_in(queue, ALICE, "../secret")
