"""Says every answer back to the host, in a batch, and makes use of all else that the SDK has."""

from __future__ import annotations

import uuid

from kheish_sidecar import Delivery, Event, Sidecar

sidecar = Sidecar("parrot")


@sidecar.on_start
def start() -> None:
    sidecar.credential("SECRET")


@sidecar.on_delivery
def deliver(delivery: Delivery) -> None:
    for file in delivery.files:
        for _ in sidecar.download_chunks(file):
            pass
    sidecar.submit_batch([event(delivery, delivery.content), event(delivery, "and once more")])


def event(delivery: Delivery, content: str) -> Event:
    return Event(event_id=str(uuid.uuid4()), thread=["parrot"], content=content, reply_route=delivery.reply_route)


sidecar.run()
