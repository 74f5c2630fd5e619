package io.onetail.api;

import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The application's error page, see web.xml: what the server would say by itself of a request that it refuses, and of what has failed where the
 * access filter could not see it.
 */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Object failure = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        int code = status instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
        response.setStatus(code);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        String json = ErrorBody.json(code);
        if (failure instanceof Throwable thrown) {
            LogException told = IncidentReport.of("A request", thrown);
            json = ApiRequests.json(told).toString();
        }
        response.getWriter().write(json);
    }
}
