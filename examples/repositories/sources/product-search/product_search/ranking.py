"""Orders products for a query."""

FIELD_WEIGHTS = {"name": 3.0, "category": 1.5, "description": 1.0}


def tokens(text):
    return [word for word in "".join(c if c.isalnum() else " " for c in text.lower()).split()]


def relevance(product, query):
    """How well a product fits: each word of the query counts once a field."""
    wanted = set(tokens(query))
    return sum(
        weight * len(wanted & set(tokens(product.get(field, ""))))
        for field, weight in FIELD_WEIGHTS.items()
    )


def rank(products, query):
    """Products that fit, best first; among equals those that sell more."""
    scored = [(relevance(product, query), product.get("sales", 0), product) for product in products]
    fitting = [entry for entry in scored if entry[0] > 0]
    return [product for _, _, product in sorted(fitting, key=lambda entry: (-entry[0], -entry[1]))]
