"""Texts of any length as slices of bounded length, cut only between words."""

from collections.abc import Iterable, Iterator

SLICE = 1 << 17  # characters; tokenized in some 10 ms, for which the GIL is held


def slices(texts: Iterable[str], size: int = SLICE) -> Iterator[tuple[str, int]]:
    r"""Pieces of at most about `size` characters, and the characters read up to their end.

    A line break stands after each text, so that no sentence runs on into the next. A run of more
    than `size` characters without any space is cut where it reaches that length.

    >>> [piece for piece, read in slices(["to be or", "not"], size=4)]
    ['to ', 'be ', 'or', '\n', 'not', '\n']
    """
    read = 0
    for batch in batches(texts, size):
        joined = "\n".join(batch)
        after = read + sum(map(len, batch))
        for start, end in cuts(joined, size):
            yield joined[start:end], min(read + end, after)
        yield "\n", after
        read = after


def batches(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    """Neighbouring texts together until they hold `size` characters: many small ones cost time."""
    batch: list[str] = []
    held = 0
    for text in texts:
        batch.append(text)
        held += len(text)
        if held >= size:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


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
