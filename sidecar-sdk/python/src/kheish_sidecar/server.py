"""The HTTP server of a sidecar: sockets, sizes and the framing of requests; ``Endpoints`` says the rest."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from .web import Request, Response, refusal

_SOCKET_SECONDS = 30.0
_CONNECTIONS = 512
_PLACE_SECONDS = 1.0
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 8 * 1024 * 1024

_log = logging.getLogger(__name__)


class Body(Protocol):
    """The body of a request that has not been read yet."""

    def read(self, limit: int, needs_length: bool) -> bytes:
        """The whole body; raises Unreadable, with the answer in it, when it cannot be had."""


class Unreadable(Exception):
    """A body that is not read; ``answer`` tells the sender why."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


Answering = Callable[[Request, Body], Response]
"""Answers a request whose ``body`` member is still empty; must not raise."""


class SidecarServer(ThreadingHTTPServer):
    """Listens as soon as it is made; serves from ``start`` to ``stop``."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host: str, port: int, answering: Answering) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.answering = answering
        self._places = threading.BoundedSemaphore(_CONNECTIONS)
        self._idle = threading.Condition()
        self._busy = 0
        super().__init__((host, port), _Handler)

    def server_bind(self) -> None:
        """Binds, without the look-up of the host's full name that the base class makes."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        address = self.socket.getsockname()
        self.server_address = address
        self.server_name, self.server_port = str(address[0]), int(address[1])

    def start(self) -> None:
        """Serves on threads of its own."""
        threading.Thread(target=self.serve_forever, args=(0.05,), name="http", daemon=True).start()

    def stop(self, seconds: float) -> None:
        """Accepts nothing more and waits up to ``seconds`` for the answers that are being made."""
        self.shutdown()
        self.server_close()
        with self._idle:
            self._idle.wait_for(lambda: self._busy == 0, seconds)

    def busy(self, change: int) -> None:
        """Counts the requests between their first line and their answer."""
        with self._idle:
            self._busy += change
            self._idle.notify_all()

    def process_request(self, request: Any, client_address: Any) -> None:
        """One thread for each connection; beyond the limit one may wait a moment, then it is closed."""
        if not self._places.acquire(timeout=_PLACE_SECONDS):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serves one connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections break; that is no entry for an operator."""
        _log.debug("A connection broke", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = _SOCKET_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1
    server: SidecarServer
    _unread = False

    def _serve(self) -> None:
        self.server.busy(1)
        try:
            path, _, query = self.path.partition("?")
            length = self.headers.get("Content-Length", "0")
            self._unread = length != "0" or "Transfer-Encoding" in self.headers
            peer = str(self.client_address[0])
            request = Request(self.command, path, query, self.headers, b"", peer)
            self._send(self.server.answering(request, self))
        finally:
            self.server.busy(-1)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve

    def read(self, limit: int, needs_length: bool) -> bytes:
        """The body of the request at hand."""
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or (needs_length and not lengths):
            raise Unreadable(refusal(400, "invalid_content_length"))
        if not lengths:
            return b""
        if len(set(lengths)) > 1 or not (lengths[0].isascii() and lengths[0].isdigit()):
            raise Unreadable(refusal(400, "invalid_content_length"))
        digits = lengths[0].lstrip("0") or "0"
        if len(digits) > 18 or int(digits) > limit:
            raise Unreadable(refusal(413, "payload_too_large"))
        return self._receive(int(digits))

    def _receive(self, length: int) -> bytes:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(HTTPStatus.CONTINUE)
            self.end_headers()
            self.wfile.flush()
        try:
            body = self.rfile.read(length)
        except TimeoutError:
            raise Unreadable(refusal(408, "request_timeout")) from None
        except OSError:
            body = b""
        if len(body) < length:
            raise Unreadable(refusal(400, "invalid_request", "the body ended early"))
        self._unread = False
        return body

    def _send(self, response: Response) -> None:
        if self._unread:
            self.close_connection = True
        self.send_response_only(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()
        if self._unread:
            self._linger()

    def _linger(self) -> None:
        """Takes in what the sender still sends: closing at once would make it lose the answer."""
        ends = time.monotonic() + _LINGER_SECONDS
        left = _LINGER_BYTES
        try:
            self.connection.shutdown(socket.SHUT_WR)
            while left > 0 and (patience := ends - time.monotonic()) > 0:
                self.connection.settimeout(patience)
                chunk = self.connection.recv(65536)
                if not chunk:
                    return
                left -= len(chunk)
        except OSError:
            return  # the sender left first, which is as good

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refusals of the base class, as JSON like all others."""
        self.close_connection = True
        self._unread = False
        self.request_version = "HTTP/1.1"  # what the base class holds for a bad line has no headers
        self.command = getattr(self, "command", None) or "GET"
        self._send(refusal(int(code), HTTPStatus(code).phrase.lower().replace(" ", "_")))

    def handle_expect_100(self) -> bool:
        """Says nothing yet: the sender shall go on only when the body is wanted."""
        return True

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: requests are not entries, and their lines may hold tokens."""
