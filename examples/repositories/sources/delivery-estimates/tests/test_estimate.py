import unittest
from datetime import date, datetime

from delivery_estimates.estimate import arrival


class ArrivalTest(unittest.TestCase):
    def test_a_morning_order_arrives_the_next_day(self):
        self.assertEqual(arrival(datetime(2024, 4, 16, 9), "domestic"), date(2024, 4, 17))

    def test_a_late_order_takes_a_day_more(self):
        self.assertEqual(arrival(datetime(2024, 4, 16, 15), "domestic"), date(2024, 4, 18))

    def test_weekends_and_holidays_do_not_count(self):
        holidays = {date(2024, 5, 1)}
        self.assertEqual(arrival(datetime(2024, 4, 26, 9), "europe", holidays), date(2024, 5, 3))
