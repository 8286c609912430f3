"""Files that are made: open, and durable in their folder, or not there at all."""

import os

__all__ = ["opened"]


def opened(path: str, flags: int) -> int:
    """Return a file, open; where ``flags`` made it now, its name is durable in its folder. `OSError` leaves nothing open."""
    new = bool(flags & os.O_CREAT) and not os.path.exists(path)
    file = os.open(path, flags | os.O_CLOEXEC, 0o666)
    try:
        if new:
            folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError:
        os.close(file)
        raise
    return file
