"""Answers as mails, by SMTP."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from kheish_sidecar import CredentialError, Delivery, DownloadFailed, FileRef, Retryable, Sidecar, Terminal

from .settings import Settings
from .writing import Route, attach, compose

_TIMEOUT_SECONDS = 60.0
_LOGIN_NEEDED = 530

_log = logging.getLogger("email")


class Outbox:
    """Sends answers, each on a connection of its own. For many threads."""

    def __init__(self, sidecar: Sidecar, settings: Settings, password: Callable[[bool], str]) -> None:
        self._sidecar = sidecar
        self._settings = settings
        self._password = password

    def deliver(self, delivery: Delivery) -> str:
        """Sends one answer; the message id is the evidence."""
        route = Route.read(delivery.reply_route)
        message = compose(delivery, route, self._settings)
        for file in delivery.files:
            attach(message, file, self._content(file))
        try:
            self._send(message, route.to)
        except CredentialError as problem:
            raise Retryable(str(problem)) from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise self._outcome(problem, route.to) from problem
        return str(message["Message-ID"])

    def _content(self, file: FileRef) -> bytes:
        with tempfile.TemporaryDirectory(prefix="kheish-email-") as folder:
            try:
                return self._sidecar.download(file, Path(folder) / "file").read_bytes()
            except DownloadFailed as problem:
                raise Terminal(str(problem)) from problem

    def _send(self, message: EmailMessage, to: str) -> None:
        smtp = self._connect()
        try:
            if self._settings.smtp_login:
                self._login(smtp)
            smtp.send_message(message, self._settings.address, [to])
        finally:
            # The mail is accepted by now, or the reason why not is on its way up.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                smtp.quit()

    def _connect(self) -> smtplib.SMTP:
        server = self._settings.smtp
        # Without a name of its own smtplib asks the DNS for one, which can take long.
        name = self._settings.address.rpartition("@")[2]
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=_TIMEOUT_SECONDS, context=server.context()
            )
        smtp = smtplib.SMTP(server.host, server.port, name, timeout=_TIMEOUT_SECONDS)
        if server.security == "starttls":
            try:
                smtp.starttls(context=server.context())
            except BaseException:
                smtp.close()
                raise
        return smtp

    def _login(self, smtp: smtplib.SMTP) -> None:
        password = self._password(False)
        try:
            smtp.login(self._settings.username, password)
        except smtplib.SMTPAuthenticationError:
            newest = self._password(True)
            if newest == password:
                raise
            smtp.login(self._settings.username, newest)
        except smtplib.SMTPNotSupportedError as problem:
            reason = "offers no login; set EMAIL_SMTP_LOGIN=false if it needs none"
            raise Retryable(f"SMTP server {self._settings.smtp} {reason}") from problem
        except UnicodeError as problem:
            raise Retryable("SMTP takes ASCII user names and passwords only") from problem

    def _outcome(self, problem: Exception, to: str) -> Exception:
        """What an error means for the delivery: only what the server says of this mail can be final."""
        server = f"SMTP server {self._settings.smtp}"
        match problem:
            case smtplib.SMTPAuthenticationError(smtp_code=code):
                _log.error("%s refuses the login (%s); look at EMAIL_USERNAME and the password", server, code)
                return Retryable(f"{server} refuses the login with {code}")
            case smtplib.SMTPConnectError(smtp_code=code) | smtplib.SMTPHeloError(smtp_code=code):
                return Retryable(f"{server} refuses the connection with {code}")
            case smtplib.SMTPRecipientsRefused(recipients=refused):
                code = next((code for code, _ in refused.values()), 550)
                return _final(code, f"{server} refuses {to} with {code}")
            case smtplib.SMTPResponseException(smtp_code=code):
                return _final(code, f"{server} refuses the mail with {code}")
            case smtplib.SMTPNotSupportedError():
                return Terminal(f"{server} cannot carry a mail with such addresses")
        return Retryable(f"{server} failed ({type(problem).__name__})")


def _final(code: int, detail: str) -> Exception:
    return Terminal(detail) if code >= 500 and code != _LOGIN_NEEDED else Retryable(detail)
