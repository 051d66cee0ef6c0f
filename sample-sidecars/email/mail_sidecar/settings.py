"""What the operator sets, read from variables; all mistakes are told at once."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")

_MIB = 1024 * 1024
_IMAP_PORTS = {"tls": 993, "starttls": 143, "plain": 143}
_SMTP_PORTS = {"tls": 465, "starttls": 587, "plain": 25}


class SettingsProblem(Exception):
    """Everything that is wrong with the settings."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mail server is, and how the connection to it is protected: tls, starttls or plain."""

    host: str
    port: int
    security: str
    ca_file: str | None

    def context(self) -> ssl.SSLContext:
        """Checks the server's certificate and name."""
        return ssl.create_default_context(cafile=self.ca_file)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Settings:
    """See README.md for each of them. Times are seconds, sizes bytes."""

    address: str
    name: str
    username: str
    imap: Server
    folder: str
    smtp: Server
    smtp_login: bool
    poll_seconds: float
    max_age_days: int
    max_mail_bytes: int

    @staticmethod
    def read(environ: Mapping[str, str]) -> Settings:
        """Reads and checks them, or raises SettingsProblem with all that is wrong."""
        variables = _Variables(environ)
        address = variables.address("EMAIL_ADDRESS")
        ca_file = variables.file("EMAIL_CA_FILE")
        settings = Settings(
            address=address,
            name=variables.text("EMAIL_NAME", ""),
            username=variables.text("EMAIL_USERNAME", address),
            imap=variables.server("EMAIL_IMAP", _IMAP_PORTS, ca_file),
            folder=variables.ascii("EMAIL_IMAP_FOLDER", "INBOX"),
            smtp=variables.server("EMAIL_SMTP", _SMTP_PORTS, ca_file),
            smtp_login=variables.choice("EMAIL_SMTP_LOGIN", ("true", "false")) == "true",
            poll_seconds=float(variables.number("EMAIL_POLL_SECONDS", 20, 1, 3600)),
            max_age_days=variables.number("EMAIL_MAX_AGE_DAYS", 7, 1, 36500),
            max_mail_bytes=variables.number(
                "EMAIL_MAX_MAIL_BYTES", 25 * 1024 * 1024, 1024, 256 * 1024 * 1024
            ),
        )
        variables.finish()
        return settings


class _Variables:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._mistakes: list[str] = []
        self._known: set[str] = set()

    def text(self, name: str, default: str) -> str:
        self._known.add(name)
        value = self._environ.get(name) or default
        if any(ord(character) < 32 for character in value):
            self._mistakes.append(f"{name}: has a line end or another control character in it")
        return value

    def ascii(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if not value.isascii():
            self._mistakes.append(f"{name}: '{value}' must be written as IMAP does, in modified UTF-7")
        return value

    def address(self, name: str) -> str:
        value = self.text(name, "")
        if not ADDRESS.fullmatch(value):
            self._mistakes.append(f"{name}: '{value}' is not an address such as agent@example.com")
        return value

    def server(self, prefix: str, ports: Mapping[str, int], ca_file: str | None) -> Server:
        host = self.text(f"{prefix}_HOST", "")
        if not re.fullmatch(r"[A-Za-z0-9.:_-]+", host):
            self._mistakes.append(f"{prefix}_HOST: '{host}' is not a host name or an IP address")
        security = self.choice(f"{prefix}_SECURITY", tuple(ports))
        port = self.number(f"{prefix}_PORT", ports[security], 1, 65535)
        return Server(host, port, security, ca_file)

    def choice(self, name: str, words: tuple[str, ...]) -> str:
        """The first word is the default."""
        value = self.text(name, words[0])
        if value not in words:
            self._mistakes.append(f"{name}: '{value}' is none of {', '.join(words)}")
            return words[0]
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch("[0-9]{1,12}", value) or not least <= int(value) <= most:
            self._mistakes.append(f"{name}: '{value}' is not a whole number from {least} to {most}")
            return default
        return int(value)

    def file(self, name: str) -> str | None:
        value = self.text(name, "")
        if value and not os.access(value, os.R_OK):
            self._mistakes.append(f"{name}: the file '{value}' cannot be read")
        return value or None

    def finish(self) -> None:
        for name in sorted(self._environ):
            if name.startswith("EMAIL_") and name not in self._known:
                self._mistakes.append(f"{name}: no such setting")
        if self._mistakes:
            count = f"{len(self._mistakes)} problem{'s' if len(self._mistakes) > 1 else ''}"
            raise SettingsProblem(f"The settings have {count}:\n  " + "\n  ".join(self._mistakes))
