"""The states of a job, by name, so that they can be stored and compared anywhere."""

QUEUED, RUNNING, PAUSING, PAUSED, STOPPING = "queued", "running", "pausing", "paused", "stopping"
DONE, STOPPED, FAILED, INTERRUPTED = "done", "stopped", "failed", "interrupted"

ACTIVE = (QUEUED, RUNNING, PAUSING, PAUSED, STOPPING)
FINAL = (DONE, STOPPED, FAILED, INTERRUPTED)
