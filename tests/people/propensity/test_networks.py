"""The small network: what Spark fits, kept as plain numbers, and when it is put to use."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from pyspark.ml.classification import MultilayerPerceptronClassifier
from pyspark.ml.functions import array_to_vector, vector_to_array
from pyspark.sql import functions as F
from scipy.special import expit
from sklearn.metrics import average_precision_score

from voxlake.people.propensity.inputs import COLUMNS
from voxlake.people.propensity.judging import judge_held
from voxlake.people.propensity.learning import Sample, choose, learn
from voxlake.people.propensity.network import fit_network
from voxlake.people.propensity.scorers import Layer, Network, scorer_of
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.people.propensity.trial import Trial

SEED, USERS, HIDDEN, ITERATIONS = 3, 300, (5, 3), 12
NETWORK = "multilayer_perceptron"


@pytest.fixture(scope="module")
def asked():
    """Inputs of users, of which the last is the same for all, and their answers."""
    draws = np.random.default_rng(SEED)
    matrix = draws.normal([5, -40, 0, 7], [2, 30, 0.1, 0], (USERS, 4))
    label = (draws.random(USERS) < expit(matrix[:, 0] - 5 - matrix[:, 2] * 10)).astype(float)
    return matrix, label


def fitted(spark, asked, *, seed=SEED):
    matrix, label = asked
    return fit_network(matrix, label, hidden=HIDDEN, iterations=ITERATIONS, seed=seed, spark=spark)


@pytest.fixture(scope="module")
def network(spark, asked):
    return fitted(spark, asked)


def test_a_network_of_plain_numbers_gives_every_user_the_chance_that_sparks_own_gives(
    spark, asked, network
):
    matrix, label = asked
    spread = np.where(matrix.std(axis=0) > 0, matrix.std(axis=0), 1)
    standard = (matrix - matrix.mean(axis=0)) / spread
    rows = spark.createDataFrame(pd.DataFrame({"label": label, "features": list(standard)})).select(
        "label", array_to_vector(F.col("features")).alias("features")
    )
    perceptron = MultilayerPerceptronClassifier(
        layers=[4, *HIDDEN, 2], maxIter=ITERATIONS, seed=SEED
    )

    kept = scorer_of(json.loads(json.dumps(network.numbers())))

    of_spark = perceptron.fit(rows.coalesce(1)).transform(rows)
    said = of_spark.select(vector_to_array("probability")[1].alias("chance")).toPandas()["chance"]
    assert expit(kept.scores(matrix)) == pytest.approx(said.to_numpy(), abs=1e-6)
    assert np.ptp(said) > 0.5
    assert list(kept.scores(matrix)) == list(network.scores(matrix))


def test_the_seed_and_the_users_make_the_network(spark, asked, network):
    assert fitted(spark, asked).numbers() == network.numbers()
    assert fitted(spark, asked, seed=SEED + 1).numbers() != network.numbers()


def test_a_network_worked_by_hand():
    hidden = Layer(np.array([[1.0, 0.0], [2.0, -1.0]]), np.array([0.0, 1.0]))
    output = Layer(np.array([[3.0, -4.0]]), np.array([0.5]))
    network = Network(np.array([1.0, 2.0]), np.array([2.0, 1.0]), (hidden, output))

    # The user is (2, 2) from the middle, measured in deviations (1, 2); the units are given 1 and
    # 2 - 2 + 1 = 1, and the output is a half less one sigmoid of 1.
    assert network.scores(np.array([[3.0, 4.0]])) == pytest.approx([0.5 - 1 / (1 + np.exp(-1))])
    # 3 x 1 - 4 x 2 by way of the first input, 3 x 0 + 4 x 1 by way of the second.
    assert list(network.connections) == [-5, 4]


def test_users_like_none_before_have_a_score_all_the_same(network):
    beyond = np.array([[1e300, -1e300, 0, 7], [-1e300, 0, 1e300, 8]])

    assert np.isfinite(network.scores(beyond)).all()


def crossed(count):
    """Users who say yes where both of two features are high, or both low."""
    draws = np.random.default_rng(SEED)
    first, second = draws.normal(size=(2, count))
    users = pd.DataFrame({name: [None] * count for name in COLUMNS}).assign(
        post_count=np.expm1(first + 4), order_count=np.expm1(second + 4)
    )
    label = (first * second > 0).astype(float)
    return Sample(users, label, np.arange(count) % 5 == 0)


def test_a_network_is_put_to_use_where_answers_hang_on_two_inputs_at_once(spark):
    sample = crossed(600)
    settings = PropensitySettings(kinds=("logistic_regression", NETWORK), hidden_layers=(8, 4))

    found = learn(sample, "?", settings, spark)

    assert found.kind == NETWORK
    assert found.model is found.models[NETWORK]
    held = sample.is_held_out
    areas = {
        kind: average_precision_score(sample.label[held], model.chances(sample.users[held]))
        for kind, model in found.models.items()
    }
    assert areas[NETWORK] > 0.9
    assert areas["logistic_regression"] < 0.7
    assert max(a for name, a in found.tried.items() if NETWORK in name) == pytest.approx(
        areas[NETWORK]
    )
    assert sum(found.importance.values()) == pytest.approx(1)


def test_of_too_many_users_a_network_is_fitted_to_some_evenly_spaced_ones(spark):
    sample = crossed(250)  # 200 of them are not held out
    settings = PropensitySettings(kinds=(NETWORK,), hidden_layers=(2,), network_users=100)

    found = learn(sample, "?", settings, spark).model

    known = found.inputs.matrix(sample.users)[~sample.is_held_out]
    assert found.scorer.mean == pytest.approx(known[::2].mean(axis=0))


def judged(noise, seed=SEED):
    """Scores of 400 users of whom half say yes, with more or less noise."""
    draws = np.random.default_rng(seed)
    answers = np.arange(400) % 2.0
    return judge_held(answers + draws.normal(scale=noise, size=400), answers)


def test_a_network_has_to_win_beyond_noise_and_the_others_only_to_be_first():
    forest, boosted, by_noise = judged(1.0), judged(0.98), judged(0.95, seed=6)
    assert boosted.pr_auc > forest.pr_auc
    assert by_noise.pr_auc > forest.pr_auc

    assert choose({"random_forest": forest, "gradient_boosted_trees": boosted}) == (
        "gradient_boosted_trees"
    )
    assert choose({"random_forest": forest, NETWORK: boosted}) == NETWORK
    assert choose({"random_forest": forest, NETWORK: by_noise}) == "random_forest"
    assert choose({"gradient_boosted_trees": boosted, NETWORK: forest}) == "gradient_boosted_trees"
    assert choose({NETWORK: forest}) == NETWORK


def test_accuracy_and_area_of_every_kind_are_told():
    kinds = {"random_forest": judged(1.0), NETWORK: judged(2.0)}
    learned = SimpleNamespace(kind="random_forest", tried={"random_forest 4": 0.5}, importance={})

    told = dict(Trial(learned, kinds, over_chance=(0.1, 0.2), over_rival=None).figures)

    for kind, one in kinds.items():
        assert told[f"later {kind}"] == {"accuracy": one.accuracy, "pr_auc": one.pr_auc}
    assert told["later"]["pr_auc"] == kinds["random_forest"].pr_auc


@pytest.mark.parametrize("layers", [[], [64, 0], [2000]])
def test_layers_of_no_units_or_of_too_many_are_refused(layers):
    with pytest.raises(ValidationError, match="hidden_layers"):
        PropensitySettings(hidden_layers=layers)
