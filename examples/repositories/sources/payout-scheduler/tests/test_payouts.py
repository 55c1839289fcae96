import unittest
from datetime import date

from payout_scheduler.payouts import next_payout_day, payable


class PayableTest(unittest.TestCase):
    def test_young_sales_are_held_back(self):
        sales = [
            {"amount": 5_000, "fee": 500, "delivered_on": date(2024, 3, 1)},
            {"amount": 9_000, "fee": 900, "delivered_on": date(2024, 3, 10)},
        ]
        self.assertEqual(payable(sales, date(2024, 3, 20)), 4_500)

    def test_small_sums_wait(self):
        sales = [{"amount": 1_900, "fee": 0, "delivered_on": date(2024, 1, 1)}]
        self.assertEqual(payable(sales, date(2024, 3, 20)), 0)


class NextPayoutDayTest(unittest.TestCase):
    def test_tuesday_is_followed_by_friday(self):
        self.assertEqual(next_payout_day(date(2024, 3, 19)), date(2024, 3, 22))

    def test_saturday_is_followed_by_tuesday(self):
        self.assertEqual(next_payout_day(date(2024, 3, 23)), date(2024, 3, 26))
