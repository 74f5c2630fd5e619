package io.onetail.protocol;

/**
 * One step of a log: it leads from {@link #start()} to {@link #end()}. The entries of a log form a chain without holes:
 * each starts where the previous one ends. That makes a lost or repeated byte visible. Immutable.
 */
public sealed interface LogEntry extends LogMessage permits Chunk, Mark {
    /** A reader's position before this entry. */
    Position start();

    /** A reader's position after this entry; always greater than {@link #start()}. */
    Position end();

    /** The rest of the entry from a position within it. */
    LogEntry from(Position position);
}
