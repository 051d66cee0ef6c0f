"""How the sidecar is, as the host asks for it."""

from __future__ import annotations

import threading

DETAIL_CHARACTERS = 500


class Health:
    """``starting``, then ``ready`` or ``degraded`` as the author says, then ``draining``.

    For many threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._phase = "starting"
        self._problem: str | None = None

    def started(self) -> None:
        """The author's start-up function returned."""
        with self._lock:
            if self._phase == "starting":
                self._phase = "ready"

    def draining(self) -> None:
        """The sidecar is leaving; there is no way back."""
        with self._lock:
            self._phase = "draining"

    def say(self, problem: str | None) -> None:
        """What keeps the sidecar from its work; None when nothing does."""
        with self._lock:
            self._problem = None if problem is None else problem[:DETAIL_CHARACTERS]

    def now(self) -> tuple[str, str | None]:
        """Status and detail."""
        with self._lock:
            if self._phase == "ready" and self._problem is not None:
                return "degraded", self._problem
            return self._phase, None
