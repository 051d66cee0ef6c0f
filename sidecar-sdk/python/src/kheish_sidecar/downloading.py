"""Fetches the files of a delivery from the host."""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from .deliveries import FileRef
from .environment import Environment
from .errors import DownloadFailed
from .retrying import Patience, Retrying, retry_after_ms
from .transport import HttpClient, TransportFailed

MAX_DOWNLOAD_BYTES = 64 * 1024 * 1024

_TIMEOUT_SECONDS = 60.0
_CHUNK_BYTES = 64 * 1024


def is_download_path(path: str) -> bool:
    """True for a place at the host: the shared token goes there, so nothing else will do."""
    return re.fullmatch(r"/(?!/)[!-~]*", path) is not None and "\\" not in path and "#" not in path


class Downloads:
    """Fetches files. For many threads."""

    def __init__(
        self, environment: Environment, http: HttpClient, retrying: Retrying, stopping: threading.Event
    ) -> None:
        self._token = environment.shared_token
        self._http = http
        self._retrying = retrying
        self._stopping = stopping

    def to_file(self, file: FileRef, target: Path) -> Path:
        """See ``Sidecar.download``."""
        descriptor, name = tempfile.mkstemp(prefix=".download-", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as partial:
                for chunk in self.chunks(file):
                    partial.write(chunk)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
        return target

    def chunks(self, file: FileRef) -> Iterator[bytes]:
        """See ``Sidecar.download_chunks``."""
        if not is_download_path(file.download_path):
            raise DownloadFailed(f"File '{file.id}' has a download_path that is no place at the host.")
        if (file.byte_length or 0) > MAX_DOWNLOAD_BYTES:
            raise DownloadFailed(_too_large(file))
        return self._chunks(file, _Progress())

    def _chunks(self, file: FileRef, progress: _Progress) -> Iterator[bytes]:
        patience = Patience(self._retrying, self._stopping)
        while not progress.complete:
            try:
                yield from self._attempt(file, progress)
            except _Broken as broken:
                patience.pause(f"Downloading file '{file.id}'", str(broken), broken.after_ms)
        if file.byte_length is not None and progress.received != file.byte_length:
            raise DownloadFailed(
                f"File '{file.id}' has {progress.received} bytes, but {file.byte_length} were announced."
            )
        if file.sha256 is not None and progress.digest.hexdigest() != file.sha256.lower():
            raise DownloadFailed(f"File '{file.id}' does not have the announced SHA-256.")

    def _attempt(self, file: FileRef, progress: _Progress) -> Iterator[bytes]:
        headers = {"Accept-Encoding": "identity"} | progress.headers()
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            connection, response = self._http.open(file.download_path, headers, _TIMEOUT_SECONDS)
        except TransportFailed as problem:
            raise _Broken(str(problem)) from problem
        with closing(connection):
            skip = _bytes_to_skip(file, progress, response)
            length = response.length
            progress.etag = _strong(response.getheader("ETag"))
            arrived = 0
            for chunk in _body(response):
                arrived += len(chunk)
                fresh, skip = chunk[skip:], max(0, skip - len(chunk))
                if fresh:
                    progress.add(fresh)
                    if progress.received > MAX_DOWNLOAD_BYTES:
                        raise DownloadFailed(_too_large(file))
                    yield fresh
            if length is not None and arrived < length:
                raise _Broken("the connection ended early")
            progress.complete = True


@dataclass(slots=True)
class _Progress:
    received: int = 0
    etag: str | None = None
    complete: bool = False
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def add(self, chunk: bytes) -> None:
        self.received += len(chunk)
        self.digest.update(chunk)

    def headers(self) -> dict[str, str]:
        """Without a strong ETag nobody can say whether the rest belongs to the same content."""
        if self.received == 0 or self.etag is None:
            return {}
        return {"Range": f"bytes={self.received}-", "If-Range": self.etag}


class _Broken(Exception):
    """This attempt ended early; another one may succeed."""

    def __init__(self, why: str, after_ms: int | None = None) -> None:
        super().__init__(why)
        self.after_ms = after_ms


def _bytes_to_skip(file: FileRef, progress: _Progress, response: http.client.HTTPResponse) -> int:
    """How many bytes of this answer are known already."""
    status = response.status
    if status in (408, 429) or status >= 500:
        after_ms = retry_after_ms(response.getheader("Retry-After"), time.time_ns() // 1_000_000)
        raise _Broken(f"the host answered {status}", after_ms)
    if status == 206:
        start = re.match(r"bytes ([0-9]+)-", response.getheader("Content-Range") or "")
        if start is None or int(start[1]) != progress.received:
            raise DownloadFailed(f"File '{file.id}': the host went on at another place than it was asked to.")
        return 0
    if status != 200:
        raise DownloadFailed(
            f"File '{file.id}' was refused with {status}. Files can be fetched while their delivery is "
            "being handled, with the connector's shared_token."
        )
    if (response.length or 0) > MAX_DOWNLOAD_BYTES:
        raise DownloadFailed(_too_large(file))
    if progress.etag is not None and _strong(response.getheader("ETag")) != progress.etag:
        raise DownloadFailed(f"File '{file.id}' changed while it was fetched.")
    return progress.received


def _body(response: http.client.HTTPResponse) -> Iterator[bytes]:
    try:
        while chunk := response.read1(_CHUNK_BYTES):
            yield chunk
    except (http.client.HTTPException, OSError) as problem:
        raise _Broken(f"the connection failed ({type(problem).__name__})") from problem


def _strong(etag: str | None) -> str | None:
    return None if etag is None or etag.startswith("W/") else etag


def _too_large(file: FileRef) -> str:
    return f"File '{file.id}' has more than {MAX_DOWNLOAD_BYTES} bytes; a sidecar fetches no larger ones."
