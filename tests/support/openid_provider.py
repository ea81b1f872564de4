"""A provider of OpenID Connect, by Authlib's own server: codes, PKCE, signed tokens, over HTTP.

It asks nobody for a password: whom it knows at the moment, ``person`` says.
"""

import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "tongbu", "between us"

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})


class _Client(ClientMixin):  # type: ignore[misc]
    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in/openid/back")

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return True

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class _Code(AuthorizationCodeMixin):  # type: ignore[misc]
    code: str
    redirect_uri: str
    scope: str
    nonce: str
    user: dict[str, str]
    code_challenge: str
    code_challenge_method: str
    auth_time: int = field(default_factory=lambda: int(time.time()))

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Provider:
    """``app`` is the provider; ``issuer`` its address, known once it is served."""

    def __init__(self) -> None:
        self.app = Flask("provider")
        self.issuer = ""
        self.person: dict[str, str] = {}
        self.signs_with = KEY
        self._codes: dict[str, _Code] = {}
        server = AuthorizationServer(self.app, lambda id: _Client(), lambda token, of: None)
        server.register_grant(
            self._code_grant(), [self._openid()(require_nonce=True), CodeChallenge(required=True)]
        )
        self.app.add_url_rule("/.well-known/openid-configuration", view_func=self._metadata)
        self.app.add_url_rule("/jwks", view_func=lambda: KeySet([KEY]).as_dict(private=False))
        self.app.add_url_rule(
            "/authorize",
            endpoint="authorize",
            view_func=lambda: server.create_authorization_response(
                grant=server.get_consent_grant(end_user=self.person), grant_user=self.person
            ),
        )
        self.app.add_url_rule(
            "/token", endpoint="token", view_func=server.create_token_response, methods=["POST"]
        )

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _code_grant(self) -> type[Any]:
        codes = self._codes

        class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
            def save_authorization_code(self, code: str, asked: Any) -> None:
                told = asked.payload.data
                codes[code] = _Code(
                    code, asked.payload.redirect_uri, asked.payload.scope, told["nonce"],
                    dict(asked.user), told["code_challenge"], told["code_challenge_method"],
                )  # fmt: skip

            def query_authorization_code(self, code: str, client: Any) -> _Code | None:
                return codes.get(code)

            def delete_authorization_code(self, code: _Code) -> None:
                del codes[code.code]

            def authenticate_user(self, code: _Code) -> dict[str, str]:
                return code.user

        return CodeGrant

    def _openid(self) -> type[Any]:
        provider = self

        class OpenID(OpenIDCode):  # type: ignore[misc]
            def exists_nonce(self, nonce: str, asked: Any) -> bool:
                return any(one.nonce == nonce for one in provider._codes.values())

            def resolve_client_private_key(self, client: Any) -> Any:
                return provider.signs_with

            def get_client_algorithm(self, client: Any) -> str:
                return "RS256"

            def get_encode_header(self, client: Any) -> dict[str, str]:
                return {"alg": "RS256", "kid": "one"}

            def get_client_claims(self, client: Any) -> dict[str, Any]:
                return {"iss": provider.issuer, "aud": [CLIENT]}

            def generate_user_info(self, user: dict[str, str], scope: str) -> UserInfo:
                return UserInfo(**user)

        return OpenID
