package io.onetail.history;

import io.onetail.catalog.Catalog;
import io.onetail.catalog.LogSource;
import io.onetail.mask.Mask;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogException;
import io.onetail.tail.CurrentFile;
import io.onetail.tail.FileInfo;
import io.onetail.tail.HostReader;
import io.onetail.tail.HostReaders;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The file that a log's name stands for at one moment, with the size that it has then. It is read range by range. The
 * host has finished a range before it is returned, so a slow client does not hold up others. Continues to work after a
 * rename. For one thread.
 */
public final class LogFile {
    static final int LEAST = 256 << 10;
    private static final int MOST = 1 << 20;
    /** A block that takes longer comes over a slow connection, which others share. */
    private static final long QUICK_NANOS = 1_000_000_000L;

    private final HostReader reader;
    private final LogSource.FileSource file;
    private final FileInfo info;
    private int block = LEAST;

    private LogFile(HostReader reader, LogSource.FileSource file, FileInfo info) {
        this.reader = reader;
        this.file = file;
        this.info = info;
    }

    /**
     * Opens the file; blocks on the host.
     *
     * @throws LogException bad-request for a command, which has no file, and for a file that is neither text nor
     *     compressed; otherwise as for a view of the log
     */
    public static LogFile of(LogSource source, Catalog catalog, HostReaders readers)
            throws LogException, InterruptedException {
        if (!(source instanceof LogSource.FileSource log)) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "The output of a command on host '" + source.host().name()
                            + "' is not kept in a file; only files can be downloaded and searched.");
        }
        HostReader reader = readers.of(source.host().name());
        LogSource.FileSource file = CurrentFile.newest(log, reader);
        FileInfo info = CurrentFile.lookAtAny(file, catalog, reader);
        if (!CurrentFile.isText(info) && !CurrentFile.isPacked(info)) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    file.path() + " on " + file.host().name()
                            + " is not text: it begins like a binary file; expected text or a compressed file.");
        }
        return new LogFile(reader, file, info);
    }

    /** The size in bytes when it was opened. */
    public long size() {
        return info.size();
    }

    /** Identifies the file among others of the same name: {@code device:inode}. */
    public String node() {
        return info.node();
    }

    /** The path of the file itself, which differs from the log's name where the files carry dates. */
    public String path() {
        return file.path();
    }

    /** Whether it is compressed. Reading does not decompress it. */
    public boolean packed() {
        return CurrentFile.isPacked(info);
    }

    /** The encoding of its line feeds. */
    LineFeed lineFeed() {
        return LineFeed.of(info.head(), file.charset());
    }

    /**
     * How much to read next, in bytes. Each read has a fixed cost on the host, so the amount grows while reads are
     * quick.
     */
    public int block() {
        return block;
    }

    /**
     * Reads a range; blocks on the host.
     *
     * @param length at most {@link #block}; the range must end within {@link #size}
     * @param mask hides parts of whole lines, even if the range cuts through them; null to hide nothing
     * @return exactly {@code length} bytes, owned by the caller
     * @throws LogException unreadable if the file has become too short; forbidden if a mask is on a compressed file;
     *     otherwise if the host can't be read
     */
    public byte[] read(long from, int length, @Nullable Mask mask) throws LogException, InterruptedException {
        if (mask != null && packed()) {
            throw new LogException(
                    FailureCode.FORBIDDEN,
                    file.path() + " on " + file.host().name() + " is compressed, and parts of this log are hidden"
                            + " from you, which is not possible in a compressed file."
                            + " You need the right 'unmasked' to download it.");
        }
        int before = mask == null ? 0 : (int) Math.min(from, Mask.BEFORE);
        int after = mask == null ? 0 : Mask.REACH;
        long begin = System.nanoTime();
        byte[] bytes = reader.read(file.path(), info.id(), from - before, before + length + after);
        block = System.nanoTime() - begin < QUICK_NANOS ? Math.min(MOST, 2 * block) : LEAST;
        if (bytes == null || bytes.length < before + length) {
            throw new LogException(
                    FailureCode.UNREADABLE,
                    file.path() + " on " + file.host().name() + " was truncated or replaced while it was read, at byte "
                            + from + " of " + info.size() + ".");
        }
        if (mask == null) {
            return bytes;
        }
        // the file's last line may still grow, so it is complete only with its line feed
        mask.hidePiece(bytes, before, before + length, before == from, false, lineFeed(), from - before);
        return Arrays.copyOfRange(bytes, before, before + length);
    }
}
