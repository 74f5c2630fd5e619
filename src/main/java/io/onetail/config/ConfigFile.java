package io.onetail.config;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.Closeable;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A properties file in UTF-8 that is read again when its time, size or inode changes. A call for values checks the
 * file, at most once a second. A file that was moved into place counts at once. A file that was changed in place counts
 * when a second check finds it the same and {@linkplain TruncationCheck whole}, so that a file which is being written
 * is not read half; one that may be truncated must stay the same for half a minute. While the file can't be read, the
 * last good values stay in effect. Safe for any thread; the one that checks blocks on the disk.
 */
final class ConfigFile {
    private static final System.Logger LOG = System.getLogger("io.onetail.config");
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /**
     * How long a file that may be truncated must stay the same: saving it may be slow, and an intended change must not
     * wait long.
     */
    private static final long DOUBT_SECONDS = 30;

    private final Supplier<@Nullable Path> place;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private Map<String, String> values = Map.of();

    /** What the values were read from. */
    @GuardedBy("this")
    private @Nullable FileStamp taken;

    /**
     * The file that the values were read from. While it is open, no other file gets its inode, so that a file that replaces it is known
     * as another one. Java closes it when this object is forgotten.
     */
    @GuardedBy("this")
    private @Nullable Closeable held;

    /** What the last check found, if that differs from {@code taken}. */
    @GuardedBy("this")
    private @Nullable FileStamp seen;

    /** When a check first found {@code seen}. */
    @GuardedBy("this")
    private long since;

    /** The text that the values were read from. */
    @GuardedBy("this")
    private @Nullable String text;

    @GuardedBy("this")
    private @Nullable String problem;

    @GuardedBy("this")
    private long looked;

    /** The path of the last check; null before the first. */
    @GuardedBy("this")
    private @Nullable Path at;

    /** A state of the file; {@code node} is device and inode, on systems that have them. */
    private record FileStamp(
            Path path, long size, FileTime time, @Nullable Object node) {
        static FileStamp of(Path path) throws IOException {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(path, found.size(), found.lastModifiedTime(), found.fileKey());
        }

        /**
         * Whether a finished file has replaced another by a move: a move changes the inode later than the last write.
         */
        boolean movedOver(FileStamp other) throws IOException {
            if (size == 0 || node == null || node.equals(other.node)) {
                return false;
            }
            try {
                return ((FileTime) Files.getAttribute(path, "unix:ctime")).compareTo(time) > 0;
            } catch (UnsupportedOperationException | IllegalArgumentException e) {
                return false; // not a POSIX system
            }
        }
    }

    /**
     * @param place gives the file, or null for none; asked at each check
     * @param nanos a monotonic clock, nanoseconds
     */
    ConfigFile(Supplier<@Nullable Path> place, LongSupplier nanos) {
        this.place = place;
        this.nanos = nanos;
    }

    /** The values in effect; the map does not change. */
    synchronized Map<String, String> values() {
        long now = nanos.getAsLong();
        Path path = place.get();
        boolean other = !Objects.equals(path, at);
        if (other || now - looked >= PAUSE_NANOS) {
            at = path;
            looked = now;
            look(path, other);
        }
        return values;
    }

    /** Why the file's newest content is not in effect, a sentence, or null. */
    synchronized @Nullable String problem() {
        return problem;
    }

    @GuardedBy("this")
    private void look(@Nullable Path path, boolean other) {
        if (path == null) {
            values = Map.of();
            taken = null;
            hold(null);
            text = null;
            seen = null;
            problem = null;
            return;
        }
        try {
            FileStamp found = FileStamp.of(path);
            FileStamp before = taken;
            if (found.equals(before) && !other) {
                seen = null;
                healthy("is the same as when it was last read");
            } else if (before == null || other || found.movedOver(before)) {
                take(path, found, null);
            } else if (found.equals(seen)) {
                // the times do not reveal a move right after the last write, but the inode does
                take(path, found, Objects.equals(found.node, before.node) ? text : "");
            } else {
                seen = found;
                since = looked;
            }
        } catch (CharacterCodingException e) {
            ill(path, "it is not in UTF-8");
        } catch (IllegalArgumentException e) {
            ill(path, "it is not a properties file (" + e.getMessage() + ")");
        } catch (IOException e) {
            ill(path, e.toString());
        }
    }

    /**
     * @param before the previous text if the file was changed in place; empty if it may have been created in place;
     *     null if it is known to be whole
     */
    @GuardedBy("this")
    private void take(Path path, FileStamp found, @Nullable String before) throws IOException {
        SeekableByteChannel opened = Files.newByteChannel(path);
        try {
            take(path, found, before, text(opened));
        } finally {
            if (found.equals(taken)) {
                hold(opened);
            } else {
                opened.close();
            }
        }
    }

    @GuardedBy("this")
    private void hold(@Nullable Closeable opened) {
        Closeable before = held;
        held = opened;
        if (before != null) {
            try {
                before.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "The former configuration file could not be closed: {0}", e);
            }
        }
    }

    @GuardedBy("this")
    private void take(Path path, FileStamp found, @Nullable String before, String now) throws IOException {
        if (!found.equals(seen)) {
            seen = found;
            since = looked;
        }
        if (!found.equals(FileStamp.of(path))) {
            if (taken == null) {
                ill(path, "it is being written");
            }
            return;
        }
        Map<String, String> read = read(now);
        TruncationCheck.TruncationDoubt doubt = TruncationCheck.of(before, now, read.keySet());
        if (doubt != null && (doubt.certain() || looked - since < DOUBT_SECONDS * 1_000_000_000L)) {
            ill(
                    path,
                    doubt.certain()
                            ? "it is truncated: " + doubt.reason()
                            : "it may be truncated: " + doubt.reason() + ". It takes effect if it stays the same for "
                                    + DOUBT_SECONDS + " s");
            return;
        }
        values = read;
        text = now;
        taken = found;
        healthy("has been read: " + values.size() + " settings");
        LOG.log(Level.INFO, "The configuration file ''{0}'' has been read: {1} settings.", path, values.size());
    }

    @GuardedBy("this")
    private void healthy(String how) {
        if (problem != null) {
            problem = null;
            LOG.log(Level.INFO, "The configuration file ''{0}'' can be used again, it {1}.", place.get(), how);
        }
    }

    @GuardedBy("this")
    private void ill(Path path, String why) {
        String sentence = "The configuration file '" + path + "' can't be used: " + why + ". "
                + (taken == null ? "There are no earlier values." : "The values of " + taken.time + " stay in effect.");
        if (!sentence.equals(problem)) {
            problem = sentence;
            LOG.log(Level.WARNING, sentence);
        }
    }

    private static String text(SeekableByteChannel opened) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder() // refuses what is not UTF-8
                .decode(ByteBuffer.wrap(Channels.newInputStream(opened).readAllBytes()))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Map<String, String> read(String text) {
        Properties properties = new Properties();
        load(properties, text);
        Map<String, String> read = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> read.put(name, properties.getProperty(name)));
        return Map.copyOf(read);
    }

    /** @throws IllegalArgumentException if the text is not in the format of properties */
    static void load(Properties properties, String text) {
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string reader does not fail
        }
    }
}
