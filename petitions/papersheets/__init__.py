"""Paper sheets: signatures collected by hand. How many there are is told apart from those that were confirmed by mail."""
