"""Textbook answers that the programme is checked against and that are printed beside it.

Loans and cash flows, learning, spares, two echelons of repair, availability, renewals, schedules and
spending. Each holds under narrow assumptions, said with it; histories run in such a setting must give the
same. An argument outside what a formula is defined for is a `ValueError`; a network that cannot be walked is
located.
"""
