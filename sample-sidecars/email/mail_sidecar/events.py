"""A mail as an event for the host."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

from kheish_sidecar import Event, InlineAsset

from .reading import Attachment, Mail
from .threads import anchor_of, shortened

_ASSET_BYTES = 1024 * 1024
_ASSETS = 10
_EVENT_BYTES = 2 * 1024 * 1024 - 64 * 1024
_TEXT_BYTES = 600 * 1024
_SUBJECT_CHARACTERS = 500
_NOTES = 50


def event_of(mail: Mail, place: str) -> Event:
    """The event; ``place`` is where the mail lies, which identifies it if nothing else does.

    It depends on the mail alone: the same mail, read again, is the same event in every member.
    """
    anchor = anchor_of(mail, place)
    text = _cut(_text(mail, anchor))
    assets, notes = _fit(mail.attachments, _EVENT_BYTES - _json_bytes(text))
    lines = [text, *mail.notes, *notes[:_NOTES]]
    if len(notes) > _NOTES:
        lines.append(f"[{len(notes) - _NOTES} more attachments left out.]")
    return Event(
        event_id=shortened(f"email-{mail.message_id or place}"),
        thread=[shortened(mail.sender), anchor],
        actor_id=shortened(mail.sender),
        source_kind="email",
        occurred_at_ms=mail.sent_at_ms,
        content="\n".join(line for line in lines if line) or ("" if assets else "[An empty mail.]"),
        attachments=assets,
        reply_route=_reply_route(mail, anchor),
        metadata={
            "subject": mail.subject[:_SUBJECT_CHARACTERS],
            "from": mail.sender,
            "from_name": mail.sender_name[:_SUBJECT_CHARACTERS],
            "to": list(mail.recipients[:50]),
            "message_id": mail.message_id,
        },
    )


def _text(mail: Mail, anchor: str) -> str:
    """The subject of the first mail of a conversation often is half of what it says."""
    begins = mail.message_id is None or anchor == shortened(mail.message_id)
    if mail.subject and (begins or not mail.text):
        return f"Subject: {mail.subject}\n\n{mail.text}".strip()
    return mail.text


def _reply_route(mail: Mail, anchor: str) -> str:
    return json.dumps(
        {
            "to": mail.reply_to,
            "subject": mail.subject[:_SUBJECT_CHARACTERS],
            "in_reply_to": mail.message_id,
            "thread_anchor": anchor,
        },
        ensure_ascii=False,
        sort_keys=True,
    )


def _fit(attachments: Sequence[Attachment], room: int) -> tuple[list[InlineAsset], list[str]]:
    """What the host takes; whatever it does not becomes a line, so that nobody misses it unknowingly."""
    taken: list[InlineAsset] = []
    notes: list[str] = []
    for file in attachments:
        size = len(base64.b64encode(file.content)) if len(file.content) <= _ASSET_BYTES else 0
        if len(file.content) > _ASSET_BYTES:
            notes.append(_left_out(file, f"files of more than {_ASSET_BYTES} bytes cannot be passed on"))
        elif len(taken) == _ASSETS:
            notes.append(_left_out(file, f"more than {_ASSETS} files cannot be passed on"))
        elif size + 1024 > room:
            notes.append(_left_out(file, "all files of the mail together are too large"))
        else:
            room -= size + 1024
            taken.append(InlineAsset(file.file_name, file.content, file.media_type))
    return taken, notes


def _left_out(file: Attachment, why: str) -> str:
    return f"[Attachment left out: {file.file_name}, {file.media_type}, {len(file.content)} bytes; {why}.]"


def _cut(text: str) -> str:
    if _json_bytes(text) <= _TEXT_BYTES:
        return text
    characters = len(text)
    while _json_bytes(text) > _TEXT_BYTES:
        text = text[: len(text) * 9 // 10]
    return f"{text}\n[The text was cut: {characters - len(text)} more characters.]"


def _json_bytes(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace"))
