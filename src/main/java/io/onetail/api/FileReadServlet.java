package io.onetail.api;

import io.onetail.protocol.LogException;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/** Answers with a log's older lines, as a stream that may take long. It answers a failure as a REST resource does. */
abstract class FileReadServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    @Inject
    transient FileReads fileReads;

    /**
     * Answers a request. One that fails half-way must have sent its length, or {@code Connection: close}: then the server breaks the
     * connection, and nobody takes the part for the whole.
     */
    abstract void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException;

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8"); // of the query too, for Payara
        Map<String, List<String>> headers = ServletAnswers.headers(response);
        try {
            answer(request, response);
        } catch (LogException | InterruptedException e) {
            ErrorAnswer answer = ErrorAnswer.of("GET " + request.getServletPath(), e);
            if (response.isCommitted()) {
                LOGGER.log(Level.INFO, "An answer was aborted: {0}", answer.message());
            } else {
                ServletAnswers.writeInstead(response, headers, answer);
            }
        }
    }

    /** The default would read the log all the same, and the audit would record a download. */
    @Override
    protected final void doHead(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Allow", "GET");
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
}
