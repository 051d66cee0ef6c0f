"""Log entries: one line each, no secrets."""

from __future__ import annotations

import logging
import sys
import unittest

from kheish_sidecar import Unavailable
from kheish_sidecar.log import LineFormatter, Secrets


class LogTest(unittest.TestCase):
    def setUp(self) -> None:
        self.secrets = Secrets()

    def line(self, message: str, *args: object, level: str = "INFO", problem: Exception | None = None) -> str:
        exc_info = None
        if problem is not None:
            try:
                raise problem
            except Exception:
                exc_info = sys.exc_info()
        record = logging.LogRecord("demo", logging.ERROR, __file__, 1, message, args, exc_info)
        return LineFormatter(level, self.secrets).format(record)

    def test_an_entry_is_one_line(self) -> None:
        line = self.line("first\nsecond %s", "\r\nthird")

        self.assertRegex(line, r"ERROR demo: first second   third\Z")

    def test_known_secrets_are_hidden(self) -> None:
        self.secrets.add("hunter2")
        self.secrets.add("hunter2-longer")

        self.assertTrue(self.line("a %s b %s", "hunter2-longer", "hunter2").endswith("demo: a *** b ***"))

    def test_what_is_no_secret_stays(self) -> None:
        self.secrets.add(None)
        self.secrets.add("abc")

        self.assertTrue(self.line("abc").endswith("demo: abc"))

    def test_an_exception_is_told_by_class_and_place(self) -> None:
        line = self.line("It broke", problem=ValueError("key=hunter2"))

        self.assertRegex(line, r"It broke: ValueError \[test_log.py:\d+ line\]\Z")

    def test_the_message_is_for_debugging(self) -> None:
        self.secrets.add("hunter2")

        line = self.line("It broke", level="DEBUG", problem=ValueError("key=hunter2"))

        self.assertIn("ValueError: key=*** [", line)

    def test_errors_of_this_package_hold_no_secrets_and_are_told(self) -> None:
        self.assertIn("Unavailable: too long [", self.line("It broke", problem=Unavailable("too long")))


if __name__ == "__main__":
    unittest.main()
