"""Secrets that the host lends to this process."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .environment import PREFIX, Environment
from .errors import CredentialRefused, CredentialUnavailable, CredentialUnknown, Refused
from .log import Secrets
from .receipts import Again
from .retrying import Patience, Retrying, retry_after_ms
from .transport import Answer, HttpClient, TransportFailed

_TIMEOUT_SECONDS = 15.0
_CACHE_SECONDS = 60.0


@dataclass(slots=True)
class _Slot:
    """One credential; its lock keeps threads from fetching it at the same time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    value: str | None = field(default=None, repr=False)
    good_until: float = 0.0


class Credentials:
    """Fetches credentials and keeps them for a minute. For many threads."""

    def __init__(
        self,
        environment: Environment,
        http: HttpClient,
        retrying: Retrying,
        stopping: threading.Event,
        secrets: Secrets,
    ) -> None:
        self._environment = environment
        self._http = http
        self._retrying = retrying
        self._stopping = stopping
        self._secrets = secrets
        self._slots = {key: _Slot() for key in environment.credential_keys}

    def get(self, key: str, fresh: bool) -> str:
        """See ``Sidecar.credential``."""
        slot = self._slots.get(key)
        if slot is None:
            lent = ", ".join(self._slots) or "none"
            raise CredentialUnknown(
                key,
                f"is not lent by the host. Add it to child_process.credential_slots of connector "
                f"'{self._environment.name}'; lent are: {lent}.",
            )
        with slot.lock:
            if slot.value is None or fresh or time.monotonic() >= slot.good_until:
                slot.value = None
                slot.value, keep = self._fetch(key)
                slot.good_until = time.monotonic() + keep
            return slot.value

    def _fetch(self, key: str) -> tuple[str, float]:
        """The value and for how many seconds it may be kept."""
        patience = Patience(self._retrying, self._stopping)
        while True:
            answer = self._ask(key)
            if isinstance(answer, Answer) and answer.status == 401:
                # The token may have been replaced between reading and asking.
                answer = self._ask(key)
            read = self._read(key, answer) if isinstance(answer, Answer) else answer
            if not isinstance(read, Again):
                return read
            patience.pause(f"Fetching credential '{key}'", read.why, read.after_ms)

    def _ask(self, key: str) -> Answer | Again:
        token = self._token(key)
        self._secrets.add(token)
        name = quote(self._environment.name, safe="")
        path = f"/v1/connectors/external/{name}/credentials/{quote(key, safe='')}"
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        try:
            return self._http.request("GET", path, headers, None, _TIMEOUT_SECONDS)
        except TransportFailed as problem:
            return Again(str(problem))

    def _token(self, key: str) -> str:
        """The newest token: the host replaces the one in the file while this process lives."""
        if self._environment.credential_token_file is not None:
            try:
                with open(self._environment.credential_token_file, encoding="ascii") as file:
                    token = file.read().strip()
                if token and token.isprintable():
                    return token
            except (OSError, ValueError):
                pass  # the token of the start is the second choice, not an error
        if self._environment.credential_token is None:
            raise CredentialRefused(
                key,
                f"cannot be fetched: neither {PREFIX}CREDENTIAL_TOKEN_FILE nor {PREFIX}CREDENTIAL_TOKEN "
                "holds a token. Only a sidecar that the host starts gets one.",
            )
        return self._environment.credential_token

    def _read(self, key: str, answer: Answer) -> tuple[str, float] | Again:
        body = _object(answer.body)
        status = answer.status
        if status == 200:
            value = body.get("value")
            if not isinstance(value, str) or not value:
                return Again("the answer could not be read")
            self._secrets.add(value)
            return value, _seconds_to_keep(body.get("expires_at_ms"))
        if status in (408, 429) or status >= 500:
            after = retry_after_ms(answer.header("Retry-After"), time.time_ns() // 1_000_000)
            return Again(f"the host answered {status}", after)
        if status == 401:
            raise CredentialRefused(
                key,
                "is refused: the lease is over or was revoked. The host gives a new one when it "
                "starts this sidecar again.",
            )
        if status == 404:
            raise CredentialUnknown(
                key,
                "does not exist at the host. Look at child_process.credential_slots of connector "
                f"'{self._environment.name}' and at the secret that the slot names.",
            )
        if status == 409:
            raise CredentialUnavailable(
                key, "cannot be given: its secret is revoked or of another type. Set it anew at the host."
            )
        code, detail = body.get("code"), body.get("detail")
        raise Refused(
            f"Fetching credential '{key}'",
            status,
            code if isinstance(code, str) else None,
            detail if isinstance(detail, str) else None,
        )


def _seconds_to_keep(expires_at_ms: object) -> float:
    if type(expires_at_ms) is not int:
        return _CACHE_SECONDS
    return min(_CACHE_SECONDS, expires_at_ms / 1000 - time.time())


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
