"""Signatures: signing, confirming, withdrawing, and the tally that counts them."""
