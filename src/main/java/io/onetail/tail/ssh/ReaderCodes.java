package io.onetail.tail.ssh;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;

/**
 * Turns the codes with which a reader refuses something into sentences. Immutable.
 *
 * @param host its name, for messages
 * @param user as which the reader runs
 */
record ReaderCodes(String host, String user) {
    /**
     * The failure for a code.
     *
     * @param path what can't be read
     * @param words the host's own, or empty
     */
    LogException failure(String path, String code, String words) {
        String where = SafeText.shown(path) + " on " + host;
        return switch (code) {
            case "not-found", "gone" -> new LogException(FailureCode.NOT_FOUND, "There is no file " + where + ".");
            case "denied" ->
                unreadable(where + " can't be read by user '" + user
                        + "': give that user read permission on the file and search permission on its directories.");
            case "directory" -> unreadable(where + " is a directory; name a file in it.");
            case "special" -> unreadable(where + " is not a regular file but a device, pipe or socket.");
            case "loop" -> unreadable(where + " is a symbolic link that leads to itself.");
            case "unproved" ->
                unreadable(where + " can't be viewed: " + host + " does not say in /proc/self/fd where an open file is,"
                        + " so Onetail can't rule out that a link led to another file."
                        + " The host needs Linux with /proc.");
            case "packed" ->
                unreadable(where
                        + " can't be unpacked there: the program for its format is missing, or the file is damaged"
                        + said(words));
            case "forbidden" ->
                new LogException(
                        FailureCode.FORBIDDEN,
                        where + " leads to a file that is not among the logs"
                                + " that the configuration, or the host's own list, allows for this host"
                                + said(words));
            case "restless" ->
                new LogException(
                        FailureCode.UNREACHABLE,
                        where + " can't be read: its name led to another file at each of several attempts.");
            case "busy" ->
                new LogException(
                        FailureCode.UNREACHABLE,
                        "Reading " + where + " has to wait: " + host
                                + " has no process or file descriptor left, or too many requests are under way"
                                + said(words));
            default ->
                new LogException(
                        FailureCode.INTERNAL,
                        "Reading " + where + " failed (" + SafeText.shown(code) + ")" + said(words));
        };
    }

    /** The failure for a code with which a command was refused. */
    LogException commandFailure(String command, String code, String words) {
        String what = "'" + SafeText.shown(command) + "'";
        return switch (code) {
            case "forbidden" ->
                new LogException(
                        FailureCode.FORBIDDEN,
                        what + " may not be run on " + host + ": the host's own list does not include it"
                                + said(words));
            case "busy" ->
                new LogException(
                        FailureCode.UNREACHABLE,
                        what + " can't be run on " + host
                                + " now: the host has no process left, or too many requests are under way"
                                + said(words));
            default ->
                new LogException(
                        FailureCode.INTERNAL,
                        what + " can't be run on " + host + " (" + SafeText.shown(code) + ")" + said(words));
        };
    }

    private static LogException unreadable(String message) {
        return new LogException(FailureCode.UNREADABLE, message);
    }

    private static String said(String words) {
        String shown = SafeText.shown(words.strip());
        return shown.isEmpty() ? "." : ": " + shown + (shown.endsWith(".") ? "" : ".");
    }
}
