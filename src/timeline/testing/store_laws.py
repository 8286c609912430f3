"""The contract of stores: what `timeline.stores.Store` promises, as a test case for any store."""

import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from timeline.testing.contract import as_test_case
from timeline.testing.store_appending import APPENDING, MakeStore, StoreLaw
from timeline.testing.store_history import HISTORY
from timeline.testing.store_reading import READING
from timeline.testing.store_writers import WRITERS

__all__ = ["STORE_LAWS", "store_contract"]

STORE_LAWS: tuple[StoreLaw, ...] = (*APPENDING, *HISTORY, *READING, *WRITERS)
"""What holds of every store; each takes a function that opens the store of a folder, and an empty folder."""


def store_contract(make_store: MakeStore) -> type[unittest.TestCase]:
    """Return a test case that holds a store to its contract; give it a name in a test module, and it runs.

    ``make_store`` takes a folder and opens the store in it, as a new handle on the same store whenever the folder is the
    same; it may be called from several threads. Each test gets an empty folder, which is removed after it. The tests
    need a clock that is later than 2024 and earlier than 2200.

    >>> from timeline.testing import memory_stores, store_contract
    >>> TestMemoryStore = store_contract(memory_stores())
    """

    def hold(law: StoreLaw) -> None:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            law(make_store, Path(folder))

    return as_test_case("StoreContract", "What every store promises.", STORE_LAWS, hold)
