package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {
    private static final byte[] BYTES = {1, 2, 3, 4};

    private final FileId told = FileId.of("1:1", new byte[FileId.PRINT]);
    private final FileId hardlyTold = FileId.of("1:1", new byte[2]);

    private static Place place(String path, String target) {
        return new Place(path, target, file -> file.endsWith(".log"));
    }

    @ParameterizedTest
    @CsvSource({
        "app.log,     app.log,      app.log.1,        true",
        "app.log,     app.log,      app-20260131.log, true",
        "app-%d.log,  app-%d.log,   app-20260131.log, true",
        "app1.log,    app1.log,     app10.log.1,      false",
        "app.log,     app.log,      saved,            false",
        "current.log, 3.log,        2.log,            true",
        "current.log, 3.log,        2.txt,            false",
        "3.log,       3.log,        2.log,            false",
        "current.log, app.log,      app.log.1,        true",
        "p.INFO,      p.h.INFO.20260131-101010.7, p.h.INFO.20260130-101010.9, true"
    })
    void aFileOfTheSameInodeIsReadOnIfItsNameBelongsToTheLog(String path, String target, String file, boolean whole) {
        byte[] read = place("/log/" + path, "/log/" + target).found("/log/" + file, told, BYTES, FileId.PRINT);
        if (whole) {
            assertArrayEquals(BYTES, read);
        } else {
            assertNull(read);
        }
    }

    @Test
    void underAnotherNameNoMoreIsReadThanIsKnown() {
        Place place = place("/log/app.log", "/log/app.log");
        assertArrayEquals(BYTES, place.found("/log/saved", told, BYTES, 0));
        assertArrayEquals(new byte[] {1, 2}, place.found("/log/saved", hardlyTold, BYTES, 0));
        assertNull(place.found("/log/saved", hardlyTold, BYTES, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "app.log.1,      true,  true",
        "app.log.1.gz,   true,  true",
        "app.log,        true,  true",
        "app-1.log,      true,  false",
        "app.1.log.gz,   false, false",
        "app10.log.1,    false, false",
        "app.log.json,   false, false"
    })
    void aCopyIsToldByItsNameOrByMuchOfItsContentWhereItsOwnNameIsAllowed(
            String file, boolean copy, boolean alsoHardlyTold) {
        Place place = place("/log/app.log", "/log/app.log");
        assertEquals(copy, place.isCopy("/log/" + file, told));
        assertEquals(alsoHardlyTold, place.isCopy("/log/" + file, hardlyTold));
    }
}
