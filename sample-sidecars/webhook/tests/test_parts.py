"""Templates, signatures and the file with the routes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

from webhook_sidecar.config import ConfigProblem, Hook, read_config
from webhook_sidecar.signature import GITHUB, STRIPE, BadSignature, Scheme
from webhook_sidecar.template import Template, Values

NOW = 1_700_000_000
BODY = b'{"a":1}'


class TemplateTest(unittest.TestCase):
    def test_places_are_filled(self) -> None:
        document = {
            "a": {"b": [10, {"c": "deep"}]},
            "m~n/o": "odd",
            "": "empty",
            "t": True,
            "z": None,
            "f": 1.5,
        }
        for text, expected in (
            ("plain", "plain"),
            ("{{/a/b/0}}", "10"),
            ("<{{ /a/b/1/c }}>", "<deep>"),
            ("{{/m~0n~1o}}", "odd"),
            ("{{/}}", "empty"),
            ("{{/t}} {{/z}} {{/f}}", "true  1.5"),
            ("{{/a/b/1}}", '{"c":"deep"}'),
            ("{{/a/b/01}}{{/a/b/-}}{{/a/b/9}}{{/no/where}}{{/t/x}}", ""),
            ("{{header:X-One}}{{header:x-none}}", "1"),
        ):
            with self.subTest(text):
                values = Values(document, {"X-One": "1"}.get)

                self.assertEqual(Template.parse(text).render(values), expected)

    def test_the_whole_document(self) -> None:
        self.assertEqual(Template.parse("{{}}").render(Values({"ä": [1]})), '{"ä":[1]}')

    def test_values_are_not_looked_at_again(self) -> None:
        values = Values({"a": "{{/b}}", "b": "secret"})

        self.assertEqual(Template.parse("{{/a}}").render(values), "{{/b}}")

    def test_places_that_are_neither_are_refused(self) -> None:
        for text in (
            "{{a.b}}",
            "{{ __import__('os') }}",
            "{{/a~2}}",
            "{{header:}}",
            "{{header:A B}}",
        ):
            with (
                self.subTest(text),
                self.assertRaisesRegex(ValueError, "is not a JSON pointer"),
            ):
                Template.parse(text)
        with self.assertRaises(ValueError):
            Template.parse("{{header:X-One}}", headers=False)


class SignatureTest(unittest.TestCase):
    def refused(self, scheme: Scheme, headers: dict[str, str], why: str, body: bytes = BODY) -> None:
        with self.assertRaisesRegex(BadSignature, why):
            scheme.check("s3cret", headers.get, body, NOW)

    def test_the_published_example_of_github(self) -> None:
        digest = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        headers = {"X-Hub-Signature-256": f"sha256={digest}"}

        GITHUB.check("It's a Secret to Everybody", headers.get, b"Hello, World!", NOW)

    def test_github(self) -> None:
        good = sign(BODY).hex()

        GITHUB.check("s3cret", {"X-Hub-Signature-256": "sha256=" + good}.get, BODY, NOW)
        GITHUB.check("s3cret", {"X-Hub-Signature-256": "sha256=" + good.upper()}.get, BODY, NOW)
        self.refused(GITHUB, {}, "X-Hub-Signature-256 is missing")
        self.refused(GITHUB, {"X-Hub-Signature-256": good}, "does not begin with 'sha256='")
        for wrong in ("", "sha256=", "zz", good[:-2], sign(b"other").hex(), "é"):
            with self.subTest(wrong):
                self.refused(GITHUB, {"X-Hub-Signature-256": "sha256=" + wrong}, "does not match")
        self.refused(
            GITHUB,
            {"X-Hub-Signature-256": "sha256=" + good},
            "does not match",
            BODY + b" ",
        )

    def test_stripe(self) -> None:
        good = sign(b"%d." % NOW + BODY).hex()

        STRIPE.check("s3cret", {"Stripe-Signature": f"t={NOW},v1={good}"}.get, BODY, NOW)
        STRIPE.check(
            "s3cret",
            {"Stripe-Signature": f"t={NOW}, v0=x, v1=00, v1={good}"}.get,
            BODY,
            NOW + 299,
        )
        for header, why in (
            (f"t={NOW},v1={'0' * 64}", "does not match"),
            (f"t={NOW + 1},v1={good}", "does not match"),
            (f"t={NOW},v0={good}", "does not match"),
            (f"v1={good}", "not in seconds"),
            (f"t=x,v1={good}", "not in seconds"),
            (f"t={NOW - 301},v1={good}", "too old"),
            (f"t={NOW + 301},v1={good}", "too old or from the future"),
            ("", "not in seconds"),
        ):
            with self.subTest(header):
                self.refused(STRIPE, {"Stripe-Signature": header}, why)

    def test_generic_with_base64_and_a_time(self) -> None:
        scheme = Scheme("X-S", "v0=", "base64", "X-T", "v0:{timestamp}:{body}", 60)
        good = "v0=" + base64.b64encode(sign(b"v0:%d:" % NOW + BODY)).decode()

        scheme.check("s3cret", {"X-S": good, "X-T": str(NOW)}.get, BODY, NOW + 60)
        self.refused(scheme, {"X-S": good}, "not in seconds")
        self.refused(scheme, {"X-S": good, "X-T": str(NOW - 61)}, "too old")
        self.refused(scheme, {"X-S": "v0=!!", "X-T": str(NOW)}, "does not match")

    def test_a_body_is_not_a_template(self) -> None:
        scheme = Scheme("X-S", signed="{body}")
        body = b"{body}{timestamp}"

        scheme.check("s3cret", {"X-S": sign(body).hex()}.get, body, NOW)


class ConfigTest(unittest.TestCase):
    def read(self, config: Any) -> list[Hook]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "hooks.json"
            path.write_text(config if isinstance(config, str) else json.dumps(config))
            return read_config(path)

    def test_the_example_is_right(self) -> None:
        hooks = {hook.name: hook for hook in read_config(Path(__file__).parents[1] / "example.json")}

        self.assertEqual(set(hooks), {"github", "stripe", "alerts"})
        self.assertEqual((hooks["github"].scheme, hooks["stripe"].scheme), (GITHUB, STRIPE))
        self.assertEqual(hooks["alerts"].scheme.signed, "{timestamp}.{body}")
        self.assertEqual(hooks["alerts"].credentials, ("ALERTS_SECRET", "CHAT_TOKEN"))
        self.assertEqual(hooks["stripe"].event_id, Template("{{/id}}"))

    def test_all_mistakes_are_told_at_once(self) -> None:
        with self.assertRaises(ConfigProblem) as caught:
            self.read(
                {
                    "routs": {},
                    "routes": {
                        "bad/name": {
                            "preset": "github",
                            "secret": "K",
                            "text": "x",
                            "signature": {},
                        },
                        "a": {
                            "preset": "gitlab",
                            "secret": "",
                            "sekret": "x",
                            "text": "{{a.b}}",
                            "thread": [],
                            "only": {"value": "{{/a}}", "is": "x"},
                            "body_limit": 10**9,
                            "signature": {
                                "header": "X S",
                                "encoding": "b64",
                                "signed": "{timestamp}",
                            },
                            "callback": {
                                "url": "ftp://x",
                                "secret": 5,
                                "body": {"a": ["{{header:X}}"]},
                            },
                        },
                    },
                }
            )

        said = str(caught.exception)
        for mistake in (
            "the file.routs: no such setting; did you mean 'routes'?",
            "routes.bad/name: a name has letters",
            "routes.bad/name.signature: preset 'github' says how it signs",
            "routes.a.preset: one of generic, github, stripe is needed",
            "routes.a.secret: a text is needed",
            "routes.a.sekret: no such setting; did you mean 'secret'?",
            "routes.a.text: '{{a.b}}' is not a JSON pointer",
            "routes.a.thread: a list of 1 to 32 templates is needed",
            "routes.a.only.is: a list of texts is needed",
            "routes.a.body_limit: a whole number from 1 to 2097152 is needed",
            "routes.a.signature.header: the name of a header is needed",
            "routes.a.signature.encoding: one of hex, base64 is needed",
            "routes.a.signature.signed: must hold {body} once",
            "routes.a.signature.signed: {timestamp} and timestamp_header need each other",
            "routes.a.callback.url: 'ftp://x' is not a URL",
            "routes.a.callback.secret: a text is needed",
            "routes.a.callback.body.a[0]: '{{header:X}}' is not a JSON pointer",
        ):
            with self.subTest(mistake):
                self.assertIn(f"\n  {mistake}", said)
        self.assertIn("has 17 problems:", said)

    def test_urls_that_lead_elsewhere_are_refused(self) -> None:
        for url in (
            "http://u:p@x/",
            "https://x/#f",
            "https://",
            "https://x:0/",
            "https://x/a b",
            "https://x/ü",
            "/x",
        ):
            with (
                self.subTest(url),
                self.assertRaisesRegex(ConfigProblem, "callback.url"),
            ):
                route = {
                    "preset": "github",
                    "secret": "K",
                    "text": "x",
                    "callback": {"url": url},
                }
                self.read({"routes": {"a": route}})

    def test_files_that_are_none(self) -> None:
        with self.assertRaisesRegex(ConfigProblem, "is not JSON"):
            self.read("{")
        with self.assertRaisesRegex(ConfigProblem, "an object is needed"):
            self.read("[]")
        with self.assertRaisesRegex(ConfigProblem, "cannot be read"):
            read_config(Path("/no/such/file"))


def sign(message: bytes) -> bytes:
    return hmac.new(b"s3cret", message, hashlib.sha256).digest()


if __name__ == "__main__":
    unittest.main()
