"""The Co-occurrence page: what it shows is what `w2v_core.counts` counts."""

import numpy as np
import pytest

from pages.shared.figures.company import company_map
from pages.shared.queues import QUEUES
from tests.ui.toy_home import ToyHome, open_page
from w2v_core.config import TextConfig
from w2v_core.counts.cooccurrence import context_totals, count_among
from w2v_core.counts.weighting import context_shares, log_counts, ppmi
from w2v_core.text import library
from w2v_core.text.toy_world import toy_world

RARE = "the zeppelin landed once\n"
OWN = "king queen prince"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    yield home
    QUEUES.over(home).shutdown(1.0)


@pytest.fixture(autouse=True)
def home(folder, monkeypatch):
    monkeypatch.setenv("W2V_HOME", str(folder))


@pytest.fixture(scope="module")
def toys(folder):
    return ToyHome.at(folder)


@pytest.fixture(scope="module")
def corpus_id(toys):
    return toys.corpus(toy_world(8_000) + RARE, "Toy")


@pytest.fixture(scope="module")
def corpus(toys, corpus_id):
    return library.load(toys.workspace.corpus_folder(corpus_id))


@pytest.fixture
def page(corpus_id):
    """The page on the toy corpus, its table of numbers open."""
    return opened(open_page("cooccurrence.py", corpus=corpus_id))


def opened(app):
    app.session_state["company_numbers"] = True
    app.run()
    assert not app.exception
    return app


def own_words(page, text):
    page.segmented_control(key="company_kind").set_value("My own").run()
    page.text_area(key="company_words").set_value(text).run()
    assert not page.exception
    return page


def numbers(page):
    """Words and matrix of the table."""
    table = page.dataframe[0].value
    return table.iloc[:, 0].tolist(), table.iloc[:, 1:].to_numpy(float)


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def test_without_a_corpus_it_offers_one_way_on():
    app = open_page("cooccurrence.py", owner="nobody-1")
    assert "Choose a text" in [button.label for button in app.button]
    assert not app.slider


def test_the_most_frequent_words_and_what_was_counted(page, corpus):
    words, matrix = numbers(page)
    assert words == list(corpus.vocabulary.words[:30])
    expected = log_counts(count_among(corpus, range(30), window=2))
    np.testing.assert_allclose(matrix, expected, atol=1e-4)
    assert f"{corpus.n_words:,} words, window 2" in captions(page)
    assert f"the other {len(corpus.vocabulary) - 30:,} have no row" in captions(page)


def test_counts_of_a_wider_window(page, corpus):
    page.slider(key="company_window").set_value(5).run()
    page.segmented_control(key="company_measure").set_value("counts").run()
    assert not page.exception
    np.testing.assert_array_equal(numbers(page)[1], count_among(corpus, range(30), window=5))
    assert "within 5 words" in " ".join(text.value for text in page.markdown)


def test_ppmi_of_own_words(page, corpus):
    page.segmented_control(key="company_measure").set_value("ppmi").run()
    words, matrix = numbers(own_words(page, OWN))
    ids = [corpus.vocabulary.ids[word] for word in OWN.split()]
    totals = context_totals(corpus, 2)
    expected = ppmi(count_among(corpus, ids, window=2), totals[ids], context_shares(totals)[ids])
    assert words == OWN.split()
    np.testing.assert_allclose(matrix, expected, atol=1e-4)


def test_a_list_may_come_in_any_shape_and_names_what_is_missing(page):
    words, _ = numbers(own_words(page, "King,queen;\nking quen"))
    assert words == ["king", "queen"]
    told = " ".join(text.value for text in page.text)
    assert "“quen” (not in the text; near: queen" in told


def test_a_word_below_the_min_count_is_named_with_its_count(page, corpus):
    page.select_slider(key="company_min_count").set_value(2).run()
    own_words(page, "king zeppelin queen")
    assert numbers(page)[0] == ["king", "queen"]
    assert "“zeppelin” (once, fewer than 2)" in " ".join(text.value for text in page.text)
    assert f"{len(corpus.keep(2).ids):,} words, window 2" in captions(page)


def test_a_found_word_is_added_to_the_list(page):
    own_words(page, "king")
    page.text_input(key="company_find").set_value("quee").run()
    page.pills(key="company_find_hits").set_value("queen").run()
    assert not page.exception
    assert numbers(page)[0] == ["king", "queen"]


def test_no_known_word_is_a_sentence_and_not_an_error(page):
    own_words(page, "qqqq")
    assert not page.dataframe
    assert "Type or pick a word" in " ".join(text.value for text in page.text)


def test_like_beside_like_keeps_the_cells(page):
    words, matrix = numbers(page)
    page.toggle(key="company_clustered").set_value(True).run()
    assert not page.exception
    others, moved = numbers(page)
    assert sorted(others) == sorted(words)
    assert others != words
    places = [words.index(word) for word in others]
    np.testing.assert_array_equal(moved, matrix[places][:, places])


def test_skipping_the_most_frequent(page, corpus):
    slider = next(slider for slider in page.slider if slider.label == "Skip the most frequent")
    slider.set_value(7).run()
    assert numbers(page)[0] == list(corpus.vocabulary.words[7:37])


def test_a_link_to_a_run_shows_its_corpus(toys, corpus_id):
    run_id = toys.run(corpus_id)
    toys.corpus("one two three\n" * 5, "Newer")
    app = open_page("cooccurrence.py", run=run_id)
    assert app.query_params["corpus"] == corpus_id


def test_hostile_words_are_data(toys):
    line = "<b>x</b> :red[a] $x$ ![i](http://tracker.example/x.png)\n"
    app = opened(open_page("cooccurrence.py", corpus=toys.corpus(line * 9, tokenizer="whitespace")))
    assert "<b>x</b>" in numbers(app)[0]
    assert not [text for text in app.markdown if "![i](" in text.value]


def test_the_map_tells_both_words_and_exact_numbers():
    counts = np.array([[0, 1_234], [1_234, 2]])
    figure = company_map(np.log1p(counts), counts, ["<b>", "oil"], "log(1 + count)", view="a")
    cells = figure.data[0]
    assert cells.text[0][1] == "&lt;b&gt; · oil"
    assert cells.customdata[0][1] == 1_234
    assert "%{customdata:,}" in cells.hovertemplate
    assert "%{z:.3f}" in cells.hovertemplate
    assert (
        "%{z"
        not in company_map(counts, counts, ["a", "b"], "Count", view="a").data[0].hovertemplate
    )


@pytest.mark.parametrize(
    ("values", "parts"), [([[0, 1], [1, 0]], False), ([[0, -1], [1, 0]], True)]
)
def test_colours_part_at_zero_only_where_there_is_less_than_zero(values, parts):
    cells = company_map(values, np.ones((2, 2)), ["a", "b"], "x", view="a").data[0]
    assert (cells.zmin is not None and cells.zmin == -cells.zmax) == parts


def test_a_text_of_two_words_has_a_map_too(toys):
    app = opened(open_page("cooccurrence.py", corpus=toys.corpus("yes no\n" * 9)))
    assert numbers(app)[0] == ["yes", "no"]


def test_a_text_that_was_not_read_leads_to_the_corpus_page(toys):
    app = open_page("cooccurrence.py", corpus=toys.unread("one two"))
    assert any("was not read to its end" in text.value for text in app.markdown)
    assert "Go to Corpus" in [button.label for button in app.button]


def test_a_text_that_was_read_anew_is_counted_anew(toys):
    id = toys.corpus("one two one two\n" * 9)
    app = opened(open_page("cooccurrence.py", corpus=id))
    folder = toys.workspace.corpus_folder(id)
    library.keep_text(folder, "Other", "pasted", "one two three\n" * 5, TextConfig())
    library.build(folder)
    assert numbers(opened(app))[0] == ["one", "two", "three"]
