"""Houses, their member organisations, and the keys with which a House opens what is sealed for it."""
