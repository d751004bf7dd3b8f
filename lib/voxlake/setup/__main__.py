"""Makes a machine ready for voxlake: Java, jars, the encoders and, for tests, an S3 server.

    python -m voxlake.setup [--s3] [--s3-server] [--encoder FILE] [--meaning FILE]

Each step leaves its result in the cache folder, so a second call does nothing and says nothing.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from voxlake.core.errors import VoxlakeError
from voxlake.setup.encoder import SHIPPED, encoder_folder, has_encoder, prepare_encoder
from voxlake.setup.jars import prepare_jars
from voxlake.setup.s3_server import prepare_server
from voxlake.spark.java import java_home

log = logging.getLogger("voxlake.setup")


def main() -> int:
    """Run the steps that are asked for; the exit code of the first error, else 0."""
    parser = argparse.ArgumentParser(description="Make this machine ready for voxlake, once.")
    parser.add_argument("--s3", action="store_true", help="also the jars of the S3 connector")
    parser.add_argument("--s3-server", action="store_true", help="also an S3 server for tests")
    parser.add_argument("--conf", type=Path, default=Path("conf"))
    parser.add_argument("--constraints", type=Path, default=Path("constraints.txt"))
    for name, what in (("encoder", "feelings: train_encoder's file"), ("meaning", "subjects")):
        told = f"the encoder whose vectors tell {what} [%(default)s]"
        parser.add_argument(f"--{name}", type=Path, default=SHIPPED[name], help=told)
    asked = parser.parse_args()
    logging.basicConfig(format="set-up: %(message)s", level=logging.INFO)
    try:
        _prepare(asked)
    except VoxlakeError as error:
        log.error("%s", error)
        return error.exit_code
    return 0


def _prepare(asked: argparse.Namespace) -> None:
    java_home()
    for name in ["core", "s3"] if asked.s3 else ["core"]:
        prepare_jars(name, asked.conf)
    if asked.s3_server:
        prepare_server(asked.constraints)
    for name in SHIPPED:
        file = getattr(asked, name)
        if not has_encoder(encoder_folder(name), file):
            log.info("importing the text encoder %s into Spark NLP, about a minute", file.name)
        prepare_encoder(file, name)


if __name__ == "__main__":
    sys.exit(main())
