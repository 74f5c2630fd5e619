package io.onetail.tail.ssh;

import com.jcraft.jsch.ChannelExec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** One running command on a connection. Safe for any thread; writing may block while the connection is stuck. */
final class ExecChannel {
    private final ChannelExec channel;
    private final Connection connection;
    private final OutputStream in;
    private final Runnable release;
    private final AtomicBoolean released = new AtomicBoolean();
    /** Set once the channel is open; before, whoever opens it gives the place back when that fails. */
    private volatile boolean opened;

    private volatile boolean ended;

    ExecChannel(ChannelExec channel, Connection connection, Runnable release) throws IOException {
        this.channel = channel;
        this.connection = connection;
        this.in = channel.getOutputStream();
        this.release = release;
    }

    Connection connection() {
        return connection;
    }

    /** To be called when the channel has been opened. */
    void opened() {
        opened = true;
        if (ended) {
            releaseOnce();
        }
    }

    private void releaseOnce() {
        if (opened && released.compareAndSet(false, true)) {
            release.run();
        }
    }

    /** Writes to the command's standard input. */
    void write(byte[] bytes) throws IOException {
        synchronized (in) {
            in.write(bytes, 0, bytes.length);
            in.flush();
        }
    }

    /** Writes what the command waits for; if it has ended before, its end says why. */
    void begin(byte[] bytes) {
        try {
            write(bytes);
        } catch (IOException e) {
            // gone already
        }
    }

    /** Ends the command's standard input, which ends our scripts; the channel closes by itself soon after. */
    void end() {
        try {
            synchronized (in) {
                in.close();
            }
        } catch (IOException e) {
            // gone already
        }
    }

    /** Closes the channel whatever the command does. */
    void disconnect() {
        channel.disconnect();
    }

    boolean ended() {
        return ended;
    }

    /** As the command said; negative if it said nothing, for example because a signal ended it. */
    int exitStatus() {
        return channel.getExitStatus();
    }

    /** The error stream, which JSch closes last: its end is the channel's. */
    OutputStream endOf(OutputStream error) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                error.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                error.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                ended = true;
                releaseOnce();
                error.close();
            }
        };
    }
}
