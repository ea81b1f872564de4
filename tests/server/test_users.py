"""Users: signing in and out, sessions, tokens, and the commands for them."""

import datetime
import re
import time
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from service.access import audit, passwords, sessions, throttle, tokens, users
from service.access.passwords import hashed, verified
from service.answers.knowledge import Knowledge
from service.cli.main import main
from service.errors import CannotStart, Conflict, InvalidParameter, NotFound
from service.graph.database import Graph
from service.http.administration import DOING
from service.http.app import create_app
from service.private_neo4j import room
from service.private_neo4j.data_folder import Connection
from service.settings import Settings
from service.statements import statement
from tests.support.catalog import read_catalog
from tests.support.page import read
from tests.support.people import PASSWORD, csrf_of, few, signed_in, with_people

HERE = "127.0.0.1"
"""The address of browsers in which ``signed_in`` signs in."""


@pytest.fixture(scope="module")
def people(_open_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    with_people(_open_graph, tmp_path_factory.mktemp("people"))
    return _open_graph


@pytest.fixture(scope="module")
def app(people: Graph, defaults: Settings) -> Flask:
    knowledge = Knowledge(people, few(read_catalog()), show_personal=True, may_change=True)
    return create_app(knowledge, replace(defaults, sign_in=True))


@pytest.fixture(autouse=True)
def _no_attempts(people: Graph) -> None:
    people.write("MATCH (a:Attempt) DELETE a")


def test_nobody_is_let_in_who_does_not_sign_in(app: Flask) -> None:
    client = app.test_client()
    page = read(client, "/enterprises/gongniu?lang=en", 401)
    assert 'name="next" value="/enterprises/gongniu?lang=en"' in page and "公牛" not in page
    refused = client.get("/queries/standing.json")
    assert refused.status_code == 401 and refused.json
    assert refused.json["type"] == "urn:tongbu:not-signed-in"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert client.get("/health").status_code == 200
    with client.get("/static/tongbu.css") as style:
        assert style.status_code == 200


def test_signing_in_leads_on_and_the_cookie_is_guarded(app: Flask) -> None:
    client = app.test_client()
    wrong = client.post("/sign-in", data={"user": "admin", "password": "no", "next": "/mine"})
    assert wrong.status_code == 401 and 'value="admin"' in wrong.text
    assert "no" not in re.findall(r'type="password"[^>]*value="([^"]*)"', wrong.text)
    nobody = client.post("/sign-in", data={"user": "nobody", "password": "no"})
    assert nobody.status_code == 401
    sent = {"user": " Admin ", "password": PASSWORD, "next": "/mine?lang=en"}
    right = client.post("/sign-in", data=sent)
    assert (right.status_code, right.headers["Location"]) == (303, "/mine?lang=en")
    cookie = right.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    page = read(client, "/mine?lang=en")
    assert ">admin</a>" in page and 'name="caller" content="admin"' in page
    for onward in ("https://evil.example", "//evil.example", "/\\evil.example"):
        sent = {"user": "admin", "password": PASSWORD, "next": onward}
        assert client.post("/sign-in", data=sent).headers["Location"] == "/"
    safe = app.test_client().post("/sign-in", data=sent, base_url="https://localhost")
    assert "Secure" in safe.headers["Set-Cookie"]


def test_a_session_ends(people: Graph, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_in(client: FlaskClient) -> bool:
        return client.get("/mine").status_code == 200

    one, two = signed_in(app, "reader"), signed_in(app, "reader")
    assert one.post("/sign-out", headers=csrf_of(one)).status_code == 303
    assert not is_in(one) and is_in(two)
    three = signed_in(app, "reader")
    assert three.post("/sign-out/everywhere", headers=csrf_of(three)).status_code == 303
    assert not is_in(two) and not is_in(three)
    four, five = signed_in(app, "reader"), signed_in(app, "reader")
    new = PASSWORD + "!"
    sent = {"password": "wrong", "new": "short", "again": "other"}
    refused = four.post("/account/password?lang=en", data=sent, headers=csrf_of(four))
    assert refused.status_code == 400
    for told in ("not your present password", "12 to 200 characters", "not the same as above"):
        assert told in refused.text
    stolen = four.get_cookie("tongbu_session")
    sent = {"password": PASSWORD, "new": new, "again": new}
    assert four.post("/account/password", data=sent, headers=csrf_of(four)).status_code == 303
    assert is_in(four) and not is_in(five)
    assert stolen
    five.set_cookie("tongbu_session", stolen.value)
    assert not is_in(five), "the old cookie of the very session is worth nothing"
    users.set_password(people, "reader", PASSWORD)
    assert not is_in(four)
    six = signed_in(app, "reader")
    monkeypatch.setattr(sessions, "IDLE_SECONDS", -1)
    assert not is_in(six), "idle for too long"
    monkeypatch.undo()
    assert is_in(six)
    people.write("MATCH (s:Session) SET s.until = datetime() - duration('PT1S')")
    assert not is_in(six), "over, however often it was used"


def test_a_user_who_is_removed_or_changed_is_so_at_once(people: Graph, app: Flask) -> None:
    users.add(people, "guest", "analyst", None, PASSWORD, by="test")
    guest = signed_in(app, "guest")
    secret, _ = tokens.issue(people, "guest", ["read"], 1)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert guest.get("/scenarios").status_code == 200
    users.change(people, "guest", "reader", None)
    assert guest.get("/scenarios").status_code == 403
    users.remove(people, "guest")
    assert guest.get("/mine").status_code == 401
    assert app.test_client().get("/mine", headers=bearer).status_code == 401
    with pytest.raises(NotFound):
        users.find(people, "guest")
    again = users.add(people, "guest", "reader", None, PASSWORD, by="test")
    assert again.removed_at is None
    with pytest.raises(Conflict):
        users.add(people, "guest", "reader", None, PASSWORD, by="test")
    users.remove(people, "guest")


def test_what_cannot_be_a_user(people: Graph) -> None:
    for name in ("", "a", "A B", "loopback", "token", "x" * 41, "ä", "../x"):
        with pytest.raises(InvalidParameter):
            users.add(people, name, "reader", None, PASSWORD, by="test")
    for password in ("", "short", "aaaaaaaaaaaaaaa", "reader2-is-my-name", "x" * 201):
        with pytest.raises(InvalidParameter) as refused:
            users.add(people, "reader2", "reader", None, password, by="test")
        assert not password or password not in str([*refused.value.faults, refused.value.detail])
    for role, team in (("nothing", None), ("team", None), ("reader", "t1")):
        with pytest.raises(InvalidParameter):
            users.add(people, "reader2", role, team, PASSWORD, by="test")
    with pytest.raises(NotFound):
        users.add(people, "reader2", "team", "none", PASSWORD, by="test")


def test_the_page_to_sign_in_offers_nothing_that_asks_for_it(app: Flask) -> None:
    page = app.test_client().get("/sign-in")
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', page.text)) == {
        *("#main", "/", "/sign-in?lang=en"),
    }


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "P@ssw0rdP@ssw0rd", "1q2w3e4r5t6y", "qwertyuiop[]", "abcabcabcabcde"),
        *("tongbu tongbu 2020", "iloveyouiloveyou"),
    ],
)
def test_what_is_easily_guessed_is_no_password(password: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        passwords.require_usable(password, "wang")
    assert "not easy to guess" in refused.value.faults[0].text.en


def test_the_time_to_judge_a_password_is_bounded() -> None:
    for long in ("l0ve" * 50, "1qaz" * 50, "慈溪" * 100, "a1!" * 66, PASSWORD * 9):
        begun = time.process_time()
        with suppress(InvalidParameter):
            passwords.require_usable(long, "wang")
        assert time.process_time() - begun < 1


def test_passwords_are_kept_as_hashes(people: Graph) -> None:
    kept = people.read("MATCH (n:Access) RETURN properties(n) AS p").rows
    assert kept and PASSWORD not in str(kept)
    (own,) = people.read("MATCH (u:User {id: 'admin'}) RETURN u.password AS p").rows
    assert own[0].startswith("$argon2id$")
    assert verified("x", hashed("x")) and not verified("y", hashed("x")) and not verified("x", None)


def attempt(app: Flask, user: str, password: str = "wrong", address: str = "10.0.0.1") -> int:
    answer = app.test_client().post(
        "/sign-in",
        data={"user": user, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )
    if answer.status_code == 429:
        assert int(answer.headers["Retry-After"]) > 0
    return answer.status_code


def waits_last(people: Graph) -> None:
    """A busy machine may take longer than the first waits."""
    people.write("MATCH (a:Attempt) WHERE a.until IS NOT NULL SET a.until = datetime('9999')")


def test_sign_in_is_throttled(people: Graph, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """By user and address; another address may, until too many come from it, or of the user."""
    monkeypatch.setattr(throttle, "FREE", {"pair": 2, "address": 4, "user": 6})

    assert [attempt(app, "admin") for _ in range(3)] == [401, 401, 401]
    waits_last(people)
    assert attempt(app, "admin", PASSWORD) == 429, "also with the right one"
    assert attempt(app, "admin", PASSWORD, "10.0.0.2") == 303
    assert [attempt(app, f"other{n}") for n in range(2)] == [401, 401]
    waits_last(people)
    assert attempt(app, "other") == 429, "the address"
    assert attempt(app, "reader", address="10.0.0.3") == 401
    kept = str(people.read("MATCH (a:Attempt) RETURN properties(a) AS p").rows)
    assert "10.0.0" not in kept and "admin" not in kept


def test_right_passwords_count_for_nothing(
    people: Graph, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office behind one address signs in as often as it likes; wrong ones of others count."""
    monkeypatch.setattr(throttle, "FREE", {"pair": 2, "address": 4, "user": 4})
    for user in ("admin", "reader", "analyst") * 3:
        signed_in(app, user)
    assert attempt(app, "reader", address=HERE) == 401
    for _ in range(3):
        signed_in(app, "admin")
    counts = people.read("MATCH (a:Attempt) RETURN a.count AS n ORDER BY n").rows
    # wrong: one of the reader, who is known there; nothing of the address, nor of the others
    assert [round(n) for (n,) in counts] == [0, 0, 0, 0, 0, 0, 1]
    assert [attempt(app, f"other{n}", address=HERE) for n in range(5)] == [401] * 5
    waits_last(people)
    assert attempt(app, "other", address=HERE) == 429
    people.write("MATCH (a:Attempt) SET a.until = datetime() - duration('PT1S')")
    signed_in(app, "admin")
    assert attempt(app, "other", address=HERE) == 401, "nor does a right one bring a wait"
    waits_last(people)
    assert attempt(app, "other", address=HERE) == 429, "or take off what wrong ones brought"


def test_counts_go_down_with_time(
    people: Graph, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few hours lie between them: a mistyping an hour ago keeps nobody out."""
    monkeypatch.setattr(throttle, "FREE", {"pair": 2, "address": 100, "user": 100})
    for _ in range(6):
        assert attempt(app, "admin") == 401
        people.write("MATCH (a:Attempt) SET a.last = a.last - duration('PT45M')")
    assert [attempt(app, "admin") for _ in range(3)] == [401, 401, 401]
    waits_last(people)
    assert attempt(app, "admin") == 429


def test_nobody_is_kept_out_by_others_where_he_has_signed_in(
    people: Graph, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FREE", {"pair": 2, "address": 4, "user": 4})
    assert attempt(app, "admin", PASSWORD) == 303
    for n in range(5):
        attempt(app, f"other{n}")
        attempt(app, "admin", address=f"10.1.0.{n}")
    waits_last(people)
    assert attempt(app, "other") == 429, "the address has to wait"
    assert attempt(app, "admin", PASSWORD, address="10.1.0.9") == 429, "and so has the user"
    assert attempt(app, "admin", PASSWORD) == 303
    assert attempt(app, "other") == 429, "which takes nothing from what others have tried"
    assert attempt(app, "admin", PASSWORD, address="10.1.0.9") == 429
    assert [attempt(app, "admin") for _ in range(3)] == [401, 401, 401]
    waits_last(people)
    assert attempt(app, "admin", PASSWORD) == 429, "but for his own he waits"


def test_an_ipv6_network_is_one_address(
    people: Graph, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FREE", {"pair": 2, "address": 4, "user": 100})
    network = [attempt(app, "admin", address=f"2001:db8::{n}:1") for n in range(1, 4)]
    assert network == [401, 401, 401]
    waits_last(people)
    assert attempt(app, "admin", address="2001:db8::4:1") == 429
    assert attempt(app, "admin", address="2001:db8:0:1::1") == 401, "another one"


def test_the_present_password_is_throttled_and_in_the_audit(
    people: Graph, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FREE", {"pair": 2, "address": 100, "user": 100})
    client = signed_in(app, "analyst")
    own = csrf_of(client)

    def told(password: str) -> int:
        sent = {"password": password, "new": "short", "again": "short"}
        answer = client.post("/account/password?lang=en", data=sent, headers=own)
        if answer.status_code == 429:
            assert int(answer.headers["Retry-After"]) > 0 and "try again in" in answer.text
        return answer.status_code

    wrong = audit.entries(people, by="analyst", event="not-set-password")
    assert [told("wrong"), told("wrong"), told(PASSWORD)] == [400] * 3
    assert [told("wrong"), told("wrong"), told("wrong")] == [400] * 3, "a right one begins anew"
    waits_last(people)
    assert told(PASSWORD) == told("wrong") == 429
    assert attempt(app, "analyst", PASSWORD, address=HERE) == 429, "one count for both"
    found = audit.entries(people, by="analyst", event="not-set-password")
    assert len(found) - len(wrong) == 5 and found[0].things == ["user:analyst"]


def test_who_changes_a_password_is_told_that_tokens_stay(people: Graph, app: Flask) -> None:
    secret, token = tokens.issue(people, "analyst", ["read"], 1)
    users.set_password(people, "analyst", PASSWORD)
    sessions.end_all(people, "analyst")
    assert sessions.by_token(people, secret)
    tokens.revoke(people, token.id)
    page = signed_in(app, "analyst").get("/account?lang=en").text
    assert "Tokens stay, so that programs go on: revoke" in page
    assert "Tokens stay with another password" in signed_in(app, "admin").get("/users?lang=en").text


def test_on_a_nearly_full_disk_people_sign_in_and_read(
    people: Graph, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changes are refused; of whom somebody looked at persons is still entered, for a while."""
    free = room.MIN_FREE_MB - 1
    monkeypatch.setattr(room, "free_mb", lambda _: free)
    monkeypatch.setattr(people, "before_write", partial(room.require_room_to_write, tmp_path))
    persons = "/queries/critical-path.json?enterprise=gongniu"
    admin, other = signed_in(app, "admin"), signed_in(app, "admin")
    looks = len(audit.entries(people, by="admin", event=audit.LOOKED))
    assert "13811112222" in admin.get(persons).text
    assert len(audit.entries(people, by="admin", event=audit.LOOKED)) == looks + 1
    change = {"enterprise": "gongniu", "headcount": 5}
    refused = admin.post("/actions/record-output.json", json=change, headers=csrf_of(admin))
    assert refused.status_code == 507
    sent = {"do": "role", "user": "reader", "role": "reader"}
    assert admin.post("/users", data=sent, headers=csrf_of(admin)).status_code == 303
    assert other.post("/sign-out", headers=csrf_of(other)).status_code == 303
    free = room.MIN_FREE_MB_FOR_SMALL - 1
    assert admin.get(persons).status_code == 507, "where it cannot be entered it is not shown"
    assert admin.get("/queries/standing.json").status_code == 200
    assert attempt(app, "admin", PASSWORD) == 507
    text = admin.post("/sign-out?lang=en", headers=csrf_of(admin)).text
    assert f"{room.MIN_FREE_MB} MiB are needed" in text


def test_tokens(people: Graph, app: Flask) -> None:
    client = app.test_client()

    def asked(secret: str, path: str) -> int:
        return client.get(path, headers={"Authorization": f"Bearer {secret}"}).status_code

    def sent(secret: str) -> int:
        return client.post(
            "/actions/record-output.json",
            json={"enterprise": "gongniu", "headcount": 5},
            headers={"Authorization": f"Bearer {secret}"},
        ).status_code

    reading, one = tokens.issue(people, "admin", ["read"], 30, "x")
    assert one.scopes == ["read"] and not one.expired
    path = "/queries/critical-path.json?enterprise=gongniu"
    assert asked(reading, path) == 200 and asked(reading, "/audit.json") == 403
    bearer = {"Authorization": f"Bearer {reading}"}
    assert "13811112222" not in client.get(path, headers=bearer).text
    assert sent(reading) == 403
    assert asked(reading, "/account") == 403, "an account is of a person"
    full, two = tokens.issue(people, "admin", ["personal", "change", "manage"], 30)
    bearer = {"Authorization": f"Bearer {full}"}
    assert "13811112222" in client.get(path, headers=bearer).text
    assert sent(full) in (200, 202), "no form, and so no csrf"
    assert asked(full, "/audit.json") == 200
    assert full not in str(people.read("MATCH (t:Token) RETURN properties(t) AS p").rows)
    tokens.revoke(people, one.id)
    assert asked(reading, path) == 401
    people.write("MATCH (t:Token) SET t.until = datetime() - duration('PT1S')")
    assert asked(full, path) == 401
    for scopes, days in (([], 1), (["nothing"], 1), (["read"], 0), (["read"], 400)):
        with pytest.raises(InvalidParameter):
            tokens.issue(people, "admin", scopes, days)
    with pytest.raises(NotFound):
        tokens.revoke(people, two.id, of="reader")
    for wrong in ("", "x", "tongbu_", "tongbu_" + "x" * 5000, "ä"):
        assert asked(wrong, "/mine") == 401


def test_a_token_sees_users_and_changes_none(people: Graph, app: Flask, defaults: Settings) -> None:
    secret, _ = tokens.issue(people, "admin", ["personal", "change", "manage"], 1)
    bearer = {"Authorization": f"Bearer {secret}"}
    client = app.test_client()
    assert client.get("/users", headers=bearer).status_code == 200
    hashes = "MATCH (u:User) RETURN u.id, u.password ORDER BY u.id"
    known = people.read(hashes).rows
    signed_in(app, "reader").get("/mine")
    sessions_before = people.read("MATCH (s:Session) RETURN count(s)").rows
    before = users.listed(people), audit.entries(people)
    for do in (*DOING, "nothing"):
        sent = {"do": do, "user": "reader", "role": "admin", "password": PASSWORD + "?"}
        for user in ("reader", "mallory"):
            refused = client.post("/users?lang=en", data={**sent, "user": user}, headers=bearer)
            assert refused.status_code == 403, do
            assert "change no user" in refused.text
    assert (users.listed(people), audit.entries(people)) == before
    assert people.read(hashes).rows == known
    assert people.read("MATCH (s:Session) RETURN count(s)").rows == sessions_before
    knowledge = Knowledge(people, few(read_catalog()), show_personal=True, may_change=True)
    here = create_app(knowledge, defaults).test_client()
    added = {"do": "add", "user": "first", "role": "admin", "password": PASSWORD}
    assert here.post("/users", data=added, headers=bearer).status_code == 403
    assert here.post("/users", data=added).status_code == 303, "who sits at this machine"
    assert here.post("/users", data={"do": "remove", "user": "first"}).status_code == 303


def test_when_a_token_was_used_last_is_kept_to_the_hour(people: Graph, app: Flask) -> None:
    secret, token = tokens.issue(people, "admin", ["read"], 30)
    bearer = {"Authorization": f"Bearer {secret}"}

    def used() -> datetime.datetime | None:
        last = next(one.used for one in tokens.listed(people) if one.id == token.id)
        return datetime.datetime.fromisoformat(last) if last else None

    assert used() is None
    app.test_client().get("/mine", headers=bearer)
    first = used()
    assert first
    app.test_client().get("/mine", headers=bearer)
    assert used() == first, "not written with each question"
    people.write("MATCH (t:Token) SET t.used = t.used - duration('PT2H')")
    app.test_client().get("/mine", headers=bearer)
    last = used()
    assert last and last >= first
    page = signed_in(app, "admin").get("/account?lang=en").text
    assert "Last used" in page and "read, and try, what the user may" in page


def test_tokens_are_made_and_revoked_on_the_page(people: Graph, app: Flask) -> None:
    client = signed_in(app, "analyst")
    sent = {"name": "board", "scope": ["read", "personal"], "days": "30"}
    page = client.post("/account/tokens?lang=en", data=sent, headers=csrf_of(client))
    assert page.status_code == 200
    (secret,) = re.findall(r'class="secret">(tongbu_[^<]+)<', page.text)
    assert secret not in client.get("/account").text
    bearer = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/mine", headers=bearer).status_code == 200
    (one,) = tokens.listed(people, "analyst")
    revoked = client.post(f"/account/tokens/{one.id}/revoke", headers=csrf_of(client))
    assert revoked.status_code == 303 and not tokens.listed(people, "analyst")
    events = [entry.event for entry in audit.entries(people, by="analyst")]
    assert events[:2] == ["revoked-token", "issued-token"]


def test_an_admin_adds_users_on_the_page(people: Graph, app: Flask) -> None:
    admin = signed_in(app, "admin")
    sent = {"do": "add", "user": "zhao", "role": "team", "team": "t1", "password": PASSWORD}
    read(admin, "/users?lang=en")
    assert admin.post("/users", data=sent, headers=csrf_of(admin)).status_code == 303
    assert users.find(people, "zhao").by == "admin"
    refused = admin.post("/users?lang=en", data=sent, headers=csrf_of(admin))
    assert refused.status_code == 409 and 'value="zhao"' in refused.text
    sent = {"do": "role", "user": "zhao", "role": "reader", "team": ""}
    assert admin.post("/users", data=sent, headers=csrf_of(admin)).status_code == 303
    assert users.find(people, "zhao").role == "reader"
    sent = {"do": "remove", "user": "zhao"}
    assert admin.post("/users", data=sent, headers=csrf_of(admin)).status_code == 303
    assert "removed" in read(admin, "/users?lang=en")
    events = [entry.event for entry in audit.entries(people, by="admin")]
    assert events[:3] == ["removed-user", "changed-user", "added-user"]
    read(admin, f"/audit?lang=en&since={datetime.date.today() - datetime.timedelta(1)}")
    assert admin.get("/audit.json?since=x&event=y").status_code == 400


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_what_the_audit_cannot_be_asked(app: Flask, form: str) -> None:
    admin = signed_in(app, "admin")
    for day in ("1970-01-01", "9998-12-31"):
        assert admin.get(f"/audit{form}?since={day}").status_code == 200
    for day in ("0001-01-01", "1969-12-31", "9999-12-31", "2020-02-30"):
        refused = admin.get(f"/audit{form}?lang=en&since={day}")
        assert refused.status_code == 400 and day in refused.text
        assert "a day from 1970-01-01 to 9998-12-31 is expected" in refused.text
    assert admin.get(f"/audit{form}?by={'x' * 201}").status_code == 400
    blank = admin.get(f"/audit{form}?since=&by=&event=")
    assert blank.status_code == (400 if form else 200), "a form sends what was not filled in"
    assert "audit.csv?" not in blank.text, "nor do the links to files"
    for twice in ("by=a&by=b", "event=looked&event=looked", "since=2020-02-12&since=2020-02-13"):
        refused = admin.get(f"/audit{form}?lang=en&{twice}")
        assert refused.status_code == 400 and "one value is expected" in refused.text


def test_it_does_not_start_where_nobody_could_sign_in(graph: Graph, defaults: Settings) -> None:
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    others = (
        replace(defaults, host="0.0.0.0"),
        replace(defaults, sign_in=True),
        replace(defaults, neo4j_uri="bolt://db"),
    )
    for one in others:
        with pytest.raises(CannotStart, match=r"TONGBU_TOKEN.*tongbu user add"):
            create_app(knowledge, one)
        assert create_app(knowledge, replace(one, token="x"))
    alone = replace(defaults, neo4j_uri="bolt://db", sign_in=False)
    assert create_app(knowledge, alone).test_client().get("/mine").status_code == 200
    with pytest.raises(CannotStart):
        create_app(knowledge, replace(alone, host="0.0.0.0"))
    users.add(graph, "first", "admin", None, PASSWORD, by="test")
    for one in others:
        assert create_app(knowledge, one).test_client().get("/ready").status_code == 401
    assert create_app(knowledge, defaults).test_client().get("/mine").status_code == 200
    assert graph.read(statement("load/nothing")).one() == [True], "users are no facts"


def test_users_are_carried_into_another_store(graph: Graph) -> None:
    """What a bulk load does with what stands beside the facts."""
    users.add(graph, "wang", "admin", None, PASSWORD, by="test")
    secret, _ = tokens.issue(graph, "wang", ["read"], 30)
    session = sessions.begin(graph, "wang")
    kept = graph.read(statement("access/keep")).rows
    graph.autocommit(statement("empty"))
    graph.write(statement("access/put-back"), {"nodes": kept})
    assert sorted(map(str, graph.read(statement("access/keep")).rows)) == sorted(map(str, kept))
    assert users.has_password(graph, "wang", PASSWORD)
    assert sessions.by_token(graph, secret) and sessions.by_session(graph, session)


def test_the_commands(graph: Graph, database: Connection) -> None:
    own = {"NEO4J_URI": database.uri, "NEO4J_PASSWORD": database.password, "LC_ALL": "en"}

    def run(*arguments: str, given: str = "", code: int = 0) -> Result:
        done = CliRunner().invoke(main, arguments, input=given, env=own)
        assert done.exit_code == code, done.output
        return done

    run("user", "add", "wang", "--role", "admin", given=PASSWORD + "\n")
    run("user", "add", "li", "--role", "reader", "--openid")
    secret = run("token", "add", "wang", "--scope", "read").stdout.strip()
    assert secret.startswith("tongbu_") and sessions.by_token(graph, secret)
    assert users.has_password(graph, "wang", PASSWORD)
    listed = run("user", "list").stdout.splitlines()
    assert [line.split("\t")[:2] for line in listed[1:]] == [["li", "reader"], ["wang", "admin"]]
    ((_, _, id),) = [(t.user, t.scopes, t.id) for t in tokens.listed(graph)]
    assert id in run("token", "list").stdout
    run("token", "revoke", id)
    run("user", "password", "wang", given=PASSWORD + "?\n")
    run("user", "change", "li", "--role", "analyst")
    run("user", "sign-out", "li")
    run("user", "remove", "wang")
    refused = run("user", "add", "zhao", "--role", "admin", given="x\n", code=1)
    assert "12 to 200" in refused.stderr
    told = {entry.event: entry.what for entry in audit.entries(graph)}
    assert told["changed-user"] == ["from:reader", "to:analyst"]
    assert told["revoked-token"] == ["user:wang"]
    assert told["issued-token"] == ["scope:read", "user:wang"]
    events = [entry.event for entry in audit.entries(graph)]
    assert events == [
        "removed-user", "signed-out-everywhere", "changed-user", "set-password", "revoked-token",
        "issued-token", "added-user", "added-user",
    ]  # fmt: skip
