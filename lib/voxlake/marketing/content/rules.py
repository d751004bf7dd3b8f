"""The rules that content is held to: each with its severity, what to change and whose rule it is.

In `found` and `proposal`, braces hold what the finding fills in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["high", "medium", "low"]
PENALTIES: dict[Severity, float] = {"high": 15.0, "medium": 7.0, "low": 2.0}
"""What a broken rule takes from the score, once for a page; an opinion."""
OPINION = "opinion"


@dataclass(frozen=True)
class Rule:
    """A rule: what it is about, how bad it is to break it, and how a finding puts it."""

    area: str
    severity: Severity
    found: str
    proposal: str
    basis: str


_TITLE = "Google Search Central: title links"
_SNIPPET = "Google Search Central: snippets"
_LINKS = "Google Search Central: link best practices"
_SPAM = "Google Search Central: spam policies"
_HTML = "HTML Standard"

RULES: dict[str, Rule] = {
    "file_empty": Rule(
        "file", "high", "There is nothing in it.", "Write the page, or remove the file.", OPINION
    ),
    "file_binary": Rule(
        "file",
        "high",
        "The file holds no text.",
        "Export the page as HTML or text, or leave the file out of content.sources.",
        OPINION,
    ),
    "file_too_large": Rule(
        "file",
        "high",
        "The file has {size:,} bytes and was not read.",
        "Divide it into pages; content.file_bytes says what is read.",
        OPINION,
    ),
    "page_cut": Rule(
        "file",
        "medium",
        "The page has {size:,} bytes, of which {read:,} were read.",
        "Move scripts, styles and images into files of their own, or divide the page.",
        "Google Search Central: Googlebot reads the first 15 MB",
    ),
    "no_text": Rule(
        "text", "high", "There are no words to read.", "Write the text into the page.", OPINION
    ),
    "encoding_wrong": Rule(
        "file",
        "medium",
        "The bytes are not what they say: {fault}.",
        'Save the page as UTF-8 and declare it: <meta charset="utf-8">.',
        f"{_HTML}, 4.2.5.4",
    ),
    "encoding_undeclared": Rule(
        "file",
        "low",
        "The page does not say in which encoding it is; it was read as {encoding}.",
        'Put <meta charset="utf-8"> first into its head.',
        f"{_HTML}, 4.2.5.4",
    ),
    "encoding_old": Rule(
        "file",
        "low",
        "The page is written in {encoding}.",
        "Save it as UTF-8, the one encoding that HTML has now.",
        f"{_HTML}, 4.2.5.4",
    ),
    "markup_broken": Rule(
        "file",
        "low",
        "{what}.",
        "Close what is opened, in turn; a validator names all places.",
        f"{_HTML}, 13.1.2",
    ),
    "noindex": Rule(
        "page",
        "high",
        "The page tells search not to show it: {said}.",
        "Remove the robots tag, unless the page is to be hidden.",
        "Google Search Central: block indexing with noindex",
    ),
    "viewport_missing": Rule(
        "page",
        "low",
        "The page does not fit itself to the screen of a phone.",
        'Add <meta name="viewport" content="width=device-width, initial-scale=1">.',
        "Google Search Central: mobile-first indexing",
    ),
    "title_missing": Rule(
        "title",
        "high",
        "The page has no title.",
        "Give it a title that says what it is about{hint}.",
        f"{_TITLE}; WCAG 2.2, 2.4.2",
    ),
    "title_repeated": Rule(
        "title", "medium", "The page has {count} titles.", "Keep one of them.", f"{_HTML}, 4.2.2"
    ),
    "title_short": Rule(
        "title",
        "low",
        "The title has {count} characters.",
        "Say more of what the page offers, in {least} to {most} characters.",
        OPINION,
    ),
    "title_long": Rule(
        "title",
        "low",
        "The title has {count} characters; result pages cut long ones to the width they have.",
        "Put what matters first, and shorten it to {most} characters or so.",
        OPINION,
    ),
    "title_shared": Rule(
        "title",
        "medium",
        "{count} pages have this title.",
        "Give each page a title that tells it from the others.",
        _TITLE,
    ),
    "description_missing": Rule(
        "description",
        "medium",
        "The page has no description.",
        'Add <meta name="description" content="..."> with a sentence or two on what it offers.',
        _SNIPPET,
    ),
    "description_repeated": Rule(
        "description",
        "low",
        "The page has {count} descriptions.",
        "Keep one of them.",
        f"{_HTML}, 4.2.5.1",
    ),
    "description_short": Rule(
        "description",
        "low",
        "The description has {count} characters.",
        "Say more of what the page offers, in {least} to {most} characters.",
        OPINION,
    ),
    "description_long": Rule(
        "description",
        "low",
        "The description has {count} characters; result pages cut long ones.",
        "Put what matters first, and shorten it to {most} characters or so.",
        OPINION,
    ),
    "description_shared": Rule(
        "description",
        "low",
        "{count} pages have this description.",
        "Describe each page in words of its own.",
        _SNIPPET,
    ),
    "main_heading_missing": Rule(
        "headings",
        "medium",
        "No heading of the first level says what the page is about.",
        "Make the page's name an <h1>, or a line with one #.",
        OPINION,
    ),
    "main_heading_repeated": Rule(
        "headings",
        "low",
        "The page has {count} headings of the first level; this is the next.",
        "Keep one, and make the others <h2>. Search does not mind; readers find their way.",
        OPINION,
    ),
    "heading_empty": Rule(
        "headings",
        "medium",
        "The heading says nothing.",
        "Write what the part is about, or remove the heading.",
        "WCAG 2.2, 1.3.1 and 2.4.6 (H42)",
    ),
    "heading_skipped": Rule(
        "headings",
        "low",
        "A heading of level {level} follows one of level {before}.",
        "Make it one of level {next}, and set its size by style.",
        "WCAG 2.2, 1.3.1 (G141)",
    ),
    "alternative_missing": Rule(
        "images",
        "high",
        "The image has no alternative text.",
        'Say what it shows: alt="...". Of mere decoration write alt="".',
        "WCAG 2.2, 1.1.1 (F65); Google Search Central: image SEO",
    ),
    "alternative_is_file": Rule(
        "images",
        "medium",
        "The alternative text is the name of a file: {text}.",
        "Say what the image shows.",
        "WCAG 2.2, 1.1.1 (F30)",
    ),
    "alternative_long": Rule(
        "images",
        "low",
        "The alternative text has {count} characters.",
        "Say it in {most} characters or so, and tell the rest in the text.",
        OPINION,
    ),
    "link_nowhere": Rule(
        "links",
        "medium",
        "The link leads nowhere: {address}.",
        "Give it an address in href; for what is done on the page, use a <button>.",
        _LINKS,
    ),
    "link_silent": Rule(
        "links",
        "high",
        "The link has no text, nor has an image in it.",
        "Write where it leads, or give its image an alternative text.",
        "WCAG 2.2, 2.4.4 and 4.1.2 (F89)",
    ),
    "link_vague": Rule(
        "links",
        "low",
        "The link says {text}, which tells nothing of where it leads.",
        "Name what is there.",
        _LINKS,
    ),
    "link_text_shared": Rule(
        "links",
        "low",
        "{count} links with different addresses say {text}.",
        "Let each say where it leads.",
        "WCAG 2.2, 2.4.9 (level AAA)",
    ),
    "link_insecure": Rule(
        "links",
        "low",
        "The link leads to http, which is not encrypted: {address}.",
        "Link to https, if the site has it.",
        OPINION,
    ),
    "link_inner_nofollow": Rule(
        "links",
        "low",
        "A link to the same site tells search not to follow it.",
        "Remove nofollow; it is for places that you do not vouch for.",
        "Google Search Central: qualify outbound links",
    ),
    "language_missing": Rule(
        "language",
        "medium",
        "The page does not say in which language it is.",
        'Write <html lang="{language}">.',
        "WCAG 2.2, 3.1.1 (H57)",
    ),
    "language_differs": Rule(
        "language",
        "medium",
        "The page says it is in {said}, and its words are in {detected}.",
        'Write <html lang="{detected}">, or mark what is in another language.',
        "WCAG 2.2, 3.1.1 (H57)",
    ),
    "keyword_stuffed": Rule(
        "text",
        "medium",
        "{term} is said {count} times, {density:.1%} of all words.",
        "Say it where it is needed, and use other words elsewhere.",
        f"{_SPAM} (keyword stuffing); the bound is an opinion",
    ),
    "keyword_missing": Rule(
        "text",
        "low",
        "The keyword {term} is {where}.",
        "Use it where readers would look for it, if the page is about it.",
        OPINION,
    ),
    "terms_missing": Rule(
        "text",
        "low",
        "The best posts of the topic say what this does not: {terms}.",
        "See whether your readers miss one of these here.",
        OPINION,
    ),
    "text_short": Rule(
        "text",
        "low",
        "The text has {count} words.",
        "Say what readers come for; length as such is no aim.",
        OPINION,
    ),
    "text_hard": Rule(
        "text",
        "low",
        "The text is hard to read: {measure} {value:.0f}.",
        "Shorten sentences, and use shorter words.",
        OPINION,
    ),
    "copy": Rule(
        "copies",
        "medium",
        "{similarity:.0%} of what it or {other} says is in both.",
        "Keep one of them, or name the other its canonical address.",
        "Google Search Central: canonical URLs",
    ),
}
