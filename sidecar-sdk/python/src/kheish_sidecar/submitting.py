"""Brings events to the host, again and again until it has an answer for each."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from .environment import Environment
from .errors import Refused, SubmitError
from .events import MAX_BODY_BYTES, Event, batch_body, encode, single_body
from .receipts import Again, Items, No, OlderVersion, Receipt, Singles, read_batch, read_single
from .retrying import Patience, Retrying
from .transport import Answer, HttpClient, TransportFailed

_TIMEOUT_SECONDS = 30.0
_BATCH_EVENTS = 64
_BATCH_FRAME_BYTES = 64

_log = logging.getLogger(__name__)


class Submitter:
    """Submits events of one connector. For many threads."""

    def __init__(
        self, environment: Environment, http: HttpClient, retrying: Retrying, stopping: threading.Event
    ) -> None:
        self._instance_id = environment.instance_id
        self._path = f"/v1/connectors/external/{quote(environment.name, safe='')}/events"
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if environment.shared_token is not None:
            self._headers["Authorization"] = f"Bearer {environment.shared_token}"
        self._http = http
        self._retrying = retrying
        self._stopping = stopping
        self._version = 2

    def submit(self, event: Event) -> Receipt:
        """See ``Sidecar.submit``."""
        return self._submit(encode(event, self._instance_id), self._patience())

    def submit_batch(self, events: Sequence[Event]) -> list[Receipt]:
        """See ``Sidecar.submit_batch``."""
        encoded = [encode(event, self._instance_id) for event in events]
        for one in encoded:
            batch_body([one], self._version)
        results: list[Receipt | None] = [None] * len(events)
        try:
            for indexes in _cut(encoded):
                self._submit_piece(indexes, encoded, results)
        except SubmitError as problem:
            problem.results = tuple(results)
            raise
        return [receipt for receipt in results if receipt is not None]

    def _submit(self, encoded: bytes, patience: Patience) -> Receipt:
        while True:
            version = self._version
            answer = self._post(self._path, single_body(encoded, version))
            match answer if isinstance(answer, Again) else read_single(answer, version, _now_ms()):
                case Receipt() as receipt:
                    return receipt
                case OlderVersion():
                    self._speak_older()
                case No() as no:
                    raise Refused("The event", no.status, no.code, no.detail)
                case Again(why, after_ms):
                    patience.pause("Submitting an event", why, after_ms)

    def _submit_piece(
        self, indexes: list[int], encoded: Sequence[bytes], results: list[Receipt | None]
    ) -> None:
        patience = self._patience()
        while indexes:
            version = self._version
            body = batch_body([encoded[index] for index in indexes], version)
            answer = self._post(self._path + "/batch", body)
            if isinstance(answer, Again):
                patience.pause("Submitting a batch", answer.why, answer.after_ms)
                continue
            match read_batch(answer, len(indexes), version, _now_ms()):
                case Singles():
                    for index in indexes:
                        results[index] = self._submit(encoded[index], patience)
                    return
                case No() as no:
                    raise Refused("The batch", no.status, no.code, no.detail)
                case Items() as items:
                    for place, receipt in items.done.items():
                        results[indexes[place]] = receipt
                    indexes = [indexes[place] for place in items.again]
                    if items.older_version:
                        self._speak_older()
                    elif indexes:
                        patience.pause("Submitting a batch", items.why, items.after_ms)

    def _post(self, path: str, body: bytes) -> Answer | Again:
        try:
            return self._http.request("POST", path, self._headers, body, _TIMEOUT_SECONDS)
        except TransportFailed as problem:
            return Again(str(problem))

    def _patience(self) -> Patience:
        return Patience(self._retrying, self._stopping)

    def _speak_older(self) -> None:
        self._version = 1
        _log.info("The host does not know protocol_version 2; going on with 1")


def _cut(encoded: Sequence[bytes]) -> Iterator[list[int]]:
    """Indexes of events that fit into one request, in order."""
    piece: list[int] = []
    size = _BATCH_FRAME_BYTES
    for index, one in enumerate(encoded):
        if piece and (len(piece) == _BATCH_EVENTS or size + len(one) + 1 > MAX_BODY_BYTES):
            yield piece
            piece, size = [], _BATCH_FRAME_BYTES
        piece.append(index)
        size += len(one) + 1
    if piece:
        yield piece


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
