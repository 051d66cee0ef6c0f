"""How the host's answer to submitted events is taken: pure functions from an answer to an outcome."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from .retrying import LONGEST_WAIT_MS, retry_after_ms
from .transport import Answer

Status = Literal["accepted", "duplicate", "rejected"]

_UNSUPPORTED = "unsupported protocol_version"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the host did with one event.

    ``accepted``: it is stored and becomes a run. ``duplicate``: it was accepted before. ``rejected``:
    it never will be, ``reason`` says why. ``session_id`` and ``run_id`` are there when known.
    """

    status: Status
    session_id: str | None = None
    run_id: str | None = None
    reason: str | None = None

    @property
    def stored(self) -> bool:
        """True if the host has the event, now or from before: it need not be sent again."""
        return self.status != "rejected"


@dataclass(frozen=True, slots=True)
class Again:
    """Not taken for now; ``after_ms`` is the least wait that the host asked for."""

    why: str
    after_ms: int | None = None


@dataclass(frozen=True, slots=True)
class No:
    """Refused as a whole; no repetition mends it."""

    status: int
    code: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class OlderVersion:
    """The host speaks version 1 only."""


@dataclass(frozen=True, slots=True)
class Singles:
    """The host has no route for batches."""


@dataclass(frozen=True, slots=True)
class Items:
    """What became of each event of a batch: ``done`` by index, ``again`` in order."""

    done: dict[int, Receipt]
    again: list[int]
    why: str = ""
    after_ms: int | None = None
    older_version: bool = False


def read_single(answer: Answer, version: int, now_ms: int) -> Receipt | Again | No | OlderVersion:
    """Takes the answer to one event that was sent with protocol ``version``."""
    refusal = _read_refusal(answer, now_ms)
    if refusal is not None:
        return refusal
    receipt = _read_item(_json(answer.body))
    if receipt is None:
        return Again("the answer could not be read")
    return OlderVersion() if _too_new(receipt, version) else receipt


def read_batch(answer: Answer, sent: int, version: int, now_ms: int) -> Items | No | Singles:
    """Takes the answer to a batch of ``sent`` events."""
    everything = list(range(sent))
    if answer.status in (404, 405) and isinstance(_json(answer.body), dict):
        return Singles()
    refusal = _read_refusal(answer, now_ms)
    if isinstance(refusal, No):
        return refusal
    if isinstance(refusal, Again):
        return Items({}, everything, refusal.why, refusal.after_ms)
    body = _json(answer.body)
    results = body.get("results") if isinstance(body, dict) else None
    return _sort(results if isinstance(results, list) else [], everything, version)


def _sort(results: Sequence[Any], everything: list[int], version: int) -> Items:
    done: dict[int, Receipt] = {}
    again: list[int] = []
    whys: list[str] = []
    waits: list[int] = []
    older = False
    for index in everything:
        item = results[index] if index < len(results) else None
        receipt = _read_item(item)
        if receipt is not None and not _too_new(receipt, version):
            done[index] = receipt
            continue
        again.append(index)
        older = older or receipt is not None
        whys.append(_why(item))
        wait = item.get("retry_after_ms") if isinstance(item, dict) else None
        if type(wait) is int and wait >= 0:
            waits.append(min(wait, LONGEST_WAIT_MS))
    return Items(done, again, whys[0] if whys else "", max(waits, default=None), older)


def _read_refusal(answer: Answer, now_ms: int) -> Again | No | None:
    status = answer.status
    if status in (408, 429) or status >= 500:
        return Again(f"the host answered {status}", retry_after_ms(answer.header("Retry-After"), now_ms))
    if 200 <= status < 300:
        return None
    problem = _json(answer.body)
    if not isinstance(problem, dict):
        problem = {}
    return No(status, _text(problem.get("code")), _text(problem.get("detail")))


def _read_item(item: Any) -> Receipt | None:
    if not isinstance(item, dict) or item.get("status") not in ("accepted", "duplicate", "rejected"):
        return None
    return Receipt(
        cast(Status, item["status"]),
        _text(item.get("session_id")),
        _text(item.get("run_id")),
        _text(item.get("reason")),
    )


def _too_new(receipt: Receipt, version: int) -> bool:
    return version > 1 and receipt.status == "rejected" and _UNSUPPORTED in (receipt.reason or "")


def _why(item: Any) -> str:
    if not isinstance(item, dict):
        return "the answer had no result for an event"
    if item.get("status") == "rate_limited":
        return "the host's rate limit is reached"
    return f"the host answered {_text(item.get('reason')) or 'with an unknown status'}"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
