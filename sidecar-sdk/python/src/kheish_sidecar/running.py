"""One life of a sidecar: from listening to the last answer."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from .credentials import Credentials
from .downloading import Downloads
from .endpoints import Endpoints
from .environment import Environment
from .errors import Stopping
from .health import Health
from .log import Secrets
from .plan import Plan
from .server import SidecarServer
from .settling import Deliveries
from .submitting import Submitter
from .transport import HttpClient

_LAST_ANSWERS_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Running:
    """Wires the parts, starts them, and stops them in the opposite order."""

    def __init__(self, environment: Environment, plan: Plan, secrets: Secrets) -> None:
        self.environment = environment
        self.stopping = threading.Event()
        self.health = Health()
        self._plan = plan
        # A queue may be filled from a signal handler; an Event may not.
        self._reasons: SimpleQueue[tuple[str, int]] = SimpleQueue()
        self._workers: list[threading.Thread] = []
        self._http = HttpClient(environment.daemon_base_url)
        shared = (environment, self._http, plan.retrying, self.stopping)
        self.submitter = Submitter(*shared)
        self.credentials = Credentials(*shared, secrets)
        self.downloads = Downloads(*shared)
        self._deliveries = Deliveries(plan.deliver, plan.concurrency)
        endpoints = Endpoints(environment, plan.capabilities, self.health, self._deliveries, plan.routes)
        self._server = SidecarServer(environment.host, environment.port, endpoints.answer)

    def begin(self) -> None:
        """Serves, and calls the author's start-up functions on a thread of its own."""
        self._server.start()
        threading.Thread(target=self._start, name="start", daemon=True).start()

    def leave(self, reason: str, code: int = 0) -> None:
        """Asks it to stop; safe in a signal handler, and more than once."""
        self._reasons.put((reason, code))

    def wait(self) -> int:
        """Waits until somebody asks it to stop, stops, and returns the exit code."""
        reason, code = self._reasons.get()
        ends = time.monotonic() + self._plan.drain_seconds
        _log.info("Stopping: %s", reason)
        self.health.draining()
        self.stopping.set()
        drained = self._deliveries.drain(ends - time.monotonic())
        if not drained:
            _log.warning("Some deliveries did not end in time; the host will send them again")
        for worker in self._workers:
            worker.join(max(0.0, ends - time.monotonic()))
        # The answers of the last deliveries are still on their way; nobody waits for those that got stuck.
        least = _LAST_ANSWERS_SECONDS if drained else 0.0
        self._server.stop(max(least, ends - time.monotonic()))
        self._http.close()
        return code

    def _start(self) -> None:
        try:
            for start in self._plan.start:
                start()
        except Stopping:
            return
        except BaseException as problem:  # the thread is ours, so nobody else would hear of it
            _log.error("The start failed", exc_info=problem)
            self.leave("the start failed", 1)
            return
        self._deliveries.open()
        self.health.started()
        _log.info("Ready as %s, instance %s", self.environment.name, self.environment.instance_id)
        for work in self._plan.background:
            worker = threading.Thread(target=self._work, args=(work,), name=_name(work), daemon=True)
            worker.start()
            self._workers.append(worker)

    def _work(self, work: Callable[[threading.Event], object]) -> None:
        try:
            work(self.stopping)
        except Stopping:
            return
        except BaseException as problem:  # half a sidecar is worse than none: the host starts it anew
            _log.error("Background work %s failed", _name(work), exc_info=problem)
            self.leave(f"background work {_name(work)} failed", 1)


def _name(work: Callable[..., object]) -> str:
    return getattr(work, "__name__", type(work).__name__)
