"""A sidecar as a program: the environment, signals, the lifeline and the exit code."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping

from .environment import Environment, is_by_hand
from .errors import EnvironmentProblem
from .log import Secrets, set_up
from .running import Running

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_BY_HAND = """\
This program is meant to be started by the host, which tells it what it needs in variables.
Make a connector of kind 'external' there, in mode child_process, with this command in child_process.command;
or, to run it elsewhere, use mode remote_http and set the variables KHEISH_EXTERNAL_CONNECTOR_NAME,
KHEISH_EXTERNAL_CONNECTOR_BASE_URL, KHEISH_EXTERNAL_CONNECTOR_DAEMON_BASE_URL and
KHEISH_EXTERNAL_CONNECTOR_SHARED_TOKEN to what the connector has.
"""


def run(platform: str, environ: Mapping[str, str], make: Callable[[Environment, Secrets], Running]) -> int:
    """Runs a sidecar to its end and returns the exit code: 0, 1 for a failure, 2 for a bad environment."""
    if is_by_hand(environ):
        sys.stderr.write(_BY_HAND)
        return 2
    try:
        environment = Environment.read(environ, platform)
    except EnvironmentProblem as problem:
        print(problem, file=sys.stderr)
        return 2
    secrets = Secrets()
    secrets.add(environment.shared_token)
    secrets.add(environment.credential_token)
    set_up(environment.log_level, secrets)
    try:
        running = make(environment, secrets)
    except OSError as problem:
        print(
            f"Cannot listen on {environment.host}:{environment.port} ({problem.strerror}). "
            "KHEISH_EXTERNAL_CONNECTOR_BASE_URL says to; another process may have the port.",
            file=sys.stderr,
        )
        return 1
    _hear_signals(running)
    if environment.lifeline:
        threading.Thread(target=_hold_lifeline, args=(running,), name="lifeline", daemon=True).start()
    running.begin()
    code = running.wait()
    logging.shutdown()
    return code


def _hear_signals(running: Running) -> None:
    """SIGTERM and SIGINT end it.

    A handler in Python runs on the main thread, which may sleep on while the system hands the signal to
    another one. So the number is taken from the wakeup descriptor, which is written to at once.
    """
    heard, told = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    for number in _ENDINGS:
        signal.signal(number, lambda *_: None)
    threading.Thread(target=_listen, args=(heard, told, running), name="signals", daemon=True).start()


def _listen(heard: socket.socket, told: socket.socket, running: Running) -> None:
    with heard, told:  # told is kept here: it must stay open
        while numbers := heard.recv(64):
            # The descriptor tells of every signal that has a handler, the author's own included.
            for number in (number for number in numbers if number in _ENDINGS):
                running.leave(signal.Signals(number).name)


def _hold_lifeline(running: Running) -> None:
    """The host keeps our standard input open for as long as it lives and wants us."""
    try:
        while os.read(0, 4096):
            pass
    except OSError as problem:
        running.leave(f"the lifeline broke ({problem.strerror})")
        return
    running.leave("the lifeline ended")
