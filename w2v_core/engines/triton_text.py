"""A text on the device, from which windows and noise are drawn there; see `triton_draw_kernels`.

This is the one place that decides which words a device trains on. Several devices would each hold
a stretch of the sentences here, and average their tables where `TritonCuda.parameters` reads them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from w2v_core.engines.base import Examples
from w2v_core.sampling.windows import Windows

if TYPE_CHECKING:
    from torch import Tensor, device

SPAN = 1024  # words of a program
BYTES_A_WORD = 8  # of the text: its id and its sentence


@dataclass(frozen=True, slots=True)
class DeviceWindows:
    """`sampling.windows.Windows` on a device: ids, left and right, (M,) int32 each."""

    ids: "Tensor"
    left: "Tensor"
    right: "Tensor"

    @classmethod
    def of(cls, windows: Windows, place: "device") -> "DeviceWindows":
        """Windows brought to the device."""
        import torch

        arrays = windows.ids, windows.left, windows.right
        return cls(*(torch.from_numpy(a).to(place, torch.int32) for a in arrays))

    def examples(self, of_pairs: bool) -> "Tensor":
        """How many pairs () there are, or how many centres with a context; on the device."""
        sizes = self.right - self.left - 1
        return sizes.sum() if of_pairs else (sizes > 0).sum()


class DeviceText:
    """The sentences of a problem, its keep probabilities and its alias table.

    Args:
        examples: the problem.
        place: the device.
    """

    def __init__(self, examples: Examples, place: "device") -> None:
        import torch

        corpus, model = examples.corpus, examples.model
        self.starts, self.place = corpus.starts, place
        self.window, self.shrink = model.window, model.window if model.shrink_window else 1
        self.ids = torch.from_numpy(np.array(corpus.ids, np.int32)).to(place)
        lengths = torch.from_numpy(np.diff(corpus.starts)).to(place)
        numbers = torch.arange(len(lengths), device=place, dtype=torch.int32)
        self.sentences = numbers.repeat_interleave(lengths, output_size=len(corpus.ids))
        self.keep = torch.from_numpy(examples.keep).to(place, torch.float32)
        self.stay = torch.from_numpy(examples.noise.stay).to(place, torch.float32)
        self.alias = torch.from_numpy(examples.noise.alias).to(place)

    def windows(self, first: int, last: int, rng: np.random.Generator) -> DeviceWindows:
        """Windows of sentences `first` up to `last` (excluded), anew at each call."""
        from w2v_core.engines.triton_draw_kernels import count_kept, keep_words, set_windows

        words = slice(*self.starts[[first, last]].tolist())
        ids, sentences = self.ids[words].clone(), self.sentences[words] - first
        seed, other = rng.integers(0, 2**31, 2).tolist()
        n, grid = len(ids), (-(-len(ids) // SPAN),)
        ends = self.whole(grid[0])
        count_kept[grid](ids, self.keep, n, seed, ends, SPAN)
        ends = ends.cumsum(0, dtype=ends.dtype)
        kept_ids, kept_sentences = self.whole(n), self.whole(n)
        begins = self.whole(last - first + 1)
        keep_words[grid](
            ids, sentences, self.keep, n, seed, ends, kept_ids, kept_sentences, begins, SPAN
        )
        begins[-1:] = ends[-1:]
        n = int(ends[-1])  # waits for the device
        left, right, grid = self.whole(n), self.whole(n), (max(1, -(-n // SPAN)),)
        set_windows[grid](
            kept_sentences, begins, n, other, left, right, self.window, self.shrink, SPAN
        )
        return DeviceWindows(kept_ids[:n], left, right)

    def noise(self, n_blocks: int, n_noise: int, rng: np.random.Generator) -> "Tensor":
        """Noise words (n_blocks, n_noise), drawn from the alias table."""
        from w2v_core.engines.triton_draw_kernels import draw_noise

        drawn, n = self.whole(n_blocks, n_noise), n_blocks * n_noise
        seed = int(rng.integers(0, 2**31))
        grid = (max(1, -(-n // SPAN)),)
        draw_noise[grid](self.stay, self.alias, len(self.stay), n, seed, drawn, SPAN)
        return drawn

    def whole(self, *shape: int) -> "Tensor":
        """Room for whole numbers."""
        import torch

        return torch.empty(shape, dtype=torch.int32, device=self.place)
