"""Events on their way to the host: what is repeated, what is not, and what an author hears."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from fake_host import FakeHost, Say, free_port, problem, until
from kheish_sidecar import (
    Event,
    InlineAsset,
    InvalidEvent,
    Receipt,
    Refused,
    Retrying,
    Sidecar,
    Stopping,
    Unavailable,
)
from support import AT_ONCE, QUICK, HostTest, stop, vectors

BUSY = problem(503, "overloaded", "No room.")
LIMITED = problem(429, "external_ingress_rate_limited", "Too many.")
ACCEPTED = Receipt("accepted", "s-1", "run_1")
OLD = Say(200, b'{"status":"rejected","reason":"unsupported protocol_version 2, 1..=1"}')


class SubmittingTest(HostTest):
    def sidecar(self, retrying: Retrying = QUICK) -> Sidecar:
        sidecar = Sidecar("demo", retrying=retrying)
        self.running, _ = self.run_sidecar(sidecar)
        return sidecar

    def test_vectors_over_the_wire(self) -> None:
        for entry in vectors("answers.json"):
            if "now_ms" in entry or "protocol_version" in entry:
                continue  # these need a clock or a past, and are run without sockets
            with self.subTest(entry["name"]):
                sidecar = self.sidecar(AT_ONCE)
                body = entry["body"].encode()
                self.host.script.append(Say(entry["status"], body, entry["headers"]))
                expected = entry["outcome"]
                match expected["kind"]:
                    case "retry":
                        with self.assertRaises(Unavailable):
                            sidecar.submit(event(1))
                    case "refused":
                        with self.assertRaises(Refused) as caught:
                            sidecar.submit(event(1))
                        self.assertEqual(caught.exception.status, entry["status"])
                        self.assertEqual(caught.exception.code, expected.get("code"))
                    case "fallback_v1":
                        sidecar.submit(event(1))
                        self.assertEqual(self.host.heard[-1].json["protocol_version"], 1)
                    case kind:
                        self.assertEqual(sidecar.submit(event(1)).status, kind)

    def test_requests_are_as_the_host_wants_them(self) -> None:
        receipt = self.sidecar().submit(event(1))

        heard = self.host.heard[-1]
        self.assertEqual(receipt, ACCEPTED)
        self.assertEqual(heard.path, "/v1/connectors/external/demo/events")
        self.assertEqual(heard.headers["Authorization"], "Bearer t-1")
        self.assertEqual(heard.headers["Content-Type"], "application/json")
        self.assertEqual(heard.headers["Content-Length"], str(len(heard.body)))

    def test_a_repetition_is_a_duplicate(self) -> None:
        sidecar = self.sidecar()

        receipts = [sidecar.submit(event(1)) for _ in range(2)]

        self.assertEqual([receipt.status for receipt in receipts], ["accepted", "duplicate"])
        self.assertTrue(all(receipt.stored for receipt in receipts))

    def test_it_tries_again_until_there_is_room(self) -> None:
        self.host.script.extend([BUSY, Say(502, b"<html>"), Say(200, b'{"sta', cut=3), LIMITED, Say(408)])

        self.assertEqual(self.sidecar().submit(event(1)), ACCEPTED)
        self.assertEqual(len(self.host.heard), 6)
        self.assertEqual(len({heard.body for heard in self.host.heard}), 1)

    def test_it_waits_as_long_as_the_host_asks(self) -> None:
        self.host.script.append(Say(429, LIMITED.body, {"Retry-After": "1"}))

        self.assertEqual(self.sidecar().submit(event(1)), ACCEPTED)
        first, second = self.host.heard
        self.assertGreaterEqual(second.at - first.at, 1.0)

    def test_it_gives_up_at_once_when_the_host_asks_for_more_than_the_patience(self) -> None:
        self.host.script.append(Say(503, BUSY.body, {"Retry-After": "3600"}))
        began = time.monotonic()

        with self.assertRaisesRegex(Unavailable, "Submitting an event failed for 10 seconds.*503"):
            self.sidecar().submit(event(1))

        self.assertLess(time.monotonic() - began, 5)

    def test_a_host_that_comes_late_is_waited_for(self) -> None:
        port = free_port()
        sidecar = Sidecar("demo", retrying=QUICK)
        self.run_sidecar(sidecar, DAEMON_BASE_URL=f"http://127.0.0.1:{port}")
        with ThreadPoolExecutor() as pool:
            pending = pool.submit(sidecar.submit, event(1))
            with self.assertRaises(TimeoutError):
                pending.result(0.2)

            late = FakeHost(port=port)
            self.addCleanup(late.close)

            self.assertEqual(pending.result(10), ACCEPTED)
            self.assertEqual(len(late.events), 1)

    def test_a_kept_connection_that_ended_is_replaced_without_a_pause(self) -> None:
        sidecar = self.sidecar(AT_ONCE)
        sidecar.submit(event(1))
        self.host.script.append(Say(200, b"", {"Connection": "close"}, cut=0))
        with self.assertRaises(Unavailable):
            sidecar.submit(event(2))

        self.assertEqual(sidecar.submit(event(3)), ACCEPTED)

    def test_the_end_of_the_sidecar_ends_the_patience(self) -> None:
        self.host.script.extend([Say(503, BUSY.body, {"Retry-After": "60"})])
        sidecar = self.sidecar(Retrying(patience=None))
        with ThreadPoolExecutor() as pool:
            pending = pool.submit(sidecar.submit, event(1))
            until(lambda: self.host.heard, "the first try")
            stop(self.running)

            with self.assertRaises(Stopping):
                pending.result(10)

    def test_refusals_say_what_to_do(self) -> None:
        for status, code, advice in (
            (401, "unauthorized", "shared_token"),
            (404, "not_found", "Configure the connector"),
            (409, "conflict", "create_if_missing"),
        ):
            with self.subTest(code):
                self.host.script.append(problem(status, code, "Why not."))
                with self.assertRaises(Refused) as caught:
                    self.sidecar().submit(event(1))

                said = str(caught.exception)
                self.assertIn(f"{status} ({code}): Why not.", said)
                self.assertIn(advice, said)
                self.assertEqual(caught.exception.detail, "Why not.")

    def test_an_older_host_is_spoken_to_in_version_1_from_then_on(self) -> None:
        self.host.script.append(OLD)
        sidecar = self.sidecar()

        sidecar.submit(event(1))
        sidecar.submit(event(2))
        sidecar.submit_batch([event(3)])

        self.assertEqual([heard.json["protocol_version"] for heard in self.host.heard], [2, 1, 1, 1])

    def test_events_that_the_host_could_never_take_are_not_sent(self) -> None:
        sidecar = self.sidecar()
        cases: dict[str, Callable[[], object]] = {
            "a blank id": lambda: event(" "),
            "a text as thread": lambda: Event(event_id="a", thread="room"),
            "a file above 1 MiB": lambda: InlineAsset("a.bin", b"x" * (1024 * 1024 + 1)),
            "a file without a name": lambda: InlineAsset(" ", b"x"),
            "more than 2 MiB": lambda: sidecar.submit(event(1, content="x" * 2_100_000)),
            "more than 2 MiB in a batch": lambda: sidecar.submit_batch([event(1, content="x" * 2_100_000)]),
            "NaN": lambda: sidecar.submit(event(1, metadata={"a": float("nan")})),
            "bytes": lambda: sidecar.submit(event(1, metadata={"a": b"x"})),
            "half a character": lambda: sidecar.submit(event(1, content="\ud800")),
        }
        for name, make in cases.items():
            with self.subTest(name), self.assertRaises(InvalidEvent):
                make()

        self.assertEqual(self.host.heard, [])

    def test_a_file_of_exactly_1_mib_goes(self) -> None:
        asset = InlineAsset("a.bin", b"x" * 1024 * 1024)

        self.assertEqual(self.sidecar().submit(event(1, attachments=[asset])), ACCEPTED)

    def test_batches_are_cut_at_64_events(self) -> None:
        receipts = self.sidecar().submit_batch([event(n) for n in range(150)])

        self.assertEqual(receipts, [ACCEPTED] * 150)
        self.assertEqual([len(heard.json["events"]) for heard in self.host.heard], [64, 64, 22])
        self.assertEqual([one["event_id"] for one in self.host.events], [f"e-{n}" for n in range(150)])

    def test_batches_are_cut_at_2_mib(self) -> None:
        self.sidecar().submit_batch([event(n, content="x" * 700_000) for n in range(5)])

        self.assertEqual([len(heard.json["events"]) for heard in self.host.heard], [2, 2, 1])
        self.assertTrue(all(len(heard.body) <= 2 * 1024 * 1024 for heard in self.host.heard))

    def test_what_a_batch_left_is_sent_again_in_order(self) -> None:
        self.host.script.append(
            items("accepted", ("rate_limited", 40), "rejected", ("error", None), ("rate_limited", 20))
        )

        receipts = self.sidecar().submit_batch([event(n) for n in range(5)])

        self.assertEqual(
            [receipt.status for receipt in receipts],
            ["accepted", "accepted", "rejected", "accepted", "accepted"],
        )
        first, second = self.host.heard
        self.assertEqual([one["event_id"] for one in second.json["events"]], ["e-1", "e-3", "e-4"])
        self.assertGreaterEqual(second.at - first.at, 0.04)

    def test_a_batch_that_ends_early_tells_what_became_of_each_event(self) -> None:
        self.host.script.extend([None, items("accepted", "rejected", ("error", None)), None])

        with self.assertRaises(Unavailable) as caught:
            self.sidecar(AT_ONCE).submit_batch([event(n) for n in range(67)])

        results = caught.exception.results
        self.assertEqual(len(results), 67)
        self.assertEqual(
            [one.status if one else None for one in results[62:]], ["accepted"] * 3 + ["rejected", None]
        )

    def test_a_host_without_batches_gets_single_events(self) -> None:
        self.host.script.append(problem(404, "not_found", "No batches here."))

        receipts = self.sidecar().submit_batch([event(n) for n in range(3)])

        self.assertEqual(receipts, [ACCEPTED] * 3)
        self.assertEqual(
            [heard.path.rsplit("/", 1)[1] for heard in self.host.heard], ["batch"] + ["events"] * 3
        )

    def test_a_refused_batch_tells_why(self) -> None:
        self.host.script.extend([None, problem(401, "unauthorized", "No.")])

        with self.assertRaises(Refused) as caught:
            self.sidecar().submit_batch([event(n) for n in range(65)])

        self.assertEqual([one is None for one in caught.exception.results], [False] * 64 + [True])

    def test_an_empty_batch_is_nothing(self) -> None:
        self.assertEqual(self.sidecar().submit_batch([]), [])
        self.assertEqual(self.host.heard, [])

    def test_many_threads(self) -> None:
        sidecar = self.sidecar()
        with ThreadPoolExecutor(16) as pool:
            receipts = list(pool.map(lambda n: sidecar.submit(event(n)), range(200)))

        self.assertEqual(receipts, [ACCEPTED] * 200)
        self.assertEqual(len({one["event_id"] for one in self.host.events}), 200)

    def test_the_name_is_a_single_segment_of_the_path(self) -> None:
        sidecar = Sidecar("demo", retrying=AT_ONCE)
        self.run_sidecar(sidecar, NAME="../a b/ü")

        with self.assertRaises(Refused):
            sidecar.submit(event(1))

        self.assertEqual(self.host.heard[-1].path, "/v1/connectors/external/..%2Fa%20b%2F%C3%BC/events")

    def test_a_sidecar_that_does_not_run_says_so(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "does not run yet"):
            Sidecar("demo").submit(event(1))

    def test_background_work_stops_with_the_sidecar(self) -> None:
        ended = threading.Event()
        sidecar = Sidecar("demo")

        @sidecar.background
        def poll(stopping: threading.Event) -> None:
            sidecar.submit(event(1))
            stopping.wait()
            ended.set()

        running, _ = self.run_sidecar(sidecar)
        until(lambda: self.host.events, "the event")

        self.assertEqual(stop(running), 0)
        self.assertTrue(ended.is_set())

    def test_background_work_that_breaks_ends_the_sidecar(self) -> None:
        sidecar = Sidecar("demo")

        @sidecar.background
        def poll(stopping: threading.Event) -> None:
            raise RuntimeError("broken")

        running, _ = self.run_sidecar(sidecar)

        self.assertEqual(running.wait(), 1)


def event(number: int | str, **members: object) -> Event:
    event_id = number if isinstance(number, str) else f"e-{number}"
    return Event(**{"event_id": event_id, "content": "x", "thread": ["room"]} | members)  # type: ignore[arg-type]


def items(*states: str | tuple[str, int | None]) -> Say:
    """An answer to a batch."""
    results = []
    for state in states:
        status, wait = (state, None) if isinstance(state, str) else state
        item: dict[str, object] = {"status": status}
        if status == "accepted":
            item |= {"session_id": "s-1", "run_id": "run_1"}
        results.append(item if wait is None else item | {"retry_after_ms": wait})
    return Say(200, json.dumps({"results": results}).encode())
