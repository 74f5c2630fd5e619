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
 * Lets WildFly's OpenID Connect client ask who somebody is, at the one path where a login ends. A server obeys a constraint before any
 * filter, so there is none unless the mode is {@code container} and that client is set up for the application; and none for
 * anything but GET, since the server would keep the body of a POST until its login ends.
 */
public class LoginConstraintListener implements ServletContextListener {
    /** Where Elytron leaves the client's configuration. */
    private static final String CLIENT = "org.wildfly.security.http.oidc.json.config";

    @Inject
    SignOn signOn;

    /** The filter has answered before. */
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
