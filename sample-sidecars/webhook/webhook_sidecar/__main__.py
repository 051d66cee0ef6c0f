"""Wires the parts and runs them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kheish_sidecar import Capabilities, KheishError, Retrying, Sidecar

from .callback import Answers
from .config import ConfigProblem, Hook, read_config
from .hooks import Receiver

# Providers wait some ten seconds for an answer and send again by themselves.
_PATIENCE_SECONDS = 6.0


class MissingCredentials(KheishError):
    """Routes need credentials that the host does not lend."""


def main() -> None:
    """Runs the sidecar; ends the process."""
    path = os.environ.get("WEBHOOK_CONFIG")
    if not path:
        sys.stderr.write(
            "WEBHOOK_CONFIG is missing: set it in child_process.env to the file with the routes.\n"
        )
        sys.exit(2)
    try:
        hooks = read_config(Path(path))
    except ConfigProblem as problem:
        sys.stderr.write(f"{problem}\nREADME.md of this sidecar has all settings.\n")
        sys.exit(2)
    sidecar = Sidecar(
        "webhook",
        capabilities=Capabilities(attachments_in=False, attachments_out=False, threads=True),
        retrying=Retrying(patience=_PATIENCE_SECONDS),
    )
    sidecar.on_start(lambda: _check_credentials(sidecar, hooks))
    sidecar.on_delivery(Answers(sidecar, {hook.name: hook for hook in hooks}).deliver)
    for hook in hooks:
        sidecar.route("POST", f"/hooks/{hook.name}", body_limit=hook.body_limit)(
            Receiver(sidecar, hook).receive
        )
    sidecar.run()


def _check_credentials(sidecar: Sidecar, hooks: list[Hook]) -> None:
    """What cannot be had is better known at the start than when the first request comes."""
    needed = sorted({key for hook in hooks for key in hook.credentials})
    missing = [key for key in needed if key not in sidecar.credential_keys]
    if missing:
        raise MissingCredentials(f"add to child_process.credential_slots: {', '.join(missing)}")
    for key in needed:
        sidecar.credential(key)


main()
