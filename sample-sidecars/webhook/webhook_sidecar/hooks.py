"""One webhook request: checked, read, and brought to the host."""

from __future__ import annotations

import hashlib
import json
import logging
import time

from kheish_sidecar import (
    CredentialError,
    Event,
    InvalidEvent,
    KheishError,
    Refused,
    Request,
    Response,
    Sidecar,
)

from .config import Hook
from .signature import BadSignature
from .template import Values

_ID_BYTES = 400
_TEXT_CHARACTERS = 200_000

_log = logging.getLogger("webhook")


class Receiver:
    """Answers the requests of one route. For many threads."""

    def __init__(self, sidecar: Sidecar, hook: Hook) -> None:
        self._sidecar = sidecar
        self._hook = hook

    def receive(self, request: Request) -> Response:
        """200 when the host has it or nobody wants it; otherwise a status that says whether to repeat."""
        try:
            secret = self._sidecar.credential(self._hook.secret)
            self._hook.scheme.check(secret, request.headers.get, request.body, time.time())
            event = self._event(request)
            return Response.json({"status": "ignored"}) if event is None else self._submit(event)
        except BadSignature as problem:
            _log.warning("Route %s refused a request: %s", self._hook.name, problem)
            return Response.json({"error": "bad_signature", "detail": str(problem)}, 401)
        except (InvalidEvent, ValueError) as problem:
            return Response.json({"error": "invalid_request", "detail": str(problem)}, 400)
        except (Refused, CredentialError) as problem:
            _log.error("Route %s does not work: %s", self._hook.name, problem)
            return Response.json({"error": "not_working"}, 502)
        except KheishError as problem:
            _log.warning("Route %s put a request off: %s", self._hook.name, problem)
            return Response.json({"error": "unavailable"}, 503, {"Retry-After": "30"})

    def _event(self, request: Request) -> Event | None:
        hook = self._hook
        try:
            values = Values(request.json(), request.headers.get)
        except ValueError:
            raise ValueError("the body is not JSON in UTF-8") from None
        if hook.only is not None and hook.only.value.render(values) not in hook.only.allowed:
            return None
        delivery = self._delivery(request, values)
        segments = (template.render(values).strip() for template in hook.thread)
        return Event(
            event_id=_shortened(f"webhook-{hook.name}-{delivery}"),
            thread=[_shortened(segment) for segment in segments if segment] or [hook.name],
            actor_id=_shortened(hook.actor.render(values).strip()) or None if hook.actor else None,
            source_kind="webhook",
            content=_cut(hook.text.render(values)),
            reply_route=_route(hook.name, delivery) if hook.callback else None,
            metadata={"route": hook.name, "delivery": _shortened(delivery)},
        )

    def _delivery(self, request: Request, values: Values) -> str:
        """What tells this request from all others, and is the same when it is sent again."""
        if self._hook.event_id is None:
            return hashlib.sha256(request.body).hexdigest()
        delivery = self._hook.event_id.render(values).strip()
        if not delivery:
            raise ValueError(f"event_id of the route, '{self._hook.event_id.text}', is empty in this request")
        return delivery

    def _submit(self, event: Event) -> Response:
        receipt = self._sidecar.submit(event)
        if not receipt.stored:
            return Response.json({"error": "rejected", "detail": receipt.reason or ""}, 422)
        return Response.json({"status": receipt.status, "run_id": receipt.run_id})


def _route(name: str, delivery: str) -> str:
    """The callback is looked up by name, so that nothing in a request can say where answers go."""
    return json.dumps({"route": name, "delivery": _shortened(delivery)})


def _shortened(text: str) -> str:
    """The host takes ids and segments of 512 bytes; longer ones are replaced by their digest."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= _ID_BYTES:
        return encoded.decode("utf-8")
    return "sha256-" + hashlib.sha256(encoded).hexdigest()


def _cut(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")
    if len(text) <= _TEXT_CHARACTERS:
        return text
    return f"{text[:_TEXT_CHARACTERS]}\n[The text was cut: {len(text) - _TEXT_CHARACTERS} more characters.]"
