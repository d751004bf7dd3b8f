"""Document stores of tests: a real Redis, and moto's DynamoDB."""

import uuid

import pytest
from document_servers import create_table
from moto.server import ThreadedMotoServer
from servers_redis import RedisServer

from voxlake.stores.documents.opening import open_store
from voxlake.stores.documents.settings import DocumentSettings

REDIS_PASSWORD = "VOXLAKE_TEST_REDIS_PASSWORD"


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory):
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def moto_port():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.fixture
def aws_keys(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-tests")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def redis_settings(redis_server, monkeypatch):
    monkeypatch.setenv(REDIS_PASSWORD, redis_server.password)
    one = {
        "port": redis_server.port,
        "prefix": f"voxlake:{uuid.uuid4().hex}",
        "user": "writer",
        "password_env": REDIS_PASSWORD,
    }
    return DocumentSettings(store="redis", redis=one, writers=1)


@pytest.fixture
def dynamo_settings(moto_port, aws_keys):
    endpoint, table = f"http://127.0.0.1:{moto_port}", f"t{uuid.uuid4().hex}"
    create_table(endpoint, table)
    one = {"table": table, "endpoint_url": endpoint, "region": "us-east-1"}
    return DocumentSettings(store="dynamodb", dynamodb=one, writers=1)


@pytest.fixture(params=["redis", "dynamodb"])
def document_settings(request):
    name = "redis_settings" if request.param == "redis" else "dynamo_settings"
    return request.getfixturevalue(name)


@pytest.fixture
def opened(redis_server):
    """Opens the store of settings; closes all that were opened."""
    made = []

    def open_one(settings):
        made.append(open_store(settings, redis_server.password))
        return made[-1]

    yield open_one
    for store in made:
        store.close()
