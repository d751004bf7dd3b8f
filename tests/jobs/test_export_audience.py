"""Audiences end to end: files, manifest, and the same again."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from voxlake.core import storage
from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, QualityError
from voxlake.jobs import export_audience
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.audience.settings import AudienceSettings
from voxlake.run.context import Context
from voxlake.tables import USER_FEATURES, USER_PROPENSITY, USER_SEGMENTS, USERS

DAY = date(2024, 3, 1)
MAIL = {"email": {"attribute": "mail", "kind": "email"}}


@pytest.fixture(scope="module")
def ctx(spark, tmp_path_factory):
    """Five users: u0 to u2 in segment 0, u0 of another day in 1; u2 without an address."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("lake"))), run_id="run")
    places = [(f"u{i}", DAY, 0 if i < 3 else 1) for i in range(5)]
    places.append(("u0", DAY - timedelta(days=1), 1))
    rows = {
        USERS: [
            {"user_id": f"u{i}", "attributes": {"mail": f"U{i}@x.org"} if i != 2 else None}
            for i in range(5)
        ],
        USER_SEGMENTS: [
            {"user_id": u, "as_of_date": day, "segment_id": s, "model_version": "1"}
            for u, day, s in places
        ],
        USER_FEATURES: [
            {"user_id": f"u{i}", "as_of_date": DAY, "revenue": 10.0 * i, "country": 'a,b"c'}
            for i in range(5)
        ],
        USER_PROPENSITY: [
            {"user_id": f"u{i}", "as_of_date": DAY, "target": "buys", "decile": 1 + i}
            for i in range(5)
        ],
    }
    for table, listed in rows.items():
        ordered = [tuple(row.get(name) for name in table.column_names) for row in listed]
        lake.replace(spark.createDataFrame(ordered, table.schema), table, Days.every())
    return Context(spark, lake, None, Days.of([DAY]), "run")


def export(ctx, folder, **settings):
    """Export, and give the manifest and the lines of the files."""
    export_audience.run(ctx, AudienceSettings(to=str(folder), **settings))
    place = f"{folder}/{settings.get('name', 'audience')}/as_of_date={DAY}"
    manifest = json.loads(storage.read_text(f"{place}/manifest.json"))
    texts = [storage.read_text(f"{place}/{file['name']}") for file in manifest["files"]]
    for file, text in zip(manifest["files"], texts, strict=True):
        assert file["sha256"] == hashlib.sha256(text.encode()).hexdigest()
        assert file["bytes"] == len(text.encode())
    return manifest, [line for text in texts for line in text.splitlines()]


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_segment_is_exported_hashed_and_again_the_same(ctx, tmp_path):
    asked = {"segment": 0, "identifiers": MAIL, "columns": ("segment_id",)}
    first, lines = export(ctx, tmp_path, **asked)
    again, same = export(replace(ctx, run_id="second"), tmp_path, **asked)

    assert lines[0] == "email,segment_id"
    assert sorted(lines[1:]) == sorted(f"{sha256(f'u{i}@x.org')},0" for i in (0, 1))
    assert (first["users"], first["rows"], first["users_without_identifier"]) == (3, 2, 1)
    assert first["identifiers"] == {"email": "sha256 of email"}
    assert (first["segment"], first["as_of_date"]) == (0, "2024-03-01")
    assert same == lines
    assert [file["sha256"] for file in again["files"]] == [f["sha256"] for f in first["files"]]
    # The first run's files are gone, and Spark's own marks with them.
    assert {name.split("/")[-2] for name in storage.names(str(tmp_path)) if "part-" in name} == {
        "second"
    }


def test_tenths_of_a_target_and_a_query_are_exported_in_several_files(ctx, tmp_path):
    told, lines = export(
        ctx, tmp_path, name="likely", target="buys", deciles=2, columns=("user_id", "decile")
    )
    query = "SELECT user_id, country, revenue FROM user_features_latest WHERE revenue >= 20"
    asked, rows = export(
        ctx,
        tmp_path,
        name="best",
        sql=query,
        columns=("country", "revenue"),
        format="json",
        rows_per_file=1,
    )

    assert sorted(lines) == ["u0,1", "u1,2", "user_id,decile"]
    assert (told["target"], told["deciles"]) == ("buys", 2)
    assert sorted((json.loads(row)["country"], json.loads(row)["revenue"]) for row in rows) == [
        ('a,b"c', 20.0),
        ('a,b"c', 30.0),
        ('a,b"c', 40.0),
    ]
    assert asked["sql"] == query
    assert len(asked["files"]) > 1


def test_an_audience_goes_to_s3_with_a_keyed_hash_and_without_the_key(
    ctx, bucket, monkeypatch, capsys
):
    monkeypatch.setenv("AUDIENCE_KEY", "canary-77")
    keyed = {"email": {**MAIL["email"], "hashing": "hmac_sha256"}}

    manifest, lines = export(
        ctx, bucket, segment=1, identifiers=keyed, key_env="AUDIENCE_KEY", key_id="2024-03"
    )

    assert len(lines) == 3
    assert manifest["identifiers"] == {"email": "hmac_sha256 of email, key 2024-03"}
    assert "canary-77" not in json.dumps(manifest) + str(ctx.notes) + "".join(lines)


def test_what_is_missing_or_repeated_is_said_and_nothing_is_written(ctx, tmp_path):
    query = (
        "SELECT s.user_id FROM user_segments s JOIN user_segments t ON s.segment_id = t.segment_id"
    )
    with pytest.raises(ConfigError, match=r"needs one of audience\.segment"):
        export(ctx, tmp_path, columns=("user_id",))
    with pytest.raises(ConfigError, match="no column 'revenue'"):
        export(ctx, tmp_path, segment=0, columns=("revenue",))
    with pytest.raises(QualityError, match="one row for each user"):
        export(ctx, tmp_path, sql=query, columns=("user_id",))
    with pytest.raises(ConfigError, match="NO_SUCH_KEY holds no secret"):
        export(ctx, tmp_path, segment=0, identifiers=MAIL, key_env="NO_SUCH_KEY", key_id="k")

    assert not storage.names(str(tmp_path))
