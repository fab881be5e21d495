"""Settings: what is refused, and how it is said."""

from pathlib import Path

import pytest
from flask import Flask

from continuity.app import create_app
from continuity.config import Settings, WrongSettings, from_environment

STRONG = "f3b1c9d27a604e85" * 3


def test_production_is_what_one_gets_and_it_wants_a_secret() -> None:
    with pytest.raises(WrongSettings, match="CONTINUITY_SECRET_KEY must be at least 32 characters"):
        from_environment({})
    assert from_environment({"CONTINUITY_SECRET_KEY": STRONG}).environment == "production"


@pytest.mark.parametrize("weak", ["", "hemlig", "x" * 64, "abc" * 20])
def test_a_weak_secret_does_not_start_in_production_and_is_not_repeated_in_the_message(weak: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        from_environment({"CONTINUITY_SECRET_KEY": weak})
    assert not weak or weak not in str(refused.value)


def test_other_environments_make_a_secret_of_their_own() -> None:
    settings = from_environment({"CONTINUITY_ENVIRONMENT": "demo"})
    assert len(settings.secret()) == 64 and settings.secret() != settings.secret()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CONTINUITY_DATABSE_URL", "sqlite://", "CONTINUITY_DATABSE_URL: there is no such setting"),
        ("CONTINUITY_PORT", "eight", "CONTINUITY_PORT: "),
        ("CONTINUITY_BASE_URL", "plan.kommun.se", "CONTINUITY_BASE_URL: must begin with https://"),
        ("CONTINUITY_ENVIRONMENT", "staging", "CONTINUITY_ENVIRONMENT: "),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, words: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        from_environment({"CONTINUITY_SECRET_KEY": STRONG, name: value})
    assert words in str(refused.value)


def test_texts_become_numbers_paths_and_lists() -> None:
    settings = from_environment(
        {
            "CONTINUITY_SECRET_KEY": STRONG,
            "CONTINUITY_PORT": "8080",
            "CONTINUITY_CONTENT": "/srv/content",
            "CONTINUITY_OLD_SECRET_KEYS": "one,two,",
            "CONTINUITY_BASE_URL": "https://plan.kommun.se/",
            "CONTINUITY_TEST_POSTGRES_URL": "is for tests alone",
            "HOME": "/nowhere",
        }
    )
    assert (settings.port, settings.content) == (8080, Path("/srv/content"))
    assert (settings.old_secret_keys, settings.base_url) == (("one", "two"), "https://plan.kommun.se")


def test_secrets_are_not_printed() -> None:
    assert STRONG not in repr(from_environment({"CONTINUITY_SECRET_KEY": STRONG, "CONTINUITY_OLD_SECRET_KEYS": STRONG}))


@pytest.mark.parametrize(
    ("environment", "base_url", "secure"),
    [("production", "", True), ("demo", "", False), ("demo", "https://demo.kommun.se", True), ("test", "", False)],
)
def test_cookies_are_for_https_alone_in_production(environment: str, base_url: str, secure: bool) -> None:
    settings = Settings(environment=environment, base_url=base_url, secret_key=STRONG)  # type: ignore[arg-type]
    assert settings.secure is secure


def test_a_cookie_signed_with_the_former_secret_is_read_for_a_while(sqlite_url: str, tmp_path: Path) -> None:
    def made(secret: str, *old: str) -> Flask:
        return create_app(
            Settings(
                environment="test", database_url=sqlite_url, secret_key=secret, old_secret_keys=old, instance=tmp_path
            )
        )

    with made("former").test_client() as client, client.session_transaction() as cookie:
        cookie["language"] = "en"
    kept = client.get_cookie("continuity")
    assert kept is not None
    for app, language in ((made("new", "former"), "en"), (made("new"), "sv")):
        other = app.test_client()
        other.set_cookie("continuity", kept.value)
        assert f'<html lang="{language}"' in other.get("/login", headers={"Accept-Language": "sv"}).text


def test_without_a_database_url_the_instance_folder_is_made(tmp_path: Path) -> None:
    create_app(Settings(environment="test", instance=tmp_path / "new"))
    assert (tmp_path / "new").is_dir()
