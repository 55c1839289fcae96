import unittest

from fraud_scoring.score import score, signals

HARMLESS = {
    "account_age_days": 400,
    "billing_country": "DE",
    "shipping_country": "DE",
    "amount": 4_999,
    "cards_tried": 1,
    "hour": 14,
}


class ScoreTest(unittest.TestCase):
    def test_a_usual_payment_scores_nothing(self):
        self.assertEqual(score(HARMLESS), 0)

    def test_signals_add_up(self):
        payment = {**HARMLESS, "cards_tried": 4, "hour": 3}
        self.assertEqual(signals(payment), ["many_cards", "night"])
        self.assertEqual(score(payment), 40)
