"""The sample as the process that a host would start, against the SDK's fake host."""

from __future__ import annotations

import subprocess
import unittest
from pathlib import Path
from typing import Any

from fake_host import FakeHost, free_port, until
from support import PYTHON, source_environment

RUN = Path(__file__).resolve().parents[1] / "run"


class EchoTest(unittest.TestCase):
    def setUp(self) -> None:
        self.host = FakeHost("echo")
        self.addCleanup(self.host.close)
        self.port = free_port()

    def start(self, **environment: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [str(RUN)],
            env={"PATH": source_environment()["PATH"], "PYTHON": PYTHON}
            | self.host.environment(self.port, LOG_LEVEL="ERROR", **environment),
        )
        self.addCleanup(process.wait, 10)
        self.addCleanup(process.kill)
        until(self.is_ready, "the start")
        return process

    def is_ready(self) -> bool:
        try:
            return bool(self.host.call(self.port, "GET", "/health")[1]["status"] == "ready")
        except OSError:
            return False

    def say(self, body: Any) -> tuple[int, Any]:
        return self.host.call(self.port, "POST", "/say", body)

    def said(self) -> Any:
        return self.host.call(self.port, "GET", "/said")[1]

    def test_what_is_said_becomes_an_event(self) -> None:
        self.start()

        status, answer = self.say({"who": "ada", "text": "hello", "id": "e-1"})

        expected = {"event_id": "e-1", "status": "accepted", "session_id": "s-1", "run_id": "run_1"}
        self.assertEqual((status, answer), (200, expected))
        event = self.host.events[0]
        self.assertEqual(event["thread"], {"path": ["ada"]})
        self.assertEqual((event["content"], event["reply_route"]), ("hello", "ada"))
        self.assertEqual(self.say({"who": "ada", "text": "hello", "id": "e-1"})[1]["status"], "duplicate")

    def test_answers_are_kept(self) -> None:
        self.start()

        answer = self.host.deliver(self.port, "d-1", reply_route="ada", content="hi there")
        again = self.host.deliver(self.port, "d-1", reply_route="ada", content="hi there", attempt=2)

        self.assertEqual(answer, (200, {"status": "committed", "detail": "kept for ada"}))
        self.assertEqual(again, answer)
        self.assertEqual(self.said(), [{"who": "ada", "text": "hi there"}])

    def test_a_lent_greeting_is_used(self) -> None:
        self.host.credentials = {"GREETING": "Ahoy"}
        self.start()

        self.host.deliver(self.port, "d-1", reply_route="ada", content="hi")

        self.assertEqual(self.said(), [{"who": "ada", "text": "Ahoy ada, hi"}])

    def test_mistakes_are_told(self) -> None:
        self.start()
        for body, word in (
            ([], "object"),
            ({"text": "x"}, "'who'"),
            ({"who": " ", "text": "x"}, "'who'"),
            ({"who": "ada", "text": 5}, "'text'"),
            ({"who": "ada", "text": "x", "id": 5}, "'id'"),
            ({"who": "ada", "text": "x", "id": " "}, "event_id"),
        ):
            with self.subTest(body):
                status, answer = self.say(body)

                self.assertEqual(status, 400)
                self.assertIn(word, answer["error"])

    def test_a_refusal_of_the_host_is_told(self) -> None:
        self.start()
        self.host.shared_token, mine = "another", self.host.shared_token
        status, answer = self.say({"who": "ada", "text": "x"})
        self.host.shared_token = mine

        self.assertEqual(status, 502)
        self.assertIn("shared_token", answer["error"])

    def test_a_signal_reaches_it_through_the_script(self) -> None:
        process = self.start()

        process.terminate()

        self.assertEqual(process.wait(10), 0)


if __name__ == "__main__":
    unittest.main()
