"""Files of deliveries: whole or not at all, and only from the host."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from fake_host import Say, etag_of
from kheish_sidecar import DownloadFailed, FileRef, Sidecar, Unavailable
from support import AT_ONCE, QUICK, HostTest, vectors

PATH = "/v1/connectors/external/demo/deliveries/d-1/assets/a-1/raw"
CONTENT = os.urandom(300_000)


class DownloadingTest(HostTest):
    def setUp(self) -> None:
        super().setUp()
        self.host.assets[PATH] = CONTENT
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.target = Path(folder.name) / "file.bin"
        self.sidecar = Sidecar("demo", retrying=QUICK)
        self.run_sidecar(self.sidecar)

    def left_behind(self) -> list[str]:
        return os.listdir(self.target.parent)

    def test_a_file_arrives(self) -> None:
        self.assertEqual(self.sidecar.download(file(), self.target), self.target)

        self.assertEqual(self.target.read_bytes(), CONTENT)
        self.assertEqual(self.left_behind(), ["file.bin"])
        self.assertEqual(self.host.heard[-1].headers["Authorization"], "Bearer t-1")

    def test_without_length_and_digest_it_arrives_too(self) -> None:
        self.assertEqual(b"".join(self.sidecar.download_chunks(file(sha256=None, byte_length=None))), CONTENT)

    def test_an_empty_file_arrives(self) -> None:
        self.host.assets[PATH] = b""

        self.sidecar.download(file(sha256=hashlib.sha256().hexdigest(), byte_length=0), self.target)

        self.assertEqual(self.target.read_bytes(), b"")

    def test_a_broken_connection_is_taken_up_where_it_ended(self) -> None:
        etag = etag_of(CONTENT)
        self.host.script.extend([Say(200, CONTENT, {"ETag": etag}, cut=100_000), Say(503), None])

        self.sidecar.download(file(), self.target)

        self.assertEqual(self.target.read_bytes(), CONTENT)
        for resumed in self.host.heard[1:]:
            self.assertEqual((resumed.headers["Range"], resumed.headers["If-Range"]), ("bytes=100000-", etag))

    def test_the_rest_alone_is_sent(self) -> None:
        part = {"ETag": '"e"', "Content-Range": "bytes 100000-299999/300000"}
        self.host.script.extend(
            [Say(200, CONTENT, {"ETag": '"e"'}, cut=100_000), Say(206, CONTENT[100_000:], part)]
        )

        self.sidecar.download(file(), self.target)

        self.assertEqual(self.target.read_bytes(), CONTENT)

    def test_without_an_etag_it_begins_again_and_skips_what_it_has(self) -> None:
        self.host.script.extend([Say(200, CONTENT, cut=100_000), Say(200, CONTENT)])

        self.sidecar.download(file(), self.target)

        self.assertEqual(self.target.read_bytes(), CONTENT)
        self.assertNotIn("Range", self.host.heard[1].headers)

    def test_what_is_wrong_leaves_nothing_behind(self) -> None:
        half = Say(200, CONTENT, {"ETag": '"e"'}, cut=1000)
        for name, script, wrong in (
            ("another digest", [], file(sha256="00" * 32)),
            ("another length", [], file(byte_length=1)),
            ("too large by its descriptor", [], file(byte_length=64 * 1024 * 1024 + 1)),
            (
                "too large by its header",
                [Say(200, b"", {"Content-Length": str(64 * 1024 * 1024 + 1)})],
                file(),
            ),
            ("gone", [Say(404)], file()),
            ("elsewhere", [Say(302, b"", {"Location": "http://127.0.0.1:9/"})], file()),
            ("changed in between", [half, Say(200, CONTENT, {"ETag": '"f"'})], file()),
            ("another part", [half, Say(206, CONTENT, {"Content-Range": "bytes 0-5/9"})], file()),
        ):
            with self.subTest(name):
                self.host.script.extend(script)
                with self.assertRaises(DownloadFailed):
                    self.sidecar.download(wrong, self.target)
                self.assertEqual(self.left_behind(), [])

    def test_too_much_without_a_length_is_cut_off(self) -> None:
        self.host.script.append(
            Say(200, bytes(64 * 1024 * 1024 + 1), {"Content-Length": "", "Connection": "close"})
        )

        with self.assertRaisesRegex(DownloadFailed, "more than"):
            self.sidecar.download(file(byte_length=None, sha256=None), self.target)

    def test_patience_ends(self) -> None:
        impatient = Sidecar("demo", retrying=AT_ONCE)
        self.run_sidecar(impatient)
        self.host.script.append(Say(500))

        with self.assertRaisesRegex(Unavailable, "Downloading file 'a-1' failed"):
            impatient.download(file(), self.target)

        self.assertEqual(self.left_behind(), [])

    def test_the_token_goes_nowhere_else(self) -> None:
        for entry in vectors("download-paths.json"):
            if not entry["ok"]:
                with self.subTest(entry["path"]), self.assertRaises(DownloadFailed):
                    self.sidecar.download(file(download_path=entry["path"]), self.target)

        self.assertEqual(self.host.heard, [])


def file(**members: Any) -> FileRef:
    described: dict[str, Any] = {
        "id": "a-1",
        "media_type": "application/octet-stream",
        "download_path": PATH,
        "sha256": hashlib.sha256(CONTENT).hexdigest(),
        "byte_length": len(CONTENT),
    }
    return FileRef(**described | members)
