package io.onetail.history;

import io.onetail.catalog.Dated;
import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.protocol.LogException;
import io.onetail.tail.FoundFile;
import io.onetail.tail.Transports;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Lists the files behind a host's globs. Stateless. */
public final class Listing {
    private Listing() {}

    /** Asks the host; blocks, at most for its time-out. */
    public static Files of(Host host, Transports transports, ListSettings settings)
            throws LogException, InterruptedException {
        if (host.logs().isEmpty()) {
            return new Files(List.of(), false);
        }
        List<String> globs = new ArrayList<>();
        List<Dated> dated = new ArrayList<>();
        for (String glob : host.logs()) {
            Dated one = Dated.of(Objects.requireNonNullElse(Glob.of(glob).path(), ""));
            globs.add(one == null ? glob : one.glob());
            if (one != null) {
                dated.add(one);
            }
        }
        List<FoundFile> found = transports.of(host.name()).find(globs, settings.limit() + 1);
        if (!dated.isEmpty()) {
            found = named(found, dated, host.logs().stream().map(Glob::of).toList());
        }
        boolean truncated = found.size() > settings.limit();
        return new Files(truncated ? found.subList(0, settings.limit()) : found, truncated);
    }

    /** Dated files appear by the name of their log, with what is known of the newest. */
    private static List<FoundFile> named(List<FoundFile> found, List<Dated> dated, List<Glob> globs) {
        List<String> paths = found.stream().map(FoundFile::path).toList();
        List<FoundFile> named = new ArrayList<>();
        for (FoundFile file : found) {
            if (globs.stream().anyMatch(glob -> glob.matches(file.path()))) {
                named.add(file);
            }
            for (Dated one : dated) {
                if (file.path().equals(one.newest(paths))) {
                    named.add(new FoundFile(one.name(), file.size(), file.modified()));
                }
            }
        }
        named.sort(Comparator.comparing(FoundFile::path));
        return named;
    }

    /**
     * @param found by path
     * @param truncated whether there are more than the limit
     */
    public record Files(List<FoundFile> found, boolean truncated) {
        public Files {
            found = List.copyOf(found);
        }
    }
}
