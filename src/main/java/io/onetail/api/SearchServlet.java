package io.onetail.api;

import io.onetail.access.Action;
import io.onetail.history.LineQuery;
import io.onetail.history.LogFile;
import io.onetail.history.LogSearch;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/search?host=…&source=…&text=…[&regex=true][&file=…&before=…]}: the lines of a log's current file in which the person can
 * see the text, the last one first.
 */
@WebServlet("/api/search")
public class SearchServlet extends FileReadServlet {
    private static final long serialVersionUID = 1;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        String text = request.getParameter("text");
        if (text == null) {
            throw ApiRequests.badRequest("'text' is missing, which says what to look for.");
        }
        LineQuery lineQuery = LineQuery.of(text, ApiRequests.flag("regex", request.getParameter("regex")));
        long asked = ApiRequests.bytes("before", request.getParameter("before"), Long.MAX_VALUE);
        try (FileRead fileRead = fileReads.open(request, Action.SEARCH)) {
            LogFile file = fileRead.file();
            check(fileRead, request.getParameter("file"), asked);
            long before = Math.min(asked, file.size());
            LogSearch search =
                    new LogSearch(file, lineQuery, fileRead.source().charset(), before, fileReads.work(fileRead));
            fileReads.search(fileRead).send(search, before, () -> begin(response));
        }
    }

    /** @param node the file in which an earlier part of the search was; null for the first part */
    private static void check(FileRead fileRead, @Nullable String node, long before) throws LogException {
        LogFile file = fileRead.file();
        String source = fileRead.log().source();
        if (file.packed()) {
            throw ApiRequests.badRequest("'" + source
                    + "' is compressed, and only text can be searched; download it, or unpack it on the host.");
        }
        if (node != null && (!node.equals(file.node()) || before > file.size())) {
            throw new LogException(
                    FailureCode.NOT_FOUND,
                    "'" + source + "' is not the file any more that was searched before: it was rotated or cut.");
        }
    }

    private static OutputStream begin(HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        return response.getOutputStream();
    }
}
