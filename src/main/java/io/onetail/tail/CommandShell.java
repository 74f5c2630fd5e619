package io.onetail.tail;

import io.onetail.catalog.StandardError;
import org.jspecify.annotations.Nullable;

/**
 * The shell's part of running a command: a script for {@code sh -c} whose first argument is the command and whose second is
 * {@link #mark}. What the command says comes on standard output; on standard error comes one line at its end, {@code ~} and the
 * last words of the command's standard error, if that is not merged. Ends with the command's status.
 */
public final class CommandShell {
    private static final String MERGED = "exec sh -c \"$1\" 2>&1\n";

    // 3 is the log, 4 carries the status past the pipe
    private static final String APART = """
            exec 3>&1
            status=$({ { sh -c "$1" 2>&1 >&3 3>&- 4>&-; echo $? >&4; } | {
              last=
              while IFS= read -r line || [ -n "$line" ]; do
                last=$line
                [ -z "$2" ] || printf '%s%s\\n' "$2" "$line" >&3
              done
              [ -z "$last" ] || printf '~ %.300s\\n' "$last" >&2
            } 4>&-; } 4>&1)
            exit $status
            """;

    private CommandShell() {}

    public static String script(StandardError errors) {
        return errors == StandardError.MERGE ? MERGED : APART;
    }

    /** What lines of standard error begin with; empty if they are not shown apart. */
    public static String mark(StandardError errors) {
        return errors == StandardError.MARK ? "[stderr] " : "";
    }

    /** The last words in a line that the script wrote, or null if it is not such a line. */
    public static @Nullable String words(String line) {
        return line.startsWith("~ ") ? line.substring(2) : null;
    }
}
