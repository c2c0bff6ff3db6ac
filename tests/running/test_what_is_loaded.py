"""What a process loads: it weighs that for as long as it runs, so none loads what only another one needs."""

import subprocess
import sys

import pytest

import config
from tests.support.product import demo_environ

DELIVERING = {"dkim", "dns", "flufl", "petitions.post.transport", "petitions.delivering"}
SIGNING = {"pyhanko", "pikepdf", "petitions.pdf.cms"}
DRAWING = {"PIL", "reportlab.pdfgen", "uharfbuzz", "petitions.pdf.fonts", "petitions.dossiers.making"}
MIGRATING = {"alembic", "flask_migrate"}
LOADED = "; import sys; print(*(name for name in sys.modules))"
SERVING = "import config, os, petitions.serving; app = petitions.create_app(config.load(os.environ))"
COMMAND = "import wsgi; wsgi.app.test_cli_runner().invoke(args=['{}', '--help'], catch_exceptions=False)"


@pytest.mark.parametrize(
    ("program", "needs", "does_without"),
    [
        (
            SERVING,
            {"petitions.backoffice"},
            DELIVERING | SIGNING | DRAWING | MIGRATING | {"petitions.commands", "petitions.demo.loading"},
        ),
        (COMMAND.format("dossiers"), {"petitions.dossiers.making"}, DELIVERING | SIGNING | MIGRATING | {"granian"}),
        (COMMAND.format("jobs"), {"petitions.doing"}, DELIVERING | SIGNING | MIGRATING | {"granian"}),
        (COMMAND.format("work"), DELIVERING, SIGNING | MIGRATING | {"petitions.demo.loading"}),
    ],
    ids=["serving", "making a list", "doing jobs", "working"],
)
def test_a_process_loads_nothing_that_only_others_need(program, needs, does_without, tmp_path) -> None:
    environ = demo_environ(tmp_path, "") | {"PYTHONPATH": str(config.PROJECT)}
    command = [sys.executable, "-c", program + LOADED]
    loaded = subprocess.run(command, check=True, cwd=config.PROJECT, env=environ, capture_output=True, text=True)
    modules = set(loaded.stdout.split())
    assert needs <= modules
    assert not does_without & modules
