import stat

from pages.shared import owner


def test_a_signed_cookie_names_its_owner(home):
    name = owner.new_owner()
    assert owner.verify(owner.sign(name)) == name


def test_what_was_not_signed_here_names_nobody(home):
    signed = owner.sign("a" * 32)
    for cookie in (None, "", "a" * 32, "b" + signed[1:], signed[:-1], signed + "x", "é.é", "."):
        assert owner.verify(cookie) is None, cookie


def test_the_key_is_readable_by_its_user_alone(home):
    owner.sign("x")
    assert stat.S_IMODE((home / owner.KEY_FILE).stat().st_mode) == 0o600


def test_another_installation_does_not_know_the_cookie(home, tmp_path_factory, monkeypatch):
    cookie = owner.sign("a" * 32)
    monkeypatch.setenv("W2V_HOME", str(tmp_path_factory.mktemp("other")))
    assert owner.verify(cookie) is None
