"""CSV that a spreadsheet shows and does not run."""

import csv
import io

import numpy as np
import pytest

from w2v_core.errors import ConfigError
from w2v_core.formats.tables import csv_text


def rows_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_is_shown_as_text(start):
    word = start + "HYPERLINK(1)"
    assert rows_of(csv_text({"word": [word, "a" + word]}))[1:] == [["'" + word], ["a" + word]]
    assert rows_of(csv_text({word: ["x"]}))[0] == ["'" + word]


def test_numbers_are_left_alone_also_below_zero():
    text = csv_text({"id": np.array([3, -4]), "cosine": [-0.5, 1e-9], "count": [None, 2]})
    assert text == "id,cosine,count\r\n3,-0.5,\r\n-4,1e-09,2\r\n"


def test_commas_quotes_and_line_breaks_stay_in_their_cell():
    words = ['say "oil"', "a,b", "two\nlines", "höhe"]
    assert [row[0] for row in rows_of(csv_text({"word": words}))[1:]] == words


def test_columns_of_different_length_are_refused():
    with pytest.raises(ConfigError, match="table"):
        csv_text({"a": [1], "b": [1, 2]})


def test_no_columns_and_no_rows():
    assert csv_text({"word": []}) == "word\r\n"
