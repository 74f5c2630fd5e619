package io.onetail.access;

import io.onetail.protocol.ClientMessage.StartFrom;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import io.onetail.protocol.SafeText;
import io.onetail.protocol.WireCodec;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records who did what: one JSON object a line under the logging category {@code io.onetail.audit}, and in a store that
 * administrators read. Events name people, addresses, logs and ranges, and never hold log content or a secret. The log
 * has every event. The store has those within each person's {@link AuditShares share}, and totals of the others. Never
 * blocks on the store. Safe for any thread.
 */
public final class AuditLog {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.audit");
    /** Longest text that comes from outside, in characters. */
    private static final int LONGEST = 1_000;

    /** Writes to the log only. */
    public static final AuditLog LOG_ONLY = new AuditLog(Clock.systemUTC(), json -> {});

    private final Clock clock;
    private final EventStore store;
    private final AuditShares shares;

    /** Keeps the newest events. Safe for any thread. */
    public interface EventStore {
        /** Takes one event; must not block. */
        void add(String json);
    }

    /** @param clock the time of events */
    public AuditLog(Clock clock, EventStore store) {
        this.clock = clock;
        this.shares = new AuditShares();
        this.store = store;
    }

    /** A person has signed in. */
    public void signedIn(Person person, String address) {
        put(
                person,
                event("sign-in", person, address)
                        .add(
                                "groups",
                                JsonValues.array(
                                        person.groups().stream().sorted().toList())));
    }

    /**
     * A person has signed out, or has been signed out.
     *
     * @param reason a sentence
     */
    public void signedOut(Person person, String address, String reason) {
        put(person, event("sign-out", person, address).add("reason", shown(reason)));
    }

    /**
     * A sign-in has failed.
     *
     * @param claimed the name that was given, or null if none
     * @param reason a sentence for the operator
     */
    public void signInFailed(@Nullable String claimed, String address, String reason) {
        JsonValue name = JsonValues.text(claimed == null ? null : shown(claimed));
        put(
                AuditShares.AuditKind.FAILED_SIGN_IN,
                null,
                event("sign-in-failed", null, address).add("claimed", name).add("reason", shown(reason)));
    }

    /**
     * A request has been refused.
     *
     * @param person null if nobody has signed in
     * @param what what was requested, such as a path within the application
     * @param reason a sentence for the operator
     */
    public void refused(@Nullable Person person, String address, String what, String reason) {
        put(
                AuditShares.AuditKind.REFUSAL,
                person,
                event("refused", person, address).add("what", shown(what)).add("reason", shown(reason)));
    }

    /** Records the totals of the events that were not stored. To be called every few seconds. */
    public void sweep() {
        for (AuditShares.UnstoredEvents unstoredEvents : shares.rests(nanos())) {
            store.add(log(event(unstoredEvents.kind().event(), unstoredEvents.person(), "")
                    .add("what", "")
                    .add(
                            "reason",
                            unstoredEvents.count() + " more "
                                    + unstoredEvents.kind().several() + "; each is in the server's log.")));
        }
    }

    /**
     * Access to a log has been refused.
     *
     * @param what the action that was requested, such as {@code view}
     * @param reason a sentence for the operator
     */
    public void refused(@Nullable Person person, String address, String what, LogId log, String reason) {
        put(
                AuditShares.AuditKind.REFUSAL,
                person,
                of(event("refused", person, address).add("what", what), log).add("reason", shown(reason)));
    }

    /**
     * A view of a log has been opened.
     *
     * @param from where the view was to begin
     * @param masked whether a mask is on it
     */
    public void viewing(@Nullable Person person, String address, LogId log, StartFrom from, boolean masked) {
        put(
                person,
                of(event("view", person, address), log).add("from", json(from)).add("masked", masked));
    }

    /**
     * A view has ended.
     *
     * @param from where the view began, null if it never did
     * @param to where the view ended; the person has not seen gaps in between
     */
    public void viewed(
            @Nullable Person person, String address, LogId log, @Nullable Position from, @Nullable Position to) {
        put(
                person,
                of(event("viewed", person, address), log)
                        .add("from", json(from))
                        .add("to", json(to)));
    }

    /**
     * A view has been ended because the person's rights have changed.
     *
     * @param reason a sentence
     */
    public void withdrawn(@Nullable Person person, String address, LogId log, String reason) {
        put(person, of(event("withdrawn", person, address), log).add("reason", shown(reason)));
    }

    /**
     * A download has begun.
     *
     * @param range the range that was requested
     */
    public void downloading(@Nullable Person person, String address, LogId log, AuditedRange range) {
        put(person, of(event("download", person, address), log), range);
    }

    /**
     * A download has ended.
     *
     * @param range the range that was sent
     */
    public void downloaded(@Nullable Person person, String address, LogId log, AuditedRange range) {
        put(person, of(event("downloaded", person, address), log), range);
    }

    /**
     * A log has been searched. The search text is not recorded: it can reveal as much as content.
     *
     * @param range the range that was searched
     * @param hits number of lines found
     */
    public void searched(@Nullable Person person, String address, LogId log, AuditedRange range, int hits) {
        put(person, of(event("search", person, address), log).add("hits", hits), range);
    }

    /**
     * A range of a log's file.
     *
     * @param file the file's {@code device:inode}
     * @param from offset of the first byte
     * @param to offset after the last byte
     * @param masked whether a mask is on it
     */
    public record AuditedRange(String file, long from, long to, boolean masked) {}

    private void put(@Nullable Person person, JsonObjectBuilder event, AuditedRange range) {
        put(
                person,
                event.add("file", range.file())
                        .add("from", JsonValues.object().add("offset", range.from()))
                        .add("to", JsonValues.object().add("offset", range.to()))
                        .add("masked", range.masked()));
    }

    private JsonObjectBuilder event(String event, @Nullable Person person, String address) {
        return JsonValues.object()
                .add("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
                .add("event", event)
                .add("user", JsonValues.text(person == null ? null : shown(person.name())))
                .add("address", address);
    }

    private static JsonObjectBuilder of(JsonObjectBuilder event, LogId log) {
        return event.add("host", shown(log.host())).add("source", shown(log.source()));
    }

    private static JsonValue json(StartFrom from) {
        if (from instanceof StartFrom.FromLastLines last) {
            return JsonValues.object().add("last", last.lines()).build();
        }
        return from instanceof StartFrom.FromPosition fromPosition
                ? WireCodec.position(fromPosition.position())
                : JsonValues.text("end");
    }

    private static JsonValue json(@Nullable Position position) {
        return position == null ? JsonValue.NULL : WireCodec.position(position);
    }

    private static String shown(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private void put(@Nullable Person person, JsonObjectBuilder event) {
        put(AuditShares.AuditKind.DEED, person, event);
    }

    private void put(AuditShares.AuditKind kind, @Nullable Person person, JsonObjectBuilder event) {
        String json = log(event);
        if (shares.take(kind, person, nanos())) {
            store.add(json);
        }
    }

    private long nanos() {
        return clock.millis() * 1_000_000;
    }

    private static String log(JsonObjectBuilder event) {
        String json = SafeText.escaped(event.build().toString());
        LOGGER.log(Level.INFO, json);
        return json;
    }
}
