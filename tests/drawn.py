"""Drawn: the settings of what is drawn the same in every run, so that it is found again and says the same twice."""

from hypothesis import settings

same = settings(derandomize=True, database=None)
