import unittest

from sales_reports.totals import growth, monthly


class MonthlyTest(unittest.TestCase):
    def test_orders_add_up_by_market_and_month(self):
        orders = [
            {"market": "de", "placed_on": "2024-02-01", "total": 1000, "state": "delivered"},
            {"market": "de", "placed_on": "2024-02-28", "total": 500, "state": "sent"},
            {"market": "de", "placed_on": "2024-03-01", "total": 700, "state": "returned"},
        ]
        self.assertEqual(monthly(orders), {("de", "2024-02"): 1500})


class GrowthTest(unittest.TestCase):
    def test_growth_has_one_decimal(self):
        self.assertEqual(growth(300, 400), 33.3)

    def test_nothing_before_means_no_growth(self):
        self.assertIsNone(growth(0, 400))
