"""All of an embedding in one safetensors file: both tables, the words, the counts.

Tensors: `W_in` (V, D) float32; where known `W_out` (V, D) float32 and `counts` (V,) int64; `words`
uint8, the words in UTF-8 with a line end between. Nothing is lost, and nothing in such a file can
be a program.
"""

import json
from typing import Any, BinaryIO

import numpy as np

from w2v_core.embedding import Embedding
from w2v_core.formats.base import FormatError, FromFile, Limits

KINDS = {"W_in": "F32", "W_out": "F32", "counts": "I64", "words": "U8"}
HEADER_BYTES = 100_000  # of four tensors: some hundred
BETWEEN = "\n"
PIECE = 1 << 24  # bytes read at a time


def write(embedding: Embedding, stream: BinaryIO) -> None:
    """Write everything into a binary stream."""
    from safetensors.numpy import save

    words = BETWEEN.join(word.replace(BETWEEN, " ") for word in embedding.words)
    tables = {
        "W_in": embedding.W_in,
        "W_out": embedding.W_out,
        "counts": embedding.counts,
        "words": np.frombuffer(words.encode("utf-8", "surrogatepass"), np.uint8),
    }
    known = {name: np.asarray(table) for name, table in tables.items() if table is not None}
    stream.write(save(known, metadata={"format": "word2vec-explorer 1"}))


def read(stream: BinaryIO, limits: Limits = Limits()) -> FromFile:  # noqa: B008, it is frozen
    """Read what `write` wrote; raises FormatError for anything else."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    size = stream.read(8)
    n_header = int.from_bytes(size, "little")
    if len(size) < 8 or not 2 <= n_header <= HEADER_BYTES:
        raise FormatError("The file is no safetensors file, or one of too many tensors.")
    header = stream.read(n_header)
    n_body = body_bytes(header, limits)
    try:
        tables = load(size + header + at_most(n_body + 1, stream))
    except SafetensorError as error:
        raise FormatError("The safetensors file is damaged or cut short.") from error
    return FromFile(embedding_of(tables))


def at_most(n_bytes: int, stream: BinaryIO) -> bytes:
    """The next bytes, in pieces: a promise alone takes no memory."""
    pieces: list[bytes] = []
    while n_bytes > 0 and (piece := stream.read(min(n_bytes, PIECE))):
        pieces.append(piece)
        n_bytes -= len(piece)
    return b"".join(pieces)


def body_bytes(header: bytes, limits: Limits) -> int:
    """The bytes after the header, if it is one of ours and within limits."""
    try:
        tensors: dict[str, Any] = json.loads(header)
        tensors.pop("__metadata__", None)
        kinds = {name: facts["dtype"] for name, facts in tensors.items()}
        n_words, dim = map(int, tensors["W_in"]["shape"])
        end = max(int(facts["data_offsets"][1]) for facts in tensors.values())
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise FormatError(
            "The safetensors file must hold the tensors W_in and words, as the export writes them."
        ) from error
    if "words" not in kinds or any(KINDS.get(name) != kind for name, kind in kinds.items()):
        raise FormatError("The safetensors file must hold W_in and words, and other kinds none.")
    limits.check(n_words, dim)
    most = n_words * (8 * dim + 8 + limits.word_bytes)
    if not 0 <= end <= most:
        raise FormatError("The safetensors file promises more bytes than its words can have.")
    return end


def embedding_of(tables: dict[str, Any]) -> Embedding:
    """The embedding of the tensors; raises FormatError where they do not fit together."""
    try:
        words = tables["words"].tobytes().decode("utf-8", "surrogatepass").split(BETWEEN)
    except UnicodeDecodeError as error:
        raise FormatError("The words of the safetensors file are not UTF-8.") from error
    W_in, W_out, counts = tables["W_in"], tables.get("W_out"), tables.get("counts")
    fits = len(words) == len(set(words)) == len(W_in)
    fits &= W_out is None or W_out.shape == W_in.shape
    fits &= counts is None or (counts.shape == (len(words),) and bool(never_rising(counts)))
    if not fits:
        raise FormatError("The tensors of the safetensors file do not fit together.")
    if not all(table is None or np.isfinite(table).all() for table in (W_in, W_out)):
        raise FormatError("The safetensors file holds numbers that are not finite.")
    return Embedding(words, W_in, W_out, counts)


def never_rising(counts: Any) -> np.bool_:
    """Whether counts are positive and come most frequent first, as everywhere."""
    return np.bool_((counts > 0).all() and (np.diff(counts) <= 0).all())
