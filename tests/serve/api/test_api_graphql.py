"""GraphQL gives what the REST interface gives, by the same rules, and reads no table row by row."""

import pytest
from fastapi.testclient import TestClient
from served import EVERYTHING, READER, asked_by

from voxlake.serve.api.app import create_app
from voxlake.serve.api.services import Services
from voxlake.serve.auth.principal import Principal, Role
from voxlake.serve.graphql import limits, reading
from voxlake.serve.graphql.routes import router
from voxlake.serve.reading.lake import Lake


class Counted(Lake):
    """A lake that counts what is read."""

    read_count = 0

    def read(self, question):
        self.read_count += 1
        return super().read(question)


@pytest.fixture(scope="module")
def lake(folder):
    return Counted(str(folder), refresh_s=0)


@pytest.fixture(scope="module")
def app(lake):
    return create_app(Services(lake, parts=(router,)))


def asking(app, principal):
    with_graphql = TestClient(asked_by(principal)(app), raise_server_exceptions=False)

    def ask(query, **variables):
        sent = {"query": query, "variables": variables}
        answer = with_graphql.post("/graphql", json=sent)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture(scope="module")
def asks(app):
    return asking(app, EVERYTHING)


def said(answer):
    return [one["message"] for one in answer["errors"]]


def test_rows_are_those_of_the_rest_interface(asks, api):
    query = """{ user_mood(latest: true, order: ["-user_id"], limit: 2) {
        rows { user_id as_of_date mood happiest_posts } after version } }"""
    page = asks(query)["data"]["user_mood"]
    rest = api.get("/v1/user_mood?latest=true&order=-user_id&limit=2").json()

    names = page["rows"][0].keys()
    assert page["rows"] == [{name: row[name] for name in names} for row in rest["rows"]]
    assert [row["user_id"] for row in page["rows"]] == ["cy", "bob"]
    assert page["version"] == rest["version"]
    assert page["after"]


def test_filters_and_days_are_typed_as_declared(asks):
    query = """query ($where: [Filter!]) { post_sentiment(from: "2024-01-01", to: "2024-01-01",
        where: $where) { rows { post_id label } } }"""
    fits = [{"column": "label", "operator": "in", "values": ["positive", "neutral"]}]
    wrong = [{"column": "score", "operator": "gt", "value": "high"}]

    assert asks(query, where=fits)["data"]["post_sentiment"]["rows"] == [
        {"post_id": "p1", "label": "positive"}
    ]
    answer = asks(query, where=wrong)
    assert said(answer) == ["score: the value must be a number."]
    assert answer["errors"][0]["extensions"] == {"code": "wrong_value", "status": 400}


def test_what_is_known_beside_rows_is_read_once_for_all_of_them(asks, lake):
    query = """{ user_mood { rows { user_id user { mood { mood } value { as_of_date } } } } }"""
    before = lake.read_count

    rows = asks(query)["data"]["user_mood"]["rows"]

    assert len(rows) == 6
    assert lake.read_count - before == 3  # the rows, their moods, their values
    known = {row["user_id"]: row["user"] for row in rows}
    assert known["ann"] == {"mood": {"mood": "joyful"}, "value": {"as_of_date": "2024-01-02"}}
    assert known["bob"]["value"] is None


def test_one_user_is_asked_for_by_name_and_nobody_else_is_told(asks):
    query = """query ($id: String!) { user(id: $id) { user_id mood { as_of_date } } }"""

    assert asks(query, id="bob")["data"]["user"] == {
        "user_id": "bob",
        "mood": {"as_of_date": "2024-01-02"},
    }
    assert asks(query, id="' OR 1=1 --")["data"]["user"]["mood"] is None


def test_who_may_not_see_what_is_personal_is_told_so_and_gets_the_rest(app):
    ask = asking(app, READER)

    answer = ask("{ brand_sentiment { rows { brand } } user_mood { rows { mood } } }")

    assert answer["errors"][0]["extensions"] == {"code": "personal", "status": 403}
    known = ask("""{ user(id: "ann") { mood { mood } } }""")
    assert known["errors"][0]["extensions"]["status"] == 403
    assert known["data"]["user"]["mood"] is None
    assert "errors" in ask("{ job_runs { rows { job } } }")


@pytest.mark.parametrize(
    "query",
    [
        "{ user_mood(limit: 1000) { rows { user { weekly_mood { mood } } } } }",
        "query ($n: Int) { user_mood(limit: $n) { rows { user { weekly_mood { mood } } } } }",
        "query ($f: Int) { user_mood(limit: $f) { rows { user { weekly_mood { mood } } } } }",
        "query ($d: Int = 1000) { user_mood(limit: $d) "
        "{ rows { user { weekly_mood { mood } } } } }",
        "{ ...a } fragment a on Query { user_mood(limit: 1000) { rows { user { ...b } } } } "
        "fragment b on KnownUser { weekly_mood { mood } }",
    ],
)
def test_a_query_that_may_give_too_many_rows_reads_nothing(asks, lake, query):
    before = lake.read_count

    answer = asks(query, n=1000, f=1000.0)

    assert "52,000 rows" in said(answer)[0]
    assert lake.read_count == before


def test_a_query_may_give_as_many_rows_as_are_allowed_and_not_one_more(asks, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 104)
    query = "query ($n: Int) { user_mood(limit: $n) { rows { user { weekly_mood { mood } } } } }"

    assert "errors" not in asks(query, n=2)
    assert "156 rows" in said(asks(query, n=3))[0]


def test_what_is_beside_a_row_is_its_first_rows(asks, monkeypatch):
    monkeypatch.setattr(reading, "MOST_OF_A_PART", 0)

    answer = asks("""{ user(id: "ann") { mood { mood } } }""")

    assert answer["data"]["user"]["mood"] is None


def test_what_is_beside_rows_is_never_cut_unsaid(asks, monkeypatch):
    query = """{ user(id: "ann") { mood { mood } } }"""
    monkeypatch.setattr(reading, "MOST_ROWS", 1)
    assert "errors" not in asks(query)

    both = """{ ann: user(id: "ann") { mood { mood } } bob: user(id: "bob") { mood { mood } } }"""
    assert asks(both)["errors"][0]["extensions"]["code"] == "too_many_rows"


def test_a_query_that_is_too_deep_or_names_too_much_reads_nothing(asks, monkeypatch):
    monkeypatch.setattr(limits, "MOST_DEEP", 3)
    deep = "{ user_mood { rows { user { mood { mood } } } } }"
    assert said(asks(deep)) == ["This is more than 3 fields deep: ask in two queries."]

    monkeypatch.setattr(limits, "MOST_FIELDS", 2)
    assert "more than 2 fields" in said(asks("{ user_mood { rows { mood user_id } } }"))[0]
    many = " ".join(f"a{n}: user_mood {{ version }}" for n in range(60))
    monkeypatch.undo()
    assert said(asks(f"{{ {many} }}")) == ["This has more than 50 aliases: ask in two queries."]


def test_what_nobody_foresaw_is_not_told(asks, lake, monkeypatch):
    monkeypatch.setattr(type(lake), "read", lambda *_: 1 / 0)

    assert said(asks("{ user_mood { version } }")) == ["Something failed here: ask an operator."]


def test_a_key_for_some_resources_gets_no_others(app):
    scope = frozenset({"graphql", "brand_sentiment"})
    ask = asking(app, Principal("few", frozenset(Role), scope, may_see_personal=True))

    assert "errors" not in ask("{ brand_sentiment { rows { brand } } }")
    answer = ask("{ topics { version } }")
    assert answer["errors"][0]["extensions"] == {"code": "out_of_scope", "status": 403}
    answer = ask("""{ user(id: "ann") { mood { mood } } }""")
    assert answer["errors"][0]["extensions"] == {"code": "out_of_scope", "status": 403}


def test_nothing_is_answered_by_get_and_nobody_unknown_is(app):
    asked, nobody = (TestClient(asked_by(one)(app)) for one in (EVERYTHING, None))

    assert asked.get("/graphql?query={__typename}").status_code == 405
    assert nobody.post("/graphql", json={"query": "{ __typename }"}).status_code == 401


def test_fragments_that_lead_to_nothing_by_very_many_ways_are_refused_at_once(asks):
    twice = [f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40)]

    answer = asks(" ".join(["{ ...f0 }", *twice, "fragment f40 on Query { ...nowhere }"]))

    assert any("more than 2,000 fields" in one for one in said(answer))
