package io.onetail.api;

import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What is said of a request that no part of Onetail answers. Stateless. */
final class ErrorBody {
    private static final JsonProvider JSON = JsonProvider.provider();

    private ErrorBody() {}

    static Response.ResponseBuilder response(int status) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .header("Cache-Control", "no-store")
                .entity(json(status));
    }

    static String json(int status) {
        return JSON.createObjectBuilder()
                .add("code", code(status))
                .add("message", sentence(status))
                .build()
                .toString();
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 429, 503 -> "unavailable";
            default -> status < 500 ? "bad-request" : "internal";
        };
    }

    private static String sentence(int status) {
        return switch (status) {
            case 401 -> "You are not signed in.";
            case 403 -> "You may not use this address.";
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not take that method.";
            case 406 -> "This address answers in JSON only.";
            case 413, 414, 431 -> "The request is too long.";
            case 415 -> "This address does not take a body of that type.";
            case 503 -> "The server can't answer now; try again in a moment.";
            default ->
                status < 500
                        ? "The request is not understood."
                        : "Something went wrong on the server; its log says more.";
        };
    }
}
