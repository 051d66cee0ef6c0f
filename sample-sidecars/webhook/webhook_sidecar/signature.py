"""Whether a request is from who has the secret: HMAC-SHA256 over the raw body, perhaps with a time."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass

Header = Callable[[str], str | None]


class BadSignature(Exception):
    """The request is not from who it should be; the message says why, without a secret."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a provider signs.

    ``header`` has ``prefix`` and then the digest in ``encoding`` (hex or base64). With a
    ``timestamp_header``, which has seconds since 1970, the signature is over ``signed`` with that time
    and the body in it, and holds for ``tolerance_seconds``. ``pairs`` is the way of Stripe: one header
    with ``t=…,v1=…``, of which any ``v1`` may match.
    """

    header: str
    prefix: str = ""
    encoding: str = "hex"
    timestamp_header: str | None = None
    signed: str = "{body}"
    tolerance_seconds: int = 300
    pairs: bool = False

    def check(self, secret: str, header: Header, body: bytes, now: float) -> None:
        """Raises BadSignature unless the request is signed with ``secret``, and in time."""
        given = header(self.header)
        if given is None:
            raise BadSignature(f"header {self.header} is missing")
        timestamp, digests = self._read(given, header)
        if timestamp is not None:
            if not re.fullmatch("[0-9]{1,12}", timestamp):
                raise BadSignature("the time of the signature is not in seconds")
            if abs(now - int(timestamp)) > self.tolerance_seconds:
                raise BadSignature("the signature is too old or from the future")
        before, _, after = self.signed.replace("{timestamp}", timestamp or "").partition("{body}")
        message = before.encode() + body + after.encode()
        expected = hmac.new(secret.encode(), message, hashlib.sha256).digest()
        # All are compared, so that the time taken says nothing about which one matched.
        if not any([hmac.compare_digest(expected, digest) for digest in digests]):  # noqa: C419
            raise BadSignature("the signature does not match")

    def _read(self, given: str, header: Header) -> tuple[str | None, list[bytes]]:
        if self.pairs:
            pairs = [pair.strip().partition("=") for pair in given.split(",")[:20]]
            times = [value for name, _, value in pairs if name == "t"]
            digests = [self._decode(value) for name, _, value in pairs if name == "v1"]
            return (times[0] if times else ""), digests
        if not given.startswith(self.prefix):
            raise BadSignature(f"header {self.header} does not begin with '{self.prefix}'")
        timestamp = header(self.timestamp_header) or "" if self.timestamp_header else None
        return timestamp, [self._decode(given.removeprefix(self.prefix))]

    def _decode(self, text: str) -> bytes:
        try:
            if self.encoding == "hex":
                return bytes.fromhex(text.strip())
            return base64.b64decode(text.strip(), validate=True)
        except (ValueError, binascii.Error):
            return b""


GITHUB = Scheme("X-Hub-Signature-256", prefix="sha256=")
STRIPE = Scheme("Stripe-Signature", signed="{timestamp}.{body}", pairs=True)
