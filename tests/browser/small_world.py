"""A small text of the made-up world, as a file that somebody brings."""

from w2v_core.text.toy_world import toy_world

FILE = "small-world.txt"
TEXT = toy_world(n_words=20_000).encode()
