package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.onetail.protocol.FailureCode;
import io.onetail.tail.FileInfo;
import io.onetail.tail.HostReader.FileLook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looking at files. */
class LookIT extends ReaderCases {
    @Override
    List<String> globs() {
        return List.of(directory + "/*.log", directory + "/sub/**");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private List<FileLook> looks(Path log, int head, boolean packed, Path... files) throws Exception {
        return reader.look(
                log.toString(), Arrays.stream(files).map(Path::toString).toList(), head, packed);
    }

    @Test
    void aFileIsDescribed() throws Exception {
        Path file = file("a.log", "0123456789".repeat(1000));
        FileInfo info = reader.look(file.toString());
        assertEquals(file.toString(), info.path());
        assertEquals(TruthFile.node(file), info.node());
        assertEquals(10_000, info.size());
        assertArrayEquals(Arrays.copyOf(Files.readAllBytes(file), 4096), info.head());
        assertEquals(
                Files.getLastModifiedTime(file).toInstant().getEpochSecond(),
                info.modified().getEpochSecond());
        if (setup.kind() != ReaderSuite.Kind.SH) {
            assertEquals(Files.getLastModifiedTime(file).toInstant(), info.modified());
        }
        for (int head : List.of(0, 1, 100)) {
            assertEquals(head, looks(file, head, false, file).get(0).info().head().length);
        }
        assertEquals(0, reader.look(file("empty.log", "").toString()).head().length);
    }

    @Test
    void aLinkIsDescribedByWhatItLeadsTo() throws Exception {
        Files.createDirectory(directory.resolve("sub"));
        Path target = file("sub/target.log", "x");
        Path link = Files.createSymbolicLink(directory.resolve("link.log"), target);
        assertEquals(target.toString(), reader.look(link.toString()).path());
    }

    @Test
    void whatCanNotBeReadIsRefusedWithTheReason() throws Exception {
        refused(FailureCode.NOT_FOUND, () -> reader.look(directory + "/none.log"));
        refused(FailureCode.NOT_FOUND, () -> reader.look(directory + "/sub/no/such.log"));
        Files.createDirectory(directory.resolve("directory.log"));
        refused(FailureCode.UNREADABLE, () -> reader.look(directory + "/directory.log"));
        Fifo.make(directory.resolve("fifo.log"));
        refused(FailureCode.UNREADABLE, () -> reader.look(directory + "/fifo.log"));
        Path loop = directory.resolve("loop.log");
        Files.createSymbolicLink(loop, loop);
        refused(FailureCode.UNREADABLE, () -> reader.look(loop.toString()));
        Path secret = Files.writeString(root.resolve("secret.log"), "secret");
        refused(FailureCode.FORBIDDEN, () -> reader.look(secret.toString()));
        Path link = Files.createSymbolicLink(directory.resolve("link.log"), secret);
        refused(FailureCode.FORBIDDEN, () -> reader.look(link.toString()));
        Path broken = Files.createSymbolicLink(directory.resolve("broken.log"), directory.resolve("nowhere.log"));
        refused(FailureCode.NOT_FOUND, () -> reader.look(broken.toString()));
        Path device = Files.createSymbolicLink(directory.resolve("device.log"), Path.of("/dev/null"));
        assertNotNull(looks(device, 10, false, device).get(0).failure());
    }

    @Test
    void manyAreLookedAtInOneGoEachForItself() throws Exception {
        Path log = file("app.log", "now");
        List<Path> files = new ArrayList<>();
        int count = times(300, 60);
        for (int i = 0; i < count; i++) {
            files.add(i % 3 == 0 ? directory.resolve("app.log.none" + i) : file("app.log." + i, "old " + i));
        }
        List<FileLook> looks = looks(log, 100, false, files.toArray(Path[]::new));
        assertEquals(count, looks.size());
        for (int i = 0; i < count; i++) {
            FileLook look = looks.get(i);
            if (i % 3 == 0) {
                assertEquals(FailureCode.NOT_FOUND, assertNotNullFailure(look));
            } else {
                assertEquals("old " + i, new String(look.info().head(), StandardCharsets.UTF_8));
            }
        }
    }

    private static FailureCode assertNotNullFailure(FileLook look) {
        assertNotNull(look.failure());
        return look.failure().failure();
    }

    @Test
    void anOlderFileIsAllowedThroughItsLogAndNothingElse() throws Exception {
        Path log = file("app.log", "now");
        assertEquals(
                3, looks(log, 10, false, file("app.log.1", "old")).get(0).info().size());
        assertEquals(
                3,
                looks(log, 10, false, file("app-1.log.old", "old"))
                        .get(0)
                        .info()
                        .size());
        for (Path other : List.of(file("db.conf", "x"), Files.writeString(root.resolve("app.log.1"), "x"))) {
            assertEquals(
                    FailureCode.FORBIDDEN,
                    assertNotNullFailure(looks(log, 10, false, other).get(0)),
                    other.toString());
        }
        Path link = Files.createSymbolicLink(directory.resolve("app.log.2"), directory.resolve("db.conf"));
        assertEquals(
                FailureCode.FORBIDDEN,
                assertNotNullFailure(looks(log, 10, false, link).get(0)));
    }

    @Test
    void packedFilesShowWhatIsInThemOnDemand() throws Exception {
        Path log = file("p.log", "now");
        String content = "first line\n" + "more ".repeat(20_000);
        for (String packer : List.of("gzip", "xz", "zstd --rm -q", "bzip2")) {
            Path plain = file("p.log.1", content);
            HostActions.sh(packer + " " + plain);
            Path packed = Packed.of(plain);
            FileInfo shown = looks(log, 10, true, packed).get(0).info();
            assertEquals("first line", new String(shown.head(), StandardCharsets.UTF_8), packer);
            assertEquals(-1, shown.size());
            FileInfo raw = looks(log, 10, false, packed).get(0).info();
            assertEquals(Files.size(packed), raw.size());
            assertArrayEquals(Arrays.copyOf(Files.readAllBytes(packed), 10), raw.head());
            Files.delete(packed);
        }
        assertEquals(3, looks(log, 10, true, log).get(0).info().size());
        Path broken = file("p.log.2.gz", "this is not packed");
        assertEquals(
                FailureCode.UNREADABLE,
                assertNotNullFailure(looks(log, 10, true, broken).get(0)));
    }
}
