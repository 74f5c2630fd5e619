package io.onetail.testing;

import java.nio.file.Path;

/**
 * Where the build has put the files that tests need. The defaults are for tests that are run from an IDE after a build.
 */
public final class BuildPaths {
    private BuildPaths() {}

    /** The WAR as it is delivered. */
    public static Path war() {
        return Path.of(System.getProperty("onetail.war", "target/onetail.war")).toAbsolutePath();
    }

    /** The directory for servers, logs and other output of integration tests. */
    public static Path work() {
        return Path.of(System.getProperty("onetail.it.dir", "target/it")).toAbsolutePath();
    }

    static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("The system property " + property + " is not set; 'mvn verify' sets it");
        }
        return value;
    }
}
