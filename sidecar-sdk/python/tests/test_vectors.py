"""The wire vectors that are about data: no sockets needed."""

from __future__ import annotations

import base64
import json
import re
import unittest
from typing import Any

from kheish_sidecar import AssetReference, EnvironmentProblem, Event, InlineAsset, Relation, TextItem
from kheish_sidecar.downloading import is_download_path
from kheish_sidecar.environment import Environment
from kheish_sidecar.events import batch_body, encode, single_body
from kheish_sidecar.receipts import Again, Items, No, OlderVersion, Receipt, Singles, read_batch, read_single
from kheish_sidecar.retrying import retry_after_ms
from kheish_sidecar.transport import Answer
from support import vectors


class VectorsTest(unittest.TestCase):
    def test_events_are_sent_as_written(self) -> None:
        for entry in vectors("events.json"):
            with self.subTest(entry["name"]):
                encoded = encode(event_of(entry["event"]), "i-1")

                self.assertEqual(json.loads(single_body(encoded, 2)), entry["wire"])
                inside = {key: value for key, value in entry["wire"].items() if key != "protocol_version"}
                batch = {"protocol_version": 1, "events": [inside, inside]}
                self.assertEqual(json.loads(batch_body([encoded, encoded], 1)), batch)

    def test_answers_to_single_events(self) -> None:
        for entry in vectors("answers.json"):
            with self.subTest(entry["name"]):
                taken = read_single(
                    answer_of(entry), entry.get("protocol_version", 2), entry.get("now_ms", 0)
                )

                self.assertEqual(told(taken), entry["outcome"])

    def test_answers_to_batches(self) -> None:
        for entry in vectors("batch-answers.json"):
            with self.subTest(entry["name"]):
                version = entry.get("protocol_version", 2)
                taken = read_batch(answer_of(entry), entry["sent"], version, entry.get("now_ms", 0))

                self.assertEqual(told_batch(taken), entry["outcome"])

    def test_retry_after(self) -> None:
        for entry in vectors("retry-after.json"):
            with self.subTest(entry["name"]):
                self.assertEqual(retry_after_ms(entry["header"], entry["now_ms"]), entry["delay_ms"])

    def test_download_paths(self) -> None:
        for entry in vectors("download-paths.json"):
            with self.subTest(entry["path"]):
                self.assertEqual(is_download_path(entry["path"]), entry["ok"])

    def test_environments(self) -> None:
        for entry in vectors("environment.json"):
            with self.subTest(entry["name"]):
                if "error" in entry:
                    with self.assertRaises(EnvironmentProblem) as caught:
                        Environment.read(entry["environment"], "demo")
                    self.assertEqual(caught.exception.variable, entry["error"])
                    self.assertIn(entry["error"] + " ", str(caught.exception))
                else:
                    self.check_environment(Environment.read(entry["environment"], "demo"), entry["ok"])

    def check_environment(self, environment: Environment, expected: dict[str, Any]) -> None:
        read = {name: getattr(environment, name) for name in expected}
        read["credential_keys"] = list(environment.credential_keys)
        if expected["instance_id"] is None:
            self.assertRegex(read["instance_id"], re.compile(r"\Ademo-[0-9a-f]{12}\Z"))
            read["instance_id"] = None

        self.assertEqual(read, expected)


def event_of(given: dict[str, Any]) -> Event:
    """The members of a vector as an author would give them."""
    members = {name: value for name, value in given.items() if value is not None}
    for name in ("attachments", "input_items"):
        if name in members:
            members[name] = [item_of(item) for item in members[name]]
    if "relation" in members:
        members["relation"] = Relation(**members["relation"])
    return Event(**members)


def item_of(item: dict[str, Any]) -> TextItem | AssetReference | InlineAsset:
    match item["type"]:
        case "text":
            return TextItem(item["text"])
        case "asset_reference":
            return AssetReference(item["asset_id"])
        case "inline_asset":
            content = base64.b64decode(item["content_base64"])
            return InlineAsset(item["file_name"], content, item.get("media_type"))
    raise AssertionError(item)


def answer_of(entry: dict[str, Any]) -> Answer:
    return Answer(entry["status"], entry["headers"], entry["body"].encode("utf-8"))


def told(taken: Receipt | Again | No | OlderVersion) -> dict[str, Any]:
    match taken:
        case Receipt():
            return {"kind": taken.status} | ids(taken)
        case Again():
            return {"kind": "retry"} | present(after_ms=taken.after_ms)
        case No():
            return {"kind": "refused"} | present(code=taken.code)
        case OlderVersion():
            return {"kind": "fallback_v1"}


def told_batch(taken: Items | No | Singles) -> dict[str, Any]:
    match taken:
        case Singles():
            return {"kind": "singles"}
        case No():
            return {"kind": "refused"} | present(code=taken.code)
        case Items():
            done = [{"index": at, "status": one.status} | ids(one) for at, one in sorted(taken.done.items())]
            version = 1 if taken.older_version else None
            return {"kind": "items", "done": done, "again": taken.again} | present(
                after_ms=taken.after_ms, protocol_version=version
            )


def ids(receipt: Receipt) -> dict[str, Any]:
    return present(session_id=receipt.session_id, run_id=receipt.run_id, reason=receipt.reason)


def present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


if __name__ == "__main__":
    unittest.main()
