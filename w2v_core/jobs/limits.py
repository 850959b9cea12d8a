"""What one owner may ask of the server, and the sentence that says so."""

from dataclasses import dataclass

from w2v_core.errors import LimitReached


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one owner.

    Attributes:
        queued: jobs that wait or run at one time.
        runs: runs kept.
        corpora: corpora kept.
        numbers: numbers of one vector table, words × dimensions.
    """

    queued: int = 5
    runs: int = 200
    corpora: int = 50
    numbers: int = 500_000_000

    def check_queued(self, n: int) -> None:
        """Raise LimitReached unless one more job may join `n`."""
        if n >= self.queued:
            raise LimitReached(
                f"You have {n} jobs waiting or running, and {self.queued} is the limit; "
                "wait for one to end, or stop one."
            )

    def check_runs(self, n: int) -> None:
        """Raise LimitReached unless one more run may join `n`."""
        if n >= self.runs:
            raise LimitReached(
                f"You keep {n} runs, and {self.runs} is the limit; delete one you no longer need."
            )

    def check_corpora(self, n: int) -> None:
        """Raise LimitReached unless one more corpus may join `n`."""
        if n >= self.corpora:
            raise LimitReached(
                f"You keep {n} corpora, and {self.corpora} is the limit; "
                "delete one you no longer need."
            )

    def check_size(self, vocabulary: int, dim: int) -> None:
        """Raise LimitReached unless a vector table of this size may be trained."""
        if vocabulary * dim > self.numbers:
            raise LimitReached(
                f"{vocabulary:,} words × {dim} dimensions are {vocabulary * dim:,} numbers, and "
                f"{self.numbers:,} is the limit; raise min_count or lower dim."
            )
