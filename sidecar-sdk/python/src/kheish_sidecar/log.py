"""Log entries: one line each, on standard error, without the secrets that this process knows."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path

from .errors import KheishError

_SHORTEST_SECRET = 4


class Secrets:
    """The values that no log entry may show. For many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: tuple[str, ...] = ()

    def add(self, value: str | None) -> None:
        """Hides ``value`` from now on. Very short ones would hide half of every line, and are not secret."""
        if value is None or len(value) < _SHORTEST_SECRET:
            return
        with self._lock:
            if value not in self._values:
                # The longest first, so that no rest of it stays when a shorter one is a part of it.
                self._values = tuple(sorted([*self._values, value], key=len, reverse=True))

    def hide(self, text: str) -> str:
        """The text with every known value replaced."""
        for value in self._values:
            text = text.replace(value, "***")
        return text


class LineFormatter(logging.Formatter):
    """One line for each entry.

    An exception is told by its class and frames. Its message is added at level DEBUG only: it may hold
    secrets that this process does not know to be secret, such as a URL with a key in it.
    """

    def __init__(self, level: str, secrets: Secrets) -> None:
        super().__init__()
        self._messages = level == "DEBUG"
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The entry as one line."""
        time = self.formatTime(record)
        line = f"{time} {record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            line += ": " + _told(record.exc_info[1], self._messages)
        return self._secrets.hide(line).replace("\r", " ").replace("\n", " ")


def set_up(level: str, secrets: Secrets) -> None:
    """Sends all entries to standard error, unless the program has set up logging itself."""
    root = logging.getLogger()
    if root.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(level, secrets))
    root.addHandler(handler)
    root.setLevel(level)


def _told(problem: BaseException, message: bool) -> str:
    frames = traceback.extract_tb(problem.__traceback__)
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    said = f": {problem}" if message or isinstance(problem, KheishError) else ""
    return f"{type(problem).__name__}{said} [{places}]"
