"""A score from 0 (harmless) to 100 for each payment."""

WEIGHTS = {
    "new_account": 25,
    "address_differs": 15,
    "high_amount": 20,
    "many_cards": 30,
    "night": 10,
}


def signals(payment):
    """The names of the signals that a payment shows."""
    checks = {
        "new_account": payment["account_age_days"] < 2,
        "address_differs": payment["billing_country"] != payment["shipping_country"],
        "high_amount": payment["amount"] > 100_000,
        "many_cards": payment["cards_tried"] >= 3,
        "night": payment["hour"] < 5,
    }
    return [name for name, shown in checks.items() if shown]


def score(payment):
    return sum(WEIGHTS[name] for name in signals(payment))
