"""Deliveries as the host sends them, as a handler sees them, and how a handler says what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

DETAIL_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file of a delivery; ``Sidecar.download`` fetches it while the delivery is being handled."""

    id: str
    media_type: str
    download_path: str
    file_name: str | None = None
    sha256: str | None = None
    byte_length: int | None = None


@dataclass(frozen=True, slots=True)
class TextPart:
    """A text."""

    text: str
    type: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file at its place between the texts."""

    attachment: FileRef
    type: Literal["attachment"] = "attachment"


@dataclass(frozen=True, slots=True)
class OtherPart:
    """A part of a type that this SDK does not know, as it came."""

    type: str
    raw: Mapping[str, Any]


Part = TextPart | FilePart | OtherPart


@dataclass(frozen=True, slots=True)
class Delivery:
    """One answer on its way to the platform.

    ``delivery_id`` is the same for every attempt; attempts count from 1. ``reply_route`` is what the
    event gave. ``content`` is the whole text; ``parts`` has it with its files, when there are any, and
    ``artifacts`` are files beside it.
    """

    delivery_id: str
    attempt: int
    reply_route: str
    session_id: str
    thread_id: str | None
    content: str
    parts: tuple[Part, ...]
    artifacts: tuple[FileRef, ...]
    metadata: Mapping[str, Any]

    @property
    def files(self) -> tuple[FileRef, ...]:
        """The files of the parts, then the artifacts, each id once."""
        within = [part.attachment for part in self.parts if isinstance(part, FilePart)]
        return tuple({file.id: file for file in [*within, *self.artifacts]}.values())


class Retryable(Exception):
    """Raised by a delivery handler: not now, the host shall try again. At most 500 characters are kept."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Terminal(Exception):
    """Raised by a delivery handler: never, the host shall give up. At most 500 characters are kept."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery ended, as the host is told."""

    status: Literal["committed", "retryable_error", "terminal_error"]
    detail: str | None = None

    def wire(self) -> dict[str, Any]:
        """The outcome as JSON."""
        body: dict[str, Any] = {"status": self.status}
        if self.detail:
            body["detail"] = self.detail[:DETAIL_CHARACTERS]
        return body

    @property
    def final(self) -> bool:
        """True if the host will not ask again on its own account."""
        return self.status != "retryable_error"
