"""The states of a job, by name, so that they can be stored and compared anywhere."""

QUEUED, RUNNING, PAUSING, PAUSED, STOPPING = "queued", "running", "pausing", "paused", "stopping"
DONE, STOPPED, FAILED, INTERRUPTED = "done", "stopped", "failed", "interrupted"

ACTIVE = (QUEUED, RUNNING, PAUSING, STOPPING)  # in the hands of a process
OPEN = (*ACTIVE, PAUSED)  # asked for, and neither done nor given up
RESUMABLE = (PAUSED, INTERRUPTED, FAILED)  # may go on, if their kind of work keeps its place
FINAL = (DONE, STOPPED, FAILED, INTERRUPTED)
