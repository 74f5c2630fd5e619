package io.onetail.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The one application server that the tests in {@code io.onetail.system} share. It is started before the first of them,
 * since {@code arquillian.xml} refers to it; Arquillian deploys and undeploys. It ends with this JVM.
 */
public final class ServerUnderTest implements LauncherSessionListener {
    private static ServerProcess server;

    /** The running server. */
    public static synchronized ServerProcess get() {
        if (server == null) {
            try {
                server = ServerProcess.start(ServerKind.current(), "shared", Map.of("onetail.access.mode", "none"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            System.setProperty("onetail.it.home", ServerKind.current().home().toString());
            System.setProperty("onetail.it.adminPort", Integer.toString(server.adminPort()));
        }
        return server;
    }

    /** The WAR as delivered, for a test's {@code @Deployment(testable = false)}. */
    public static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, BuildPaths.war().toFile());
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty("arquillian.launch") != null) {
            get();
        }
    }
}
