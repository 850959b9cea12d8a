"""Packed texts come out whole; what is hostile is one sentence, soon, and little memory."""

import gzip
import io
import lzma
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.packing import TEXT, link, packings, zipped
from w2v_core.errors import LimitReached, TextError, W2VError
from w2v_core.text.archives import MOST_FILES, unpacked
from w2v_core.text.sources import decode

MB = 10**6
INDEX = b"PK\x01\x02\x14\x03\x14\x00"  # how the index of a zip archive begins, flags come next


@pytest.mark.parametrize("name", packings())
def test_each_packing_gives_the_text(name):
    members, note = unpacked(packings()[name], name)
    assert {member.data for member in members} == {TEXT} and note == ""
    assert [member.name for member in members] == (
        ["a.txt", "c.md"] if name == "a.zip" else ["a.txt"]
    )


def test_several_streams_of_one_file_are_all_read():
    assert unpacked(gzip.compress(b"a ") + gzip.compress(b"b"), "x.gz")[0][0].data == b"a b"
    padded = lzma.compress(b"a ") + b"\0" * 4 + lzma.compress(b"b")
    assert unpacked(padded, "x.xz")[0][0].data == b"a b"


def test_what_is_no_text_is_left_out_and_told():
    data = zipped(
        ("a.txt", TEXT), ("cover.jpg", b"\xff\xd8"), ("__MACOSX/._a.txt", b"x"), (".x.txt", b"x")
    )
    members, note = unpacked(data, "book.zip")
    assert [member.name for member in members] == ["a.txt"]
    assert note.startswith("3 other files in book.zip were left out")
    with pytest.raises(TextError, match="holds no text"):
        unpacked(zipped(("cover.jpg", b"x")), "book.zip")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zipped(("../up.txt", TEXT)), "leads out of it"),
        (zipped(("a/../../up.txt", TEXT)), "leads out of it"),
        (zipped(("..\\up.txt", TEXT)), "leads out of it"),
        (zipped(("/etc/a.txt", TEXT)), "leads out of it"),
        (zipped(("C:\\a.txt", TEXT)), "leads out of it"),
        (zipped(link("a.txt")), "is a link"),
        (zipped(("a.txt", zipped(("b.txt", TEXT)))), "archive within the archive"),
        (gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0), "archive within the archive"),
        (lzma.compress(zipped(("b.txt", TEXT))), "archive within the archive"),
        (zipped(("a.txt", TEXT), method=zipfile.ZIP_BZIP2), "rare way"),
        (zipped(("a.txt", TEXT)).replace(INDEX + b"\0", INDEX + b"\1"), "password"),
        (gzip.compress(TEXT, mtime=0)[:-9], "damaged or cut short"),
        (lzma.compress(TEXT)[:-9], "damaged or cut short"),
        (zipped(("a.txt", TEXT))[:-9], "damaged or cut short"),
        (b"PK\x03\x04", "damaged or cut short"),
    ],
)  # fmt: skip
def test_what_is_hostile_or_torn_is_one_sentence(data, says):
    with pytest.raises(TextError, match=says):
        unpacked(data, "x.zip")


def peak_of(data, error, says, most=200 * MB):
    tracemalloc.start()
    try:
        with pytest.raises(error, match=says):
            unpacked(data, "bomb.zip", most)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        zipped(("a.txt", bytes(40 * MB))),
        gzip.compress(bytes(40 * MB)),
        lzma.compress(bytes(40 * MB), preset=0),
    ],
    ids=["zip", "gzip", "xz"],
)
def test_a_bomb_is_stopped_in_little_memory(data):
    assert len(data) < MB / 10
    assert peak_of(data, LimitReached, "swells to over 100 times") < 100 * MB


def test_more_than_a_text_may_have_is_refused():
    noise = bytes(range(256)) * 40
    for data in (zipped(("a.txt", noise)), gzip.compress(noise, 0), lzma.compress(noise)):
        with pytest.raises(LimitReached, match="unpacks to more than"):
            unpacked(data, "x.zip", 9_000)


def test_a_size_that_is_a_lie_does_not_help():
    data = bytearray(zipped(("a.txt", bytes(40 * MB))))
    declared = struct.pack("<I", 40 * MB)
    for place in (data.find(declared), data.rfind(declared)):
        data[place : place + 4] = struct.pack("<I", 9)
    peak = peak_of(bytes(data), W2VError, "bomb.zip")
    assert peak < 100 * MB


def test_too_many_files_are_refused_before_they_are_looked_at():
    many = zipped(*((f"{n}.txt", b"x") for n in range(MOST_FILES + 1)))
    with pytest.raises(LimitReached, match="1,001 files"):
        unpacked(many, "x.zip")
    far = bytearray(zipped(("a.txt", TEXT)))
    end = far.rfind(b"PK\x05\x06")
    far[end + 12 : end + 16] = struct.pack("<I", 90 * MB)
    with pytest.raises(LimitReached, match="more files than are read"):
        unpacked(bytes(far), "x.zip")


# -- what nobody thought of ------------------------------------------------------------------------


def mutated(data, places):
    """The bytes with some replaced, cut or doubled."""
    made = bytearray(data)
    for place, kind, byte in places:
        at = place % max(len(made), 1)
        if kind == 0 and made:
            made[at] = byte
        elif kind == 1:
            del made[at : at + byte]
        else:
            made[at:at] = made[at : at + byte]
    return bytes(made)


def survives(name, data):
    """Read it as an upload is read: either a text or one clear sentence comes of it."""
    try:
        members, _ = unpacked(data, name, MB)
        for member in members:
            assert len(member.data) <= MB
            assert "/" not in member.name and "\\" not in member.name
            decode(member.data, member.name)
    except W2VError as error:
        says = str(error)
        assert says.endswith(".") and "Traceback" not in says and len(says) < 400
        assert "\n" not in says and "\u202e" not in says


changes = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 2), st.integers(0, 255)), max_size=8
)
archives = st.builds(mutated, st.sampled_from(list(packings(TEXT[:200]).values())), changes)
names = st.one_of(
    st.text(max_size=200),
    st.builds("".join, st.lists(st.sampled_from(
        ["../", "..\\", "/", "C:", "%2e", "\u202e", "\x00", "\n", "a", ".zip", "~", "\ud800", "＃"]
    ), max_size=20)),
)  # fmt: skip
encoded = st.one_of(
    st.binary(max_size=300),
    st.builds(
        lambda text, codec, changes: mutated(text.encode(codec, "ignore"), changes),
        st.text(max_size=100),
        st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "shift_jis"]),
        changes,
    ),
)
FEW = settings(max_examples=150, deadline=2_000)
MANY = settings(max_examples=10_000, deadline=2_000)


@FEW
@given(names, archives)
def test_mutated_archives_do_no_harm(name, data):
    survives(name, data)


@FEW
@given(names, encoded)
def test_any_bytes_are_a_text_or_a_sentence(name, data):
    survives(name, data)


@FEW
@given(names)
def test_names_within_an_archive_never_lead_anywhere(name):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("x" + name.encode("utf-8", "replace").decode(), TEXT)
    survives("x.zip", sink.getvalue())


@pytest.mark.slow
@pytest.mark.parametrize(
    "test",
    [
        test_mutated_archives_do_no_harm,
        test_any_bytes_are_a_text_or_a_sentence,
        test_names_within_an_archive_never_lead_anywhere,
    ],
    ids=lambda test: test.__name__,
)
def test_ten_thousand_times(test):
    MANY(test)()
