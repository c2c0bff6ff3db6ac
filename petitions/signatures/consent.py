"""The consent that is given with a signature. Each signature keeps the version that was agreed to."""

VERSION = "2026-11-26-2"
"""Changes whenever the sentence at the tick box or the privacy page does."""
