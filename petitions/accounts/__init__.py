"""Organisers: who they are, to which Houses they belong, what each may do there, and what was done."""
