package io.onetail.tail.ssh;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;

/**
 * Makes sentences of the codes by which a reader says why something can't be had.
 *
 * @param host its name, for messages
 * @param user by which it reads
 */
record ReaderCodes(String host, String user) {
    /**
     * A failure.
     *
     * @param path what can't be had
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
                unreadable(where + " can't be shown: " + host
                        + " does not say by /proc/self/fd where an open file is, without which"
                        + " nobody can tell that no link led elsewhere. It takes a Linux with /proc.");
            case "packed" ->
                unreadable(where + " can't be unpacked there: the program for that is missing, or it is no such file"
                        + said(words));
            case "forbidden" ->
                new LogException(
                        FailureCode.FORBIDDEN,
                        where
                                + " leads to what is not among the logs that the configuration, or the host's own list, allows for this host"
                                + said(words));
            case "restless" ->
                new LogException(
                        FailureCode.UNREACHABLE, where + " was another file each of several times that it was opened.");
            case "busy" ->
                new LogException(
                        FailureCode.UNREACHABLE,
                        "Reading " + where + " has to wait: " + host
                                + " has no process or open file left, or too much is under way" + said(words));
            default ->
                new LogException(
                        FailureCode.INTERNAL,
                        "Reading " + where + " failed (" + SafeText.shown(code) + ")" + said(words));
        };
    }

    /** Why a command does not run. */
    LogException commandFailure(String command, String code, String words) {
        String what = "'" + SafeText.shown(command) + "'";
        return switch (code) {
            case "forbidden" ->
                new LogException(
                        FailureCode.FORBIDDEN,
                        what + " may not be run on " + host + ": the host's own list does not have it" + said(words));
            case "busy" ->
                new LogException(
                        FailureCode.UNREACHABLE,
                        what + " can't be run on " + host + " now, which has no process left, or too much is under way"
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
