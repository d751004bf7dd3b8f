"""Gold of images: what was drawn for drafts, and what came of each try."""

from voxlake.tables.table import Table, column

IMAGES = Table(
    name="images_v1",
    layer="gold",
    comment="One row per draft, network, generator and seed: the image made, or why there is none.",
    keys=("image_id",),
    partition="created_date",
    columns=(
        column(
            "image_id", "string", "Hash of the item, the network and what the image is made of."
        ),
        column("created_date", "date", "Day of the draft."),
        column(
            "item_id", "string", "Item, as in `drafts`; what the config asks for has its own name."
        ),
        column("draft_id", "string", "Draft, as in `drafts`; null: the config asked for it."),
        column("network", "string", "Network that it is for, such as `mastodon`."),
        column("width", "integer", "Pixels."),
        column("height", "integer", "Pixels."),
        column("generator", "string", "card, openai or diffusion."),
        column("model", "string", "Model that drew it; of a card, its layout."),
        column(
            "prompt",
            "string",
            "What was asked for; of a card, the words on it, a line each.",
            is_personal=False,
        ),
        column("seed", "long", "Seed of what is drawn by chance."),
        column(
            "content_hash",
            "string",
            "Hash of generator, model, prompt, seed, size and format: images alike are made once.",
            is_personal=False,
        ),
        column("path", "string", "Where the file lies; null: there is none."),
        column("byte_count", "long", "Bytes of the file; null: there is none."),
        column(
            "alt_text",
            "string",
            "What the image shows, in words, for those who do not see it.",
            is_personal=False,
        ),
        column("state", "string", "offered, rejected (not to be used) or failed (none came)."),
        column(
            "reason", "string", "Why it is rejected or failed; null: offered.", is_personal=False
        ),
        column(
            "findings",
            "array<string>",
            "What to know before it is used, such as a colour that was changed; empty: nothing.",
            is_personal=False,
        ),
    ),
)
