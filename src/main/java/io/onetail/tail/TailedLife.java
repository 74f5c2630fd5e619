package io.onetail.tail;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LineFeed;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A life of a followed log, as far as its tail has come in it. For one thread. */
final class TailedLife {
    private final int number;
    private final HostReader.@Nullable FileLife told; // null for the file before the first life, of which nobody tells
    private boolean missed;
    private boolean givenUp;
    private boolean begun;
    private long next; // offset in the file
    private LineFeed lineFeed = LineFeed.BYTE;
    private @Nullable FileId file; // when it was left

    TailedLife(HostReader.FileLife told) {
        this.number = told.number();
        this.told = told;
        this.missed = told.missed();
    }

    /**
     * The file before the first life, as if it were a life of which a part has come.
     *
     * @param before from the byte on that comes next
     * @param lineFeed how its lines end
     */
    TailedLife(FileId before, LineFeed lineFeed) {
        this.number = -1;
        this.told = null;
        this.file = before.from(0);
        this.next = before.base();
        this.begun = true;
        this.lineFeed = lineFeed;
    }

    int number() {
        return number;
    }

    /** As the reader told of it. */
    HostReader.FileLife told() {
        return Objects.requireNonNull(told);
    }

    /** Whether something is missing between the life before and this one. */
    boolean missed() {
        return missed;
    }

    void miss() {
        missed = true;
    }

    /** Whether there was more of it than came. */
    boolean givenUp() {
        return givenUp;
    }

    void giveUp() {
        givenUp = true;
    }

    /** Its bytes are appended from this offset on. */
    void begin(long offset, LineFeed ends) {
        next = offset;
        lineFeed = ends;
        begun = true;
    }

    /** Whether some of its bytes were appended, or are about to be. */
    boolean begun() {
        return begun;
    }

    /** How its lines end, once it has begun. */
    LineFeed lineFeed() {
        return lineFeed;
    }

    /** The offset in its file of the byte that comes next. */
    long next() {
        return next;
    }

    void advance(long bytes) {
        next += bytes;
    }

    /** Another life is the current one from now on. */
    void leave(@Nullable FileId as) {
        file = as == null ? null : as.from(0);
    }

    /** Its file as it was known when it was left, from its beginning on; null if it was not left, or is not known. */
    @Nullable
    FileId file() {
        return file;
    }

    /** As {@link #file}, but from the byte on that comes next. */
    @Nullable
    FileId rest() {
        return file == null ? null : file.from(next);
    }
}
