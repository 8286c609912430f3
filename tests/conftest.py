"""How the properties of the suite run: no deadline, since a busy machine is no fault of the code."""

from hypothesis import settings

settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
