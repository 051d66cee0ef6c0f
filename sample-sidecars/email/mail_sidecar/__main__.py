"""Wires the parts and runs them."""

from __future__ import annotations

import logging
import os
import sys
from functools import partial

from kheish_sidecar import Capabilities, Sidecar

from .outbox import Outbox
from .polling import Poller
from .settings import Settings, SettingsProblem

_log = logging.getLogger("email")


def main() -> None:
    """Runs the sidecar; ends the process."""
    try:
        settings = Settings.read(os.environ)
    except SettingsProblem as problem:
        sys.stderr.write(f"{problem}\nSet them in child_process.env of the connector; see README.md.\n")
        sys.exit(2)
    sidecar = Sidecar("email", capabilities=Capabilities(threads=True), concurrency=4)

    def password(fresh: bool) -> str:
        return sidecar.credential("EMAIL_PASSWORD", fresh=fresh)

    for server in (settings.imap, settings.smtp):
        if server.security == "plain":
            sidecar.on_start(partial(_log.warning, "Passwords go to %s unprotected", server))
    # Without its password it is of no use, which is better known at the start.
    sidecar.on_start(partial(password, False))
    sidecar.on_delivery(Outbox(sidecar, settings, password).deliver)
    sidecar.background(Poller(sidecar, settings, password).run)
    sidecar.run()


main()
