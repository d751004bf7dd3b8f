"""Jobs that read posts: their language and what they say."""

from voxlake.language.encoder.settings import EncoderSettings
from voxlake.language.labels.settings import LabelSettings
from voxlake.language.settings import (
    EmbeddingSettings,
    EvidenceSettings,
    LanguageSettings,
    TrainingSettings,
)
from voxlake.language.watch.alert_settings import AlertSettings
from voxlake.language.watch.drift_settings import DriftSettings
from voxlake.pipeline.job import ENCODER, OWN_LABELS, Job, Section
from voxlake.tables import (
    BRAND_SENTIMENT,
    EVERYTHING,
    MODEL_METRICS,
    POST_EMOTION,
    POST_EVIDENCE,
    POST_LABELS,
    POST_LANGUAGE,
    POST_SCORES,
    POST_SENTIMENT,
    POSTS,
    SENTIMENT_ALERTS,
    TEXT_EMBEDDINGS,
    Read,
)

_LANGUAGES = Section("languages", LanguageSettings)
EMBEDDINGS = Section("embeddings", EmbeddingSettings)
KNOWING_MODELS = {"languages": _LANGUAGES}
"""Of sections that are about the models which `languages` names."""
ALERT_SECTION = Section("alerts", AlertSettings)
_LABELS = Section("labels", LabelSettings, takes=KNOWING_MODELS)
_TRAINING = Section("training", TrainingSettings, takes=KNOWING_MODELS)

_MODELS = ("sentiment", "emotion", OWN_LABELS)
_LABELLED = (Read(POST_LABELS, EVERYTHING), Read(POSTS, EVERYTHING))

LANGUAGE: tuple[Job, ...] = (
    Job(
        "detect_language",
        "Says in which language each post is, and whether models read it.",
        section=_LANGUAGES,
        reads=(Read(POSTS),),
        writes=(POST_LANGUAGE,),
        needs=POSTS,
    ),
    Job(
        "embed_texts",
        "Turns each distinct text of a day into a vector.",
        section=EMBEDDINGS,
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS, "lookback_days")),
        writes=(TEXT_EMBEDDINGS,),
        uses=(ENCODER,),
        needs=POSTS,
    ),
    Job(
        "sample_for_labels",
        "Chooses posts that people should label, and writes the sheet that they fill.",
        section=_LABELS,
        reads=(
            Read(POSTS),
            Read(POST_LANGUAGE),
            Read(TEXT_EMBEDDINGS),
            Read(POST_LABELS, EVERYTHING, of_earlier_runs=True),
        ),
        writes=(),
        uses=_MODELS,
        needs=POSTS,
        on_request=True,
        leaves="a CSV file",
    ),
    Job(
        "import_labels",
        "Reads the labels that people gave, and says how far they agree.",
        section=_LABELS,
        reads=(Read(POST_LABELS, EVERYTHING),),
        writes=(POST_LABELS, MODEL_METRICS),
        on_request=True,
        of_all_days=True,
    ),
    Job(
        "train_encoder",
        "Trains one text encoder for all heads together; needs the extra `[train]`.",
        section=Section("encoder", EncoderSettings),
        reads=(),
        writes=(),
        on_request=True,
        of_all_days=True,
        leaves="a folder",
    ),
    Job(
        "train_language",
        "Trains a model of language on labelled texts.",
        section=_TRAINING,
        reads=_LABELLED,
        writes=(MODEL_METRICS,),
        uses=(ENCODER, *_MODELS),
        on_request=True,
        of_all_days=True,
    ),
    Job(
        "evaluate_language",
        "Says how good a model of language is on labelled texts.",
        section=_TRAINING,
        reads=_LABELLED,
        writes=(MODEL_METRICS,),
        uses=(ENCODER, *_MODELS),
        on_request=True,
        of_all_days=True,
    ),
    Job(
        "score_sentiment",
        "Says how negative, neutral or positive each post is.",
        section=_LANGUAGES,
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS)),
        writes=(POST_SENTIMENT,),
        uses=("sentiment",),
        needs=POSTS,
    ),
    Job(
        "alert_sentiment",
        "Counts negative posts by brand and day, and finds days with more than usual.",
        section=ALERT_SECTION,
        reads=(Read(POSTS), Read(POST_SENTIMENT), Read(BRAND_SENTIMENT, "lookback_days")),
        writes=(BRAND_SENTIMENT, SENTIMENT_ALERTS),
        needs=POSTS,
    ),
    Job(
        "score_emotion",
        "Says which emotions each post expresses.",
        section=_LANGUAGES,
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS)),
        writes=(POST_EMOTION,),
        uses=("emotion",),
        needs=POSTS,
    ),
    Job(
        "score_labels",
        "Says what models with labels of your own say of each post.",
        section=_LANGUAGES,
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS)),
        writes=(POST_SCORES,),
        uses=(OWN_LABELS,),
        needs=POSTS,
    ),
    Job(
        "watch_language",
        "Measures week by week how far posts and models of language have drifted.",
        section=Section("drift", DriftSettings, takes=KNOWING_MODELS),
        reads=(
            Read(POST_SENTIMENT, EVERYTHING),
            Read(POST_EMOTION, EVERYTHING),
            Read(POST_SCORES, EVERYTHING),
            Read(POST_LANGUAGE, 6),
            Read(TEXT_EMBEDDINGS, EVERYTHING),
            Read(POST_LABELS, EVERYTHING),
        ),
        writes=(MODEL_METRICS,),
        uses=_MODELS,
        needs=POSTS,
    ),
    Job(
        "explain_posts",
        "Says which phrases moved the labels of some posts most.",
        section=Section("evidence", EvidenceSettings),
        reads=(Read(POSTS), Read(POST_SENTIMENT), Read(POST_EMOTION)),
        writes=(POST_EVIDENCE,),
        uses=(ENCODER, "sentiment", "emotion"),
        needs=POSTS,
        on_request=True,
    ),
)
