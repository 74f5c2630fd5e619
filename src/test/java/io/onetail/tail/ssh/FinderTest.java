package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.tail.FoundFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinderTest {
    private static List<String> arguments(String... globs) {
        return List.of(new Finder(List.of(globs)).arguments(Duration.ofSeconds(10)));
    }

    @Test
    void aGlobIsLookedForAtItsDepth() {
        assertEquals(List.of("9", "/var/log", "1", "*.log"), arguments("/var/log/*.log"));
        assertEquals(List.of("9", "/srv", "3", "*"), arguments("/srv/*/logs/{a,b}.log"));
        assertEquals(List.of("9", "/", "2", "x.log"), arguments("/*/x.log"));
        assertEquals(List.of("9", "/srv", "-", "catalina.out"), arguments("/srv/**/catalina.out"));
        assertEquals(List.of("9", "/var/log/syslog", "0", "*"), arguments("/var/log/syslog"));
    }

    @Test
    void theSameSearchIsMadeOnce() {
        assertEquals(List.of("9", "/var/log", "1", "*"), arguments("/var/log/{a,b}.log", "/var/log/[cd].log"));
    }

    @Test
    void onlyWhatMatchesIsTakenAndNoMoreThanTheLimit() {
        byte[] output = "/v/b.log\0002\00020\000/v/a.log\0001\00010\000/v/c.txt\0003\00030\000/v/d.log\0004\00040\000"
                .getBytes(StandardCharsets.UTF_8);
        Finder finder = new Finder(List.of("/v/*.log"));
        assertEquals(
                List.of(
                        new FoundFile("/v/a.log", 1, Instant.ofEpochSecond(10)),
                        new FoundFile("/v/b.log", 2, Instant.ofEpochSecond(20))),
                finder.read(output, 2));
        assertEquals(3, finder.read(output, 100).size());
    }

    @Test
    void whatWasCutIsLeftOut() {
        byte[] output = "/v/a.log\0001\00010\000/v/b.log\0002\0002".getBytes(StandardCharsets.UTF_8);
        assertEquals(1, new Finder(List.of("/v/*.log")).read(output, 100).size());
    }

    @Test
    void aSearchThatIsCutAnywhereCostsTheNextOnesNothing() {
        String first = "/v/a.log\0001\00010\000/v/b.log\00022\0002000\000";
        String second = "/v/c.log\0003\00030\000\000//\000";
        Finder finder = new Finder(List.of("/v/*.log"));
        for (int cut = 0; cut <= first.length(); cut++) {
            byte[] output = (first.substring(0, cut) + "\000//\000" + second).getBytes(StandardCharsets.UTF_8);
            List<FoundFile> found = finder.read(output, 10);
            assertEquals(cut == first.length() ? 3 : cut < 14 ? 1 : 2, found.size(), "cut at " + cut);
            assertEquals(
                    new FoundFile("/v/c.log", 3, Instant.ofEpochSecond(30)),
                    found.get(found.size() - 1),
                    "cut at " + cut);
        }
    }

    @Test
    void aNameThatIsNotUtf8IsListedAsFarAsItCanBeShown() {
        byte[] output = "/v/\377.log\0001\00010\000".getBytes(StandardCharsets.ISO_8859_1);
        List<FoundFile> found = new Finder(List.of("/v/*.log")).read(output, 100);
        assertEquals(List.of(new FoundFile("/v/\uFFFD.log", 1, Instant.ofEpochSecond(10))), found);
    }
}
