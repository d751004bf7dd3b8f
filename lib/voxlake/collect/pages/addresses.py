"""Addresses of pages: one form for each, and which of them may be asked at all."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

from voxlake.collect.pages.settings import SiteSettings

MOST_CHARACTERS = 1_000
_MOST_SEGMENTS = 12
_MOST_REPEATS = 3
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_CONTENT = re.compile(
    r"^(utm_\w+|gclid|fbclid|msclkid|dclid|yclid|mc_[ce]id|igshid|_ga|ref_src"
    r"|phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sid)$",
    re.IGNORECASE,
)
"""Parameters that say who came from where, and change nothing of the page."""
_SESSION = re.compile(r";(jsessionid|sid|phpsessid)=[^/?]*", re.IGNORECASE)
_NO_PAGES = re.compile(
    r"\.(7z|avi|bin|bmp|css|csv|deb|dmg|docx?|eot|epub|exe|gif|gz|ico|iso|jpe?g|js|json|m4[av]|mov"
    r"|mp[34g]|odt|ogg|pdf|png|pptx?|rar|rpm|svg|tar|tgz|tiff?|ttf|wav|webm|webp|woff2?|xlsx?|zip)$",
    re.IGNORECASE,
)


def normal(address: str) -> str:
    """The one form of an address: no fragment, session or tracking; parameters in order.

    Raises:
        ValueError: it is no address of the web.
    """
    parts = urlsplit(address.strip())
    scheme, host = parts.scheme.lower(), _ascii(parts.hostname or "")
    if scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
        raise ValueError(f"{address!r} is no address of a page")
    port = parts.port
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port and port != _DEFAULT_PORTS[scheme] else ""
    said = (one for one in parts.query.split("&") if one)
    query = "&".join(sorted(one for one in said if not _NO_CONTENT.match(one.partition("=")[0])))
    path = _SESSION.sub("", parts.path) or "/"
    return urlunsplit((scheme, netloc, _escaped(path), _escaped(query), ""))


def _escaped(text: str) -> str:
    """A part of an address in ASCII; what is escaped already stays as it is."""
    return quote(text, safe="/%:@!$&'()*+,;=~-._?[]|")


def _ascii(host: str) -> str:
    host = host.lower().rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")


def why_not(address: str, site: SiteSettings, *, is_page: bool = True) -> str | None:
    """Why a link is not followed, from its address alone; None where it may be.

    Args:
        address: As `normal` gives it.
        site: Whose page it may be.
        is_page: Whether it is to be a page, not a sitemap.
    """
    parts = urlsplit(address)
    segments = [one for one in parts.path.split("/") if one]
    repeats = max(Counter(segments).values(), default=0)
    checks = (
        (not _is_of(parts.hostname or "", parts.port, site), "off_site"),
        (len(address) > MOST_CHARACTERS, "trap"),
        (len(segments) > _MOST_SEGMENTS or repeats > _MOST_REPEATS, "trap"),
        (is_page and bool(_NO_PAGES.search(parts.path)), "no_page_by_its_name"),
        (found_in(site.skip, address), "skipped"),
    )
    return next((reason for is_so, reason in checks if is_so), None)


def _is_of(host: str, port: int | None, site: SiteSettings) -> bool:
    ports = {urlsplit(one).port for one in (*site.start, *site.sitemaps)}
    named = any(host == one or host.endswith(f".{one}") for one in site.hosts)
    return named and (port is None or port in ports)


def found_in(patterns: Iterable[str], address: str) -> bool:
    """Whether one of the regular expressions is found in an address."""
    return any(re.search(one, address) for one in patterns)


@lru_cache(maxsize=1024)
def literal_ip(host: str) -> str | None:
    """The IP address that a host is written as, in any form that sockets take; else None."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    if not re.fullmatch(r"[0-9a-fx.]+", host, re.IGNORECASE):
        return None
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def may_connect(ip: str, networks: Iterable[str]) -> bool:
    """Whether an IP address is public, or of a network that the config names.

    An address that holds another (mapped, 6to4, Teredo, NAT64) is as public as that one.
    """
    address = ipaddress.ip_address(ip)
    if any(address in ipaddress.ip_network(one) for one in networks):
        return True
    if isinstance(address, ipaddress.IPv6Address):
        teredo = address.teredo[1] if address.teredo else None
        inner = address.ipv4_mapped or address.sixtofour or teredo or _translated(address)
        if inner is not None:
            return may_connect(str(inner), networks)
    return address.is_global and not address.is_multicast


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address within one of NAT64."""
    if address not in ipaddress.ip_network("64:ff9b::/96"):
        return None
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
