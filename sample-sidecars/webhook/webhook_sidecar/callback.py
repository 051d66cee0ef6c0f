"""Answers, posted to the callback that the operator configured for the route."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kheish_sidecar import CredentialError, Delivery, Retryable, Sidecar, Terminal

from .config import Callback, Hook
from .template import Template, Values

_TIMEOUT_SECONDS = 10.0
_LATER = (408, 425, 429)


class Answers:
    """Delivers answers. For many threads."""

    def __init__(self, sidecar: Sidecar, hooks: Mapping[str, Hook]) -> None:
        self._sidecar = sidecar
        self._hooks = hooks

    def deliver(self, delivery: Delivery) -> str:
        """Posts one answer; the status is the evidence."""
        callback, origin = self._callback(delivery.reply_route)
        document = {
            "text": delivery.content,
            "delivery_id": delivery.delivery_id,
            "session_id": delivery.session_id,
            "metadata": delivery.metadata,
            **origin,
        }
        body = document if callback.body is None else _filled(callback.body, Values(document))
        try:
            status = self._post(callback, delivery, json.dumps(body).encode("ascii"))
        except CredentialError as problem:
            raise Retryable(str(problem)) from problem
        except (OSError, http.client.HTTPException) as problem:
            raise Retryable(f"the callback cannot be reached ({type(problem).__name__})") from problem
        if 200 <= status < 300:
            return f"the callback answered {status}"
        if status in _LATER or status >= 500:
            raise Retryable(f"the callback answered {status}")
        raise Terminal(f"the callback answered {status}")

    def _callback(self, reply_route: str) -> tuple[Callback, dict[str, Any]]:
        try:
            route = json.loads(reply_route)
            origin = {
                "route": str(route["route"]),
                "delivery": str(route.get("delivery", "")),
            }
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Terminal('the reply route is not JSON such as {"route": "name"}') from None
        hook = self._hooks.get(origin["route"])
        if hook is None or hook.callback is None:
            raise Terminal(f"route '{origin['route']}' has no callback")
        return hook.callback, origin

    def _post(self, callback: Callback, delivery: Delivery, body: bytes) -> int:
        split = urlsplit(callback.url)
        kind = http.client.HTTPSConnection if split.scheme == "https" else http.client.HTTPConnection
        connection = kind(split.hostname or "", split.port, timeout=_TIMEOUT_SECONDS)
        target = (split.path or "/") + (f"?{split.query}" if split.query else "")
        try:
            # No redirects: the answer goes where the operator said, or nowhere.
            connection.request("POST", target, body, self._headers(callback, delivery, body))
            return connection.getresponse().status
        finally:
            connection.close()

    def _headers(self, callback: Callback, delivery: Delivery, body: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": f"kheish:{delivery.delivery_id}",
        }
        if callback.secret is not None:
            secret = self._sidecar.credential(callback.secret).encode()
            digest = hmac.new(secret, body, hashlib.sha256).hexdigest()
            headers["X-Kheish-Signature-256"] = f"sha256={digest}"
        if callback.bearer is not None:
            headers["Authorization"] = f"Bearer {self._sidecar.credential(callback.bearer)}"
        return headers


def _filled(body: Any, values: Values) -> Any:
    if isinstance(body, dict):
        return {key: _filled(inner, values) for key, inner in body.items()}
    if isinstance(body, list):
        return [_filled(inner, values) for inner in body]
    return body.render(values) if isinstance(body, Template) else body
