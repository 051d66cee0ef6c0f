"""What handlers see, what the host hears, and that nothing is handled twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import Any

from fake_host import free_port, until
from kheish_sidecar import Delivery, OtherPart, Retryable, Sidecar, Terminal
from kheish_sidecar.deliveries import Outcome
from kheish_sidecar.settling import Deliveries
from support import HostTest, stop, vectors

COMMITTED = (200, {"status": "committed"})


class HandlerBroke(Exception):
    """Nobody planned for this one."""


class DeliveriesTest(HostTest):
    def test_vectors(self) -> None:
        seen: list[Delivery] = []
        outcome: dict[str, Any] = {}

        def deliver(delivery: Delivery) -> str | None:
            seen.append(delivery)
            return carry_out(outcome)

        sidecar = Sidecar("demo")
        sidecar.on_delivery(deliver)
        _, port = self.run_sidecar(sidecar)
        for entry in vectors("deliveries.json"):
            with self.subTest(entry["name"]):
                outcome.clear()
                outcome.update(entry["outcome"])

                status, body = self.host.call(port, "POST", "/deliver", entry["request"])

                if entry["outcome"]["kind"] == "exception":
                    entry["answer"]["body"]["detail"] = "HandlerBroke"
                self.assertEqual({"status": status, "body": body}, entry["answer"])
                self.assertEqual(read_of(seen[-1]), entry["read"])

    def test_committed_and_terminal_are_remembered(self) -> None:
        calls: list[str] = []

        def deliver(delivery: Delivery) -> None:
            calls.append(delivery.delivery_id)
            if delivery.delivery_id == "gone":
                raise Terminal("chat is gone")

        sidecar = Sidecar("demo")
        sidecar.on_delivery(deliver)
        _, port = self.run_sidecar(sidecar)

        for _ in range(3):
            self.assertEqual(self.host.deliver(port, "ok"), COMMITTED)
            terminal = {"status": "terminal_error", "detail": "chat is gone"}
            self.assertEqual(self.host.deliver(port, "gone"), (200, terminal))

        self.assertEqual(calls, ["ok", "gone"])

    def test_a_retryable_one_is_handled_anew(self) -> None:
        outcomes = iter([Retryable("busy"), None])

        def deliver(delivery: Delivery) -> None:
            if problem := next(outcomes):
                raise problem

        sidecar = Sidecar("demo")
        sidecar.on_delivery(deliver)
        _, port = self.run_sidecar(sidecar)

        self.assertEqual(self.host.deliver(port, "a")[1]["status"], "retryable_error")
        self.assertEqual(self.host.deliver(port, "a", attempt=2), COMMITTED)

    def test_a_repetition_waits_for_the_first(self) -> None:
        calls: list[str] = []
        go = threading.Event()

        def deliver(delivery: Delivery) -> str:
            calls.append(delivery.delivery_id)
            go.wait(10)
            return f"call {len(calls)}"

        sidecar = Sidecar("demo", concurrency=1)
        sidecar.on_delivery(deliver)
        _, port = self.run_sidecar(sidecar)
        with ThreadPoolExecutor() as pool:
            answers = [pool.submit(self.host.deliver, port, "a") for _ in range(5)]
            until(lambda: calls, "the first call")
            go.set()

            for answer in answers:
                self.assertEqual(answer.result(), (200, {"status": "committed", "detail": "call 1"}))

        self.assertEqual(calls, ["a"])

    def test_no_more_than_so_many_at_a_time(self) -> None:
        at_work: list[int] = [0]
        most: list[int] = [0]
        lock = threading.Lock()
        third = threading.Barrier(3)

        def deliver(delivery: Delivery) -> None:
            with lock:
                at_work[0] += 1
                most[0] = max(most[0], at_work[0])
            third.wait(10)
            with lock:
                at_work[0] -= 1

        sidecar = Sidecar("demo", concurrency=3)
        sidecar.on_delivery(deliver)
        _, port = self.run_sidecar(sidecar)
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda n: self.host.deliver(port, f"d-{n}"), range(12)))

        self.assertEqual(answers, [COMMITTED] * 12)
        self.assertEqual(most[0], 3)

    def test_without_a_handler_deliveries_are_terminal(self) -> None:
        _, port = self.run_sidecar(Sidecar("demo"))

        self.assertEqual(self.host.deliver(port, "a")[1]["status"], "terminal_error")

    def test_what_a_handler_returns_by_accident_does_no_harm(self) -> None:
        sidecar = Sidecar("demo")
        sidecar.on_delivery(lambda delivery: 42)  # type: ignore[type-var]
        _, port = self.run_sidecar(sidecar)

        self.assertEqual(self.host.deliver(port, "a"), COMMITTED)

    def test_health_and_deliveries_before_the_start_and_while_draining(self) -> None:
        started, finish = threading.Event(), threading.Event()
        calls: list[Delivery] = []
        sidecar = Sidecar("demo")
        sidecar.on_start(lambda: started.wait(10))

        @sidecar.on_delivery
        def deliver(delivery: Delivery) -> None:
            calls.append(delivery)
            finish.wait(10)

        port = free_port()
        running = sidecar.start(self.host.environment(port))
        self.addCleanup(stop, running)
        self.assertEqual(self.host.call(port, "GET", "/health")[1]["status"], "starting")
        self.assertEqual(self.host.deliver(port, "a")[1], {"status": "retryable_error", "detail": "starting"})
        started.set()
        until(lambda: self.host.call(port, "GET", "/health")[1]["status"] == "ready", "ready")
        with ThreadPoolExecutor() as pool:
            first = pool.submit(self.host.deliver, port, "b")
            until(lambda: calls, "the delivery at work")
            end = pool.submit(stop, running)
            until(lambda: self.host.call(port, "GET", "/health")[1]["status"] == "draining", "draining")

            late = self.host.deliver(port, "c")
            finish.set()

            self.assertEqual(late, (200, {"status": "retryable_error", "detail": "draining"}))
            self.assertEqual(first.result(), COMMITTED)
            self.assertEqual(end.result(), 0)

    def test_only_the_newest_outcomes_are_remembered(self) -> None:
        calls: list[str] = []
        deliveries = Deliveries(lambda delivery: calls.append(delivery.delivery_id), 1, memory=2)
        deliveries.open()

        for delivery_id in ("a", "b", "c", "b", "c", "a"):
            self.assertEqual(deliveries.settle(delivery_of(delivery_id)), Outcome("committed"))

        self.assertEqual(calls, ["a", "b", "c", "a"])


def delivery_of(delivery_id: str) -> Delivery:
    return Delivery(delivery_id, 1, "r", "s", None, "", (), (), {})


def carry_out(outcome: dict[str, Any]) -> str | None:
    detail: Any = outcome.get("detail")
    match outcome["kind"]:
        case "retryable":
            raise Retryable(detail)
        case "terminal":
            raise Terminal(detail)
        case "exception":
            raise HandlerBroke(detail)
    return None if detail is None else str(detail)


def read_of(delivery: Delivery) -> dict[str, Any]:
    """A delivery in the form of the vectors."""
    read = asdict(delivery)
    read["parts"] = [
        {"type": part.type, "raw": part.raw} if isinstance(part, OtherPart) else asdict(part)
        for part in delivery.parts
    ]
    read["artifacts"] = [asdict(file) for file in delivery.artifacts]
    return read
