"""Mail servers for tests: as much of IMAP and SMTP as the sidecar speaks, on real sockets."""

from __future__ import annotations

import base64
import re
import socketserver
import threading
import time
from dataclasses import dataclass, field


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def start(self) -> int:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return int(self.server_address[1])

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients leave as they like."""


@dataclass
class Stored:
    """One mail in the mailbox."""

    raw: bytes
    seen: bool = False
    arrived_at: float = field(default_factory=time.time)


class FakeImap:
    """A mailbox with one folder; UIDs count from 1. ``deaf`` ends each connection at once."""

    def __init__(self, password: str, port: int = 0) -> None:
        self.password = password
        self.mails: dict[int, Stored] = {}
        self.deaf = False
        self.commands: list[str] = []
        imap = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if imap.deaf:
                    return
                self.say(b"* OK ready")
                while line := self.rfile.readline():
                    tag, _, command = line.decode().strip().partition(" ")
                    imap.commands.append(command.split(" ")[0] if "LOGIN" in command else command)
                    for answer in imap.answer(command):
                        self.say(answer)
                    accepted = not command.startswith("LOGIN") or imap.password in command
                    self.say(f"{tag} {'OK' if accepted else 'NO'} done".encode())
                    if command == "LOGOUT":
                        return

            def say(self, line: bytes) -> None:
                self.wfile.write(line + b"\r\n")

        self._server = _Server(("127.0.0.1", port), Handler)
        self.port = self._server.start()

    def add(self, raw: bytes, **more: float) -> int:
        uid = len(self.mails) + 1
        self.mails[uid] = Stored(raw, **more)  # type: ignore[arg-type]
        return uid

    def close(self) -> None:
        self._server.close()

    def answer(self, command: str) -> list[bytes]:
        """The untagged lines of one command."""
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1"]
        if command.startswith("SELECT"):
            return [b"* %d EXISTS" % len(self.mails), b"* OK [UIDVALIDITY 77] ok"]
        if command == "UID SEARCH UNSEEN":
            unseen = [str(uid) for uid, mail in self.mails.items() if not mail.seen]
            return [b"* SEARCH " + " ".join(unseen).encode()]
        if found := re.match(r"UID STORE (\d+) \+FLAGS.SILENT", command):
            self.mails[int(found[1])].seen = True
        if found := re.match(r"UID FETCH (\d+) (.*)", command):
            return self._fetch(int(found[1]), found[2])
        return []

    def _fetch(self, uid: int, what: str) -> list[bytes]:
        mail = self.mails.get(uid)
        if mail is None:
            return []
        if "RFC822.SIZE" in what:
            moment = time.strftime("%d-%b-%Y %H:%M:%S +0000", time.gmtime(mail.arrived_at))
            line = f'* {uid} FETCH (RFC822.SIZE {len(mail.raw)} INTERNALDATE "{moment}" UID {uid})'
            return [line.encode()]
        raw = mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in what else mail.raw
        return [b"* %d FETCH (UID %d BODY[] {%d}" % (uid, uid, len(raw)), raw + b")"]


class FakeSmtp:
    """Takes mails; ``refusals`` says with what a command (its first word) is answered instead."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.mails: list[tuple[str, bytes]] = []
        self.refusals: dict[str, str] = {}
        smtp = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                to = ""
                self.say("220 ready")
                while line := self.rfile.readline():
                    command = line.decode().strip()
                    word = command.split(" ")[0].split(":")[0].upper()
                    if word == "RCPT":
                        to = command.partition("<")[2].partition(">")[0]
                    if word in smtp.refusals:
                        self.say(smtp.refusals[word])
                    elif word == "DATA":
                        self.say("354 go on")
                        smtp.mails.append((to, self.mail()))
                        self.say(smtp.refusals.get("END", "250 taken"))
                    else:
                        self.say(smtp.answer(word, command))
                    if word == "QUIT":
                        return

            def mail(self) -> bytes:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                return b"".join(lines)

            def say(self, line: str) -> None:
                self.wfile.write(line.encode() + b"\r\n")

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port = self._server.start()

    def close(self) -> None:
        self._server.close()

    def answer(self, word: str, command: str) -> str:
        if word == "EHLO":
            return "250-here\r\n250-8BITMIME\r\n250 AUTH PLAIN"
        if word == "AUTH":
            given = base64.b64decode(command.split(" ")[2]).split(b"\0")[-1].decode()
            return "235 welcome" if given == self.password else "535 no"
        return "221 bye" if word == "QUIT" else "250 ok"
