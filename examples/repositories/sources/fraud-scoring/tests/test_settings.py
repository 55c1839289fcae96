import unittest
from pathlib import Path

from fraud_scoring.settings import log_level

CONFIG = Path(__file__).parent.parent / "config" / "service.yaml"


class LogLevelTest(unittest.TestCase):
    def test_the_configuration_names_a_level(self):
        self.assertIn(log_level(CONFIG.read_text()), {"DEBUG", "INFO", "WARNING"})

    def test_a_comment_is_not_part_of_the_level(self):
        self.assertEqual(log_level("log_level: info # as agreed"), "INFO")
