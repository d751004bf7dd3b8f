"""Who may log in to `voxlake thrift`, and what the server is refused to be started with."""

import hashlib
import stat

import pytest
from typer.testing import CliRunner

from voxlake.cli.commands import app
from voxlake.cli.thrift_server import serve_thrift
from voxlake.cli.thrift_users import add_user, remove_user, require_users
from voxlake.core.errors import ConfigError
from voxlake.lake.place import Catalog, Root
from voxlake.lake.sql import shared_views
from voxlake.tables import POSTS, TABLES, TOPIC_TRENDS


def test_a_password_is_kept_as_a_salted_hash_that_its_owner_alone_may_read(tmp_path):
    path = tmp_path / "new" / "users"
    password = add_user(path, "anna")
    again = add_user(path, "anna")
    add_user(path, "bob")

    first, second = path.read_text().splitlines()
    name, iterations, salt, told = first.split(":")
    made = hashlib.pbkdf2_hmac("sha256", again.encode(), bytes.fromhex(salt), int(iterations))
    assert (name, told) == ("anna", made.hex()) and second.startswith("bob:")
    assert int(iterations) >= 600_000 and len(salt) == 32
    assert password != again and again not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_user_who_is_removed_is_in_the_file_no_more(tmp_path):
    path = tmp_path / "users"
    add_user(path, "anna")
    add_user(path, "bob")
    remove_user(path, "anna")

    assert path.read_text().startswith("bob:") and "anna" not in path.read_text()
    with pytest.raises(ConfigError, match="no user 'anna'; it has bob"):
        remove_user(path, "anna")


@pytest.mark.parametrize("name", ["", "a:b", "a b", "a\nb", "-a", "x" * 65])
def test_a_name_that_would_break_the_file_is_refused(tmp_path, name):
    with pytest.raises(ConfigError, match="is no name"):
        add_user(tmp_path / "users", name)


def test_a_file_that_others_may_read_or_that_lets_nobody_in_is_refused(tmp_path):
    path = tmp_path / "users"
    with pytest.raises(ConfigError, match="thrift-user add"):
        require_users(path)
    add_user(path, "anna")
    require_users(path)
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="chmod 600"):
        require_users(path)


def test_the_command_shows_a_password_once(tmp_path):
    path = tmp_path / "users"
    shown = CliRunner().invoke(app, ["thrift-user", "add", "anna", "--users", str(path)])
    assert shown.exit_code == 0 and "anna may log in with" in shown.output
    gone = CliRunner().invoke(app, ["thrift-user", "remove", "anna", "--users", str(path)])
    assert gone.exit_code == 0 and not path.read_text()


@pytest.mark.parametrize(
    ("place", "host", "told"),
    [
        (Root("lake"), "0.0.0.0", "not of loopback"),
        (Root("lake"), "example.org", "not of loopback"),
        (Root("lake"), "127.0.0.1", "Nobody may log in"),
        (Catalog("main", "voxlake"), "127.0.0.1", "its own SQL endpoint"),
    ],
)
def test_a_server_that_would_be_open_is_not_started(tmp_path, place, host, told):
    with pytest.raises(ConfigError, match=told):
        serve_thrift(
            place,
            tmp_path / "local.conf",
            users=tmp_path / "users",
            host=host,
            port=10_000,
            with_personal=False,
            timeout_s=60,
        )


def test_views_of_the_server_have_no_personal_column_unless_asked():
    place = Root("/lake")
    told = "\n".join(shared_views(place, TABLES, with_personal=False))
    full = "\n".join(shared_views(place, TABLES, with_personal=True))
    of_posts = next(line for line in told.split("CREATE OR REPLACE") if f"`{POSTS.view}`\n" in line)
    columns = of_posts.split("AS SELECT ")[1].split(" FROM ")[0]

    assert "`user_id`" not in columns and "`text`" not in columns and "`post_date`" in columns
    assert f"VIEW `default`.`{TOPIC_TRENDS.view}`" in told
    assert full.count("CREATE OR REPLACE VIEW") >= told.count("CREATE OR REPLACE VIEW")
    assert "\0" not in full
