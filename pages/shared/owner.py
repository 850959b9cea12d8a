"""Who a browser is: a random name in a signed cookie, so that nobody can claim another's.

Does not: know who the person is. Whoever holds the cookie owns its corpora and runs.
"""

import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path

from itsdangerous import BadSignature, Signer

from w2v_core.jobs.home import home

COOKIE = "w2v_owner"
KEY_FILE = "cookie.key"
KEPT_SECONDS = 400 * 24 * 3600  # browsers keep no cookie longer


def new_owner() -> str:
    """A random owner of 128 bits."""
    return secrets.token_hex(16)


def sign(owner: str) -> str:
    """The value of the cookie that names `owner`."""
    return _signer(home()).sign(owner).decode()


def verify(cookie: str | None) -> str | None:
    """The owner a cookie names; None where there is none, or it was not signed here."""
    try:
        return _signer(home()).unsign(cookie or "").decode()
    except (BadSignature, UnicodeError):
        return None


@lru_cache(maxsize=4)
def _signer(folder: Path) -> Signer:
    import hashlib

    return Signer(_key(folder), salt="owner", digest_method=hashlib.sha256)


def _key(folder: Path) -> bytes:
    """The secret of this installation, made at the first start, readable by its user alone."""
    path = folder / KEY_FILE
    if not path.exists():
        handle, fresh = tempfile.mkstemp(dir=folder)  # mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        try:
            os.link(fresh, path)  # whole, and only if no other start was first
        except FileExistsError:
            pass
        finally:
            os.unlink(fresh)
    return path.read_bytes()
