"""Kept corpora: a folder each, with the text as it came and the corpus built from it.

```
text.txt corpus.json manifest.json      the text, its name and how to read it
built/  ids.npy starts.npy vocabulary.tsv sizes.json manifest.json      all its words as ids
```

The two are file sets of their own, so that building never touches the text.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from w2v_core import storage
from w2v_core.config import TextConfig
from w2v_core.errors import ConfigError, NotFound, TextError, TornFile
from w2v_core.text.corpus import Corpus, build_corpus
from w2v_core.text.sources import Stream, clean, label, title
from w2v_core.text.vocabulary import Vocabulary

FORMAT = 1
KINDS = ("built-in", "pasted", "upload")
BUILT = "built"


@dataclass(frozen=True, slots=True)
class Sizes:
    """What building found: words, distinct words, sentences, those gained by cutting."""

    n_words: int
    n_distinct: int
    n_sentences: int
    n_cut: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class CorpusInfo:
    """A kept corpus without its words.

    Attributes:
        name: what it is called.
        kind: one of `KINDS`.
        note: what the reader should know, such as a guessed encoding; may be empty.
        config: how the text becomes words.
        created: when it was kept, ISO 8601 in UTC.
        n_characters: length of the text.
        sizes: what building found, or None before it is built.
    """

    name: str
    kind: str
    note: str
    config: TextConfig
    created: str
    n_characters: int
    sizes: Sizes | None = None


def keep_text(
    folder: Path, name: str, kind: str, text: str, config: TextConfig, note: str = ""
) -> CorpusInfo:
    """Keep a text in `folder`, replacing what was there; it still has to be built.

    Raises:
        TextError: if the text holds nothing but blanks.
        ConfigError: if the kind is unknown.
    """
    if kind not in KINDS:
        raise ConfigError(f"kind is {kind!r}; choose one of {', '.join(KINDS)}.")
    if not text.strip():
        raise TextError("The text is empty; choose one with words in it.")
    text = clean(text)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    shown = title(name) if kind == "pasted" else label(name)  # what is pasted has no folder
    facts = {"format": FORMAT, "name": shown, "kind": kind, "note": note}
    facts |= {"config": config.to_dict(), "created": created, "n_characters": len(text)}
    shutil.rmtree(folder / BUILT, ignore_errors=True)
    storage.write_set(folder, {"text.txt": text.encode(), "corpus.json": to_json(facts)})
    return info(folder)


def build(
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> CorpusInfo:
    """Read the kept text into words and keep the result beside it.

    Args:
        folder: where `keep_text` put it.
        progress: told characters read and characters in all.
        should_stop: asked many times a second whether to give up.

    Raises:
        TextError: if the text has no two distinct words.
        Cancelled: if `should_stop` said so; the text stays.
        NotFound: if there is no such corpus.
        TornFile: if the stored text is damaged.
    """
    kept = info(folder)
    path = storage.check_file(folder, "text.txt")

    def report(n_characters: int) -> None:
        if progress is not None:
            progress(n_characters, kept.n_characters)

    text = Stream(lambda: path.open("rb"), "UTF-8")
    corpus = build_corpus([text], kept.config, report, should_stop)
    sizes = {
        "n_words": corpus.n_words,
        "n_distinct": len(corpus.vocabulary),
        "n_sentences": corpus.n_sentences,
        "n_cut": corpus.n_cut,
        "fingerprint": corpus.fingerprint(),
    }
    files: dict[str, bytes | storage.Writer] = {
        "ids.npy": array_writer(corpus.ids),
        "starts.npy": array_writer(corpus.starts),
        "vocabulary.tsv": corpus.vocabulary.to_tsv(),
        "sizes.json": to_json(sizes),
    }
    storage.write_set(folder / BUILT, files)
    return info(folder)


def info(folder: Path) -> CorpusInfo:
    """What is known of a kept corpus without reading its words.

    Raises:
        NotFound: if there is no such corpus.
        TornFile: if what is stored is damaged.
    """
    if not folder.is_dir():
        raise NotFound("There is no such corpus; choose another or add it again.")
    facts = from_json(folder, "corpus.json")
    sizes = Sizes(**from_json(folder / BUILT, "sizes.json")) if is_built(folder) else None
    return CorpusInfo(
        name=facts["name"],
        kind=facts["kind"],
        note=facts["note"],
        config=TextConfig.from_dict(facts["config"]),
        created=facts["created"],
        n_characters=facts["n_characters"],
        sizes=sizes,
    )


def load(folder: Path) -> Corpus:
    """The built corpus, with all its words; ids and sentence starts are maps of their files.

    Raises:
        NotFound: if there is no such corpus, or it was not built.
        TornFile: if what is stored is damaged.
    """
    if not is_built(folder):
        raise NotFound("There is no such corpus, or its text was not read yet; prepare it again.")
    built = folder / BUILT
    sizes = Sizes(**from_json(built, "sizes.json"))
    return Corpus(
        ids=array(built, "ids.npy"),
        starts=array(built, "starts.npy"),
        vocabulary=vocabulary(folder),
        n_words=sizes.n_words,
        n_cut=sizes.n_cut,
    )


def vocabulary(folder: Path) -> Vocabulary:
    """The words of a built corpus with their counts; raises TornFile where that is damaged."""
    return Vocabulary.from_tsv(storage.read_file(folder / BUILT, "vocabulary.tsv"))


def is_built(folder: Path) -> bool:
    """Whether the kept text has been read into words."""
    return (folder / BUILT / storage.MANIFEST).exists()


def text_of(folder: Path) -> str:
    """The kept text; raises TornFile where it is damaged."""
    return storage.read_file(folder, "text.txt").decode()


def array_writer(values: NDArray[Any]) -> Callable[[BinaryIO], None]:
    """A function that writes the array to a stream as .npy."""
    return lambda stream: np.save(stream, values, allow_pickle=False)


def array(folder: Path, name: str) -> NDArray[Any]:
    """A stored array, verified, as a map: what is looked at is read when it is looked at."""
    values: NDArray[Any] = np.load(storage.check_file(folder, name), "r", allow_pickle=False)
    return values


def to_json(facts: dict[str, Any]) -> bytes:
    """Facts as people can read them too."""
    return json.dumps(facts, indent=1, ensure_ascii=False).encode()


def from_json(folder: Path, name: str) -> dict[str, Any]:
    """Stored facts, verified; raises TornFile where they are of a newer format."""
    facts: dict[str, Any] = json.loads(storage.read_file(folder, name))
    if facts.pop("format", FORMAT) != FORMAT:
        raise TornFile(f"{name} was written by a newer version of the program; update it.")
    return facts
