package io.onetail.system.faults;

import io.onetail.testing.Await;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerTrio;
import io.onetail.testing.SilentProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** Makes faults happen, several at once, each of which ends by itself. For one thread. */
final class Faults {
    private final ServerTrio trio;
    private final List<NumberedLog> logs;
    private final List<FaultViewer> viewers;
    private final EventTrace eventTrace;
    private final HostFaults host;
    private final Set<String> busy = new HashSet<>();
    private final Map<Fault.Kind, Integer> counts = new EnumMap<>(Fault.Kind.class);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private volatile Throwable failure;

    Faults(ServerTrio trio, List<NumberedLog> logs, List<FaultViewer> viewers, EventTrace eventTrace) {
        this.trio = trio;
        this.logs = logs;
        this.viewers = viewers;
        this.eventTrace = eventTrace;
        this.host = new HostFaults(trio, eventTrace);
    }

    /** Draws faults for a time, then waits until the last of them is over. */
    void run(Random random, Set<Fault.Kind> kinds, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end && failure == null) {
            Fault fault = Fault.draw(random, kinds);
            begin(fault);
            Thread.sleep(fault.pause());
        }
        executor.shutdown();
        if (!executor.awaitTermination(3, TimeUnit.MINUTES)) {
            throw new AssertionError("a fault does not end: " + busy);
        }
        if (failure != null) {
            throw new AssertionError("a fault can't be caused", failure);
        }
    }

    /** How often each has happened. */
    synchronized Map<Fault.Kind, Integer> counts() {
        return new EnumMap<>(counts);
    }

    private synchronized void begin(Fault fault) {
        Set<String> needs = fault.kind().needs().stream()
                .flatMap(need -> switch (need) {
                    case LOG -> Stream.of("LOG " + fault.target() % logs.size());
                    case LOGS -> IntStream.range(0, logs.size()).mapToObj(log -> "LOG " + log);
                    default -> Stream.of(need.name());
                })
                .collect(Collectors.toSet());
        if (!Collections.disjoint(needs, busy)) {
            eventTrace.tell("(left out, " + needs + " is not free: " + fault + ")");
            return;
        }
        busy.addAll(needs);
        counts.merge(fault.kind(), 1, Integer::sum);
        executor.execute(() -> {
            try {
                happen(fault);
            } catch (Exception | AssertionError e) {
                eventTrace.tell("FAILED " + fault + ": " + e);
                failure = e;
            } finally {
                synchronized (this) {
                    busy.removeAll(needs);
                }
            }
        });
    }

    private void happen(Fault fault) throws Exception {
        switch (fault.kind()) {
            case SSH_KILL -> {
                eventTrace.tell("SSH connections killed");
                trio.ssh().killConnections();
                host.awaitNoStrays(fault);
            }
            case SSHD_RESTART -> {
                eventTrace.tell("sshd stopped");
                trio.ssh().stop();
                sleep(fault, 0, 4_000);
                trio.ssh().startAgain();
                eventTrace.tell("sshd started");
                host.awaitNoStrays(fault);
            }
            case SSH_PAUSE -> {
                eventTrace.tell("SSH connections paused");
                trio.ssh().pauseConnections();
                sleep(fault, 1_000, 12_000);
                trio.ssh().resumeConnections();
                eventTrace.tell("SSH connections resumed");
                host.awaitNoStrays(fault);
            }
            case ROTATE -> rotate(fault, 0, 1);
            case ROTATE_LATE -> rotate(fault, 200 + (int) (fault.size() * 4_000), 1);
            case ROTATE_OFTEN -> rotate(fault, 0, 2 + (int) (fault.size() * 3));
            case REDIS_RESTART, REDIS_EMPTY -> {
                eventTrace.tell("Redis killed");
                trio.redis().kill();
                sleep(fault, 0, 5_000);
                boolean keep = fault.kind() == Fault.Kind.REDIS_RESTART;
                trio.redis().start(keep);
                eventTrace.tell("Redis started " + (keep ? "with its data" : "empty"));
                if (!keep) {
                    Thread.sleep(8_000); // until a tail that remembers its position continues
                }
            }
            case REDIS_PAUSE -> {
                eventTrace.tell("Redis paused");
                trio.redis().pause();
                sleep(fault, 500, 8_000);
                trio.redis().resume();
                eventTrace.tell("Redis resumed");
            }
            case SERVER_KILL -> {
                ServerProcess server = server(fault);
                eventTrace.tell("server " + number(fault) + " killed");
                server.kill();
                sleep(fault, 0, 3_000);
                server.restart();
                eventTrace.tell("server " + number(fault) + " restarted");
            }
            case SERVER_PAUSE -> {
                eventTrace.tell("server " + number(fault) + " paused");
                server(fault).pause();
                sleep(fault, 2_000, 10_000);
                server(fault).resume();
                eventTrace.tell("server " + number(fault) + " resumed");
            }
            case SERVER_REDEPLOY -> {
                eventTrace.tell("server " + number(fault) + " redeploys");
                server(fault).deploy();
                eventTrace.tell("server " + number(fault) + " redeployed");
            }
            case NETWORK_CUT -> {
                eventTrace.tell("server " + number(fault) + " cut off from Redis");
                SilentProxy silentProxy = trio.silentProxy(number(fault) - 1);
                silentProxy.fallSilent();
                sleep(fault, 1_000, 12_000);
                silentProxy.speakAgain();
                eventTrace.tell("server " + number(fault) + " reaches Redis again");
            }
            case VIEWERS_CUT -> some(fault).forEach(FaultViewer::cut);
            case VIEWERS_SLOW ->
                some(fault).forEach(viewer -> viewer.sleep(Duration.ofMillis(1_000 + fault.target() * 8L)));
            case BURST -> {
                int lines = 2_000 + (int) (fault.size() * 30_000);
                eventTrace.tell("burst of " + lines + " lines in " + name(fault));
                log(fault).burst(lines);
            }
            case ROTATE_TOGETHER -> together();
            case ROTATE_FAST -> fast(fault);
            case RECREATE -> {
                eventTrace.tell(name(fault) + " is deleted and created again");
                new Logrotate(log(fault)).recreate();
                // a file that is created and deleted between two checks leaves no trace that could be announced
                Thread.sleep(3_000);
            }
            case REDIS_FULL -> {
                eventTrace.tell("Redis has no memory left");
                try (Jedis cli = trio.redis().cli()) {
                    cli.configSet("maxmemory", "1");
                    sleep(fault, 1_000, 10_000);
                    cli.configSet("maxmemory", "0");
                }
                eventTrace.tell("Redis has memory again");
            }
            case QUIET_WRITER -> keep(fault, false);
            case LATE_WRITER -> keep(fault, true);
            case REWRITE -> {
                eventTrace.tell(name(fault) + " is written again");
                log(fault).rewrite();
                Await.until("it is written again", Duration.ofSeconds(20), log(fault)::isRewritten);
                Thread.sleep(3_000);
            }
            case PS_LINES -> new ProcessListLog(trio, fault.target()).view(eventTrace);
            case SLOW_SHELL, READER_KILL, READER_STOP, PROCESSES_FULL, TMP_FULL, COMMAND -> host.happen(fault);
        }
    }

    private NumberedLog log(Fault fault) {
        return logs.get(fault.target() % logs.size());
    }

    /** All at once, each in its own way. */
    private void together() throws InterruptedException, IOException {
        eventTrace.tell("all logs are rotated at the same time");
        ExecutorService all = Executors.newFixedThreadPool(logs.size());
        try {
            List<Callable<Void>> rotations = IntStream.range(0, logs.size())
                    .<Callable<Void>>mapToObj(number -> () -> {
                        new Logrotate(logs.get(number)).rotate(Logrotate.Kind.of(number), Duration.ZERO);
                        return null;
                    })
                    .toList();
            for (Future<Void> rotation : all.invokeAll(rotations)) {
                rotation.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            all.shutdown();
        }
        Thread.sleep(3_000); // as after each that deletes
        eventTrace.tell("all logs are rotated");
    }

    /**
     * With increasing numbers, so that nothing else need be renamed; logs that are packed or truncated are rotated once
     * in their own way.
     */
    private void fast(Fault fault) throws InterruptedException, IOException {
        int number = fault.target() % logs.size();
        if (Logrotate.Kind.of(number) != Logrotate.Kind.ASCENDING) {
            rotate(fault, 0, 1);
            return;
        }
        int times = 3 + (int) (fault.size() * 12);
        eventTrace.tell(name(fault) + " is rotated " + times + " times");
        for (int i = 0; i < times; i++) {
            new Logrotate(log(fault)).rename(Duration.ZERO);
            Thread.sleep(100 + fault.target() % 400);
        }
    }

    /** Each log has its own kind of rotation. */
    private void rotate(Fault fault, int late, int times) throws IOException, InterruptedException {
        int number = fault.target() % logs.size();
        Logrotate logrotate = new Logrotate(logs.get(number));
        for (int i = 0; i < times; i++) {
            Logrotate.Kind kind = Logrotate.Kind.of(number);
            eventTrace.tell(
                    "logrotate " + kind + " of " + name(fault) + (late > 0 ? ", writer late by " + late + " ms" : ""));
            logrotate.rotate(kind, Duration.ofMillis(late));
            eventTrace.tell("logrotate " + kind + " of " + name(fault) + " done");
            if (kind == Logrotate.Kind.DELETE) {
                // a file that is created and deleted between two checks leaves no trace that could be announced
                Thread.sleep(3_000);
            }
        }
    }

    /**
     * A process keeps using the renamed file: its writer, which is then quiet, or another process, while the writer
     * does not.
     */
    private void keep(Fault fault, boolean other) throws IOException, InterruptedException {
        Logrotate.Kind kind = Logrotate.Kind.of(fault.target() % logs.size());
        if (kind == Logrotate.Kind.DELETE) { // which keeps no files
            rotate(fault, 0, 1);
            return;
        }
        NumberedLog log = log(fault);
        Logrotate logrotate = new Logrotate(log);
        boolean create = fault.target() / logs.size() % 2 == 0;
        if (other) {
            eventTrace.tell("a process other than the writer keeps the file of " + name(fault));
            try (NumberedLog.Late late = log.late()) {
                late.write(3);
                logrotate.keep(kind, create, Duration.ZERO, () -> {
                    Random random = new Random(fault.target());
                    long end = System.nanoTime()
                            + Duration.ofMillis(4_000 + (long) (fault.size() * 10_000))
                                    .toNanos();
                    while (System.nanoTime() < end) {
                        Thread.sleep(100 + random.nextInt(2_500));
                        late.write(1 + random.nextInt(20));
                    }
                });
            }
        } else {
            eventTrace.tell("the writer of " + name(fault) + " is quiet and late");
            log.quiet(1_500 + (int) (fault.size() * 3_500));
            logrotate.keep(kind, create, Duration.ofSeconds(12), () -> log.quiet(0));
        }
        eventTrace.tell("no process uses the old file of " + name(fault) + " any more");
    }

    private List<FaultViewer> some(Fault fault) {
        int count = 1 + (int) (fault.size() * fault.size() * viewers.size());
        int first = fault.target() % viewers.size();
        List<FaultViewer> some = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(viewers.get((first + i) % viewers.size()));
        }
        eventTrace.tell(fault.kind() + " from " + some.get(0).name() + " on, " + count);
        return some;
    }

    private int number(Fault fault) {
        return 1 + fault.target() % trio.servers().size();
    }

    private ServerProcess server(Fault fault) {
        return trio.servers().get(number(fault) - 1);
    }

    private String name(Fault fault) {
        return logs.get(fault.target() % logs.size()).file().getFileName().toString();
    }

    static void sleep(Fault fault, long least, long most) throws InterruptedException {
        Thread.sleep(least + (long) (fault.size() * (most - least)));
    }
}
