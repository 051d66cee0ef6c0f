"""The sidecar as a process, between mail servers and a host."""

from __future__ import annotations

import email
import json
import subprocess
import unittest
from email import policy
from pathlib import Path
from typing import Any

from fake_host import FakeHost, Say, free_port, problem, until
from support import PYTHON, source_environment

from fake_mail import FakeImap, FakeSmtp

RUN = Path(__file__).resolve().parents[1] / "run"
PATH = "/v1/connectors/external/mail/deliveries/d-1/assets/a-1/raw"
ROUTE = {
    "to": "ada@example.org",
    "subject": "Grüße " + "und so weiter " * 20,
    "in_reply_to": "m2@example.org",
    "thread_anchor": "m0-" + "x" * 120 + "@example.org",
}


class SidecarTest(unittest.TestCase):
    def setUp(self) -> None:
        self.host = FakeHost("mail")
        self.addCleanup(self.host.close)
        self.host.credentials = {"EMAIL_PASSWORD": "hunter22"}
        self.imap = FakeImap("hunter22")
        self.smtp = FakeSmtp("hunter22")
        self.addCleanup(self.smtp.close)
        self.port = free_port()

    def start(self, **settings: str) -> subprocess.Popen[str]:
        environment = {
            "EMAIL_ADDRESS": "agent@example.com",
            "EMAIL_NAME": "Der Agent ☕",
            "EMAIL_IMAP_HOST": "127.0.0.1",
            "EMAIL_IMAP_PORT": str(self.imap.port),
            "EMAIL_IMAP_SECURITY": "plain",
            "EMAIL_SMTP_HOST": "127.0.0.1",
            "EMAIL_SMTP_PORT": str(self.smtp.port),
            "EMAIL_SMTP_SECURITY": "plain",
            "EMAIL_POLL_SECONDS": "1",
        }
        process = subprocess.Popen(
            [str(RUN)],
            env={"PATH": source_environment()["PATH"], "PYTHON": PYTHON}
            | environment
            | self.host.environment(self.port, LOG_LEVEL="INFO")
            | settings,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(self.end, process)
        return process

    def end(self, process: subprocess.Popen[str]) -> str:
        process.terminate()
        said = process.communicate(timeout=15)[1]
        self.imap.close()
        self.assertNotIn("hunter22", said)
        return said

    def health(self) -> dict[str, Any]:
        try:
            report: dict[str, Any] = self.host.call(self.port, "GET", "/health")[1]
            return report
        except OSError:
            return {"status": "away"}

    def ready(self) -> None:
        until(
            lambda: self.health()["status"] == "ready" and "UID SEARCH UNSEEN" in self.imap.commands, "a poll"
        )

    def mail(self, text: str, **headers: str) -> int:
        lines = {"From": "ada@example.org", "Message-ID": f"<{text}@example.org>"} | headers
        head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
        return self.imap.add(f"{head}\r\n{text}\r\n".encode())

    def test_unread_mails_become_events_and_are_marked(self) -> None:
        uids = [self.mail(f"mail-{number}") for number in range(3)]
        self.start()

        until(lambda: all(self.imap.mails[uid].seen for uid in uids), "the mails are marked")

        self.assertEqual([event["content"] for event in self.host.events], ["mail-0", "mail-1", "mail-2"])
        late = self.mail("late")
        until(lambda: self.imap.mails[late].seen, "the late mail")

    def test_what_the_host_does_not_take_stays_unread(self) -> None:
        self.host.script.extend([None, Say(200, b'{"status":"rejected","reason":"no"}')])
        rejected, taken = self.mail("rejected"), self.mail("taken")
        self.start()

        until(lambda: self.imap.mails[taken].seen, "the second mail")

        self.assertFalse(self.imap.mails[rejected].seen)
        polls = self.imap.commands.count("UID SEARCH UNSEEN")
        until(lambda: self.imap.commands.count("UID SEARCH UNSEEN") > polls, "another poll")
        self.assertEqual([heard.path.endswith("/events") for heard in self.host.heard].count(True), 2)

    def test_while_the_host_refuses_health_says_why_and_nothing_is_lost(self) -> None:
        self.host.script.extend([None, problem(409, "conflict", "No session.")])
        uid = self.mail("mail")
        self.start()

        until(lambda: "create_if_missing" in self.health().get("detail", ""), "degraded")
        until(lambda: self.imap.mails[uid].seen, "the mail is taken later")
        until(lambda: self.health()["status"] == "ready", "ready")

    def test_mails_that_nobody_should_answer_are_left_alone(self) -> None:
        machine, person = self.mail("machine", Auto_Submitted="auto-replied"), self.mail("person")
        old = self.imap.add(b"From: ada@example.org\r\n\r\nold", arrived_at=1.0e9)
        self.start()

        until(lambda: self.imap.mails[person].seen, "the other mail")

        self.assertEqual([event["content"] for event in self.host.events], ["person"])
        self.assertFalse(self.imap.mails[machine].seen or self.imap.mails[old].seen)

    def test_a_mail_that_is_too_large_is_told_of(self) -> None:
        self.mail("x" * 3000, Message_ID="<large@x>", Subject="Large")
        self.start(EMAIL_MAX_MAIL_BYTES="2000")

        until(lambda: self.host.events, "the event")

        self.assertRegex(
            self.host.events[0]["content"], r"Subject: Large\n\[The mail has \d{4} bytes, too many"
        )

    def test_it_reconnects_when_the_mail_server_comes_back(self) -> None:
        self.imap.deaf = True
        self.mail("patience")
        self.start()
        until(lambda: self.health()["status"] == "degraded", "degraded")
        self.assertIn(f"IMAP server 127.0.0.1:{self.imap.port} cannot be reached", self.health()["detail"])

        self.imap.deaf = False

        until(lambda: self.host.events, "the event")
        until(lambda: self.health()["status"] == "ready", "ready")

    def test_a_refused_login_is_told_without_the_password(self) -> None:
        self.imap.password = "something else"
        self.start()

        until(
            lambda: "refuses the login of 'agent@example.com'" in self.health().get("detail", ""), "degraded"
        )

    def test_a_rotated_password_is_used_at_once(self) -> None:
        self.start()
        self.ready()
        self.imap.password = self.smtp.password = "rotated-3"
        self.host.credentials["EMAIL_PASSWORD"] = "rotated-3"

        self.assertEqual(self.deliver()["status"], "committed")

    def deliver(self, route: Any = ROUTE, **more: Any) -> Any:
        text = route if isinstance(route, str) else json.dumps(route)
        return self.host.deliver(self.port, "d-1", reply_route=text, content="Guten Tag ☕", **more)[1]

    def test_an_answer_is_a_mail_in_its_thread(self) -> None:
        self.start()
        self.ready()
        self.host.assets[PATH] = bytes(range(256)) * 100
        file = {
            "id": "a-1",
            "media_type": "application/pdf",
            "file_name": "Übersicht.pdf",
            "download_path": PATH,
        }

        answer = self.deliver(artifacts=[file | {"file_name": "Übersicht.pdf"}])

        self.assertEqual(answer["status"], "committed")
        to, raw = self.smtp.mails[0]
        mail = email.message_from_bytes(raw, policy=policy.default)
        self.assertEqual(to, "ada@example.org")
        self.assertIn(b"\r\nIn-Reply-To: <m2@example.org>\r\n", raw)
        self.assertIn(f"\r\nReferences: <{ROUTE['thread_anchor']}>\r\n <m2@example.org>\r\n".encode(), raw)
        self.assertEqual(mail["Subject"], "Re: " + ROUTE["subject"].strip())
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")
        self.assertEqual(str(mail["From"]), "Der Agent ☕ <agent@example.com>")
        self.assertEqual(mail["Message-ID"], answer["detail"])
        text, attached = mail.iter_parts()
        self.assertEqual(text.get_content().strip(), "Guten Tag ☕")
        self.assertEqual(attached.get_filename(), "Übersicht.pdf")
        self.assertEqual(attached.get_content(), self.host.assets[PATH])
        self.assertTrue(raw.isascii())

    def test_every_attempt_has_the_same_message_id(self) -> None:
        self.smtp.refusals["END"] = "451 later"
        self.start()
        self.ready()

        self.assertEqual(self.deliver()["status"], "retryable_error")
        del self.smtp.refusals["END"]
        self.assertEqual(self.deliver(attempt=2)["status"], "committed")

        first, second = (email.message_from_bytes(raw)["Message-ID"] for _, raw in self.smtp.mails)
        self.assertEqual(first, second)

    def test_what_the_server_says_decides_over_the_delivery(self) -> None:
        self.start()
        self.ready()
        for number, (word, answer, status) in enumerate(
            (
                ("RCPT", "550 nobody here", "terminal_error"),
                ("RCPT", "450 mailbox busy", "retryable_error"),
                ("MAIL", "530 log in first", "retryable_error"),
                ("DATA", "552 too large", "terminal_error"),
                ("END", "554 spam", "terminal_error"),
                ("AUTH", "535 no", "retryable_error"),
                ("EHLO", "421 not now", "retryable_error"),
            )
        ):
            with self.subTest(answer):
                self.smtp.refusals = {word: answer, "HELO": answer}
                body = {"reply_route": json.dumps(ROUTE), "content": "x"}

                outcome = self.host.deliver(self.port, f"r-{number}", **body)[1]

                self.assertEqual(outcome["status"], status, outcome)
                self.assertIn(f"127.0.0.1:{self.smtp.port}", outcome["detail"])

    def test_a_server_that_is_away_is_retryable(self) -> None:
        self.start()
        self.ready()
        self.smtp.close()

        self.assertEqual(self.deliver()["status"], "retryable_error")

    def test_routes_that_lead_nowhere_are_terminal(self) -> None:
        self.start()
        self.ready()
        routes = ("", "x", "[]", "{}", '{"to": 5}', '{"to": "a@b.c\\r\\nBcc: d@e.f"}', '{"to":"a"}')
        for number, route in enumerate(routes):
            with self.subTest(route):
                outcome = self.host.deliver(self.port, f"n-{number}", reply_route=route, content="x")[1]

                self.assertEqual(outcome["status"], "terminal_error")
        self.assertEqual(self.smtp.mails, [])

    def test_a_file_that_is_gone_is_terminal(self) -> None:
        self.start()
        self.ready()
        file = {"id": "a-1", "media_type": "a/b", "download_path": PATH}

        self.assertEqual(self.deliver(artifacts=[file])["status"], "terminal_error")
        self.assertEqual(self.smtp.mails, [])

    def test_bad_settings_end_it(self) -> None:
        process = self.start(EMAIL_ADDRESS="", EMAIL_IMAP_PORT="x")

        self.assertEqual(process.wait(10), 2)
        self.imap.close()
        assert process.stderr is not None
        self.assertIn("The settings have 2 problems:\n  EMAIL_ADDRESS", process.stderr.read())


if __name__ == "__main__":
    unittest.main()
