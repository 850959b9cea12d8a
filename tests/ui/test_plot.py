import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.shared.plot import Click, Selection

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def test_a_click_is_read():
    assert Click.of({"curve": 1, "point": 7, "customdata": 3}) == Click(1, 7, 3)
    assert Click.of({"curve": 0, "point": [2, 5], "customdata": None}) == Click(0, (2, 5))


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        {},
        {"curve": -1, "point": 0},
        {"curve": 0, "point": "0"},
        {"curve": True, "point": 1},
        {"curve": 0, "point": [1, 2, 3]},
        {"curve": 0, "point": [0.5, 1]},
    ],
)
def test_what_is_no_click_is_none(value):
    assert Click.of(value) is None


@given(JSON, JSON, JSON, JSON)
def test_whatever_a_browser_sends_raises_nothing(a, b, c, d):
    Click.of({"curve": a, "point": b, "customdata": c})
    Selection.of({"count": a, "x": b, "y": c, "lasso": d})
    Click.of(a)
    Selection.of(b)


def test_a_box_holds_what_lies_within_it():
    box = Selection.of({"count": 1, "x": [2.0, 0.0], "y": [0.0, 2.0], "lasso": False})
    assert box.holds([[1, 1], [3, 1], [1, -1]]).tolist() == [True, False, False]


def test_a_lasso_holds_what_lies_within_its_hollow_shape():
    x, y = [0, 4, 4, 2, 0], [0, 0, 4, 1, 4]  # a square with a notch from above
    lasso = Selection.of({"count": 1, "x": x, "y": y, "lasso": True})
    assert lasso.holds([[0.5, 2], [2, 3], [2, 0.5], [5, 1]]).tolist() == [True, False, True, False]


@given(st.integers(0, 2**32 - 1))
def test_box_and_four_cornered_lasso_agree(seed):
    points = np.random.default_rng(seed).uniform(-1, 2, (50, 2))
    box = Selection.of({"count": 0, "x": [0, 1], "y": [0, 1]})
    lasso = Selection.of({"count": 0, "x": [0, 1, 1, 0], "y": [0, 0, 1, 1], "lasso": True})
    assert np.array_equal(box.holds(points), lasso.holds(points))


def test_the_chart_runs_without_a_browser():
    def page():
        from pages.shared import figures
        from pages.shared.plot import Focus, plot

        events = plot(
            figures.zipf([3, 2, 1]),
            key="chart",
            alt="counts",
            focus=Focus(0, 0, 1, "a"),
            on_click=lambda click: None,
            on_select=lambda selection: None,
        )
        assert (events.click, events.selection) == (None, None)

    app = AppTest.from_function(page).run()
    assert not app.exception
