"""Triton kernels that turn a text on the device into examples: thinning, windows, noise.

Chance comes from counters (Philox: Salmon et al. 2011): the number drawn for word i depends on the
seed and on i alone, so that two kernels, or two devices, draw the same without asking each other.

`count_kept`, `keep_words` and `set_windows` together agree with `sampling.windows.draw_windows`,
and `draw_noise` with `sampling.noise.AliasTable.draw`, in distribution.
"""

import triton
import triton.language as tl


@triton.jit
def is_kept(ids, keep, n, seed, SPAN: tl.constexpr):
    """Words of this program's span, and whether each stays."""
    pos = tl.program_id(0) * SPAN + tl.arange(0, SPAN)
    id = tl.load(ids + pos, mask=pos < n, other=0)
    chance = tl.load(keep + id, mask=pos < n, other=0.0)
    return pos, id, tl.rand(seed, pos) < chance


@triton.jit(do_not_specialize=["n", "seed"])
def count_kept(ids, keep, n, seed, totals, SPAN: tl.constexpr):
    """`totals[p]`: how many of the words p SPAN .. (p + 1) SPAN - 1 of the text stay."""
    _, _, stays = is_kept(ids, keep, n, seed, SPAN)
    tl.store(totals + tl.program_id(0), tl.sum(stays.to(tl.int32)))


@triton.jit(do_not_specialize=["n", "seed"])
def keep_words(
    ids, sentences, keep, n, seed, ends, kept_ids, kept_sentences, begins, SPAN: tl.constexpr
):
    """Write the words that stay side by side, each with its sentence.

    Args:
        ids: (n,) words of the text.
        sentences: (n,) the sentence of each, rising by one from 0.
        keep: (V,) keep probabilities.
        n: how many words.
        seed: that of `count_kept`.
        ends: running sums of its totals.
        kept_ids: (M,) gets the words.
        kept_sentences: (M,) gets their sentences.
        begins: gets how many words were kept before each sentence.
        SPAN: words of a program.
    """
    pos, id, stays = is_kept(ids, keep, n, seed, SPAN)
    sentence = tl.load(sentences + pos, mask=pos < n, other=0)
    before = tl.load(sentences + pos - 1, mask=(pos > 0) & (pos < n), other=-1)
    here = tl.cumsum(stays.to(tl.int32), 0)
    place = tl.load(ends + tl.program_id(0)) - tl.sum(stays.to(tl.int32)) + here - 1
    tl.store(kept_ids + place, id, mask=stays)
    tl.store(kept_sentences + place, sentence, mask=stays)
    first = (sentence != before) & (pos < n)
    tl.store(begins + sentence, place + 1 - stays.to(tl.int32), mask=first)


@triton.jit(do_not_specialize=["n", "seed"])
def set_windows(
    sentences, begins, n, seed, left, right, WINDOW: tl.constexpr, SHRINK: tl.constexpr,
    SPAN: tl.constexpr,
):  # fmt: skip
    """Where the contexts of each kept word begin and end; `begins` ends with `n`."""
    pos = tl.program_id(0) * SPAN + tl.arange(0, SPAN)
    sentence = tl.load(sentences + pos, mask=pos < n, other=0)
    begin = tl.load(begins + sentence, mask=pos < n, other=0)
    end = tl.load(begins + sentence + 1, mask=pos < n, other=0)
    radius = 1 + tl.umulhi(tl.randint(seed, pos), SHRINK).to(tl.int32) + WINDOW - SHRINK
    tl.store(left + pos, tl.maximum(pos - radius, begin), mask=pos < n)
    tl.store(right + pos, tl.minimum(pos + radius + 1, end), mask=pos < n)


@triton.jit(do_not_specialize=["n_words", "n", "seed"])
def draw_noise(stay, alias, n_words, n, seed, noise_ids, SPAN: tl.constexpr):
    """`noise_ids` (n,): a column drawn evenly, or the word that shares it."""
    place = tl.program_id(0) * SPAN + tl.arange(0, SPAN)
    which, chance, _, _ = tl.randint4x(seed, place)
    column = tl.umulhi(which, n_words.to(tl.uint32)).to(tl.int32)
    stays = chance.to(tl.float32) * 2.0**-32 < tl.load(stay + column)
    tl.store(noise_ids + place, tl.where(stays, column, tl.load(alias + column)), mask=place < n)
