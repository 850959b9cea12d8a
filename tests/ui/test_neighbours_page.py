"""The Neighbours page, with a small run and without any."""

import numpy as np
import pytest

from tests.ui.made_runs import keep
from tests.ui.toy_home import ToyHome, open_page
from w2v_core.embedding import Embedding
from w2v_core.jobs.lists import word_lists
from w2v_core.query.groups import middle
from w2v_core.query.neighbours import NeighbourIndex, neighbours
from w2v_core.runs.folder import load_embedding
from w2v_core.text.toy_world import toy_world

RARE = "the zeppelin landed once\n"  # its last words occur once, below the run's min count

pytestmark = pytest.mark.usefixtures("shared_home")


@pytest.fixture(scope="module")
def toys(folder):
    return ToyHome.at(folder)


@pytest.fixture(scope="module")
def run_id(toys):
    return toys.run(toys.corpus(toy_world(8_000) + RARE))


@pytest.fixture(scope="module")
def embedding(toys, run_id):
    return load_embedding(toys.workspace.run_folder(run_id))


def shown(app):
    """The table of neighbours as the page sends it."""
    return app.dataframe[0].value


def texts(app):
    return [text.value for text in app.text]


def test_without_a_run_it_says_what_to_do_and_offers_it():
    app = open_page("neighbours.py", owner="nobody-1")
    assert not app.dataframe
    assert "Go to Start" in [button.label for button in app.button]


def test_the_table_shows_what_the_query_finds(run_id, embedding):
    app = open_page("neighbours.py", run=run_id, word="king")
    found = neighbours(embedding, "king", 10)
    table = shown(app)
    assert table["word"].tolist() == [near.word for near in found]
    assert table["cosine"].tolist() == pytest.approx([near.cosine for near in found], abs=1e-6)
    assert table["angle"].tolist() == pytest.approx([near.angle for near in found], abs=1e-3)
    assert table["count"].tolist() == [near.count for near in found]
    assert app.subheader[0].value == "king"


def test_more_neighbours_frequent_ones_and_other_vectors(run_id, embedding):
    app = open_page("neighbours.py", run=run_id, word="king")
    app.slider(key="neighbours_top").set_value(20).run()
    app.select_slider(key="neighbours_least").set_value(50).run()
    app.segmented_control(key="neighbours_which").set_value("sum").run()
    assert not app.exception
    found = neighbours(embedding, "king", 20, which="sum", min_count=50)
    assert shown(app)["word"].tolist() == [near.word for near in found]
    assert shown(app)["count"].min() >= 50


def test_a_word_typed_in_full_is_visited_in_any_case_and_stands_in_the_address(run_id):
    app = open_page("neighbours.py", run=run_id, word="king")
    app.text_input(key="neighbours_find").set_value("QUEEN").run()
    assert not app.exception
    assert app.query_params["word"] == "queen"
    assert app.subheader[0].value == "queen"


def test_hits_are_offered_while_typing_and_a_pick_is_visited(run_id, embedding):
    app = open_page("neighbours.py", run=run_id, word="king")
    app.text_input(key="neighbours_find").set_value("quee").run()
    hits = app.pills(key="neighbours_find_hits")
    assert app.subheader[0].value == "king", "a piece of a word must not move the page"
    assert not app.text, "nor be called missing"
    assert "queen" in hits.options
    assert all("quee" in word for word in hits.options)
    hits.set_value("queen").run()
    assert not app.exception
    assert app.query_params["word"] == "queen"
    assert app.text_input(key="neighbours_find").value == ""


def test_back_returns_to_the_word_before(run_id):
    app = open_page("neighbours.py", run=run_id, word="king")
    back = next(button for button in app.button if button.label == "Back")
    assert back.disabled
    app.text_input(key="neighbours_find").set_value("queen").run()
    next(button for button in app.button if button.label == "Back").click().run()
    assert not app.exception
    assert app.query_params["word"] == "king"
    assert app.subheader[0].value == "king"


def test_a_word_typed_on_replaces_its_beginning_in_the_trail(run_id, embedding):
    begin, whole = next(
        (a, b) for a in embedding.words for b in embedding.words if b != a and b.startswith(a)
    )
    app = open_page("neighbours.py", run=run_id, word="king")
    app.text_input(key="neighbours_find").set_value(begin).run()
    app.text_input(key="neighbours_find").set_value(whole).run()
    assert app.query_params["word"] == whole
    next(button for button in app.button if button.label == "Back").click().run()
    assert app.query_params["word"] == "king"


def test_an_unknown_word_gets_one_sentence_and_spellings_to_click(run_id):
    app = open_page("neighbours.py", run=run_id, word="quen")
    assert not app.dataframe
    assert [text for text in texts(app) if "“quen” is not in the text" in text]
    app.pills(key="neighbours_near").set_value("queen").run()
    assert not app.exception
    assert len(shown(app)) == 10


def test_a_typed_unknown_word_leaves_the_table_standing(run_id):
    app = open_page("neighbours.py", run=run_id, word="king")
    app.text_input(key="neighbours_find").set_value("zzzz").run()
    assert not app.exception
    assert [text for text in texts(app) if "“zzzz” is not in the text" in text]
    assert app.subheader[0].value == "king"
    assert len(shown(app)) == 10


def test_a_rare_word_is_told_with_its_count_and_the_min_count(run_id):
    app = open_page("neighbours.py", run=run_id, word="zeppelin")
    told = next(text for text in texts(app) if "zeppelin" in text)
    assert "occurs once" in told
    assert "min count of 2" in told
    typed = open_page("neighbours.py", run=run_id, word="king")
    typed.text_input(key="neighbours_find").set_value("zeppelin").run()
    assert told in texts(typed)


def test_two_words_are_told_to_be_two(run_id):
    app = open_page("neighbours.py", run=run_id, word="king queen")
    assert [text for text in texts(app) if "2 words: king, queen" in text]
    assert app.pills(key="neighbours_near").options == ["king", "queen"]


def test_without_its_corpus_the_page_does_not_guess(toys):
    corpus_id = toys.corpus(toy_world(3_000) + RARE)
    run_id = toys.run(corpus_id)
    toys.workspace.delete_corpus(corpus_id)
    app = open_page("neighbours.py", run=run_id, word="zeppelin")
    assert [text for text in texts(app) if "cannot be told" in text]


def test_words_with_markup_are_shown_as_they_are(toys):
    line = "![i](http://tracker.example/x.png) :red[a] $x$ **b** =1+1\n"
    run_id = toys.run(toys.corpus(line * 30, tokenizer="whitespace"))
    app = open_page("neighbours.py", run=run_id, word="**b**")
    assert app.subheader[0].value == r"\*\*b\*\*"
    assert ":red[a]" in shown(app)["word"].tolist()
    assert not [text for text in app.markdown if "![i](" in text.value]


def test_a_foreign_run_is_not_shown(run_id):
    app = open_page("neighbours.py", owner="stranger-1", run=run_id)
    assert not app.dataframe
    assert app.warning


def test_a_second_click_on_back_that_comes_too_late_does_nothing(run_id):
    app = open_page("neighbours.py", run=run_id, word="king")
    app.text_input(key="neighbours_find").set_value("queen").run()
    app.session_state["neighbours_trail"] = ["king"]
    app.query_params["word"] = "king"
    next(button for button in app.button if button.label == "Back").click().run()
    assert not app.exception
    assert app.subheader[0].value == "king"


def test_several_words_are_asked_about_at_once(run_id, embedding):
    app = open_page("neighbours.py", run=run_id, word="king")
    app.text_input(key="with").set_value("queen, prince nosuchword").run()
    assert not app.exception
    index = NeighbourIndex.of(embedding)
    asked = ["king", "queen", "prince"]
    found = index.around(middle(index, asked), 10, [embedding.id_of(word) for word in asked])
    table = shown(app)
    assert table["word"].tolist() == [near.word for near in found]
    assert table["to queen"].iloc[0] == pytest.approx(
        index.cosines(["queen", found[0].word])[0, 1], abs=1e-6
    )
    assert [text for text in texts(app) if "nosuchword" in text]


def test_why_two_words_are_near_with_counts_lines_and_expectations(run_id, embedding):
    app = open_page("neighbours.py", run=run_id, word="king", view="Why two words")
    app.text_input(key="with").set_value("queen").run()
    assert not app.exception
    ranks = [metric.value for metric in app.metric]
    assert ranks[0] == f"{NeighbourIndex.of(embedding).cosines(['king', 'queen'])[0, 1]:.3f}"
    table = shown(app)
    assert table["share"].is_monotonic_decreasing and table["beside king"].min() > 0
    said = " ".join(text.value for text in app.markdown)
    assert "**king** with **queen** within 5 words" in said
    app.segmented_control(key="why_source").set_value("What the model expects").run()
    assert not app.exception
    assert "beside king" not in shown(app) and shown(app)["PMI with king"].max() > 0


def test_without_another_word_the_nearest_one_is_explained(run_id, embedding):
    app = open_page("neighbours.py", run=run_id, word="king", view="Why two words")
    nearest = neighbours(embedding, "king", 1)[0].word
    assert app.subheader[0].value == f"Why king and {nearest}?"


def test_a_list_is_compared_and_the_odd_one_named(run_id):
    app = open_page("neighbours.py", run=run_id, view="A list of words")
    app.text_area(key="list").set_value("king queen prince princess nosuch zeppelin").run()
    assert not app.exception
    said = " ".join(text.value for text in app.markdown)
    assert "The odd one out is **" in said
    assert [text for text in texts(app) if "“zeppelin” occurs once" in text]
    assert len(shown(app)) == 4
    app.text_area(key="list").set_value("king").run()
    assert "at least two words" in texts(app)[-1]


def test_a_list_is_kept_and_taken_up_again(run_id, toys):
    app = open_page("neighbours.py", run=run_id, view="A list of words")
    app.text_area(key="list").set_value("king queen").run()
    app.text_input(key="matrix_list_name").set_value("Court").run()
    app.button(key="matrix_list_keep").click().run()
    assert word_lists(toys.workspace) == {"Court": ("king", "queen")}
    again = open_page("neighbours.py", run=run_id, view="A list of words")
    again.selectbox(key="matrix_pick").set_value("Court").run()
    assert not again.exception
    assert again.text_area(key="list").value == "king queen"


def test_vectors_without_a_text_say_what_is_not_known(folder):
    id = keep(folder, "tester-1", Embedding(["a", "b", "c"], np.eye(3)))
    app = open_page("neighbours.py", run=id, word="a", view="Why two words")
    assert [text for text in texts(app) if "nothing more is known" in text]
