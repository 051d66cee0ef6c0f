"""Texts of mails as they really are: wrong charsets, raw bytes in headers, HTML without a plain text."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from html.parser import HTMLParser

# What mail programs write, and what they mean by it.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "iso-8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "x-mac-roman": "mac_roman",
    "x-user-defined": "utf-8",
    "utf8mb4": "utf-8",
}
_HTML_CHARACTERS = 1_000_000
_SKIPPED = {"script", "style", "title", "template"}
_BLOCKS = {"p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "pre", "hr", "section", "article"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}


def decode_text(content: bytes, charset: str | None) -> str:
    """The text in ``content``: what is declared counts, if it fits; nothing is ever lost to an error."""
    declared = (charset or "").strip(" \t\"'").lower()
    for name in (_MEANT.get(declared, declared), "utf-8"):
        if name:
            try:
                return content.decode(name)
            except (LookupError, ValueError):
                continue
    return content.decode("cp1252", "replace")


def decode_words(header: str | None) -> str:
    """A raw header with its encoded words decoded, on one line."""
    # The parser keeps bytes beyond ASCII as surrogates.
    text = decode_text((header or "").encode("utf-8", "surrogateescape"), None)
    try:
        words = decode_header(text)
    except (HeaderParseError, ValueError):
        return one_line(text)
    return one_line("".join(_word(word, charset) for word, charset in words)) or one_line(text)


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    # What stands between encoded words is given in this way.
    return word.decode("raw-unicode-escape") if charset is None else decode_text(word, charset)


def one_line(text: str) -> str:
    """Without line ends, control characters and half characters."""
    return re.sub(r"[\s\x00-\x1f\x7f\ud800-\udfff]+", " ", text).strip()


def tidy(text: str) -> str:
    """Line ends as the host likes them; no control characters, no half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").lstrip("\ufeff")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


def text_of_html(html: str) -> str:
    """What a reader would see, roughly: words and line ends."""
    reader = _Reader()
    reader.feed(html[:_HTML_CHARACTERS])
    reader.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]+", " ", "".join(reader.pieces)))
    return tidy(text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "body":
            self._skipping = 0  # whatever of the head was not closed ends here
        elif tag in _BLOCKS:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(re.sub(r"\s+", " ", data))
