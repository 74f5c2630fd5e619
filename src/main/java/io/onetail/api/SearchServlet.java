package io.onetail.api;

import io.onetail.access.Action;
import io.onetail.access.AuditLog.AuditedRange;
import io.onetail.history.HistorySettings;
import io.onetail.history.LineQuery;
import io.onetail.history.LogFile;
import io.onetail.history.LogSearch;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/search?host=…&source=…&text=…[&regex=true][&file=…&before=…]}: lines of a log's current file in which the person can see the
 * text, the last one first. What is found is written at once, and a line feed after each block: so a client that has gone is noticed.
 */
@WebServlet("/api/search")
public class SearchServlet extends FileReadServlet {
    private static final long serialVersionUID = 1;
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final long MOST_NANOS = 30_000_000_000L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        String text = request.getParameter("text");
        if (text == null) {
            throw new LogException(FailureCode.BAD_REQUEST, "'text' is missing, which says what to look for.");
        }
        LineQuery lineQuery = LineQuery.of(text, flag(request, "regex"));
        long before = ApiRequests.number(request, "before", Long.MAX_VALUE);
        String node = request.getParameter("file");
        try (FileRead fileRead = fileReads.open(request, Action.SEARCH)) {
            LogFile file = fileRead.file();
            if (file.packed()) {
                throw new LogException(
                        FailureCode.BAD_REQUEST,
                        "'" + fileRead.log().source()
                                + "' is compressed, and only text can be searched; download it, or unpack it on the host.");
            }
            if (node != null && (!node.equals(file.node()) || before > file.size())) {
                throw new LogException(
                        FailureCode.NOT_FOUND,
                        "'" + fileRead.log().source()
                                + "' is not the file any more that was searched before: it was rotated or cut.");
            }
            search(fileRead, lineQuery, Math.min(before, file.size()), response);
        }
    }

    private static boolean flag(HttpServletRequest request, String name) throws LogException {
        String text = request.getParameter(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new LogException(FailureCode.BAD_REQUEST, "'" + name + "' must be true or false.");
        }
        return "true".equals(text);
    }

    private void search(FileRead fileRead, LineQuery lineQuery, long before, HttpServletResponse response)
            throws LogException, InterruptedException {
        HistorySettings settings = fileReads.settings();
        boolean masked = fileRead.mask() != null;
        LogSearch search = new LogSearch(
                fileRead.file(), lineQuery, fileRead.source().charset(), before, fileReads.work(fileRead));
        long begin = System.nanoTime();
        int hits = 0;
        try {
            List<LogSearch.SearchHit> found =
                    next(fileRead, search, settings.searchHits()); // a failure can still be said
            Long generation =
                    fileReads.generation(fileRead.log(), fileRead.file().node());
            response.setContentType("application/json");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            OutputStream out = response.getOutputStream();
            write(out, "{\"hits\":[");
            LogException failure = null;
            while (true) {
                for (LogSearch.SearchHit hit : found) {
                    write(out, (hits++ == 0 ? "" : ",") + json(hit, generation));
                }
                write(out, "\n");
                fileReads.sendWatchdog().send(out::flush);
                if (search.place() == 0
                        || hits >= settings.searchHits()
                        || before - search.place() >= settings.searchBytes()
                        || System.nanoTime() - begin > MOST_NANOS) {
                    break;
                }
                try {
                    found = next(fileRead, search, settings.searchHits() - hits);
                } catch (LogException e) {
                    failure = e;
                    break;
                }
            }
            write(out, end(search, fileRead.file(), failure));
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "A search in {0} was broken off: {1}", fileRead.log(), e);
        } finally {
            AuditedRange range = new AuditedRange(fileRead.file().node(), search.place(), before, masked);
            fileReads.audit().searched(fileRead.person(), fileRead.address(), fileRead.log(), range, hits);
        }
    }

    private static List<LogSearch.SearchHit> next(FileRead fileRead, LogSearch search, int most)
            throws LogException, InterruptedException {
        fileRead.check();
        return search.next(fileRead.mask(), most);
    }

    private static String json(LogSearch.SearchHit hit, @Nullable Long generation) {
        return JSON.createObjectBuilder()
                .add("generation", generation == null ? JsonValue.NULL : JSON.createValue(generation))
                .add("offset", hit.offset())
                .add("match", hit.match())
                .add("line", hit.text())
                .build()
                .toString();
    }

    private static String end(LogSearch search, LogFile file, @Nullable LogException failure) {
        JsonValue next = search.place() == 0
                ? JsonValue.NULL
                : JSON.createObjectBuilder()
                        .add("file", file.node())
                        .add("before", search.place())
                        .build();
        return "],\"next\":" + next + ",\"error\":" + (failure == null ? "null" : ApiRequests.json(failure)) + "}\n";
    }

    private void write(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        fileReads.sendWatchdog().write(out, bytes, 0, bytes.length);
    }
}
