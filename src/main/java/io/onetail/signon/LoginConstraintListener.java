package io.onetail.signon;

import io.onetail.signon.AccessSettings.AccessMode;
import jakarta.inject.Inject;
import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import jakarta.servlet.http.HttpServlet;
import java.util.List;

/**
 * Makes WildFly's OpenID Connect client sign people in, at the path where a login ends. A server applies constraints
 * before any filter, so the constraint exists only if the mode is {@code container} and that client is configured for
 * the application. It is for GET only, since the server would keep the body of a POST until the login ends.
 */
public class LoginConstraintListener implements ServletContextListener {
    /** The parameter in which Elytron stores the client's configuration. */
    private static final String CLIENT = "org.wildfly.security.http.oidc.json.config";

    @Inject
    SignOn signOn;

    /** Never runs: the filter answers first. */
    private static final class PlaceholderServlet extends HttpServlet {
        private static final long serialVersionUID = 1;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        if (signOn.settings().mode() == AccessMode.CONTAINER && context.getInitParameter(CLIENT) != null) {
            ServletRegistration.Dynamic entered = context.addServlet("login", new PlaceholderServlet());
            entered.addMapping("/" + ContainerLogin.ENTER);
            entered.setServletSecurity(new ServletSecurityElement(List.of(
                    new HttpMethodConstraintElement("GET", new HttpConstraintElement(TransportGuarantee.NONE, "**")))));
        }
    }
}
