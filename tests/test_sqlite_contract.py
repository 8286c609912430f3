"""The SQLite store keeps the contract of stores."""

from timeline import stores
from timeline.testing import store_contract

TestSqliteStore = store_contract(lambda folder: stores.open(folder / "story.db"))
