"""Takes unread mails to the host, one after the other, for as long as the sidecar lives."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from kheish_sidecar import CredentialError, Event, InvalidEvent, Sidecar, SubmitError

from .events import event_of
from .inbox import Inbox, MailboxProblem
from .reading import read_mail
from .settings import Settings

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0

_log = logging.getLogger("email")


class Poller:
    """The background work of the sidecar. For one thread.

    A mail is marked as read when the host has it. One that is ignored or rejected stays unread, for a
    person to find, and is not looked at again in this life.
    """

    def __init__(self, sidecar: Sidecar, settings: Settings, password: Callable[[bool], str]) -> None:
        self._sidecar = sidecar
        self._settings = settings
        self._password = password
        self._left_alone: set[tuple[int, int]] = set()

    def run(self, stopping: threading.Event) -> None:
        """Polls until ``stopping`` is set; troubles are told as health and tried again."""
        pause = _FIRST_PAUSE
        while not stopping.is_set():
            try:
                with Inbox(self._settings, self._password) as inbox:
                    while not stopping.is_set():
                        self._round(inbox, stopping)
                        self._sidecar.recovered()
                        pause = _FIRST_PAUSE
                        stopping.wait(self._settings.poll_seconds)
            except (MailboxProblem, SubmitError, CredentialError) as problem:
                _log.warning("%s; next try in %d s", problem, pause)
                self._sidecar.degraded(str(problem))
                stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _round(self, inbox: Inbox, stopping: threading.Event) -> None:
        validity, uids = inbox.unseen()
        self._left_alone &= {(validity, uid) for uid in uids}
        for uid in uids:
            if stopping.is_set():
                return
            if (validity, uid) not in self._left_alone:
                self._take(inbox, validity, uid)

    def _take(self, inbox: Inbox, validity: int, uid: int) -> None:
        outline = inbox.outline(uid)
        if outline is None:
            return
        if time.time() - outline.arrived_at > self._settings.max_age_days * 86400:
            self._leave_alone(validity, uid, f"it is older than {self._settings.max_age_days} days")
            return
        too_large = outline.size > self._settings.max_mail_bytes
        raw = inbox.mail(uid, headers_only=too_large)
        if raw is None:
            return
        event = self._event(raw, validity, uid, outline.size if too_large else None)
        if event is not None and self._submit(event, validity, uid):
            inbox.mark_seen(uid)

    def _event(self, raw: bytes, validity: int, uid: int, cut_size: int | None) -> Event | None:
        """None if it is not for the host. One mail that breaks the reader must not hold up all others."""
        try:
            mail = read_mail(raw, self._settings.address)
            if mail.ignored_because is not None:
                self._leave_alone(validity, uid, mail.ignored_because)
                return None
            if cut_size is not None:
                mail = mail.without_content(f"[The mail has {cut_size} bytes, too many to be read here.]")
            return event_of(mail, f"{validity}-{uid}")
        except Exception as problem:
            _log.error("Mail %s-%s could not be read", validity, uid, exc_info=problem)
            self._leave_alone(validity, uid, "it could not be read")
            return None

    def _submit(self, event: Event, validity: int, uid: int) -> bool:
        try:
            receipt = self._sidecar.submit(event)
        except InvalidEvent as problem:
            self._leave_alone(validity, uid, str(problem))
            return False
        if not receipt.stored:
            self._leave_alone(validity, uid, f"the host rejected it: {receipt.reason}")
        return receipt.stored

    def _leave_alone(self, validity: int, uid: int, why: str) -> None:
        self._left_alone.add((validity, uid))
        _log.info("Mail %s-%s is left unread: %s", validity, uid, why)
