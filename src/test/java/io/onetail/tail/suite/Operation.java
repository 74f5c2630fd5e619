package io.onetail.tail.suite;

import io.onetail.tail.suite.Ledger.Namelessness;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;

/** What may happen to a log: each as often as with real writers and rotators, but all of it within seconds. */
enum Operation {
    LINE(30, (log, play) -> log.write(log.file(), log.uniqueLines.line())),
    LINES(20, (log, play) -> log.write(log.file(), log.uniqueLines.lines(1 + log.random.nextInt(30)))),
    PIECE(10, (log, play) -> log.write(log.file(), log.uniqueLines.piece())),
    BURST(3, (log, play) -> log.write(log.file(), log.uniqueLines.exactly(50_000 + log.random.nextInt(300_000)))),
    ZEROS(2, (log, play) -> log.write(log.file(), new byte[1 + log.random.nextInt(10_000)])),
    HOLE(2, (log, play) -> {
        log.file().skip(log.random.nextInt(100_000));
        log.write(log.file(), log.uniqueLines.line());
    }),
    REOPEN(4, (log, play) -> log.file().reopen()),
    ROTATE(10, (log, play) -> {
        log.rotate();
        create(log);
    }),
    ROTATE_AND_WAIT(4, (log, play) -> log.rotate()),
    ROTATE_AT_ONCE(4, (log, play) -> {
        for (int i = 2 + log.random.nextInt(4); i > 0; i--) {
            log.rotate();
            create(log);
        }
    }),
    ROTATE_ELSEWHERE(2, (log, play) -> {
        log.moveElsewhere();
        create(log);
    }),
    DELETE_AND_CREATE(4, (log, play) -> {
        log.delete();
        create(log);
    }),
    DELETE(2, (log, play) -> log.delete()),
    COPY_AND_TRUNCATE(4, (log, play) -> {
        play.perhapsSettle();
        Files.copy(log.spot(), log.beside(".copy"));
        log.cut(0);
    }),
    TRUNCATE(3, (log, play) -> {
        play.perhapsSettle();
        log.cut(0);
    }),
    TRUNCATE_PART(3, (log, play) -> {
        play.perhapsSettle();
        log.cut(log.random.nextInt(size(log) + 1));
    }),
    REWRITE_SAME_LENGTH(3, (log, play) -> {
        play.perhapsSettle();
        log.rewrite(log.uniqueLines.exactly(Math.max(1, size(log))));
    }),
    REWRITE_LONGER(3, (log, play) -> {
        play.perhapsSettle();
        log.rewrite(log.uniqueLines.exactly(size(log) + 1 + log.random.nextInt(2000)));
    }),
    REWRITE_SHORTER(3, (log, play) -> {
        play.perhapsSettle();
        log.rewrite(log.uniqueLines.exactly(1 + size(log) / 2));
    }),
    REWRITE_SAME(2, (log, play) -> {
        play.perhapsSettle();
        log.rewrite(log.file().content().copy());
    }),
    RENAME_AND_BACK(3, (log, play) -> {
        log.rotate();
        play.pause();
        log.comeBack(Objects.requireNonNull(log.newestOld()));
    }),
    MOVE_AWAY_AND_BACK(3, (log, play) -> {
        log.moveElsewhere();
        play.pause();
        log.write(log.old.get(0), log.uniqueLines.line());
        log.comeBack(Objects.requireNonNull(log.newestOld()));
    }),
    SAVE_ATOMICALLY(4, (log, play) -> log.saveAtomically()),
    POINT_ELSEWHERE(6, (log, play) -> {
        if (log.layout().isLink()) {
            log.point(null);
        }
    }),
    DIRECTORY_AWAY(2, (log, play) -> {
        if (!log.spot().getParent().equals(play.shared())) {
            play.settle();
            log.directoryAway(() -> {
                log.write(log.file(), log.uniqueLines.line());
                play.pause();
            });
            play.aLook();
        }
    }),
    ODD_FILE(3, (log, play) -> {
        log.rotate();
        log.odd = makeOdd(log.spot(), log.random);
        log.ledger.nameless(Namelessness.ODD);
    }),
    TOUCH(3, (log, play) -> log.setTime(Instant.now(), play.mayTakeTouchForCut())),
    TIME_BACK(2, (log, play) -> log.setTime(Instant.now().minusSeconds(86_400), play.mayTakeTouchForCut())),
    HARD_LINK(2, (log, play) -> Files.createLink(log.beside(".hard"), log.spot())),
    NEIGHBOUR(4, (log, play) -> {
        Path other = Files.writeString(log.beside(".other"), "nobody follows this\n");
        Files.move(other, log.beside(""));
    }),
    LATE_LINE(30, true, (log, play) -> late(log, log.uniqueLines.line())),
    LATE_LINES(10, true, (log, play) -> late(log, log.uniqueLines.lines(100))),
    SWAP_BACK(2, true, (log, play) -> {
        TruthFile back = log.newestOld();
        if (back != null && back.goneAt() == Long.MAX_VALUE && !log.layout().isLink()) {
            log.rotate();
            log.comeBack(back);
        }
    }),
    POINT_BACK(4, true, (log, play) -> {
        TruthFile back = log.newestOld();
        if (log.layout().isLink() && back != null && back.goneAt() == Long.MAX_VALUE) {
            log.point(back);
        }
    });

    private interface Step {
        void take(LogWriter log, RandomPlay play) throws IOException;
    }

    private static final int ALL =
            Arrays.stream(values()).mapToInt(one -> one.weight).sum();

    private final int weight;
    /** Whether bytes of an earlier life may come after it, which takes seconds. */
    private final boolean slow;

    private final Step step;

    Operation(int weight, Step step) {
        this(weight, false, step);
    }

    Operation(int weight, boolean slow, Step step) {
        this.weight = weight;
        this.slow = slow;
        this.step = step;
    }

    boolean isSlow() {
        return slow;
    }

    /** Whether a reader that looks from time to time, at names and sizes only, sees all of it. */
    boolean isPlain() {
        return switch (this) {
            case LINE, LINES, PIECE, BURST, REOPEN, NEIGHBOUR, HARD_LINK -> true;
            default -> false;
        };
    }

    static Operation any(Random random) {
        int at = random.nextInt(ALL);
        for (Operation one : values()) {
            at -= one.weight;
            if (at < 0) {
                return one;
            }
        }
        throw new IllegalStateException("no operation");
    }

    /** Performs it, after creating a file if there is none. */
    void take(LogWriter log, RandomPlay play) throws IOException {
        if (log.current == null) {
            create(log);
        }
        step.take(log, play);
    }

    private static int size(LogWriter log) {
        return log.file().content().size();
    }

    private static void create(LogWriter log) throws IOException {
        log.create();
        if (log.random.nextInt(3) > 0) {
            log.write(log.file(), log.uniqueLines.lines(1 + log.random.nextInt(3)));
        }
    }

    /** Writes like a writer that has not noticed a rotation yet. */
    private static void late(LogWriter log, byte[] bytes) throws IOException {
        if (!log.old.isEmpty()) {
            log.write(log.old.get(log.random.nextInt(Math.min(2, log.old.size()))), bytes);
        }
    }

    private static Path makeOdd(Path path, Random random) throws IOException {
        switch (random.nextInt(3)) {
            case 0 -> Files.createDirectory(path);
            case 1 -> Fifo.make(path);
            default -> {
                try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    socket.bind(UnixDomainSocketAddress.of(path));
                }
            }
        }
        return path;
    }
}
