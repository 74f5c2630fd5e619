package io.onetail.tail.ssh;

import io.onetail.catalog.ReaderKind;
import io.onetail.tail.HostReader;
import io.onetail.tail.HostReader.LogFollower;
import io.onetail.testing.OpenSsh;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how fast one log comes from a real sshd on this machine, through the reader in each language and through {@code ssh cat}. It is
 * a program, not a test, since such figures are meaningful on a quiet machine only.
 */
final class LinkSpeed {
    private static final int MEGABYTES = 400;
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int GRANT = 1 << 20;

    private LinkSpeed() {}

    public static void main(String[] arguments) throws Exception {
        try (OpenSsh ssh = OpenSsh.start()) {
            Path log = ssh.logs().resolve("big.log");
            byte[] block = "2026-11-29T12:00:00.000Z INFO  [worker-17] order 4711 was shipped to customer 42\n"
                    .repeat(12_945)
                    .getBytes(StandardCharsets.US_ASCII);
            try (var out = Files.newOutputStream(log)) {
                for (int i = 0; i < MEGABYTES; i++) {
                    out.write(block);
                }
            }
            long size = Files.size(log);
            for (int round = 0; round < ROUNDS; round++) {
                say("ssh cat", size, cat(ssh, log));
                for (ReaderKind kind : List.of(ReaderKind.PERL, ReaderKind.PYTHON)) {
                    try (HostReader reader = TestReaders.local(kind, List.of(ssh.logs() + "/*"))) {
                        say(kind.word() + ", without SSH", size, follow(reader, log, size));
                    }
                    try (HostReader reader = TestReaders.remote(kind, Logins.of(ssh), List.of(ssh.logs() + "/*"))) {
                        say(kind.word(), size, follow(reader, log, size));
                    }
                }
            }
        }
    }

    private static void say(String what, long size, long nanos) {
        System.out.printf("%-24s %6.0f MB/s%n", what, size * 1000.0 / nanos);
    }

    private static long cat(OpenSsh ssh, Path log) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(
                        "ssh",
                        "-F",
                        "none",
                        "-c",
                        "aes128-gcm@openssh.com",
                        "-p",
                        Integer.toString(ssh.port()),
                        "-i",
                        ssh.clientKey().toString(),
                        "-o",
                        "UserKnownHostsFile=" + ssh.knownHosts(),
                        ssh.user() + "@127.0.0.1",
                        "cat",
                        log.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] buffer = new byte[128 * 1024];
        try (InputStream in = process.getInputStream()) {
            while (in.read(buffer) >= 0) {
                // as fast as it comes
            }
        }
        process.waitFor();
        return System.nanoTime() - begin;
    }

    private static long follow(HostReader reader, Path log, long size) throws Exception {
        reader.ready().toCompletableFuture().get();
        AtomicLong count = new AtomicLong();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(1);
        LogFollower[] follower = new LogFollower[1];
        follower[0] = reader.follow(log.toString(), false, new LineRecordingSink() {
            private int spent;

            @Override
            public void life(HostReader.FileLife life) {
                begun.countDown();
            }

            @Override
            public void bytes(int life, long offset, byte[] buffer, int from, int length) {
                spent += length;
                if (spent > GRANT / 4) {
                    follower[0].grant(spent);
                    spent = 0;
                }
                if (count.addAndGet(length) == size) {
                    all.countDown();
                }
            }

            @Override
            public void caughtUp(int life, long offset) {}
        });
        begun.await();
        long begin = System.nanoTime();
        follower[0].grant(4 * GRANT);
        follower[0].start(0, 0);
        all.await();
        long nanos = System.nanoTime() - begin;
        follower[0].stop();
        return nanos;
    }
}
