"""Source files: what they may say, and how they are told what is wrong."""

import re
from pathlib import Path

import pytest

from voxlake.core.errors import ConfigError
from voxlake.ingest.file_options import JsonOptions
from voxlake.ingest.filters import parse_filters
from voxlake.ingest.settings import IngestSettings
from voxlake.ingest.source import parse_source, parse_sources
from voxlake.ingest.targets import TARGETS
from voxlake.run.inputs import read_inputs

PROJECT = Path(__file__).resolve().parents[2]
CONF = PROJECT / "conf"
GOOD = """
name: mine
format: csv
path: posts.csv
tables:
  posts:
    post_id: id
    posted_at: {column: at, time: "d.M.yyyy HH:mm", zone: Europe/Berlin}
    text: text
    attributes: [shop]
"""


@pytest.mark.parametrize("file", sorted((CONF / "sources").glob("*.yaml")), ids=lambda f: f.stem)
def test_every_source_file_that_is_shipped_can_be_read(file: Path):
    first, *others = (source.name for source in parse_sources(file.read_text(), str(file)))

    assert first == file.stem
    assert all(name.startswith(f"{first}_") for name in others)


def test_no_two_sources_that_are_shipped_have_one_name():
    files = sorted((CONF / "sources").glob("*.yaml"))
    names = [source.name for file in files for source in parse_sources(file.read_text(), file.name)]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("page", ["README.md", "docs/sources.md"])
def test_the_examples_of_the_docs_can_be_read(page: str):
    examples = re.findall(r"```yaml\n(.*?)```", (PROJECT / page).read_text(), re.DOTALL)
    sources = [text for text in examples if "\ntables:" in text]

    assert {s.format for text in sources for s in parse_sources(text, page)} == {"csv", "delta"}


def test_texts_are_as_they_are_written():
    text = GOOD.replace("[shop]", "[no, 2019, 007, 1.10]").replace(
        "format:", "nulls: [null, off]\nformat:"
    )
    text += "    is_repost: {column: on, values: {oui: true, non: no, weg: null}, default: false}\n"

    source = parse_source(text.replace("post_id: id", "post_id: y"), "mine.yaml")

    posts = source.tables["posts"]
    assert source.nulls == ("null", "off")
    assert [of.column for of in posts.attributes.values()] == ["no", "2019", "007", "1.10"]
    assert posts.columns["post_id"].column == "y"
    assert posts.columns["is_repost"].values == {"oui": "true", "non": "no", "weg": None}
    assert (posts.columns["is_repost"].column, posts.columns["is_repost"].default) == (
        "on",
        "false",
    )
    norwegian = "filters: [{reason: other, languages_other_than: [no, en]}]"
    assert parse_filters(norwegian, "f.yaml").filters[0].languages_other_than == ("no", "en")


def test_the_filters_that_are_shipped_can_be_read():
    file = CONF / "filters.yaml"

    assert parse_filters(file.read_text(), str(file)).filters


def test_a_table_of_the_docs_names_what_a_fault_costs_for_each_column():
    page = (PROJECT / "docs" / "sources.md").read_text()
    (row,) = re.findall(r"^\| the record \|(.*)\|$", page, re.MULTILINE)
    named = set(re.findall(r"`(\w+)`", row))

    costly = {c for t in TARGETS.values() for c in t.types if t.rejects(c)}
    assert named == costly


def test_a_source_knows_its_prefix_and_the_columns_it_needs():
    source = parse_source(GOOD, "mine.yaml")

    assert source.prefix == "mine:"
    assert source.source_columns == {"id", "at", "text", "shop"}
    shared = parse_source(GOOD.replace("format:", "namespace: people\nformat:"), "mine.yaml")
    assert shared.prefix == "people:"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("path:", "paht:", "paht: there is no such key"),
        ("format: csv", "format: xls", "format: Input should be"),
        ("post_id: id", "id: id", "tables.posts.id: no source maps it"),
        ("    post_id: id\n", "", "tables.posts: say where post_id comes from"),
        ("  posts:", "  tweets:", "tables.tweets: there is no such table"),
        ("post_id: id", "post_id: {columm: id}", "tables.posts.post_id.columm: there is no such"),
        ("post_id: id", "post_id: {column: id, constant: 1}", "give one of column"),
        ("text: text", "text: {column: a, separator: ' '}", "separator is for lists"),
        ("text: text", "text: {product: [a, b]}", "product is for amounts"),
        ("text: text", "text: {json: a, path: 'x; drop'}", "is not a path"),
        ("text: text", "text: {made_of: [a]}", "made_of is for ids"),
        ("text: text", "text: {column: a, numbered: true}", "numbered goes with made_of"),
        ("text: text", "text: {column: a, folded: true}", "folded is for ids"),
        ("zone: Europe/Berlin", "zone: Berlin", "is no zone"),
        ("d.M.yyyy HH:mm", "d.M.yyyy", "leave the zone out to keep the dates"),
        ("d.M.yyyy HH:mm", "d.M.yyyy E", "E, the day of the week, stands at its beginning"),
        ("d.M.yyyy HH:mm", "d.M. E yyyy HH:mm", "E, the day of the week, stands at its beginning"),
        ("d.M.yyyy HH:mm", "ms", "with a year y and a day d"),
        ('"d.M.yyyy HH:mm"', '[iso, "E d"]', "'E d' is none of iso, unix_seconds"),
        ("path:", "explode: $.data\npath:", "explode: it is for the format json"),
        ("format: csv", "format: json\nexplode: $.a[0]", "lead to a list by names alone"),
        ("path:", "where: {column: a}\npath:", "say what holds: is, not, matches or is_missing"),
        (
            "path:",
            "filled_down: {within: id, columns: [lkies]}\npath:",
            'filled_down.columns: no table maps "lkies"',
        ),
        (
            "path:",
            "csv: {multiline: false, columns: [id, at, text, shop]}\n"
            "filled_down: {within: id, columns: [at]}\npath:",
            "leave csv.multiline out",
        ),
        ("text: text", "text: {first_of: [a]}", "at least 2 items"),
        ("text: text", "text: {first_of: [a, {made_of: [b]}]}", "there is no such key"),
        (
            "text: text",
            "text: {colum: a}",
            "there are column, constant, json, path, first_of, joined",
        ),
        ("path:", "csvs: {}\npath:", "there are name, title, export, namespace, format"),
        ("text: text", "text: {column: a, between: T}", "between goes with joined"),
        ("d.M.yyyy HH:mm", "ddd.M.yyyy", "'ddd' has too many"),
        ("d.M.yyyy HH:mm", "d.M.yyyyy H", "'yyyyy' has too many"),
        ("d.M.yyyy HH:mm", "d.M.yyyy H V", "'V' has too many or too few"),
        ("d.M.yyyy HH:mm", "d.M.yyyy H]", "a ] has no ["),
        ("d.M.yyyy HH:mm", "d.M.yyyy 'H", "a quote is not closed"),
        ("d.M.yyyy HH:mm", "d.M.yyyy {H}", "put { between single quotes"),
        *(
            ("text: text", f"is_repost: {{column: a, matches: '{pattern}'}}", "expression of RE2")
            for pattern in ("(?=a)b", "*", "(a)\\1", "(?:x)++", "(", "a{2000}")
        ),
        ("text: text", "text: {joined: [a]}", "joined: Tuple should have at least 2"),
        ("post_id: id", "post_id: {column: id, default: x}", "default is not for ids"),
        ("post_id: id", "post_id: {made_of: [a], values: {a: b}}", "values and default do not go"),
        (
            "format: csv",
            "format: json\ncsv: {delimiter: ;}",
            "csv is for the formats csv, tsv and xlsx",
        ),
        ("format: csv", "format: csv\njson: {records: $}", "json is for the format json"),
        ("format: csv", "format: json\njson: {records: a.b}", "is not a path such as $, $.data"),
        ("format: csv", "format: json\njson: {prefix: '('}", "expression of RE2"),
        ("format: csv", "format: json\njson: {rows: 1}", "there are prefix, records"),
        ("format: csv", "format: xml\nxml: {name: a}", "there are row"),
        (
            "format: csv",
            "format: xlsx\ncsv: {quote: ''}",
            "csv.quote is for the formats csv and tsv",
        ),
        ("format: csv", "format: csv\ncsv: {escape: ','}", "escape must be another character"),
        ("format: csv", "format: csv\ncsv: {header_rows: 0}", "csv.header_rows: Input should be"),
        (
            "format: csv",
            "format: csv\ncsv: {columns: [id], multiline: false, skip_lines: 2}",
            "skip_lines and header_rows need multiline: true",
        ),
        ("format: csv", "format: csv\nversion: 3", "version is for the format delta"),
        ("format: csv", "format: csv\ncsv: {delimiter: ab}", "csv.delimiter"),
        ("format: csv", "format: csv\ncsv: {encoding: utf-88}", "is no known encoding"),
        *(
            ("format: csv", f"format: csv\ncsv: {{encoding: {encoding}}}", "is no known encoding")
            for encoding in ("base64", "rot13", "idna", "undefined")
        ),
        (
            "format: csv",
            "format: csv\ncsv: {encoding: utf-16, columns: [id], multiline: false}",
            "multiline must be true with utf-16",
        ),
        ("format: csv", "format: csv\ncsv: {header: false}", "columns must be named"),
        ("name: mine", "name: 'my:shop'", "name: String should match"),
        ("tables:", "tables: [", "is not YAML"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_the_key(old: str, new: str, said: str):
    assert old in GOOD

    with pytest.raises(ConfigError) as error:
        parse_source(GOOD.replace(old, new), "conf/sources/mine.yaml")

    assert "conf/sources/mine.yaml" in str(error.value)
    assert said in str(error.value)


def test_a_fault_in_one_of_several_sources_of_a_file_names_the_document():
    two = f"---{GOOD}---{GOOD.replace('mine', 'more').replace('post_id: id', 'id: id')}"
    with pytest.raises(ConfigError, match=r"x\.yaml, document 2 is wrong") as error:
        parse_sources(two, "x.yaml")
    assert "tables.posts.id: no source maps it" in str(error.value)

    with pytest.raises(ConfigError, match=r"not YAML.*line 14 and in line 21"):
        parse_sources(f"---{GOOD}---{GOOD}path: x\n", "x.yaml")


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path):
    mistaken = GOOD.replace("post_id: id", "id: id").replace("text: text", "txt: text")
    for name, text in {"one": mistaken, "two": "name: ['"}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    filters = tmp_path / "filters.yaml"
    filters.write_text("filter: []")
    settings = IngestSettings(
        sources="one,two,absent", sources_dir=str(tmp_path), filters=str(filters)
    )

    with pytest.raises(ConfigError) as error:
        read_inputs(settings)

    for said in (
        "tables.posts: say where post_id comes from",
        "tables.posts.id: no source maps it",
        "tables.posts.txt: no source maps it",
        "two.yaml is not YAML",
        f"There is no file {tmp_path}/absent.yaml",
        "filter: there is no such key",
    ):
        assert said in str(error.value)


def test_a_run_needs_a_source_and_one_file_for_each(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(GOOD)

    with pytest.raises(ConfigError, match="names no source file"):
        read_inputs(IngestSettings())
    with pytest.raises(ConfigError, match="several files or documents are of the source mine"):
        read_inputs(IngestSettings(sources="a,a", sources_dir=str(tmp_path)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("filters: [{reason: spam}]", "give one of authors"),
        ("filters: [{reason: spam, text_matches: ['(']}]", "is no regular expression"),
        ("filter: []", "filter: there is no such key"),
        ("filters: [{reason: a b, authors: [x]}]", "filters.0.reason"),
        ("filters: [{reason: a, authors: [x], detected_from: 0.5}]", "belongs to languages_other"),
    ],
)
def test_what_is_wrong_with_filters_is_told(text: str, said: str):
    with pytest.raises(ConfigError, match=r"my\.yaml") as error:
        parse_filters(text, "my.yaml")

    assert said in str(error.value)


def test_sources_are_files_or_names_in_the_folder():
    settings = IngestSettings(sources="a, s3a://b/c.yaml", sources_dir="there")

    assert settings.source_files == ("there/a.yaml", "s3a://b/c.yaml")


def test_tsv_has_tabs_and_no_quotes_unless_the_source_says_otherwise():
    plain = parse_source(GOOD.replace("format: csv", "format: tsv"), "mine.yaml")
    said = "format: tsv\ncsv: {quote: '~', encoding: cp1252}"
    quoted = parse_source(GOOD.replace("format: csv", said), "mine.yaml")

    assert (plain.csv.delimiter, plain.csv.quote, plain.csv.encoding) == ("\t", "", "utf-8")
    assert (quoted.csv.delimiter, quoted.csv.quote, quoted.csv.encoding) == ("\t", "~", "cp1252")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("[bad", r"its \[ is never closed"),
        ("in/{a", r"its \{ is never closed"),
        ("in/{a,[b}/c", r"its \[ is never closed"),
        ("[a/b]", r"its \[ is never closed"),
        ("a\\", r"nothing follows its \\"),
        ("[z-a]", "bad character range"),
        ("{a,b}" * 20, "stands for more than 10,000 paths"),
        ("{a}" * 4_000, "has more than 10,000 characters"),
        ("http://host/x.csv", "is no folder that Spark can list"),
        ("s3a://me:canary@bucket/x", "holds an address with a password"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_before_anything_is_read(path: str, said: str):
    with pytest.raises(ConfigError, match=rf"mine\.yaml is wrong.*\n.*path: .*{said}") as error:
        parse_source(GOOD.replace("posts.csv", f"'{path}'"), "mine.yaml")

    assert "canary" not in str(error.value)


def test_a_path_of_a_delta_table_that_stands_for_too_many_is_refused_too():
    delta = GOOD.replace("format: csv", "format: delta").replace("posts.csv", f"'{'{a,b}' * 20}'")

    with pytest.raises(ConfigError, match="stands for more than 10,000 paths"):
        parse_source(delta, "mine.yaml")


@pytest.mark.parametrize(
    "path", ["{day}/*.csv", "in/{a,b}/[!x-z]?[a\\]].csv", r"\[x\]/a", "a}b]", "hdfs://h/[ab]"]
)
def test_patterns_that_hadoop_reads_are_taken(path: str):
    assert parse_source(GOOD.replace("posts.csv", f"'{path}'"), "mine.yaml").path == path


@pytest.mark.parametrize("line", ["earliest: 2015-13-45", "version: !!int abc"])
def test_a_value_that_is_none_of_its_kind_is_told_with_the_file(line: str):
    with pytest.raises(ConfigError, match=r"The source file mine\.yaml is"):
        parse_source(f"{GOOD}\n{line}\n".replace("format: csv", "format: delta"), "mine.yaml")


def test_source_files_that_are_no_texts_are_named_in_one_error(tmp_path):
    (tmp_path / "latin.yaml").write_bytes(f"# é\n{GOOD}".encode("latin-1"))
    (tmp_path / "wide.yaml").write_bytes(GOOD.encode("utf-16"))
    (tmp_path / "folder.yaml").mkdir()
    files = tuple(str(path) for path in sorted(tmp_path.iterdir()))

    with pytest.raises(ConfigError) as error:
        read_inputs(IngestSettings(sources=files))

    told = str(error.value).splitlines()
    assert [line.split(" ")[0] for line in told] == list(files)
    assert "UTF-8" in told[1]
    assert "UTF-16" in told[2]


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ()),
        ("$.data", ("data",)),
        ("$.chats.list[*]['messages'][0]", ("chats", "list", None, "messages", 0)),
    ],
)
def test_the_place_of_records_is_given_by_names_numbers_and_stars(path: str, steps: tuple):
    assert JsonOptions(records=path).steps == steps


def test_a_table_without_columns_is_refused_with_what_it_needs():
    written = "name: a\nformat: csv\npath: a.csv\ntables:\n  posts:\n    # nothing yet\n"

    with pytest.raises(ConfigError, match="say where post_id, posted_at comes from"):
        parse_source(written, "a.yaml")
