package io.onetail.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.onetail.protocol.LogEntry;
import io.onetail.protocol.LogId;
import io.onetail.protocol.LogState;
import io.onetail.testing.FakeHost;
import io.onetail.testing.FakeJournal;
import java.time.Duration;
import java.util.List;

/**
 * The words in which a test tells what happens to a tailed log, and when: what is done before the tail starts stands alone, what is done at
 * a time, in seconds, is planned with {@link #at}, and {@link #textAt} or {@link #until} lets all of it happen. The log is {@link #APP}
 * unless the test names another one. For one thread.
 */
abstract class TailScenario {
    static final String APP = TailSimulation.APP;
    /** The log's older files, by the names that {@link #rotate} gives them. */
    static final String OLD = APP + ".1";

    static final String OLDER = APP + ".2";
    static final String PACKED = APP + ".1.gz";

    final TailSimulation simulation = new TailSimulation();
    final FakeHost host = simulation.host;
    final FakeJournal journal = simulation.journal;

    /** Plans something for that time. */
    TailScenario at(double seconds, Runnable action) {
        simulation.at(seconds, action);
        return this;
    }

    /** Between these times the host can't be reached. */
    TailScenario hostAway(double from, double to) {
        return at(from, this::hostGoes).at(to, this::hostReturns);
    }

    /** Does that once, as soon as the host has been asked about a file after that time: what the tail has just learnt no longer holds. */
    TailScenario afterLook(double seconds, Runnable action) {
        return at(seconds, () -> {
            int looks = host.probes;
            host.onCall = () -> {
                if (host.probes > looks) {
                    host.onCall = () -> {};
                    action.run();
                }
            };
        });
    }

    /** Lets what is planned happen, and stops the tail at that time. */
    void until(double seconds) {
        simulation.until(seconds);
    }

    /** Lets what is planned happen until the tail ends by itself. */
    void untilItEnds() {
        simulation.run();
    }

    /** Lets what is planned happen, stops the tail at that time, and returns what viewers have got by then, with its marks. */
    String textAt(double seconds) {
        until(seconds);
        return text();
    }

    /** What viewers have got so far. */
    String text() {
        return simulation.text();
    }

    /** The state that was announced last. */
    LogState last() {
        return journal.states.get(journal.states.size() - 1);
    }

    /** What was appended last. */
    LogEntry lastEntry() {
        return journal.published.get(journal.published.size() - 1);
    }

    /** These, and no other, phases of the log were announced, in this order. */
    void assertPhases(String... phases) {
        assertEquals(List.of(phases), simulation.phases());
    }

    /** The log's file gets more. */
    void write(String text) {
        host.write(APP, text);
    }

    /** The log's file becomes {@link #OLD}, older files get the next number, and a new file begins with that. */
    void rotate(String next) {
        for (int i = 9; i > 0; i--) {
            host.rename(APP + "." + i, APP + "." + (i + 1));
        }
        moveAway(OLD, next);
    }

    /** The log's file gets that name, and a new one begins with that. */
    void moveAway(String path, String next) {
        host.rename(APP, path);
        write(next);
    }

    /** The log's file is deleted, and a new one begins with that. */
    void replace(String next) {
        host.delete(APP);
        write(next);
    }

    /** The log's file is copied to {@link #OLD}, then cut, and begins again with that. */
    void copytruncate(String next) {
        host.copy(APP, OLD);
        truncate(next);
    }

    /** The log's file is cut, and begins again with that. */
    void truncate(String next) {
        host.truncate(APP);
        write(next);
    }

    void hostGoes() {
        host.away = FakeHost.unreachable();
    }

    void hostReturns() {
        host.away = null;
    }

    /** The tail begins so many bytes before the end of the file, and catches up on no more than 1,000 bytes. */
    void preroll(int bytes) {
        prerollAndCatchUp(bytes, 1000);
    }

    /** The tail begins so many bytes before the end of the file, and catches up on no more than that. */
    void prerollAndCatchUp(int preroll, long catchUp) {
        tailWith(new TailSettings(Duration.ofSeconds(5), preroll, catchUp, Duration.ofSeconds(1), 1 << 20));
    }

    /** The log is tailed with these settings. */
    void tailWith(TailSettings settings) {
        simulation.settings = settings;
        tailAgain();
    }

    /** What is tailed is another log, which that glob allows. */
    void tail(String path, String glob) {
        simulation.globs = List.of(glob);
        simulation.tail = simulation.tail(new LogId("web", path));
    }

    /** What is tailed is a command. */
    void tailCommand() {
        simulation.tail = simulation.tail(new LogId("web", "cmd"));
    }

    /** Another tail of the log begins where the last one has ended. */
    void tailAgain() {
        simulation.tail = simulation.tail(TailSimulation.LOG);
    }

    /** The tail gives the log up to another server. */
    void leave() {
        simulation.tail.leave();
    }
}
