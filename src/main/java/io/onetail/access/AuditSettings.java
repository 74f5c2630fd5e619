package io.onetail.access;

/**
 * How long the audit is kept where administrators read it.
 *
 * @param entries about how many events; older ones are forgotten there, not in the log
 */
public record AuditSettings(int entries) {
    public AuditSettings {
        if (entries < 0) {
            throw new IllegalArgumentException("entries must not be negative, got " + entries);
        }
    }
}
