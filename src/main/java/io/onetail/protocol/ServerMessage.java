package io.onetail.protocol;

import jakarta.json.JsonObjectBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the server's text messages, as the protocol document lists them. Stateless. */
public final class ServerMessage {
    /** The answer to a ping of a client. */
    public static final String PONG = "{\"type\":\"pong\"}";

    private ServerMessage() {}

    /** A view is open, and begins at a position. */
    public static String opened(String view, LogId log, String charset, Position start) {
        return message("opened", view)
                .add("key", log.keyHex())
                .add("charset", charset)
                .add("generation", WireCodec.number(start.generation()))
                .add("offset", WireCodec.number(start.offset()))
                .build()
                .toString();
    }

    /** The state of a view's log; {@link LogState.TailPhase#FAILED} becomes an error. */
    public static String state(String view, LogState state) {
        if (state.failure() != null) {
            return error(view, state.failure(), String.valueOf(state.reason()));
        }
        JsonObjectBuilder json =
                message("state", view).add("state", state.phase().code());
        json.add("reason", JsonValues.text(state.reason()));
        WireCodec.addLacks(json, state);
        return json.build().toString();
    }

    /** A gap, or the beginning of a generation. */
    public static String mark(String view, Mark mark) {
        JsonObjectBuilder json = message(mark.kind().name().toLowerCase(Locale.ROOT), view);
        if (mark.kind() == Mark.MarkKind.GAP) {
            json.add("from", WireCodec.position(mark.start())).add("to", WireCodec.position(mark.end()));
        } else {
            json.add("generation", WireCodec.number(mark.end().generation()));
        }
        return json.add("reason", mark.reason()).build().toString();
    }

    /**
     * An error. One that names a view says that this view is not open.
     *
     * @param view null if the message that caused it does not name one, or names one that stays open
     */
    public static String error(@Nullable String view, FailureCode failure, String message) {
        return JsonValues.object()
                .add("type", "error")
                .add("view", JsonValues.text(view))
                .add("code", failure.code())
                .add("message", message)
                .build()
                .toString();
    }

    private static JsonObjectBuilder message(String type, String view) {
        return JsonValues.object().add("type", type).add("view", view);
    }
}
