"""Prices of a cart, in euros."""

VAT = 0.19


def net(items):
    return sum(price * count for price, count in items)


def total(items):
    return round(net(items) * (1 + VAT), 2)


def discount(items, percent):
    return total(items) * (100 - percent) / 100
