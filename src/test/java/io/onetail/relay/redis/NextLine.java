package io.onetail.relay.redis;

import io.onetail.protocol.Chunk;
import io.onetail.protocol.LineFeed;
import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.Position;
import io.onetail.tail.Journal.AppendOutcome;
import io.onetail.tail.Journal.JournalException;
import io.onetail.tail.Journal.LogHead;
import java.util.List;

/** One more line of a log. */
final class NextLine {
    private NextLine() {}

    /** Appends it, going on where the head is, as a tail does; returns whether it was added. */
    static boolean append(RedisJournal journal, LogId log, byte[] line) {
        try {
            LogHead head = journal.head(log);
            Position start = head == null || head.end() == null ? new Position(1, 0) : head.end();
            List<LogEntry> one = List.of(Chunk.of(log.key(), start, false, LineFeed.BYTE, line, 0, line.length));
            return journal.append(log, "a", null, one).outcome() == AppendOutcome.ADDED;
        } catch (JournalException e) {
            return false;
        }
    }
}
