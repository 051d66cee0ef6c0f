"""A small HTTP client for one host: kept connections, no redirects, no proxies."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

_IDLE_SECONDS = 15.0
_IDLE_CONNECTIONS = 16
_ANSWER_BYTES = 8 * 1024 * 1024


class TransportFailed(Exception):
    """No answer came; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One whole answer."""

    status: int
    headers: Mapping[str, str] | Message
    body: bytes

    def header(self, name: str) -> str | None:
        """A header, its name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers.items() if key.lower() == wanted), None)


class HttpClient:
    """Requests to one base URL. For many threads."""

    def __init__(self, base_url: str) -> None:
        split = urlsplit(base_url)
        self._secure = split.scheme == "https"
        self._host = split.hostname or ""
        self._port = split.port
        self._prefix = split.path.rstrip("/")
        self._lock = threading.Lock()
        self._idle: list[tuple[float, http.client.HTTPConnection]] = []

    def request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, timeout: float
    ) -> Answer:
        """Sends a request and reads the answer whole; ``timeout`` is for each wait, in seconds."""
        connection = self._kept(timeout)
        if connection is not None:
            try:
                return self._exchange(connection, method, path, headers, body)
            except TimeoutError as problem:
                connection.close()
                raise TransportFailed(_name(problem)) from problem
            except (http.client.HTTPException, OSError):
                # A kept connection may have ended long ago; a fresh one tells the truth.
                connection.close()
        return self._exchange_afresh(method, path, headers, body, timeout)

    def open(
        self, path: str, headers: Mapping[str, str], timeout: float
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """Sends a GET on a connection of its own; the caller reads the body and closes the connection."""
        connection = self._connection(timeout)
        try:
            connection.request("GET", self._prefix + path, headers=dict(headers))
            return connection, connection.getresponse()
        except (http.client.HTTPException, OSError) as problem:
            connection.close()
            raise TransportFailed(_name(problem)) from problem

    def close(self) -> None:
        """Closes the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.close()

    def _exchange_afresh(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, timeout: float
    ) -> Answer:
        connection = self._connection(timeout)
        try:
            return self._exchange(connection, method, path, headers, body)
        except (http.client.HTTPException, OSError) as problem:
            connection.close()
            raise TransportFailed(_name(problem)) from problem

    def _exchange(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> Answer:
        connection.request(method, self._prefix + path, body, dict(headers))
        response = connection.getresponse()
        content = response.read(_ANSWER_BYTES)
        answer = Answer(response.status, response.headers, content)
        if response.isclosed() and not response.will_close:
            self._keep(connection)
        else:
            connection.close()
        return answer

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=timeout)

    def _kept(self, timeout: float) -> http.client.HTTPConnection | None:
        with self._lock:
            while self._idle:
                since, connection = self._idle.pop()
                if time.monotonic() - since < _IDLE_SECONDS and connection.sock is not None:
                    connection.sock.settimeout(timeout)
                    return connection
                connection.close()
        return None

    def _keep(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append((time.monotonic(), connection))
                return
        connection.close()


def _name(problem: Exception) -> str:
    text = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    cause = f": {text}" if text else ""
    return f"the connection failed ({type(problem).__name__}{cause})"
