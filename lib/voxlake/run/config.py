"""Reads the config: code defaults, base.yaml, <env>.yaml, the environment, the command line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from voxlake.core.addresses import LakePlace, Place
from voxlake.core.errors import ConfigError, VoxlakeError
from voxlake.core.redact import has_password
from voxlake.core.yaml_texts import read_yaml
from voxlake.core.zones import Zone
from voxlake.lake.maintenance_settings import paths_at_a_version
from voxlake.lake.place import Kind
from voxlake.pipeline import SECTIONS, Section
from voxlake.run.api_settings import ApiSettings
from voxlake.run.auth_settings import AuthSettings
from voxlake.sample.settings import SampleSettings

_PREFIX = "VOXLAKE_"
_NESTED = "__"
_OF_YAML = ('"', "'", "[", "{")
_NOTHING = {"", "~", "null", "Null", "NULL"}
_MAY_HOLD_A_PASSWORD = {"models.tracking_uri"}  # of a database, which has no other way to take it


class LakeSettings(BaseModel):
    """Where the tables are: a path, or names in a catalog; never both."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    root: LakePlace | None = Field(
        None, description="Folder of the tables: a path, file: or s3a://."
    )
    catalog: str | None = Field(
        None, description="Unity catalog, or spark_catalog for a Hive or Glue metastore."
    )
    schema_name: str | None = Field(None, alias="schema", description="Schema within the catalog.")
    home: LakePlace | None = Field(
        None, description="Folder for the lock, models and report of a lake in a catalog."
    )
    merge_lookback_days: int | None = Field(
        None, ge=0, description="How far back a moved row is looked for; null for everywhere."
    )
    layout: Kind = Field(
        "auto",
        description="How new tables are stored: gathered in few files, daily (a partition a day), "
        "or auto: daily where the first rows are at least day_rows a day.",
    )
    day_rows: int = Field(50_000, ge=1, description="Rows a day from which auto means daily.")
    odd_gap_days: int | None = Field(
        180,
        ge=1,
        description="A gap of more days is odd: ten records or fewer after it are taken for wrong "
        "dates, named, and left out of jobs without dates; null: no gap is.",
    )
    time_zone: Zone | None = Field(
        None,
        description="Zone of the business (IANA name), by which days and hours are cut; fixed when "
        "the lake is made. null: the lake's own, and UTC for a new one.",
    )

    @model_validator(mode="after")
    def _one_place(self) -> LakeSettings:
        if (self.root is None) == (self.catalog is None):
            raise ValueError("set lake.root, or lake.catalog and lake.schema, and not both")
        if (self.catalog is None) != (self.schema_name is None):
            raise ValueError("lake.catalog and lake.schema go together; set both")
        return self


class ModelSettings(BaseModel):
    """Where models are: MLflow's address, its artifacts, and the models that voxlake ships."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tracking_uri: str | None = Field(
        None, description="MLflow's address; null for a sqlite file of the lake's own."
    )
    artifact_root: str | None = Field(
        None, description="Where MLflow keeps artifacts; null for a folder of the lake."
    )
    place: Place | None = Field(
        None, description="Folder with encoder/ and heads/; null for the one set-up filled."
    )
    prefix: str = Field(
        "voxlake", description="What names in the registry begin with, before a dot."
    )


class _OfThePlatform(BaseSettings):
    """Where things are."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=_PREFIX, env_nested_delimiter=_NESTED
    )

    lake: LakeSettings
    models: ModelSettings = ModelSettings()


if TYPE_CHECKING:

    class _OfJobs(_OfThePlatform):
        def __getattr__(self, section: str) -> Any: ...  # noqa: ANN401  (settings of a job)

else:
    _OfJobs = create_model(
        "_OfJobs",
        __base__=_OfThePlatform,
        **{section.name: (section.settings, section.settings()) for section in SECTIONS},
    )


class Config(_OfJobs):
    """Every setting there is. Sections are the parts of a dotted key before the dot.

    Beside these there is one for each of `pipeline.SECTIONS`.
    """

    sample: SampleSettings = SampleSettings()
    api: ApiSettings = ApiSettings()
    auth: AuthSettings = AuthSettings()

    @model_validator(mode="before")
    @classmethod
    def _sections_take_what_others_say(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Give sections the settings of others that they take, which their own may change."""
        own = {
            section.name: {**dict(values.get(section.name) or {}), **_taken(section, values)}
            for section in SECTIONS
            if section.takes
        }
        return {**values, **own}

    @model_validator(mode="before")
    @classmethod
    def _maintenance_keeps_what_is_named(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Tell maintenance of the tables of which a setting names a version."""
        known = dict(values.get("maintenance") or {})
        return {**values, "maintenance": {**known, "named_paths": paths_at_a_version(values)}}

    @classmethod
    def settings_customise_sources(cls, *_: Any, **sources: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """Take values from the layers that `load` merged, and from nowhere else."""
        return (sources["init_settings"],)


def _taken(section: Section, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    own = dict(values.get(section.name) or {})
    return {
        key: {**dict(values.get(other.name) or {}), **dict(own.get(key) or {})}
        for key, other in section.takes.items()
    }


def load(
    *, conf_dir: str | None = None, env: str | None = None, overrides: Iterable[str] = ()
) -> Config:
    """The config of an environment.

    Args:
        conf_dir: Folder of base.yaml and <env>.yaml, as `conf_folder` takes it. In a file, ${conf}
            stands for it.
        env: Name of the environment's file; None for base.yaml alone.
        overrides: `section.key=value` of the command line; values in quotes or brackets are YAML,
            others are texts as they are written.

    Raises:
        ConfigError: a key is unknown, missing or wrong, or holds an address with a password; names
            the key and where it stands.
    """
    folder = conf_folder(conf_dir)
    if folder is None and env:
        raise ConfigError(f"--env {env} needs the folder of {env}.yaml: give --conf-dir.")
    names = ["base.yaml", *([f"{env}.yaml"] if env else [])]
    layers = [_file_layer(f"{folder}/{name}") for name in names] if folder else []
    layers += [("the environment", _environment()), ("--set", _command_line(overrides))]
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        _merge(values, layer, origin, origins)
    _require_no_passwords(values, origins)
    try:
        return Config(**values)
    except ValidationError as error:
        raise ConfigError(_explain(error, origins)) from error


def _require_no_passwords(
    values: Mapping[str, Any], origins: Mapping[str, str], path: str = ""
) -> None:
    for key, value in values.items():
        dotted = f"{path}{key}"
        if isinstance(value, Mapping):
            _require_no_passwords(value, origins, f"{dotted}.")
        elif dotted not in _MAY_HOLD_A_PASSWORD and has_password(str(value)):
            where = origins.get(dotted, "the config")
            raise ConfigError(
                f"{dotted} (set in {where}) holds an address with a password: leave it out, and "
                "put credentials where their own tools look for them, such as the environment."
            )


def conf_folder(conf_dir: str | None) -> str | None:
    """Folder of the config: the one that is named, a path or `s3a://`, else the nearest there is.

    That is `conf` in the working folder, then that of the checkout which this code runs from; None
    where neither has a base.yaml.
    """
    nearest = ("conf", str(Path(__file__).resolve().parents[3] / "conf"))
    found = (folder for folder in nearest if Path(folder, "base.yaml").is_file())
    return conf_dir or next(found, None)


def secret(variable: str) -> str:
    """A secret, of the environment variable that a setting names.

    Raises:
        ConfigError: the variable is not set, or empty.
    """
    if not (value := os.environ.get(variable)):
        raise ConfigError(f"The environment variable {variable} holds no secret; set it.")
    return value


def describe(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """A line for each key below a section: its name, its default and what it means."""
    for name, field in model.model_fields.items():
        if field.exclude:  # of another section
            continue
        key = f"{path}{field.alias or name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from describe(field.annotation, f"{key}.")
        else:
            default = "" if field.is_required() else f" [{field.get_default()}]"
            yield f"{key}{default}: {field.description}"


def _file_layer(path: str) -> tuple[str, dict[str, Any]]:
    from voxlake.core.storage import read_text  # noqa: PLC0415  (boto3 is slow to import)

    try:
        text = read_text(path).replace("${conf}", path.rpartition("/")[0])
        values = read_yaml(text) or {}
    except (VoxlakeError, OSError) as error:
        raise ConfigError(f"The config file {path} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"The config file {path} is not YAML: {error}") from error
    if not isinstance(values, dict):
        raise ConfigError(f"The config file {path} must hold sections with keys.")
    return path, values


def _environment() -> dict[str, Any]:
    for name in os.environ:
        section = name.removeprefix(_PREFIX).split(_NESTED)[0].lower()
        if name.startswith(_PREFIX) and _NESTED in name and section not in Config.model_fields:
            raise ConfigError(f"The environment variable {name} names no section of the config.")
    return dict(EnvSettingsSource(Config)())


def _command_line(overrides: Iterable[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for override in overrides:
        if not (parts := re.fullmatch(r"(\w+)\.(\w+(?:\.\w+)*)=(.*)", override, re.DOTALL)):
            raise ConfigError(f"--set {override!r} is not section.key=value.")
        section, key, value = parts.groups()
        nested = _value(f"{section}.{key}", value)
        for part in reversed(key.split(".")):
            nested = {part: nested}
        _merge(values, {section: nested}, "--set", {})
    return values


def _value(key: str, text: str) -> Any:  # noqa: ANN401  (whatever YAML holds)
    """What a value of the command line means: a folder may be named `a: b` or `my #1`."""
    if not text.lstrip().startswith(_OF_YAML):
        return text.strip() if text.strip() not in _NOTHING else None
    try:
        return read_yaml(text)
    except yaml.YAMLError as error:
        raise ConfigError(
            f"--set {key}={text} begins as YAML and is none: put quotes around it twice, "
            f"""as in --set '{key}="…"'."""
        ) from error


def _merge(
    values: dict[str, Any],
    layer: Mapping[str, Any],
    origin: str,
    origins: dict[str, str],
    path: str = "",
) -> None:
    """Lay a layer over the values, and keep where each key was set last."""
    for key, value in layer.items():
        dotted = f"{path}{key}"
        origins[dotted] = origin
        if isinstance(value, Mapping) and isinstance(values.get(key), dict):
            _merge(values[key], value, origin, origins, f"{dotted}.")
            continue
        values[key] = {} if isinstance(value, Mapping) else value
        if isinstance(value, Mapping):
            _merge(values[key], value, origin, origins, f"{dotted}.")


def _explain(error: ValidationError, origins: Mapping[str, str]) -> str:
    lines = []
    for detail in error.errors():
        parts = [str(part) for part in detail["loc"]]
        known = (origins.get(".".join(parts[:n])) for n in range(len(parts), 0, -1))
        origin = next((o for o in known if o), None)
        where = f" (set in {origin})" if origin else ""
        unknown = detail["type"] == "extra_forbidden"
        message = "there is no such key" if unknown else detail["msg"]
        lines.append(f"{'.'.join(parts)}{where}: {message}")
    return "The config is wrong:\n  " + "\n  ".join(lines)
