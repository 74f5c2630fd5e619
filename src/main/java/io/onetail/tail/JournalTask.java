package io.onetail.tail;

/** A part of this server's work on a log that the journal can refuse, so that it can't tell the log's viewers of it either. */
public enum JournalTask {
    /** Saying how the log's tail is doing. */
    WORD,
    /** Finding out who is to tail the log. */
    LEASE,
    /** Reading what the log's viewers have missed. */
    CATCH_UP
}
