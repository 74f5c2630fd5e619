package io.onetail.tail;

import io.onetail.catalog.DatedPath;
import io.onetail.catalog.FileDates;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that tools give to the older files of a log. logrotate, log4j, logback, WildFly, cronolog, rotatelogs, Python, Docker,
 * Kubernetes and java.util.logging put a number or a date after the log's name or before its ending, and packers append an ending of their
 * own. A number in the log's name is never continued: {@code app10.log.1} is not a file of {@code app1.log}. Names only, without
 * directories. Immutable.
 */
final class RotationNames {
    /** Recognised by name, but neither this server nor the hosts can unpack them. */
    private static final List<String> OTHER_PACKERS = List.of(".zip", ".Z", ".lz4", ".lzma");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final Pattern ENDING = Pattern.compile("\\.[A-Za-z][A-Za-z0-9_]*");
    private static final String OLD = ".old";
    /** What java.util.logging writes to; older files have higher numbers. */
    private static final String FIRST = ".0";

    /**
     * The log from whose name a file's name may have been made, and how.
     *
     * @param log the log's name
     * @param scheme the file's name, with the part that varies replaced; files of one log that were named in the same way have the same
     *     scheme
     * @param certain whether a date, or a dot and a number, was appended to the log's whole name; otherwise it may also be another log's
     *     own name: {@code node-1.log} can be an older file of {@code node.log}, or the log of a first node
     * @param number the file's number; -1 if it has a date instead, or nothing
     */
    record NameOrigin(String log, String scheme, boolean certain, long number) {}

    private final String log;
    private final @Nullable DatedPath dated;
    private final @Nullable NameOrigin self;

    private RotationNames(String log, @Nullable DatedPath dated) {
        this.log = log;
        this.dated = dated;
        this.self = origins(log).stream()
                .filter(origin -> origin.number < 0)
                .findFirst()
                .orElse(null);
    }

    /** The names for one log. */
    static RotationNames of(String log) {
        return new RotationNames(log, null);
    }

    /** @param log a log's name in which {@code %d}, if it is there, stands for a date */
    static RotationNames dated(String log) {
        return new RotationNames(log, DatedPath.of(log));
    }

    /** Whether this is the log's own name. */
    boolean isOf(String name) {
        return name.equals(log);
    }

    /** Whether the names of the log's files have dates. */
    boolean isDated() {
        return dated != null;
    }

    /** How a file's name was made from the log's; null if it was not. */
    @Nullable
    NameOrigin origin(String file) {
        DatedPath dates = dated;
        if (dates != null) {
            boolean one = dates.matches(unpacked(file));
            return one || origins(file).stream().anyMatch(origin -> dates.matches(origin.log))
                    ? new NameOrigin(log, log, true, -1)
                    : null;
        }
        return origins(file).stream()
                .filter(origin -> origin.log.equals(log))
                .findFirst()
                .orElse(null);
    }

    /**
     * As {@link #origin}, for a log's name that is a link to a file whose name has a date, as glog creates them: older files differ from it
     * in the date.
     */
    @Nullable
    NameOrigin alike(String file) {
        NameOrigin own = self;
        return own == null
                ? null
                : origins(file).stream()
                        .filter(origin -> origin.scheme.equals(own.scheme) && origin.log.equals(own.log))
                        .findFirst()
                        .map(origin -> new NameOrigin(origin.log, origin.scheme, false, -1))
                        .orElse(null);
    }

    /**
     * The date in the name of one of the files of a log whose names have dates, or of a file that a rotation has made of that; empty for
     * others. By {@link FileDates#ORDER}, the file with the latest one is the log's current file.
     */
    String date(String file) {
        DatedPath dates = dated;
        if (dates == null) {
            return "";
        }
        return Stream.concat(Stream.of(unpacked(file)), origins(file).stream().map(NameOrigin::log))
                .filter(dates::matches)
                .findFirst()
                .map(dates::date)
                .orElse("");
    }

    /** Whether a file, packed or not, has a dated name itself, and not one that a rotation has made of that. */
    boolean isOfDate(String file) {
        return dated != null && dated.matches(unpacked(file));
    }

    /** What the names of all older files begin with. */
    String prefix() {
        if (dated != null) {
            return dated.before();
        }
        String name = self == null ? log : self.log;
        if (name.endsWith(FIRST)) {
            return name.substring(0, name.length() - 1);
        }
        return name.substring(0, name.length() - ending(name).length());
    }

    /** Every reading of a name; empty if it can't be the name of an older file. */
    static List<NameOrigin> origins(String file) {
        String name = unpacked(file);
        List<NameOrigin> origins = new ArrayList<>();
        if (!name.equals(file)) {
            origins.add(new NameOrigin(name, name, true, -1));
        }
        if (name.endsWith(OLD)) {
            origins.add(new NameOrigin(name.substring(0, name.length() - OLD.length()), name, true, -1));
        }
        inserted(name, "", origins);
        String ending = ending(name);
        if (!ending.isEmpty()) {
            inserted(name.substring(0, name.length() - ending.length()), ending, origins);
        }
        int dot = name.lastIndexOf('.');
        if (dot > 0 && NUMBER.matcher(name.substring(dot + 1)).matches() && !name.endsWith(FIRST)) {
            String stem = name.substring(0, dot);
            origins.add(new NameOrigin(stem + FIRST, stem + ".%i", false, Long.parseLong(name.substring(dot + 1))));
        }
        return origins;
    }

    /** Adds the readings of a name as a log's name, a separator and a number or date, followed by the ending of the log's name. */
    private static void inserted(String name, String ending, List<NameOrigin> origins) {
        for (int i = 1; i < name.length() - 1; i++) {
            char separator = name.charAt(i);
            if (separator != '.' && separator != '-' && separator != '_') {
                continue;
            }
            String made = name.substring(i + 1);
            String before = name.substring(0, i);
            boolean number = NUMBER.matcher(made).matches();
            boolean date = FileDates.isDate(made);
            if (number || date) {
                origins.add(new NameOrigin(
                        before + ending,
                        before + separator + (date ? "%d" : "%i") + ending,
                        ending.isEmpty() && (date || separator == '.'),
                        date ? -1 : Long.parseLong(made)));
            }
        }
    }

    private static String ending(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && ENDING.matcher(name.substring(dot)).matches() ? name.substring(dot) : "";
    }

    /** Whether a name is that of a compressed file. */
    static boolean isPacked(String file) {
        return !unpacked(file).equals(file);
    }

    /** A name without the ending that a packer has appended. */
    static String unpacked(String file) {
        FilePacker packer = FilePacker.of(file);
        String added = packer != null
                ? packer.ending()
                : OTHER_PACKERS.stream().filter(file::endsWith).findFirst().orElse("");
        return file.substring(0, file.length() - added.length());
    }
}
