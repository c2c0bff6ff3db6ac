"""Posters: what they say, how they are laid out, and for which machine they are printed."""
