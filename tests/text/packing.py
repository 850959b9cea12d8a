"""Archives for the tests, sound and hostile."""

import gzip
import io
import lzma
import stat
import zipfile

TEXT = b"the king rules the land\nthe queen rules the sea\n" * 20


def zipped(*entries, method=zipfile.ZIP_DEFLATED):
    """A zip archive of names and contents; a name may be a ready ZipInfo."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return sink.getvalue()


def link(name, target="/etc/passwd"):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


def packings(data=TEXT):
    """The same text packed in each way that is read."""
    return {
        "a.zip": zipped(("a.txt", data), ("b/c.md", data)),
        "a.txt.gz": gzip.compress(data, mtime=0),
        "a.txt.xz": lzma.compress(data),
        "a.txt": data,
    }
