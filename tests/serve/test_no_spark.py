"""Nothing that answers requests brings Spark into its process."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import importlib, pkgutil, sys
import voxlake.serve
for found in pkgutil.walk_packages(voxlake.serve.__path__, "voxlake.serve."):
    importlib.import_module(found.name)
import voxlake.cli.api, voxlake.client
print(sorted({name.split(".")[0] for name in sys.modules} & {"pyspark", "py4j", "sparknlp"}))
"""


def test_no_module_of_serving_imports_spark():
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=False, timeout=120
    )

    assert done.stdout.strip() == "[]", done.stderr
