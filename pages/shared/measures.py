"""The measures of the Co-occurrence page in words: their names, their units, what a cell says.

What the Train page has too is called as it is there.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType

from pages.shared.counting import Counting, Measure
from pages.shared.forms import choice, label
from w2v_core.config import TrainConfig
from w2v_core.options import Option

SPECS: Mapping[str, Option] = MappingProxyType({spec.name: spec for spec in TrainConfig.options()})

NAMES = {
    **{name: choice(name) for name in ("counts", "log", "ppmi")},
    "g2": "G²",
    "logdice": "logDice",
    "t": "t-score",
}
AXES = {
    "counts": "Count",
    "log": "log(1 + count)",
    "ppmi": "PPMI (nats)",
    "g2": "G² (log-likelihood)",
    "logdice": "logDice",
    "t": "t-score",
}
MEANING = {
    "counts": "A cell says how often the word of its column stands {where} the word of its row, "
    "in the same sentence.",
    "log": "A cell is the logarithm of 1 + how often the word of its column stands {where} the "
    "word of its row, so that the most frequent pairs do not drown all others.",
    "ppmi": "A cell says how much more often the word of its column stands {where} the word of "
    "its row than {chance}: 0.69 means {twice:g} times as often, 2.3 {tenfold:g} times, 0 {least}. "
    "(Positive pointwise mutual information in nats{shift}.)",
    "g2": "A cell says how hard it is to believe that only chance brings the word of its column "
    "{where} the word of its row: the larger, the harder; below zero they avoid each other. "
    "Blank: the two never meet. (Log-likelihood ratio, Dunning 1993; counted on one side, chance "
    "alone exceeds 3.84 once in twenty.)",
    "logdice": "A cell says how exclusively the word of its column stands {where} the word of its "
    "row: 14 never apart, one less for half as often. It can be compared across texts of any "
    "size. Blank: the two never meet. (Rychlý 2008.)",
    "t": "A cell says how sure it is that the word of its column stands {where} the word of its "
    "row more often than by chance: above 2 rather sure, below zero less often; it favours "
    "frequent pairs. Blank: the two never meet. (Church and others 1991.)",
}
WHERE = {
    "both": "within {span} of",
    "left": "at most {span} before",
    "right": "at most {span} after",
}
WEIGHED = {
    "flat": "",
    "linear": " A neighbour at distance d counts ({window} − d + 1) / {window}.",
    "harmonic": " A neighbour at distance d counts 1 / d.",
}


def meaning(how: Counting, measure: Measure) -> str:
    """What a cell of the map says, in a sentence or two of Markdown."""
    span = "one word" if how.window == 1 else f"{how.window} words"
    said = MEANING[measure.name].format(where=WHERE[how.side].format(span=span), **_than(measure))
    return said + WEIGHED[how.distance].format(window=how.window)


def _than(measure: Measure) -> dict[str, object]:
    """What PPMI compares with: a cell of value v is seen k e^v times as often as chance has it."""
    k = measure.shift
    chance = "chance would bring it there"
    if measure.smoothing < 1:
        chance += (
            ", were contexts drawn by their total to the power "
            f"{measure.smoothing:g}, rare ones so more often than they occur"
        )
    return {
        "chance": chance,
        "twice": 2 * k,
        "tenfold": 10 * k,
        "least": "no more often" if k == 1 else f"{k:g} times or less",
        "shift": "" if k == 1 else f", log {k:g} = {math.log(k):.2f} taken off",
    }


def settings_said(how: Counting, measure: Measure) -> str:
    """The settings of a table in one line of Markdown, in the order of the page."""
    said = [NAMES[measure.name]]
    if measure.name == "ppmi":
        said += [f"{_low('smoothing')} {measure.smoothing:g}", f"{_low('shift')} {measure.shift:g}"]
    said.append(f"{_low('window')} {how.window}")
    said += [f"{_low(name)}: {choice(getattr(how, name))}" for name in ("side", "distance")]
    if how.boundaries:
        said.append("`<START>` and `<END>` counted")
    return ", ".join([*said, f"{_low('min_count')} {how.min_count:,}"])


def _low(name: str) -> str:
    """The label of an option within a sentence."""
    called = label(SPECS[name])
    return called[0].lower() + called[1:]
