package io.onetail.api;

import io.onetail.access.AuditLog;
import io.onetail.access.AuditLog.AuditedRange;
import io.onetail.history.HistorySettings;
import io.onetail.history.LogSearch;
import io.onetail.protocol.JsonValues;
import io.onetail.protocol.LogException;
import io.onetail.protocol.LogId;
import io.onetail.tail.Journal;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the lines that a search finds as soon as they are found, and a line feed after each block, so that it notices when the client has
 * gone. For one thread.
 */
final class FileSearch {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final long MOST_NANOS = 30_000_000_000L;

    private final FileRead fileRead;
    private final HistorySettings settings;
    private final Journal journal;
    private final AuditLog audit;
    private final SendWatchdog sendWatchdog;

    /** @param fileRead stays open; it is the caller's to close */
    FileSearch(
            FileRead fileRead, HistorySettings settings, Journal journal, AuditLog audit, SendWatchdog sendWatchdog) {
        this.fileRead = fileRead;
        this.settings = settings;
        this.journal = journal;
        this.audit = audit;
        this.sendWatchdog = sendWatchdog;
    }

    /**
     * Sends what is found, up to the limits of the settings. Blocks on the host, on Redis and on the client. A failure after the first
     * block is part of what is sent; if the client goes away, this returns.
     *
     * @param search which has found nothing yet
     * @param before offset at which it begins, backwards
     * @throws LogException if the first block can't be read
     */
    void send(LogSearch search, long before, OutputStart start) throws LogException, InterruptedException {
        boolean masked = fileRead.mask() != null;
        long begin = System.nanoTime();
        int hits = 0;
        try {
            List<LogSearch.SearchHit> found = next(search, settings.searchHits());
            Long generation = generation(fileRead.log(), fileRead.file().node());
            OutputStream out = start.begin();
            write(out, "{\"hits\":[");
            LogException failure = null;
            while (true) {
                for (LogSearch.SearchHit hit : found) {
                    write(out, (hits++ == 0 ? "" : ",") + json(hit, generation));
                }
                write(out, "\n");
                sendWatchdog.send(out::flush);
                if (search.place() == 0
                        || hits >= settings.searchHits()
                        || before - search.place() >= settings.searchBytes()
                        || System.nanoTime() - begin > MOST_NANOS) {
                    break;
                }
                try {
                    found = next(search, settings.searchHits() - hits);
                } catch (LogException e) {
                    failure = e;
                    break;
                }
            }
            write(out, end(search, failure));
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "A search in {0} was aborted: {1}", fileRead.log(), e);
        } finally {
            AuditedRange range = new AuditedRange(fileRead.file().node(), search.place(), before, masked);
            audit.searched(fileRead.person(), fileRead.address(), fileRead.log(), range, hits);
        }
    }

    private List<LogSearch.SearchHit> next(LogSearch search, int most) throws LogException, InterruptedException {
        fileRead.check();
        return search.next(fileRead.mask(), most);
    }

    /**
     * Which generation of the log the file is, with the same offsets, as far as the cluster knows; null if it does not, or if the
     * generation goes on within the file.
     */
    private @Nullable Long generation(LogId log, String node) {
        try {
            Journal.LogHead head = journal.head(log);
            if (head == null || head.end() == null || head.file() == null) {
                return null;
            }
            boolean same = head.file().node().equals(node) && head.file().base() == 0;
            return same ? (Long) head.end().generation() : null;
        } catch (Journal.JournalException e) {
            return null;
        }
    }

    private static JsonValue json(LogSearch.SearchHit hit, @Nullable Long generation) {
        return JsonValues.object()
                .add("generation", JsonValues.number(generation))
                .add("offset", hit.offset())
                .add("match", hit.match())
                .add("line", hit.text())
                .build();
    }

    private String end(LogSearch search, @Nullable LogException failure) {
        JsonValue next = search.place() == 0
                ? JsonValue.NULL
                : JsonValues.object()
                        .add("file", fileRead.file().node())
                        .add("before", search.place())
                        .build();
        JsonValue error =
                failure == null ? JsonValue.NULL : ErrorAnswer.of(failure).json();
        return "],\"next\":" + next + ",\"error\":" + error + "}\n";
    }

    private void write(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sendWatchdog.write(out, bytes, 0, bytes.length);
    }
}
