package io.onetail.tail;

import io.onetail.catalog.FileDates;
import io.onetail.tail.SiblingFinder.SiblingFile;
import java.util.Comparator;
import java.util.List;

/**
 * The order of numbered files that were named in the same way, as their times show it: with logrotate, Python and Docker 1 is the newest,
 * with log4j2 and logback the oldest. Immutable.
 */
enum NumberOrder {
    DATES,
    NEWEST_IS_LEAST,
    NEWEST_IS_GREATEST,
    /** No two of them have different times, or the times contradict each other. */
    UNKNOWN;

    /** @param files of one scheme */
    static NumberOrder of(List<SiblingFile> files) {
        if (files.stream().allMatch(file -> file.origin().number() < 0)) {
            return DATES;
        }
        List<SiblingFile> oldestFirst = files.stream()
                .sorted(Comparator.comparing(SiblingFile::modified))
                .toList();
        int rises = 0;
        for (int i = 1; i < oldestFirst.size(); i++) {
            SiblingFile older = oldestFirst.get(i - 1);
            SiblingFile newer = oldestFirst.get(i);
            if (older.modified().isBefore(newer.modified())) {
                rises += Long.signum(newer.origin().number() - older.origin().number());
            }
        }
        return rises == 0 ? UNKNOWN : rises > 0 ? NEWEST_IS_GREATEST : NEWEST_IS_LEAST;
    }

    /** The order of files that have the same time. */
    Comparator<SiblingFile> newestFirst() {
        Comparator<SiblingFile> byNumber =
                Comparator.comparing(file -> file.origin().number());
        return switch (this) {
            case DATES ->
                Comparator.comparing((SiblingFile file) -> RotationNames.unpacked(file.path()), FileDates.ORDER)
                        .reversed();
            case NEWEST_IS_GREATEST -> byNumber.reversed();
            case NEWEST_IS_LEAST, UNKNOWN -> byNumber;
        };
    }
}
