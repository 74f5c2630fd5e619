package io.onetail.tail.ssh;

import io.onetail.catalog.Glob;
import io.onetail.tail.FairFiles;
import io.onetail.tail.FoundFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One listing: tells {@code find.sh} where to look for the globs, and takes from what it prints what they match. When the
 * host's time-out or the output's bound cuts the search, what was found until then is the result.
 */
final class Finder {
    /** Names that mean the same to find's {@code -name} as to a glob; the rest is left to {@link #read}. */
    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9._*?-]+");

    private static final String ANY_DEPTH = "-";
    /** Ends each search: behind an empty field if that was not cut. */
    private static final String CUT = "//";
    /** Path, size, and time of the last change. */
    private static final int FIELDS = 3;

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

    /** The files that match, at most {@code limit}, of each directory its share, sorted by path. */
    List<FoundFile> read(byte[] output, int limit) {
        FairFiles found = new FairFiles(limit);
        Probe.Fields fields = new Probe.Fields(output);
        List<String> record = new ArrayList<>();
        while (fields.more()) {
            String field = fields.next();
            if (field.equals(CUT)) { // what is not complete is left out
                record.clear();
                continue;
            }
            if (record.size() == FIELDS) {
                take(record, found);
                record.clear();
            }
            if (!field.isEmpty()) {
                record.add(field);
            }
        }
        if (record.size() == FIELDS) {
            take(record, found);
        }
        return found.files();
    }

    private void take(List<String> record, FairFiles found) {
        String path = record.get(0);
        // A name that is not UTF-8 is listed too, although it can't be asked for: who opens it is told why.
        if (globs.stream().anyMatch(glob -> glob.matches(path))) {
            try {
                found.add(new FoundFile(path, Probe.size(record.get(1)), FileTimes.parse(record.get(2))));
            } catch (NumberFormatException e) {
                // a host that says such a thing of one file may know the others
            }
        }
    }
}
