"""Takes passwords out of texts before they are printed, logged or kept."""

from __future__ import annotations

import re
from typing import Any

from rich.console import Console

_HIDDEN = "***"
_IN_ADDRESS = re.compile(
    r"""(:/+)[^\s/:@"']*:(?!\d{1,5}(?:[/?#\s"']|$))(?:[^\s/]*@|[^\s@]*@)""",  # not after a port
)
_IN_PARAMETER = re.compile(
    r"""((?:\bpwd|\bsig|password|passwd|secret|token|signature|credential|(?:access|api)[_-]?key)
    (?:[_-]?key)?["']?\s*=\s*["']?)[^\s&;,"')]+""",
    re.IGNORECASE | re.VERBOSE,
)


def redacted(text: str) -> str:
    """The text with `***` for what is secret in addresses.

    That is the user and password of `scheme://user:password@host`, and values of parameters such
    as `password=…`, `token=…` or a signature.
    """
    return _IN_PARAMETER.sub(rf"\1{_HIDDEN}", _IN_ADDRESS.sub(rf"\1{_HIDDEN}@", text))


def has_password(text: str) -> bool:
    """Whether a text holds an address with a user and a password."""
    return _IN_ADDRESS.search(text) is not None


class SafeConsole(Console):
    """A console that prints no passwords of addresses."""

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401  (as rich takes them)
        """Print, as rich does, what is left of texts."""
        super().print(*(redacted(o) if isinstance(o, str) else o for o in objects), **options)
