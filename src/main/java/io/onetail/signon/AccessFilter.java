package io.onetail.signon;

import io.onetail.access.PersonPrincipal;
import io.onetail.access.RequestPrincipal;
import io.onetail.protocol.IncidentReport;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import jakarta.inject.Inject;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The only entrance to the application: every request passes it, the WebSocket's upgrade included. It does what {@link SignOnFlow} has
 * decided, and sets the headers of every answer, {@code Cache-Control} among them. Declared in web.xml, since an annotated filter's order
 * is not defined.
 */
public class AccessFilter implements Filter {
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
            ServletSignOnRequest call = new ServletSignOnRequest(http);
            LogException told = IncidentReport.of(call.method() + " " + SafeText.shown(call.path()), e);
            if (answer.isCommitted()) {
                throw e; // the server then breaks the connection, so that a part is not taken for the whole
            }
            new ServletSignOnReply(answer).writeInstead(SignOnReply.of(told));
        }
    }

    private void pass(HttpServletRequest http, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        SignOnFlow here = Objects.requireNonNull(signOnFlow);
        ServletSignOnRequest call = new ServletSignOnRequest(http);
        ResponseHeaders.of(here.secure(call)).forEach(answer::setHeader);
        SignOnDecision decision = here.decide(call);
        if (decision instanceof SignOnDecision.EnterApplication enter) {
            answer.setHeader(ResponseHeaders.CACHE_CONTROL, ResponseHeaders.caching(call));
            PersonPrincipal who = enter.who();
            HttpServletRequest inside =
                    who == null ? http : new SignedInRequest(http, new RequestPrincipal(who, here.address(call)));
            chain.doFilter(inside, answer);
            return;
        }
        if (decision instanceof SignOnDecision.RedirectBrowser) {
            forgetContainer(http);
        }
        new ServletSignOnReply(answer).write(SignOnReply.of(decision, call, here.base()));
        if (decision instanceof SignOnDecision.ShowLoginForm form) {
            http.getRequestDispatcher(form.form()).forward(http, answer);
        }
    }

    /** Drops the application server's session after its login, since that would keep a person signed in who signs out here. */
    private static void forgetContainer(HttpServletRequest request) {
        HttpSession session = request.getUserPrincipal() == null ? null : request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }
}
