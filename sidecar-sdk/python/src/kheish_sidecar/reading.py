"""Reads the body of ``POST /deliver``: the shape is checked, unknown members are ignored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from .deliveries import Delivery, FilePart, FileRef, OtherPart, Part, TextPart

_Object = Mapping[str, Any]


class InvalidRequest(Exception):
    """The body is not a delivery; the message says where."""


class UnsupportedVersion(Exception):
    """A delivery of a protocol version that this SDK does not speak."""


def read_delivery(body: bytes) -> Delivery:
    """Reads one delivery, or raises InvalidRequest or UnsupportedVersion."""
    try:
        root = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InvalidRequest("the body is not JSON in UTF-8") from None
    if not isinstance(root, dict):
        raise InvalidRequest("the body is not a JSON object")
    if _whole(root, "protocol_version", 0) != 1:
        raise UnsupportedVersion
    conversation = _object(root, "conversation")
    delivery_id = _text(root, "delivery_id")
    if not delivery_id.strip():
        raise InvalidRequest("delivery_id is blank")
    metadata = root.get("metadata")
    return Delivery(
        delivery_id=delivery_id,
        attempt=_whole(root, "attempt", 1),
        reply_route=_text(root, "reply_route"),
        session_id=_text(conversation, "session_id"),
        thread_id=_optional_text(conversation, "thread_id"),
        content=_text(root, "content"),
        parts=tuple(_part(part) for part in _objects(root, "parts")),
        artifacts=tuple(_file(file) for file in _objects(root, "artifacts")),
        metadata={} if metadata is None else _object(root, "metadata"),
    )


def _part(part: _Object) -> Part:
    match _text(part, "type"):
        case "text":
            return TextPart(_text(part, "text"))
        case "attachment":
            return FilePart(_file(_object(part, "attachment")))
        case other:
            return OtherPart(other, part)


def _file(file: _Object) -> FileRef:
    return FileRef(
        id=_text(file, "id"),
        media_type=_text(file, "media_type"),
        download_path=_text(file, "download_path"),
        file_name=_optional_text(file, "file_name"),
        sha256=_optional_text(file, "sha256"),
        byte_length=None if file.get("byte_length") is None else _whole(file, "byte_length", 0),
    )


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _text(members: _Object, name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        raise InvalidRequest(f"{name} is missing or not a text")
    return value


def _optional_text(members: _Object, name: str) -> str | None:
    return None if members.get(name) is None else _text(members, name)


def _whole(members: _Object, name: str, least: int) -> int:
    value = members.get(name)
    if type(value) is not int or value < least:
        raise InvalidRequest(f"{name} is missing or not a whole number of at least {least}")
    return value


def _object(members: _Object, name: str) -> _Object:
    value = members.get(name)
    if not isinstance(value, dict):
        raise InvalidRequest(f"{name} is missing or not an object")
    return cast(_Object, value)


def _objects(members: _Object, name: str) -> list[_Object]:
    values = members.get(name)
    if values is None:
        return []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise InvalidRequest(f"{name} is not a list of objects")
    return cast(list[_Object], values)
