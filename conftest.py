"""Every test of the repository gets its level and its servers from here."""

from hypothesis import settings

pytest_plugins = ["support.fixtures", "support.level_times"]

# How long one example takes says something of the machine, and of what else it does.
settings.register_profile("ates", deadline=None)
settings.load_profile("ates")
