"""Texts of any length as slices of bounded length, cut only between words."""

from collections.abc import Iterable, Iterator

SLICE = 1 << 17  # characters; tokenized in some 10 ms, for which the GIL is held

Text = str | Iterable[str]  # a text, or its pieces in order where it need not fit in memory


def slices(texts: Iterable[Text], size: int = SLICE) -> Iterator[tuple[str, int]]:
    r"""Slices of less than about twice `size` characters, and the characters read up to their end.

    A line break stands after each text, so that no sentence runs on into the next. A run of more
    than `size` characters without any space is cut where it reaches that length.

    >>> [piece for piece, read in slices(["to be or", "not"], size=5)]
    ['to be or', '\nnot\n']
    """
    held: list[str] = []
    n_held = n_read = 0
    for piece, n_read in pieces(texts, size):  # many small ones would cost time
        held.append(piece)
        n_held += len(piece)
        if n_held >= size:
            yield "".join(held), n_read
            held, n_held = [], 0
    if held:
        yield "".join(held), n_read


def pieces(texts: Iterable[Text], size: int) -> Iterator[tuple[str, int]]:
    """The same slices, but neighbours that are short still apart."""
    n_read = 0
    for text in texts:
        for part in [text] if isinstance(text, str) else text:
            for start, end in cuts(part, size):
                yield part[start:end], n_read + end
            n_read += len(part)
        yield "\n", n_read


def cuts(text: str, size: int) -> Iterator[tuple[int, int]]:
    """Start and end of each piece of one text."""
    start = 0
    while start < len(text):
        end = cut_before(text, start, start + size)
        yield start, end
        start = end


def cut_before(text: str, start: int, end: int) -> int:
    """The last place up to `end` that follows whitespace, or `end` itself if there is none."""
    if end >= len(text):
        return len(text)
    if text[end - 1].isspace():
        return end
    last_word = text[start:end].rsplit(None, 1)[-1]
    return end - len(last_word) if len(last_word) < end - start else end
