"""The routes of the operator, from a JSON file; all mistakes are told at once."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .signature import GITHUB, STRIPE, Scheme
from .template import Template

_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_HEADER = re.compile("[A-Za-z0-9-]+")
_BODY_BYTES = 2 * 1024 * 1024


class ConfigProblem(Exception):
    """Everything that is wrong with the file."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Only requests whose ``value`` is one of ``allowed`` become events."""

    value: Template
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callback:
    """Where answers go; ``secret`` and ``bearer`` are keys of credentials."""

    url: str
    secret: str | None
    bearer: str | None
    body: Any


@dataclass(frozen=True, slots=True)
class Hook:
    """One route."""

    name: str
    scheme: Scheme
    secret: str
    text: Template
    event_id: Template | None
    thread: tuple[Template, ...]
    actor: Template | None
    only: Filter | None
    callback: Callback | None
    body_limit: int

    @property
    def credentials(self) -> tuple[str, ...]:
        """The keys of all credentials that it needs."""
        more = (self.callback.secret, self.callback.bearer) if self.callback else ()
        return tuple(key for key in (self.secret, *more) if key)


def read_config(path: Path) -> list[Hook]:
    """The routes of the file, or ConfigProblem."""
    try:
        root = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise ConfigProblem(f"{path} cannot be read ({problem.strerror})") from problem
    except (ValueError, RecursionError) as problem:
        raise ConfigProblem(f"{path} is not JSON ({problem})") from problem
    reader = _Reader()
    hooks = reader.hooks(root)
    if reader.mistakes:
        count = f"{len(reader.mistakes)} problem{'s' if len(reader.mistakes) > 1 else ''}"
        raise ConfigProblem(f"{path} has {count}:\n  " + "\n  ".join(reader.mistakes))
    return hooks


class _Reader:
    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def hooks(self, root: Any) -> list[Hook]:
        members = self._object("the file", root, ("routes",))
        routes = members.get("routes")
        if not isinstance(routes, dict) or not routes:
            self.mistakes.append("routes: an object with at least one route is needed")
            return []
        for name in routes:
            if not _NAME.fullmatch(name):
                self.mistakes.append(f"routes.{name}: a name has letters, digits, '.', '_' and '-'")
        return [self._hook(name, route) for name, route in routes.items()]

    def _hook(self, name: str, value: Any) -> Hook:
        at = f"routes.{name}"
        known = (
            "preset",
            "signature",
            "secret",
            "text",
            "event_id",
            "thread",
            "actor",
            "only",
            "callback",
            "body_limit",
        )
        route = self._object(at, value, known)
        preset = self._choice(
            f"{at}.preset",
            route.get("preset", "generic"),
            ("generic", "github", "stripe"),
        )
        event_id = {"github": "{{header:X-GitHub-Delivery}}", "stripe": "{{/id}}"}.get(preset)
        return Hook(
            name=name,
            scheme=self._scheme(f"{at}.signature", preset, route.get("signature")),
            secret=self._text(f"{at}.secret", route.get("secret")),
            text=self._template(f"{at}.text", route.get("text")),
            event_id=self._optional_template(f"{at}.event_id", route.get("event_id", event_id)),
            thread=self._thread(f"{at}.thread", route.get("thread", [name])),
            actor=self._optional_template(f"{at}.actor", route.get("actor")),
            only=self._filter(f"{at}.only", route.get("only")),
            callback=self._callback(f"{at}.callback", route.get("callback")),
            body_limit=self._number(f"{at}.body_limit", route.get("body_limit", 1024 * 1024), _BODY_BYTES),
        )

    def _scheme(self, at: str, preset: str, value: Any) -> Scheme:
        if preset != "generic":
            if value is not None:
                self.mistakes.append(f"{at}: preset '{preset}' says how it signs; leave this out")
            return GITHUB if preset == "github" else STRIPE
        known = (
            "header",
            "prefix",
            "encoding",
            "timestamp_header",
            "signed",
            "tolerance_seconds",
        )
        members = self._object(at, value, known)
        timed = members.get("timestamp_header")
        default = "{body}" if timed is None else "{timestamp}.{body}"
        scheme = Scheme(
            header=self._header(f"{at}.header", members.get("header")),
            prefix=self._text(f"{at}.prefix", members.get("prefix", ""), blank=True),
            encoding=self._choice(f"{at}.encoding", members.get("encoding", "hex"), ("hex", "base64")),
            timestamp_header=None if timed is None else self._header(f"{at}.timestamp_header", timed),
            signed=self._text(f"{at}.signed", members.get("signed", default)),
            tolerance_seconds=self._number(
                f"{at}.tolerance_seconds", members.get("tolerance_seconds", 300), 86400
            ),
        )
        if scheme.signed.count("{body}") != 1:
            self.mistakes.append(f"{at}.signed: must hold {{body}} once")
        if ("{timestamp}" in scheme.signed) != (timed is not None):
            self.mistakes.append(f"{at}.signed: {{timestamp}} and timestamp_header need each other")
        return scheme

    def _thread(self, at: str, value: Any) -> tuple[Template, ...]:
        if not isinstance(value, list) or not 1 <= len(value) <= 32:
            self.mistakes.append(f"{at}: a list of 1 to 32 templates is needed")
            return ()
        return tuple(self._template(f"{at}[{place}]", one) for place, one in enumerate(value))

    def _filter(self, at: str, value: Any) -> Filter | None:
        if value is None:
            return None
        members = self._object(at, value, ("value", "is"))
        allowed = members.get("is")
        if not isinstance(allowed, list) or not all(isinstance(one, str) for one in allowed):
            self.mistakes.append(f"{at}.is: a list of texts is needed")
            allowed = []
        return Filter(self._template(f"{at}.value", members.get("value")), tuple(allowed))

    def _callback(self, at: str, value: Any) -> Callback | None:
        if value is None:
            return None
        members = self._object(at, value, ("url", "secret", "bearer", "body"))
        keys = {
            key: None if members.get(key) is None else self._text(f"{at}.{key}", members[key])
            for key in ("secret", "bearer")
        }
        body = self._body(f"{at}.body", members.get("body"))
        return Callback(
            self._url(f"{at}.url", members.get("url")),
            keys["secret"],
            keys["bearer"],
            body,
        )

    def _body(self, at: str, value: Any) -> Any:
        """A JSON value whose texts are templates."""
        if isinstance(value, dict):
            return {key: self._body(f"{at}.{key}", inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._body(f"{at}[{place}]", inner) for place, inner in enumerate(value)]
        return self._template(at, value, headers=False) if isinstance(value, str) else value

    def _url(self, at: str, value: Any) -> str:
        text = self._text(at, value)
        try:
            split = urlsplit(text)
            good = split.scheme in ("http", "https") and split.hostname and split.port != 0
        except ValueError:
            good = False
        if text and (
            not good or split.username is not None or split.fragment or not re.fullmatch("[!-~]+", text)
        ):
            self.mistakes.append(f"{at}: '{text}' is not a URL such as https://example.com/answers")
        return text

    def _object(self, at: str, value: Any, known: tuple[str, ...]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self.mistakes.append(f"{at}: an object is needed")
            return {}
        for name in value:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                self.mistakes.append(f"{at}.{name}: no such setting{hint}")
        return value

    def _text(self, at: str, value: Any, blank: bool = False) -> str:
        if not isinstance(value, str) or not (blank or value.strip()):
            self.mistakes.append(f"{at}: a text is needed")
            return ""
        return value

    def _header(self, at: str, value: Any) -> str:
        if not isinstance(value, str) or not _HEADER.fullmatch(value):
            self.mistakes.append(f"{at}: the name of a header is needed")
            return ""
        return value

    def _choice(self, at: str, value: Any, words: tuple[str, ...]) -> str:
        if value not in words:
            self.mistakes.append(f"{at}: one of {', '.join(words)} is needed")
            return words[0]
        return str(value)

    def _number(self, at: str, value: Any, most: int) -> int:
        if type(value) is not int or not 1 <= value <= most:
            self.mistakes.append(f"{at}: a whole number from 1 to {most} is needed")
            return 1
        return value

    def _template(self, at: str, value: Any, headers: bool = True) -> Template:
        try:
            return Template.parse(self._text(at, value), headers)
        except ValueError as problem:
            self.mistakes.append(f"{at}: {problem}")
            return Template("")

    def _optional_template(self, at: str, value: Any) -> Template | None:
        return None if value is None else self._template(at, value)
