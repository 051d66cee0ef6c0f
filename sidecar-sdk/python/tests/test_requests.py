"""Raw requests to a running sidecar: the vectors, and what cannot be written down as one."""

from __future__ import annotations

import base64
import json
import socket
from typing import Any

from kheish_sidecar import Capabilities, Request, Response, Sidecar
from support import HostTest, vectors


class RequestsTest(HostTest):
    def setUp(self) -> None:
        super().setUp()
        able = Capabilities(attachments_in=True, attachments_out=False, threads=True)
        self.sidecar = Sidecar("demo", capabilities=able)
        self.sidecar.on_delivery(lambda delivery: None)
        self.sidecar.route("POST", "/hook", body_limit=1000)(self.hook)
        self.sidecar.route("GET", "/broken")(self.broken)
        _, self.port = self.run_sidecar(self.sidecar)

    def hook(self, request: Request) -> Response:
        words = request.query.get("word", [])
        return Response.json({"body": request.body.decode(), "word": words, "key": request.headers["x-key"]})

    def broken(self, request: Request) -> Response:
        raise RuntimeError("secret words")

    def test_vectors(self) -> None:
        for entry in vectors("requests.json"):
            with self.subTest(entry["name"]):
                status, body = exchange(self.port, raw(entry))

                expected = entry["answer"]
                self.assertEqual(status, expected["status"])
                if "body" in expected:
                    self.assertEqual(starred(json.loads(body), expected["body"]), expected["body"])

    def test_many_requests_go_over_one_connection(self) -> None:
        get = b"GET /health HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t-1\r\n\r\n"

        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(get + get)
            received = b""
            while received.count(b'"ready"') < 2:
                chunk = connection.recv(65536)
                self.assertTrue(chunk, "the connection was closed")
                received += chunk

    def test_a_refused_body_does_not_lose_the_answer(self) -> None:
        status, _ = exchange(self.port, post("/deliver", b"x" * 4_000_000))

        self.assertEqual(status, 413)

    def test_a_body_of_the_largest_size_is_read(self) -> None:
        limit = 2 * 1024 * 1024
        head = (
            f"POST /deliver HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t-1\r\nContent-Length: {limit}\r\n"
        )

        status, body = exchange(self.port, head.encode() + b"Connection: close\r\n\r\n" + b" " * limit)

        self.assertEqual((status, json.loads(body)["error"]), (400, "invalid_request"))

    def test_a_body_that_is_nested_too_deep_is_malformed(self) -> None:
        status, body = exchange(self.port, post("/deliver", b"[" * 200_000))

        self.assertEqual((status, json.loads(body)["error"]), (400, "invalid_request"))

    def test_nan_is_no_json(self) -> None:
        status, body = exchange(self.port, post("/deliver", b'{"protocol_version":1,"metadata":{"a":NaN}}'))

        self.assertEqual((status, json.loads(body)["error"]), (400, "invalid_request"))

    def test_two_authorizations_are_none(self) -> None:
        twice = b"GET /health HTTP/1.1\r\nConnection: close\r\n" + b"Authorization: Bearer t-1\r\n" * 2

        self.assertEqual(exchange(self.port, twice + b"\r\n")[0], 401)

    def test_two_lengths_are_none(self) -> None:
        head = b"POST /deliver HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t-1\r\n"

        status, _ = exchange(self.port, head + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")

        self.assertEqual(status, 400)

    def test_nonsense_is_refused_in_json(self) -> None:
        for nonsense in (b"NONSENSE\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
            with self.subTest(nonsense):
                status, body = exchange(self.port, nonsense)

                self.assertGreaterEqual(status, 400)
                self.assertIn("error", json.loads(body))

    def test_the_body_is_asked_for_only_when_it_is_wanted(self) -> None:
        head = b"POST /deliver HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t-1\r\nExpect: 100-continue\r\n"

        refused = receive(self.port, head + b"Content-Length: 3000000\r\n\r\n")
        wanted = receive(self.port, head + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}")

        self.assertTrue(refused.startswith(b"HTTP/1.1 413"), refused)
        self.assertTrue(wanted.startswith(b"HTTP/1.1 100"), wanted)

    def test_own_routes(self) -> None:
        head = "POST /hook?word=a&word=b HTTP/1.1\r\nHost: x\r\nX-KEY: k\r\nConnection: close\r\n"

        status, body = exchange(self.port, f"{head}Content-Length: 2\r\n\r\nhi".encode())

        self.assertEqual((status, json.loads(body)), (200, {"body": "hi", "word": ["a", "b"], "key": "k"}))

    def test_own_routes_have_a_body_limit(self) -> None:
        self.assertEqual(exchange(self.port, post("/hook", b"x" * 1001))[0], 413)

    def test_a_broken_route_says_nothing_of_its_error(self) -> None:
        self.assertEqual(self.host.call(self.port, "GET", "/broken"), (500, {"error": "internal_error"}))

    def test_the_routes_of_the_protocol_cannot_be_taken(self) -> None:
        for path in ("/deliver", "/health", "hook"):
            with self.subTest(path), self.assertRaises(ValueError):
                self.sidecar.route("POST", path)


def raw(entry: dict[str, Any]) -> bytes:
    """The bytes of one vector."""
    body: bytes = entry.get("body", "").encode("utf-8")
    if "body_base64" in entry:
        body = base64.b64decode(entry["body_base64"])
    headers = {"Host": "127.0.0.1", "Connection": "close", **entry["headers"]}
    if "body_size" in entry:
        headers["Content-Length"] = str(entry["body_size"])
    elif ("body" in entry or "body_base64" in entry) and entry.get("content_length", True):
        headers.setdefault("Content-Length", str(len(body)))
    lines = [
        f"{entry['method']} {entry['path']} HTTP/1.1",
        *(f"{key}: {value}" for key, value in headers.items()),
    ]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n" + body


def post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t-1\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def receive(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def exchange(port: int, request: bytes) -> tuple[int, bytes]:
    head, _, body = receive(port, request).partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body


def starred(got: Any, expected: Any) -> Any:
    """What came, with a star wherever any text will do."""
    if isinstance(got, dict) and isinstance(expected, dict):
        return {key: starred(value, expected.get(key)) for key, value in got.items()}
    return "*" if expected == "*" and isinstance(got, str) and got else got
