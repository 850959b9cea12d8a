"""What happened is noted line by line, and no word of a text, name or path is in it."""

import json

from tests.jobs.making import ALICE, MODEL, SETUP, SOON, kept, prepared
from w2v_core.jobs import journal, requests

WORDS = "zanzibar zebra\nzebra zanzibar quagga\n" * 60


def test_lines_tell_states_and_times_and_no_words(tmp_path, queue, alice):
    path = tmp_path / "journal.jsonl"
    handler = journal.open_journal(path)
    corpus_id = prepared(alice, WORDS)
    done = requests.train(queue, ALICE, corpus_id, "Quagga's secret", MODEL, SETUP, ["zebra"])
    queue.wait(done, SOON)
    few = requests.train(queue, ALICE, corpus_id, "x", MODEL.replace(min_count=9_999), SETUP)
    queue.wait(few, SOON)
    queue.wait(requests.prepare(queue, ALICE, kept(alice, WORDS)), SOON)
    journal.note("start")
    journal.close_journal(handler)
    journal.note("after the end")
    text = path.read_text(encoding="utf-8")
    for word in ("zanzibar", "zebra", "quagga", "Quagga", "Court", ALICE, str(tmp_path)):
        assert word not in text
    lines = [json.loads(line) for line in text.splitlines()]
    states = [line["state"] for line in lines if line.get("job") == done]
    assert states == ["running", "done"]
    assert [line["state"] for line in lines if line.get("job") == few] == ["running", "failed"]
    assert all(line["seconds"] >= 0 for line in lines if line.get("state") == "done")
    assert lines[-1]["event"] == "start" and {"time", "event"} == set(lines[-1])
