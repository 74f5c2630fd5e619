package io.onetail.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Java that application servers run on in this run of the tests: that of the tests themselves, or one of the version that the system
 * property {@code onetail.it.java} names, such as 25. That one is where {@code onetail.it.jdk25} or the environment says, or in a usual
 * place. Holds no state.
 */
public final class ServerJava {
    private static final Path OWN = Path.of(System.getProperty("java.home"));

    private ServerJava() {}

    /** The version that is asked for, or null if any is right. */
    private static String version() {
        return System.getProperty("onetail.it.java");
    }

    /** Why nothing can be tested on the version that is asked for; empty if it can. */
    public static Optional<String> missing() {
        return find().isPresent()
                ? Optional.empty()
                : Optional.of("NOT TESTED: " + ServerKind.current() + " on JDK " + version()
                        + ". This machine has no JDK " + version() + " in a usual place; name one with -Donetail.it.jdk"
                        + version() + "=DIRECTORY or JAVA_HOME_" + version() + ".");
    }

    /** Its home directory. */
    static Path home() {
        return find().orElseThrow(() -> new IllegalStateException(missing().orElseThrow()));
    }

    private static Optional<Path> find() {
        String version = version();
        if (version == null) {
            return Optional.of(OWN);
        }
        String given = System.getProperty("onetail.it.jdk" + version, "");
        if (given.isEmpty()) {
            return candidates(version).stream()
                    .filter(home -> is(home, version))
                    .findFirst();
        }
        Path home = Path.of(given);
        if (!is(home, version)) {
            throw new IllegalStateException("onetail.it.jdk" + version + " is '" + given
                    + "', expected the home directory of a JDK " + version + ", with bin/java and the file release.");
        }
        return Optional.of(home);
    }

    private static List<Path> candidates(String version) {
        List<Path> candidates = new ArrayList<>(List.of(OWN));
        Map<String, String> environment = System.getenv();
        // the second and third are those of GitHub's build machines
        for (String suffix : List.of("", "_X64", "_arm64")) {
            String home = environment.get("JAVA_HOME_" + version + suffix);
            if (home != null) {
                candidates.add(Path.of(home));
            }
        }
        String user = System.getProperty("user.home");
        for (Path place : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/opt"),
                Path.of("/opt/java"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                Path.of(user, ".sdkman/candidates/java"),
                Path.of(user, ".jdks"))) {
            candidates.addAll(below(place));
        }
        return candidates;
    }

    private static List<Path> below(Path place) {
        List<Path> homes = new ArrayList<>();
        if (Files.isDirectory(place)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(place)) {
                for (Path home : found) {
                    homes.add(home);
                    homes.add(home.resolve("Contents/Home")); // macOS
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        homes.sort(null);
        return homes;
    }

    private static boolean is(Path home, String version) {
        try {
            Path release = home.resolve("release");
            return Files.isExecutable(home.resolve("bin/java"))
                    && Files.exists(release)
                    && Files.readString(release).matches("(?s).*\\bJAVA_VERSION=\"" + version + "[.\"].*");
        } catch (IOException e) {
            return false;
        }
    }
}
