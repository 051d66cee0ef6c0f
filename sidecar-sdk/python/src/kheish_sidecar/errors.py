"""What can go wrong between a sidecar and the host, as types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .receipts import Receipt


class KheishError(Exception):
    """Everything that this SDK raises on its own account. No message holds a secret."""


class EnvironmentProblem(KheishError):
    """A variable that the host sets is missing or bad; ``variable`` names it."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(
            f"{variable} {problem}. The host sets it when it starts a sidecar; "
            "look at the connector's settings there."
        )
        self.variable = variable


class InvalidEvent(KheishError, ValueError):
    """An event that the host could never take. Nothing was sent."""


class Stopping(KheishError):
    """The sidecar is stopping, so that nothing is tried again. The event may be submitted anew later."""


class SubmitError(KheishError):
    """A submission without a result.

    ``results`` has one entry for each event of a batch, in order: its receipt, or None where the host
    did not say. A single submission has no entries. Submitting the same events again is harmless.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.results: Sequence[Receipt | None] = ()


class Unavailable(SubmitError):
    """The host did not take a request within the patience; the cause is in the message."""


class Refused(SubmitError):
    """The host answered with a status that no repetition mends.

    ``status`` is the HTTP status, ``code`` and ``detail`` come from the problem in the body and are
    None where the answer had none.
    """

    def __init__(self, what: str, status: int, code: str | None, detail: str | None) -> None:
        said = f": {detail}" if detail else ""
        named = f" ({code})" if code else ""
        advice = _ADVICE.get(status, "This is a defect of the sidecar or of something in between.")
        super().__init__(f"{what} was refused with {status}{named}{said} {advice}")
        self.status = status
        self.code = code
        self.detail = detail


_ADVICE = {
    401: "Set the connector's shared_token at the host and give the sidecar the same one.",
    403: "Something between the sidecar and the host refuses it; look at proxies.",
    404: "Configure the connector under this name at the host, or mend DAEMON_BASE_URL.",
    409: "If its session does not exist yet, set session_policy.create_if_missing of the connector to true.",
    413: "Send less at once; a request may have 2 MiB.",
}


class CredentialError(KheishError):
    """A credential cannot be had; ``key`` names it."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"Credential '{key}' {problem}")
        self.key = key


class CredentialUnknown(CredentialError):
    """The connector has no slot under this key, or the secret behind it does not exist."""


class CredentialUnavailable(CredentialError):
    """The slot is there, but the host cannot give its secret now: it is revoked or not generic."""


class CredentialRefused(CredentialError):
    """The lease is over or was revoked: the host takes none of the tokens that this process has."""


class DownloadFailed(KheishError):
    """An attachment could not be fetched whole. Nothing of it was left behind."""
