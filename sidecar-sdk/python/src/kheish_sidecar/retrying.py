"""When to try again, and when to stop trying."""

from __future__ import annotations

import random
import re
import threading
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from .errors import Stopping, Unavailable

LONGEST_WAIT_MS = 3_600_000


def retry_after_ms(header: str | None, now_ms: int) -> int | None:
    """Reads a ``Retry-After`` header, at most one hour; None if there is no usable one."""
    if header is None:
        return None
    text = header.strip()
    if re.fullmatch("[0-9]+", text):
        # More digits than this are beyond an hour anyway, and int() limits how many it reads.
        return min(int(text[-18:]) * 1000, LONGEST_WAIT_MS) if len(text) < 19 else LONGEST_WAIT_MS
    try:
        at_ms = round(parsedate_to_datetime(text).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return min(max(at_ms - now_ms, 0), LONGEST_WAIT_MS)


@dataclass(frozen=True, slots=True)
class Retrying:
    """How requests to the host are repeated. All values are seconds.

    ``patience`` bounds one call in all; None is for ever. The pause before a repetition is a random
    part of ``first``, which doubles each time up to ``longest``, and never shorter than what the host
    asks for.
    """

    patience: float | None = 120.0
    first: float = 0.5
    longest: float = 30.0

    def __post_init__(self) -> None:
        if self.patience is not None and self.patience < 0:
            raise ValueError(f"patience must not be negative, but is {self.patience}")
        if not 0 < self.first <= self.longest:
            raise ValueError(f"first ({self.first}) must be positive and at most longest ({self.longest})")


class Patience:
    """The patience of one call. For one thread."""

    def __init__(self, retrying: Retrying, stopping: threading.Event) -> None:
        self._retrying = retrying
        self._stopping = stopping
        self._ceiling = retrying.first
        self._ends = None if retrying.patience is None else time.monotonic() + retrying.patience

    def pause(self, what: str, why: str, after_ms: int | None) -> None:
        """Waits until ``what`` may be tried again.

        Raises Unavailable as soon as it is known that patience ends first, and Stopping as soon as the
        sidecar stops.
        """
        wait = max(random.uniform(0, self._ceiling), (after_ms or 0) / 1000)
        self._ceiling = min(self._ceiling * 2, self._retrying.longest)
        if self._ends is not None and time.monotonic() + wait > self._ends:
            raise Unavailable(
                f"{what} failed for {self._retrying.patience:g} seconds, the last time because {why}."
            )
        if self._stopping.wait(wait):
            raise Stopping(f"{what} was given up because the sidecar stops; it had failed because {why}.")
