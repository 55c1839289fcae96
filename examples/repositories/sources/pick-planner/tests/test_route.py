import unittest

from pick_planner.route import plan


class PlanTest(unittest.TestCase):
    def test_every_second_aisle_is_walked_backwards(self):
        self.assertEqual(plan(["B-2", "A-9", "A-1", "B-7", "C-3"]), ["A-1", "A-9", "B-7", "B-2", "C-3"])

    def test_a_shelf_is_visited_once(self):
        self.assertEqual(plan(["A-1", "A-1"]), ["A-1"])
