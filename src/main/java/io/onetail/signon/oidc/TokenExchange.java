package io.onetail.signon.oidc;

import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.onetail.protocol.SafeText;
import io.onetail.signon.LoginException;
import io.onetail.signon.LoginException.LoginFailure;
import io.onetail.signon.OidcSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of the server to the provider. Each ends within the configured time-out. Safe for any thread. */
final class TokenExchange {
    private final OidcSettings settings;
    private final URI redirect;

    /**
     * Tokens from the provider, not validated yet.
     *
     * @param access the access token for the userinfo endpoint
     */
    record IssuedTokens(JWT idToken, AccessToken access) {
        @Override
        public String toString() {
            return "(tokens)";
        }
    }

    TokenExchange(OidcSettings settings, URI redirect) {
        this.settings = settings;
        this.redirect = redirect;
    }

    /** Exchanges the code that the browser has brought for tokens, whose signatures are not checked here. */
    IssuedTokens redeem(OIDCProviderMetadata metadata, String code, String verifier) throws LoginException {
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(new AuthorizationCode(code), redirect, new CodeVerifier(verifier));
        ClientID client = new ClientID(settings.clientId());
        ClientAuthentication authentication = authentication(metadata, client);
        TokenRequest request = authentication == null
                ? new TokenRequest.Builder(metadata.getTokenEndpointURI(), client, grant).build()
                : new TokenRequest.Builder(metadata.getTokenEndpointURI(), authentication, grant).build();
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(send(request.toHTTPRequest()));
            if (!response.indicatesSuccess()) {
                throw new LoginException(
                        LoginFailure.REFUSED,
                        "the provider has refused the code: "
                                + words(response.toErrorResponse().getErrorObject()));
            }
            OIDCTokenResponse tokens = (OIDCTokenResponse) response.toSuccessResponse();
            JWT idToken = tokens.getOIDCTokens().getIDToken();
            if (idToken == null) {
                throw new LoginException(
                        LoginFailure.REFUSED,
                        "the provider has sent no ID token, expected one because of the scope 'openid'");
            }
            return new IssuedTokens(idToken, tokens.getOIDCTokens().getAccessToken());
        } catch (IOException e) {
            throw new LoginException(
                    LoginFailure.PROVIDER, "the provider's token endpoint can't be reached: " + e.getMessage());
        } catch (ParseException e) {
            throw new LoginException(
                    LoginFailure.PROVIDER,
                    "the answer of the provider's token endpoint can't be read: " + e.getMessage());
        }
    }

    /** The claims with those of the userinfo endpoint; those of the ID token take precedence. */
    Map<String, Object> withUserinfo(
            OIDCProviderMetadata metadata, IssuedTokens tokens, String subject, Map<String, Object> claims)
            throws LoginException {
        URI endpoint = metadata.getUserInfoEndpointURI();
        if (endpoint == null) {
            return claims;
        }
        try {
            UserInfoResponse response =
                    UserInfoResponse.parse(send(new UserInfoRequest(endpoint, tokens.access()).toHTTPRequest()));
            if (!response.indicatesSuccess()) {
                throw new LoginException(
                        LoginFailure.REFUSED,
                        "the provider's userinfo endpoint has refused the request: "
                                + words(response.toErrorResponse().getErrorObject()));
            }
            var info = response.toSuccessResponse().getUserInfo();
            if (info == null || !subject.equals(info.getSubject().getValue())) {
                throw new LoginException(
                        LoginFailure.REFUSED, "the provider's userinfo endpoint has answered for another person");
            }
            Map<String, Object> all = new HashMap<>(info.toJSONObject());
            all.putAll(claims);
            return all;
        } catch (IOException | ParseException e) {
            throw new LoginException(
                    LoginFailure.PROVIDER, "the provider's userinfo endpoint can't be used: " + e.getMessage());
        }
    }

    private @Nullable ClientAuthentication authentication(OIDCProviderMetadata metadata, ClientID client) {
        if (settings.secret() == null) {
            return null;
        }
        Secret secret = new Secret(settings.secret().value());
        List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
        boolean post = methods != null
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return post ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret);
    }

    private HTTPResponse send(HTTPRequest request) throws IOException {
        int millis = Math.toIntExact(settings.timeout().toMillis());
        request.setConnectTimeout(millis);
        request.setReadTimeout(millis);
        request.setFollowRedirects(false);
        return request.send();
    }

    private static String words(@Nullable ErrorObject error) {
        return error == null ? "no reason given" : SafeText.shown(error.getCode() + ": " + error.getDescription());
    }
}
