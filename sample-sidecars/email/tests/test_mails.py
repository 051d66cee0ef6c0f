"""Mails as they really are, and what becomes of them."""

from __future__ import annotations

import base64
import json
import unittest
from email.message import EmailMessage

from kheish_sidecar import Event, InlineAsset
from mail_sidecar.events import event_of
from mail_sidecar.reading import Mail, read_mail
from mail_sidecar.threads import anchor_within, own_message_id

OWN = "agent@example.com"
HEAD = b"From: Ada <Ada@Example.org>\r\nSubject: Hello\r\nMessage-ID: <m1@example.org>\r\n"


def read(raw: bytes) -> Mail:
    return read_mail(raw, OWN)


def event(raw: bytes) -> Event:
    return event_of(read(raw), "77-5")


class ReadingTest(unittest.TestCase):
    def test_a_plain_mail(self) -> None:
        mail = read(HEAD + b"Date: Wed, 21 Oct 2015 07:28:00 +0000\r\n\r\nHi there\r\n\r\n\r\n\r\nBye \r\n")

        self.assertEqual((mail.sender, mail.sender_name), ("ada@example.org", "Ada"))
        self.assertEqual((mail.subject, mail.message_id), ("Hello", "m1@example.org"))
        self.assertEqual((mail.text, mail.sent_at_ms), ("Hi there\n\nBye", 1445412480000))
        self.assertIsNone(mail.ignored_because)

    def test_charsets_as_they_are_declared_and_as_they_are_meant(self) -> None:
        for charset, content, text in (
            ("utf-8", "Grüße ☕".encode(), "Grüße ☕"),
            ("iso-8859-1", "“quoted” – €".encode("cp1252"), "“quoted” – €"),
            ("gb2312", "镕基".encode("gb18030"), "镕基"),
            ("ks_c_5601-1987", "똠방각하".encode("cp949"), "똠방각하"),
            ("iso-2022-jp", "日本語".encode("iso-2022-jp"), "日本語"),
            ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
            ("utf-16", "wide".encode("utf-16"), "wide"),
            ("us-ascii", "lies: é".encode(), "lies: é"),
            ("x-unknown", "Grüße".encode("cp1252"), "Grüße"),
            ("no\\such-codec", b"fine", "fine"),
            ("zlib", b"not text", "not text"),
            ("utf-8", b"broken \xff byte", "broken ÿ byte"),
        ):
            with self.subTest(charset):
                head = HEAD + f'Content-Type: text/plain; charset="{charset}"\r\n'.encode()
                raw = head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)

                self.assertEqual(read(raw).text, text)

    def test_headers_with_encoded_words_and_with_raw_bytes(self) -> None:
        for header, text in (
            (b"=?utf-8?B?R3LDvMOfZQ==?= from =?iso-8859-1?Q?K=F6ln?=", "Grüße from Köln"),
            (b"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab"),
            ("Grüße".encode(), "Grüße"),
            ("Grüße".encode("cp1252"), "Grüße"),
            (b"=?nonsense?B?####?=", "=?nonsense?B?####?="),
            (b"=?x-unknown?Q?K=F6ln?=", "Köln"),
            (b"plain", "plain"),
        ):
            with self.subTest(header):
                raw = b"From: ada@example.org\r\nSubject: " + header + b"\r\n\r\nx"

                self.assertEqual(read(raw).subject, text)

    def test_html_alone_becomes_text(self) -> None:
        html = (
            "<html><head><title>no</title><style>p {}</style><body><p>One &amp; <b>two</b></p>"
            "<ul><li>a<li>b</ul><script>no()</script>last<br>line"
        )
        raw = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()

        self.assertEqual(read(raw).text, "One & two\n\n- a\n- b\nlast\nline")

    def test_of_alternatives_the_plain_one_is_taken(self) -> None:
        message = composed("plain words")
        message.add_alternative("<p>html words</p>", subtype="html")

        self.assertEqual(read(message.as_bytes()).text, "plain words")

    def test_an_empty_plain_alternative_gives_way_to_html(self) -> None:
        message = composed(" \n")
        message.add_alternative("<p>html words</p>", subtype="html")

        self.assertEqual(read(message.as_bytes()).text, "html words")

    def test_files_with_all_sorts_of_names(self) -> None:
        message = composed("see files")
        for name in (
            "plain.txt",
            "Grüße ☕.pdf",
            "../../etc/passwd",
            "C:\\temp\\a:b.doc",
            "x" * 300 + ".pdf",
        ):
            message.add_attachment(b"content", maintype="application", subtype="octet-stream", filename=name)
        message.add_attachment(b"\x89PNG", maintype="image", subtype="png")

        names = [file.file_name for file in read(message.as_bytes()).attachments]

        self.assertEqual(names[:4], ["plain.txt", "Grüße ☕.pdf", "passwd", "a_b.doc"])
        self.assertEqual((len(names[4]), names[4][-4:]), (120, ".pdf"))
        self.assertEqual(names[5], "attachment-6.png")

    def test_an_encoded_word_as_file_name(self) -> None:
        raw = (
            HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf;"
            b' name="=?utf-8?B?R3LDvMOfZS5wZGY=?="\r\n\r\nx\r\n--b--\r\n'
        )

        self.assertEqual([file.file_name for file in read(raw).attachments], ["Grüße.pdf"])

    def test_a_forwarded_mail_is_a_file(self) -> None:
        message = composed("see below")
        message.add_attachment(composed("inner", Subject="The inner one"))

        file = read(message.as_bytes()).attachments[0]

        self.assertEqual((file.file_name, file.media_type), ("The inner one.eml", "message/rfc822"))
        self.assertIn(b"inner", file.content)

    def test_broken_mails_are_read_as_far_as_they_go(self) -> None:
        deep = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
        )
        for name, raw, inside in (
            ("nothing but headers", HEAD, ""),
            ("no boundary", HEAD + b"Content-Type: multipart/mixed\r\n\r\nwords", ""),
            ("no end", HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nwords", "words"),
            ("bad base64", HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!", ""),
            ("bad date", HEAD + b"Date: yesterday\r\n\r\nwords", "words"),
            ("nested without end", HEAD + deep, ""),
            ("control characters", HEAD + b"\r\na\x00b\x1bc", "abc"),
        ):
            with self.subTest(name):
                mail = read(raw)

                self.assertEqual(mail.sender, "ada@example.org")
                self.assertIn(inside, mail.text)
                self.assertTrue(event_of(mail, "77-5").content)

    def test_nobody_answers_machines(self) -> None:
        for headers, why in (
            (b"From: ada@example.org\r\nAuto-Submitted: auto-replied\r\n", "Auto-Submitted"),
            (b"From: ada@example.org\r\nAuto-Submitted: Auto-Generated; x=1\r\n", "Auto-Submitted"),
            (b"From: AGENT@example.com\r\n", "this mailbox itself"),
            (b"From: ada@example.org\r\nReturn-Path: <>\r\n", "bounce"),
            (b"From: MAILER-DAEMON@example.org\r\n", "mail server"),
            (b"From: ada@example.org\r\nContent-Type: multipart/report; boundary=b\r\n", "report"),
            (b"From: ada@example.org\r\nList-Id: <l.example.org>\r\n", "List-Id"),
            (b"From: ada@example.org\r\nPrecedence: bulk\r\n", "Precedence"),
            (b"Subject: x\r\n", "no sender"),
            (b"From: nobody\r\n", "no sender"),
        ):
            with self.subTest(headers):
                self.assertIn(why, read(headers + b"\r\nx").ignored_because or "")

        self.assertIsNone(read(b"From: ada@example.org\r\nAuto-Submitted: no\r\n\r\nx").ignored_because)


class EventTest(unittest.TestCase):
    def test_a_first_mail(self) -> None:
        made = event(HEAD + b"\r\nHi")

        self.assertEqual(made.event_id, "email-m1@example.org")
        self.assertEqual(list(made.thread), ["ada@example.org", "m1@example.org"])
        self.assertEqual(made.content, "Subject: Hello\n\nHi")
        self.assertEqual(
            json.loads(made.reply_route or ""),
            {
                "to": "Ada@Example.org",
                "subject": "Hello",
                "in_reply_to": "m1@example.org",
                "thread_anchor": "m1@example.org",
            },
        )

    def test_it_depends_on_the_mail_alone(self) -> None:
        raw = HEAD + b"\r\nHi"

        self.assertEqual(event_of(read(raw), "77-5"), event_of(read(raw), "78-9"))

    def test_answers_belong_to_the_first_mail(self) -> None:
        made = event(HEAD + b"References: <m0@example.org> <x@y>\r\nIn-Reply-To: <x@y>\r\n\r\nHi")

        self.assertEqual(list(made.thread), ["ada@example.org", "m0@example.org"])
        self.assertEqual(made.content, "Hi")

    def test_an_answer_without_references_to_our_mail_finds_its_conversation(self) -> None:
        ours = own_message_id("dlv_1", "m0@example.org", "example.com").encode()

        made = event(HEAD + b"In-Reply-To: <" + ours + b">\r\n\r\nHi")

        self.assertEqual(list(made.thread), ["ada@example.org", "m0@example.org"])

    def test_without_a_message_id_the_place_counts(self) -> None:
        made = event(b"From: ada@example.org\r\n\r\nHi")

        self.assertEqual(made.event_id, "email-77-5")
        self.assertEqual(list(made.thread), ["ada@example.org", "77-5"])

    def test_ids_that_the_host_would_not_take_are_shortened(self) -> None:
        made = event(b"From: ada@example.org\r\nMessage-ID: <" + b"m" * 900 + b"@x>\r\n\r\nHi")

        self.assertRegex(made.event_id, r"\Asha256-[0-9a-f]{64}\Z")
        self.assertLess(len(made.thread[1].encode()), 512)

    def test_answers_go_to_reply_to(self) -> None:
        route = json.loads(event(HEAD + b"Reply-To: Desk <desk@example.org>\r\n\r\nHi").reply_route or "")

        self.assertEqual(route["to"], "desk@example.org")

    def test_files_that_are_too_large_become_a_line(self) -> None:
        message = composed("see files")
        for name, size in (("small.bin", 10), ("large.bin", 1024 * 1024 + 1)):
            message.add_attachment(bytes(size), maintype="application", subtype="zip", filename=name)

        made = event(message.as_bytes())

        self.assertEqual([file_name(file) for file in made.attachments], ["small.bin"])
        self.assertIn(
            "see files\n[Attachment left out: large.bin, application/zip, 1048577 bytes;", made.content
        )

    def test_too_many_files_and_too_much_in_all_become_lines(self) -> None:
        message = composed("see files")
        for number in range(3):
            message.add_attachment(bytes(700_000), maintype="a", subtype="b", filename=f"large-{number}")
        for number in range(12):
            message.add_attachment(b"x", maintype="a", subtype="b", filename=f"small-{number}")

        made = event(message.as_bytes())

        self.assertEqual(len(made.attachments), 10)
        self.assertEqual(made.content.count("[Attachment left out:"), 5)
        self.assertLess(len(json.dumps(made.wire()).encode()), 2 * 1024 * 1024)

    def test_a_very_long_text_is_cut(self) -> None:
        made = event(HEAD + b"\r\n" + b'"quoted" ' * 200_000)

        self.assertIn("[The text was cut: ", made.content)
        self.assertLess(len(made.content.encode()), 1024 * 1024)

    def test_an_empty_mail_says_so(self) -> None:
        self.assertEqual(event(b"From: ada@example.org\r\n\r\n").content, "[An empty mail.]")


class ThreadsTest(unittest.TestCase):
    def test_our_ids_are_stable_and_remember(self) -> None:
        first = own_message_id("dlv_1", "m0@example.org", "example.com")

        self.assertEqual(first, own_message_id("dlv_1", "m0@example.org", "example.com"))
        self.assertNotEqual(first, own_message_id("dlv_2", "m0@example.org", "example.com"))
        self.assertEqual(anchor_within(first), "m0@example.org")

    def test_ids_of_others_say_nothing(self) -> None:
        for other in ("m1@example.org", "kheish.x.y@z", f"kheish.{'0' * 32}.!!@x", f"kheish.{'0' * 32}._w@x"):
            with self.subTest(other):
                self.assertIsNone(anchor_within(other))

    def test_an_anchor_that_is_too_long_is_not_remembered(self) -> None:
        self.assertLess(len(own_message_id("dlv_1", "x" * 500, "example.com")), 80)


def composed(text: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "ada@example.org"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message


def file_name(file: object) -> str:
    assert isinstance(file, InlineAsset)
    return file.file_name


if __name__ == "__main__":
    unittest.main()
