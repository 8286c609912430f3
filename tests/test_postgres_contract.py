"""The PostgreSQL store keeps the contract of stores: every folder is a story of one database."""

import pytest

import postgres_server
from timeline import stores
from timeline.testing import store_contract

pytestmark = pytest.mark.skipif(not postgres_server.reachable(), reason=postgres_server.REASON)

TestPostgresStore = store_contract(lambda folder: stores.open(postgres_server.shared.url(), str(folder)[-300:]))
