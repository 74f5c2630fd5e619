package io.onetail.tail;

/** A part of this server's work on a log that the journal may refuse. The journal then can't tell the log's viewers either. */
public enum JournalTask {
    /** Announcing the state of the log's tail. */
    WORD,
    /** Determining which server tails the log. */
    LEASE,
    /** Reading what the log's viewers have missed. */
    CATCH_UP
}
