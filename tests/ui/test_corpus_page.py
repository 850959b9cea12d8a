"""The Corpus page: three ways in, what is in a text, and what becomes of bad ones."""

import shutil

import numpy as np
import pytest

from pages.shared import add_text, state
from tests.ui.toy_home import OWNER, SECONDS, ToyHome, open_page
from w2v_core.config import TextConfig
from w2v_core.jobs.home import Workspace
from w2v_core.text import library
from w2v_core.text.toy_world import toy_world

HOSTILE = "![x](http://tracker.example/a.png)"
TEXT = "the king sat down\nthe queen sat down\nthe king slept\n"


@pytest.fixture
def toys(home):
    return ToyHome.at(home)


def metrics(page):
    return {metric.label: metric.value for metric in page.metric}


def read_all(page):
    """Let the reading jobs end, then show the page again."""
    for job in state.queue().views(OWNER):
        state.queue().wait(job.id, SECONDS)
    page.run()
    assert not page.exception
    return page


def upload(page, *files):
    page.segmented_control(key="corpus_way").set_value("upload").run()
    page.file_uploader(key="corpus_files").set_value(
        [(name, data, "text/plain") for name, data in files]
    ).run()
    page.button(key="corpus_upload").click().run()
    assert not page.exception
    return page


def paste(page, text):
    page.segmented_control(key="corpus_way").set_value("paste").run()
    page.text_area(key="corpus_text").set_value(text).run()
    page.button(key="corpus_paste").click().run()
    assert not page.exception
    return page


def chosen(page):
    """The corpus in the address, which the test client gives as a text or as a list."""
    asked = page.query_params["corpus"]
    return asked[0] if isinstance(asked, list) else asked


def errors(page):
    return [error.value for error in page.error]


def names(toys):
    return [entry.info.name for entry in toys.workspace.corpora()]


def test_with_no_text_yet_the_ways_to_bring_one_stand_open(toys):
    page = open_page("corpus.py")
    assert not page.metric
    assert page.button(key="corpus_toy-world")
    assert page.expander[0].proto.expanded


def test_the_numbers_are_those_of_the_core(toys):
    id = toys.corpus(toy_world(4_000) + "rarity\n")
    corpus = library.load(toys.workspace.corpus_folder(id))
    page = open_page("corpus.py", corpus=id)
    assert metrics(page) == {
        "Words": f"{corpus.n_words:,}",
        "Distinct words": f"{len(corpus.vocabulary):,}",
        "Sentences": f"{corpus.n_sentences:,}",
        "Left by min count 5": f"{len(corpus.vocabulary.cut(5)):,}",
    }
    table = page.dataframe[0].value
    assert table["word"].tolist() == list(corpus.vocabulary.words)
    assert table["count"].tolist() == corpus.vocabulary.counts.tolist()
    np.testing.assert_allclose(table["share"].sum(), 100)


def test_search_finds_words_by_any_part_and_keeps_their_rank(toys):
    page = open_page("corpus.py", corpus=toys.corpus(TEXT))
    page.text_input(key="corpus_search").set_value("EE").run()
    table = page.dataframe[0].value
    assert table["word"].tolist() == ["queen"]
    assert table["count"].tolist() == [1]
    page.text_input(key="corpus_search").set_value("zebra").run()
    assert not page.exception
    assert len(page.dataframe[0].value) == 0


def test_a_long_sentence_is_said_to_be_cut(toys):
    page = open_page("corpus.py", corpus=toys.corpus("a b " * 1_500))
    assert "over 1,000 words were cut there, which made 2 more" in page.main.caption[-2].value


def test_a_pasted_text_is_read_and_shown(toys):
    page = read_all(paste(open_page("corpus.py"), TEXT))
    assert metrics(page)["Words"] == "11"
    assert chosen(page) == toys.workspace.corpora()[0].id


def test_the_same_text_twice_is_kept_once(toys):
    page = read_all(paste(open_page("corpus.py"), TEXT))
    page.button(key="corpus_paste").click().run()
    read_all(page)
    assert len(toys.workspace.corpora()) == 1


def test_files_become_one_text_whose_sentences_do_not_run_on(toys):
    page = upload(open_page("corpus.py"), ("a.txt", b"one two"), ("b.txt", b"three four"))
    assert metrics(read_all(page))["Sentences"] == "2"
    assert names(toys) == ["a.txt and 1 more"]


def test_latin_1_bytes_are_read_with_a_note(toys):
    page = read_all(
        upload(open_page("corpus.py"), ("straße.txt", "Straße und Öl".encode("latin-1")))
    )
    assert "öl" in page.dataframe[0].value["word"].tolist()
    assert any("Windows" in caption.value for caption in page.caption)


@pytest.mark.parametrize(
    "name, data, says",
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n ", "holds only blanks"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is not a text file"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_a_sentence(toys, name, data, says):
    kept = toys.corpus(TEXT, "Kept")
    page = upload(open_page("corpus.py", corpus=kept), (name, data))
    assert len(errors(page)) == 1
    assert says in errors(page)[0]
    assert names(toys) == ["Kept"]
    assert chosen(page) == kept


def test_a_text_of_one_word_fails_and_leaves_the_earlier_one(toys):
    kept = toys.corpus(TEXT, "Kept")
    page = read_all(paste(open_page("corpus.py", corpus=kept), "word word word"))
    assert "only one distinct word" in errors(page)[0]
    assert names(toys) == ["Kept"]
    assert metrics(page)["Words"] == "11"


def test_nothing_pasted_is_refused(toys):
    page = paste(open_page("corpus.py"), "  \n")
    assert "empty" in errors(page)[0]
    assert not toys.workspace.corpora()


def test_options_change_what_is_a_word(toys):
    page = open_page("corpus.py")
    page.toggle(key="corpus_lowercase").set_value(False).run()
    read_all(paste(page, "The king and the King\n"))
    assert {"The", "King"} <= set(page.dataframe[0].value["word"])


def test_the_preview_shows_words_as_text(toys):
    page = open_page("corpus.py")
    page.selectbox(key="corpus_tokenizer").set_value("whitespace").run()
    page.text_input(key="corpus_sample").set_value(HOSTILE).run()
    shown = next(item.value for item in page.markdown if "gray-badge" in item.value)
    assert HOSTILE not in shown
    assert r"\!\[x\]" in shown


def test_a_text_is_deleted_with_a_second_click(toys):
    toys.corpus(TEXT, "First")
    second = toys.corpus(TEXT + "more\n", "Second")
    page = open_page("corpus.py", corpus=second)
    next(button for button in page.button if button.label == "Delete for good").click().run()
    assert not page.exception
    assert names(toys) == ["First"]
    assert metrics(page)["Words"] == "11"


def test_another_one_s_text_is_not_there(toys):
    id = toys.corpus(TEXT)
    page = open_page("corpus.py", owner="stranger-1", corpus=id)
    assert not page.metric
    assert "is not yours" in page.warning[0].value


def test_a_text_that_was_never_read_can_be_read_now(toys):
    id = toys.corpus(TEXT)
    shutil.rmtree(toys.workspace.corpus_folder(id) / library.BUILT)
    page = open_page("corpus.py", corpus=id)
    next(button for button in page.button if button.label == "Read it now").click().run()
    assert metrics(read_all(page))["Words"] == "11"


def test_a_built_in_text_is_made_in_the_background(toys):
    page = open_page("corpus.py")
    page.button(key="corpus_toy-world").click().run()
    read_all(page)
    assert names(toys) == ["Toy world"]
    assert int(metrics(page)["Words"].replace(",", "")) >= 300_000
    assert Workspace(toys.workspace.home, OWNER).count("corpora") == 1


def test_a_text_that_was_kept_before_stays_if_it_cannot_be_read_again(toys):
    id = toys.unread("word word word")
    page = open_page("corpus.py", corpus=id)
    next(button for button in page.button if button.label == "Read it now").click().run()
    read_all(page)
    assert "only one distinct word" in errors(page)[0]
    assert names(toys) == ["Unread"]
    paste(page, "word word word")  # the very text again: not a new one either
    read_all(page)
    assert names(toys) == ["Unread"]


def test_with_no_choice_a_text_that_was_read_comes_before_newer_unread_ones(toys):
    id = toys.corpus(TEXT)
    toys.unread("one two")
    assert chosen(open_page("corpus.py")) == id


def test_with_nothing_else_the_unread_text_is_shown_so_that_it_can_be_read(toys):
    id = toys.unread("one two")
    assert chosen(open_page("corpus.py")) == id


def test_a_text_that_was_read_anew_is_shown_as_it_is_now(toys):
    id = toys.corpus(TEXT)
    page = open_page("corpus.py", corpus=id)
    folder = toys.workspace.corpus_folder(id)
    library.keep_text(folder, "Small text", "pasted", "one two three", TextConfig())
    library.build(folder)
    page.run()
    assert metrics(page)["Words"] == "3"
    assert set(page.dataframe[0].value["word"]) == {"one", "two", "three"}


def test_what_was_found_stands_in_the_order_of_frequency(toys):
    page = open_page("corpus.py", corpus=toys.corpus("sat sat sat a a at\n"))
    page.text_input(key="corpus_search").set_value("at").run()
    assert page.dataframe[0].value["word"].tolist() == ["sat", "at"]


def test_a_job_that_is_not_there_any_more_is_said_once(toys):
    page = open_page("corpus.py", corpus=toys.corpus(TEXT))
    page.session_state["reading_job"] = "0" * 32
    page.run()
    assert not page.exception
    assert "This job does not exist" in errors(page)[0]
    assert not errors(page.run())


def test_any_number_of_built_in_texts_has_its_cards(toys, monkeypatch):
    monkeypatch.setitem(add_text.BUILT_IN, "third", ("Third", "One more."))
    assert open_page("corpus.py").button(key="corpus_third")


def lines_of(page):
    table = page.dataframe[1].value
    return list(zip(table["before"], table["match"], table["after"], strict=True))


def ask(page, phrase):
    page.text_input(key="kwic_phrase").set_value(phrase).run()
    assert not page.exception
    return page


def test_the_concordance_shows_each_place_and_puts_them_in_order(toys):
    page = ask(open_page("corpus.py", corpus=toys.corpus(TEXT)), "The")
    assert lines_of(page) == [
        ("", "the", "king sat down"), ("", "the", "queen sat down"), ("", "the", "king slept"),
    ]  # fmt: skip
    page.segmented_control(key="kwic_order").set_value("right").run()
    assert [after for *_, after in lines_of(page)] == [
        "king sat down", "king slept", "queen sat down",
    ]  # fmt: skip
    assert any(caption.value.startswith("3 places, page 1 of 1") for caption in page.caption)
    assert lines_of(ask(page, "king sat")) == [("the", "king sat", "down")]


def test_the_concordance_names_a_word_that_is_not_there_and_near_ones(toys):
    page = ask(open_page("corpus.py", corpus=toys.corpus(TEXT)), "quen")
    assert "“quen” is not in the text" in errors(page)[0]
    assert any("queen" in text.value for text in page.text)


def test_the_concordance_is_turned_page_by_page(toys):
    others = [f"w{letter}{second}" for letter in "abc" for second in "abcdefghij"]
    text = "".join(f"the {word}\n" for word in others)
    page = ask(open_page("corpus.py", corpus=toys.corpus(text)), "the")
    assert len(lines_of(page)) == 25
    assert page.button(key="kwic_previous").disabled
    page.button(key="kwic_next").click().run()
    assert [after for *_, after in lines_of(page)] == others[25:]
    assert page.button(key="kwic_next").disabled
    assert lines_of(ask(page, "wbb")) == [("the", "wbb", "")]


def test_what_is_no_word_of_the_text_is_told(toys):
    page = ask(open_page("corpus.py", corpus=toys.corpus(TEXT)), "1987 🙂")
    assert any("makes no word of that" in text.value for text in page.text)
    assert not page.error


def test_another_text_is_shown_from_its_first_page(toys):
    long, longer = ("the oil\n" * n for n in (60, 90))
    page = ask(open_page("corpus.py", corpus=toys.corpus(long)), "oil")
    page.button(key="kwic_next").click().run()
    assert page.button(key="kwic_previous").disabled is False
    page.query_params["corpus"] = toys.corpus(longer)
    assert ask(page, "oil").button(key="kwic_previous").disabled
