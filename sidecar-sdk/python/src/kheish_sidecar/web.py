"""What a sidecar's own routes see and answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a platform. ``headers`` finds names in any case."""

    method: str
    path: str
    query_string: str
    headers: Message
    body: bytes
    peer: str

    @property
    def query(self) -> Mapping[str, list[str]]:
        """The parameters of the query, each with all its values."""
        return parse_qs(self.query_string, keep_blank_values=True)

    def json(self) -> Any:
        """The body as JSON; ValueError if it is none."""
        try:
            return json.loads(self.body.decode("utf-8"))
        except RecursionError:
            raise ValueError("the JSON is nested too deep") from None


@dataclass(frozen=True, slots=True)
class Response:
    """One answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """An answer in JSON."""
        body = json.dumps(value).encode("ascii")
        return Response(status, body, "application/json", headers or {})

    @staticmethod
    def text(text: str, status: int = 200) -> Response:
        """An answer in plain text."""
        return Response(status, text.encode("utf-8"))


RouteHandler = Callable[[Request], Response]
"""Answers one request; called from many threads. An exception becomes 500 and is logged."""


@dataclass(frozen=True, slots=True)
class Route:
    """One of the author's own routes."""

    handler: RouteHandler
    body_limit: int


def refusal(status: int, error: str, detail: str | None = None) -> Response:
    """The shape of every refusal of the runtime protocol."""
    return Response.json({"error": error} | ({"detail": detail} if detail else {}), status)
