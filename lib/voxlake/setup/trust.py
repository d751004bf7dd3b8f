"""Lets the Java that pip installed trust the certificates that this machine trusts.

Its own list holds the public authorities alone: behind a company's proxy, which signs with the
company's authority, it could fetch nothing.
"""

from __future__ import annotations

import os
import ssl
import warnings
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PKCS12Certificate,
    serialize_java_truststore,
)

from voxlake.core.cache import cache_dir
from voxlake.spark.java import is_from_pip, java_home


def trust_settings(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Spark settings for a JVM that is to fetch; none for a Java of the machine's own.

    The certificates are those of OpenSSL: the file that SSL_CERT_FILE names, else the system's.
    """
    system = ssl.get_default_verify_paths().cafile
    bundle = environment.get("SSL_CERT_FILE", system)
    if bundle is None or not is_from_pip(java_home(environment)):
        return {}
    store = cache_dir() / "trusted.p12"
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_bytes(_as_trust_store(Path(bundle)))
    return {"spark.driver.extraJavaOptions": f"-Djavax.net.ssl.trustStore={store}"}


def _as_trust_store(bundle: Path) -> bytes:
    """The certificates of a PEM file in the form that Java reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about authorities whose certificates are a bit off
        found = x509.load_pem_x509_certificates(bundle.read_bytes())
    named = [PKCS12Certificate(one, f"{n}".encode()) for n, one in enumerate(found)]
    return serialize_java_truststore(named, NoEncryption())
