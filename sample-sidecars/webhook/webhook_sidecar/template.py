"""Texts with places for values: JSON pointers and headers, nothing that could be executed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_PLACE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_HEADER = re.compile(r"header:([A-Za-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class Values:
    """What a template may use: a JSON document and the headers it came with."""

    document: Any
    header: Callable[[str], str | None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Template:
    """A text with ``{{/json/pointer}}`` and ``{{header:Name}}`` in it; ``{{}}`` is the whole document."""

    text: str

    @staticmethod
    def parse(text: str, headers: bool = True) -> Template:
        """Checks the places; ValueError names one that is wrong."""
        for place in _PLACE.findall(text):
            if not is_pointer(place) and not (headers and _HEADER.fullmatch(place)):
                kinds = "a JSON pointer such as /a/b" + (" or header:Name" if headers else "")
                raise ValueError(f"'{{{{{place}}}}}' is not {kinds}")
        return Template(text)

    def render(self, values: Values) -> str:
        """Each place is replaced once; what a value contains is not looked at again."""
        return _PLACE.sub(lambda found: _value(found[1], values), self.text)


def is_pointer(text: str) -> bool:
    """True for a JSON pointer (RFC 6901)."""
    return re.fullmatch(r"(/([^~]|~[01])*)?", text, re.DOTALL) is not None


def at_pointer(document: Any, pointer: str) -> Any:
    """What is there; None if there is nothing."""
    for segment in pointer.split("/")[1:]:
        key = segment.replace("~1", "/").replace("~0", "~")
        if isinstance(document, dict):
            document = document.get(key)
        elif isinstance(document, list) and re.fullmatch("0|[1-9][0-9]{0,8}", key):
            document = document[int(key)] if int(key) < len(document) else None
        else:
            return None
    return document


def _value(place: str, values: Values) -> str:
    header = _HEADER.fullmatch(place)
    value = values.header(header[1]) if header else at_pointer(values.document, place)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
