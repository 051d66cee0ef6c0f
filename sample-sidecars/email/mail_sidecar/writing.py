"""An answer as a mail."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr, localtime
from typing import Any

from kheish_sidecar import Delivery, FileRef, Terminal, TextPart

from .decoding import one_line
from .settings import ADDRESS, Settings
from .threads import own_message_id

_IDS = ("in-reply-to", "references")


@dataclass(frozen=True, slots=True)
class Route:
    """Where an answer goes."""

    to: str
    subject: str
    in_reply_to: str | None
    thread_anchor: str | None

    @staticmethod
    def read(text: str) -> Route:
        """Reads a reply route; ``to`` alone is enough. Raises Terminal if it is none."""
        try:
            members = json.loads(text)
        except (ValueError, RecursionError):
            members = None
        if not isinstance(members, dict):
            raise Terminal('the reply route is not JSON such as {"to": "ada@example.com"}')
        to = members.get("to")
        if not isinstance(to, str) or not ADDRESS.fullmatch(to):
            raise Terminal("'to' of the reply route is not an address")
        return Route(
            to, _word(members, "subject"), _id(members, "in_reply_to"), _id(members, "thread_anchor")
        )


class _MailPolicy(EmailPolicy):
    """Writes message ids as they are: the standard library encodes long ones, and threads fall apart."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in _IDS:
            return f"{name}: {(self.linesep + ' ').join(str(value).split())}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in _IDS:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


# 7bit: not every server takes 8bit content, and none must be asked when nothing needs it.
_POLICY = _MailPolicy(linesep="\r\n", cte_type="7bit")


def compose(delivery: Delivery, route: Route, settings: Settings) -> EmailMessage:
    """The mail, without its files."""
    domain = settings.address.rpartition("@")[2]
    message = EmailMessage(policy=_POLICY)
    message["From"] = formataddr((settings.name, settings.address))
    message["To"] = route.to
    message["Subject"] = _answering(route.subject)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = f"<{own_message_id(delivery.delivery_id, route.thread_anchor, domain)}>"
    message["Auto-Submitted"] = "auto-replied"
    if route.in_reply_to:
        ids = [one for one in (route.thread_anchor, route.in_reply_to) if one and "@" in one]
        message["In-Reply-To"] = f"<{route.in_reply_to}>"
        message["References"] = " ".join(f"<{one}>" for one in dict.fromkeys(ids))
    message.set_content(_text(delivery), charset="utf-8")
    return message


def attach(message: EmailMessage, file: FileRef, content: bytes) -> None:
    """Adds one file."""
    kind, _, subtype = file.media_type.split(";")[0].strip().lower().partition("/")
    if not kind.isalpha() or not subtype or kind in ("multipart", "message"):
        kind, subtype = "application", "octet-stream"
    extension = mimetypes.guess_extension(f"{kind}/{subtype}") or ".bin"
    name = one_line(file.file_name or "") or f"{file.id}{extension}"
    message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)


def _answering(subject: str) -> str:
    subject = subject or "your message"
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _text(delivery: Delivery) -> str:
    texts = [part.text for part in delivery.parts if isinstance(part, TextPart)]
    text = delivery.content or "\n".join(texts)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _word(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    return one_line(value) if isinstance(value, str) else ""


def _id(members: dict[str, Any], name: str) -> str | None:
    """A message id that is fit for a header."""
    value = _word(members, name)
    return value if value.isascii() and value and not set(" <>") & set(value) else None
