"""Work in the background: the home of all state, the queue, and the jobs that it does."""
