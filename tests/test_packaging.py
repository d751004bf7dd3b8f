"""What `make zip` and `make wheel` pack is whole, and brings no Spark along."""

import subprocess
import sys
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from voxlake.setup.package import pack_code, packed_requirements

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "lib" / "voxlake"


@pytest.fixture(scope="module")
def code(tmp_path_factory) -> Path:
    return pack_code(PACKAGE, tmp_path_factory.mktemp("zip") / "voxlake.zip")


@pytest.fixture(scope="module")
def wheel() -> Path:
    subprocess.run(["make", "wheel"], cwd=CHECKOUT, check=True)
    return next(CHECKOUT.glob("dist/voxlake-*.whl"))


def files_of_the_package() -> set[str]:
    return {
        str(file.relative_to(PACKAGE.parent))
        for file in PACKAGE.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_zip_holds_every_file_of_the_package_and_no_other(code):
    with zipfile.ZipFile(code) as archive:
        assert set(archive.namelist()) == files_of_the_package()


def test_the_same_code_always_makes_the_same_zip(code, tmp_path):
    assert pack_code(PACKAGE, tmp_path / "again.zip").read_bytes() == code.read_bytes()


def test_the_package_runs_from_the_zip_where_there_is_no_checkout(code, tmp_path):
    program = "import voxlake, voxlake.pipeline as p; print(voxlake.__file__, len(p.JOBS))"

    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(code)!r}); {program}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith(str(code))


@pytest.mark.whole
def test_the_wheel_holds_every_file_of_the_package(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert held == files_of_the_package()


def test_the_archive_has_what_jobs_load_on_executors_and_no_spark():
    asked = [
        *("mlflow>=3", 'pyspark<3.6; extra == "local"', 'torch>=2; extra == "train"'),
        *('onnxruntime>=1.19; extra == "own"', 'spacy<3.9,>=3.8; extra == "ner"'),
        *('onnxruntime>=1.19; extra == "api"', 'psycopg[binary]>=3.2; extra == "postgres"'),
    ]

    packed = ["mlflow-skinny>=3", "onnxruntime>=1.19", "psycopg[binary]>=3.2", "spacy<3.9,>=3.8"]
    assert packed_requirements(asked) == packed


@pytest.mark.whole
def test_the_wheel_asks_for_no_spark_and_no_delta_but_in_an_extra(wheel):
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        header = HeaderParser().parsestr(archive.read(metadata).decode())
    needed = [line for line in header.get_all("Requires-Dist", []) if "extra ==" not in line]

    assert needed
    assert not [line for line in needed if line.startswith(("pyspark", "delta"))]
