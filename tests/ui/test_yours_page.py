"""The Yours page lists what a visitor keeps and deletes all of it, after a second thought."""

import pytest

from pages.shared import state
from tests.ui.toy_home import OWNER, ToyHome, open_page
from w2v_core.jobs.home import Workspace

TEXT = "the king rules the land\nthe queen rules the sea\n" * 40


@pytest.fixture
def toys(home):
    return ToyHome.at(home)


def button(page, label):
    return next(button for button in page.button if button.label == label)


def test_with_nothing_there_the_limits_are_shown(home):
    page = open_page("yours.py")
    assert "neither a text nor a run" in page.markdown[-1].value or page.dataframe
    limits = page.dataframe[0].value.set_index("What")
    assert limits.loc["Runs that one visitor keeps.", "Limit"] == state.queue().limits.runs
    assert any("400 days" in caption.value for caption in page.caption)


def test_texts_and_runs_are_listed_with_what_others_may_see(toys):
    corpus_id = toys.corpus(TEXT, "Mine")
    run_id = toys.run(corpus_id, "My run")
    toys.workspace.publish_run(run_id)
    rows = open_page("yours.py").dataframe[0].value
    assert list(rows["kind"]) == ["Text", "Run"]
    assert list(rows["name"]) == ["Mine", "My run"]
    assert list(rows["published"]) == [False, True]


def test_everything_is_deleted_once_that_is_sure(toys, home):
    toys.corpus(TEXT, "Mine")
    other = ToyHome(Workspace(home, "stranger-1"))
    theirs = other.corpus(TEXT, "Theirs")
    page = open_page("yours.py")
    assert button(page, "Delete everything now").disabled
    page.checkbox(key="yours_sure").check().run()
    button(page, "Delete everything now").click().run()
    assert not page.exception
    assert not toys.workspace.folder.exists()
    assert other.workspace.corpus_folder(theirs)
    assert state.queue().views(OWNER) == ()


def test_how_long_things_are_kept_is_what_the_settings_say(home):
    (home / "settings.toml").write_text("kept_days = 0")
    page = open_page("yours.py")
    assert any("until you delete it" in caption.value for caption in page.caption)
