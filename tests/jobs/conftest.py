import pytest

from tests.jobs.making import ALICE, SOON
from w2v_core.jobs.home import Workspace
from w2v_core.jobs.start_up import open_jobs


@pytest.fixture
def alice(tmp_path):
    return Workspace(tmp_path, ALICE)


@pytest.fixture
def queue(tmp_path):
    made = open_jobs(tmp_path, warm=False)
    yield made
    made.shutdown(SOON)
