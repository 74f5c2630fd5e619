package io.onetail.tail.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Carries one session in a forwarded channel of another session, that of the jump host, and ends that session with its own. No port is
 * opened on this machine.
 */
final class JumpProxy implements Proxy {
    private final Session through;
    private final JumpPipe fromTarget = new JumpPipe();
    private final Socket clock = new TimeoutSocket();
    private @Nullable OutputStream toTarget;

    JumpProxy(Session through) {
        this.through = through;
    }

    @Override
    public void connect(@Nullable SocketFactory unused, String host, int port, int timeout)
            throws IOException, JSchException {
        ChannelDirectTCPIP channel = (ChannelDirectTCPIP) through.openChannel("direct-tcpip");
        channel.setHost(host);
        channel.setPort(port);
        channel.setOutputStream(fromTarget.in);
        toTarget = channel.getOutputStream();
        try {
            channel.connect(timeout);
        } catch (JSchException e) {
            throw new JSchException("the jump host can't connect to it", e);
        }
        if (!channel.isConnected()) {
            throw new JSchException("the jump host can't connect to it");
        }
    }

    @Override
    public InputStream getInputStream() {
        return fromTarget.out;
    }

    @Override
    public OutputStream getOutputStream() {
        if (toTarget == null) {
            throw new IllegalStateException("not connected");
        }
        return toTarget;
    }

    @Override
    public Socket getSocket() {
        return clock;
    }

    @Override
    public void close() {
        fromTarget.close();
        through.disconnect();
    }

    /** JSch sets the read time-out of a login on a socket. There is none here, so this one takes the time-out for the pipe. */
    private final class TimeoutSocket extends Socket {
        @Override
        public synchronized void setSoTimeout(int millis) {
            fromTarget.timeout = millis;
        }

        @Override
        public void setTcpNoDelay(boolean on) {
            // no socket
        }
    }

    /**
     * From the thread of the jump session to that of the target session, with a read time-out like a socket's. (PipedInputStream has none,
     * and fails when the reading thread changes.) May block the writer, whose session has no other channel.
     */
    private static final class JumpPipe {
        private final byte[] ring = new byte[512 * 1024]; // more than JSch's window for such a channel
        private long read;
        private long written;
        private boolean closed;
        private volatile int timeout;

        final OutputStream in = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                put(bytes, offset, length);
            }

            @Override
            public void close() {
                JumpPipe.this.close();
            }
        };

        final InputStream out = new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return take(bytes, offset, length);
            }

            @Override
            public void close() {
                JumpPipe.this.close();
            }
        };

        private synchronized void put(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int free = (int) (ring.length - (written - read));
                if (closed) {
                    throw new IOException("closed");
                }
                if (free == 0) {
                    pause(0);
                    continue;
                }
                int at = (int) (written % ring.length);
                int count = Math.min(Math.min(free, length - done), ring.length - at);
                System.arraycopy(bytes, offset + done, ring, at, count);
                written += count;
                done += count;
                notifyAll();
            }
        }

        private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
            long deadline = System.nanoTime() + timeout * 1_000_000L;
            while (written == read) {
                if (closed) {
                    return -1;
                }
                long left = timeout == 0 ? 0 : (deadline - System.nanoTime()) / 1_000_000;
                if (timeout != 0 && left <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                pause(left);
            }
            int at = (int) (read % ring.length);
            int count = (int) Math.min(Math.min(length, written - read), ring.length - at);
            System.arraycopy(ring, at, bytes, offset, count);
            read += count;
            notifyAll();
            return count;
        }

        private synchronized void close() {
            closed = true;
            notifyAll();
        }

        @SuppressWarnings("WaitNotInLoop") // the callers loop
        private synchronized void pause(long millis) throws IOException {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
