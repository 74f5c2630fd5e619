package io.onetail.config;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
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
 * A properties file in UTF-8 that is read again when its time, size or node changes. It is looked at by whoever asks
 * for values, at most once a second. A file that was moved into place is taken at once. What has changed in place is taken at the second look
 * that finds it the same and {@linkplain TruncationCheck whole}, so that a file which is just being written is not taken half; what may be cut
 * has to stay the same for half a minute. What can't be read leaves the last good values in force. Safe for any thread; the one that looks
 * blocks on the disk.
 */
final class ConfigFile {
    private static final System.Logger LOG = System.getLogger("io.onetail.config");
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** For how long a file that may be cut is waited for: whoever saves it may do so slowly, and whoever means it must not wait long. */
    private static final long DOUBT_SECONDS = 30;

    private final Supplier<@Nullable Path> place;
    private final LongSupplier nanos;

    @GuardedBy("this")
    private Map<String, String> values = Map.of();

    /** What the values were read from. */
    @GuardedBy("this")
    private @Nullable FileStamp taken;

    /** What the last look found, if that is not what was taken. */
    @GuardedBy("this")
    private @Nullable FileStamp seen;

    /** When the last look first found that. */
    @GuardedBy("this")
    private long since;

    /** The text that the values were read from. */
    @GuardedBy("this")
    private @Nullable String text;

    @GuardedBy("this")
    private @Nullable String problem;

    @GuardedBy("this")
    private long looked;

    /** Where the last look went; it is nowhere before the first. */
    @GuardedBy("this")
    private @Nullable Path at;

    /** A state of the file; {@code node} is device and inode where there are such. */
    private record FileStamp(
            Path path, long size, FileTime time, @Nullable Object node) {
        static FileStamp of(Path path) throws IOException {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return new FileStamp(path, found.size(), found.lastModifiedTime(), found.fileKey());
        }

        /** Whether a whole file was moved to where another one was: a move is a later change than the last write. */
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
     * @param place the file, or null for none; asked at each look
     * @param nanos a clock that only goes forward
     */
    ConfigFile(Supplier<@Nullable Path> place, LongSupplier nanos) {
        this.place = place;
        this.nanos = nanos;
    }

    /** The values in force; the map does not change. */
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

    /** Why the file's newest content is not in force, a sentence, or null. */
    synchronized @Nullable String problem() {
        return problem;
    }

    @GuardedBy("this")
    private void look(@Nullable Path path, boolean other) {
        if (path == null) {
            values = Map.of();
            taken = null;
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
                healthy("is as it was read before");
            } else if (before == null || other || found.movedOver(before)) {
                take(path, found, null);
            } else if (found.equals(seen)) {
                // moved right after it was written, which the times do not tell, it is another file all the same
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

    /** @param before the text of before if the file was changed in place; empty if it may have been made there; null if it is whole */
    @GuardedBy("this")
    private void take(Path path, FileStamp found, @Nullable String before) throws IOException {
        String now = text(path);
        if (!found.equals(seen)) {
            seen = found;
            since = looked;
        }
        if (!found.equals(FileStamp.of(path))) {
            if (taken == null) {
                ill(path, "it is just being written");
            }
            return;
        }
        Map<String, String> read = read(now);
        TruncationCheck.TruncationDoubt doubt = TruncationCheck.of(before, now, read.keySet());
        if (doubt != null && (doubt.certain() || looked - since < DOUBT_SECONDS * 1_000_000_000L)) {
            ill(
                    path,
                    doubt.certain()
                            ? "it was cut while it was saved: " + doubt.reason()
                            : "it may have been cut while it was saved: " + doubt.reason()
                                    + ". It counts if it stays so for " + DOUBT_SECONDS + " s");
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
                + (taken == null ? "There are no earlier values." : "The values of " + taken.time + " stay in force.");
        if (!sentence.equals(problem)) {
            problem = sentence;
            LOG.log(Level.WARNING, sentence);
        }
    }

    private static String text(Path path) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder() // refuses what is not UTF-8
                .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
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

    /** @throws IllegalArgumentException if it is not a text of properties */
    static void load(Properties properties, String text) {
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a string
        }
    }
}
