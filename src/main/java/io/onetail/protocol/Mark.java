package io.onetail.protocol;

/**
 * An entry without bytes: a gap, or the beginning of a generation. Immutable.
 *
 * @param kind what the mark announces
 * @param start the position before it
 * @param end the position after it; for a generation, its offset 0
 * @param reason for a gap {@code slow}, {@code unavailable} or {@code hole}; for a generation {@code rotated}, {@code
 *     truncated}, {@code late}, {@code resumed}, {@code restarted} or {@code interrupted}
 */
public record Mark(MarkKind kind, Position start, Position end, String reason) implements LogEntry {
    /** What a mark announces. */
    public enum MarkKind {
        GAP,
        GENERATION
    }

    /** Reason of a gap: the viewer was too slow, or more is missing than is read after an interruption. The bytes still exist. */
    public static final String SLOW = "slow";
    /** Reason of a gap: the bytes are no longer available. */
    public static final String UNAVAILABLE = "unavailable";
    /** Reason of a gap without loss: it consists of zero bytes. */
    public static final String HOLE = "hole";
    /** Reason of a generation: the file was renamed and a new one created. */
    public static final String ROTATED = "rotated";
    /** Reason of a generation: the file was truncated to length 0 in place. */
    public static final String TRUNCATED = "truncated";
    /** Reason of a generation: what follows was written to an older file that is still in use. */
    public static final String LATE = "late";
    /** Reason of a generation: back to a newer file after {@link #LATE}. */
    public static final String RESUMED = "resumed";

    /** Reason of a generation: a command has ended and was run again, so its output may repeat earlier output. */
    public static final String RESTARTED = "restarted";
    /** Reason of a generation: a command was interrupted and run again, so output may be missing or repeated. */
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

    /** Whether it stands for zero bytes, so that nothing is missing. */
    public boolean isHole() {
        return kind == MarkKind.GAP && reason.equals(HOLE);
    }

    /** A gap. */
    public static Mark gap(Position start, Position end, String reason) {
        return new Mark(MarkKind.GAP, start, end, reason);
    }

    /** The beginning of a generation. */
    public static Mark generation(Position start, long generation, String reason) {
        return new Mark(MarkKind.GENERATION, start, new Position(generation, 0), reason);
    }
}
