import re
from importlib import import_module
from pkgutil import iter_modules

import pytest

from voxlake import tables
from voxlake.tables import POSTS, TABLES, USER_FEATURES, column
from voxlake.tables.table import Table


def test_every_table_that_a_module_declares_is_listed_once():
    modules = (import_module(f"voxlake.tables.{m.name}") for m in iter_modules(tables.__path__))
    declared = {t.name: t for module in modules for t in vars(module).values() if is_table(t)}

    assert sorted(declared) == sorted(table.name for table in TABLES)
    assert all(getattr(tables, table.view.upper()) is table for table in TABLES)


def is_table(value):
    return isinstance(value, Table)


def test_a_table_becomes_a_schema_whose_columns_say_what_they_mean():
    fields = [(table, field) for table in TABLES for field in table.schema.fields]

    assert [(t, f.name) for t, f in fields] == [(t, n) for t in TABLES for n in t.column_names]
    unsaid = [
        f"{table.view}.{field.name}"
        for table, field in fields
        if not (field.nullable and field.metadata["comment"].endswith("."))
    ]
    assert not unsaid


def personal(layer):
    of_layer = (table for table in TABLES if table.layer == layer)
    return {f"{t.view}.{c.name}" for t in of_layer for c in t.columns if c.is_personal}


def test_the_log_holds_nothing_personal():
    of_people = {(t.view, c.name) for t in TABLES for c in t.columns if c.is_personal}

    assert not of_people & {(t.view, c) for t in TABLES for c in t.statistics_columns}
    assert {"post_date", "post_count", "model"} <= {c for t in TABLES for c in t.statistics_columns}


def test_gold_has_no_other_words_of_people_than_these():
    is_id = re.compile(r"(_ids?|_posts|text_hash)$")

    assert {name for name in personal("gold") if not is_id.search(name)} == {
        "post_evidence.phrases",
        "text_embeddings.vector",
        "text_meanings.vector",  # from which much of a text can be guessed
        "topics.title",
        "topic_terms.term",
        "topic_terms.stem",
        "topic_names.name",
        "topic_names.suggested_name",
        "topic_profiles.name",
        "near_duplicates.group_hash",
        "term_trends.term",
        "term_days.stem",
        "post_entities.entity",
        "post_entities.mention",
        "search_results.query",
        "user_features.attributes",
        "user_features.top_hashtags",
        "user_recommendations.item",
        "friend_candidates.candidates",
        "segment_names.name",  # made of titles of topics
        "segment_names.suggested_name",
        "segment_profiles.name",
        "segment_profiles.description",
        "segment_profiles.topics",
        "segment_profiles.examples",  # ids of users
        "content_scores.keywords",
        "content_scores.missing_terms",  # of posts
        "content_scores.copy_of",
        "content_findings.element",
        "content_findings.found",
        "drafts.title",
        "drafts.text",
        "drafts.prompt",  # with words of posts, but no names
        "drafts.checks",
        "drafts.approved_by",
        "posting_schedule.approved_by",
        "publications.approved_by",
        "reply_queue.topic",
        "reply_queue.evidence",
        "reply_queue.assigned_to",
        "hashtags.hashtag",
        "hashtag_pairs.hashtag",
        "hashtag_pairs.other_hashtag",
        "hashtag_texts.hashtags",
    }


def test_who_a_row_is_about_is_personal_wherever_it_is_told():
    told = [
        (t.view, c)
        for t in TABLES
        for c in t.columns
        if re.search(r"user_id$|^follow.*_id$", c.name)
    ]

    assert len({view for view, _ in told}) > 15
    assert all(c.is_personal for _, c in told)


@pytest.mark.parametrize(
    ("name", "type_"),
    [("buyer_id", "string"), ("email", "string"), ("best", "array<struct<post_id:string,n:long>>")],
)
def test_a_name_like_those_of_personal_columns_asks_for_a_decision(name, type_):
    with pytest.raises(ValueError, match="say is_personal=True or False"):
        column(name, type_, "A.")

    assert column(name, type_, "A.", is_personal=True).is_personal
    assert not column(name, type_, "A.", is_personal=False).is_personal


def test_what_is_personal_is_no_category():
    with pytest.raises(ValueError, match="'handle' is personal"):
        column("handle", "string", "A.", is_category=True, is_personal=True)


def test_nested_types_are_sparks():
    table = Table(
        name="nested_v1",
        layer="gold",
        comment="Rows.",
        keys=("a",),
        columns=(
            column("a", "array<struct<x:string,y:map<string,decimal(18,2)>>>", "Nested."),
            column("b", "map<string,array<long>>", "Nested too."),
        ),
    )

    assert table.schema.simpleString() == (
        "struct<a:array<struct<x:string,y:map<string,decimal(18,2)>>>,b:map<string,array<bigint>>>"
    )


def test_a_column_without_a_sentence_is_refused():
    with pytest.raises(ValueError, match="'score' has no comment"):
        column("score", "double", " ")


def test_a_key_that_is_no_column_is_refused():
    with pytest.raises(ValueError, match=r"no columns \['id'\]"):
        Table("t_v1", "gold", "Rows.", keys=("id",), columns=(column("a", "long", "A."),))


def test_users_read_the_name_without_the_version():
    assert (POSTS.name, POSTS.view) == ("posts_v1", "posts")
    assert USER_FEATURES.is_snapshot
    assert not POSTS.is_snapshot
