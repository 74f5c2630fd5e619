package io.onetail.api;

import io.onetail.protocol.LogException;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Reads older lines for somebody, for as long as it takes. */
abstract class FileReadServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject
    transient FileReads fileReads;

    /** As a resource of ours would. */
    abstract void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException;

    @Override
    protected final void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8"); // of the query too, for Payara
        ApiRequests.answer(response, () -> answer(request, response));
    }

    /** It would read all the same, and be put down as if somebody had got it. */
    @Override
    protected final void doHead(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Allow", "GET");
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
}
