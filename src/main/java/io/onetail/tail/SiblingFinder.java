package io.onetail.tail;

import io.onetail.catalog.DatedPath;
import io.onetail.catalog.FileDates;
import io.onetail.catalog.Glob;
import io.onetail.catalog.Host;
import io.onetail.catalog.LogSource;
import io.onetail.protocol.LogException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files beside a log that can be older files of it: their names were made from the log's, and no other log that exists or is
 * configured can claim them. Stateless; blocks on the host.
 */
final class SiblingFinder {
    private static final int MOST_LISTED = 10_000;

    private final HostReader reader;
    private final Host host;
    private final String path;
    private final RotationNames names;
    private final String date; // of the file that has the log's name

    /**
     * @param named the file that has the log's name now
     * @param log as configured, so perhaps with {@code %d}
     */
    SiblingFinder(HostReader reader, String named, LogSource.FileSource log) {
        this.reader = reader;
        this.host = log.host();
        this.path = log.path();
        this.names = log.dated() == null ? RotationNames.of(name(path)) : RotationNames.dated(name(path));
        this.date = names.date(name(named));
    }

    /** @param allowed whether the host's globs allow the file's own path, or its name is certain, so that it belongs to the log */
    record SiblingFile(FoundFile file, RotationNames.NameOrigin origin, boolean allowed) {
        String path() {
            return file.path();
        }

        Instant modified() {
            return file.modified();
        }
    }

    /**
     * @param all newest first: by the dates in their names if the log's names have dates, and of one date the one with no more than that; others by
     *     their times, and those of the same scheme with the same time in the order of their numbers or dates
     * @param disputed files that have such names too but seem to belong to another log
     * @param cut whether there may be more
     */
    record SiblingList(List<SiblingFile> all, List<SiblingFile> disputed, boolean cut) {
        List<String> sizes() {
            return all.stream()
                    .map(one -> one.path() + " " + one.file.size())
                    .sorted()
                    .toList();
        }

        Set<String> names() {
            return all.stream().map(SiblingFile::path).collect(Collectors.toSet());
        }

        /** The files of one scheme. */
        List<SiblingFile> of(String scheme) {
            return all.stream()
                    .filter(one -> one.origin.scheme().equals(scheme))
                    .toList();
        }
    }

    /**
     * Lists what is beside the file that has the log's name now. A file with a later date than that one is not an older file, but has come
     * since the name was looked up: it will have the name next.
     */
    SiblingList list(String current) throws LogException, InterruptedException {
        String directory = current.substring(0, current.lastIndexOf('/') + 1);
        boolean linked = !name(current).equals(name(path)) && names.origin(name(current)) == null;
        RotationNames target = linked ? RotationNames.of(name(current)) : names;
        List<FoundFile> found;
        try {
            found = reader.findOlder(path, globs(directory, target), MOST_LISTED);
        } catch (LogException e) {
            if (e.failure().passing()) {
                throw e;
            }
            return new SiblingList(List.of(), List.of(), true); // the directory can't be listed
        }
        Map<String, Instant> present = found.stream()
                .collect(Collectors.toMap(file -> name(file.path()), FoundFile::modified, (one, other) -> one));
        List<SiblingFile> siblings = new ArrayList<>();
        List<SiblingFile> disputed = new ArrayList<>();
        for (FoundFile file : found) {
            String name = name(file.path());
            Instant plain = RotationNames.isPacked(name) ? present.get(RotationNames.unpacked(name)) : null;
            boolean packing = plain != null && !plain.isAfter(file.modified());
            RotationNames.NameOrigin origin = origin(name, target);
            boolean older = FileDates.ORDER.compare(names.date(name), date) <= 0;
            if (origin != null && older && !packing && !file.path().equals(current)) {
                SiblingFile sibling = new SiblingFile(file, origin, origin.certain() || host.allows(file.path()));
                (isOfAnother(file, target, present) ? disputed : siblings).add(sibling);
            }
        }
        return new SiblingList(sorted(siblings), disputed, found.size() == MOST_LISTED);
    }

    private List<String> globs(String directory, RotationNames target) {
        Stream<String> logs =
                RotationNames.origins(name(path)).stream().map(origin -> Glob.escaped(directory + origin.log()));
        return Stream.concat(Stream.of(names, target).map(one -> Glob.escaped(directory + one.prefix()) + "*"), logs)
                .distinct()
                .toList();
    }

    private RotationNames.@Nullable NameOrigin origin(String name, RotationNames target) {
        RotationNames.NameOrigin origin = names.origin(name);
        if (origin == null && target != names) {
            origin = target.origin(name);
            return origin == null ? target.alike(name) : origin;
        }
        return origin;
    }

    /**
     * Whether another log claims a file: one that is there and from whose name this file's name may have been made as well; the file
     * itself, if it has older files, or a packed one after which it was written to; or a configured log.
     */
    private boolean isOfAnother(FoundFile file, RotationNames target, Map<String, Instant> present) {
        String name = name(file.path());
        RotationNames.NameOrigin ours = origin(name, target);
        boolean made = !names.isDated()
                && RotationNames.origins(name).stream()
                        .map(RotationNames.NameOrigin::log)
                        .anyMatch(log -> present.containsKey(log) && !isOurs(log, target));
        if (made || ours == null) {
            return true;
        }
        RotationNames own = RotationNames.of(name);
        boolean log = present.entrySet().stream()
                .filter(other -> other.getKey().startsWith(name))
                .anyMatch(other -> {
                    RotationNames.NameOrigin origin = own.origin(other.getKey());
                    boolean packed = RotationNames.unpacked(other.getKey()).equals(name);
                    return origin != null
                            && origin.certain()
                            && (packed ? other.getValue().isBefore(file.modified()) : !isOurs(other.getKey(), target));
                });
        return log || (!ours.certain() && isConfigured(file.path()));
    }

    /** Whether a name is the log's own, that of the file to which it leads, or made from one of these. */
    private boolean isOurs(String name, RotationNames target) {
        return name.equals(name(path)) || target.isOf(name) || origin(name, target) != null;
    }

    private boolean isConfigured(String file) {
        return host.globs().stream().map(Glob::path).anyMatch(named -> {
            DatedPath dated = named == null ? null : DatedPath.of(named);
            return named != null
                    && !named.equals(path)
                    && (named.equals(file) || (dated != null && dated.matches(RotationNames.unpacked(file))));
        });
    }

    private List<SiblingFile> sorted(List<SiblingFile> siblings) {
        List<SiblingFile> sorted = new ArrayList<>();
        siblings.stream()
                .collect(Collectors.groupingBy(one -> one.origin.scheme()))
                .values()
                .forEach(scheme -> {
                    Comparator<SiblingFile> order = NumberOrder.of(scheme).newestFirst();
                    scheme.stream().sorted(order).forEach(sorted::add);
                });
        // The sort is stable: files with the same time stay in the order of their scheme.
        sorted.sort(Comparator.comparing((SiblingFile one) -> names.date(name(one.path())), FileDates.ORDER)
                .thenComparing(one -> names.isOfDate(name(one.path())))
                .thenComparing(SiblingFile::modified)
                .reversed());
        return sorted;
    }

    static String name(String file) {
        return file.substring(file.lastIndexOf('/') + 1);
    }
}
