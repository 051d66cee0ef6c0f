"""The sidecar as a process, between a provider, a host and a callback."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import Any

from fake_host import FakeHost, Heard, Say, free_port, problem, until
from support import PYTHON, source_environment

RUN = Path(__file__).resolve().parents[1] / "run"
GENERIC = {
    "secret": "KEY",
    "signature": {"header": "X-Signature"},
    "event_id": "{{/id}}",
    "thread": ["{{/room}}", "{{/none}}"],
    "actor": "{{/who}}",
    "text": "{{/who}} says {{/text}}",
    "only": {"value": "{{/kind}}", "is": ["say"]},
    "body_limit": 2000,
}
PAYLOAD = {"id": 7, "kind": "say", "room": "blue", "who": "ada", "text": "hello ☕"}


class SidecarTest(unittest.TestCase):
    def setUp(self) -> None:
        self.host = FakeHost("hooks")
        self.addCleanup(self.host.close)
        self.host.credentials = {"KEY": "s3cret", "OUT": "outgoing"}
        # A second host serves as the callback: it keeps what it hears and answers as told.
        self.callback = FakeHost("callback")
        self.addCleanup(self.callback.close)
        self.port = free_port()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.config = Path(folder.name) / "hooks.json"

    def start(self, wait: bool = True, **route: Any) -> subprocess.Popen[str]:
        self.config.write_text(json.dumps({"routes": {"gen": GENERIC | route}}))
        process = subprocess.Popen(
            [str(RUN)],
            env={
                "PATH": source_environment()["PATH"],
                "PYTHON": PYTHON,
                "WEBHOOK_CONFIG": str(self.config),
            }
            | self.host.environment(self.port),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.end, process)
        if wait:
            until(self.is_ready, "the start")
        return process

    def end(self, process: subprocess.Popen[str]) -> None:
        process.terminate()
        said = process.communicate(timeout=15)[1]
        self.assertNotIn("s3cret", said)
        self.assertNotIn("outgoing", said)

    def is_ready(self) -> bool:
        try:
            return bool(self.host.call(self.port, "GET", "/health")[1]["status"] == "ready")
        except OSError:
            return False

    def send(self, payload: Any, path: str = "/hooks/gen", signature: str | None = None) -> tuple[int, Any]:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        made = hmac.new(b"s3cret", body, hashlib.sha256).hexdigest()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(
                "POST",
                path,
                body,
                {"X-Signature": made if signature is None else signature},
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def test_a_signed_request_becomes_an_event_once(self) -> None:
        self.start()

        self.assertEqual(self.send(PAYLOAD), (200, {"status": "accepted", "run_id": "run_1"}))
        self.assertEqual(self.send(PAYLOAD), (200, {"status": "duplicate", "run_id": "run_1"}))

        self.assertEqual(len(self.host.events), 1)
        event = self.host.events[0]
        self.assertEqual(event["event_id"], "webhook-gen-7")
        self.assertEqual(event["thread"], {"path": ["blue"]})
        self.assertEqual((event["content"], event["actor_id"]), ("ada says hello ☕", "ada"))
        self.assertEqual(event["metadata"], {"route": "gen", "delivery": "7"})
        self.assertNotIn("reply_route", event)

    def test_what_is_not_wanted_is_answered_and_forgotten(self) -> None:
        self.start()

        self.assertEqual(self.send(PAYLOAD | {"kind": "ping"}), (200, {"status": "ignored"}))
        self.assertEqual(self.host.events, [])

    def test_without_an_event_id_the_body_counts(self) -> None:
        self.start(event_id=None)

        self.send(PAYLOAD)
        self.send(PAYLOAD | {"text": "other"})

        digest = hashlib.sha256(json.dumps(PAYLOAD).encode()).hexdigest()
        self.assertEqual(self.host.events[0]["event_id"], f"webhook-gen-{digest}")
        self.assertEqual(len(self.host.events), 2)

    def test_refusals(self) -> None:
        self.start()
        for name, given, status, error in (
            (
                "another signature",
                {"payload": PAYLOAD, "signature": "00"},
                401,
                "bad_signature",
            ),
            (
                "no signature",
                {"payload": PAYLOAD, "signature": ""},
                401,
                "bad_signature",
            ),
            ("no JSON, well signed", {"payload": b"words"}, 400, "invalid_request"),
            (
                "no event id",
                {"payload": PAYLOAD | {"id": None}},
                400,
                "invalid_request",
            ),
            (
                "too large",
                {"payload": PAYLOAD | {"text": "x" * 3000}},
                413,
                "payload_too_large",
            ),
            (
                "another route",
                {"payload": PAYLOAD, "path": "/hooks/other"},
                404,
                "not_found",
            ),
        ):
            with self.subTest(name):
                answer = self.send(**given)

                self.assertEqual((answer[0], answer[1]["error"]), (status, error))
        self.assertEqual(self.host.events, [])

    def test_what_the_host_says_is_passed_on(self) -> None:
        self.start()
        self.send(PAYLOAD)
        for script, status, error in (
            (
                Say(200, b'{"status":"rejected","reason":"content is blank"}'),
                422,
                "rejected",
            ),
            (problem(409, "conflict", "No session."), 502, "not_working"),
            (
                problem(503, "paused", "Paused.", **{"Retry-After": "60"}),
                503,
                "unavailable",
            ),
        ):
            with self.subTest(error):
                self.host.script.append(script)
                answer = self.send(PAYLOAD)

                self.assertEqual((answer[0], answer[1]["error"]), (status, error))

    def test_answers_go_to_the_callback_of_the_operator(self) -> None:
        body = {"message": "{{/text}}", "ref": ["{{/delivery}}", 1]}
        url = f"{self.callback.url}/in?x=1"
        self.start(callback={"url": url, "secret": "OUT", "bearer": "OUT", "body": body})
        self.callback.script.append(Say(204))
        self.send(
            PAYLOAD
            | {
                "callback": "http://127.0.0.1:9/evil",
                "callback_url": "http://127.0.0.1:9/evil",
            }
        )

        route = self.host.events[0]["reply_route"]
        answer = self.host.deliver(self.port, "d-1", reply_route=route, content="gut ☕")

        self.assertEqual(answer[1], {"status": "committed", "detail": "the callback answered 204"})
        heard: Heard = self.callback.heard[0]
        self.assertEqual(
            (heard.path, heard.json),
            ("/in?x=1", {"message": "gut ☕", "ref": ["7", 1]}),
        )
        digest = hmac.new(b"outgoing", heard.body, hashlib.sha256).hexdigest()
        self.assertEqual(heard.headers["X-Kheish-Signature-256"], f"sha256={digest}")
        self.assertEqual(heard.headers["Authorization"], "Bearer outgoing")
        self.assertEqual(heard.headers["Idempotency-Key"], "kheish:d-1")

    def test_without_a_body_the_callback_gets_everything(self) -> None:
        self.start(callback={"url": self.callback.url})
        self.callback.script.append(Say(200))

        self.host.deliver(
            self.port,
            "d-1",
            reply_route='{"route": "gen", "delivery": "7"}',
            content="x",
        )

        heard = self.callback.heard[0].json
        self.assertEqual((heard["text"], heard["route"], heard["delivery"]), ("x", "gen", "7"))
        self.assertEqual(heard["delivery_id"], "d-1")

    def test_what_the_callback_says_decides(self) -> None:
        self.start(callback={"url": self.callback.url})
        for number, (status, outcome) in enumerate(
            (
                (201, "committed"),
                (302, "terminal_error"),
                (400, "terminal_error"),
                (410, "terminal_error"),
                (429, "retryable_error"),
                (500, "retryable_error"),
            )
        ):
            with self.subTest(status):
                self.callback.script.append(Say(status, b"", {"Location": "http://127.0.0.1:9/"}))
                answer = self.host.deliver(self.port, f"d-{number}", reply_route='{"route": "gen"}')

                self.assertEqual(answer[1]["status"], outcome)

    def test_a_callback_that_is_away_is_retryable(self) -> None:
        self.start(callback={"url": f"http://127.0.0.1:{free_port()}/"})

        answer = self.host.deliver(self.port, "d-1", reply_route='{"route": "gen"}')

        self.assertEqual(answer[1]["status"], "retryable_error")

    def test_routes_that_lead_nowhere_are_terminal(self) -> None:
        self.start()
        for number, route in enumerate(("", "x", "[]", "{}", '{"route": "gen"}', '{"route": "other"}')):
            with self.subTest(route):
                answer = self.host.deliver(self.port, f"d-{number}", reply_route=route)

                self.assertEqual(answer[1]["status"], "terminal_error")

    def test_the_host_is_told_that_files_are_not_taken(self) -> None:
        self.start()

        able = self.host.call(self.port, "GET", "/manifest")[1]["capabilities"]

        self.assertEqual(able, {"attachments_in": False, "attachments_out": False, "threads": True})

    def test_bad_files_and_missing_credentials_end_it(self) -> None:
        process = self.start(wait=False, text=5)
        self.assertEqual(process.wait(10), 2)
        assert process.stderr is not None
        self.assertIn("hooks.json has 1 problem:\n  routes.gen.text", process.stderr.read())

        process = self.start(wait=False, secret="NO_SUCH")
        self.assertEqual(process.wait(10), 1)
        assert process.stderr is not None
        self.assertIn("add to child_process.credential_slots: NO_SUCH", process.stderr.read())


if __name__ == "__main__":
    unittest.main()
