package io.onetail.api;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told about a request that failed, whatever has failed: it names no class, no product and no version.
 *
 * @param status the HTTP status
 * @param code the error code for programs, as the protocol document lists it
 * @param message a sentence for people
 */
record ErrorAnswer(int status, String code, String message) {
    /** The answer to a failure that has a code. */
    static ErrorAnswer of(LogException failure) {
        return new ErrorAnswer(
                status(failure.failure()), failure.failure().code(), String.valueOf(failure.getMessage()));
    }

    /**
     * The answer to any failure. One that was not foreseen is logged with its stack trace, and the answer holds only the number under which
     * the log has it.
     *
     * @param request what was asked for, for the log; without characters that control how a line looks
     */
    static ErrorAnswer of(String request, Throwable failure) {
        if (failure instanceof LogException foreseen) {
            return of(foreseen);
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return of(new LogException(FailureCode.UNREACHABLE, "The server is stopping.", failure));
        }
        return of(IncidentReport.of(request, failure));
    }

    /** The answer to a request that the application server has refused by itself. */
    static ErrorAnswer of(int status) {
        return new ErrorAnswer(status, code(status), sentence(status));
    }

    JsonObject json() {
        return JsonValues.object()
                .add("code", code)
                .add("message", SafeText.escaped(message))
                .build();
    }

    /** The value of {@code Retry-After}, or null where trying again does not help. */
    @Nullable
    String retryAfter() {
        return status == 429 ? "1" : null;
    }

    private static int status(FailureCode failure) {
        return switch (failure) {
            case BAD_REQUEST, BEYOND -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case LIMIT -> 429;
            case UNREACHABLE, AUTH_FAILED, HOST_KEY, UNREADABLE -> 502;
            case INTERNAL -> 500;
        };
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "unauthenticated";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 429 -> "limit";
            case 503 -> "unavailable";
            default -> status < 500 ? "bad-request" : "internal";
        };
    }

    private static String sentence(int status) {
        return switch (status) {
            case 401 -> "You are not signed in.";
            case 403 -> "You may not use this address.";
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not accept that method.";
            case 406 -> "This address answers in JSON only.";
            case 413, 414, 431 -> "The request is too long.";
            case 415 -> "This address does not accept a body of that type.";
            case 429, 503 -> "The server can't answer now; try again in a moment.";
            default ->
                status < 500
                        ? "The request can't be understood."
                        : "Something went wrong on the server; its log says more.";
        };
    }
}
