"""What one owner may ask of the server, and the sentences that say so."""

from dataclasses import dataclass

from w2v_core.errors import LimitReached
from w2v_core.options import Options, option

MB, GB = 10**6, 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Options):
    """Limits of one owner."""

    queued: int = option(5, "Jobs of one visitor that wait or run.", low=1, high=10_000)
    running: int = option(
        2, "Jobs of one visitor that run at one time; more of them wait.", low=1, high=10_000
    )
    runs: int = option(200, "Runs that one visitor keeps.", low=0, high=1_000_000)
    corpora: int = option(50, "Texts that one visitor keeps.", low=0, high=1_000_000)
    corpora_mb: int = option(
        4_000,
        "Megabytes of all texts of one visitor, with what was read from them.",
        low=1,
        high=100_000_000,
    )
    upload_mb: int = option(
        200, "Megabytes of one text, once it is unpacked.", low=1, high=1_000_000
    )
    numbers: int = option(
        500_000_000, "Numbers of one table of vectors: words times dimensions.", low=1
    )
    memory_gb: float = option(
        0.0, "Gigabytes one training may need by forecast; 0: what is free then.", low=0, high=1e6
    )
    hours: float = option(
        24.0, "Hours after which a job that still runs is paused, or else stopped.", low=0, high=1e5
    )

    def check_queued(self, n: int) -> None:
        """Raise LimitReached unless one more job may join `n`."""
        if n >= self.queued:
            raise LimitReached(
                f"You have {n} jobs waiting or running, and {self.queued} is the limit; "
                "wait for one to end, or stop one."
            )

    def check_kept(self, shelf: str, n: int) -> None:
        """Raise LimitReached unless one more run or corpus may join `n`.

        Args:
            shelf: "runs" or "corpora".
            n: those kept, and those that jobs will add.
        """
        most = {"runs": self.runs, "corpora": self.corpora}[shelf]
        if n >= most:
            raise LimitReached(
                f"You keep {n} {shelf}, jobs that wait included, and {most} is the limit; "
                "delete one you no longer need."
            )

    def check_bytes(self, kept: int, more: int) -> None:
        """Raise LimitReached unless texts of so many more bytes may join those that are kept."""
        if kept + more > self.corpora_mb * MB:
            raise LimitReached(
                f"Your texts take {kept / MB:,.0f} MB, this one would add some {more / MB:,.0f} MB,"
                f" and {self.corpora_mb:,} MB is the limit; delete one you no longer need."
            )

    def check_upload(self, n_bytes: int) -> None:
        """Raise LimitReached unless one text may have so many bytes."""
        if n_bytes > self.upload_mb * MB:
            raise LimitReached(
                f"The text has {n_bytes / MB:,.0f} MB, and {self.upload_mb:,} MB is the limit of "
                "one text; bring a part of it."
            )

    def check_size(self, vocabulary: int, dim: int) -> None:
        """Raise LimitReached unless a vector table of this size may be trained."""
        if vocabulary * dim > self.numbers:
            raise LimitReached(
                f"{vocabulary:,} words × {dim} dimensions are {vocabulary * dim:,} numbers, and "
                f"{self.numbers:,} is the limit; raise min_count or lower dim."
            )

    def check_memory(self, needed: int, free: int | None) -> None:
        """Raise LimitReached unless a training may take so many bytes of memory.

        Args:
            needed: forecast, in bytes.
            free: bytes that are free now; None where the system does not tell.
        """
        most = int(self.memory_gb * GB) or free
        if most is not None and needed > most:
            known = "is the limit" if self.memory_gb else "are free now"
            raise LimitReached(
                f"This training would take about {needed / GB:,.1f} GB of memory, and "
                f"{most / GB:,.1f} GB {known}; raise min_count or lower dim."
            )

    def check_time(self, seconds: float | None) -> None:
        """Raise LimitReached unless a job may take so long; None: nobody knows."""
        if seconds is not None and seconds > self.hours * 3600:
            raise LimitReached(
                f"By the speed of your last run like this it would take about "
                f"{seconds / 3600:,.1f} h, and {self.hours:g} h is the limit of one job; lower "
                "epochs or dim, or take a part of the text."
            )
