"""Keeps models: the one module that talks to MLflow."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from voxlake.core.cache import cache_dir
from voxlake.core.days import day_number
from voxlake.core.errors import ConfigError, NoChampionError, PlatformError
from voxlake.core.redact import redacted
from voxlake.core.storage import is_s3, read_text
from voxlake.language.heads.plain import shipped_head
from voxlake.language.settings import SHIPPED_HEADS
from voxlake.pipeline import ENCODER, job_that_fits
from voxlake.run.config import ModelSettings
from voxlake.run.registry import Registry
from voxlake.tables.columns import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from mlflow.entities.model_registry import ModelVersion
    from pyspark.sql import SparkSession

_CHAMPION = "champion"
_FLAVOR, _JSON = "flavor", "json"
_log = logging.getLogger(__name__)
_ARTIFACT = "model"
_JSON_FILE = f"{_ARTIFACT}/model.json"


Metric = tuple[str, str, str, str, float]
"""Model, version, split, name and value of a figure: the columns of `model_metrics`."""


@dataclass(frozen=True)
class ModelPlaces:
    """Where MLflow answers and where models lie; every one of them a path or an address.

    `tracking_uri` is MLflow's address, or else the lake's own registry on S3.
    """

    tracking_uri: str | Registry
    artifact_root: str
    shipped: str
    has_heads: bool
    prefix: str

    @classmethod
    def of(cls, settings: ModelSettings, home: str | None) -> ModelPlaces:
        """The places that the config names; where it names none, those in the lake's own folder.

        Args:
            settings: The section `models` of the config.
            home: The lake's folder, whole; None for a lake in a catalog that has none.

        Raises:
            ConfigError: a place is not named and there is no lake folder to put it in.
        """
        named = settings.model_dump(include={"tracking_uri", "artifact_root"})
        if home is None and (unnamed := [f"models.{k}" for k, v in named.items() if not v]):
            raise ConfigError(f"Set {', '.join(unnamed)}, or lake.home: the lake has no folder.")
        own = f"{home}/_mlflow".removeprefix("file://")
        file = f"{own}/mlflow.db"
        of_lake = Registry(file) if is_s3(file) else f"sqlite:///{file}"
        return cls(
            tracking_uri=settings.tracking_uri or of_lake,
            artifact_root=settings.artifact_root or _mlflow_uri(f"{own}/artifacts"),
            shipped=settings.place or str(cache_dir() / "models"),
            has_heads=settings.place is not None,
            prefix=settings.prefix,
        )

    def registered(self, name: str) -> str:
        """A model's name in the registry."""
        return f"{self.prefix}.{name}"

    @property
    def address(self) -> str:
        """What MLflow is told."""
        uri = self.tracking_uri
        return uri.uri if isinstance(uri, Registry) else uri

    def keep_registry(self) -> None:
        """Make what MLflow noted last as safe as the lake."""
        if isinstance(self.tracking_uri, Registry):
            self.tracking_uri.keep()

    def by_key(self) -> dict[str, str]:
        """Each place that all machines must reach, by the key that names it."""
        return {
            "models.tracking_uri": str(getattr(self.tracking_uri, "place", self.tracking_uri)),
            "models.artifact_root": self.artifact_root,
            "models.place": self.shipped,
        }


@dataclass(frozen=True)
class Champion:
    """The model in use: its version and the model, as plain numbers; a head may be ready to use."""

    name: str
    version: str
    model: Any


class Models:
    """The models of a lake."""

    def __init__(
        self,
        spark: SparkSession | None,
        places: ModelPlaces,
        *,
        run_id: str,
        keep_metrics: Callable[[Sequence[Metric]], None],
        last_version: Callable[[str], int] = lambda _: 0,
        require_may_write: Callable[[], None] = lambda: None,
    ) -> None:
        """Open the registry.

        Args:
            spark: The session that loads encoders; None for who asks for none.
            places: Where MLflow answers and where models lie.
            run_id: What fits are tagged with.
            keep_metrics: Writes the figures of a fit to `model_metrics`.
            last_version: The highest version of a model that rows of the lake name.
            require_may_write: Raises where the run may write no more.
        """
        self._spark = spark
        self._places = places
        self._run_id = run_id
        self._keep_metrics = keep_metrics
        self._last_version = last_version
        self._require_may_write = require_may_write
        self._opened: set[str] = set()

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """Keep the names of the models in use that are asked for in the block; `encoder` too."""
        self._opened = set()
        yield self._opened

    def has_champion(self, name: str) -> bool:
        """Whether a fitted version of the model is in use."""
        return self._champion_version(name) is not None

    def version(self, name: str) -> str | None:
        """The fitted version in use, without loading it; None where there is none."""
        champion = self._champion_version(name)
        return str(champion.version) if champion else None

    def champion(self, name: str) -> Champion:
        """The version in use: the one with the alias `champion`, else the one voxlake ships.

        Raises:
            NoChampionError: there is neither; says which job to run.
        """
        if version := self._champion_version(name):
            return Champion(name, str(version.version), self._load(version))
        if shipped := self._shipped(name):
            return shipped
        raise NoChampionError(name, job_that_fits(name).name)

    def inputs(self, name: str) -> dict[str, int | None]:
        """Versions of the tables that the fit of the version in use read; none for what ships."""
        if not (version := self._champion_version(name)) or not version.run_id:
            return {}
        params = self._client.get_run(version.run_id).data.params
        return {
            key.removeprefix("input."): int(value) if value.isdigit() else None
            for key, value in sorted(params.items())
            if key.startswith("input.")
        }

    def encoder(self, name: str = ENCODER) -> Any:  # noqa: ANN401  (a Spark NLP annotator)
        """A text encoder, loaded from the folder that set-up or `make models` filled.

        Args:
            name: `encoder`, whose vectors tell feelings, or `meaning`, whose vectors tell subjects.

        Raises:
            PlatformError: the folder is not there; says which command fills it.
        """
        if self._spark is None:
            raise ValueError("an encoder of Spark NLP is loaded by a session of Spark")
        self._opened.add(name)
        from voxlake.language.encoder.embeddings import load_encoder  # noqa: PLC0415  (starts Spark NLP)

        return load_encoder(self._spark, f"{self._places.shipped}/{name}")

    @contextmanager
    def fit(
        self, name: str, settings: BaseModel, inputs: Mapping[str, int | None]
    ) -> Iterator[Fit]:
        """An MLflow run that records a fit: its settings, the Delta versions that it read."""
        mlflow = self._mlflow
        with mlflow.start_run(experiment_id=self._experiment, run_name=name) as run:
            mlflow.set_tags({"voxlake.run_id": self._run_id, "voxlake.model": name})
            params = _flat(settings.model_dump(mode="json"))
            mlflow.log_params({name: redacted(str(value)) for name, value in params.items()})
            mlflow.log_params({f"input.{table}": version for table, version in inputs.items()})
            yield Fit(
                mlflow=mlflow,
                client=self._client,
                run=run,
                model=name,
                places=self._places,
                keep_registry=self._keep_registry,
                keep_metrics=self._keep_metrics,
                last_version=self._last_version(name),
            )
        self._keep_registry()  # with the end of the run

    def _keep_registry(self) -> None:
        self._require_may_write()
        self._places.keep_registry()

    def _champion_version(self, name: str) -> ModelVersion | None:
        self._opened.add(name)
        from mlflow.exceptions import MlflowException  # noqa: PLC0415  (slow to import)

        try:
            version: ModelVersion = self._client.get_model_version_by_alias(
                self._places.registered(name), _CHAMPION
            )
        except MlflowException as error:
            if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                return None
            raise PlatformError(
                redacted(f"MLflow at {self._places.address} does not answer: {error}")
            ) from error
        if version.tags.get(_FLAVOR) == _JSON:
            return version
        _log.warning(
            "version %s of the model %r is a pipeline of Spark, of an earlier voxlake: it counts "
            "as none, and the next fit takes its place",
            version.version,
            name,
        )
        return None

    def _load(self, version: ModelVersion) -> dict[str, Any]:
        source = self._client.get_model_version_download_uri(version.name, version.version)
        text = self._mlflow.artifacts.load_text(f"{source}/model.json")
        numbers: dict[str, Any] = json.loads(text)
        return numbers

    def _shipped(self, name: str) -> Champion | None:
        if name not in SHIPPED_HEADS:
            return None
        return Champion(name, *shipped_head(name, self._head_text(name)))

    def _head_text(self, name: str) -> str | None:
        """The head in the folder that `models.place` names; None where the package's own serves."""
        if not self._places.has_heads:
            return None
        path = f"{self._places.shipped}/heads/{name}/head.json"
        try:
            return read_text(path)
        except FileNotFoundError as error:
            raise PlatformError(f"There is no {path}: run `make models TO=<folder>`.") from error

    @cached_property
    def _mlflow(self) -> Any:  # noqa: ANN401  (the module, which is slow to import)
        import mlflow  # noqa: PLC0415

        address = self._places.address
        mlflow.set_tracking_uri(address)
        if address.startswith("sqlite:///"):
            path = Path(address.removeprefix("sqlite:///"))
            path.parent.mkdir(parents=True, exist_ok=True)
        return mlflow

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401  (mlflow.MlflowClient)
        return self._mlflow.MlflowClient()

    @cached_property
    def _experiment(self) -> str:
        name = self._places.prefix
        if found := self._client.get_experiment_by_name(name):
            return str(found.experiment_id)
        root = self._places.artifact_root
        return str(self._client.create_experiment(name, artifact_location=root))


class Fit:
    """A fit under way: takes its figures and pictures, then its model."""

    def __init__(
        self,
        *,
        mlflow: Any,  # noqa: ANN401  (the module)
        client: Any,  # noqa: ANN401  (mlflow.MlflowClient)
        run: Any,  # noqa: ANN401  (mlflow.ActiveRun)
        model: str,
        places: ModelPlaces,
        keep_registry: Callable[[], None],
        keep_metrics: Callable[[Sequence[Metric]], None],
        last_version: int,
    ) -> None:
        self._mlflow = mlflow
        self._client = client
        self._run = run
        self._model = model
        self._name = places.registered(model)
        self._places = places
        self._keep_registry = keep_registry
        self._keep_metrics = keep_metrics
        self._last_version = last_version
        self._measured: list[tuple[str, str, float]] = []
        self._version: str | None = None

    def metrics(self, values: Mapping[str, float], split: str) -> None:
        """Log figures measured on a split, such as `train`."""
        self._measured += [(split, name, float(value)) for name, value in values.items()]
        self._mlflow.log_metrics({f"{split}.{name}": float(v) for name, v in values.items()})

    def days(self, first: date, last: date, split: str) -> None:
        """Keep the days whose posts, orders or users, as `split` says, the fit looked at."""
        days = {FIRST_DAY: first, LAST_DAY: last}
        self._measured += [(split, name, float(day_number(day))) for name, day in days.items()]
        self._mlflow.set_tag("voxlake.fitted_on", f"{split} of {first} to {last}")

    def picture(self, figure: Figure, name: str) -> None:
        """Log a picture under `pictures/<name>.png`."""
        self._mlflow.log_figure(figure, f"pictures/{name}.png")

    def table(self, header: Sequence[str], rows: Sequence[Sequence[object]], name: str) -> None:
        """Log a table under `tables/<name>.csv`."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([header, *rows])
        self._mlflow.log_text(out.getvalue(), f"tables/{name}.csv")

    def register(self, model: Mapping[str, Any]) -> str:
        """Keep the model, as plain numbers that JSON can hold, as a new version, and name it.

        No row of the lake names the version, or a later one, of the model yet.
        """
        self._mlflow.log_dict(model, _JSON_FILE)
        source = f"{self._run.info.artifact_uri}/{_ARTIFACT}"
        self._ensure_registered()
        # A registry that is not the one of before would give the numbers again that rows bear.
        while (number := self._next_version(source)) <= self._last_version:
            self._client.delete_model_version(self._name, str(number))
        self._version = str(number)
        self._keep_registry()
        return self._version

    def promote(self) -> None:
        """Keep the figures and make the registered version the champion; a fit's last step."""
        if self._version is None:
            raise ValueError("register a model before promoting it")
        version = self._version
        self._keep_metrics([(self._model, version, *figure) for figure in self._measured])
        self._client.set_registered_model_alias(self._name, _CHAMPION, self._version)
        self._keep_registry()

    def _next_version(self, source: str) -> int:
        created = self._client.create_model_version(
            self._name, source, run_id=self._run.info.run_id, tags={_FLAVOR: _JSON}
        )
        return int(created.version)

    def _ensure_registered(self) -> None:
        from mlflow.exceptions import MlflowException  # noqa: PLC0415  (slow to import)

        try:
            self._client.create_registered_model(self._name)
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise


def _mlflow_uri(place: str) -> str:
    """A place as MLflow writes it: `s3://` where Spark says `s3a://`, `file://` for a path."""
    return place.replace("s3a://", "s3://", 1) if "://" in place else f"file://{place}"


def _flat(values: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{path}{key}"
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{name}.")
        else:
            flat[name] = value
    return flat
