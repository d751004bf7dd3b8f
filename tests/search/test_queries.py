import pytest
from pydantic import ValidationError

from voxlake.core.errors import ConfigError
from voxlake.language.settings import LanguageSettings
from voxlake.pipeline import MEANING
from voxlake.run.config import ModelSettings
from voxlake.run.models import ModelPlaces, Models
from voxlake.search.queries import read_queries
from voxlake.search.settings import PostFilters, SearchSettings

LANGUAGES = LanguageSettings()


@pytest.fixture(scope="module")
def encoder(spark, tmp_path_factory):
    places = ModelPlaces.of(ModelSettings(), str(tmp_path_factory.mktemp("models")))
    return Models(spark, places, run_id="run", keep_metrics=lambda _: None).encoder(MEANING)


def test_queries_are_read_once_each_and_have_no_vector_in_a_language_that_is_not_read(
    spark, encoder
):
    foreign = "Warum ist die Bank heute schon wieder geschlossen?"

    queries = read_queries(
        spark, [" Card fees fees", "Card fees fees ", foreign], encoder, LANGUAGES
    )

    assert [query.text for query in queries] == ["Card fees fees", foreign]
    assert queries[0].words == ("card", "fees")
    assert len(queries[0].vector) == len(set(queries[0].vector)) > 100
    assert queries[1].vector is None


@pytest.mark.parametrize("text", ["", " ", "\U0001f600\U0001f622", "?!", "https://t.co/x"])
def test_a_query_without_a_word_is_refused(spark, text):
    with pytest.raises(ConfigError, match="no word or number to look for"):
        read_queries(spark, ["fees", text], None, LANGUAGES)


def test_a_query_that_is_a_whole_page_is_refused():
    with pytest.raises(ConfigError, match=r"has 2,001 characters: a query has at most 2,000"):
        read_queries(None, ["a" * 2_001], None, LANGUAGES)


def test_settings_that_cannot_be_are_refused():
    with pytest.raises(ValidationError, match="least_similarity"):
        SearchSettings(filters=PostFilters.model_validate({"least_similarity": 2}))
    with pytest.raises(ValidationError, match="top"):
        SearchSettings(top=0)
