"""What every printed page stands on: fonts, shaping, fitting, codes, pictures."""

import threading

LOCK = threading.RLock()
"""Held while text is shaped and while a document is made.

ReportLab keeps one object per typeface for the whole process and writes into it: a glyph without a
character of its own gets a private code the first time it is shaped, and a document numbers the
characters of its subsets as they come. Two threads at once would mix both up. The lock is
reentrant, so that whoever makes a document may hold it from its first line to its last.
"""
