"""Tells what lies beside the files of an export and is none of it; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from voxlake.core.formats import FORMATS, SourceFormatName
from voxlake.ingest.unpacking import bare_name

LITTER = "left by another program"
OTHER_KIND = "named as another kind of file"

_LEFT_BY_OTHERS = re.compile(
    r"~\$.*|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|\.~lock\..*|\.ds_store|\._.*", re.IGNORECASE
)
_LEFT_FOLDERS = frozenset({"__MACOSX", "$RECYCLE.BIN", "System Volume Information"})
_OTHERS = frozenset(
    {
        *("txt", "md", "rst", "log", "nfo", "readme", "pdf", "html", "htm", "css", "map", "py"),
        *("doc", "docx", "odt", "rtf", "xls", "ods", "ppt", "pptx", "sql", "sh", "yaml", "yml"),
        *("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "heic", "ttf", "woff", "woff2"),
        *("mp3", "mp4", "mov", "m4a", "wav", "webm", "ogg", "ini", "cfg", "toml", "lnk", "url"),
        *("md5", "sha1", "sha256", "asc", "sig", "tmp", "bak", "swp", "part", "crdownload"),
    }
).union(*(form.endings for form in FORMATS.values()))
"""Ends of names of known kinds of files."""
_WITHOUT_END = frozenset({"readme", "license", "licence", "changelog", "notice", "manifest"})


def is_left(path: str) -> bool:
    """Whether a program left a file or folder there that no one takes for data."""
    *folders, name = path.rstrip("/").split("/")
    return _LEFT_BY_OTHERS.fullmatch(name) is not None or not _LEFT_FOLDERS.isdisjoint(
        (*folders, name)
    )


def of_other_kind(paths: Iterable[str], form: SourceFormatName) -> frozenset[str]:
    """Those of the files that are named as another kind, where some are named as the format has it.

    So `notes.txt` is none of the files where `a.csv` is one, and is one where there is no other.
    A file without an end, or with one that is not known, stays.
    """
    ends = {path: _end_of(path) for path in paths}
    own = FORMATS[form].endings
    if not any(end in own for end in ends.values()):
        return frozenset()
    return frozenset(path for path, end in ends.items() if end not in own and end in _OTHERS)


def told(names: Sequence[str]) -> str:
    """Names, of many the first."""
    few = 5
    shown = ", ".join(names[:few])
    return shown if len(names) <= few else f"{shown} and {len(names) - few:,} more"


def _end_of(path: str) -> str:
    name = bare_name(path.rpartition("/")[2]).lower()
    stem, dot, end = name.rpartition(".")
    if not dot:
        return "readme" if name in _WITHOUT_END else ""
    return end if stem else ""
