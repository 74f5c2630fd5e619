package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.onetail.protocol.FileId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationScopeTest {
    private static final byte[] BYTES = {1, 2, 3, 4};

    private final FileId told = FileId.of("1:1", new byte[FileId.PRINT]);
    private final FileId hardlyTold = FileId.of("1:1", new byte[2]);

    private static RotationScope rotationScope(String path, String target) {
        return new RotationScope(path, target, file -> file.endsWith(".log"));
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
        byte[] read = rotationScope("/log/" + path, "/log/" + target).found("/log/" + file, told, BYTES, FileId.PRINT);
        if (whole) {
            assertArrayEquals(BYTES, read);
        } else {
            assertNull(read);
        }
    }

    @Test
    void underAnotherNameNoMoreIsReadThanIsKnown() {
        RotationScope rotationScope = rotationScope("/log/app.log", "/log/app.log");
        assertArrayEquals(BYTES, rotationScope.found("/log/saved", told, BYTES, 0));
        assertArrayEquals(new byte[] {1, 2}, rotationScope.found("/log/saved", hardlyTold, BYTES, 0));
        assertNull(rotationScope.found("/log/saved", hardlyTold, BYTES, 2));
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
        RotationScope rotationScope = rotationScope("/log/app.log", "/log/app.log");
        assertEquals(copy, rotationScope.isCopy("/log/" + file, told));
        assertEquals(alsoHardlyTold, rotationScope.isCopy("/log/" + file, hardlyTold));
    }
}
