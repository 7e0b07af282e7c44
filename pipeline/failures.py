"""What a user can do where the machine fails: a sentence that names the file and the way out."""

from __future__ import annotations

import errno

_OTHER_FOLDER = "choose another folder with --data"
_WAYS_OUT = {
    errno.ENOSPC: f"free some space, or {_OTHER_FOLDER}",
    errno.EDQUOT: f"free some space, or {_OTHER_FOLDER}",
    errno.EFBIG: f"raise the limit for the size of a file (ulimit -f), or {_OTHER_FOLDER}",
    errno.EROFS: f"make it writable, or {_OTHER_FOLDER}",
    errno.EACCES: f"make it writable, or {_OTHER_FOLDER}",
    errno.EPERM: f"make it writable, or {_OTHER_FOLDER}",
    errno.EIO: f"check the disk, or {_OTHER_FOLDER}",
    errno.EMFILE: "raise the limit for open files (ulimit -n)",
    errno.ENFILE: "close other programs and try again",
    errno.EAGAIN: "close other programs and try again",
    errno.ENOMEM: "close other programs and try again",
}


def failure_sentence(error: OSError) -> str:
    """The sentence for an error of the system.

    A full disk gives ``data/ledger.jsonl: No space left on device; free some space, or choose another folder with
    --data.``
    """
    file = f"{error.filename}: " if error.filename is not None else ""
    words = (error.strerror or str(error)).rstrip(".")
    way_out = _way_out(error)
    return f"{file}{words}{f'; {way_out}' if way_out else ''}."


def _way_out(error: OSError) -> str | None:
    if error.errno == errno.ENOENT and error.filename is None:
        # Python's own word for it: no folder takes a file that is needed for a moment.
        return "free some space there, or name another folder in TMPDIR"
    return _WAYS_OUT.get(error.errno or 0)
