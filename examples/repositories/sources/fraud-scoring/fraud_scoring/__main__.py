import logging
from pathlib import Path
from wsgiref.simple_server import make_server

import yaml

from .app import application
from .settings import log_level

text = Path("config/service.yaml").read_text()
logging.basicConfig(level=log_level(text))

make_server("", yaml.safe_load(text)["service"]["port"], application).serve_forever()
