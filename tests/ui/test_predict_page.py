"""The Predict page: probabilities of contexts and of gaps, and how far to trust them."""

from dataclasses import replace

import numpy as np
import pytest

from pages.shared import cache, missing, predicting
from tests.ui import made_analogies, made_runs
from tests.ui.toy_home import OWNER, open_page
from w2v_core.embedding import Embedding
from w2v_core.jobs.home import Workspace
from w2v_core.runs.folder import load_record, save_run
from w2v_core.sampling.huffman import HuffmanTree
from w2v_core.sampling.noise import noise_distribution

HOSTILE = "![i](http://tracker.example/x.png)"
WORDS = ("king", "queen", "castle", "crown", HOSTILE)
COUNTS = [50, 30, 10, 6, 4]
W_IN = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1]], dtype=np.float32)
W_OUT = np.array([[0, 1, 0], [2, 0, 0], [1, 1, 0], [0, 0, 3], [1, 0, 1]], dtype=np.float32)
NODES = np.array([[1, 0, 2], [0, -1, 1], [2, 1, 0], [-0.5, 1, 0]], dtype=np.float32)

pytestmark = pytest.mark.usefixtures("shared_home")


@pytest.fixture(scope="module")
def kept(folder):
    """Runs of the hand-made vectors, one a method."""
    embedding = Embedding(WORDS, W_IN, W_OUT, COUNTS)

    def keep(method, **model):
        return made_runs.keep(folder, OWNER, embedding, method=method, **model)

    def keep_tree():
        id = keep("skipgram-hs")
        at = Workspace(folder, OWNER).run_folder(id)
        without = Embedding(WORDS, W_IN, None, COUNTS)
        save_run(at, replace(load_record(at), id=id), without, NODES)
        return id

    return {
        "softmax": keep("skipgram-softmax", sample=0.0),
        "hs": keep_tree(),
        "ns": keep("skipgram-ns"),
        "ns hits": keep("skipgram-ns", skip_hits=False, sample=0.0),
        "cbow": keep("cbow-softmax", window=2),
        "cbow sum": keep("cbow-softmax", window=2, cbow_mean=False),
        "svd": keep("svd"),
    }


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum()


def captions(app):
    return " ".join(caption.value for caption in app.caption)


def texts(app):
    return " ".join(text.value for text in app.text)


def shown(app):
    """Probabilities by word, as the table has them."""
    table = app.dataframe[0].value
    assert table["probability"].is_monotonic_decreasing
    return dict(zip(table["word"], table["probability"], strict=True))


def by_word(probabilities):
    return dict(zip(WORDS, probabilities.tolist(), strict=True))


def filled(app, before, after):
    app.text_input(key="predict_before").set_value(before)
    app.text_input(key="predict_after").set_value(after).run()
    assert not app.exception
    return app


def test_without_a_run_it_says_what_to_do_and_offers_it():
    app = open_page("predict.py", owner="nobody-1")
    assert not app.dataframe
    assert "Go to Start" in [button.label for button in app.button]


def test_the_softmax_gives_exact_probabilities_of_contexts(kept):
    app = open_page("predict.py", run=kept["softmax"], word="king")
    expected = softmax(W_OUT @ W_IN[0])
    assert shown(app) == pytest.approx(by_word(expected), rel=1e-4)
    table = app.dataframe[0].value.set_index("word")
    assert table["lift"]["queen"] == pytest.approx(expected[1] / 0.3, rel=1e-4)
    assert table["count"]["queen"] == 30
    assert "These probabilities are exact: training weighed each word" in captions(app)
    assert "these 5 words hold 100.0%" in captions(app)
    assert "estimate" not in captions(app)
    assert "most frequent words less often" not in captions(app), "the run thinned out nothing"


def test_the_tree_gives_exact_products_of_its_turns(kept):
    app = open_page("predict.py", run=kept["hs"], word="queen")
    tree, h = HuffmanTree.of(COUNTS), W_IN[1]
    expected = []
    for word in range(len(WORDS)):
        nodes, signs = tree.path(word)
        expected.append(np.prod(1 / (1 + np.exp(-signs * (NODES[nodes] @ h)))))
    assert sum(expected) == pytest.approx(1)
    assert shown(app) == pytest.approx(by_word(np.array(expected)), rel=1e-4)
    assert "These probabilities are exact: each is the product of the turns" in captions(app)
    assert "estimate" not in captions(app)
    assert "most frequent words less often" in captions(app)
    assert "not corrected for that" in captions(app)


def test_negative_sampling_is_corrected_for_noise_and_says_so(kept):
    app = open_page("predict.py", run=kept["ns"], word="king")
    noise = np.log(noise_distribution(COUNTS, 0.75))
    expected = softmax(W_OUT @ W_IN[0] + noise)
    assert shown(app) == pytest.approx(by_word(expected), rel=1e-4)
    assert shown(app)["king"] != pytest.approx(softmax(W_OUT @ W_IN[0])[0], rel=0.1)
    assert "These probabilities are an estimate" in captions(app)
    assert "exact only for vectors of full rank" in captions(app)
    assert "this run left it out" in captions(app)
    assert "probabilities are exact" not in captions(app)
    assert "not corrected for that" in captions(app)
    app = open_page("predict.py", run=kept["ns hits"], word="king")
    assert "this run left it out" not in captions(app)
    assert "not corrected for that" not in captions(app)


def test_the_table_can_be_downloaded_without_formulas_to_run(folder, monkeypatch):
    offered = made_analogies.watch_downloads(monkeypatch)
    embedding = Embedding([*WORDS[:4], "=1+1"], W_IN, W_OUT, COUNTS)
    run = made_runs.keep(folder, OWNER, embedding, method="skipgram-softmax")
    open_page("predict.py", run=run, word="king")
    titles, *rows = offered["prediction.csv"]
    expected = softmax(W_OUT @ W_IN[0])
    order = np.argsort(-expected, kind="stable")
    assert titles == ["word", "probability", "lift", "count"]
    assert [row[0] for row in rows] == [[*WORDS[:4], "'=1+1"][id] for id in order]
    numbers = [[float(value) for value in row[1:]] for row in rows]
    shares = np.array(COUNTS) / 100
    for id, told in zip(order, numbers, strict=True):
        assert told == pytest.approx(
            [expected[id], expected[id] / shares[id], COUNTS[id]], rel=1e-4
        )


def test_another_word_is_typed_or_picked(kept):
    app = open_page("predict.py", run=kept["softmax"], word="king")
    app.text_input(key="predict_find").set_value("QUEEN").run()
    assert not app.exception
    assert app.query_params["word"] == "queen"
    assert shown(app) == pytest.approx(by_word(softmax(W_OUT @ W_IN[1])), rel=1e-4)


def test_a_missing_word_is_explained(kept):
    app = open_page("predict.py", run=kept["softmax"], word="quen")
    assert not app.dataframe
    assert "“quen” is not among" in texts(app)
    app.pills(key="predict_near").set_value("queen").run()
    assert not app.exception
    assert app.subheader[0].value == "queen"


@pytest.mark.parametrize(("run", "parts"), [("cbow", 3), ("cbow sum", 1)])
def test_the_centre_of_a_window_by_mean_and_by_sum(kept, run, parts):
    app = filled(open_page("predict.py", run=kept[run]), "the King queen", "castle")
    hidden = (W_IN[0] + W_IN[1] + W_IN[2]) / parts
    assert shown(app) == pytest.approx(by_word(softmax(W_OUT @ hidden)), rel=1e-4)


def test_words_beyond_the_window_and_unknown_ones_are_named_and_left_out(kept):
    app = open_page("predict.py", run=kept["cbow"])
    filled(app, "crown crown crown king", "zebra castle crown")
    hidden = (W_IN[3] + W_IN[0] + W_IN[2]) / 3
    assert shown(app) == pytest.approx(by_word(softmax(W_OUT @ hidden)), rel=1e-4)
    assert "3 farther away" in captions(app)
    assert "Left out: “zebra”" in texts(app)


def test_the_word_is_kept_while_other_pages_are_visited(kept):
    app = open_page("predict.py", run=kept["softmax"], word="castle")
    app.switch_page("pages/about.py").run()
    app.query_params.clear()
    app.switch_page("pages/predict.py").run()
    assert not app.exception
    assert app.subheader[0].value == "castle"
    assert app.query_params["word"] == "castle"


def test_a_word_that_another_run_lacks_is_not_asked_of_it(kept, folder):
    app = open_page("predict.py", run=kept["softmax"], word="castle")
    del app.query_params["word"]
    other = Embedding(["tea", "cup"], W_IN[:2], W_OUT[:2], [3, 2])
    app.query_params["run"] = made_runs.keep(folder, OWNER, other, method="skipgram-softmax")
    app.run()
    assert not app.exception
    assert app.subheader[0].value == "tea"


def test_both_sides_of_the_gap_stand_in_the_address_and_survive_a_reload(kept):
    app = filled(open_page("predict.py", run=kept["cbow"]), "the King queen", "castle")
    assert app.query_params["before"] == "the King queen"
    assert app.query_params["after"] == "castle"
    again = open_page("predict.py", run=kept["cbow"], before="king", after="castle crown")
    assert again.text_input(key="predict_before").value == "king"
    assert again.text_input(key="predict_after").value == "castle crown"
    hidden = (W_IN[0] + W_IN[2] + W_IN[3]) / 3
    assert shown(again) == pytest.approx(by_word(softmax(W_OUT @ hidden)), rel=1e-4)


def test_why_a_word_is_missing_is_found_out_once(kept, monkeypatch):
    asked = []
    explain = missing.explain

    def counted(owner, record, embedding, word):
        asked.append(word)
        return explain(owner, record, embedding, word)

    monkeypatch.setattr(missing, "explain", counted)
    app = filled(open_page("predict.py", run=kept["cbow"]), "yak gnu", "castle")
    filled(app, "yak gnu", "castle king")
    assert asked == ["yak", "gnu"]
    assert "Left out: “gnu”" in texts(app)


@pytest.mark.parametrize("method", ["softmax", "hs"])
def test_the_vectors_are_read_once(kept, method):
    model = predicting.model(OWNER, kept[method])
    assert model.embedding is cache.embedding(OWNER, kept[method])


def test_an_empty_window_asks_for_words(kept):
    app = filled(open_page("predict.py", run=kept["cbow"]), "", " ")
    assert "Type words of the text" in texts(app)
    assert not app.dataframe


def test_a_run_without_predictions_says_why_and_offers_what_there_is(kept):
    app = open_page("predict.py", run=kept["svd"])
    assert not app.dataframe
    assert "bring no probabilities" in texts(app)
    assert "See its neighbours" in [button.label for button in app.button]


def test_words_with_markup_are_shown_as_they_are(kept):
    app = open_page("predict.py", run=kept["softmax"], word=HOSTILE)
    assert HOSTILE in shown(app)
    assert HOSTILE not in app.subheader[0].value
    assert not [item for item in app.markdown if HOSTILE in str(item.value)]


def test_a_foreign_run_is_not_shown(kept):
    app = open_page("predict.py", owner="stranger-1", run=kept["softmax"])
    assert not app.dataframe
    assert app.warning
