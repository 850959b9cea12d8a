"""What every projection gives back."""

from dataclasses import dataclass

from w2v_core.embedding import FloatMatrix


@dataclass(frozen=True, eq=False, slots=True)
class Projection:
    """Words as points of a map.

    Attributes:
        points: (V, dims) float32, one row a word; axes without a unit.
        explained: share of the spread (0..1) that each axis keeps; empty where that has no meaning.
        note: one sentence for the reader of the map.
    """

    points: FloatMatrix
    explained: tuple[float, ...]
    note: str
