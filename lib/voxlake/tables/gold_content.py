"""Gold of content: how texts and pages read, what to change in them, and how search shows them."""

from voxlake.tables.columns import AS_OF
from voxlake.tables.table import Table, column

_CONTENT = column(
    "content_id",
    "string",
    "A page or text, as `source:path of the file`; of a post its post_id.",
    is_personal=True,
)

CONTENT_SCORES = Table(
    name="content_scores_v1",
    layer="gold",
    comment="One row per page or text and day: how it reads, what it lacks, how search shows it.",
    keys=("as_of_date", "content_id"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _CONTENT,
        column("kind", "string", "html, markdown, text or post.", is_category=True),
        column(
            "state",
            "string",
            "scored; or why it is not: empty, binary, too_large, no_text.",
            is_category=True,
        ),
        column(
            "url",
            "string",
            "Its canonical address, else its place below base_url; null: none is told.",
            is_personal=False,
        ),
        column("title", "string", "Its title; null: none.", is_personal=False),
        column("description", "string", "Its description for search; null.", is_personal=False),
        column("encoding", "string", "How its bytes were read; null: they were not."),
        column("language", "string", "Language that it says it is in; null: it does not."),
        column(
            "detected_language", "string", "Language of its words; null: too few, or not scored."
        ),
        column("byte_count", "long", "Size of the file, or of the text in UTF-8."),
        column("word_count", "long", "Words of its text; null of scripts without spaces."),
        column("sentence_count", "long", "Sentences of its text; null likewise."),
        column("words_per_sentence", "double", "Words of a sentence on the mean; null likewise."),
        column(
            "reading_ease",
            "double",
            "Flesch's reading ease, by the weights of its language: 0 hard to 100 easy, or beyond; "
            "null: there are none for it.",
        ),
        column("reading_grade", "double", "Flesch-Kincaid grade of school; English alone."),
        column("lix", "double", "LIX: below 30 easy, above 60 hard; null without spaces."),
        column("title_length", "integer", "Characters of the title; null: none."),
        column("description_length", "integer", "Characters of the description; null: none."),
        column("heading_count", "integer", "Headings; null of what has none by its kind."),
        column("main_heading_count", "integer", "Headings of the first level; null likewise."),
        column("image_count", "integer", "Images; null likewise."),
        column("bare_image_count", "integer", "Images without an alternative text; null likewise."),
        column("link_count", "integer", "Links with an address; null likewise."),
        column("inner_link_count", "integer", "Those of them to the same site; null likewise."),
        column("relative_link_count", "integer", "Those without a host in the address; null."),
        column("nofollow_count", "integer", "Those that search is told not to follow; null."),
        column(
            "keywords",
            "array<struct<term:string,count:long,density:double>>",
            "The configured keywords and the terms said most often, and the share of all words "
            "that each takes.",
            is_personal=True,
        ),
        column("topic_id", "integer", "Topic whose terms it uses most of; null: few of any."),
        column("topic_share", "double", "Share of that topic's weight of terms that it uses."),
        column(
            "missing_terms",
            "array<string>",
            "What the best posts of that topic say and it does not, the most common first.",
            is_personal=True,
        ),
        column(
            "copy_of",
            "string",
            "Content that it is a near copy of, first of them by name; null: none.",
            is_personal=True,
        ),
        column("copy_similarity", "double", "Share of the runs of words that both have; null."),
        *(
            column(f"{severity}_count", "long", f"Findings of severity {severity}.")
            for severity in ("high", "medium", "low")
        ),
        column(
            "score",
            "double",
            "100, less 15, 7 or 2 for each rule that it breaks, at least 0; null: nothing to read.",
        ),
        column("impression_count", "long", "Times that search showed it in these days; null."),
        column("click_count", "long", "Clicks from search; null: the export does not know it."),
        column("click_share", "double", "Clicks for each impression; null likewise, or of none."),
        column("position", "double", "Mean place in search, weighted by impressions; null."),
    ),
)

CONTENT_FINDINGS = Table(
    name="content_findings_v1",
    layer="gold",
    comment="One row per fault of a page or text: where it is, how bad, and what to do.",
    keys=("as_of_date", "content_id", "finding"),
    partition="as_of_date",
    columns=(
        AS_OF,
        _CONTENT,
        column("finding", "integer", "Number of the finding, from 1, the worst first."),
        column("rule", "string", "Name of the rule, as docs/content.md lists it."),
        column("area", "string", "What it is about, such as title or images.", is_category=True),
        column("severity", "string", "high, medium or low.", is_category=True),
        column("line", "integer", "Line of the file; null: of the whole."),
        column("element", "string", "The element as it is written; null.", is_personal=True),
        column("found", "string", "What is there.", is_personal=True),
        column("proposal", "string", "What to change.", is_personal=False),
        column("basis", "string", "Whose guidance the rule is, or `opinion`."),
    ),
)
