"""Which conversation a mail belongs to, and the message ids of our own mails, which remember that."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from .reading import Mail

_PREFIX = "kheish."
_LONGEST = 400


def anchor_of(mail: Mail, fallback: str) -> str:
    """The first mail of the conversation, by its message id.

    Mail programs that keep no References still name the mail that they answer. If that is one of ours,
    its id says where the conversation began.
    """
    known = [*mail.references[:1], *([mail.in_reply_to] if mail.in_reply_to else [])]
    first = known[0] if known else mail.message_id or fallback
    return shortened(anchor_within(first) or first)


def own_message_id(delivery_id: str, anchor: str | None, domain: str) -> str:
    """The id of the mail for a delivery: the same for every attempt."""
    digest = hashlib.sha256(delivery_id.encode()).hexdigest()[:32]
    memory = _encode(anchor) if anchor else ""
    # A line of a header has 998 characters; mail programs are happier with far less.
    kept = f".{memory}" if memory and len(memory) <= 200 else ""
    return f"{_PREFIX}{digest}{kept}@{domain}"


def anchor_within(message_id: str) -> str | None:
    """What ``own_message_id`` put into an id; None for ids of others."""
    found = re.fullmatch(rf"{re.escape(_PREFIX)}[0-9a-f]{{32}}\.([A-Za-z0-9_-]+)@.*", message_id)
    if found is None:
        return None
    try:
        return base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return None


def shortened(text: str) -> str:
    """The host takes ids and segments of 512 bytes; longer ones are replaced by their digest."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= _LONGEST:
        return encoded.decode("utf-8")
    return "sha256-" + hashlib.sha256(encoded).hexdigest()


def _encode(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode("ascii").rstrip("=")
