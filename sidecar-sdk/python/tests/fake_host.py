"""A host for tests: real sockets, the answers of the protocol, and whatever a test wants instead."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PREFIX = "KHEISH_EXTERNAL_CONNECTOR_"


@dataclass
class Heard:
    """One request to the host."""

    method: str
    path: str
    headers: Message
    body: bytes
    at: float = field(default_factory=time.monotonic)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Say:
    """One answer of the host. ``cut`` ends the connection after that many bytes of the body."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None


class FakeHost:
    """Accepts events of connector ``name``, lends ``credentials``, serves ``assets`` by path.

    ``script`` holds answers for the next requests, before anything of that; None means "as usual".
    """

    def __init__(self, name: str = "demo", shared_token: str | None = "t-1", port: int = 0) -> None:
        self.name = name
        self.shared_token = shared_token
        self.lease_token = "lease-1"
        self.credentials: dict[str, str] = {}
        self.assets: dict[str, bytes] = {}
        self.script: deque[Say | None] = deque()
        self.heard: list[Heard] = []
        self.events: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def environment(self, port: int, **more: str) -> dict[str, str]:
        """What this host would set for a sidecar that listens on ``port``."""
        values = {
            "NAME": self.name,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "DAEMON_BASE_URL": self.url,
            "INSTANCE_ID": "i-1",
        }
        if self.shared_token is not None:
            values["SHARED_TOKEN"] = self.shared_token
        if self.credentials:
            values["CREDENTIAL_TOKEN"] = self.lease_token
            values["CREDENTIAL_KEYS_JSON"] = json.dumps(sorted(self.credentials))
        return {PREFIX + key: value for key, value in (values | more).items()}

    def deliver(self, port: int, delivery_id: str, **more: Any) -> tuple[int, Any]:
        """Sends a delivery to the sidecar on ``port``: the status and the JSON of its answer."""
        body = {
            "protocol_version": 1,
            "delivery_id": delivery_id,
            "attempt": 1,
            "reply_route": "",
            "conversation": {"session_id": "external:demo:0123456789abcdef", "thread_id": None},
            "content": "",
            "metadata": {},
        }
        return self.call(port, "POST", "/deliver", body | more)

    def call(self, port: int, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Any request to a sidecar, with this host's token."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Authorization": f"Bearer {self.shared_token}"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    # What it answers

    def _answer(self, heard: Heard) -> Say:
        with self._lock:
            self.heard.append(heard)
            scripted = self.script.popleft() if self.script else None
            if scripted is not None:
                return scripted
            base = f"/v1/connectors/external/{self.name}/"
            if heard.path == base + "events" and heard.method == "POST":
                return self._shared(heard) or _said(self._take(heard.json))
            if heard.path == base + "events/batch" and heard.method == "POST":
                taken = (
                    [self._take(event) for event in heard.json["events"]] if not self._shared(heard) else []
                )
                return self._shared(heard) or _said({"results": taken})
            if heard.path.startswith(base + "credentials/"):
                return self._lend(heard)
            if heard.path in self.assets:
                return self._shared(heard) or _part_of(self.assets[heard.path], heard.headers)
            return problem(404, "not_found", f"Nothing is at {heard.path}.")

    def _shared(self, heard: Heard) -> Say | None:
        if self.shared_token in (None, _bearer(heard)):
            return None
        return problem(401, "unauthorized", "The token is not this connector's.")

    def _take(self, event: dict[str, Any]) -> dict[str, Any]:
        known = any(event["event_id"] == earlier["event_id"] for earlier in self.events)
        if not known:
            self.events.append(event)
        status = "duplicate" if known else "accepted"
        return {"event_id": event["event_id"], "status": status, "session_id": "s-1", "run_id": "run_1"}

    def _lend(self, heard: Heard) -> Say:
        key = heard.path.rsplit("/", 1)[-1]
        if _bearer(heard) != self.lease_token:
            return problem(401, "unauthorized", "No such lease.")
        if key not in self.credentials:
            return problem(404, "not_found", "No such slot.")
        expires = time.time_ns() // 1_000_000 + 300_000
        return _said({"value": self.credentials[key], "lease_id": "l", "expires_at_ms": expires})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer: Callable[[Heard], Say] = self._answer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                say = answer(Heard(self.command, self.path, self.headers, body))
                self.send_response_only(say.status)
                for name, value in {"Content-Length": str(len(say.body)), **say.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(say.body if say.cut is None else say.body[: say.cut])
                if say.cut is not None:
                    self.close_connection = True

            do_GET = do_POST = serve

            def log_message(self, format: str, *args: Any) -> None:
                """Tests say what they need themselves."""

        return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Sidecars close connections when they like; tests look at what was said."""


def problem(status: int, code: str, detail: str, **headers: str) -> Say:
    """A refusal as the host words it."""
    body = {
        "type": f"urn:kheish:problem:{code}",
        "title": code,
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Say(status, json.dumps(body).encode(), {"Content-Type": "application/problem+json", **headers})


def until(seen: Callable[[], Any], what: str, seconds: float = 10.0) -> Any:
    """Waits until ``seen`` gives something true, and returns it; fails after ``seconds``."""
    ends = time.monotonic() + seconds
    while not (result := seen()):
        if time.monotonic() > ends:
            raise AssertionError(f"not within {seconds} seconds: {what}")
        time.sleep(0.01)
    return result


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def etag_of(content: bytes) -> str:
    """The strong ETag under which content is served."""
    return f'"{hashlib.sha256(content).hexdigest()}"'


def _said(body: Any) -> Say:
    return Say(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _bearer(heard: Heard) -> str:
    return (heard.headers.get("Authorization") or "").removeprefix("Bearer ")


def _part_of(content: bytes, headers: Message) -> Say:
    """Content with an ETag, or the rest of it when that is asked for."""
    etag = etag_of(content)
    wanted = headers.get("Range")
    if wanted is None or headers.get("If-Range", etag) != etag:
        return Say(200, content, {"ETag": etag})
    start = int(wanted.removeprefix("bytes=").removesuffix("-"))
    spoken = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return Say(206, content[start:], {"ETag": etag, "Content-Range": spoken})
