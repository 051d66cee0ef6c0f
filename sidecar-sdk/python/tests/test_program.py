"""Sidecars as processes: how they start, how they are told to leave, and how they leave."""

from __future__ import annotations

import signal
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fake_host import FakeHost, free_port, until
from support import PYTHON, TESTS, HostTest, source_environment

PROGRAM = """
import signal, sys, threading
from pathlib import Path
from kheish_sidecar import Delivery, Sidecar

go, sidecar = Path(sys.argv[1]), Sidecar("demo", drain_seconds=float(sys.argv[2]))

@sidecar.on_delivery
def deliver(delivery: Delivery) -> str:
    Path(f"{go}.{delivery.delivery_id}").touch()
    while not go.exists():
        threading.Event().wait(0.01)
    return "late"

@sidecar.on_start
def start() -> None:
    if "break" in sys.argv:
        raise RuntimeError("no")

signal.signal(signal.SIGUSR1, lambda *_: None)
sidecar.run()
"""


class ProgramTest(HostTest):
    def setUp(self) -> None:
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.port = free_port()

    def spawn(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        script = self.folder / "program.py"
        script.write_text(PROGRAM)
        process = subprocess.Popen(
            [PYTHON, str(script), str(self.folder / "go"), *(arguments or ("10",))],
            env=source_environment() | self.host.environment(self.port, **environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(end, process)
        return process

    def health(self) -> str:
        return health(self.host, self.port)

    def ready(self) -> None:
        until(lambda: self.health() == "ready", "ready")

    def test_sigterm_and_sigint_end_it_well(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number):
                process = self.spawn()
                self.ready()

                process.send_signal(number)

                self.assertEqual(process.wait(10), 0)
                self.assertIn(f"Stopping: {number.name}", read_error(process))

    def test_other_signals_are_the_authors(self) -> None:
        process = self.spawn()
        self.ready()

        process.send_signal(signal.SIGUSR1)

        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(0.5)
        self.ready()

    def test_a_running_delivery_is_finished_and_new_ones_are_put_off(self) -> None:
        process = self.spawn()
        self.ready()
        with ThreadPoolExecutor() as pool:
            running = pool.submit(self.host.deliver, self.port, "a")
            until((self.folder / "go.a").exists, "the delivery at work")
            process.terminate()
            until(lambda: self.health() == "draining", "draining")

            late = self.host.deliver(self.port, "b")
            (self.folder / "go").touch()

            self.assertEqual(late[1], {"status": "retryable_error", "detail": "draining"})
            self.assertEqual(running.result(10)[1], {"status": "committed", "detail": "late"})
        self.assertEqual(process.wait(10), 0)

    def test_a_delivery_that_does_not_end_is_left_behind(self) -> None:
        process = self.spawn("0.3")
        self.ready()
        with ThreadPoolExecutor() as pool:
            running = pool.submit(self.host.deliver, self.port, "a")
            until((self.folder / "go.a").exists, "the delivery at work")

            process.terminate()

            self.assertEqual(process.wait(10), 0)
            self.assertIsNotNone(running.exception(10))

    def test_the_end_of_the_lifeline_ends_it(self) -> None:
        process = self.spawn(LIFELINE="stdin")
        self.ready()
        assert process.stdin is not None
        process.stdin.write("anything\n")
        process.stdin.flush()
        self.ready()

        process.stdin.close()

        self.assertEqual(process.wait(10), 0)

    def test_without_a_lifeline_standard_input_means_nothing(self) -> None:
        process = self.spawn()
        assert process.stdin is not None
        process.stdin.close()

        self.ready()

        self.assertEqual(self.host.call(self.port, "GET", "/manifest")[1]["instance_id"], "i-1")
        self.assertIsNone(process.poll())

    def test_a_new_life_on_the_same_port(self) -> None:
        (self.folder / "go").touch()
        for _ in range(3):
            process = self.spawn()
            self.ready()
            self.assertEqual(self.host.deliver(self.port, "a")[1]["status"], "committed")
            process.terminate()
            self.assertEqual(process.wait(10), 0)

    def test_a_start_that_breaks_ends_it(self) -> None:
        process = self.spawn("10", "break")

        self.assertEqual(process.wait(10), 1)
        self.assertRegex(read_error(process), r"The start failed: RuntimeError \[.*program.py:\d+ start\]")

    def test_a_bad_variable_is_told_in_one_line(self) -> None:
        process = self.spawn(BASE_URL="http://127.0.0.1")

        self.assertEqual(process.wait(10), 2)
        said = read_error(process)
        self.assertEqual(said.count("\n"), 1)
        self.assertRegex(said, r"\AKHEISH_EXTERNAL_CONNECTOR_BASE_URL has no port.*The host sets it")

    def test_started_by_hand_it_says_what_to_do(self) -> None:
        process = subprocess.run(
            [PYTHON, "-c", "from kheish_sidecar import Sidecar; Sidecar('demo').run()"],
            env=source_environment(),
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

        self.assertEqual(process.returncode, 2)
        self.assertIn("meant to be started by the host", process.stderr)
        self.assertIn("child_process.command", process.stderr)

    def test_a_port_that_is_taken_is_told(self) -> None:
        taken = int(self.host.url.rsplit(":", 1)[1])

        process = self.spawn(BASE_URL=f"http://127.0.0.1:{taken}")

        self.assertEqual(process.wait(10), 1)
        self.assertRegex(
            read_error(process), rf"Cannot listen on 127.0.0.1:{taken} \(Address already in use\)"
        )

    def test_log_lines_hold_no_token(self) -> None:
        script = self.folder / "leaky.py"
        script.write_text(
            "import logging\nfrom kheish_sidecar import Sidecar\nsidecar = Sidecar('demo')\n"
            "@sidecar.on_start\ndef start():\n"
            "    key = sidecar.credential('KEY')\n"
            "    logging.getLogger('me').warning('token %s, key %s', 'shared-token-1', key)\n"
            "sidecar.run()\n"
        )
        self.host.shared_token = "shared-token-1"
        self.host.credentials = {"KEY": "hunter2"}
        process = subprocess.Popen(
            [PYTHON, str(script)],
            env=source_environment() | self.host.environment(self.port),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.addCleanup(end, process)
        self.ready()
        process.terminate()
        process.wait(10)

        self.assertIn("WARNING me: token ***, key ***", read_error(process))


class ReadmeTest(HostTest):
    def test_the_sidecar_of_the_readme_works_as_it_stands(self) -> None:
        text = (TESTS.parent / "README.md").read_text("utf-8")
        code = text.split("```python\n", 1)[1].split("```", 1)[0]
        self.assertLess(len(code.splitlines()), 30)
        port = free_port()
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "sidecar.py"
            script.write_text(code)
            process = subprocess.Popen(
                [PYTHON, str(script)],
                env=source_environment() | self.host.environment(port, LOG_LEVEL="ERROR"),
                text=True,
            )
            self.addCleanup(end, process)
            until(lambda: health(self.host, port) == "ready", "the start")

            self.assertEqual(self.host.call(port, "POST", "/say", {"who": "ada", "text": "hello"})[0], 200)
            answer = self.host.deliver(port, "d-1", reply_route="ada", content="hi there")

            self.assertEqual(answer[1]["status"], "committed")
            self.assertEqual(self.host.call(port, "GET", "/said"), (200, [["ada", "hi there"]]))
            self.assertEqual(self.host.events[0]["content"], "hello")


def health(host: FakeHost, port: int) -> str:
    try:
        return str(host.call(port, "GET", "/health")[1]["status"])
    except OSError:
        return "away"


def read_error(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    return process.stderr.read()


def end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait(10)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
