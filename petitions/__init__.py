"""Calls for Action: campaign petitions and solidarity actions for a network of human rights houses."""

from flask import Flask
from jinja2 import StrictUndefined

import config
from petitions import (
    backoffice,
    collecting,
    database,
    i18n,
    keyring,
    limits,
    mail,
    public,
    rendering,
    web,
)
from petitions.database import engine_options
from petitions.demo import mailbox

PAGE_SECONDS = 1
"""How long a public page is kept in memory: a surge asks for the same one again and again."""


def create_app(settings: config.Settings) -> Flask:
    """The whole product, for these settings, without its commands: `commands.init_app` teaches it those."""
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    app = Flask(
        __name__, template_folder="../templates", static_folder="../static", instance_path=str(settings.instance_path)
    )
    app.jinja_env.undefined = StrictUndefined
    rendering.init_app(app)
    app.config.update(
        mail.configuration(settings.mail_url),
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=64 * 1024,
        PAGE_SECONDS=PAGE_SECONDS,
        WTF_CSRF_TIME_LIMIT=None,  # the token ends with the session, and that ends with its row
        WTF_I18N_ENABLED=False,  # each of our forms says what is wrong in our own words
    )
    collecting.init_app(app)
    database.init_app(app)
    keyring.init_app(app, settings.keys_path)
    i18n.init_app(app)
    mail.mail.init_app(app)
    limits.init_app(app, settings.redis_url)
    web.init_app(app)
    public.init_app(app)
    backoffice.init_app(app)
    if settings.demo:
        mailbox.init_app(app)
    return app
