"""What several tests need: vectors, and a sidecar that runs inside the test."""

from __future__ import annotations

import json
import logging
import sys
import unittest
from pathlib import Path
from typing import Any

from fake_host import FakeHost, free_port, until
from kheish_sidecar import Retrying, Running, Sidecar

TESTS = Path(__file__).resolve().parent
VECTORS = TESTS.parents[1] / "vectors"
QUICK = Retrying(patience=10.0, first=0.01, longest=0.05)
AT_ONCE = Retrying(patience=0.0, first=0.01, longest=0.05)


def vectors(name: str) -> list[dict[str, Any]]:
    """All entries of one file; a file without entries would be a test that cannot fail."""
    entries: list[dict[str, Any]] = json.loads((VECTORS / name).read_text("utf-8"))
    assert entries, f"{name} has no entries"
    return entries


class HostTest(unittest.TestCase):
    """A test with a fake host, and with sidecars that are stopped at its end."""

    def setUp(self) -> None:
        self.host = FakeHost()
        self.addCleanup(self.host.close)
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)

    def run_sidecar(self, sidecar: Sidecar, **environment: str) -> tuple[Running, int]:
        """Starts it and waits until it is ready: the running sidecar and its port."""
        port = free_port()
        running = sidecar.start(self.host.environment(port, **environment))
        self.addCleanup(stop, running)
        until(lambda: running.health.now()[0] != "starting", "the start")
        return running, port


def stop(running: Running) -> int:
    running.leave("the test is over")
    return running.wait()


def source_environment() -> dict[str, str]:
    """For child processes: the SDK's sources and nothing else of this process."""
    import os

    paths = [str(TESTS.parent / "src"), str(TESTS)]
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": ":".join(paths), "PYTHONUNBUFFERED": "1"}


PYTHON = sys.executable
