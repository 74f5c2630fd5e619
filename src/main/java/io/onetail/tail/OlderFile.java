package io.onetail.tail;

import io.onetail.protocol.FileId;
import io.onetail.protocol.LogException;
import java.util.concurrent.TimeUnit;

/**
 * The file before a log's first life: no life stands for it, so it is asked for what its writer still adds. For one thread; blocks on the
 * host and the journal.
 */
final class OlderFile {
    /** How often it is asked for. */
    private static final long ASK = TimeUnit.SECONDS.toNanos(5);
    /** How long it is asked for after its last byte. */
    private static final long TIME = TimeUnit.HOURS.toNanos(1);
    /** The most bytes of it that are read at a time. */
    private static final int BLOCK = 256 << 10;

    private final HostReader reader;
    private final String path;
    private final JournalDelivery delivery;
    private final LifeSwitch lifeSwitch;
    private long lastByte;
    private boolean over; // nothing more comes
    private long nextAsk;

    /**
     * @param path the file that has the log's name now
     * @param begun when the tail began, nanoseconds
     */
    OlderFile(HostReader reader, String path, JournalDelivery delivery, LifeSwitch lifeSwitch, long begun) {
        this.reader = reader;
        this.path = path;
        this.delivery = delivery;
        this.lifeSwitch = lifeSwitch;
        this.lastByte = begun;
    }

    /** Whether {@link #ask} may have something to do, now or later. */
    boolean isAwaited() {
        return !over && lifeSwitch.older() != null;
    }

    /** Appends what it has by now, if it is time for that; false to find the place again. */
    boolean ask(long now) throws LogException, NotOwnerException, InterruptedException {
        TailedLife older = lifeSwitch.older();
        FileId file = older == null ? null : older.file();
        if (over || older == null || file == null || now < nextAsk || !delivery.announced()) {
            return true;
        }
        nextAsk = now + ASK;
        byte[] bytes = reader.read(path, file, older.next(), BLOCK);
        if (bytes == null || (bytes.length == 0 && now - lastByte > TIME)) {
            over = true;
        } else if (bytes.length > 0) {
            lastByte = now;
            if (!lifeSwitch.backTo(older)) {
                return false;
            }
            delivery.add(bytes, bytes.length);
            older.advance(bytes.length);
            return delivery.pass(false);
        }
        return true;
    }
}
