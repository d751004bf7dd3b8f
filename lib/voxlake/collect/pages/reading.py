"""Reads a page: its text in whatever encoding, what it says to robots, its links, its main text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import urljoin

from lxml import etree, html
from trafilatura import bare_extraction

from voxlake.collect.pages.addresses import normal
from voxlake.collect.pages.robots import TOKEN

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset=["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
_LOOKED_AT = 4096
_MOST_LINKS = 2_000
_WHOLE_FOR_BROKEN = 4
"""Whole characters beyond ASCII for each broken one, from which bytes are UTF-8 all the same."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LANGUAGE = re.compile(r"^([a-z]{2,3})([-_]|$)", re.IGNORECASE)
_OF_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WITH_VALUES = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}


@dataclass(frozen=True)
class Page:
    """What a page says."""

    links: tuple[str, ...]
    """Addresses that may be followed, in their one form, in order, each once."""
    is_stored: bool
    """Whether it lets its text be kept: not `noindex`."""
    canonical: str | None
    """Address that it gives for itself, where it is another; else None."""
    title: str | None
    author: str | None
    site_name: str | None
    published: str | None
    """Day it says that it was published on, such as 2024-01-31."""
    language: str | None
    text: str
    """Title and main text; empty where it has none."""
    has_broken_encoding: bool
    """Whether some bytes were no text in the encoding that the page names."""

    @property
    def version(self) -> str:
        """Hash of the text, whatever blanks stand in it."""
        return sha256(" ".join(self.text.split()).encode()).hexdigest()


def read(body: bytes, address: str, headers: Mapping[str, str], today: date) -> Page:
    """Read a page of HTML.

    Args:
        body: Its bytes, unpacked.
        address: Where it was found.
        headers: `content-type`, `content-language` and `x-robots-tag` of the answer, if any; where
            one came twice, a line each.
        today: No page was published later.

    Raises:
        ValueError: it holds no HTML.
    """
    text, is_broken = decoded(body, charset_of(headers.get("content-type", "")))
    tree = _tree(text)
    tags = {*_robots_tags(tree), *_header_tags(headers.get("x-robots-tag", ""))}
    is_stored, may_follow = not tags & {"noindex", "none"}, not tags & {"nofollow", "none"}
    links = tuple(_links(tree, address)) if may_follow else ()
    canonical = _canonical(tree, address)
    language = _language(tree.get("lang") or headers.get("content-language", ""))
    found = bare_extraction(
        tree,
        url=address,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
            "max_date": today.isoformat(),
        },
    )
    title = _line(getattr(found, "title", None))
    return Page(
        links=links,
        is_stored=is_stored,
        canonical=canonical,
        title=title,
        author=_line(getattr(found, "author", None)),
        site_name=_line(getattr(found, "sitename", None)),
        published=getattr(found, "date", None),
        language=language,
        text=_with_title(title, _clean(getattr(found, "text", None) or "")),
        has_broken_encoding=is_broken,
    )


def charset_of(content_type: str) -> str | None:
    """The encoding that a header Content-Type names."""
    found = re.search(r"charset=[\"']?([\w:.-]+)", content_type, re.IGNORECASE)
    return found[1] if found else None


def decoded(body: bytes, said: str | None) -> tuple[str, bool]:
    """The text of bytes, and whether some of them are no text in the encoding that they name.

    A byte-order mark counts before the header, the header before the page. What is valid UTF-8
    and not plain ASCII is UTF-8, whatever is said: by chance it never is.
    """
    for mark, of_mark in _OF_MARKS:
        if body.startswith(mark):
            return body.decode(of_mark, "replace"), False
    found = _DECLARED.search(body[:_LOOKED_AT])
    named = _known(said or (found[1].decode("ascii") if found else ""))
    for encoding in ("utf-8", *([named] if named else [])):
        try:
            text = body.decode(encoding)
        except (LookupError, UnicodeError):
            continue
        return text, named not in (None, encoding) and not text.isascii()
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not one.isascii() for one in text) - broken
    return (text if whole > _WHOLE_FOR_BROKEN * broken else body.decode("cp1252", "replace")), True


def _known(encoding: str) -> str | None:
    """The one name of an encoding; None of one that nobody knows. Latin-1 is cp1252, as in HTML."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return None
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _tree(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        tree = html.document_fromstring(_CONTROL.sub("", text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    if tree.find(".//body") is None:
        raise ValueError("there is no body in it")
    return tree


def _robots_tags(tree: html.HtmlElement) -> Iterator[str]:
    for meta in tree.iterfind(".//meta"):
        if (meta.get("name") or "").strip().lower() in ("robots", TOKEN):
            yield from _words(meta.get("content") or "")


def _header_tags(headers: str) -> Iterator[str]:
    """What headers, one a line, say to all or to us: `noindex`, `voxlake: noindex, nofollow`."""
    for header in headers.splitlines():
        agent = TOKEN
        for part in header.split(","):
            name, colon, rest = part.partition(":")
            if colon and name.strip().lower() not in _WITH_VALUES:
                agent = name.strip().lower()
            if agent == TOKEN:
                yield from _words(rest if colon else part)


def _words(text: str) -> list[str]:
    return [one for one in re.split(r"[,\s]+", text.lower()) if one]


def _links(tree: html.HtmlElement, address: str) -> Iterator[str]:
    base = _base(tree, address)
    seen: set[str] = set()
    for anchor in tree.iter("a", "area"):
        if "nofollow" in _words(anchor.get("rel") or "") or len(seen) >= _MOST_LINKS:
            continue
        if (link := _joined(base, anchor.get("href"))) and link not in seen:
            seen.add(link)
            yield link


def _base(tree: html.HtmlElement, address: str) -> str:
    base = tree.find(".//base[@href]")
    return address if base is None else _joined(address, base.get("href")) or address


def _canonical(tree: html.HtmlElement, address: str) -> str | None:
    for link in tree.iterfind(".//link"):
        if "canonical" in _words(link.get("rel") or ""):
            found = _joined(address, link.get("href"))
            return found if found != address else None
    return None


def _joined(base: str, href: str | None) -> str | None:
    try:
        return normal(urljoin(base, (href or "").strip())) if href else None
    except ValueError:
        return None


def _language(said: str) -> str | None:
    found = _LANGUAGE.match(said.strip())
    return found[1].lower() if found else None


def _clean(text: str) -> str:
    """The text without characters that no file of UTF-8 holds, or nobody sees."""
    return _CONTROL.sub("", text).encode("utf-8", "replace").decode().strip()


def _line(text: str | None) -> str | None:
    return " ".join(_clean(text or "").split()) or None


def _with_title(title: str | None, text: str) -> str:
    """The main text under its title, which stands there once."""
    if not text or title is None or text.startswith(title):
        return text
    return f"{title}\n\n{text}"
