"""Measurements, side by side in one run: `make bench`. Shared machines wander, so read the ratios."""
