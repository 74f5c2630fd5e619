package io.onetail.api;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Fails after it has begun its answer: as was foreseen, or, if asked for {@code ?unforeseen}, as was not. A test adds it to the WAR. Public,
 * since a server makes it.
 */
@WebServlet("/api/failing-read")
public class FailingReadServlet extends FileReadServlet {
    private static final long serialVersionUID = 1;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response) throws LogException, IOException {
        response.setContentType("text/plain");
        response.setContentLengthLong(1_000_000);
        response.setHeader("Content-Disposition", "attachment");
        response.getOutputStream().write("the begin of the file".getBytes(StandardCharsets.US_ASCII));
        if (request.getParameter("unforeseen") != null) {
            throw new IllegalStateException("the inside of the servlet");
        }
        throw new LogException(FailureCode.UNREACHABLE, "The host does not answer.");
    }
}
