import os
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
NOWHERE = "http://127.0.0.1:9"


@pytest.mark.whole
def test_a_second_set_up_does_nothing_and_asks_no_network():
    dead = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), NOWHERE)
    java = "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9"

    done = subprocess.run(
        ["make", "--no-print-directory", "setup"],
        cwd=CHECKOUT,
        env={**os.environ, **dead, "JAVA_TOOL_OPTIONS": java, "NO_PROXY": "", "no_proxy": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
