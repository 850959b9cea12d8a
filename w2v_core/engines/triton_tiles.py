"""How a text is cut into blocks for the Triton kernels: centres, tiles, noise words, programs.

The figures below were chosen by counting bytes and operations and by the rule of `block_size`; the
benchmark `gpu` measures quality and speed beside others. ROUNDS was chosen without a GPU, by its
worst case: all blocks of a round at the same tables, on 2.3 million words of film reviews, three
epochs. The loss came to 2.496, 2.507 and 2.555 with 22,700, 5,700 and 1,400 rounds, and 2.500 on
the processor; without `brakes` it was no number.
"""

from dataclasses import asdict, dataclass
from typing import Any

from w2v_core.config import method_named
from w2v_core.engines.base import Examples
from w2v_core.engines.block_size import SAFE_STEP, examples_of_a_centre

PROGRAMS = 64  # at most; each works on one block at a time
ROUNDS = 20_000  # least number of times that all programs take a block, in a whole run
MOST_NOISE, LEAST_NOISE = 256, 32  # words shared by a block
WIDE = 12  # windows beyond this see tiles of 128 words instead of 64
COLUMNS = 32  # of the tables that a tile holds


@dataclass(frozen=True, slots=True)
class Tiles:
    """The sizes that a kernel is compiled for; the names are those in the kernels.

    Attributes:
        D: numbers of a row, filled up with zeros to 32 bytes.
        T: centres of a block.
        BT: centres of a tile, T or more.
        BC: words of the tile around them, T + 2 WINDOW or more.
        S: noise words of a block.
        WINDOW: the largest radius.
        PIECE: columns of the tables read at a time.
        PRECISION: of the factors of products, "bf16", "tf32" or "ieee"; sums are in float32.
    """

    D: int
    T: int
    BT: int
    BC: int
    S: int
    WINDOW: int
    PIECE: int = COLUMNS
    PRECISION: str = "bf16"

    @classmethod
    def of(cls, examples: Examples, precision: str = "bf16") -> "Tiles":
        """Those of a model: a noise word is moved by no more than is safe in one block."""
        model = examples.model
        BT, BC = (64, 64) if model.window <= WIDE else (32, 128)
        T = min(BT, BC - 2 * model.window)
        per_centre = examples_of_a_centre(model) * model.negatives * (model.lr or 1.0) / SAFE_STEP
        S = min(max(power_of_two(T * per_centre), power_of_two(model.negatives), LEAST_NOISE),
                MOST_NOISE)  # fmt: skip
        T = max(1, min(T, int(S / per_centre)))
        return cls(padded(model.dim), T, BT, BC, S, model.window, PRECISION=precision)

    def constants(self, method: str, mean: bool) -> dict[str, Any]:
        """Those of a method's kernel, by name."""
        cbow = method_named(method).hidden == "cbow"
        return asdict(self) | ({"MEAN": mean} if cbow else {})

    @property
    def stages(self) -> int:
        """How many pieces are on their way at a time.

        Pieces in tf32 would come through a cache that does not see the additions of others.
        """
        return 3 if self.PRECISION == "bf16" else 1

    def programs(self, examples: Examples) -> int:
        """How many blocks may be in flight: fewer for small texts, lest all of them be."""
        kept = float((examples.corpus.vocabulary.counts * examples.keep).sum())
        rounds = kept * (examples.model.epochs or 1) / (self.T * ROUNDS)
        return max(1, min(int(rounds), PROGRAMS))


def padded(dim: int) -> int:
    """Numbers of a row on the device, so that rows begin where memory is read 32 bytes at a time.

    >>> padded(100)
    104
    """
    return -(-dim // 8) * 8


def power_of_two(number: float) -> int:
    """The least power of two that is not below.

    >>> power_of_two(81.0), power_of_two(32)
    (128, 32)
    """
    return 1 << max(0, int(-(-number // 1)) - 1).bit_length()
