"""The tables of the Embedding Projector, packed together as a zip file.

`vectors.tsv` holds the numbers of W_in, a word a line, tabs between. `metadata.tsv` holds the
words, and beside them the counts where these are known; as the Projector wants it, there is a line
of names above two columns and none above one.

Does not: read them; a table of numbers apart from its words is no file of vectors.
"""

from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from w2v_core.embedding import Embedding
from w2v_core.formats.rows import BATCH, safe_words

VECTORS, METADATA = "vectors.tsv", "metadata.tsv"


def write(embedding: Embedding, stream: BinaryIO) -> None:
    """Write both tables into a binary stream."""
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        packed.writestr(METADATA, metadata(embedding))
        with packed.open(VECTORS, "w", force_zip64=True) as table:
            for first in range(0, len(embedding), BATCH):
                rows = embedding.W_in[first : first + BATCH].tolist()
                lines = ("\t".join(map("{:.9g}".format, row)) for row in rows)
                table.write(("\n".join(lines) + "\n").encode())


def metadata(embedding: Embedding) -> str:
    r"""The words, and their counts where known.

    >>> metadata(Embedding(["oil", "new york"], [[1.0], [2.0]], counts=[5, 3]))
    'word\tcount\noil\t5\nnew_york\t3\n'
    """
    words = safe_words(embedding.words)
    if embedding.counts is None:
        return "".join(f"{word}\n" for word in words)
    pairs = zip(words, embedding.counts.tolist(), strict=True)
    return "word\tcount\n" + "".join(f"{word}\t{count}\n" for word, count in pairs)
