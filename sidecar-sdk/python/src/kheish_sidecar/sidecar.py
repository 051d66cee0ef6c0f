"""The author's door into this package."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

from .deliveries import FileRef
from .endpoints import Capabilities
from .environment import Environment
from .events import Event
from .log import Secrets
from .plan import Plan
from .program import run
from .receipts import Receipt
from .retrying import Retrying
from .running import Running
from .settling import Handler
from .web import Route, RouteHandler

Start = TypeVar("Start", bound=Callable[[], object])
Work = TypeVar("Work", bound=Callable[[threading.Event], object])
Deliver = TypeVar("Deliver", bound=Handler)
Answer = TypeVar("Answer", bound=RouteHandler)

_OWN_BODY_BYTES = 1024 * 1024
_DEFAULT_CAPABILITIES = Capabilities()
_DEFAULT_RETRYING = Retrying()
_RESERVED = ("/manifest", "/health", "/deliver")


class Sidecar:
    """A sidecar of one platform.

    Say first what it does, with the decorators, then call ``run``. ``submit``, ``credential`` and
    ``download`` work from the start-up function on. All methods may be called from many threads, the
    decorators only before ``run``.

    ``platform`` begins the instance id when the host gives none. ``concurrency`` is how many deliveries
    are handled at a time. ``drain_seconds`` is how long running deliveries get when it is told to stop.
    """

    def __init__(
        self,
        platform: str,
        *,
        capabilities: Capabilities = _DEFAULT_CAPABILITIES,
        retrying: Retrying = _DEFAULT_RETRYING,
        concurrency: int = 16,
        drain_seconds: float = 10.0,
    ) -> None:
        if concurrency < 1:
            raise ValueError(f"concurrency must be at least 1, but is {concurrency}")
        self._plan = Plan(platform, capabilities, retrying, concurrency, drain_seconds)
        self._running: Running | None = None

    # What it does

    def on_start(self, function: Start) -> Start:
        """Decorator: called once, before anything else. Health is ``starting`` until it returned.

        If it raises, the process ends with exit code 1.
        """
        self._before().start.append(function)
        return function

    def on_delivery(self, function: Deliver) -> Deliver:
        """Decorator: delivers one answer to the platform; called from many threads.

        Return None, or a short text that the host keeps as evidence. Raise ``Retryable`` or ``Terminal``
        when it cannot be delivered now or ever. Any other exception counts as retryable. It is called
        once for each delivery, unless it failed for now, or the process was restarted in between.
        """
        self._before().deliver = function
        return function

    def background(self, function: Work) -> Work:
        """Decorator: runs on a thread of its own, such as a poller.

        It gets an Event that is set when the sidecar stops, and must return soon after that. If it
        raises, the process ends with exit code 1, and the host starts it again.
        """
        self._before().background.append(function)
        return function

    def route(
        self, method: str, path: str, *, body_limit: int = _OWN_BODY_BYTES
    ) -> Callable[[Answer], Answer]:
        """Decorator: answers a request of the platform; called from many threads.

        ``path`` is matched exactly. There is no bearer check: whoever is asked must check who asks.
        A body of more than ``body_limit`` bytes is answered with 413, and everything with 503 before
        the start and while stopping.
        """
        if not path.startswith("/") or path in _RESERVED:
            raise ValueError(f"'{path}' must start with '/' and be none of {', '.join(_RESERVED)}")

        def register(function: Answer) -> Answer:
            self._before().routes[(method.upper(), path)] = Route(function, body_limit)
            return function

        return register

    # What it may call

    def submit(self, event: Event) -> Receipt:
        """Brings an event to the host and says what it did with it.

        Tries again while the host cannot be reached or has no room. Raises InvalidEvent before anything
        is sent, Refused when no repetition helps, Unavailable when the patience is over, and Stopping.
        """
        return self._now().submitter.submit(event)

    def submit_batch(self, events: Sequence[Event]) -> list[Receipt]:
        """The same for many events, in order: at most 64 and 2 MiB go in one request.

        The patience counts anew for each request. Should it raise, ``results`` of the error says what
        became of which event.
        """
        return self._now().submitter.submit_batch(events)

    @property
    def credential_keys(self) -> Sequence[str]:
        """The keys that the host lends to this sidecar."""
        return self._now().environment.credential_keys

    def credential(self, key: str, *, fresh: bool = False) -> str:
        """A secret of the connector's ``credential_slots``; at most a minute old, or new with ``fresh``.

        Ask for it each time it is needed, so that a rotated secret is seen. Raises CredentialUnknown,
        CredentialUnavailable, CredentialRefused, Unavailable when the patience is over, and Stopping.
        """
        return self._now().credentials.get(key, fresh)

    def download(self, file: FileRef, target: str | os.PathLike[str]) -> Path:
        """Fetches a file of the delivery at hand to ``target``, which is there whole or not at all.

        A broken connection is taken up where it ended. Length and SHA-256 are checked when the host
        gave them. Raises DownloadFailed (also beyond 64 MiB), Unavailable, Stopping and OSError.
        """
        return self._now().downloads.to_file(file, Path(target))

    def download_chunks(self, file: FileRef) -> Iterator[bytes]:
        """The same piece by piece. What it gave is only right once it has ended without an error."""
        return self._now().downloads.chunks(file)

    def degraded(self, detail: str) -> None:
        """Tells the host what keeps the sidecar from its work; at most 500 characters are kept."""
        self._now().health.say(detail)

    def recovered(self) -> None:
        """Takes ``degraded`` back."""
        self._now().health.say(None)

    @property
    def name(self) -> str:
        """The name of the connector."""
        return self._now().environment.name

    @property
    def stopping(self) -> threading.Event:
        """Set when the sidecar stops."""
        return self._now().stopping

    # Its life

    def run(self) -> NoReturn:
        """Runs until the host says otherwise, then ends the process; call it on the main thread."""
        sys.exit(run(self._plan.platform, os.environ, self._make))

    def start(self, environ: Mapping[str, str]) -> Running:
        """Starts inside another program, such as a test: no signals, no logging, no exit.

        Returns at once; end it with ``leave(reason)`` and ``wait()`` of what it returns.
        """
        running = self._make(Environment.read(environ, self._plan.platform), Secrets())
        running.begin()
        return running

    def _make(self, environment: Environment, secrets: Secrets) -> Running:
        if self._running is not None:
            raise RuntimeError("This sidecar was started before; make a new one.")
        self._running = Running(environment, self._plan, secrets)
        return self._running

    def _before(self) -> Plan:
        if self._running is not None:
            raise RuntimeError("The sidecar runs already; say before that what it does.")
        return self._plan

    def _now(self) -> Running:
        if self._running is None:
            raise RuntimeError("The sidecar does not run yet; this works from the start-up function on.")
        return self._running
