package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.onetail.protocol.FileId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reading ranges of files, whatever has happened to them. */
class RangeIT extends ReaderCases {
    private static final String FIRST = "k".repeat(FileId.PRINT);

    @Override
    List<String> globs() {
        return List.of(directory + "/*.log");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private FileId id(Path file) throws Exception {
        return reader.look(file.toString()).id();
    }

    private @Nullable String read(Path file, FileId id, long offset, int length) throws Exception {
        byte[] bytes = reader.read(file.toString(), id, offset, length);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void aRangeIsReadUnderTheName() throws Exception {
        Path file = file("a.log", "0123456789");
        FileId id = id(file);
        assertEquals("345", read(file, id, 3, 3));
        assertEquals("89", read(file, id, 8, 100));
        assertEquals("", read(file, id, 10, 5));
        assertEquals("", read(file, id, 1000, 5));
    }

    @Test
    void anyByteComesAsItIs() throws Exception {
        byte[] content = new byte[9 << 20];
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("binary.log"), content);
        int most = times(8 << 20, 300_000);
        assertArrayEquals(Arrays.copyOfRange(content, 7, 7 + most), reader.read(file.toString(), id(file), 7, most));
    }

    @Test
    void aRotatedFileIsFoundByItsInode() throws Exception {
        Path file = file("in ode.log", FIRST + "old content");
        FileId id = id(file);
        Path old = Files.move(file, directory.resolve("in ode.log.1"));
        file("in ode.log", "new content");
        assertEquals("content", read(file, id, FileId.PRINT + 4, 7));
        Files.delete(file);
        assertEquals("content", read(file, id, FileId.PRINT + 4, 7));
        Files.delete(old);
        assertNull(read(file, id, 0, 7));
    }

    @Test
    void aFileBehindALinkIsFoundWhereItIs() throws Exception {
        Path there = Files.createDirectory(directory.resolve("there"));
        try (ReaderHost wider = ReaderHost.open(setup, List.of(directory + "/**"))) {
            Path target = Files.writeString(there.resolve("t.log"), FIRST + "old content");
            Path link = Files.createSymbolicLink(directory.resolve("link.log"), target);
            FileId id = wider.reader().look(link.toString()).id();
            Files.move(target, there.resolve("t.log.1"));
            Files.writeString(target, "new");
            assertArrayEquals(
                    "content".getBytes(StandardCharsets.UTF_8),
                    wider.reader().read(link.toString(), id, FileId.PRINT + 4, 7));
        }
    }

    @Test
    void aCopyIsFoundByItsFirstBytesAlsoPacked() throws Exception {
        String content = FIRST + "first line\nsecond line\n";
        for (String packer : List.of("true", "gzip", "xz", "zstd --rm -q", "bzip2")) {
            Path file = file("copied.log", content);
            FileId id = id(file);
            Path copy = Files.copy(file, directory.resolve("copied.log.1"));
            HostActions.sh(": >" + file + "; echo new >>" + file + "; " + packer + " " + copy);
            assertEquals("second", read(file, id, FileId.PRINT + 11, 6), packer);
            assertEquals("line\n", read(file, id, FileId.PRINT + 18, 60), packer);
            Files.delete(Files.exists(copy) ? copy : Packed.of(copy));
            assertNull(read(file, id, 0, 10), packer);
        }
    }

    @Test
    void aPackedFileIsReadRangeByRange() throws Exception {
        StringBuilder lines = new StringBuilder(FIRST);
        for (int i = 0; i < times(400_000, 40_000); i++) {
            lines.append("line ").append(i).append('\n');
        }
        byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("long.log"), content);
        FileId id = id(file);
        HostActions.sh("gzip -1 " + file + "; mv " + file + ".gz " + file + ".1.gz; echo new >" + file);
        int step = 65_536;
        for (int at = 0; at < content.length; at += step) {
            byte[] range = reader.read(file.toString(), id, at, step);
            assertArrayEquals(Arrays.copyOfRange(content, at, Math.min(content.length, at + step)), range);
        }
        assertArrayEquals(
                Arrays.copyOfRange(content, 1000, 2000), reader.read(file.toString(), id, 1000, 1000), "backwards too");
        assertEquals(0, reader.read(file.toString(), id, content.length + 10, 10).length);
    }

    @Test
    void noLinkBesideALogLeadsAnywhere() throws Exception {
        Path secret = Files.writeString(root.resolve("secret"), FIRST + "secret");
        Path file = file("links.log", FIRST);
        FileId id = id(file);
        Files.delete(file);
        Path link = Files.createSymbolicLink(directory.resolve("links.log.1"), secret);
        assertNull(read(file, id, FileId.PRINT, 100));
        file("links.log", "new");
        assertNull(read(file, id, FileId.PRINT, 100));
        Files.delete(link);
        Files.delete(file);
        Files.createSymbolicLink(file, secret);
        assertNull(read(file, id, FileId.PRINT, 100));
    }

    @Test
    void noMoreOfACopyIsReadThanItsFirstBytesTell() throws Exception {
        Path file = file("short.log", "N");
        FileId id = id(file);
        file("short.log.1", "No one must see this.");
        Files.delete(file);
        file("short.log", "hi\n");
        assertEquals("N", read(file, id, 0, 100));
        assertNull(read(file, id, 1, 100));
    }

    @Test
    void whatBeginsAlikeUnderAnotherLogsNameIsNotACopy() throws Exception {
        Path file = file("app1.log", FIRST);
        FileId id = id(file);
        Files.delete(file);
        for (String other : List.of("app10.log.1", "app1.log.err.1", "app1-web.log.1", "app10.log")) {
            file(other, FIRST + "another's");
            assertNull(read(file, id, FileId.PRINT, 100), other);
        }
        file("app1.log.1", FIRST + "more");
        assertEquals("more", read(file, id, FileId.PRINT, 100));
    }

    @Test
    void manyRangesAtOnceAreAnsweredEachByItself() throws Exception {
        Path file = file("many.log", FIRST + "0123456789".repeat(10_000));
        FileId id = id(file);
        List<Thread> threads = new java.util.ArrayList<>();
        List<String> wrong = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        for (int i = 0; i < 8; i++) {
            int from = FileId.PRINT + i;
            threads.add(new Thread(() -> {
                for (int j = 0; j < times(20, 3); j++) {
                    try {
                        String digit = read(file, id, from + 10L * j, 1);
                        if (!String.valueOf(from - FileId.PRINT).equals(digit)) {
                            wrong.add(from + ": " + digit);
                        }
                    } catch (Exception e) {
                        wrong.add(e.toString());
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(wrong.isEmpty(), wrong.toString());
    }
}
