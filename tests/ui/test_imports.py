"""Pages must start fast: the heavy libraries wait until work needs them."""

import subprocess
import sys

HEAVY = ("torch", "umap", "numba", "scipy", "sklearn", "triton")
CODE = """
import runpy, sys
import app
from streamlit.testing.v1 import AppTest
heavy = sys.argv[1].split(",")
print("import", [name for name in heavy if name in sys.modules])
test = AppTest.from_file(app.__file__, default_timeout=30).run()
for page in sys.argv[2].split(","):
    test.switch_page(f"pages/{page}.py").run()
    assert not test.exception, test.exception
print("pages", [name for name in heavy if name in sys.modules])
"""


def test_no_heavy_library_is_loaded_by_the_app_or_an_empty_page(home):
    # About asks which engines can run: where a driver is installed, that loads torch.
    pages = (
        "start,corpus,train,map,neighbours,analogies,predict,cooccurrence,compare,tradeoffs,runs"
    )
    pages += ",counts,windows,objectives,noise,microscope"
    done = subprocess.run(
        [sys.executable, "-c", CODE, ",".join(HEAVY), pages],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines() == ["import []", "pages []"], done.stdout + done.stderr
