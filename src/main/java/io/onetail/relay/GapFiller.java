package io.onetail.relay;

import io.onetail.mask.Mask;
import io.onetail.protocol.Chunk;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.FileId;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Mark;
import io.onetail.protocol.Position;
import io.onetail.protocol.ZeroRuns;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a hole of one view by reading the file, a block at a time and only as fast as the view sends. Like its view,
 * for one thread at a time.
 */
final class GapFiller {
    private static final int BLOCK = 256 << 10;
    /** Pause before an unreachable host is asked again; views are woken more often than that. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);
    /** Time after which the hole becomes a gap. */
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(5);

    private final Channel channel;
    private final HistoryReader historyReader;
    private final Position target;
    private final LongSupplier nanos;
    private final Runnable wake;
    private final BooleanSupplier viewOpen;
    private final ArrayDeque<LogEntry> ready = new ArrayDeque<>();
    private final @Nullable Mask mask;
    private boolean first = true; // the bytes before the first block tell whether it begins a line
    private int before; // bytes requested before the block
    private int block; // bytes requested for the block itself
    private boolean inLine;
    private boolean asked;
    private @Nullable Long failing; // since when the host has been unreachable
    private long askAgain;
    private volatile @Nullable FileAnswer answer;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record FileAnswer(
            byte @Nullable [] bytes, @Nullable Throwable failure) {}

    /**
     * @param viewOpen whether the view is still open
     * @param mask the view's mask, or null
     */
    GapFiller(
            Channel channel,
            HistoryReader historyReader,
            Position target,
            LongSupplier nanos,
            Runnable wake,
            BooleanSupplier viewOpen,
            @Nullable Mask mask) {
        this.channel = channel;
        this.historyReader = historyReader;
        this.target = target;
        this.nanos = nanos;
        this.wake = wake;
        this.viewOpen = viewOpen;
        this.mask = mask;
    }

    @Nullable
    Mask mask() {
        return mask;
    }

    Position target() {
        return target;
    }

    boolean reached(Position at) {
        return ready.isEmpty() && at.compareTo(target) >= 0;
    }

    /**
     * The next entry at a position; null if it has been requested but is not here yet, or the target is reached.
     *
     * @throws CompletionException if the file can't be read
     */
    @Nullable
    LogEntry next(Position at) {
        if (!ready.isEmpty()) {
            return ready.poll();
        }
        if (reached(at)) {
            return null;
        }
        FileAnswer got = answer;
        if (got != null) {
            answer = null;
            asked = false;
            if (got.failure != null && isWorthWaiting(got.failure)) {
                askAgain = nanos.getAsLong() + PAUSE;
                return null;
            }
            failing = null;
            return take(got, at);
        }
        if (!asked && (failing == null || nanos.getAsLong() - askAgain >= 0)) {
            ask(at);
            got = answer; // the answer may be there at once
            return got == null ? null : next(at);
        }
        return null;
    }

    /**
     * Whether to try again later: the host is only unreachable at the moment, so the log does not continue either, or
     * too many reads are waiting.
     */
    private boolean isWorthWaiting(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof LogException known)
                || !(known.failure().passing() || known.failure() == FailureCode.LIMIT)) {
            return false;
        }
        long now = nanos.getAsLong();
        if (failing == null) {
            failing = now;
        }
        return now - failing < PATIENCE;
    }

    private void ask(Position at) {
        asked = true;
        LogId log = channel.log();
        FileId file = channel.file(at.generation());
        if (file == null) {
            answer = new FileAnswer(null, null);
            return;
        }
        first &= at.offset() > 0;
        before = mask == null ? first ? (int) Math.min(2, at.offset()) : 0 : (int) Math.min(at.offset(), Mask.BEFORE);
        block = (int) Math.min(BLOCK, missing(at));
        historyReader
                .read(log, file, at.offset() - before, before + block + (mask == null ? 0 : Mask.REACH), viewOpen)
                .whenComplete((bytes, failure) -> {
                    answer = new FileAnswer(bytes, failure);
                    wake.run();
                });
    }

    private long missing(Position at) {
        return at.generation() == target.generation() ? target.offset() - at.offset() : BLOCK;
    }

    private LogEntry take(FileAnswer got, Position at) {
        if (got.failure != null) {
            throw new CompletionException(got.failure);
        }
        byte[] bytes = got.bytes;
        int begin = before;
        if (begin > 0 && bytes != null && bytes.length >= begin) {
            inLine = !channel.lineFeed().endsBefore(bytes, 0, begin, at.offset());
        }
        first = false;
        int length = bytes == null ? 0 : Math.min(block, bytes.length - begin);
        if (bytes == null || length <= 0) {
            inLine = false;
            return at.generation() == target.generation()
                    ? Mark.gap(at, target, Mark.UNAVAILABLE)
                    : crossing(at, bytes != null);
        }
        byte[] shown = mask == null ? bytes : masked(mask, bytes, at);
        Position start = at;
        int end = begin + length;
        for (int from = begin; from < end; ) {
            int hole = ZeroRuns.begin(bytes, from, end);
            hole += hole < end ? halfUnit(at, hole) : 0; // the zero byte of a line feed or letter is not part of a hole
            start = chunks(shown, from, hole, start);
            from = ZeroRuns.end(bytes, hole, end);
            from -= hole < from && from < end ? halfUnit(at, from) : 0;
            if (from > hole) {
                ready.add(Mark.gap(start, start.plus(from - hole), Mark.HOLE));
                start = start.plus(from - hole);
                inLine = false;
            }
        }
        return Objects.requireNonNull(ready.poll());
    }

    private int halfUnit(Position at, int place) {
        return channel.lineFeed().halfUnit(at.offset() + place - before);
    }

    private Position chunks(byte[] bytes, int begin, int end, Position at) {
        Position start = at;
        for (int from = begin; from < end; ) {
            int part = Math.min(Chunk.MAX_PAYLOAD, end - from);
            Chunk chunk = Chunk.of(channel.log().key(), start, inLine, channel.lineFeed(), bytes, from, part);
            inLine = chunk.incomplete();
            ready.add(chunk);
            start = chunk.end();
            from += part;
        }
        return start;
    }

    /** A masked copy; others may use the same bytes. */
    private byte[] masked(Mask hiding, byte[] bytes, Position at) {
        byte[] copy = bytes.clone();
        boolean begins = before == at.offset();
        boolean atEnd = bytes.length < before + block + Mask.REACH;
        boolean ends = atEnd && at.generation() < target.generation(); // this file does not grow any more
        hiding.hidePiece(
                copy,
                before,
                before + Math.min(block, bytes.length - before),
                begins,
                ends,
                channel.lineFeed(),
                at.offset() - before);
        return copy;
    }

    /**
     * The step to the next generation: its mark, or a gap if something is missing before it or may be.
     *
     * @param read whether the generation has been read to the end of its file
     */
    private Mark crossing(Position at, boolean read) {
        Mark seen = channel.markAfter(at.generation());
        if (seen != null && seen.end().compareTo(target) <= 0) {
            return read && at.compareTo(seen.start()) >= 0
                    ? Mark.generation(at, seen.end().generation(), seen.reason())
                    : Mark.gap(at, seen.end(), Mark.UNAVAILABLE);
        }
        Long next = channel.generationAfter(at.generation());
        Position to = next == null || next > target.generation() ? target : new Position(next, 0);
        return Mark.gap(at, to, Mark.UNAVAILABLE);
    }
}
