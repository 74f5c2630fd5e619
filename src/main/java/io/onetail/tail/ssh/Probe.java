package io.onetail.tail.ssh;

import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import io.onetail.tail.FileInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads what {@code probe.sh} prints. */
final class Probe {
    private static final Pattern NODE = Pattern.compile("[0-9]{1,20}:[0-9]{1,20}");

    private Probe() {}

    /** @throws NumberFormatException if it is no length of a file */
    static long size(String text) {
        long size = Long.parseLong(text);
        if (size < 0) {
            throw new NumberFormatException("a length in bytes expected, got '" + text + "'");
        }
        return size;
    }

    static FileInfo read(String host, String path, String user, Exec.Result result) throws LogException {
        Fields fields = new Fields(result.output());
        String where = path + " on " + host;
        switch (fields.next()) {
            case "ok" -> {
                String resolved = fields.next();
                String node = fields.next();
                try {
                    long size = size(fields.next());
                    Instant modified = FileTimes.parse(fields.next());
                    if (!resolved.startsWith("/") || !NODE.matcher(node).matches()) {
                        throw Unserved.unexpected(host, "Looking at " + path, result);
                    }
                    return new FileInfo(resolved, node, size, modified, fields.rest());
                } catch (NumberFormatException e) {
                    throw Unserved.unexpected(host, "Looking at " + path, result);
                }
            }
            case "missing" -> throw new LogException(Failure.NOT_FOUND, "There is no file " + where + ".");
            case "denied" ->
                throw new LogException(
                        Failure.UNREADABLE,
                        where + " can't be read by user '" + user
                                + "': give that user read permission on the file and search permission on its directories.");
            case "directory" ->
                throw new LogException(Failure.UNREADABLE, where + " is a directory; name a file in it.");
            case "special" ->
                throw new LogException(
                        Failure.UNREADABLE, where + " is not a regular file but a device, pipe or socket.");
            case "loop" ->
                throw new LogException(Failure.UNREADABLE, where + " is a symbolic link that leads to itself.");
            case "unproved" ->
                throw new LogException(
                        Failure.UNREADABLE,
                        where + " can't be shown: " + host
                                + " does not say by /proc/self/fd where an open file is, without which"
                                + " nobody can tell that no link led elsewhere. It takes a Linux with /proc.");
            case "restless" ->
                throw new LogException(
                        Failure.UNREACHABLE, where + " was another file each of 20 times that it was opened.");
            default -> throw Unserved.unexpected(host, "Looking at " + path, result);
        }
    }

    /** NUL-terminated fields, then perhaps raw bytes. */
    static final class Fields {
        private final byte[] bytes;
        private int at;

        Fields(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean more() {
            return at < bytes.length;
        }

        /** The next field, or the empty string if there is no complete one. */
        String next() {
            for (int i = at; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    String field = new String(bytes, at, i - at, StandardCharsets.UTF_8);
                    at = i + 1;
                    return field;
                }
            }
            at = bytes.length;
            return "";
        }

        byte[] rest() {
            return Arrays.copyOfRange(bytes, at, bytes.length);
        }
    }
}
