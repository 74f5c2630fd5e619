package io.onetail.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The yardstick, not a product: the smallest server that does the job. One thread reads the end of a file, makes one
 * frame of it with the header of Onetail's chunks, and writes the same direct buffer to every socket. Loses nothing:
 * once the ring of frames is full, the slowest viewer delays all. A viewer selects a file by the path of its upgrade;
 * all connected viewers get the file of the last one.
 */
final class Limit {
    private static final int RING = 128;
    private static final int PAYLOAD = 64 * 1024 - 32;
    private static final int HEADERS = 10 + 32;
    private static final String ACCEPT =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    private final Selector selector = Selector.open();
    private final ServerSocketChannel door = ServerSocketChannel.open();
    private final ByteBuffer[] ring = new ByteBuffer[RING];
    private final int[] lengths = new int[RING];
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(4096);
    private final List<Viewer> viewers = new ArrayList<>();
    private long head; // frames made
    private FileChannel file;
    private String path = "";
    private long offset;

    private static final class Viewer {
        final SocketChannel socket;
        SelectionKey key;
        boolean open;
        boolean blocked;
        long next;
        int sent; // number of the next frame
        final StringBuilder request = new StringBuilder();

        Viewer(SocketChannel socket) {
            this.socket = socket;
        }
    }

    private Limit() throws IOException {
        for (int i = 0; i < RING; i++) {
            ring[i] = ByteBuffer.allocateDirect(HEADERS + PAYLOAD);
        }
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        door.configureBlocking(false);
        door.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Prints its port and serves until its standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Thread end = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    // input is not expected
                }
            } catch (IOException e) {
                // the same
            }
            System.exit(0);
        });
        end.setDaemon(true);
        end.start();
        Limit limit = new Limit();
        System.out.println(((InetSocketAddress) limit.door.getLocalAddress()).getPort());
        limit.run();
    }

    private void run() throws IOException {
        while (true) {
            boolean more = pull();
            if (more) {
                selector.selectNow();
            } else if (file != null && !viewers.isEmpty()) {
                selector.select(1);
            } else {
                selector.select();
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid()) {
                    serve(key);
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            SocketChannel socket = door.accept();
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Viewer viewer = new Viewer(socket);
            viewer.key = socket.register(selector, SelectionKey.OP_READ, viewer);
            viewers.add(viewer);
            return;
        }
        Viewer viewer = (Viewer) key.attachment();
        try {
            if (key.isReadable()) {
                read(viewer);
            }
            if (key.isValid() && key.isWritable()) {
                pump(viewer);
            }
        } catch (IOException e) {
            drop(viewer);
        }
    }

    private void read(Viewer viewer) throws IOException {
        scratch.clear();
        if (viewer.socket.read(scratch) < 0) {
            drop(viewer);
        } else if (!viewer.open) {
            viewer.request.append(US_ASCII.decode(scratch.flip()));
            if (viewer.request.indexOf("\r\n\r\n") > 0) {
                follow(viewer.request.substring(4, viewer.request.indexOf(" ", 4)));
                viewer.open = true;
                viewer.next = head;
                String opened = "{\"type\":\"opened\",\"view\":\"v\",\"generation\":1,\"offset\":" + offset + "}";
                viewer.socket.write(ByteBuffer.wrap((ACCEPT + "\u0081" + (char) opened.length() + opened)
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
            }
        }
    }

    private void follow(String name) throws IOException {
        if (!name.equals(path)) {
            if (file != null) {
                file.close();
            }
            file = FileChannel.open(Path.of(name), StandardOpenOption.READ);
            path = name;
            offset = file.size();
        }
    }

    private void drop(Viewer viewer) throws IOException {
        viewer.socket.close();
        viewers.remove(viewer);
    }

    /** Makes a frame of new bytes of the file, and sends it; returns whether there may be more. */
    private boolean pull() throws IOException {
        if (file == null || viewers.isEmpty()) {
            return false;
        }
        long slowest = head;
        for (Viewer viewer : viewers) {
            slowest = viewer.open ? Math.min(slowest, viewer.next) : slowest;
        }
        if (head - slowest >= RING) {
            return false;
        }
        ByteBuffer frame = ring[(int) (head % RING)];
        frame.clear().position(HEADERS);
        int read = file.read(frame, offset);
        while (read > 0 && frame.get(HEADERS + read - 1) != '\n') {
            read--;
        }
        if (read <= 0) {
            return false;
        }
        frame.clear();
        frame.put((byte) 0x82).put((byte) 127).putLong(32 + read);
        frame.put((byte) 1)
                .put((byte) 0)
                .putShort((short) 32)
                .putInt(0)
                .putLong(0)
                .putLong(1)
                .putLong(offset);
        lengths[(int) (head % RING)] = HEADERS + read;
        head++;
        offset += read;
        for (int i = viewers.size() - 1; i >= 0; i--) { // backwards, since a viewer may be removed
            Viewer viewer = viewers.get(i);
            if (viewer.open && !viewer.blocked) {
                try {
                    pump(viewer);
                } catch (IOException e) {
                    drop(viewer);
                }
            }
        }
        return true;
    }

    private void pump(Viewer viewer) throws IOException {
        while (viewer.next < head) {
            int slot = (int) (viewer.next % RING);
            ByteBuffer frame = ring[slot];
            frame.limit(lengths[slot]).position(viewer.sent);
            viewer.socket.write(frame);
            if (frame.hasRemaining()) {
                viewer.sent = frame.position();
                blocked(viewer, true);
                return;
            }
            viewer.sent = 0;
            viewer.next++;
        }
        blocked(viewer, false);
    }

    private static void blocked(Viewer viewer, boolean blocked) {
        if (viewer.blocked != blocked) {
            viewer.blocked = blocked;
            viewer.key.interestOps(SelectionKey.OP_READ | (blocked ? SelectionKey.OP_WRITE : 0));
        }
    }
}
