package io.onetail.catalog;

import java.util.Locale;

/** What becomes of a command's standard error; its last words are told in any case when the command ends. */
public enum StderrMode {
    /** It is part of the log, in the order in which it was written. */
    MERGE,
    /** Its lines are part of the log and begin with a mark. */
    MARK,
    DROP;

    /** As the configuration spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
