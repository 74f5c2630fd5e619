package io.onetail.access;

/**
 * How much of the audit is kept where administrators read it.
 *
 * @param entries approximate number of events that are kept; older ones remain in the server's log only
 */
public record AuditSettings(int entries) {
    public AuditSettings {
        if (entries < 0) {
            throw new IllegalArgumentException("entries must not be negative, got " + entries);
        }
    }
}
