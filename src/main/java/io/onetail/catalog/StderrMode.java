package io.onetail.catalog;

import java.util.Locale;

/** What becomes of a command's standard error. Its last lines are reported in any case when the command ends. */
public enum StderrMode {
    /** It is part of the log, in the order written. */
    MERGE,
    /** Its lines are part of the log and begin with a mark. */
    MARK,
    /** It is discarded. */
    DROP;
    /** The mode as the configuration spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
