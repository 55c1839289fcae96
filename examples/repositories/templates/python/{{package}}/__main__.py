import logging
from pathlib import Path
from wsgiref.simple_server import make_server

import yaml

from .app import application

config = yaml.safe_load(Path("config/service.yaml").read_text())
level = config.get("logging", {}).get("level") or config.get("log_level", "info")
# The key log_level is from configuration files before 2024; its verbose is called debug now.
logging.basicConfig(level="DEBUG" if level == "verbose" else level.upper())

make_server("", config["service"]["port"], application).serve_forever()
