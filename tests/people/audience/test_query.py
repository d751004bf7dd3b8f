"""What a query of an audience may do, and what it may not."""

import pytest

from voxlake.core.errors import ConfigError
from voxlake.people.audience.query import require_harmless

VIEWS = ("user_features", "user_segments", "user_segments_latest")
HARMLESS = {
    "SELECT user_id FROM user_features WHERE revenue > 10 AND country LIKE 'S%'": ["user_features"],
    "SELECT f.user_id, coalesce(f.country, '?') c FROM user_features f JOIN user_segments_latest s "
    "ON s.user_id = f.user_id WHERE s.segment_id IN (0, 1) ORDER BY revenue DESC LIMIT 10": [
        "user_features",
        "user_segments_latest",
    ],
    "WITH best AS (SELECT user_id, max(revenue) m FROM user_features GROUP BY user_id HAVING "
    "max(revenue) > 1) SELECT user_id FROM best": ["user_features"],
    "SELECT user_id FROM user_features WHERE user_id NOT IN (SELECT user_id FROM user_segments)": [
        "user_features",
        "user_segments",
    ],
    "SELECT DISTINCT user_id FROM user_features LATERAL VIEW explode(top_topics) t AS topic "
    "WHERE topic = 1 UNION SELECT user_id FROM user_segments": ["user_features", "user_segments"],
}
REFUSED = {
    "DROP TABLE user_features": "DropTable",
    "INSERT INTO user_features SELECT * FROM user_features": "InsertIntoStatement",
    "CREATE VIEW v AS SELECT * FROM user_features": "CreateView",
    "SET spark.app.name": "SetCommand",
    "SELECT 1; DROP TABLE user_features": "one statement",
    "SELEC user_id": "one statement",
    "SELECT user_id FROM posts": "it reads posts",
    "SELECT user_id FROM lake.user_features": r"it reads lake\.user_features",
    "SELECT value AS user_id FROM text.`/etc/hosts`": r"it reads text\./etc/hosts",
    "SELECT * FROM user_features WHERE 1 = (SELECT count(*) FROM delta.`/x`)": r"reads delta\./x",
    "WITH posts AS (SELECT * FROM posts) SELECT user_id FROM posts": "it reads posts",
    "SELECT user_id FROM posts WHERE 1 IN (WITH posts AS (SELECT 1) SELECT * FROM posts)": "posts",
    "WITH a AS (SELECT * FROM parquet.`/x`) SELECT * FROM a": r"reads parquet\./x",
    "SELECT reflect('java.lang.System', 'getenv', 'HOME') AS user_id": "it calls reflect",
    "SELECT user_id FROM user_features WHERE java_method('a', 'b') = 1": "it calls java_method",
    "SELECT user_id FROM user_features ORDER BY rand()": "it calls rand",
    "SELECT user_id, (SELECT max(secret('a')) FROM user_segments) FROM user_features": "secret",
    "SELECT user_id FROM user_features LATERAL VIEW stack(1, 'x') t AS a": "it calls stack",
    "SELECT id AS user_id FROM range(5)": "TableValuedFunction",
    "SELECT TRANSFORM(user_id) USING 'cat' FROM user_features": "ScriptTransformation",
    "SELECT '${env:HOME}' AS user_id FROM user_features": "put settings or the environment",
}


@pytest.mark.parametrize("query", HARMLESS)
def test_a_select_over_views_is_let_through_with_the_views_it_reads(spark, query):
    assert require_harmless(spark, query, VIEWS) == HARMLESS[query]


@pytest.mark.parametrize("query", REFUSED)
def test_anything_else_is_refused_with_the_reason(spark, query):
    with pytest.raises(ConfigError, match=rf"audience\.sql is refused: .*{REFUSED[query]}"):
        require_harmless(spark, query, VIEWS)
