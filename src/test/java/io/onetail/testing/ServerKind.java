package io.onetail.testing;

import io.onetail.demo.WildFly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The application servers that Onetail is tested on, and how each is laid out and started. Holds no state. */
public enum ServerKind {
    WILDFLY("deployments", "log/server.log", true) {
        @Override
        void layOut(ServerPlace place) throws IOException {
            WildFly.layOut(home(), place.dir());
        }

        @Override
        List<String> command(ServerPlace place) {
            return WildFly.command(
                    place.javaHome(), home(), place.dir(), place.httpPort(), place.adminPort(), place.jvm());
        }

        @Override
        boolean deploymentFailed(ServerPlace place) {
            return Files.exists(place.dir().resolve("deployments/onetail.war.failed"));
        }
    },

    PAYARA("autodeploy", "logs/server.log", true) {
        @Override
        void layOut(ServerPlace place) throws IOException {
            PayaraDomain.layOut(home(), place);
        }

        @Override
        List<String> command(ServerPlace place) throws IOException {
            return PayaraDomain.command(home(), place);
        }

        @Override
        boolean deploymentFailed(ServerPlace place) throws IOException {
            return Files.readString(log(place)).contains("[AutoDeploy] Autodeploy failed");
        }
    },

    /** Payara Micro, for its major version: the full server of that one is not among the artifacts that the build can fetch. */
    MICRO("deployments", "console.log", false) {
        @Override
        void layOut(ServerPlace place) throws IOException {
            PayaraMicro.layOut(place);
        }

        @Override
        List<String> command(ServerPlace place) throws IOException {
            return PayaraMicro.command(home(), place);
        }

        @Override
        boolean deploymentFailed(ServerPlace place) throws IOException {
            return Files.exists(log(place))
                    && Files.readString(log(place)).contains("Exception while deploying the app");
        }
    };

    private final String deployments;
    private final String log;
    private final boolean managed;

    ServerKind(String deployments, String log, boolean managed) {
        this.deployments = deployments;
        this.log = log;
        this.managed = managed;
    }

    /** The server that the tests run on. */
    public static ServerKind current() {
        String name = System.getProperty("onetail.it.server");
        if (name == null) {
            throw new IllegalStateException("A server's tests were run without saying on which server:"
                    + " run 'mvn verify', or add -Donetail.it.server=wildfly (or payara, or micro)");
        }
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The unpacked distribution, which is never written to. */
    public Path home() {
        return Path.of(BuildPaths.required("onetail.it." + name().toLowerCase(Locale.ROOT)));
    }

    /** Whether it has a management listener, and deploys while it runs what is put into its deployment directory. */
    public boolean isManaged() {
        return managed;
    }

    Path deployments(ServerPlace place) {
        return place.dir().resolve(deployments);
    }

    Path log(ServerPlace place) {
        return place.dir().resolve(log);
    }

    /** Lays out a fresh server in the place's directory, without a deployment. */
    abstract void layOut(ServerPlace place) throws IOException;

    /** The command that starts the server in the foreground as one process. */
    abstract List<String> command(ServerPlace place) throws IOException;

    /** Whether the server has reported that it can't deploy what is in its deployment directory. */
    abstract boolean deploymentFailed(ServerPlace place) throws IOException;
}
