"""A mail as bytes, read into what matters of it. Broken mails are read as far as they can be."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime

from .decoding import decode_text, decode_words, one_line, text_of_html, tidy

_FILE_NAME_CHARACTERS = 120
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What matters of one mail. Message ids are without their angle brackets."""

    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    sender: str
    sender_name: str
    reply_to: str
    recipients: tuple[str, ...]
    subject: str
    sent_at_ms: int | None
    text: str
    attachments: tuple[Attachment, ...]
    notes: tuple[str, ...]
    ignored_because: str | None

    def without_content(self, note: str) -> Mail:
        """The same mail with a note in place of what it says."""
        return replace(self, text="", attachments=(), notes=(note,))


def read_mail(raw: bytes, own_address: str) -> Mail:
    """Reads a mail; ``ignored_because`` says why nobody should answer it."""
    message, broken = _parse(raw)
    senders = _addresses(message, "From")
    name, sender = senders[0] if senders else ("", "")
    answers_to = [address for _, address in _addresses(message, "Reply-To")]
    in_reply_to = _ids(message, "In-Reply-To")
    own_ids = _ids(message, "Message-ID")
    text, attachments, notes = ("", [], [broken]) if broken else _content(message)
    return Mail(
        message_id=own_ids[0] if own_ids else None,
        in_reply_to=in_reply_to[0] if in_reply_to else None,
        references=tuple(_ids(message, "References")),
        sender=sender.lower(),
        sender_name=name,
        reply_to=answers_to[0] if answers_to else sender,
        recipients=tuple(address for _, address in _addresses(message, "To", "Cc")),
        subject=decode_words(_header(message, "Subject")),
        sent_at_ms=_date(message),
        text=text,
        attachments=tuple(attachments),
        notes=tuple(notes),
        ignored_because=_why_ignored(message, sender.lower(), own_address.lower()),
    )


def _parse(raw: bytes) -> tuple[Message, str | None]:
    try:
        return message_from_bytes(raw, policy=policy.compat32), None
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as problem:
        headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
        return headers, f"[The mail could not be read ({type(problem).__name__}).]"


def _why_ignored(message: Message, sender: str, own_address: str) -> str | None:
    """Answering machines, bounces and lists must not be answered, or mails go round for ever."""
    if "@" not in sender:
        return "it has no sender"
    if sender == own_address:
        return "it is from this mailbox itself"
    if _header(message, "Return-Path").strip() == "<>":
        return "it is a bounce (empty Return-Path)"
    if sender.split("@")[0] in ("mailer-daemon", "postmaster"):
        return "it is from a mail server"
    if message.get_content_type() == "multipart/report":
        return "it is a report of a mail server"
    automatic = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if automatic not in ("", "no"):
        return "it was sent by a program (Auto-Submitted)"
    if message.get("List-Id") is not None:
        return "it is from a mailing list (List-Id)"
    if _header(message, "Precedence").strip().lower() in ("bulk", "junk", "list"):
        return "it is a mass mail (Precedence)"
    return None


def _content(message: Message) -> tuple[str, list[Attachment], list[str]]:
    texts: list[str] = []
    attachments: list[Attachment] = []
    notes: list[str] = []
    try:
        for part in _leaves(message):
            if _is_text(part):
                texts.append(_text(part))
            else:
                attachments.append(_attachment(part, len(attachments) + 1))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as problem:
        # The standard library fails in many ways on broken mails; what was read so far is kept.
        notes.append(f"[The rest of the mail could not be read ({type(problem).__name__}).]")
    return tidy("\n\n".join(text for text in texts if text)), attachments, notes


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that have content of their own, of alternatives only the best."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if message.get_content_type() == "multipart/alternative":
        yield from _best(parts)
        return
    for part in parts:
        yield from _leaves(part)


def _best(alternatives: list[Message]) -> Iterator[Message]:
    """Plain text if there is some with words in it, else HTML; files and invitations in any case."""
    leaves = [leaf for part in alternatives for leaf in _leaves(part)]
    texts = [leaf for leaf in leaves if _is_text(leaf)]
    plain = [leaf for leaf in texts if leaf.get_content_type() == "text/plain" and _text(leaf)]
    yield from plain[:1] or texts[-1:]
    yield from (leaf for leaf in leaves if not _is_text(leaf))


def _is_text(part: Message) -> bool:
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return False
    return part.get_content_type() in ("text/plain", "text/html")


def _text(part: Message) -> str:
    text = decode_text(_payload(part), part.get_content_charset())
    return text_of_html(text) if part.get_content_type() == "text/html" else tidy(text)


def _attachment(part: Message, number: int) -> Attachment:
    media_type = part.get_content_type()
    name = decode_words(part.get_filename())
    inner = part.get_payload(0) if part.is_multipart() else None
    if not isinstance(inner, Message):
        return Attachment(_file_name(name, media_type, number), media_type, _payload(part))
    title = name or f"{decode_words(_header(inner, 'Subject')) or 'message'}.eml"
    return Attachment(_file_name(title, media_type, number), media_type, inner.as_bytes())


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(given: str, media_type: str, number: int) -> str:
    """The last segment of the name, without what file systems dislike; made up if nothing is left."""
    name = re.sub(r"[\\/:*?\"<>|]", "_", re.split(r"[\\/]", one_line(given))[-1]).strip(". ")
    if not name:
        name = f"attachment-{number}{mimetypes.guess_extension(media_type) or '.bin'}"
    stem, dot, extension = name.rpartition(".")
    if len(name) > _FILE_NAME_CHARACTERS and dot and len(extension) <= 10:
        return stem[: _FILE_NAME_CHARACTERS - len(extension) - 1] + "." + extension
    return name[:_FILE_NAME_CHARACTERS]


def _addresses(message: Message, *names: str) -> list[tuple[str, str]]:
    raw = [value for name in names for value in _headers(message, name)]
    found = [(decode_words(name), one_line(address)) for name, address in getaddresses(raw)]
    return [(name, address) for name, address in found if "@" in address]


def _ids(message: Message, name: str) -> list[str]:
    raw = one_line(_header(message, name))
    found = _MESSAGE_ID.findall(raw)
    # Some programs leave the brackets out.
    return found or [word for word in raw.split() if "@" in word]


def _date(message: Message) -> int | None:
    try:
        at_ms = round(parsedate_to_datetime(_header(message, "Date")).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError):
        return None
    return at_ms if at_ms >= 0 else None


def _header(message: Message, name: str) -> str:
    return next(iter(_headers(message, name)), "")


def _headers(message: Message, name: str) -> list[str]:
    """As they came: the ordinary way replaces bytes beyond ASCII."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name.lower()]
