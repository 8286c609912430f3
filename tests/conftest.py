"""How the suite runs: properties without a deadline, files in memory, and the long form of the tests of stores on request."""

import os
import sys

import pytest
from hypothesis import HealthCheck, Phase, settings

import postgres_server
import spark_cluster

collect_ignore = ["mutation.py"]  # a command, whose libraries are in the extra `mutation`

settings.register_profile("suite", deadline=None)  # a busy machine is no fault of the code
settings.register_profile(
    "few",  # for mutation testing, where every test runs thousands of times: the same few examples each time, not shrunk
    deadline=None,
    max_examples=6,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="the long form of the tests of stores: minutes instead of seconds")


def pytest_configure(config):
    config.addinivalue_line("markers", "no_cover: do not count the lines that are run")  # of pytest-cov, where that is missing
    # what a test of a store writes is synced a thousand times; in memory that costs nothing, and promises about power
    # cuts and killed processes have tests of their own, which take a disk where they need one
    if os.access("/dev/shm", os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")
    if not postgres_server.reachable():
        _leave_out(config, "*/stores/_postgres*.py")
        _leave_out(config, "*/bulk/_postgres.py")
    if not spark_cluster.available():
        _leave_out(config, "*/bulk/_spark.py")


def pytest_collection_modifyitems(items):
    # an example in a docstring shows, a test covers: without counting it is quicker
    for item in items:
        if isinstance(item, pytest.DoctestItem):
            item.add_marker(pytest.mark.no_cover)
    # the longest of all comes first: where it came last, one process would be left with it and the other would wait
    items.sort(key=lambda item: item.name != "test_the_table_of_legal_moves_is_what_telling_every_small_story_finds")


def _leave_out(config, pattern):
    """Leave code out of the report of coverage that nothing on this machine can run; its tests are skipped visibly."""
    plugin = config.pluginmanager.get_plugin("_cov")
    controller = getattr(plugin, "cov_controller", None)
    for coverage in {getattr(controller, name, None) for name in ("cov", "combining_cov")} - {None}:
        coverage.set_option("report:omit", [*(coverage.get_option("report:omit") or ()), pattern])


def pytest_report_header():
    """Say loudly what is skipped for want of a server or a cluster."""
    absent = []
    if not postgres_server.reachable():
        absent.append(f"{postgres_server.REASON}: its tests are skipped and its code is not counted")
    if not spark_cluster.available():
        absent.append(f"{spark_cluster.REASON}: the tests of the cluster are skipped and its code is not counted")
    return absent


@pytest.fixture
def database():
    """The URL of an empty database of a PostgreSQL server."""
    if not postgres_server.reachable():
        pytest.skip(postgres_server.REASON)
    url = postgres_server.shared.database()
    yield url
    postgres_server.shared.drop(url)


@pytest.fixture(scope="session")
def long(request):
    """Whether the long form was asked for."""
    return request.config.getoption("--long")


@pytest.fixture(params=["numpy", "plain Python"])
def road(request, monkeypatch):
    """Columns by numpy, and as they are told where numpy is not installed."""
    if request.param != "numpy":
        for module in ("_all", "_all_moves", "_row_arrays", "_arrange"):
            monkeypatch.setitem(sys.modules, f"timeline.bulk.{module}", None)
    return request.param
