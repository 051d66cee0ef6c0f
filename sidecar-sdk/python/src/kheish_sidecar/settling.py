"""Runs the delivery handler: once for each delivery, some at a time, none while the sidecar is leaving."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from .deliveries import Delivery, Outcome, Retryable, Terminal

Handler = Callable[[Delivery], str | None]

_log = logging.getLogger(__name__)


class Deliveries:
    """Where deliveries are handled. For many threads.

    A committed or terminal outcome is remembered (the newest ``memory``), so that a repetition gets the
    same answer without the handler; a repetition while the first is still at work waits for it.
    """

    def __init__(self, handler: Handler, concurrency: int, memory: int = 10_000) -> None:
        self._handler = handler
        self._free = concurrency
        self._memory = memory
        self._changed = threading.Condition()
        self._closed: str | None = "starting"
        self._running: dict[str, Future[Outcome]] = {}
        self._settled: OrderedDict[str, Outcome] = OrderedDict()

    def open(self) -> None:
        """From now on deliveries are handled, unless the sidecar is already leaving."""
        with self._changed:
            if self._closed == "starting":
                self._closed = None

    def drain(self, seconds: float) -> bool:
        """Takes no more deliveries; true if all that were at work ended within ``seconds``."""
        ends = time.monotonic() + seconds
        with self._changed:
            self._closed = "draining"
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._running, max(0.0, ends - time.monotonic()))

    def settle(self, delivery: Delivery) -> Outcome:
        """The outcome of a delivery. Waits while too many are at work; never raises."""
        with self._changed:
            known = self._settled.get(delivery.delivery_id)
            if known is not None:
                return known
            first = self._running.get(delivery.delivery_id)
            if first is None:
                if self._closed is not None:
                    return Outcome("retryable_error", self._closed)
                mine = self._running[delivery.delivery_id] = Future[Outcome]()
        if first is not None:
            return first.result()
        outcome = self._outcome(delivery)
        self._remember(delivery.delivery_id, outcome)
        mine.set_result(outcome)
        return outcome

    def _outcome(self, delivery: Delivery) -> Outcome:
        with self._changed:
            self._changed.wait_for(lambda: self._free > 0 or self._closed is not None)
            if self._closed is not None:
                return Outcome("retryable_error", self._closed)
            self._free -= 1
        try:
            return self._handle(delivery)
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()

    def _handle(self, delivery: Delivery) -> Outcome:
        try:
            detail = self._handler(delivery)
            # Whatever else a handler returns is by accident and must not undo what it has done.
            return Outcome("committed", detail if isinstance(detail, str) else None)
        except Retryable as problem:
            return Outcome("retryable_error", str(problem.detail))
        except Terminal as problem:
            _log.warning("Delivery %s is given up: %s", delivery.delivery_id, problem.detail)
            return Outcome("terminal_error", str(problem.detail))
        except BaseException as problem:  # whatever ends a handler, the host must get an answer
            _log.error("Delivery %s failed", delivery.delivery_id, exc_info=problem)
            return Outcome("retryable_error", type(problem).__name__)

    def _remember(self, delivery_id: str, outcome: Outcome) -> None:
        with self._changed:
            del self._running[delivery_id]
            if outcome.final:
                self._settled[delivery_id] = outcome
                if len(self._settled) > self._memory:
                    self._settled.popitem(last=False)
            self._changed.notify_all()
