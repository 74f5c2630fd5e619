package io.onetail.protocol;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A message of a client, as the protocol document lists them. Immutable. */
public sealed interface ClientMessage {
    /** Maximum length of a view's name, in characters. */
    int LONGEST_VIEW = 100;
    /** Maximum number of last lines that a view may begin with. */
    int MOST_LINES = 10_000;

    /** Asks whether the server is reachable: a page in a browser can't use pings of RFC 6455. */
    record PingServer() implements ClientMessage {}

    /** A message about one view. */
    sealed interface ViewMessage extends ClientMessage {
        /** The client's name for the view. */
        String view();
    }

    /** Opens a view. */
    record OpenView(String view, LogId log, StartFrom from) implements ViewMessage {}

    /** Pauses a view. */
    record PauseView(String view) implements ViewMessage {}

    /** Continues a paused view. */
    record ResumeView(String view) implements ViewMessage {}

    /** Closes a view. */
    record CloseView(String view) implements ViewMessage {}

    /** Where a view begins. */
    sealed interface StartFrom {
        /** At so many lines before the end. */
        record FromLastLines(int lines) implements StartFrom {}

        /** At a position. */
        record FromPosition(Position position) implements StartFrom {}

        /** At the end, with new lines only. */
        record FromEnd() implements StartFrom {}
    }

    /**
     * Reads a client's message.
     *
     * @throws LogException bad-request; the message says what was found and what was expected
     */
    static ClientMessage parse(String text) throws LogException {
        JsonObject json;
        try {
            json = JsonValues.parse(text);
        } catch (IllegalArgumentException e) {
            throw bad("A message must be a JSON object, such as {\"type\":\"close\",\"view\":\"v1\"}.");
        }
        String type = string(json, "type");
        if (type.equals("ping")) {
            return new PingServer();
        }
        String view = string(json, "view");
        if (view.length() > LONGEST_VIEW) {
            throw bad("'view' must have at most " + LONGEST_VIEW + " characters, got " + view.length() + ".");
        }
        return switch (type) {
            case "open" -> new OpenView(view, log(json), from(json.get("from")));
            case "pause" -> new PauseView(view);
            case "resume" -> new ResumeView(view);
            case "close" -> new CloseView(view);
            default ->
                throw bad(
                        "Unknown message type '" + shortened(type) + "'; expected open, pause, resume, close or ping.");
        };
    }

    /** The view named in a message that {@link #parse} refuses, or null. */
    static @Nullable String viewIn(String text) {
        try {
            return JsonValues.parse(text).get("view") instanceof JsonString view
                            && view.getString().length() <= LONGEST_VIEW
                            && !broken(view.getString())
                    ? view.getString()
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static LogId log(JsonObject json) throws LogException {
        String host = string(json, "host");
        String source = string(json, "source");
        if (host.indexOf('\0') >= 0 || source.indexOf('\0') >= 0) {
            throw bad("'host' and 'source' must not contain a zero character.");
        }
        return new LogId(host, source);
    }

    @SuppressWarnings("UnusedException") // the exception of a number says less
    private static StartFrom from(@Nullable JsonValue from) throws LogException {
        if (from == null) {
            return new StartFrom.FromLastLines(200);
        }
        if (from instanceof JsonString text && text.getString().equals("end")) {
            return new StartFrom.FromEnd();
        }
        if (from instanceof JsonObject object) {
            try {
                if (!object.containsKey("last")) {
                    return new StartFrom.FromPosition(WireCodec.position(object));
                }
                if (object.get("last") instanceof JsonNumber last
                        && last.isIntegral()
                        && last.bigDecimalValue().precision() <= 9
                        && last.intValue() >= 0
                        && last.intValue() <= MOST_LINES) {
                    return new StartFrom.FromLastLines(last.intValue());
                }
            } catch (UnsupportedOperationException e) {
                throw bad("'from' has a number that is too long.");
            } catch (IllegalArgumentException e) {
                throw bad("'from': " + e.getMessage() + ".");
            }
        }
        throw bad("'from' must be {\"last\":N} with N from 0 to " + MOST_LINES
                + ", {\"generation\":G,\"offset\":O}, or \"end\".");
    }

    private static String string(JsonObject json, String name) throws LogException {
        if (json.get(name) instanceof JsonString value && !value.getString().isEmpty()) {
            if (broken(value.getString())) {
                throw bad("'" + name + "' contains half of a surrogate pair.");
            }
            return value.getString();
        }
        throw bad("'" + name + "' is missing or not a string.");
    }

    /**
     * Whether a text contains half of a surrogate pair. JSON allows that, but UTF-8 does not, so it could not be sent
     * back.
     */
    private static boolean broken(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static LogException bad(String message) {
        return new LogException(FailureCode.BAD_REQUEST, message);
    }
}
