"""Options that several commands take, and the config that they say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated

import typer

from voxlake.run.config import Config, load

Env = Annotated[str | None, typer.Option(help="Environment: reads <env>.yaml after base.yaml.")]
ConfDir = Annotated[str | None, typer.Option(help="Folder of the config: a path or s3a://.")]
Changes = Annotated[list[str] | None, typer.Option("--set", help="section.key=value; may repeat.")]
Level = Annotated[str, typer.Option(help="debug, info, warning or error; JSON lines on stderr.")]
LakeRoot = Annotated[str | None, typer.Option("--lake", help="Folder of the lake, or s3a://.")]


def config_of(
    lake: str | None, env: str | None, conf_dir: str | None, changes: Iterable[str] | None
) -> Config:
    """The config that the options of a command say.

    Raises:
        ConfigError: as `load` does.
    """
    place = [override("lake.root", lake)] if lake else []
    return load(conf_dir=conf_dir, env=env, overrides=[*place, *(changes or ())])


def override(key: str, text: str) -> str:
    """An option's text as `--set` takes it, whose values are YAML: `2024` and `a #1` stay texts."""
    return f"{key}={json.dumps(text, ensure_ascii=False)}"
