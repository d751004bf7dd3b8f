"""Gold of drafts: what generators proposed to say, what was checked, and what people decided."""

from voxlake.tables.table import Table, column

OFFERED, REJECTED, APPROVED, DECLINED = "offered", "rejected", "approved", "declined"
"""States of a draft: checked and to be looked at; failed a check; and what a person decided."""

DRAFTS = Table(
    name="drafts_v1",
    layer="gold",
    comment="One row per draft of a post, reply, caption or blog post. Only one that is approved "
    "may be published.",
    keys=("draft_id",),
    columns=(
        column(
            "draft_id",
            "string",
            "Hash of what made it: brief, brand rules, generator, model and seed.",
            is_personal=False,
        ),
        column("created_date", "date", "Day of the run that made it."),
        column("kind", "string", "post, reply, caption or blog.", is_category=True),
        column("item_id", "string", "Item of the brief; its drafts are variants of one another."),
        column("topic_id", "long", "Topic of the brief; null: none of `topics`."),
        column("segment_id", "long", "Segment that it speaks to; null: everyone."),
        column("language", "string", "ISO 639 code of the brief.", is_category=True),
        column(
            "title",
            "string",
            "Title of a blog draft; null of others, or where it has none.",
            is_personal=True,
        ),
        column(
            "text", "string", "The draft; one that is rejected may name people.", is_personal=True
        ),
        column("generator", "string", "template, openai or t5.", is_category=True),
        column("model", "string", "Model, with the version where it is known."),
        column(
            "prompt_hash", "string", "SHA-256 of the prompt, in hexadecimal.", is_personal=False
        ),
        column(
            "prompt",
            "string",
            "What the generator was told; handles, addresses and numbers of people are masked in "
            "it, other words of posts are not.",
            is_personal=True,
        ),
        column("seed", "long", "Seed of the draft: the run's and the number of the variant."),
        column(
            "checks",
            "array<struct<name:string,passed:boolean,detail:string>>",
            "Each check, whether the draft passed, and why not.",
            is_personal=True,
        ),
        column(
            "state",
            "string",
            "rejected: failed a check, never offered; offered: waits for a person; approved; "
            "declined.",
            is_category=True,
        ),
        column("approved_by", "string", "Who approved it; null unless approved.", is_personal=True),
        column("approved_at", "timestamp", "When, UTC; null unless approved."),
        column(
            "reply_to_post_id",
            "string",
            "Post that a reply answers, as in `posts`; null of others.",
            is_personal=True,
        ),
        column(
            "network",
            "string",
            "Network whose limit of length holds; null: none.",
            is_category=True,
        ),
        column("cost", "double", "What it cost by the prices in the config; 0 without prices."),
    ),
)
