package io.onetail.tail.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.tail.HostReader;
import io.onetail.tail.suite.LogWriter.Layout;
import io.onetail.tail.suite.LogWriter.Scheme;
import io.onetail.tail.suite.ReaderSuite.Promise;
import io.onetail.tail.suite.ReaderSuite.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** What all cases need: a reader that may read one directory and leaves nothing behind. */
@ParameterizedClass(name = "{0}")
@ArgumentsSource(ReaderSuite.class)
abstract class ReaderCases {
    /** How long anything may take on a busy machine, unless the protocol makes the reader wait. */
    static final Duration SOON = Duration.ofSeconds(10);

    /** How long late bytes may have to wait. */
    static final Duration LATE = Duration.ofSeconds(30);

    @Parameter
    Setup setup;

    @TempDir
    Path root;

    /** The directory of the logs. */
    Path directory;

    ReaderHost host;
    HostReader reader;
    private final List<AutoCloseable> closeables = new ArrayList<>();

    @BeforeEach
    final void open() throws IOException {
        root = root.toRealPath();
        directory = Files.createDirectory(root.resolve("logs"));
        host = ReaderHost.open(setup, globs());
        reader = host.reader();
    }

    /** The globs that the reader may read. */
    List<String> globs() {
        return List.of(directory + "/**");
    }

    @AfterEach
    final void nothingIsLeft() throws Exception {
        for (int i = closeables.size(); i-- > 0; ) {
            closeables.get(i).close();
        }
        host.close();
    }

    /** Closes this at the end of the test. */
    final <T extends AutoCloseable> T keep(T closeable) {
        closeables.add(closeable);
        return closeable;
    }

    /** Skips the rest for a reader that does not keep these promises. */
    final void needs(Promise... promises) {
        assumeTrue(
                Arrays.stream(promises).allMatch(setup.kind()::keeps),
                () -> setup.kind() + " does not promise " + Arrays.toString(promises));
    }

    /**
     * How often or how much: {@code many} is enough for what comes by chance; {@code few} is for a reader to which each takes a look of a
     * fifth of a second.
     */
    final int times(int many, int few) {
        return setup.kind().isSlow() ? few : many;
    }

    final LogWriter writer(String name) throws IOException {
        return writer(name, Layout.PLAIN, Scheme.DESCENDING);
    }

    final LogWriter writer(String name, Layout layout, Scheme scheme) throws IOException {
        return keep(new LogWriter(directory, name, layout, scheme, new Random(1)));
    }

    /** A log with one line. */
    final LogWriter begun(String name) throws IOException {
        LogWriter log = writer(name);
        log.create();
        write(log);
        return log;
    }

    static void write(LogWriter log) throws IOException {
        log.write(log.file(), log.uniqueLines.line());
    }

    /** A writer that still has the newest, or another, of the log's old files adds a line to it. */
    static void writeLate(LogWriter log, int old) throws IOException {
        log.write(log.old.get(old), log.uniqueLines.line());
    }

    /** The log is rotated, and its new file begins with a line. */
    static void renew(LogWriter log) throws IOException {
        log.rotate();
        log.create();
        write(log);
    }

    /** Follows a log from its beginning, with plenty of credit, and waits for everything that there is. */
    final CheckedFollow follow(LogWriter log) {
        CheckedFollow checkedFollow = following(log);
        if (log.exists()) {
            checkedFollow.awaitLives(1);
        }
        checkedFollow.settle(SOON);
        return checkedFollow;
    }

    /** Follows a log from its beginning, without any credit. */
    final CheckedFollow starved(LogWriter log) {
        return keep(new CheckedFollow(log.ledger, reader, log.name(), size -> 0));
    }

    /** Follows a log from its beginning, and waits until so much credit is used up. */
    final CheckedFollow starvedAfter(int bytes, LogWriter log) {
        CheckedFollow checkedFollow = starved(log);
        checkedFollow.grant(bytes);
        checkedFollow.awaitBytes(bytes);
        return checkedFollow;
    }

    /** Follows a log from its beginning, with plenty of credit. */
    final CheckedFollow following(LogWriter log) {
        CheckedFollow checkedFollow = starved(log);
        checkedFollow.feed(true);
        return checkedFollow;
    }

    /** Expects that soon everything has come, in lives of these kinds. */
    static void settlesWith(String lives, CheckedFollow checkedFollow) {
        checkedFollow.settle(SOON);
        Assertions.assertEquals(lives, lives(checkedFollow));
    }

    /** The log is rotated, and soon all has come, with the line of the new file. */
    static void renewAndSettle(LogWriter log, CheckedFollow checkedFollow) throws IOException {
        renew(log);
        checkedFollow.settle(SOON);
    }

    /** The kinds of the lives that were reported, with {@code +} before a life that says that another one was missed. */
    static String lives(CheckedFollow checkedFollow) {
        FollowRecord followRecord = checkedFollow.followRecord();
        synchronized (followRecord) {
            return followRecord.lives().stream()
                    .map(life -> (life.life.missed() ? "+" : "")
                            + life.life.kind().name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" "));
        }
    }

    /** Expects a refusal. */
    static LogException refused(FailureCode failure, Executable call) {
        LogException e = Assertions.assertThrows(LogException.class, call);
        Assertions.assertEquals(failure, e.failure(), e.getMessage());
        return e;
    }
}
