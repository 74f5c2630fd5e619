package io.onetail.tail.ssh;

import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;

/** Makes the socket of one connection: with a time-out while it connects, and with large reads. */
final class TimedSockets implements SocketFactory {
    private final Duration timeout;

    TimedSockets(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    @SuppressWarnings(
            "AddressSelection") // JSch passes this host; to try each address in turn would take several time-outs
    public Socket createSocket(String host, int port) throws IOException, UnknownHostException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), (int) timeout.toMillis());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public InputStream getInputStream(Socket socket) throws IOException {
        return new ReadAhead(socket.getInputStream());
    }

    @Override
    public OutputStream getOutputStream(Socket socket) throws IOException {
        return socket.getOutputStream();
    }

    /**
     * JSch reads each packet in two or three pieces; this makes one system call for many packets. (The JDK's BufferedInputStream asks the
     * system for {@code available} at each call.)
     */
    private static final class ReadAhead extends InputStream {
        private final InputStream in;
        private final byte[] buffer = new byte[128 * 1024];
        private int at;
        private int end;

        ReadAhead(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, end - at);
            System.arraycopy(buffer, at, target, offset, count);
            at += count;
            return count;
        }

        private boolean fill() throws IOException {
            if (at == end) {
                int count = in.read(buffer, 0, buffer.length);
                if (count < 0) {
                    return false;
                }
                at = 0;
                end = count;
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
