"""Plain English for the features of users."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """How a feature is said of a group that has more, or less, of it than all users.

    Attributes:
        more: For a name: an adjective, or a clause that begins with `who`; None: not said.
        less: The same for less of it.
        more_sentence: For a description.
        less_sentence: The same for less of it.
        unit: Format of its value.
    """

    more: str | None
    less: str | None
    more_sentence: str
    less_sentence: str
    unit: str = "{:.1f}"

    def name_part(self, difference: float) -> str | None:
        """The words for a name."""
        return self.more if difference > 0 else self.less

    def bar(self, difference: float) -> str:
        """The words beside a bar."""
        return self.more_sentence if difference > 0 else self.less_sentence

    def sentence(self, mean: float, overall: float, difference: float) -> str:
        """The words for a description, with both means, as many places as it takes to tell them."""
        units = [self.unit, *(re.sub(r"\d", str(places), self.unit) for places in range(1, 5))]
        told = (unit for unit in units if unit.format(mean) != unit.format(overall))
        unit = next(told, self.unit)
        return f"{self.bar(difference)} ({unit.format(mean)}, all {unit.format(overall)})"


_SHARE = "{:.0%}"
_DAYS = "{:.0f} days"
_WORDS = {
    "has_posts": Words(None, None, "more of them post", "fewer of them post", _SHARE),
    "post_count": Words("busy", "quiet", "they post more", "they post less"),
    "active_days": Words(
        "busy", "quiet", "they post on more days", "they post on fewer days"
    ),
    "days_since_post": Words(
        "who have not posted lately", "who posted lately",
        "they last posted longer ago", "they last posted more recently", _DAYS,
    ),
    "presence_days": Words(
        "who are here often", "who are seldom here",
        "they are here on more days", "they are here on fewer days",
    ),
    "days_since_seen": Words(
        "who have not been here lately", "who were here lately",
        "they were last here longer ago", "they were last here more recently", _DAYS,
    ),
    "reply_share": Words(
        "who answer others", "who seldom answer others",
        "more of their posts are replies", "fewer of their posts are replies", _SHARE,
    ),
    "repost_share": Words(
        "who repost others", "who seldom repost others",
        "more of their posts are reposts", "fewer of their posts are reposts", _SHARE,
    ),
    "likes_per_post": Words(
        "well-liked", "little-noticed",
        "their posts get more likes", "their posts get fewer likes",
    ),
    "replies_per_post": Words(
        "much-answered", "little-noticed",
        "their posts get more replies", "their posts get fewer replies",
    ),
    "reposts_per_post": Words(
        "much-reposted", "little-noticed",
        "their posts get more reposts", "their posts get fewer reposts",
    ),
    "follower_count": Words(
        "widely followed", "little-followed",
        "they have more followers", "they have fewer followers", "{:.0f}",
    ),
    "sentiment_mean": Words(
        "cheerful", "critical", "their mood is better", "their mood is worse", "{:+.2f}"
    ),
    "negative_share": Words(
        "critical", "cheerful",
        "more of their posts are negative", "fewer of their posts are negative", _SHARE,
    ),
    "night_share": Words(
        "who post at night", "who seldom post at night",
        "they post more at night", "they post less at night", _SHARE,
    ),
    "work_share": Words(
        "who post in working hours", "who post outside working hours",
        "they post more in working hours", "they post less in working hours", _SHARE,
    ),
    "evening_share": Words(
        "who post in the evening", "who seldom post in the evening",
        "they post more in the evening", "they post less in the evening", _SHARE,
    ),
    "weekend_share": Words(
        "who post at the weekend", "who post on weekdays",
        "they post more at the weekend", "they post less at the weekend", _SHARE,
    ),
    "has_orders": Words(None, None, "more of them buy", "fewer of them buy", _SHARE),
    "order_count": Words(
        "frequent", "occasional", "they buy on more days", "they buy on fewer days"
    ),
    "revenue": Words("high-spending", "low-spending", "they spend more", "they spend less"),
    "mean_order_value": Words(
        "high-spending", "low-spending",
        "they spend more at a time", "they spend less at a time",
    ),
    "days_since_order": Words(
        "lapsed", "current",
        "they last bought longer ago", "they last bought more recently", _DAYS,
    ),
}  # fmt: skip


def words_of(feature: str, topic_title: str | None = None) -> Words:
    """The words for a feature; a topic is named by its title, a category by its value."""
    if feature in _WORDS:
        return _WORDS[feature]
    if "=" in feature:
        category, _, value = feature.partition("=")
        said = f"“{value}” as {category.removeprefix('attributes.')}"
        return Words(
            f"who have {said}", None, f"more of them have {said}", f"fewer of them have {said}",
            _SHARE,
        )  # fmt: skip
    title = f"“{topic_title}”" if topic_title else feature.replace("_", " ")
    return Words(
        f"who write about {title}",
        f"who seldom write about {title}",
        f"they write more about {title}",
        f"they write less about {title}",
        _SHARE,
    )
