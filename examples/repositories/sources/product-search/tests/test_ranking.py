import unittest

from product_search.ranking import rank, tokens

PRODUCTS = [
    {"sku": "1", "name": "Steel kettle", "category": "kitchen", "sales": 10},
    {"sku": "2", "name": "Kettle stand", "category": "kitchen", "description": "steel", "sales": 50},
    {"sku": "3", "name": "Garden chair", "category": "garden", "sales": 90},
]


class RankTest(unittest.TestCase):
    def test_words_in_the_name_count_most(self):
        self.assertEqual([p["sku"] for p in rank(PRODUCTS, "steel kettle")], ["1", "2"])

    def test_sales_decide_between_equals(self):
        self.assertEqual([p["sku"] for p in rank(PRODUCTS, "kitchen")], ["2", "1"])

    def test_signs_are_no_words(self):
        self.assertEqual(tokens("Salt & pepper, 2-pack"), ["salt", "pepper", "2", "pack"])
