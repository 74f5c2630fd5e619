package io.onetail.admin;

import io.onetail.access.Action;
import io.onetail.access.Audit.Range;
import io.onetail.history.HistorySettings;
import io.onetail.history.LogFile;
import io.onetail.history.Search;
import io.onetail.history.Sought;
import io.onetail.protocol.Failure;
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
public class SearchServlet extends ReadingServlet {
    private static final long serialVersionUID = 1;
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final long MOST_NANOS = 30_000_000_000L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        String text = request.getParameter("text");
        if (text == null) {
            throw new LogException(Failure.BAD_REQUEST, "'text' is missing, which says what to look for.");
        }
        Sought sought = Sought.of(text, flag(request, "regex"));
        long before = Asking.number(request, "before", Long.MAX_VALUE);
        String node = request.getParameter("file");
        try (Reading reading = readings.open(request, Action.SEARCH)) {
            LogFile file = reading.file();
            if (file.packed()) {
                throw new LogException(
                        Failure.BAD_REQUEST,
                        "'" + reading.log().source()
                                + "' is compressed, and only text can be searched; download it, or unpack it on the host.");
            }
            if (node != null && (!node.equals(file.node()) || before > file.size())) {
                throw new LogException(
                        Failure.NOT_FOUND,
                        "'" + reading.log().source()
                                + "' is not the file any more that was searched before: it was rotated or cut.");
            }
            search(reading, sought, Math.min(before, file.size()), response);
        }
    }

    private static boolean flag(HttpServletRequest request, String name) throws LogException {
        String text = request.getParameter(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new LogException(Failure.BAD_REQUEST, "'" + name + "' must be true or false.");
        }
        return "true".equals(text);
    }

    private void search(Reading reading, Sought sought, long before, HttpServletResponse response)
            throws LogException, InterruptedException {
        HistorySettings settings = readings.settings();
        boolean masked = reading.mask() != null;
        Search search = new Search(reading.file(), sought, reading.source().charset(), before, readings.work(reading));
        long begin = System.nanoTime();
        int hits = 0;
        try {
            List<Search.Hit> found = next(reading, search, settings.searchHits()); // a failure can still be said
            Long generation = readings.generation(reading.log(), reading.file().node());
            response.setContentType("application/json");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            OutputStream out = response.getOutputStream();
            write(out, "{\"hits\":[");
            LogException failure = null;
            while (true) {
                for (Search.Hit hit : found) {
                    write(out, (hits++ == 0 ? "" : ",") + json(hit, generation));
                }
                write(out, "\n");
                readings.sends().send(out::flush);
                if (search.place() == 0
                        || hits >= settings.searchHits()
                        || before - search.place() >= settings.searchBytes()
                        || System.nanoTime() - begin > MOST_NANOS) {
                    break;
                }
                try {
                    found = next(reading, search, settings.searchHits() - hits);
                } catch (LogException e) {
                    failure = e;
                    break;
                }
            }
            write(out, end(search, reading.file(), failure));
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "A search in {0} was broken off: {1}", reading.log(), e);
        } finally {
            Range range = new Range(reading.file().node(), search.place(), before, masked);
            readings.audit().searched(reading.person(), reading.address(), reading.log(), range, hits);
        }
    }

    private static List<Search.Hit> next(Reading reading, Search search, int most)
            throws LogException, InterruptedException {
        reading.check();
        return search.next(reading.mask(), most);
    }

    private static String json(Search.Hit hit, @Nullable Long generation) {
        return JSON.createObjectBuilder()
                .add("generation", generation == null ? JsonValue.NULL : JSON.createValue(generation))
                .add("offset", hit.offset())
                .add("match", hit.match())
                .add("line", hit.text())
                .build()
                .toString();
    }

    private static String end(Search search, LogFile file, @Nullable LogException failure) {
        JsonValue next = search.place() == 0
                ? JsonValue.NULL
                : JSON.createObjectBuilder()
                        .add("file", file.node())
                        .add("before", search.place())
                        .build();
        return "],\"next\":" + next + ",\"error\":" + (failure == null ? "null" : Asking.json(failure)) + "}\n";
    }

    private void write(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        readings.sends().write(out, bytes, 0, bytes.length);
    }
}
