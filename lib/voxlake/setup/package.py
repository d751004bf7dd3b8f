"""Packs the code and its Python packages for clusters.

    python -m voxlake.setup.package zip|env

`dist/voxlake.zip` is the code, for `--py-files`; `dist/voxlake-env.tar.gz` the packages that it
needs, for `--archives`, since a zip cannot carry compiled ones. Spark and Delta are in neither:
they are the platform's.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.metadata import requires
from pathlib import Path

from voxlake.core.errors import PlatformError

PYTHON_VERSION = "3.11"
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux2014_x86_64")
"""Systems with glibc 2.28 or newer: Amazon Linux 2023 (EMR 7), Ubuntu 20.04, Debian 11."""
_LEFT_OUT = ("tests", "mlflow/server/js", "pyarrow/include", "bin", "share")
_EXTRAS = (
    *("own", "ner", "export", "postgres", "documents", "warnings", "pdf", "publish", "collect"),
    "xlsx",
)
"""Extras of jobs that clusters run, each a few MB; what only the API or a GPU needs is left out."""
_PACKED = re.compile(rf"([^;]+?) *(?:; extra == .(?:{'|'.join(_EXTRAS)}).)?")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack_code(package: Path, target: Path) -> Path:
    """A zip of the package's folder; the same files always give the same bytes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(package.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                entry = zipfile.ZipInfo(str(file.relative_to(package.parent)), _EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())
    return target


def pack_environment(constraints: Path, target: Path) -> Path:
    """An archive of the packages that voxlake needs beside Spark, as pinned in `constraints`.

    Raises:
        PlatformError: pip could not install them, or one of them brought a Spark along.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".env-", dir=target.parent) as work:
        folder = Path(work, "environment")
        _install(constraints, folder)
        if (folder / "pyspark").exists():
            raise PlatformError("A requirement brings pyspark; the archive must not hold a Spark.")
        for left_out in _LEFT_OUT:
            for found in list(folder.glob(f"**/{left_out}")):
                shutil.rmtree(found)
        packed = Path(work, target.name)
        with tarfile.open(packed, "w:gz", compresslevel=3) as archive:
            archive.add(folder, arcname=".")
        packed.rename(target)
    return target


def packed_requirements(requirements: Iterable[str]) -> list[str]:
    """Those of the requirements of voxlake that the archive has."""
    asked = (_PACKED.fullmatch(line) for line in requirements)
    needed = sorted({match[1] for match in asked if match})
    # Clusters talk to an MLflow server and run none, so they do without what a server needs.
    return [re.sub(r"^mlflow\b", "mlflow-skinny", line) for line in needed]


def _install(constraints: Path, folder: Path) -> None:
    """Install into a folder, compiled, since each application unpacks it anew."""
    command = [sys.executable, "-m", "pip", "install", "--quiet"]
    command += ["--target", str(folder), "--only-binary", ":all:", "-c", str(constraints)]
    command += ["--python-version", PYTHON_VERSION]
    for platform in PLATFORMS:
        command += ["--platform", platform]
    needed = packed_requirements(requires("voxlake") or [])
    done = subprocess.run([*command, *needed], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PlatformError(f"The environment could not be packed: {done.stderr.strip()}")


def main() -> None:
    """Pack what is asked for into dist/."""
    parser = argparse.ArgumentParser(description="Pack voxlake for clusters.")
    parser.add_argument("what", choices=["zip", "env"])
    if parser.parse_args().what == "zip":
        made = pack_code(Path("lib/voxlake"), Path("dist/voxlake.zip"))
    else:
        made = pack_environment(Path("constraints.txt"), Path("dist/voxlake-env.tar.gz"))
    sys.stdout.write(f"{made} ({made.stat().st_size / 2**20:.0f} MiB)\n")


if __name__ == "__main__":
    main()
