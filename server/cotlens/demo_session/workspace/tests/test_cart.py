from shop.cart import discount, total

BOOKS = [(8.40, 3)]


def test_total():
    assert total(BOOKS) == 29.99


def test_discount_is_in_whole_cents():
    assert discount(BOOKS, 10) == 26.99


def test_no_discount():
    assert discount(BOOKS, 0) == 29.99
