"""What an owner deleted stays for an hour, so that a slip of the hand can be undone.

A run is moved away whole in one step. It is gone for good as soon as the bin is looked into after
its hour; nobody sees it meanwhile but its owner.
"""

import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from w2v_core.errors import NotFound

AN_HOUR = 3_600.0  # seconds


@dataclass(frozen=True, slots=True)
class Bin:
    """Deleted runs, each under its id.

    Attributes:
        place: its folder, made when it is needed.
        seconds: that a run stays.
    """

    place: Path
    seconds: float = AN_HOUR

    def take(self, folder: Path) -> None:
        """Move a folder here; raises NotFound if it is gone."""
        self.empty()
        self.place.mkdir(parents=True, exist_ok=True)
        goal = self.place / folder.name
        shutil.rmtree(goal, ignore_errors=True)
        try:
            os.utime(folder)  # from now on its hour runs
            folder.rename(goal)
        except FileNotFoundError as error:
            raise NotFound("It is not here; it may have been deleted meanwhile.") from error

    def give_back(self, name: str, folder: Path) -> None:
        """Move what was taken back to `folder`; raises NotFound if it is gone."""
        self.empty()
        if folder.exists():
            raise NotFound("It is there already.")
        try:
            (self.place / name).rename(folder)
        except FileNotFoundError as error:
            raise NotFound("It was deleted over an hour ago and is gone for good.") from error

    def held(self) -> list[Path]:
        """What can still be had back."""
        self.empty()
        return list(self.place.iterdir()) if self.place.is_dir() else []

    def empty(self) -> None:
        """Let go of what has been here for its hour."""
        found = list(self.place.iterdir()) if self.place.is_dir() else []
        for folder in found:
            if time.time() - folder.stat().st_mtime > self.seconds:
                shutil.rmtree(folder, ignore_errors=True)


def bin_of(owner_folder: Path) -> Bin:
    """The bin of an owner."""
    return Bin(owner_folder / "deleted")
