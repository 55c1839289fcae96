"""Reads the few settings that the scorer needs, before any package is loaded."""

LEVELS = {"verbose": "DEBUG", "debug": "DEBUG", "info": "INFO", "warning": "WARNING"}


def log_level(text):
    """The level for Python's logging, from the text of config/service.yaml."""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key == "log_level":
            return LEVELS[value.split("#")[0].strip()]
    raise KeyError("log_level is not set in config/service.yaml")
