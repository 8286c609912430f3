"""How the suite runs: properties without a deadline, files in memory, and the long form of the tests of stores on request."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

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
    # what a test of a store writes is synced a thousand times; in memory that costs nothing, and promises about power
    # cuts and killed processes have tests of their own, which take a disk where they need one
    if os.access("/dev/shm", os.W_OK):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", "/dev/shm")


@pytest.fixture(scope="session")
def long(request):
    """Whether the long form was asked for."""
    return request.config.getoption("--long")
