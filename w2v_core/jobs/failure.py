"""How work ended, in one word and one sentence; the error itself is not kept.

An exception holds its frames, and they hold arrays; what is stored or shown is text alone. The
log gets places in the program and no values, for these could be words of somebody's text.
"""

import traceback
from collections.abc import Callable
from logging import getLogger

from w2v_core.errors import Cancelled, W2VError
from w2v_core.jobs.states import DONE, FAILED, STOPPED

DEFECT = "Something went wrong in the program; the server's log says where. Try again."
NO_MEMORY = "There is not enough memory for this; choose a smaller text, vocabulary or dimension."
log = getLogger(__name__)


def outcome(work: Callable[[], bool]) -> tuple[str, str | None]:
    """Do the work; its final state and, where it failed, a sentence for people."""
    try:
        return (DONE if work() else STOPPED), None
    except Cancelled as error:
        return STOPPED, str(error)
    except W2VError as error:
        return FAILED, str(error)
    except BaseException as error:  # whatever it is, the thread must live on
        places = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s in a job:\n%s", type(error).__name__, places)
        # torch has its own class of this name, and is not imported for it
        short = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
        return FAILED, NO_MEMORY if short else DEFECT
