"""Files that come in become one text, packed or not, within what one text may have."""

from dataclasses import dataclass

import pytest

from pages.shared import adding
from tests.text.packing import TEXT, packings, zipped
from w2v_core.errors import LimitReached, TextError
from w2v_core.jobs.limits import Limits


@dataclass
class File:
    name: str
    data: bytes

    def getvalue(self):
        return self.data


@pytest.mark.parametrize("name", packings())
def test_a_packed_text_is_the_text(name):
    source = adding.uploaded([File(name, packings()[name])], Limits())
    assert set(source.text.split("\n")) == set(TEXT.decode().split("\n"))
    assert source.name == name and source.note == ""


def test_notes_of_all_files_are_kept_together():
    files = [
        File("a.zip", zipped(("a.txt", "Straße".encode("latin-1") * 9), ("b.jpg", b"x"))),
        File("../b\u202e.txt", b"two words"),
    ]
    source = adding.uploaded(files, Limits())
    assert source.name == "a.zip and 1 more"
    assert "1 other files in a.zip were left out" in source.note
    assert "Windows-1252" in source.note


def test_the_limit_is_of_all_files_together():
    files = [File(f"{n}.txt", b"word " * 120_000) for n in range(2)]
    with pytest.raises(LimitReached, match="1 MB is the limit"):
        adding.uploaded(files, Limits(upload_mb=1))


def test_a_hostile_archive_is_named():
    with pytest.raises(TextError, match="leads out of it"):
        adding.uploaded([File("x.zip", zipped(("../a.txt", TEXT)))], Limits())
