"""All mistakes of an operator at once."""

from __future__ import annotations

import unittest

from mail_sidecar.settings import Server, Settings, SettingsProblem

LEAST = {
    "EMAIL_ADDRESS": "agent@example.com",
    "EMAIL_IMAP_HOST": "imap.example",
    "EMAIL_SMTP_HOST": "smtp.example",
}


class SettingsTest(unittest.TestCase):
    def test_defaults_are_the_protected_ones(self) -> None:
        settings = Settings.read(LEAST)

        self.assertEqual(settings.username, "agent@example.com")
        self.assertEqual(settings.imap, Server("imap.example", 993, "tls", None))
        self.assertEqual(settings.smtp, Server("smtp.example", 465, "tls", None))
        self.assertEqual((settings.folder, settings.smtp_login, settings.poll_seconds), ("INBOX", True, 20.0))
        self.assertEqual((settings.max_age_days, settings.max_mail_bytes), (7, 25 * 1024 * 1024))

    def test_everything_can_be_set(self) -> None:
        settings = Settings.read(
            {
                "EMAIL_ADDRESS": "agent@example.com",
                "EMAIL_NAME": "The Agent",
                "EMAIL_USERNAME": "agent",
                "EMAIL_IMAP_HOST": "127.0.0.1",
                "EMAIL_IMAP_PORT": "3143",
                "EMAIL_IMAP_SECURITY": "plain",
                "EMAIL_IMAP_FOLDER": "Work",
                "EMAIL_SMTP_HOST": "::1",
                "EMAIL_SMTP_SECURITY": "starttls",
                "EMAIL_SMTP_LOGIN": "false",
                "EMAIL_POLL_SECONDS": "1",
                "EMAIL_MAX_AGE_DAYS": "30",
                "EMAIL_MAX_MAIL_BYTES": "100000",
                "EMAIL_CA_FILE": __file__,
            }
        )

        self.assertEqual(settings.name, "The Agent")
        self.assertEqual(settings.username, "agent")
        self.assertEqual(settings.imap, Server("127.0.0.1", 3143, "plain", __file__))
        self.assertEqual(settings.smtp, Server("::1", 587, "starttls", __file__))
        self.assertEqual((settings.folder, settings.smtp_login, settings.poll_seconds), ("Work", False, 1.0))
        self.assertEqual((settings.max_age_days, settings.max_mail_bytes), (30, 100000))

    def test_all_mistakes_are_told_at_once(self) -> None:
        with self.assertRaises(SettingsProblem) as caught:
            Settings.read(
                {
                    "EMAIL_ADDRESS": "agent",
                    "EMAIL_IMAP_HOST": "imap example",
                    "EMAIL_IMAP_PORT": "0",
                    "EMAIL_SMTP_SECURITY": "ssl",
                    "EMAIL_POLL_SECONDS": "often",
                    "EMAIL_CA_FILE": "/no/such/file",
                    "EMAIL_IMAP_FOLDER": "Entwürfe",
                    "EMAIL_NAME": "a\nBcc: x@example.com",
                    "EMAIL_IMAPHOST": "x",
                }
            )

        said = str(caught.exception)
        self.assertTrue(said.startswith("The settings have 10 problems:\n  EMAIL_ADDRESS: 'agent'"), said)
        for name in (
            "IMAP_HOST",
            "IMAP_PORT",
            "SMTP_HOST",
            "SMTP_SECURITY",
            "POLL_SECONDS",
            "CA_FILE",
            "NAME",
        ):
            self.assertIn(f"\n  EMAIL_{name}: ", said)
        self.assertIn("EMAIL_IMAP_FOLDER: 'Entwürfe' must be written as IMAP does", said)
        self.assertIn("EMAIL_IMAPHOST: no such setting", said)


if __name__ == "__main__":
    unittest.main()
