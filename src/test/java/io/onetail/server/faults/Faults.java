package io.onetail.server.faults;

import io.onetail.testing.Await;
import io.onetail.testing.ServerProcess;
import io.onetail.testing.ServerTrio;
import io.onetail.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Lets faults happen, several at once, each of which ends by itself. For one thread. */
final class Faults {
    private final ServerTrio trio;
    private final List<NumberedLog> logs;
    private final List<Viewer> viewers;
    private final Story story;
    private final Set<String> busy = new HashSet<>();
    private final Map<Fault.Kind, Integer> counts = new EnumMap<>(Fault.Kind.class);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private volatile Throwable failure;

    Faults(ServerTrio trio, List<NumberedLog> logs, List<Viewer> viewers, Story story) {
        this.trio = trio;
        this.logs = logs;
        this.viewers = viewers;
        this.story = story;
    }

    /** Draws faults for so long, then waits until the last of them is over. */
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
            throw new AssertionError("a fault could not be made", failure);
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
            story.tell("(left out, " + needs + " is not free: " + fault + ")");
            return;
        }
        busy.addAll(needs);
        counts.merge(fault.kind(), 1, Integer::sum);
        executor.execute(() -> {
            try {
                happen(fault);
            } catch (Exception | AssertionError e) {
                story.tell("FAILED " + fault + ": " + e);
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
                story.tell("SSH connections killed");
                trio.ssh().killConnections();
            }
            case SSHD_RESTART -> {
                story.tell("sshd stopped");
                trio.ssh().stop();
                sleep(fault, 0, 4_000);
                trio.ssh().startAgain();
                story.tell("sshd started");
            }
            case SSH_PAUSE -> {
                story.tell("SSH connections paused");
                trio.ssh().pauseConnections();
                sleep(fault, 1_000, 12_000);
                trio.ssh().resumeConnections();
                story.tell("SSH connections resumed");
            }
            case ROTATE -> rotate(fault, 0, 1);
            case ROTATE_LATE -> rotate(fault, 200 + (int) (fault.size() * 4_000), 1);
            case ROTATE_OFTEN -> rotate(fault, 0, 2 + (int) (fault.size() * 3));
            case REDIS_RESTART, REDIS_EMPTY -> {
                story.tell("Redis killed");
                trio.redis().kill();
                sleep(fault, 0, 5_000);
                boolean keep = fault.kind() == Fault.Kind.REDIS_RESTART;
                trio.redis().start(keep);
                story.tell("Redis started " + (keep ? "with its data" : "empty"));
                if (!keep) {
                    Thread.sleep(8_000); // until a tail goes on that remembers where it was
                }
            }
            case REDIS_PAUSE -> {
                story.tell("Redis paused");
                trio.redis().pause();
                sleep(fault, 500, 8_000);
                trio.redis().resume();
                story.tell("Redis resumed");
            }
            case SERVER_KILL -> {
                ServerProcess server = server(fault);
                story.tell("server " + number(fault) + " killed");
                server.kill();
                sleep(fault, 0, 3_000);
                server.restart();
                story.tell("server " + number(fault) + " restarted");
            }
            case SERVER_PAUSE -> {
                story.tell("server " + number(fault) + " paused");
                server(fault).pause();
                sleep(fault, 2_000, 10_000);
                server(fault).resume();
                story.tell("server " + number(fault) + " resumed");
            }
            case SERVER_REDEPLOY -> {
                story.tell("server " + number(fault) + " redeploys");
                server(fault).deploy();
                story.tell("server " + number(fault) + " redeployed");
            }
            case NETWORK_CUT -> {
                story.tell("server " + number(fault) + " cut off from Redis");
                Wire wire = trio.wire(number(fault) - 1);
                wire.fallSilent();
                sleep(fault, 1_000, 12_000);
                wire.speakAgain();
                story.tell("server " + number(fault) + " reaches Redis again");
            }
            case VIEWERS_CUT -> some(fault).forEach(Viewer::cut);
            case VIEWERS_SLOW ->
                some(fault).forEach(viewer -> viewer.sleep(Duration.ofMillis(1_000 + fault.target() * 8L)));
            case BURST -> {
                int lines = 2_000 + (int) (fault.size() * 30_000);
                story.tell("burst of " + lines + " lines in " + name(fault));
                log(fault).burst(lines);
            }
            case ROTATE_TOGETHER -> together();
            case ROTATE_FAST -> fast(fault);
            case RECREATE -> {
                story.tell(name(fault) + " is deleted and made again");
                new Logrotate(log(fault)).recreate();
                // a file that is made and deleted between two looks leaves no trace that could be announced
                Thread.sleep(3_000);
            }
            case REDIS_FULL -> {
                story.tell("Redis has no memory left");
                try (Jedis cli = trio.redis().cli()) {
                    cli.configSet("maxmemory", "1");
                    sleep(fault, 1_000, 10_000);
                    cli.configSet("maxmemory", "0");
                }
                story.tell("Redis has memory again");
            }
            case QUIET_WRITER -> {
                story.tell("the writer of " + name(fault) + " is quiet and late");
                log(fault).quiet(1_500 + (int) (fault.size() * 3_500));
                new Logrotate(log(fault)).rename(Duration.ofSeconds(12));
                log(fault).quiet(0);
            }
            case REWRITE -> {
                story.tell(name(fault) + " is written anew");
                log(fault).rewrite();
                Await.until("it is written anew", Duration.ofSeconds(20), log(fault)::isRewritten);
                Thread.sleep(3_000);
            }
            case PS_LINES -> new OwnWords(trio, fault.target()).view(story);
            case SLOW_SHELL -> {
                story.tell("shells are slow");
                Path start = trio.ssh().directory().resolve(".bashrc");
                Files.writeString(start, "sleep 0.2\n");
                sleep(fault, 5_000, 25_000);
                Files.delete(start);
                story.tell("shells are quick again");
            }
        }
    }

    private NumberedLog log(Fault fault) {
        return logs.get(fault.target() % logs.size());
    }

    /** All at once, each in its own way. */
    private void together() throws InterruptedException, IOException {
        story.tell("all logs are rotated at the same time");
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
        story.tell("all logs are rotated");
    }

    /** With numbers that rise, so that nothing else need be renamed; where others are packed or cut, once in their own way. */
    private void fast(Fault fault) throws InterruptedException, IOException {
        int number = fault.target() % logs.size();
        if (Logrotate.Kind.of(number) != Logrotate.Kind.ASCENDING) {
            rotate(fault, 0, 1);
            return;
        }
        int times = 3 + (int) (fault.size() * 12);
        story.tell(name(fault) + " is rotated " + times + " times");
        for (int i = 0; i < times; i++) {
            new Logrotate(log(fault)).rename(Duration.ZERO);
            Thread.sleep(100 + fault.target() % 400);
        }
    }

    /** Each log has its own way, as logs have. */
    private void rotate(Fault fault, int late, int times) throws IOException, InterruptedException {
        int number = fault.target() % logs.size();
        Logrotate logrotate = new Logrotate(logs.get(number));
        for (int i = 0; i < times; i++) {
            Logrotate.Kind kind = Logrotate.Kind.of(number);
            story.tell(
                    "logrotate " + kind + " of " + name(fault) + (late > 0 ? ", writer late by " + late + " ms" : ""));
            logrotate.rotate(kind, Duration.ofMillis(late));
            story.tell("logrotate " + kind + " of " + name(fault) + " done");
            if (kind == Logrotate.Kind.DELETE) {
                // a file that is made and deleted between two looks leaves no trace that could be announced
                Thread.sleep(3_000);
            }
        }
    }

    private List<Viewer> some(Fault fault) {
        int count = 1 + (int) (fault.size() * fault.size() * viewers.size());
        int first = fault.target() % viewers.size();
        List<Viewer> some = new java.util.ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(viewers.get((first + i) % viewers.size()));
        }
        story.tell(fault.kind() + " from " + some.get(0).name() + " on, " + count);
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

    private static void sleep(Fault fault, long least, long most) throws InterruptedException {
        Thread.sleep(least + (long) (fault.size() * (most - least)));
    }
}
