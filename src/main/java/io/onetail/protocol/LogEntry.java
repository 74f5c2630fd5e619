package io.onetail.protocol;

/**
 * One step of a log: it leads from {@link #start()} to {@link #end()}. The entries of a log form a chain without holes,
 * each one starting where the one before it ended; that is what makes a lost or repeated byte visible.
 */
public sealed interface LogEntry extends LogMessage permits Chunk, Mark {
    /** Where a reader stands before this entry. */
    Position start();

    /** Where a reader stands after it; always greater than {@link #start()}. */
    Position end();

    /** What is left of it for a reader who stands within it. */
    LogEntry from(Position position);
}
