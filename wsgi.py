"""Where web servers and `flask --app wsgi` find the application."""

import os
import sys

import config
from petitions import commands, create_app

try:
    settings = config.load(os.environ)
except config.ConfigurationError as error:
    sys.exit(f"Calls for Action cannot start:\n{error}")

# Whoever holds the right to write must not wait five milliseconds, after each statement, for another thread to let go of Python.
sys.setswitchinterval(0.0005)
os.umask(0o077)  # what the product writes is for its own user
app = create_app(settings)
commands.init_app(app)
