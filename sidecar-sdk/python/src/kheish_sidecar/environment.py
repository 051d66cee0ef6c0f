"""The variables that the host sets for a sidecar."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from .errors import EnvironmentProblem

PREFIX = "KHEISH_EXTERNAL_CONNECTOR_"

_LEVELS = {
    "DEBUG": "DEBUG",
    "INFO": "INFO",
    "WARN": "WARNING",
    "WARNING": "WARNING",
    "ERROR": "ERROR",
}


@dataclass(frozen=True, slots=True)
class Environment:
    """What the host told this process. Tokens are left out of ``repr``."""

    name: str
    host: str
    port: int
    daemon_base_url: str
    shared_token: str | None = field(repr=False)
    credential_token: str | None = field(repr=False)
    credential_token_file: str | None
    credential_keys: tuple[str, ...]
    instance_id: str
    lifeline: bool
    max_request_bytes: int
    log_level: str

    @staticmethod
    def read(environ: Mapping[str, str], platform: str) -> Environment:
        """Reads and checks them; ``platform`` begins an instance id that is made here.

        Raises EnvironmentProblem, which names the first variable that is missing or bad.
        """
        variables = _Variables(environ)
        name = variables.required("NAME")
        host, port = variables.address("BASE_URL")
        return Environment(
            name=name,
            host=host,
            port=port,
            daemon_base_url=variables.daemon("DAEMON_BASE_URL"),
            shared_token=variables.required("SHARED_TOKEN") if variables.has("SHARED_TOKEN") else None,
            credential_token=variables.optional("CREDENTIAL_TOKEN"),
            credential_token_file=variables.optional("CREDENTIAL_TOKEN_FILE"),
            credential_keys=variables.texts("CREDENTIAL_KEYS_JSON"),
            instance_id=variables.optional("INSTANCE_ID") or f"{platform}-{secrets.token_hex(6)}",
            lifeline=variables.optional("LIFELINE") == "stdin",
            max_request_bytes=variables.positive("MAX_REQUEST_BYTES", 2 * 1024 * 1024),
            log_level=variables.level("LOG_LEVEL", "INFO"),
        )


def is_by_hand(environ: Mapping[str, str]) -> bool:
    """True if none of the variables is there that every host sets."""
    return not any(PREFIX + name in environ for name in ("NAME", "BASE_URL", "DAEMON_BASE_URL"))


class _Variables:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def has(self, name: str) -> bool:
        return PREFIX + name in self._environ

    def required(self, name: str) -> str:
        if not self.has(name):
            raise self._problem(name, "is missing")
        if not self._environ[PREFIX + name].strip():
            raise self._problem(name, "is blank")
        return self._one_line(name)

    def optional(self, name: str) -> str | None:
        """None for an empty variable too: process managers like to set those."""
        return self._one_line(name) if self._environ.get(PREFIX + name) else None

    def address(self, name: str) -> tuple[str, int]:
        split = self._split(name, "http://127.0.0.1:9100", ("http",))
        if split.port is None or split.port == 0:
            raise self._problem(name, "has no port, such as the one in http://127.0.0.1:9100")
        if split.path not in ("", "/"):
            raise self._problem(name, f"has a path ('{split.path}'), but a sidecar has none")
        return split.hostname or "", split.port

    def daemon(self, name: str) -> str:
        split = self._split(name, "http://127.0.0.1:4000", ("http", "https"))
        return f"{split.scheme}://{split.netloc}{split.path.rstrip('/')}"

    def texts(self, name: str) -> tuple[str, ...]:
        text = self.optional(name)
        if text is None:
            return ()
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            raise self._problem(name, "is not JSON") from None
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self._problem(name, "is not a JSON array of texts")
        return tuple(values)

    def positive(self, name: str, default: int) -> int:
        text = self.optional(name)
        if text is None:
            return default
        if not re.fullmatch("[0-9]{1,18}", text) or int(text) == 0:
            raise self._problem(name, f"is '{text}', but a whole number above 0 is needed")
        return int(text)

    def level(self, name: str, default: str) -> str:
        text = self.optional(name) or default
        if text.upper() not in _LEVELS:
            raise self._problem(name, f"is '{text}', but one of {', '.join(_LEVELS)} is needed")
        return _LEVELS[text.upper()]

    def _split(self, name: str, example: str, schemes: tuple[str, ...]) -> SplitResult:
        text = self.required(name)
        try:
            split = urlsplit(text)
            _ = split.port
        except ValueError as problem:
            raise self._problem(name, f"is not a URL such as {example} ({problem})") from None
        if split.scheme not in schemes or not split.hostname:
            raise self._problem(name, f"is not a URL such as {example}")
        if split.username is not None or split.query or split.fragment:
            raise self._problem(name, f"has a user, a query or a fragment, unlike {example}")
        return split

    def _one_line(self, name: str) -> str:
        value = self._environ[PREFIX + name]
        if any(ord(character) < 32 or ord(character) == 127 for character in value):
            raise self._problem(name, "has a line end or another control character in it")
        return value

    @staticmethod
    def _problem(name: str, problem: str) -> EnvironmentProblem:
        return EnvironmentProblem(PREFIX + name, problem)
