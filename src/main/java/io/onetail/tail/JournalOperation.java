package io.onetail.tail;

/** What this server does in the journal for a log. The journal may refuse it, and then can't tell the log's viewers either. */
public enum JournalOperation {
    /** Announcing the state of the log's tail. */
    ANNOUNCEMENT,
    /** Determining which server tails the log. */
    LEASE,
    /** Reading what the log's viewers have missed. */
    CATCH_UP
}
