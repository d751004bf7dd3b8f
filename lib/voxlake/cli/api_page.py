"""Makes docs/api.md from the tables, roles, parameters and settings that the API is made of."""

from __future__ import annotations

from voxlake.run.api_settings import ApiSettings
from voxlake.run.config import describe
from voxlake.serve.api.asked import OPERATORS
from voxlake.serve.api.resources import ROLES, SERVED
from voxlake.serve.api.subjects import SUBJECTS
from voxlake.serve.reading.shown import without_personal
from voxlake.tables import Table

_HEAD = """# API

Made from the declarations of tables and settings by `make docs`; do not edit.

`voxlake api` answers questions to gold tables over HTTP, in milliseconds and without Spark.
Resources are called as the views are, and columns as in [tables.md](tables.md). Who may ask:
[api_auth.md](api_auth.md).

## Quick start

    pip install 'voxlake[api]'
    voxlake api --lake lake --set auth.open_as=me &        # this machine alone, without a key
    curl 'http://127.0.0.1:8080/v1/user_mood?latest=true&limit=5'
    curl 'http://127.0.0.1:8080/v1/users/sample:u0'
    curl -H 'Accept: text/csv' 'http://127.0.0.1:8080/v1/growth?from=2024-03-01&to=2024-03-31'

From Python, with nothing but its own library:

    from voxlake.client import Client

    client = Client("http://127.0.0.1:8080")     # and a key, where the API asks for one
    for row in client.rows("user_mood", latest=True, mood="sad", order="-post_count"):
        print(row["user_id"], row["post_count"])

`/openapi.json` says all of this to programs, with the type and meaning of every column.

## Questions

| parameter | meaning |
| --- | --- |
| `from`, `to` | First and last day, both or neither, ten years apart at most. |
| `latest` | `true`: the last day of a snapshot alone. |
| `column=value` | Rows whose column has this value; of the column's declared type, times are UTC. |
| `column__operator=value` | One of OPERATORS; see below. |
| `columns` | Names with commas; without: all. |
| `order` | Names with commas, `-` before one for the largest first; the keys come after. |
| `limit` | Most rows of the page. |
| `after` | The token of the page before. |
| `as_of` | The Delta version to read. |

Null meets no comparison, nor does what is no number; `column__null=true` finds null. `in` may be
repeated, each time with one value; `has` is of lists that hold a value. In order, null comes last
either way.

A page has `rows`, `after`, `version` and `committed_at`. `after` is the token of the next page,
also in the headers `Voxlake-After` and `Link`; null where there are no more rows. All pages of a
question read the version of the first, whatever is written meanwhile; where maintenance removed
it, the answer is 410. A token belongs to its question: nothing but `limit` may change.

Times are UTC, decimals are texts that keep every digit, and what is no number is null. With
`Accept: text/csv` the rows come as CSV with a header, lists and maps as JSON, and a space before
texts that a spreadsheet would take for a formula. `ETag` and `If-None-Match` spare what has not
changed; HEAD is answered.

## For those who run it

`/health` says whether the process lives, `/ready` whether the lake can be read; both are open.
`/metrics` is for operators: requests and seconds by route, and the seconds since each gold table
was written. SIGTERM ends it after the requests that are worked on. With `api.tls_certificate` and
`api.tls_key` it speaks TLS; on another host than this it starts only so, or with `api.plain_http`
behind a proxy. A request that was given up (504) may still be worked on until it is done.

## What it holds to, and what not

- A changed table is seen within `api.refresh_s`; a commit that is half written never is.
- No value of a request reaches SQL as text: values are compared by Arrow, or are parameters.
- Columns that are personal are left out for those who may not see them, and refused in `columns`,
  filters and `order` (403). Where a key is personal, every row is about a single person, post or
  word, so the whole resource is refused to them.
- Logs and metrics have the route as it is declared, never what was asked for.
- It reads lakes in a folder or on S3 (tested against an S3 server on loopback, not yet run on
  AWS), not those in a catalog. One process uses one set of limits; start more behind a proxy for
  more.
"""
_ERRORS = (
    (400, "not_understood broken_text wrong_query", "The request is no UTF-8, or no request."),
    (400, "unknown_parameter unknown_column given_twice", "A name is none; the nearest are told."),
    (400, "wrong_value wrong_operator wrong_order", "A value or operator is not of its column."),
    (400, "wrong_days no_days no_snapshot wrong_limit", "Days or rows cannot be so."),
    (400, "too_many_filters too_many_values", "A question asks too much at once."),
    (
        400,
        "wrong_token token_of_another_question",
        "Send tokens as they came, with their question.",
    ),
    (
        400,
        "wrong_statement too_large",
        "A statement is no single SELECT of the views, or too much.",
    ),
    (401, "unknown_caller", "Send a key or a token."),
    (403, "role_missing personal", "The role may not see it."),
    (404, "not_found unknown_version", "There is no such address or version."),
    (404, "UNKNOWN", "No table knows it."),
    (405, "wrong_method", "The header Allow says which there are."),
    (406, "no_such_form", "Answers are JSON or CSV."),
    (410, "version_gone", "Maintenance removed the version: begin with the first page."),
    (413, "too_large", "The body is larger than `api.body_bytes`."),
    (422, "wrong_body", "A body is not as /openapi.json describes it."),
    (500, "failed", "Nobody foresaw it; the log has the trace."),
    (503, "busy", "More than `api.requests_at_once` ask: come again after Retry-After."),
    (
        503,
        "lake_gone storage_down table_gone table_unreadable data_unreadable",
        "The lake cannot be read.",
    ),
    (503, "not_answered", "A statement was not answered: check its parameters, or try later."),
    (504, "too_slow", "It took more than `api.timeout_s`."),
)
"""Statuses and codes, and what they mean."""


def api_page() -> str:
    """The page."""
    unknown = " ".join(f"unknown_{subject.one}" for subject in SUBJECTS)
    errors = [
        f"| {status} | {_listed(codes.replace('UNKNOWN', unknown))} | {meaning} |"
        for status, codes, meaning in _ERRORS
    ]
    layers = {layer: [t for t in SERVED if t.layer == layer] for layer in ROLES}
    parts = [
        _HEAD.replace("OPERATORS", ", ".join(f"`{one}`" for one in OPERATORS)),
        "## Errors\n",
        'Every error is `{"error": {"code": ..., "message": ...}}`; the code stays the same.\n',
        "| status | code | meaning |",
        "| --- | --- | --- |",
        *errors,
        "",
        "## Settings\n",
        *(f"- `api.{line.replace(': ', '`: ', 1)}" for line in describe(ApiSettings)),
        "",
        "## What is known of one\n",
        "The parts of each take the same parameters as resources, as in `/v1/users/ann/mood`.\n",
        "| address | parts |",
        "| --- | --- |",
        *(
            f"| `/v1/{subject.name}/{{{subject.key}}}` | {_listed(' '.join(subject.parts))} |"
            for subject in SUBJECTS
        ),
        "",
    ]
    for layer, tables in layers.items():
        roles = " or ".join(ROLES[layer])
        parts += [
            f"## Resources: {layer}\n",
            f"They need the role {roles}; with *personal*, one that sees what is personal.\n",
            "| resource | days | |",
            "| --- | --- | --- |",
            *map(_row, tables),
            "",
        ]
    return "\n".join(parts)


def _row(table: Table) -> str:
    days = f"`{table.partition}`" if table.partition else ""
    personal = " *Personal.*" if without_personal(table) is None else ""
    return f"| `/v1/{table.view}` | {days} | {table.comment}{personal} |"


def _listed(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split())
