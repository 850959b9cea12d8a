"""What can go wrong, each kind a class, each message one sentence for the person who reads it.

A message says what came, what was expected and what to do. Pages and the command line show it as
it is; anything that is not a `W2VError` is a defect of the program.
"""


class W2VError(Exception):
    """Base of all errors with a message meant for people."""


class ConfigError(W2VError):
    """A setting is out of its range, unknown, or does not fit another."""


class TextError(W2VError):
    """A text cannot be read, or nothing is left of it after preparation."""


class UnknownWord(W2VError):
    """A word is not in the vocabulary."""


class EngineUnavailable(W2VError):
    """An engine cannot run here: which, why, and what to do instead.

    Attributes:
        engine: name of the engine.
        why: the reason, a clause.
        fix: what to do, a clause.
    """

    def __init__(self, engine: str, why: str, fix: str) -> None:
        super().__init__(f"The engine {engine} cannot run: {why}; {fix}.")
        self.engine, self.why, self.fix = engine, why, fix


class DeviceFailed(W2VError):
    """A GPU failed while it computed; the process can no longer use it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The GPU failed ({why}) and cannot be used again until the program is restarted; "
            "restart it, or choose the device cpu."
        )


class TornFile(W2VError):
    """A stored file is cut short, changed or missing; it is named, never shown as data."""


class NotFound(W2VError):
    """A run, corpus or job does not exist, or belongs to somebody else: the two look alike."""


class StorageError(W2VError):
    """Something cannot be kept: the disk is full, or the folder cannot be written."""


class LimitReached(W2VError):
    """A limit of the server stands in the way; the message names it."""


class Cancelled(W2VError):
    """Long work was stopped on request; nothing of it was kept."""
