"""Events as a sidecar's author makes them, and as they go to the host."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import InvalidEvent

MAX_ASSET_BYTES = 1024 * 1024
"""What one inline asset may have, decoded."""

MAX_BODY_BYTES = 2 * 1024 * 1024
"""What one request to the host may have."""


@dataclass(frozen=True, slots=True)
class TextItem:
    """One text among other items."""

    text: str

    def wire(self) -> dict[str, Any]:
        """The item as JSON."""
        return {"type": "text", "text": self.text}


@dataclass(frozen=True, slots=True)
class AssetReference:
    """A file that the host has already."""

    asset_id: str

    def wire(self) -> dict[str, Any]:
        """The item as JSON."""
        return {"type": "asset_reference", "asset_id": self.asset_id}


@dataclass(frozen=True, slots=True)
class InlineAsset:
    """A file that travels inside the event: at most 1 MiB, or InvalidEvent is raised at once.

    All files of an event together must leave it below 2 MiB as JSON, where four bytes stand for three.
    """

    file_name: str
    content: bytes
    media_type: str | None = None

    def __post_init__(self) -> None:
        if not self.file_name.strip():
            raise InvalidEvent("An inline asset needs a file_name.")
        if len(self.content) > MAX_ASSET_BYTES:
            raise InvalidEvent(
                f"The file '{self.file_name}' has {len(self.content)} bytes, but an inline asset may have "
                f"{MAX_ASSET_BYTES}. Make it smaller, or say in the text where it is."
            )

    def wire(self) -> dict[str, Any]:
        """The item as JSON."""
        item: dict[str, Any] = {
            "type": "inline_asset",
            "file_name": self.file_name,
            "content_base64": base64.b64encode(self.content).decode("ascii"),
        }
        if self.media_type is not None:
            item["media_type"] = self.media_type
        return item


Attachment = AssetReference | InlineAsset
Item = TextItem | AssetReference | InlineAsset


@dataclass(frozen=True, slots=True)
class Relation:
    """How an event stands to an earlier one, such as ``replaces``."""

    kind: str
    target_event_id: str

    def wire(self) -> dict[str, Any]:
        """The relation as JSON."""
        return {"kind": self.kind, "target_event_id": self.target_event_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened on the platform.

    ``event_id`` is what makes a repetition harmless: the same thing must always get the same id.
    Which conversation it belongs to is said by ``thread`` (segments from the outside in, such as guild
    and channel) or else by ``routing_key``. What it says is in ``content`` and ``attachments`` (at most
    10), or in ``input_items`` (at most 64) alone. ``reply_route`` comes back with every answer as it
    was given here. ``occurred_at_ms`` is in milliseconds since 1970. Ids of more than 512 bytes, a
    content of more than 1 MiB and a reply route of more than 8 KiB are rejected by the host.
    """

    event_id: str
    content: str = ""
    thread: Sequence[str] = ()
    routing_key: str | None = None
    reply_route: str | None = None
    attachments: Sequence[Attachment] = ()
    input_items: Sequence[Item] = ()
    actor_id: str | None = None
    source_kind: str | None = None
    occurred_at_ms: int | None = None
    fingerprint: str | None = None
    intent: str | None = None
    relation: Relation | None = None
    metadata: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not self.event_id.strip():
            raise InvalidEvent("An event needs an event_id that is not blank.")
        if isinstance(self.thread, str):
            raise InvalidEvent(f"thread is a list of segments, so write ['{self.thread}'].")

    def wire(self) -> dict[str, Any]:
        """The event as JSON, without what is absent."""
        members: dict[str, Any] = {
            "event_id": self.event_id,
            "fingerprint": self.fingerprint,
            "occurred_at_ms": self.occurred_at_ms,
            "actor_id": self.actor_id,
            "source_kind": self.source_kind,
            "intent": self.intent,
            "relation": self.relation.wire() if self.relation else None,
            "thread": {"path": list(self.thread)} if self.thread else None,
            "routing_key": self.routing_key,
            "content": self.content or None,
            "input_items": [item.wire() for item in self.input_items] or None,
            "attachments": [item.wire() for item in self.attachments] or None,
            "reply_route": self.reply_route,
            "metadata": self.metadata,
        }
        return {name: value for name, value in members.items() if value is not None}


def encode(event: Event, instance_id: str) -> bytes:
    """One event with its instance as the bytes of a JSON object; InvalidEvent if it has no such form."""
    members = {"instance_id": instance_id} | event.wire()
    try:
        return json.dumps(members, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as problem:
        # UnicodeEncodeError would quote the text, so only its class is told.
        raise InvalidEvent(
            f"The event '{event.event_id!a}' cannot be written as JSON ({type(problem).__name__}); "
            "metadata may hold only texts, numbers, booleans, None, lists and dicts with texts as keys."
        ) from None


def single_body(encoded: bytes, version: int) -> bytes:
    """The request body for one encoded event."""
    return _within(b'{"protocol_version":%d,' % version + encoded[1:])


def batch_body(encoded: Sequence[bytes], version: int) -> bytes:
    """The request body for several encoded events."""
    return _within(b'{"protocol_version":%d,"events":[' % version + b",".join(encoded) + b"]}")


def _within(body: bytes) -> bytes:
    if len(body) > MAX_BODY_BYTES:
        raise InvalidEvent(
            f"An event has {len(body)} bytes as JSON, but the host takes {MAX_BODY_BYTES}. "
            "Send fewer or smaller attachments with it."
        )
    return body
