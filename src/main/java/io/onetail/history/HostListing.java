package io.onetail.history;

import io.onetail.catalog.DatedPath;
import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.catalog.Visibility;
import io.onetail.protocol.LogException;
import io.onetail.tail.FairFiles;
import io.onetail.tail.FoundFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Lists the files that match a host's globs. Stateless; used through {@link SharedListings}. */
public final class HostListing {
    /** Factor of files requested to files listed: a directory that is cut short then has more files than its share. */
    private static final int MORE = 2;
    /** Factor of files requested to files listed when some of them are not seen. */
    private static final int UNSEEN = 20;

    private HostListing() {}

    /** Finds files on a host; see {@link io.onetail.tail.HostReader#find}. */
    @FunctionalInterface
    interface FileFinder {
        List<FoundFile> find(List<String> globs, int limit) throws LogException, InterruptedException;
    }

    /** Lists what may be seen; asks the host at most twice. */
    static ListedFiles of(Host host, Visibility visibility, FileFinder finder, ListSettings settings)
            throws LogException, InterruptedException {
        List<Glob> logs = host.globs().stream()
                .filter(glob -> visibility.sees(host, glob))
                .toList();
        if (logs.isEmpty()) {
            return new ListedFiles(List.of(), false, Map.of());
        }
        int asked = settings.limit() * MORE;
        List<FoundFile> found = find(logs, finder, asked);
        List<FoundFile> seen = seen(found, host, visibility);
        if (seen.size() < found.size() && found.size() >= asked) { // unseen files must not displace seen ones
            asked = settings.limit() * UNSEEN;
            found = find(logs, finder, asked);
            seen = seen(found, host, visibility);
        }
        FairFiles fair = new FairFiles(settings.limit());
        seen.forEach(fair::add);
        return new ListedFiles(fair.files(), !fair.crowded().isEmpty() || found.size() >= asked, fair.crowded());
    }

    private static List<FoundFile> seen(List<FoundFile> found, Host host, Visibility visibility) {
        return found.stream().filter(file -> visibility.sees(host, file.path())).toList();
    }

    private static List<FoundFile> find(List<Glob> logs, FileFinder finder, int limit)
            throws LogException, InterruptedException {
        List<String> globs = new ArrayList<>();
        List<DatedPath> dated = new ArrayList<>();
        for (Glob glob : logs) {
            DatedPath one = DatedPath.of(Objects.requireNonNullElse(glob.path(), ""));
            globs.add(one == null ? glob.toString() : one.glob());
            if (one != null) {
                dated.add(one);
            }
        }
        List<FoundFile> found = finder.find(globs, limit);
        return dated.isEmpty() ? found : named(found, dated, logs);
    }

    /** Replaces dated files by their log, with the size and time of the newest one. */
    private static List<FoundFile> named(List<FoundFile> found, List<DatedPath> dated, List<Glob> globs) {
        List<String> paths = found.stream().map(FoundFile::path).toList();
        List<FoundFile> named = new ArrayList<>();
        for (FoundFile file : found) {
            if (globs.stream().anyMatch(glob -> glob.matches(file.path()))) {
                named.add(file);
            }
            for (DatedPath one : dated) {
                if (file.path().equals(one.newest(paths))) {
                    named.add(new FoundFile(one.name(), file.size(), file.modified()));
                }
            }
        }
        named.sort(Comparator.comparing(FoundFile::path));
        return named;
    }

    /**
     * A listing.
     *
     * @param found the files, ordered by path
     * @param truncated whether there are more files than the limit
     * @param crowded for directories with more files than are listed: the number listed, by path with a final slash
     */
    public record ListedFiles(List<FoundFile> found, boolean truncated, Map<String, Integer> crowded) {
        public ListedFiles {
            found = List.copyOf(found);
            crowded = Collections.unmodifiableMap(new TreeMap<>(crowded));
        }
    }
}
