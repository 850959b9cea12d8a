"""The pages of "How it works": their numbers are the core's, whatever is typed."""

import inspect
import re

import numpy as np
import pytest

from pages.shared import lesson
from pages.shared.figures import maps
from pages.shared.figures.draws import draws_figure
from pages.shared.figures.filling import number_table
from pages.shared.figures.moves import moves_figure
from pages.shared.figures.one_hot import one_hot_rows
from tests.ui.toy_home import ToyHome, open_page
from w2v_core.config import METHODS, TRAINED, TrainConfig
from w2v_core.lessons.microscope import Microscope
from w2v_core.lessons.passage import read_passage
from w2v_core.objectives import HIDDEN, LOSSES

PAGES = ("counts", "windows", "objectives", "noise", "microscope")
FIELDS = {"counts": "sentences", "windows": "sentence", "noise": "cats",
          "microscope": "sentence"}  # fmt: skip
HOSTILE = "<b>![i](http://t.example/x.png)</b> $x$ :material/home: **oil** [a](b)"

pytestmark = pytest.mark.usefixtures("shared_home")


def said(app):
    kinds = ("title", "subheader", "markdown", "caption", "text", "error", "latex")
    return "\n".join(str(item.value) for kind in kinds for item in app.get(kind))


def typed(app, key, text):
    fields = [*app.text_input, *app.text_area]
    next(field for field in fields if field.key == key).set_value(text).run()
    assert not app.exception
    return app


def clicked(app, key):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def at_step(app, key, step):
    """The page as a link with that step opens it; keys and buttons step in the browser."""
    app.query_params[key] = str(step)
    app.run()
    assert not app.exception
    return app


# -- every page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_at_once_with_defaults(page):
    app = open_page(f"{page}.py")
    assert app.title
    assert not app.error


@pytest.mark.parametrize("page", FIELDS)
@pytest.mark.parametrize(
    ("text", "says"), [("", "There is no word here yet"), ("oil", "stands alone")]
)
def test_too_little_text_is_told_in_one_sentence(page, text, says):
    app = typed(open_page(f"{page}.py"), FIELDS[page], text)
    (error,) = app.error
    assert says in error.value


@pytest.mark.parametrize("page", FIELDS)
def test_hostile_text_stays_text(page):
    app = typed(open_page(f"{page}.py"), FIELDS[page], HOSTILE)
    assert not app.error
    for forbidden in ("<b>", "![i]", "$x$", "[a](b)"):
        assert forbidden not in said(app)


@pytest.mark.parametrize("page", FIELDS)
def test_a_long_text_is_cut_and_says_so(page):
    app = typed(open_page(f"{page}.py"), FIELDS[page], "a b " * 60)
    assert "Only the first 40 words are used; 80 are not." in said(app)


# -- objectives ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", TRAINED)
def test_a_cell_shows_its_equation_and_the_source_that_runs(method):
    app = clicked(open_page("objectives.py"), f"method_{method}")
    hidden, loss = method.split("-")
    (code,) = app.code
    for function in (LOSSES[loss].loss_and_gradients, HIDDEN[hidden].forward, HIDDEN[hidden].back):
        assert inspect.getsource(function).strip() in code.value
    assert LOSSES[loss].EQUATION in said(app)
    assert HIDDEN[hidden].equation in said(app)
    assert LOSSES[loss].REFERENCE in said(app)
    assert app.query_params["method"] == method


def test_counting_has_its_cell_too():
    app = clicked(open_page("objectives.py"), "method_svd")
    assert "np.linalg.svd" in app.code[0].value


def test_costs_say_whether_they_were_counted_or_measured():
    app = open_page("objectives.py")
    assert "Counted, not measured" in said(app)
    clicked(app, "objectives_time")
    assert "Measured on this machine" in said(app)
    assert "Counted" not in said(app)
    assert re.search(r"\*\*[\d,]+ times\*\* less: .+ in place of .+ for each pass", said(app))


def test_an_address_with_no_such_method_shows_the_first():
    app = open_page("objectives.py", method="<b>")
    assert app.query_params["method"] == METHODS[0].name


# -- windows -------------------------------------------------------------------------------------


def test_the_worked_sentence_makes_30_pairs_and_9_examples():
    app = open_page("windows.py")
    assert "9 words, 30 skip-gram pairs, 9 CBOW examples" in said(app)
    assert "I, love, when, used → **transformers**" in said(app)
    assert "transformers → **love**" in said(app)


def test_stepping_moves_the_centre():
    app = at_step(open_page("windows.py"), "center", 4)
    assert "love, transformers, used, in → **when**" in said(app)
    at_step(app, "center", 1)
    assert "love, transformers → **I**" in said(app)


def test_the_look_up_of_cbow_is_the_mean_of_its_rows():
    app = open_page("windows.py")
    app.segmented_control(key="hidden").set_value("cbow").run()
    rows = app.dataframe[0].value.iloc[:, 1:].to_numpy()
    assert len(rows) == 5
    np.testing.assert_allclose(rows[-1], rows[:-1].mean(axis=0))


def test_dice_leave_out_what_they_should():
    app = open_page("windows.py")
    for _ in range(3):
        table = app.dataframe[1].value
        kept = table["Die"] < table["Kept with probability"]
        assert (table["So it is"] == np.where(kept, "kept", "left out")).all()
        n_left_out = int((~kept).sum())
        assert len(re.findall("~~.+?~~", said(app))) == n_left_out
        before = table["Die"].tolist()
        clicked(app, "windows_again")
        assert app.dataframe[1].value["Die"].tolist() != before


def test_dice_are_thrown_for_a_text_of_ones_own(folder):
    id = ToyHome.at(folder).corpus("<b>oil</b> and gas\n" * 50, "Mine", tokenizer="whitespace")
    app = open_page("windows.py", corpus=id)
    app.segmented_control(key="dice").set_value("My text").run()
    assert not app.exception
    assert set(app.dataframe[1].value["Word"]) == {"<b>oil</b>", "and", "gas"}
    assert "<b>" not in said(app)


# -- from counts ---------------------------------------------------------------------------------


def test_the_table_fills_pair_by_pair():
    app = open_page("counts.py")
    assert r"Pair 1 of 28: the cell \<START\> – all gains one and holds 1" in said(app)
    at_step(app, "pair", 28)
    assert r"Pair 28 of 28: the cell \<END\> – well gains one and holds 1" in said(app)


def test_all_ranks_leave_no_error():
    app = open_page("counts.py")
    app.slider(key="rank").set_value(10).run()
    assert "misses the table by **0.000**" in said(app)


def test_logarithms_and_ppmi_take_squares_from_frequent_pairs():
    app = open_page("counts.py")
    shares = [float(metric.value.strip("%")) for metric in app.metric]
    raw, log, ppmi = shares[1::2]  # of the toy world
    assert raw > 2 * log > 4 * ppmi / 2


def test_the_plane_tells_how_often_words_occur(monkeypatch):
    drawn, map_figure = [], maps.map_figure

    def noted(*values, **options):
        drawn.append(values)
        return map_figure(*values, **options)

    monkeypatch.setattr(maps, "map_figure", noted)
    open_page("counts.py")
    words, _, counts, _ = drawn[-1]
    assert dict(zip(words, counts.tolist(), strict=True))["all"] == 2


# -- noise ---------------------------------------------------------------------------------------


def test_the_cats_by_the_power_of_three_quarters():
    table = open_page("noise.py").dataframe[0].value.set_index("Word")
    assert (table["p as noise"]["cat"], table["p as noise"]["one"]) == (0.4007, 0.1199)
    assert (table["p(word)"]["cat"], table["p(word)"]["one"]) == (0.5, 0.1)


@pytest.mark.parametrize(("power", "of_cat"), [(0.0, 1 / 6), (1.0, 0.5)])
def test_the_power_slides_between_even_and_as_in_the_text(power, of_cat):
    app = open_page("noise.py")
    app.slider(key="power").set_value(power).run()
    assert app.dataframe[0].value["p as noise"][0] == pytest.approx(of_cat, abs=1e-4)


def test_draws_are_counted_and_come_close_to_the_expectation():
    app = clicked(open_page("noise.py"), "noise_10")
    few = app.dataframe[0].value["Drawn"]
    assert few.sum() == 10
    table = clicked(app, "noise_10000").dataframe[0].value
    assert (table["Drawn"] >= few).all()
    assert table["Drawn"].sum() == 10_010
    np.testing.assert_allclose(table["Drawn"], table["Expected"], rtol=0.1)
    assert clicked(app, "noise_none").dataframe[0].value["Drawn"].sum() == 0


def test_the_chain_and_its_short_sighted_models():
    app = open_page("noise.py")
    assert [metric.value for metric in app.metric] == ["0.0025", "0.2", "1", "1"]
    typed(app, "chain", "two dogs")
    assert [metric.value for metric in app.metric] == ["0"] * 4
    assert app.dataframe[1].value.iloc[1, 1] == "0 / 10 = 0"


def test_a_whole_text_is_counted():
    app = open_page("noise.py")
    app.segmented_control(key="counted").set_value("A whole text").run()
    assert not app.exception
    assert "The 15 most frequent of" in said(app)
    assert "Counted in the toy world" in said(app)
    assert all(float(metric.value) > 0 for metric in app.metric), "its own sentence is likely"


NAMED = {"counted": "A whole text", "noise_text": "My text"}


def test_a_text_of_ones_own_keeps_its_capitals_and_its_name_stays_text(folder):
    own = "The King met **Ann** in $x$\n" * 3
    toys = ToyHome.at(folder)
    id = toys.corpus(own, "**loud** <b>", tokenizer="whitespace", lowercase=False)
    app = open_page("noise.py", **NAMED, corpus=id)
    assert r"Counted in \*\*loud\*\* \<b\>" in said(app)
    typed(app, "chain_own", "The King met")
    assert [metric.value for metric in app.metric] == ["0.00463", "1", "1", "1"]
    assert r"Of all words of \*\*loud" in said(open_page("windows.py", dice="My text", corpus=id))


def test_a_sentence_is_read_as_the_text_was(folder):
    toys = ToyHome.at(folder)
    id = toys.corpus("oil, oil and gas\n" * 3, "Marks", tokenizer="words-and-punctuation")
    app = typed(open_page("noise.py", **NAMED, corpus=id), "chain_own", "oil, oil")
    words = app.dataframe[1].value["Word"].tolist()
    assert words[:3] == ["oil", ",", "oil"]
    assert app.metric[1].value != "0"
    assert "no word here yet" in typed(app, "chain_own", " ").error[0].value


def test_a_text_that_has_the_marks_as_words_is_told(folder):
    text = "<START> oil and gas <END>\n" * 3
    options = {"tokenizer": "whitespace", "lowercase": False}
    id = ToyHome.at(folder).corpus(text, "Marked", **options)
    app = open_page("noise.py", **NAMED, chain_own="oil and gas", corpus=id)
    (error,) = app.error
    assert "cannot be marked" in error.value
    assert app.dataframe, "the noise is there all the same"


def test_draws_end_where_more_would_be_too_many():
    app = open_page("noise.py")
    app.session_state["noise_drawn"] = (10_000,) * 9 + (9_950,)
    app.run()
    disabled = [app.button(key=f"noise_{n}").disabled for n in (10, 100, 10_000)]
    assert disabled == [False, True, True]


# -- microscope ----------------------------------------------------------------------------------


def scope_of(app, **options):
    model = {"dim": 2, "window": 2, "lr": 0.5, "start": "xavier"} | options
    passage = read_passage(lesson.SENTENCE)
    return passage, Microscope.of(passage, TrainConfig(**model), seed=1)


def shown(app):
    return [frame.value.to_csv() for frame in app.dataframe] + [m.value for m in app.metric]


@pytest.mark.parametrize("method", TRAINED)
def test_it_shows_the_step_that_the_core_takes(method):
    app = open_page("microscope.py", method=method, step="12")
    options = {"negatives": 3} if method.endswith("ns") else {}
    _, scope = scope_of(app, method=method, **options)
    step = scope.steps(12)[-1]
    forward, back = (frame.value for frame in app.dataframe)
    np.testing.assert_array_equal(forward["Score u·h"], step.forward.scores)
    np.testing.assert_array_equal(forward["Probability"], step.forward.probabilities)
    np.testing.assert_array_equal(forward["Error"], step.forward.error)
    assert len(back) == len(step.inputs.ids) + len(step.outputs.ids)
    new = step.after.W_in[step.inputs.ids[0]]
    assert back["New"][0] == f"({new[0]:+.4f}, {new[1]:+.4f})"
    before, after = app.metric
    assert before.value == f"{step.forward.loss:.4f}"
    assert after.value == f"{step.loss_after:.4f}"


def test_back_shows_the_same_numbers_again():
    app = open_page("microscope.py")
    first = shown(at_step(app, "step", 11))
    assert shown(at_step(app, "step", 111)) != first
    assert shown(at_step(app, "step", 11)) == first
    assert shown(open_page("microscope.py", step="11")) == first


def test_one_setting_changed_replays_the_same_steps():
    app = open_page("microscope.py", step="30", method="skipgram-softmax")
    app.select_slider(key="rate").set_value(0.1).run()
    assert not app.exception
    _, scope = scope_of(app, method="skipgram-softmax", lr=0.1)
    assert app.metric[0].value == f"{scope.steps(30)[-1].forward.loss:.4f}"


def test_a_rate_that_is_too_large_is_told():
    app = open_page("microscope.py", step="500", method="cbow-softmax", mean="false", rate="2")
    assert "the numbers run away" in app.warning[0].value
    assert app.dataframe


def test_words_without_company_are_told():
    app = typed(open_page("microscope.py"), "sentence", "Stop. Go.")
    assert "type two words in one sentence" in app.error[0].value


@pytest.mark.parametrize(("asked", "step"), [("-3", 1), ("no", 1), ("9999", 500)])
def test_steps_end_at_both_ends(asked, step):
    app = open_page("microscope.py", step=asked)
    assert shown(app) == shown(open_page("microscope.py", step=str(step)))


# -- figures -------------------------------------------------------------------------------------


def test_numbers_are_written_and_names_escaped():
    figure = number_table([[2, 0]], ["<b>"], ["a", "b"], cell=(0, 1))
    cells = figure.data[0]
    assert [list(row) for row in cells.text] == [["2", ""]]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;b&gt;"]
    assert figure.layout.shapes[-1].x0 == 0.5


def test_numbers_are_written_only_where_there_is_room():
    names = [str(n) for n in range(40)]
    figure = number_table(np.ones((2, 40)), names[:2], names, most_named=20)
    assert figure.data[0].texttemplate is None
    assert list(figure.layout.xaxis.ticktext) == names[::2]
    assert list(figure.layout.yaxis.ticktext) == names[:2]


def test_arrows_lead_from_old_to_new():
    old, new = np.zeros((2, 2)), np.array([[1.0, 2.0], [0.0, 0.0]])
    figure = moves_figure((old, new), (old, old), (["a", "<i>"], ["a", "b"]), ([0], []))
    arrows, rest, moved = figure.data[:3]
    assert (list(arrows.x), list(arrows.y)) == ([0, 1, None], [0, 2, None])
    assert list(rest.text) == ["&lt;i&gt;"]
    assert list(moved.text) == ["a"]


def test_draws_are_shown_once_there_are_some():
    words, shares = ["a", "b"], [0.5, 0.5]
    assert len(draws_figure(words, shares, shares, [0, 0], 0).data) == 2
    marks = draws_figure(words, shares, shares, [3, 1], 5).data[2]
    assert list(marks.y) == [0.6, 0.2]
    np.testing.assert_allclose(marks.error_y.arrayminus, [2 * np.sqrt(0.05), 0.2])


def test_one_hot_rows_have_a_frame_each():
    figure = one_hot_rows([[0, 1], [1, 0]], ["a", "b"], ["x", "y"])
    assert len(figure.layout.shapes) == 2
