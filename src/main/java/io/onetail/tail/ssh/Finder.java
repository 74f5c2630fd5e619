package io.onetail.tail.ssh;

import io.onetail.catalog.Glob;
import io.onetail.tail.FoundFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One listing: tells {@code find.sh} where to look for the globs, and takes from what it prints what they match. When the
 * host's time-out or the output's bound cuts the search, what was found until then is the result.
 */
final class Finder {
    /** Names that mean the same to find's {@code -name} as to a glob; the rest is left to {@link #read}. */
    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9._*?-]+");

    private static final String ANY_DEPTH = "-";

    private final List<Glob> globs;

    Finder(List<String> globs) {
        this.globs = globs.stream().map(Glob::of).toList();
    }

    String[] arguments(Duration timeout) {
        Set<List<String>> searches = new LinkedHashSet<>();
        for (Glob glob : globs) {
            searches.add(search(glob));
        }
        List<String> arguments = new ArrayList<>();
        arguments.add(Long.toString(Math.max(1, timeout.toSeconds() - 1)));
        searches.forEach(arguments::addAll);
        return arguments.toArray(String[]::new);
    }

    private static List<String> search(Glob glob) {
        String path = glob.path();
        if (path != null) {
            return List.of(path, "0", "*");
        }
        String text = glob.toString();
        String name = text.substring(text.lastIndexOf('/') + 1);
        String pattern = SIMPLE.matcher(name).matches() && !name.contains("**") ? name : "*";
        return List.of(glob.directory(), depth(glob), pattern);
    }

    /** How many names below the fixed directory a match lies. */
    private static String depth(Glob glob) {
        String text = glob.toString(); // braces and brackets hold no slash
        if (text.contains("**")) {
            return ANY_DEPTH;
        }
        String directory = glob.directory();
        return Long.toString(slashes(text) - (directory.equals("/") ? 0 : slashes(directory)));
    }

    private static long slashes(String text) {
        return text.chars().filter(c -> c == '/').count();
    }

    /** The files that match, at most {@code limit}, sorted by path. */
    List<FoundFile> read(byte[] output, int limit) {
        Map<String, FoundFile> found = new TreeMap<>();
        Probe.Fields fields = new Probe.Fields(output);
        while (fields.more() && found.size() < limit) {
            String path = fields.next();
            String size = fields.next();
            String modified = fields.next();
            if (modified.isEmpty()) {
                break; // cut
            }
            // A name that is not UTF-8 can't be asked for, so it is no use to list it.
            if (path.indexOf('\uFFFD') < 0 && globs.stream().anyMatch(glob -> glob.matches(path))) {
                try {
                    found.put(path, new FoundFile(path, Probe.size(size), FileTimes.parse(modified)));
                } catch (NumberFormatException e) {
                    // a host that says such a thing of one file may know the others
                }
            }
        }
        return found.values().stream()
                .sorted(Comparator.comparing(FoundFile::path))
                .toList();
    }
}
