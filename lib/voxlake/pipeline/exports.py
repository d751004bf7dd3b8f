"""The job that writes models as files that others run."""

from pydantic import BaseModel, Field

from voxlake.core.addresses import Place
from voxlake.language.settings import LanguageSettings
from voxlake.pipeline.job import OWN_LABELS, Job, Section
from voxlake.pipeline.language import KNOWING_MODELS
from voxlake.tables import EVERYTHING, MODEL_METRICS, Read


class ExportSettings(BaseModel, frozen=True, extra="forbid"):
    """Where export_models writes models, and where the API finds them."""

    models: Place | None = Field(
        None,
        description="Folder of exported models: a path or s3a://; null for `_exports/models` of "
        "the lake.",
    )
    languages: LanguageSettings = Field(LanguageSettings(), exclude=True)
    """The section of that name."""


EXPORT_JOBS: tuple[Job, ...] = (
    Job(
        "export_models",
        "Writes the models in use as ONNX files with a card each.",
        section=Section("exports", ExportSettings, takes=KNOWING_MODELS),
        reads=(Read(MODEL_METRICS, EVERYTHING),),
        writes=(),
        uses=("sentiment", "emotion", "segments", "propensity", "value", OWN_LABELS),
        leaves="`_exports/models/*`",
        on_request=True,
        of_all_days=True,
    ),
)
