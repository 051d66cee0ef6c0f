"""The smallest useful sidecar: people talk to it over HTTP and read there what they are answered."""

from __future__ import annotations

import uuid
from collections import deque
from typing import Any

from kheish_sidecar import Delivery, Event, InvalidEvent, Request, Response, Sidecar, SubmitError

sidecar = Sidecar("echo-python")
said: deque[dict[str, str]] = deque(maxlen=1000)


@sidecar.route("POST", "/say")
def say(request: Request) -> Response:
    """``{"who", "text", "id"?}`` becomes an event; the same id is the same event."""
    try:
        event = event_of(request.json())
    except ValueError as problem:
        return Response.json({"error": str(problem)}, 400)
    try:
        receipt = sidecar.submit(event)
    except InvalidEvent as problem:
        return Response.json({"error": str(problem)}, 400)
    except SubmitError as problem:
        return Response.json({"error": str(problem)}, 502)
    answer = {
        "event_id": event.event_id,
        "status": receipt.status,
        "session_id": receipt.session_id,
        "run_id": receipt.run_id,
        "reason": receipt.reason,
    }
    return Response.json({name: value for name, value in answer.items() if value is not None})


@sidecar.route("GET", "/said")
def show(request: Request) -> Response:
    """What was answered so far, the newest last."""
    return Response.json(list(said))


@sidecar.on_delivery
def deliver(delivery: Delivery) -> str:
    """Keeps an answer; where the platform is real, this is where it is called."""
    who, text = delivery.reply_route, delivery.content
    if "GREETING" in sidecar.credential_keys:
        # Asked for each time: a rotated secret is seen at the latest after a minute.
        text = f"{sidecar.credential('GREETING')} {who}, {text}"
    said.append({"who": who, "text": text})
    return f"kept for {who}"


def event_of(body: Any) -> Event:
    """The event in a request body, or ValueError."""
    if not isinstance(body, dict):
        raise ValueError('send a JSON object such as {"who": "ada", "text": "hello"}')
    for name in ("who", "text"):
        if not isinstance(body.get(name), str) or not body[name].strip():
            raise ValueError(f"'{name}' is missing, blank or not a text")
    event_id = body.get("id", str(uuid.uuid4()))
    if not isinstance(event_id, str):
        raise ValueError("'id' is not a text")
    return Event(
        event_id=event_id,
        thread=[body["who"]],
        actor_id=body["who"],
        content=body["text"],
        reply_route=body["who"],
    )


if __name__ == "__main__":
    sidecar.run()
