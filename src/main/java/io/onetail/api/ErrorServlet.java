package io.onetail.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The application's error page, see web.xml. It replaces what the application server would say about a request that it refuses by itself,
 * and about a failure that the access filter could not see.
 */
@WebServlet("/error")
public class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        int code = status instanceof Integer number ? number : HttpServletResponse.SC_NOT_FOUND;
        ErrorAnswer answer = ErrorAnswer.of(code);
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            ErrorAnswer told = ErrorAnswer.of("A request", failure);
            answer = new ErrorAnswer(code, told.code(), told.message());
        }
        response.setHeader("Cache-Control", "no-store"); // such a request may not have passed the access filter
        ServletAnswers.write(response, answer);
    }
}
