"""The application as waitress and gunicorn ask for it: `waitress-serve wsgi:app`, `gunicorn wsgi:app`."""

from continuity.app import create_app

app = create_app()
