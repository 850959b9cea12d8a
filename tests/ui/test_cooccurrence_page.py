"""The Co-occurrence page: what it shows is what `w2v_core.counts` counts."""

import re

import numpy as np
import pytest

from pages.shared import counting, dimensions, tables
from pages.shared.counting import Company, Counting, Decomposed, Measure
from pages.shared.dimensions import points
from pages.shared.figures.company import company_map
from pages.shared.figures.maps import map_figure
from pages.shared.figures.spectrum import spectrum
from pages.shared.measures import meaning
from tests.ui.toy_home import ToyHome, open_page
from w2v_core.config import TextConfig
from w2v_core.counts.boundaries import padded
from w2v_core.counts.cooccurrence import context_totals, count_among, count_matrix
from w2v_core.counts.weighting import Margins, context_shares, log_counts, measured, ppmi
from w2v_core.formats.tables import csv_text
from w2v_core.text import library
from w2v_core.text.toy_world import toy_world

RARE = "the zeppelin landed once\n"
OWN = "king queen prince"

pytestmark = pytest.mark.usefixtures("shared_home")


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


def says(page):
    return " ".join(text.value for text in page.markdown)


def decomposing(page):
    """The page with its singular values open and made."""
    page.session_state["company_svd"] = True
    page.run()
    page.button(key="company_decompose").click().run()
    assert not page.exception
    return page


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
    page.selectbox(key="company_measure").set_value("counts").run()
    assert not page.exception
    np.testing.assert_array_equal(numbers(page)[1], count_among(corpus, range(30), window=5))
    assert "within 5 words" in " ".join(text.value for text in page.markdown)


def test_ppmi_of_own_words(page, corpus):
    page.selectbox(key="company_measure").set_value("ppmi").run()
    words, matrix = numbers(own_words(page, OWN))
    ids = [corpus.vocabulary.ids[word] for word in OWN.split()]
    totals = context_totals(corpus, 2)
    expected = ppmi(count_among(corpus, ids, window=2), totals[ids], context_shares(totals)[ids])
    assert words == OWN.split()
    np.testing.assert_allclose(matrix, expected, atol=1e-4)


@pytest.mark.parametrize("side", ["both", "left"])
@pytest.mark.parametrize("measure", ["g2", "logdice", "t"])
def test_measures_of_collocation_are_those_of_the_whole_table(page, corpus, measure, side):
    page.selectbox(key="company_measure").set_value(measure).run()
    page.selectbox(key="company_side").set_value(side).run()
    assert not page.exception
    table = count_matrix(corpus, 2, side=side)
    expected = measured(table, measure, Margins.of_table(table)).toarray()[:30, :30]
    never = table.toarray()[:30, :30] == 0
    assert never.any()
    np.testing.assert_allclose(numbers(page)[1], np.where(never, np.nan, expected), atol=1e-4)
    assert "Blank: the two never meet" in says(page)


@pytest.mark.parametrize("measure", ["counts", "log", "ppmi"])
def test_other_measures_have_no_blank_cells(page, measure):
    page.selectbox(key="company_measure").set_value(measure).run()
    values = numbers(page)[1]
    assert np.isfinite(values).all() and (values == 0).any()


def test_blank_cells_are_ordered_too_and_blank_in_the_file(page, monkeypatch):
    files = []
    monkeypatch.setattr(tables, "csv_text", lambda table: files.append(table) or csv_text(table))
    page.selectbox(key="company_measure").set_value("g2").run()
    page.toggle(key="company_clustered").set_value(True).run()
    assert not page.exception
    assert np.isnan(numbers(page)[1]).any()
    lines = csv_text(files[-1])
    assert ",," in lines and "nan" not in lines.lower()


def test_smoothing_and_shift_appear_with_ppmi_and_are_heard(page, corpus):
    assert "Context smoothing" not in [number.label for number in page.number_input]
    page.selectbox(key="company_measure").set_value("ppmi").run()
    page.number_input(key="company_smoothing").set_value(0.5).run()
    page.number_input(key="company_shift").set_value(3.0).run()
    assert not page.exception
    table = count_matrix(corpus, 2)
    margins = Margins.of_table(table, 0.5)
    expected = measured(table, "ppmi", margins, np.log(3)).toarray()[:30, :30]
    np.testing.assert_allclose(numbers(page)[1], expected, atol=1e-4)
    assert "total to the power 0.5, rare ones" in says(page)
    assert "0.69 means 6 times as often, 2.3 30 times, 0 3 times or less" in says(page)


@pytest.mark.parametrize("k", [1.0, 2.5, 5.0])
@pytest.mark.parametrize("smoothing", [1.0, 0.75, 0.0])
def test_the_examples_of_ppmi_are_those_of_its_cells(k, smoothing):
    said = meaning(Counting(1, 2, "flat", "both", False), Measure("ppmi", smoothing, k))
    examples = re.search(r"([\d.]+) means ([\d.]+) times as often, ([\d.]+) ([\d.]+) times", said)
    value, times, larger, more_times = map(float, examples.groups())
    chance = 100 * context_shares([30, 70], smoothing)[0]  # in the row of a word of total 100
    margins = Margins.of([100, 0], [30, 70], smoothing)
    for v, t in ((value, times), (larger, more_times)):
        cell = Company(np.array([[t * chance]]), margins.among([0], [0]))
        found = cell.measured(Measure("ppmi", smoothing, k))[0, 0]
        assert found == pytest.approx(v, abs=0.01)
    assert (f"log {k:g} = {np.log(k):.2f} taken off" in said) == (k > 1)
    assert ("rare ones so more often than they occur" in said) == (smoothing < 1)


@pytest.mark.parametrize(
    ("side", "distance", "said"),
    [
        ("left", "flat", "at most 3 words before the word of its row"),
        ("right", "harmonic", "at most 3 words after the word of its row"),
        ("both", "linear", "counts (3 − d + 1) / 3"),
    ],
)
def test_sides_and_distances(page, corpus, side, distance, said):
    page.selectbox(key="company_measure").set_value("counts").run()
    page.slider(key="company_window").set_value(3).run()
    page.selectbox(key="company_side").set_value(side).run()
    page.selectbox(key="company_distance").set_value(distance).run()
    assert not page.exception
    expected = count_among(corpus, range(30), None, 3, distance, side)
    np.testing.assert_allclose(numbers(page)[1], expected, atol=1e-4)
    assert said in says(page)


def test_start_and_end_are_words_of_the_table(page, corpus):
    page.selectbox(key="company_measure").set_value("counts").run()
    page.toggle(key="company_boundaries").set_value(True).run()
    words, matrix = numbers(own_words(page, OWN))
    assert words == ["<START>", "<END>", *OWN.split()]
    marked = padded(corpus)
    ids = [marked.vocabulary.ids[word] for word in words]
    np.testing.assert_array_equal(matrix, count_among(marked, ids, window=2))
    assert f"{corpus.n_sentences:,} times `<START>`" in captions(page)


def test_a_text_with_marks_of_its_own_says_so(toys):
    app = open_page(
        "cooccurrence.py", corpus=toys.corpus("<start> a b\n" * 9, tokenizer="whitespace")
    )
    app.toggle(key="company_boundaries").set_value(True).run()
    assert not app.exception
    app = open_page(
        "cooccurrence.py",
        corpus=toys.corpus("<START> a b\n" * 9, tokenizer="whitespace", lowercase=False),
    )
    app.toggle(key="company_boundaries").set_value(True).run()
    assert not app.exception
    assert "already" in " ".join(text.value for text in (*app.markdown, *app.error))


def test_singular_values_and_what_a_rank_keeps(page, corpus):
    assert "Rank" not in [slider.label for slider in page.slider]
    page = decomposing(page)
    table = log_counts(count_matrix(corpus, 2).toarray())
    squares = np.linalg.svd(table, compute_uv=False) ** 2
    shares = np.cumsum(squares) / squares.sum()
    assert f"Rank 2 keeps **{shares[1]:.1%}**" in says(page)
    slider = next(slider for slider in page.slider if slider.label == "Rank")
    slider.set_value(10).run()
    assert f"Rank 10 keeps **{shares[9]:.1%}**" in says(page)
    assert f"of all {len(corpus.vocabulary):,} words" in captions(page)


@pytest.mark.parametrize("power", [1.0, 0.5, 0.0])
@pytest.mark.parametrize("unit", [False, True])
def test_points_are_rows_of_two_singular_vectors_by_the_power_of_their_values(power, unit):
    # A table whose decomposition is known: the columns of U are orthonormal.
    U = np.array([[3, 4, 0], [4, -3, 0], [0, 0, 5]]) / 5
    found = Decomposed(U, np.array([4.0, 2.25, 1.0]), np.array([0.7, 0.9, 1.0]))
    x, y = 4.0**power, 2.25**power
    expected = np.array([[0, 0], [0.6 * x, 0.8 * y], [0.8 * x, -0.6 * y]])
    if unit:
        expected[1:] /= np.hypot(*expected[1:].T)[:, None]
    np.testing.assert_allclose(points(found, [2, 0, 1], power, unit), expected, atol=1e-6)


@pytest.mark.parametrize(("power", "unit"), [(1.0, False), (0.5, False), (0.5, True)])
def test_each_word_is_drawn_at_its_own_point(page, corpus, monkeypatch, power, unit):
    drawn = []

    def kept(words, places, *args, **more):
        drawn.append(dict(zip(words, places, strict=True)))
        return map_figure(words, places, *args, **more)

    monkeypatch.setattr(dimensions, "map_figure", kept)
    page = decomposing(own_words(page, "queen village king"))
    page.segmented_control(key="company_power").set_value(power).run()
    page.toggle(key="company_unit").set_value(unit).run()
    assert not page.exception
    U, S, _ = np.linalg.svd(log_counts(count_matrix(corpus, 2).toarray()))
    rows = U[:, :2] * np.sign(U[np.abs(U[:, :2]).argmax(axis=0), [0, 1]]) * S[:2] ** power
    assert set(drawn[-1]) == {"queen", "village", "king"}
    for word, point in drawn[-1].items():
        row = rows[corpus.vocabulary.ids[word]]
        expected = row / np.hypot(*row) if unit else row
        np.testing.assert_allclose(point, expected, atol=1e-6)


def test_nothing_is_decomposed_unasked(page, monkeypatch):
    calls, real = [], counting.decomposed
    monkeypatch.setattr(counting, "decomposed", lambda *args: calls.append(args) or real(*args))
    page.session_state["company_svd"] = True
    page.run()
    assert not calls and "Rank" not in [slider.label for slider in page.slider]
    page.button(key="company_decompose").click().run()
    assert len(calls) == 1
    page.slider(key="company_window").set_value(4).run()
    page.segmented_control(key="company_power").set_value(0.5).run()
    assert not page.exception and len(calls) == 1


def test_what_was_decomposed_stays_with_its_settings_until_it_is_made_anew(page):
    page = decomposing(page)
    kept = next(text for text in says(page).split(" Rank ") if "keeps" in text)
    assert not page.info
    assert "log(1 + count), window 2, neighbours counted: On both sides" in captions(page)
    page.slider(key="company_window").set_value(4).run()
    page.toggle(key="company_boundaries").set_value(True).run()
    assert kept in says(page)
    assert "The settings have changed since" in page.info[0].value
    assert "log(1 + count), window 2," in captions(page)
    page.button(key="company_decompose").click().run()
    assert not page.info and kept not in says(page)
    assert "log(1 + count), window 4," in captions(page)
    assert "`<START>` and `<END>` counted" in captions(page)


def test_what_was_decomposed_is_not_shown_with_another_text(page, toys):
    page = decomposing(page)
    page.query_params["corpus"] = toys.corpus("one two three two\n" * 9)
    page.run()
    assert not page.exception
    assert "Rank" not in [slider.label for slider in page.slider]


def test_a_long_text_is_not_decomposed_while_a_page_waits(page, monkeypatch):
    monkeypatch.setattr(dimensions, "MOST_WORDS", 100)
    page.session_state["company_svd"] = True
    page.run()
    assert "more than 100 words" in says(page)
    assert "Decompose" not in [button.label for button in page.button]
    assert "Rank" not in [slider.label for slider in page.slider]


@pytest.mark.parametrize("measure", ["ppmi", "g2"])
def test_the_most_frequent_words_of_a_large_table_are_measured_by_the_totals_of_all(
    toys, monkeypatch, measure
):
    monkeypatch.setattr(counting, "MOST_DECOMPOSED", 12)
    text = "\n".join(f"a b w{n} x{n % 7} y{n % 5}" for n in range(30))
    id = toys.corpus(text, tokenizer="whitespace")
    app = open_page("cooccurrence.py", corpus=id)
    app.selectbox(key="company_measure").set_value(measure).run()
    app = decomposing(app)
    assert "the most frequent 12 words" in captions(app)
    corpus = library.load(toys.workspace.corpus_folder(id))
    assert len(corpus.vocabulary) > 12
    table = count_matrix(corpus, 2)
    whole = measured(table, measure, Margins.of_table(table)).toarray()[:12, :12]
    few = table[:12, :12]
    alone = measured(few, measure, Margins.of_table(few)).toarray()
    kept = [(S[:2] ** 2).sum() / (S**2).sum() for S in map(singular_values, (whole, alone))]
    assert abs(kept[0] - kept[1]) > 0.005, "the totals of all words do not show"
    assert f"Rank 2 keeps **{kept[0]:.1%}**" in says(app)


def singular_values(table):
    return np.linalg.svd(table, compute_uv=False)


def test_the_ranges_of_the_most_frequent_are_those_of_the_words_that_are_left(toys):
    text = "\n".join(f"a b c d e w{n} x{n}" for n in range(70))  # 140 words that occur once
    app = opened(open_page("cooccurrence.py", corpus=toys.corpus(text, tokenizer="whitespace")))
    skip = next(slider for slider in app.slider if slider.label == "Skip the most frequent")
    assert skip.max == 45  # all but the hundred that may be shown
    skip.set_value(45).run()
    app.select_slider(key="company_min_count").set_value(5).run()
    assert not app.exception
    assert next(slider for slider in app.slider if slider.label == "How many").max == 5
    assert "Skip the most frequent" not in [slider.label for slider in app.slider]
    assert numbers(app)[0] == list("abcde")


@pytest.mark.parametrize("name", ["window", "min_count", "smoothing", "shift", "distance", "side",
                                  "boundaries", "weighting", "svd_power"])  # fmt: skip
def test_both_pages_call_a_setting_the_same(page, corpus_id, name):
    page.selectbox(key="company_measure").set_value("ppmi").run()
    here = widgets(decomposing(page))
    train = open_page("train.py", corpus=corpus_id)
    train.selectbox(key="train_method").set_value("svd").run()
    there = widgets(train)[f"train_{name}"]
    own = {"weighting": "measure", "svd_power": "power"}.get(name, name)
    mine = here[f"company_{own}"]
    assert mine.label == there.label
    if hasattr(there, "options") and name != "svd_power":
        assert set(there.options) <= set(mine.options)
    if name == "shift":
        assert (mine.min, mine.max, mine.value) == (there.min, there.max, there.value)


def widgets(app):
    kinds = ("slider", "select_slider", "number_input", "selectbox", "toggle", "button_group")
    return {widget.key: widget for kind in kinds for widget in app.get(kind)}


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
    assert cells.customdata[0][1] == "together 1,234 times<br>log(1 + count) 7.119"
    assert "%{customdata}" in cells.hovertemplate
    assert "%{z" not in cells.hovertemplate
    plain = company_map(counts, counts, ["a", "b"], "Count", view="a").data[0]
    assert plain.customdata[1][0] == "together 1,234 times"


def test_pairs_that_never_meet_have_no_colour_where_seen_ones_may_lie_below_zero():
    counts = np.array([[4.0, 0.0], [2.0, 0.0]])
    company = Company(counts, Margins.of([40, 60], [50, 50]))
    values = company.measured(Measure("t"))
    assert (values[:, 0] < 0).all() and np.isnan(values[:, 1]).all()
    cells = company_map(values, counts, ["a", "b"], "t-score", view="a").data[0]
    assert np.isnan(cells.z[0][1])
    assert cells.customdata[0][1] == "never together"
    assert cells.customdata[0][0] == "together 4 times<br>t-score -8.000"
    assert cells.zmin == -cells.zmax and np.isfinite(cells.zmin)


def test_counts_by_distance_are_told_as_fractions():
    figure = company_map([[0, 1.5], [1.5, 0]], [[0, 1.5], [1.5, 0]], ["a", "b"], "x", view="a")
    assert figure.data[0].customdata[0][1] == "together 1.50 times"


def test_the_spectrum_tells_the_kept_from_the_rest():
    kept, rest = spectrum([4.0, 3.0, 1.0], [0.6, 0.9, 1.0], 2).data
    assert (list(kept.x), list(rest.x)) == ([1, 2], [3])
    assert (list(kept.y), list(rest.y)) == ([4, 3], [1])
    assert list(kept.customdata) == [0.6, 0.9]
    assert kept.marker.color != rest.marker.color


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
