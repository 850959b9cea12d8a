"""`python -m w2v_core`: the command line."""

import sys

from w2v_core.cli import main

sys.exit(main())
