"""What an author said that a sidecar does, before it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from .deliveries import Delivery, Terminal
from .endpoints import Capabilities
from .retrying import Retrying
from .settling import Handler
from .web import Route


def _delivers_nothing(_: Delivery) -> None:
    raise Terminal("this sidecar takes events in and delivers nothing")


@dataclass(slots=True)
class Plan:
    """Everything that is needed to run; made by ``Sidecar``."""

    platform: str
    capabilities: Capabilities
    retrying: Retrying
    concurrency: int
    drain_seconds: float
    start: list[Callable[[], object]] = field(default_factory=list)
    deliver: Handler = _delivers_nothing
    background: list[Callable[[threading.Event], object]] = field(default_factory=list)
    routes: dict[tuple[str, str], Route] = field(default_factory=dict)
