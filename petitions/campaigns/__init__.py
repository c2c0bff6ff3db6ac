"""Campaigns: whom they are for, what they demand of whom, in which words, and their posters."""
