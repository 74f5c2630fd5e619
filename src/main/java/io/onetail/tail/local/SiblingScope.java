package io.onetail.tail.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the older files of a log may be, even if no glob allows them: in the directory of the log's name or of what it leads to, with a
 * name that begins like one of these two.
 *
 * @param allowed whether the host's globs allow a path
 */
record SiblingScope(String log, Predicate<String> allowed) {
    /** @param real where the file is, links resolved */
    boolean allows(String real) {
        return Stream.of(log, target())
                .anyMatch(name -> name != null
                        && allowed.test(name)
                        && real.startsWith(stem(name))
                        && real.indexOf('/', name.lastIndexOf('/') + 1) < 0);
    }

    private @Nullable String target() {
        try {
            return Path.of(log).toRealPath().toString();
        } catch (IOException | RuntimeException e) {
            return null; // the name leads nowhere at the moment
        }
    }

    /** What the paths of all its files begin with. */
    static String stem(String log) {
        int name = log.lastIndexOf('/') + 1;
        int date = log.indexOf("%d", name);
        int dot = log.lastIndexOf('.');
        return log.substring(0, date > name ? date : dot > name ? dot : log.length());
    }
}
