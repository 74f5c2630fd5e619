package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import io.onetail.protocol.Mark;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes another life of a log the one whose bytes are appended: opens a generation for one that begins, and a further one within the file
 * of one that had been left before. For one thread; blocks on the host and the journal.
 */
final class LifeSwitch {
    private static final int HEAD = 4096;

    private final TailContext context;
    private final LogSource.FileSource file;
    private final JournalAppender appender;
    private final JournalDelivery delivery;
    private final ResumeFinder resumeFinder;
    private final GenerationOpener generationOpener;
    private final TailedLives lives = new TailedLives();
    private ResumeFinder.@Nullable ResumeLater resumeLater; // until the first byte of the first life
    private @Nullable TailedLife older;

    /** @param file the one that has the log's name now */
    LifeSwitch(
            TailContext context,
            LogSource.FileSource file,
            JournalAppender appender,
            JournalDelivery delivery,
            ResumeFinder resumeFinder,
            GenerationOpener generationOpener) {
        this.context = context;
        this.file = file;
        this.appender = appender;
        this.delivery = delivery;
        this.resumeFinder = resumeFinder;
        this.generationOpener = generationOpener;
    }

    /** The lives between which it switches; the reader's news of them is added there. */
    TailedLives lives() {
        return lives;
    }

    /** Goes on at a point in the first life. */
    TailedLife begin(HostReader.FileLife first, ResumeFinder.ResumePoint resumePoint) {
        TailedLife life = lives.add(first);
        if (resumePoint instanceof ResumeFinder.ResumeAt at) {
            enterFirst(life, at.chunker());
        } else if (resumePoint instanceof ResumeFinder.ResumeLater later) {
            resumeLater = later;
            LogTip logTip = appender.logTip();
            if (logTip != null && logTip.file() != null) {
                appender.file(logTip.file());
            }
        }
        return life;
    }

    /** Whether the first life is still empty, so that {@link #late} asks for what is written to the file before. */
    boolean awaitsFirstByte() {
        return resumeLater != null;
    }

    /**
     * Appends what was written meanwhile to the file before a first life that is still empty; false to find the place again. What is too
     * much at once comes the next time.
     */
    boolean late() throws LogException, NotOwnerException, InterruptedException {
        ResumeFinder.ResumeLater later = resumeLater;
        LogTip logTip = appender.logTip();
        return later == null || logTip == null || resumeFinder.late(later, logTip.end()) != null;
    }

    /**
     * Makes a life the current one, before its bytes are added to the delivery.
     *
     * @param bytes those that came, which tell what the file is if it was empty when the life began
     * @return false to find the place again
     */
    boolean to(TailedLife life, byte[] bytes, int length) throws LogException, NotOwnerException, InterruptedException {
        return life == lives.current()
                || (life.begun() ? backTo(life) : leave() && open(life, withHead(life.told(), bytes, length)));
    }

    /** Makes a life that had been left the current one again; false to find the place again. */
    boolean backTo(TailedLife life) throws NotOwnerException {
        return leave() && resume(life);
    }

    private boolean leave() throws NotOwnerException {
        if (!delivery.flush()) {
            return false;
        }
        TailedLife left = lives.current();
        if (left != null) {
            left.leave(appender.currentFile());
        }
        return true;
    }

    /** From here on the life's bytes are added. */
    private void enter(TailedLife life, Chunker chunker) {
        FileId id = appender.currentFile();
        long base = id == null ? 0 : id.base();
        life.begin(base + chunker.received().offset(), generationOpener.lineFeed());
        lives.current(life);
        delivery.chunker(chunker);
    }

    /** Before the life there is no other that was told of, but perhaps a file. */
    private void enterFirst(TailedLife life, Chunker chunker) {
        enter(life, chunker);
        FileId id = appender.currentFile();
        older = id == null || id.older() == null ? null : new TailedLife(id.older(), generationOpener.lineFeed());
    }

    /** The file before the first life that has bytes, from the byte on that was not known when that life began; null if there is none. */
    @Nullable
    TailedLife older() {
        return older;
    }

    /** A file may have been empty when its life began: then its first bytes tell what it is, and tell it from others. */
    private HostReader.FileLife withHead(HostReader.FileLife told, byte[] bytes, int length) throws LogException {
        FileInfo info = told.file();
        if (info.head().length >= Math.min(length, HEAD)) {
            return told;
        }
        byte[] head = Arrays.copyOf(bytes, Math.min(length, HEAD));
        FileInfo begun = new FileInfo(info.path(), info.node(), Math.max(info.size(), length), info.modified(), head);
        CurrentFile.check(file, context.catalog().get(), begun);
        return new HostReader.FileLife(told.number(), told.kind(), told.missed(), begun);
    }

    /** After the one before has been left. */
    private boolean open(TailedLife life, HostReader.FileLife told)
            throws LogException, NotOwnerException, InterruptedException {
        ResumeFinder.ResumeLater later = resumeLater;
        TailedLife before = lives.newestBegun();
        boolean missed = lives.missedBetween(before, life);
        if (missed && before != null && before != lives.current() && !resume(before)) {
            return false; // what is missing came after that one, not after the late bytes of an earlier one
        }
        LogTip logTip = appender.logTip();
        Chunker chunker;
        if (later != null && logTip != null) {
            BacklogAppender.AppendedBacklog rest = resumeFinder.late(later, logTip.end());
            resumeLater = null;
            if (rest == null) {
                return false;
            }
            generationOpener.file(told.file());
            String missing = later.missing() == null ? rest.missing() : later.missing();
            chunker = generationOpener.open(rest.end(), missed ? Mark.UNAVAILABLE : missing, later.cut());
            if (chunker == null) {
                return false;
            }
            if (rest.missing() == null) {
                enterFirst(life, chunker);
            } else {
                enter(life, chunker); // what else that file has was too much, and is said to be missing
            }
            return true;
        } else if (logTip == null) { // nothing was appended: the log was an empty file
            chunker = generationOpener.first(told.file());
        } else {
            boolean lacks = before != null && before.givenUp();
            chunker = resumeFinder.after(withFile(logTip), told, missed, lacks, lives::comes);
        }
        if (chunker == null) {
            return false;
        }
        enter(life, chunker);
        return true;
    }

    /** With the file as far as it is known by now: it was perhaps empty when the last entry was appended. */
    private LogTip withFile(LogTip logTip) {
        TailedLife left = lives.current();
        FileId known = left == null ? null : left.file();
        return known == null || logTip.file() == null
                ? logTip
                : new LogTip(logTip.end(), known.from(logTip.file().base()));
    }

    private boolean resume(TailedLife life) throws NotOwnerException {
        FileId rest = life.rest();
        if (rest == null) {
            return false;
        }
        TailedLife newest = lives.newestBegunAfter(life);
        TailedLife left = newest != null ? newest : lives.current();
        FileId other = left == null ? null : left.rest();
        FileId at = rest.beside(newest == null ? null : other, newest == null ? other : null);
        Chunker chunker = generationOpener.resume(at, life.lineFeed(), newest == null ? Mark.RESUMED : Mark.LATE);
        if (chunker == null) {
            return false;
        }
        lives.current(life);
        delivery.chunker(chunker);
        return true;
    }
}
