package io.onetail.signon;

import io.onetail.access.PersonPrincipal;
import io.onetail.access.RequestPrincipal;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only entrance of the application: every request passes it, including the WebSocket's upgrade. It carries out what
 * {@link SignOnFlow} decides. Declared in web.xml, since the order of annotated filters is not defined.
 */
public class AccessFilter implements Filter {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    @Inject
    SignOn signOn;

    private volatile @Nullable SignOnFlow signOnFlow;

    @Override
    public void init(FilterConfig config) {
        signOnFlow = signOn.signOnFlow(config.getServletContext().getContextPath());
    }

    /** Catches everything, because servers show a stack trace for what gets out. */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        try {
            pass(http, answer, chain);
        } catch (ServletException | RuntimeException | Error e) {
            LogException told = IncidentReport.of(
                    http.getMethod() + " " + SafeText.shown(new ServletSignOnRequest(http).path()), e);
            if (answer.isCommitted()) {
                throw e; // makes the server break the connection, so that a partial answer is not taken for a complete
                // one
            }
            answer.resetBuffer();
            answer.setHeader("Cache-Control", "no-store");
            refuse(
                    answer,
                    new SignOnDecision.RefuseRequest(500, told.failure().code(), String.valueOf(told.getMessage())));
        }
    }

    private void pass(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        SignOnFlow here = Objects.requireNonNull(signOnFlow);
        ServletSignOnRequest call = new ServletSignOnRequest(http);
        headers(answer, here.secure(call));
        SignOnDecision decision = here.decide(call);
        if (decision instanceof SignOnDecision.EnterApplication enter) {
            PersonPrincipal who = enter.who();
            if (!call.path().startsWith("api/")) { // the resources set it themselves
                answer.setHeader("Cache-Control", SignOnFlow.isPage(call) ? "no-store" : "no-cache");
            }
            chain.doFilter(
                    who == null ? http : new SignedInRequest(http, new RequestPrincipal(who, here.address(call))),
                    answer);
            return;
        }
        answer.setHeader("Cache-Control", "no-store");
        if (decision instanceof SignOnDecision.RefuseRequest refuse) {
            refuse(answer, refuse);
        } else if (decision instanceof SignOnDecision.RedirectBrowser redirectBrowser) {
            forgetContainer(http);
            cookies(answer, redirectBrowser.cookies());
            answer.setStatus(HttpServletResponse.SC_SEE_OTHER);
            answer.setHeader("Location", redirectBrowser.location());
        } else if (decision instanceof SignOnDecision.ShowNotice show) {
            cookies(answer, show.cookies());
            answer.setStatus(show.notice().status);
            if (show.notice().status == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                answer.setHeader("Retry-After", "5");
            }
            String languages = http.getHeader("Accept-Language");
            write(answer, "text/html", show.notice().page(here.base(), languages == null ? "" : languages));
        } else if (decision instanceof SignOnDecision.ShowLoginForm showLoginForm) {
            answer.setStatus(showLoginForm.again() ? HttpServletResponse.SC_FORBIDDEN : HttpServletResponse.SC_OK);
            answer.setHeader(
                    "Referrer-Policy", "same-origin"); // otherwise the form would be sent with the origin "null"
            http.getRequestDispatcher(showLoginForm.form()).forward(http, answer);
        } else if (decision instanceof SignOnDecision.AnswerRequest answerRequest) {
            cookies(answer, answerRequest.cookies());
            answer.setStatus(answerRequest.status());
            if (answerRequest.json() != null) {
                write(answer, "application/json", answerRequest.json());
            }
        }
    }

    private static void headers(HttpServletResponse answer, boolean secure) {
        answer.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        answer.setHeader("X-Content-Type-Options", "nosniff");
        answer.setHeader("Referrer-Policy", "no-referrer");
        answer.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        answer.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (secure) {
            answer.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /**
     * Drops the application server's session once its login is done: otherwise it would keep a person signed in who has
     * signed out here.
     */
    private static void forgetContainer(HttpServletRequest request) {
        HttpSession session = request.getUserPrincipal() == null ? null : request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    private static void refuse(HttpServletResponse answer, SignOnDecision.RefuseRequest refuse) throws IOException {
        answer.setStatus(refuse.status());
        write(answer, "application/json", json(refuse));
    }

    private static String json(SignOnDecision.RefuseRequest refuse) {
        return JSON.createObjectBuilder()
                .add("type", "error")
                .add("view", JsonValue.NULL)
                .add("code", refuse.code())
                .add("message", SafeText.escaped(refuse.message()))
                .build()
                .toString();
    }

    private static void cookies(HttpServletResponse answer, List<String> cookies) {
        cookies.forEach(cookie -> answer.addHeader("Set-Cookie", cookie));
    }

    private static void write(HttpServletResponse answer, String type, String text) throws IOException {
        answer.setContentType(type);
        answer.setCharacterEncoding("UTF-8");
        answer.getWriter().write(text);
    }
}
