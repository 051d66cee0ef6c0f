"""Secrets that the host lends: the newest token, a short memory, and no traces."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from fake_host import Say, problem
from kheish_sidecar import (
    CredentialRefused,
    CredentialUnavailable,
    CredentialUnknown,
    Refused,
    Sidecar,
    Unavailable,
)
from support import AT_ONCE, QUICK, HostTest


class CredentialsTest(HostTest):
    def setUp(self) -> None:
        super().setUp()
        self.host.credentials = {"API_KEY": "s3cret-value", "OTHER": "another"}
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.token_file = Path(folder.name) / "token"

    def sidecar(self, retrying: object = QUICK, **environment: str) -> Sidecar:
        sidecar = Sidecar("demo", retrying=retrying)  # type: ignore[arg-type]
        self.run_sidecar(sidecar, **environment)
        return sidecar

    def test_a_credential_is_fetched_with_the_lease_token(self) -> None:
        sidecar = self.sidecar()

        self.assertEqual(sidecar.credential("API_KEY"), "s3cret-value")
        self.assertEqual(list(sidecar.credential_keys), ["API_KEY", "OTHER"])
        heard = self.host.heard[-1]
        self.assertEqual(heard.path, "/v1/connectors/external/demo/credentials/API_KEY")
        self.assertEqual(heard.headers["Authorization"], "Bearer lease-1")

    def test_it_is_kept_for_a_while_and_fetched_anew_on_demand(self) -> None:
        sidecar = self.sidecar()
        sidecar.credential("API_KEY")
        self.host.credentials["API_KEY"] = "rotated"

        self.assertEqual(sidecar.credential("API_KEY"), "s3cret-value")
        self.assertEqual(sidecar.credential("API_KEY", fresh=True), "rotated")
        self.assertEqual(sidecar.credential("API_KEY"), "rotated")
        self.assertEqual(len(self.host.heard), 2)

    def test_it_is_never_kept_beyond_its_expiry(self) -> None:
        sidecar = self.sidecar()
        past = time.time_ns() // 1_000_000 - 1
        self.host.script.append(Say(200, b'{"value":"short-lived","expires_at_ms":%d}' % past))

        self.assertEqual(sidecar.credential("API_KEY"), "short-lived")
        self.assertEqual(sidecar.credential("API_KEY"), "s3cret-value")

    def test_the_token_file_is_read_for_each_fetch(self) -> None:
        sidecar = self.sidecar(CREDENTIAL_TOKEN_FILE=str(self.token_file))
        for token in ("lease-2", "lease-3"):
            self.token_file.write_text(token + "\n")
            self.host.lease_token = token

            self.assertEqual(sidecar.credential("API_KEY", fresh=True), "s3cret-value")

    def test_without_a_readable_file_the_token_of_the_start_serves(self) -> None:
        sidecar = self.sidecar(CREDENTIAL_TOKEN_FILE=str(self.token_file))

        self.assertEqual(sidecar.credential("API_KEY"), "s3cret-value")
        self.token_file.write_bytes(b"\xff\x00")
        self.assertEqual(sidecar.credential("API_KEY", fresh=True), "s3cret-value")

    def test_after_401_the_file_is_read_once_more(self) -> None:
        # The file gives the old token to the first reader and the new one to the second.
        os.mkfifo(self.token_file)
        sidecar = self.sidecar(CREDENTIAL_TOKEN_FILE=str(self.token_file))
        self.host.lease_token = "lease-2"
        self.feed("lease-1", "lease-2")

        self.assertEqual(sidecar.credential("API_KEY"), "s3cret-value")
        self.assertEqual(
            [heard.headers["Authorization"] for heard in self.host.heard],
            ["Bearer lease-1", "Bearer lease-2"],
        )

    def feed(self, *tokens: str) -> None:
        import threading

        def write() -> None:
            for count, token in enumerate(tokens, 1):
                self.token_file.write_text(token)
                while len(self.host.heard) < count:
                    time.sleep(0.005)

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        self.addCleanup(thread.join, 5)

    def test_a_lease_that_is_over_is_an_error_at_once(self) -> None:
        sidecar = self.sidecar()
        self.host.lease_token = "lease-9"

        with self.assertRaisesRegex(CredentialRefused, "'API_KEY' is refused: the lease is over") as caught:
            sidecar.credential("API_KEY")

        self.assertEqual(caught.exception.key, "API_KEY")
        self.assertEqual(len(self.host.heard), 2)

    def test_a_key_that_is_not_lent_is_not_asked_for(self) -> None:
        sidecar = self.sidecar()

        with self.assertRaisesRegex(
            CredentialUnknown, "credential_slots of connector 'demo'.*API_KEY, OTHER"
        ):
            sidecar.credential("NO_SUCH")

        self.assertEqual(self.host.heard, [])

    def test_without_any_token_it_says_who_gets_one(self) -> None:
        sidecar = self.sidecar(CREDENTIAL_TOKEN="")

        with self.assertRaisesRegex(CredentialRefused, "CREDENTIAL_TOKEN_FILE nor"):
            sidecar.credential("API_KEY")

    def test_answers_have_types(self) -> None:
        for answer, error in (
            (problem(404, "not_found", "No such slot."), CredentialUnknown),
            (problem(409, "credential_unavailable", "Revoked."), CredentialUnavailable),
            (problem(400, "bad_request", "What?"), Refused),
        ):
            with self.subTest(error.__name__):
                self.host.script.append(answer)
                with self.assertRaises(error):
                    self.sidecar().credential("API_KEY")

    def test_it_tries_again_while_the_host_cannot(self) -> None:
        busy = problem(503, "starting", "Not yet.")
        self.host.script.extend([busy, Say(429), Say(500), Say(200, b'{"value":""}'), Say(200, b"<html>")])

        self.assertEqual(self.sidecar().credential("API_KEY"), "s3cret-value")

    def test_patience_ends(self) -> None:
        self.host.script.append(Say(503))

        with self.assertRaisesRegex(Unavailable, "Fetching credential 'API_KEY' failed"):
            self.sidecar(AT_ONCE).credential("API_KEY")

    def test_a_value_shows_in_no_representation(self) -> None:
        sidecar = self.sidecar()
        sidecar.credential("API_KEY")
        running = sidecar._now()

        shown = repr([running.environment, running.credentials, vars(running.credentials), sidecar])

        for secret in ("s3cret-value", "lease-1", "t-1"):
            self.assertNotIn(secret, shown)
