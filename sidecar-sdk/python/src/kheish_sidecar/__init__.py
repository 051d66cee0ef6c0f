"""Sidecars for the Kheish connector host: a process of yours between a platform and the host.

``Sidecar`` is the door; README.md has a complete example.
"""

from .deliveries import Delivery, FilePart, FileRef, OtherPart, Part, Retryable, Terminal, TextPart
from .endpoints import Capabilities
from .errors import (
    CredentialError,
    CredentialRefused,
    CredentialUnavailable,
    CredentialUnknown,
    DownloadFailed,
    EnvironmentProblem,
    InvalidEvent,
    KheishError,
    Refused,
    Stopping,
    SubmitError,
    Unavailable,
)
from .events import AssetReference, Attachment, Event, InlineAsset, Item, Relation, TextItem
from .receipts import Receipt
from .retrying import Retrying
from .running import Running
from .sidecar import Sidecar
from .web import Request, Response

__all__ = [
    "AssetReference",
    "Attachment",
    "Capabilities",
    "CredentialError",
    "CredentialRefused",
    "CredentialUnavailable",
    "CredentialUnknown",
    "Delivery",
    "DownloadFailed",
    "EnvironmentProblem",
    "Event",
    "FilePart",
    "FileRef",
    "InlineAsset",
    "InvalidEvent",
    "Item",
    "KheishError",
    "OtherPart",
    "Part",
    "Receipt",
    "Refused",
    "Relation",
    "Request",
    "Response",
    "Retryable",
    "Retrying",
    "Running",
    "Sidecar",
    "Stopping",
    "SubmitError",
    "Terminal",
    "TextItem",
    "TextPart",
    "Unavailable",
]
