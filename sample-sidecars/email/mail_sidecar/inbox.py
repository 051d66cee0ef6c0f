"""The mailbox, by IMAP."""

from __future__ import annotations

import contextlib
import imaplib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from .settings import Server, Settings

_TIMEOUT_SECONDS = 60.0
_BROKEN = (imaplib.IMAP4.error, OSError)


class MailboxProblem(Exception):
    """The mailbox cannot be used now; the message is fit for an operator."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a mail before it is fetched."""

    size: int
    arrived_at: float


class Inbox:
    """One connection to the mailbox. For one thread; a context manager."""

    def __init__(self, settings: Settings, password: Callable[[bool], str]) -> None:
        self._server = settings.imap
        self._folder = settings.folder
        try:
            self._imap = _connect(settings.imap)
        except _BROKEN as problem:
            raise self._problem("cannot be reached", problem) from problem
        try:
            self._login(settings.username, password)
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def unseen(self) -> tuple[int, list[int]]:
        """Opens the folder anew: its UIDVALIDITY, and the UIDs of unread mails, the oldest first."""
        folder = '"' + self._folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        self._call(f"cannot open folder '{self._folder}'", lambda: self._imap.select(folder))
        validity = self._imap.response("UIDVALIDITY")[1]
        found = self._call("cannot be searched", lambda: self._imap.uid("SEARCH", "UNSEEN"))
        uids = [int(uid) for line in found if isinstance(line, bytes) for uid in line.split()]
        return int(validity[0] or 0) if validity else 0, sorted(uids)

    def outline(self, uid: int) -> Outline | None:
        """Size and age; None if the mail is gone."""
        answer = self._fetch(uid, "(RFC822.SIZE INTERNALDATE)")
        text = b" ".join(part if isinstance(part, bytes) else b" ".join(part) for part in answer if part)
        size = re.search(rb"RFC822\.SIZE (\d+)", text)
        if size is None:
            return None
        moment = imaplib.Internaldate2tuple(text)
        return Outline(int(size[1]), time.mktime(moment) if moment else time.time())

    def mail(self, uid: int, headers_only: bool) -> bytes | None:
        """The mail, without marking it as read; None if it is gone."""
        what = "(UID BODY.PEEK[HEADER])" if headers_only else "(UID BODY.PEEK[])"
        for part in self._fetch(uid, what):
            if isinstance(part, tuple) and b"BODY[" in part[0]:
                return bytes(part[1])
        return None

    def mark_seen(self, uid: int) -> None:
        """Marks a mail as read."""
        command = lambda: self._imap.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")  # noqa: E731
        self._call("cannot mark a mail as read", command)

    def _fetch(self, uid: int, what: str) -> list[Any]:
        return self._call("cannot fetch a mail", lambda: self._imap.uid("FETCH", str(uid), what))

    def _login(self, username: str, password: Callable[[bool], str]) -> None:
        first = password(False)
        try:
            self._try_login(username, first)
        except MailboxProblem:
            newest = password(True)
            if newest == first:
                raise
            self._try_login(username, newest)

    def _try_login(self, username: str, password: str) -> None:
        try:
            self._imap.login(username, password)
        except UnicodeError as problem:
            raise self._problem("takes ASCII user names and passwords only", problem) from problem
        except _BROKEN as problem:
            raise self._problem(f"refuses the login of '{username}'", problem) from problem

    def _call(self, failure: str, command: Callable[[], tuple[str, list[Any]]]) -> list[Any]:
        try:
            status, answer = command()
        except _BROKEN as problem:
            raise self._problem(failure, problem) from problem
        if status != "OK":
            raise self._problem(f"{failure} ({status})", None)
        return answer

    def _problem(self, what: str, problem: BaseException | None) -> MailboxProblem:
        # What a server says may quote what it was sent, so that only the class of the error is told.
        cause = f" ({type(problem).__name__})" if problem is not None else ""
        return MailboxProblem(f"IMAP server {self._server} {what}{cause}")

    def _close(self) -> None:
        with contextlib.suppress(*_BROKEN):
            self._imap.logout()


def _connect(server: Server) -> imaplib.IMAP4:
    if server.security == "tls":
        return imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=server.context(), timeout=_TIMEOUT_SECONDS
        )
    imap = imaplib.IMAP4(server.host, server.port, timeout=_TIMEOUT_SECONDS)
    if server.security == "starttls":
        try:
            imap.starttls(server.context())
        except BaseException:
            with contextlib.suppress(*_BROKEN):
                imap.shutdown()
            raise
    return imap
