"""What the shipped emotion head says of texts that it was not trained on."""

import json
from importlib.resources import files

import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import distinct_texts, encode, load_encoder
from voxlake.language.heads.classifier import Confusion
from voxlake.language.heads.head import head_of, scored_texts
from voxlake.language.heads.plain import shipped_head
from voxlake.language.labels.labelled import read_labelled
from voxlake.language.settings import LabelledTexts
from voxlake.setup.encoder import encoder_folder
from voxlake.tables.columns import EMOTIONS

SHIPPED = files("voxlake.language.heads") / "shipped"
CARD = json.loads((SHIPPED / "emotion/card.json").read_text("utf-8"))
TWEETED = ("anger", "joy", "optimism", "sadness")


def test_the_shipped_head_finds_the_emotions_of_tweets_as_its_card_says(spark, shared_data):
    path = str(shared_data / "tweet_emotion" / "val.tsv.gz")
    labelled = read_labelled(spark, LabelledTexts(path=path, format="tsv"))
    encoder = load_encoder(spark, str(encoder_folder()))
    vectors = encode(distinct_texts(labelled), encoder).withColumn(
        "encoder_version", F.lit(encoder.version)
    )
    head = head_of(spark, shipped_head("emotion")[1])

    scored = scored_texts(vectors, head).drop("label").join(labelled, on="text_hash").toPandas()

    given = scored[list(TWEETED)].to_numpy().argmax(axis=1)
    found = Confusion.of(scored.label.map(TWEETED.index).to_numpy(), given, len(TWEETED))
    stated = CARD["figures"]["tweet_emotion validation"]
    assert tuple(CARD["labels"]) == head.labels == EMOTIONS
    assert len(scored) == stated["texts"] == 374
    assert found.macro_f1 == pytest.approx(stated["macro_f1"], abs=0.005)
    assert np.abs(scored[list(EMOTIONS)].sum(axis=1) - 1).max() < 1e-6
