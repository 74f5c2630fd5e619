package io.onetail.access;

import io.onetail.protocol.Failure;
import io.onetail.protocol.ServerMessage;
import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one door of the application: every request passes it, the WebSocket's upgrade included, and is let in or refused
 * with 403 and a sentence, never redirected. Declared in web.xml, since an annotated filter's order is not defined.
 */
public class AccessFilter implements Filter {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    @Inject
    AccessSettings settings;

    private volatile @Nullable Gate gate;

    @Override
    public void init(FilterConfig config) {
        gate = new Gate(settings);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        answer.setHeader("X-Content-Type-Options", "nosniff");
        answer.setHeader("Referrer-Policy", "no-referrer");
        answer.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        String refusal = Objects.requireNonNull(gate)
                .refusal(http.getRemoteAddr(), http.getHeader("Host"), http.getHeader("Origin"));
        if (refusal == null) {
            chain.doFilter(request, response);
            return;
        }
        LOGGER.log(Level.WARNING, "Refused {0} from {1}: {2}", http.getRequestURI(), http.getRemoteAddr(), refusal);
        answer.setStatus(HttpServletResponse.SC_FORBIDDEN);
        answer.setContentType("application/json");
        answer.setCharacterEncoding("UTF-8");
        answer.getWriter().write(ServerMessage.error(null, Failure.FORBIDDEN, refusal));
    }
}
