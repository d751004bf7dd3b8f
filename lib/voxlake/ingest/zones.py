"""Zones as people write them: names, offsets, and the short names that are sure."""

from __future__ import annotations

from zoneinfo import available_timezones

from pyspark.sql import Column
from pyspark.sql import functions as F

_UNSURE = "ACT AET AGT ART AST BET BST CAT CNT CTT EAT ECT IET IST MIT NET NST PLT PNT PRT SST VST"
_SHORT = {
    **{"Z": "Z", "UT": "Z", "UTC": "Z", "GMT": "Z", "EST": "-05:00", "EDT": "-04:00"},
    **{"CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00"},
    **{"PST": "-08:00", "PDT": "-07:00", "WET": "+00:00", "WEST": "+01:00"},
    **{"CET": "+01:00", "CEST": "+02:00", "MEZ": "+01:00", "MESZ": "+02:00"},
    **{"EET": "+02:00", "EEST": "+03:00", "JST": "+09:00", "HST": "-10:00"},
    **dict.fromkeys(_UNSURE.split(), "?"),
}
"""Offsets of short names: those of RFC 822, of Europe, of Japan. The others that Java knows are not
sure: `IST` is India, Israel or Ireland."""
_REGIONS = ("Africa", "America", "Asia", "Australia", "Europe", "Pacific")
_WORDS = {
    "EASTERN TIME (US & CANADA)": "America/New_York",
    "CENTRAL TIME (US & CANADA)": "America/Chicago",
    "MOUNTAIN TIME (US & CANADA)": "America/Denver",
    "PACIFIC TIME (US & CANADA)": "America/Los_Angeles",
    "ATLANTIC TIME (CANADA)": "America/Halifax",
    "ARIZONA": "America/Phoenix",
    "ALASKA": "America/Anchorage",
    "HAWAII": "Pacific/Honolulu",
}
"""Zones in the words of shop systems, in capitals."""
_SHORT_MAP = ",".join(f"{name}={offset}" for name, offset in _SHORT.items())
_NAMES = "|".join(["", *sorted(available_timezones()), ""])
_OFFSET = r"^[+-]\d\d:\d\d$"


def zone_id(text: Column) -> Column:
    """A zone as Java reads it: `+05` as `+05:00`, `PDT` as `-07:00`, `[Europe/Berlin]` bare."""
    bare = F.regexp_replace(F.trim(text), r"^[\[(]|[\])]$", "")
    hours = F.regexp_replace(bare, r"^(?:UTC|GMT)?([+-])(\d)(?=:|$)", "$10$2")
    minutes = F.regexp_replace(hours, r"^(?:UTC|GMT)?([+-]\d\d):?(\d\d)?$", "$1:$2")
    offset = F.regexp_replace(minutes, ":$", ":00")
    short = F.str_to_map(F.lit(_SHORT_MAP), F.lit(","), F.lit("="))[F.upper(bare)]
    return F.coalesce(short, offset)


def zone_in_words(text: Column) -> Column:
    """What `zone_id` gives; of a city, or words such as `Eastern Time (US & Canada)`, its zone."""
    bare = F.upper(F.trim(text))
    return F.coalesce(F.str_to_map(F.lit(_CITIES), F.lit("[|]"), F.lit("="))[bare], zone_id(text))


def _cities() -> dict[str, str]:
    """By city, in capitals: its zone; of the names that several have none."""
    found: dict[str, str | None] = {}
    for name in sorted(available_timezones()):
        region, *rest = name.split("/")
        if region in _REGIONS and rest:
            city = rest[-1].replace("_", " ").upper()
            found[city] = None if city in found else name
    return {city: name for city, name in found.items() if name} | _WORDS


_CITIES = "|".join(f"{city}={name}" for city, name in _cities().items())


def is_zone(zone: Column) -> Column:
    """Whether what `zone_id` gave is a zone."""
    name = F.concat(F.lit("|"), zone, F.lit("|"))
    return zone.rlike(_OFFSET) | F.lit(_NAMES).contains(name) | (zone == "Z")
