"""Back-of-envelope answers that the raid is checked against: queues, channels, fire, magazines, tracking.

Each holds under narrow assumptions, said with it; the raid run in such a setting must give the same. An
argument outside what a formula is defined for is a `ValueError`.
"""
