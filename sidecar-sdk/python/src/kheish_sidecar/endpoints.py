"""What a sidecar answers: the three routes of runtime protocol 1, and the author's own."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from .environment import Environment
from .health import Health
from .reading import InvalidRequest, UnsupportedVersion, read_delivery
from .server import Body, Unreadable
from .settling import Deliveries
from .web import Request, Response, Route, refusal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the host may expect. Without ``attachments_out`` it sends no files with an answer."""

    attachments_in: bool = True
    attachments_out: bool = True
    threads: bool = False
    experimental: bool = False


class Endpoints:
    """Answers requests. For many threads."""

    def __init__(
        self,
        environment: Environment,
        capabilities: Capabilities,
        health: Health,
        deliveries: Deliveries,
        routes: Mapping[tuple[str, str], Route],
    ) -> None:
        self._environment = environment
        self._capabilities = capabilities
        self._health = health
        self._deliveries = deliveries
        self._routes = routes
        token = environment.shared_token
        self._authorization = None if token is None else f"Bearer {token}".encode()

    def answer(self, request: Request, body: Body) -> Response:
        """The answer to one request; never raises."""
        try:
            return self._answer(request, body)
        except Unreadable as unreadable:
            return unreadable.answer
        except Exception as problem:
            _log.error("%s %s failed", request.method, request.path, exc_info=problem)
            return refusal(500, "internal_error")

    def _answer(self, request: Request, body: Body) -> Response:
        match request.method, request.path:
            case "GET", "/manifest":
                return self._manifest() if self._allowed(request) else refusal(401, "unauthorized")
            case "GET", "/health":
                return self._report() if self._allowed(request) else refusal(401, "unauthorized")
            case "POST", "/deliver":
                return self._deliver(body) if self._allowed(request) else refusal(401, "unauthorized")
        route = self._routes.get((request.method, request.path))
        return refusal(404, "not_found") if route is None else self._own(route, request, body)

    def _allowed(self, request: Request) -> bool:
        if self._authorization is None:
            return True
        # The whole header is compared, as the bytes that came.
        given = request.headers.get_all("Authorization", [])
        if len(given) != 1:
            return False
        return hmac.compare_digest(given[0].encode("latin-1", "replace"), self._authorization)

    def _manifest(self) -> Response:
        able = self._capabilities
        return Response.json(
            {
                "protocol_version": 1,
                "instance_id": self._environment.instance_id,
                "capabilities": {
                    "attachments_in": able.attachments_in,
                    "attachments_out": able.attachments_out,
                    "threads": able.threads,
                },
                "experimental": able.experimental,
            }
        )

    def _report(self) -> Response:
        status, detail = self._health.now()
        report = {"protocol_version": 1, "instance_id": self._environment.instance_id, "status": status}
        return Response.json(report | ({"detail": detail} if detail else {}))

    def _deliver(self, body: Body) -> Response:
        try:
            delivery = read_delivery(body.read(self._environment.max_request_bytes, needs_length=True))
        except UnsupportedVersion:
            return refusal(400, "unsupported_protocol_version")
        except InvalidRequest as problem:
            return refusal(400, "invalid_request", str(problem))
        return Response.json(self._deliveries.settle(delivery).wire())

    def _own(self, route: Route, request: Request, body: Body) -> Response:
        status, _ = self._health.now()
        if status in ("starting", "draining"):
            return refusal(503, status)
        content = body.read(route.body_limit, needs_length=False)
        whole = Request(
            request.method, request.path, request.query_string, request.headers, content, request.peer
        )
        return route.handler(whole)
