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
 * The file that a log's name stands for at one moment, with the size that it had. It is read a range at a time, each of which has ended on
 * the host before it is returned: whoever takes long with one holds up nobody else's. A rename does not matter. For one thread.
 */
public final class LogFile {
    static final int LEAST = 256 << 10;
    private static final int MOST = 1 << 20;
    /** A block that took longer came over a slow line, which others share. */
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
     * Looks at the file; blocks on the host.
     *
     * @throws LogException bad-request for a command, which has no file, and for a file that holds neither text nor a compressed one; else as a view of the log would be refused
     */
    public static LogFile of(LogSource source, Catalog catalog, HostReaders readers)
            throws LogException, InterruptedException {
        if (!(source instanceof LogSource.FileSource log)) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    "What a command on host '" + source.host().name()
                            + "' has said is kept in no file; only files can be downloaded and searched.");
        }
        HostReader reader = readers.of(source.host().name());
        LogSource.FileSource file = CurrentFile.newest(log, reader);
        FileInfo info = CurrentFile.lookAtAny(file, catalog, reader);
        if (!CurrentFile.isText(info) && !CurrentFile.isPacked(info)) {
            throw new LogException(
                    FailureCode.BAD_REQUEST,
                    file.path() + " on " + file.host().name()
                            + " is not text: it begins like a binary file, and only logs can be downloaded and searched.");
        }
        return new LogFile(reader, file, info);
    }

    /** Bytes at the moment when it was looked at. */
    public long size() {
        return info.size();
    }

    /** Tells the file from others of the same name: {@code device:inode}. */
    public String node() {
        return info.node();
    }

    /** The path of the file itself, which is not the log's name where the files have dates. */
    public String path() {
        return file.path();
    }

    /** Whether it is compressed: then it is read as it is. */
    public boolean packed() {
        return CurrentFile.isPacked(info);
    }

    /** How its lines end. */
    LineFeed lineFeed() {
        return LineFeed.of(info.head(), file.charset());
    }

    /** How much to read next, bytes: each read costs the host some processes, so it is more where they are quick. */
    public int block() {
        return block;
    }

    /**
     * Reads a range; blocks on the host.
     *
     * @param length at most {@link #block}; the range must end within {@link #size}
     * @param mask hides in whole lines, whatever the range; null to hide nothing
     * @return exactly so many bytes, the caller's
     * @throws LogException unreadable if the file does not reach so far any more; forbidden if something must be hidden in a compressed file; else if the host can't be read
     */
    public byte[] read(long from, int length, @Nullable Mask mask) throws LogException, InterruptedException {
        if (mask != null && packed()) {
            throw new LogException(
                    FailureCode.FORBIDDEN,
                    file.path() + " on " + file.host().name()
                            + " is compressed, and parts of this log are hidden from you, which can't be done in a compressed"
                            + " file. The right 'unmasked' is needed for it.");
        }
        int before = mask == null ? 0 : (int) Math.min(from, Mask.BEFORE);
        int after = mask == null ? 0 : Mask.REACH;
        long begin = System.nanoTime();
        byte[] bytes = reader.read(file.path(), info.id(), from - before, before + length + after);
        block = System.nanoTime() - begin < QUICK_NANOS ? Math.min(MOST, 2 * block) : LEAST;
        if (bytes == null || bytes.length < before + length) {
            throw new LogException(
                    FailureCode.UNREADABLE,
                    file.path() + " on " + file.host().name() + " was cut or replaced while it was read, at byte "
                            + from + " of " + info.size() + ".");
        }
        if (mask == null) {
            return bytes;
        }
        // its last line may still go on, so it counts as complete only with its line feed
        mask.hidePiece(bytes, before, before + length, before == from, false, lineFeed(), from - before);
        return Arrays.copyOfRange(bytes, before, before + length);
    }
}
