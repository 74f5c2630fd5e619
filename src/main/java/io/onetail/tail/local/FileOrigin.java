package io.onetail.tail.local;

import io.onetail.tail.Transport.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file that grows, is cut, and may lose its name. */
final class FileOrigin implements LocalFollower.Origin {
    private final Path name;
    private final OpenFile open;
    private final FileChannel file;
    private long position;

    FileOrigin(Path name, OpenFile open, long position) {
        this.name = name;
        this.open = open;
        this.file = open.channel();
        this.position = position;
    }

    @Override
    public int read(byte[] buffer, Sink sink) throws IOException {
        long size = file.size();
        if (size < position) {
            position = 0;
            sink.truncated();
        }
        if (size == position) {
            return 0;
        }
        int count = file.read(ByteBuffer.wrap(buffer), position);
        if (count <= 0) {
            return 0; // cut since
        }
        position += count;
        return count;
    }

    @Override
    public void answer(Sink sink) throws IOException {
        if (open.node().equals(Nodes.orNull(name))) {
            sink.same();
        } else {
            sink.moved(file.size());
        }
    }

    @Override
    public String end() {
        return "";
    }

    @Override
    public void close() {
        open.close();
    }
}
