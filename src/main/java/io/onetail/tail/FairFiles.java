package io.onetail.tail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Collects the files of a listing up to a limit. Beyond it, the directories with the most files give up some of theirs, so that no
 * directory hides the files of another. Uses no more memory than the files that are kept. For one thread.
 */
public final class FairFiles {
    private static final int MOST_NAMED = 100;

    private final int most;
    private final Map<String, TreeMap<String, FoundFile>> directories = new TreeMap<>();
    private final Set<String> crowded = new TreeSet<>();
    private int size;
    private int share = Integer.MAX_VALUE; // the most files of one directory, once the limit was passed

    /** @param most how many files to keep */
    public FairFiles(int most) {
        this.most = most;
    }

    /** Adds a file. To be called once for each path. */
    public void add(FoundFile file) {
        String directory = file.path().substring(0, file.path().lastIndexOf('/') + 1);
        TreeMap<String, FoundFile> theirs = directories.computeIfAbsent(directory, path -> new TreeMap<>());
        if (theirs.put(file.path(), file) == null && ++size > most) {
            drop(theirs.size() > share ? directory : largest());
        }
    }

    private String largest() {
        Map.Entry<String, TreeMap<String, FoundFile>> largest = directories.entrySet().stream()
                .max(Comparator.comparing(entry -> entry.getValue().size()))
                .orElseThrow();
        share = largest.getValue().size();
        return largest.getKey();
    }

    private void drop(String directory) {
        TreeMap<String, FoundFile> theirs = directories.getOrDefault(directory, new TreeMap<>());
        theirs.pollLastEntry();
        size--;
        if (theirs.isEmpty()) {
            directories.remove(directory);
        }
        if (crowded.size() < MOST_NAMED) {
            crowded.add(directory);
        }
    }

    /** The files that are kept, sorted by path. */
    public List<FoundFile> files() {
        List<FoundFile> files = new ArrayList<>(size);
        directories.values().forEach(theirs -> files.addAll(theirs.values()));
        files.sort(Comparator.comparing(FoundFile::path));
        return files;
    }

    /**
     * How many files are kept of each directory of which some were left out, by the directory's path with a slash at the end. Only the
     * first hundred such directories are included.
     */
    public Map<String, Integer> crowded() {
        Map<String, Integer> kept = new TreeMap<>();
        for (String directory : crowded) {
            kept.put(
                    directory,
                    directories.getOrDefault(directory, new TreeMap<>()).size());
        }
        return kept;
    }
}
