package io.onetail.protocol;

/**
 * An entry without bytes: a gap, or the begin of a new generation.
 *
 * @param kind what happened
 * @param start the position before
 * @param end the position after: for a generation, offset 0 of the new one
 * @param reason for a gap {@code slow}, {@code unavailable} or {@code hole}; for a generation {@code rotated},
 *     {@code truncated}, {@code late}, {@code resumed},
 *     {@code restarted} or {@code interrupted}
 */
public record Mark(MarkKind kind, Position start, Position end, String reason) implements LogEntry {
    /** What a mark announces. */
    public enum MarkKind {
        GAP,
        GENERATION
    }

    /** Reason of a gap: the viewer was too slow. */
    public static final String SLOW = "slow";
    /** Reason of a gap: the bytes can no longer be had. */
    public static final String UNAVAILABLE = "unavailable";
    /** Reason of a gap that hides nothing: so many zero bytes stand there. */
    public static final String HOLE = "hole";
    /** Reason of a generation: the file was renamed and a new one made. */
    public static final String ROTATED = "rotated";
    /** Reason of a generation: the file was cut to length 0 in place. */
    public static final String TRUNCATED = "truncated";
    /** Reason of a generation: what follows was written to an older file, whose writer still uses it. */
    public static final String LATE = "late";
    /** Reason of a generation: back to a newer file after {@link #LATE}. */
    public static final String RESUMED = "resumed";

    /** Reason of a generation: a command had ended and was run again, so that what it says may have been said before. */
    public static final String RESTARTED = "restarted";
    /** Reason of a generation: a command was interrupted and run again, so that what it says may be missing or repeated. */
    public static final String INTERRUPTED = "interrupted";

    public Mark {
        if (end.compareTo(start) <= 0) {
            throw new IllegalArgumentException("a mark must lead forward, got " + start + " to " + end);
        }
    }

    @Override
    public Mark from(Position position) {
        return new Mark(kind, position, end, reason);
    }

    /** Whether it stands for zero bytes, all of which are known by that. */
    public boolean isHole() {
        return kind == MarkKind.GAP && reason.equals(HOLE);
    }

    public static Mark gap(Position start, Position end, String reason) {
        return new Mark(MarkKind.GAP, start, end, reason);
    }

    public static Mark generation(Position start, long generation, String reason) {
        return new Mark(MarkKind.GENERATION, start, new Position(generation, 0), reason);
    }
}
