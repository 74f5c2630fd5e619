package io.onetail.tail;

import java.util.function.Predicate;

/**
 * Where a log's files may be. Who writes a log can often make links beside it, and must not lead a reader to other files by them.
 *
 * @param path the log's file, which is allowed
 * @param target where that name leads now, links resolved
 * @param allowed whether the host's logs allow a path
 */
public record Place(String path, String target, Predicate<String> allowed) {
    /**
     * Whether an older file of the log may be here: beside a path that is allowed for this log, or under one that is allowed by itself, packed or not.
     *
     * @param file where it is, links resolved
     */
    public boolean holds(String file) {
        String directory = file.substring(0, file.lastIndexOf('/') + 1);
        String named = directory + path.substring(path.lastIndexOf('/') + 1);
        return named.equals(path)
                || allowed.test(named)
                || allowed.test(Rotated.unpacked(file))
                || (target.startsWith(directory)
                        && target.indexOf('/', directory.length()) < 0
                        && allowed.test(target));
    }
}
