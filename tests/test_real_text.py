"""Reuters news by the command line: what stands near a word is what a reader would expect there.

Wants the folder of real texts that W2V_BENCH_DATA names.
"""

import gzip
import json
import os
from pathlib import Path

import pytest

from w2v_core.cli import main

DATA = Path(os.environ.get("W2V_BENCH_DATA") or "no data") / "reuters-apte.txt.gz"
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_file(), reason="no data: W2V_BENCH_DATA names no folder"),
]
OIL = {"crude", "petroleum", "barrel", "barrels", "bpd", "opec", "refinery", "refineries", "gas",
       "energy", "fuel", "natural", "drilling", "prices", "posted", "oils", "exploration",
       "refining", "gasoline", "heavy", "sulphur", "wells", "pipeline", "pipelines", "liquids",
       "liquefied", "condensate", "lpg", "distillate", "permian", "onshore", "offshore", "mexico's",
       "ecuador's", "venezuela's", "petro"}  # fmt: skip
JAPAN = {"japanese", "japan's", "tokyo", "korea", "korean", "taiwan", "hong", "kong", "china",
         "germany", "britain", "france", "canada", "europe", "america", "america's", "nakasone",
         "tamura", "miti", "yen", "microchip", "microchips", "chipmakers", "semiconductor",
         "semiconductors", "countries", "states"}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reuters")
    text = folder / "reuters.txt"
    text.write_bytes(gzip.decompress(DATA.read_bytes()))
    assert main(["train", str(text), "--out", str(folder / "run"), "--epochs", "5"]) == 0
    return folder / "run"


def near(run, word, top, capsys):
    capsys.readouterr()
    assert main(["neighbours", str(run), word, "--top", str(top)]) == 0
    return {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()}


def test_near_oil_are_oil_words(run, capsys):
    found = near(run, "oil", 10, capsys)
    assert len(found & OIL) >= 6, found
    assert not found & {"wheat", "cocoa", "dividend"}


def test_near_japan_are_places_and_japanese_words(run, capsys):
    found = near(run, "japan", 20, capsys)
    assert len(found & JAPAN) >= 5, found
    assert not found & {"wheat", "cocoa", "dividend"}


def test_the_record_tells_of_the_whole_text(run):
    record = json.loads((run / "run.json").read_text())
    assert record["corpus"]["words"] > 1_000_000
    assert record["result"]["loss"] > 0
