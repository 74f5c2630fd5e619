package io.onetail.tail.local;

import io.onetail.tail.FilePacker;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.util.zip.GZIPInputStream;

/** Reads the content of packed files: gzip in Java, other formats by the programs that this machine has for them. Stateless. */
final class FileUnpacker {
    private static final int BUFFER = 64 * 1024;

    private FileUnpacker() {}

    static boolean isPacked(String name) {
        return FilePacker.of(name) != null;
    }

    /**
     * Reads bytes of the content, unpacked if the file's name says that it is packed.
     *
     * @return fewer than {@code length} only at the end of the content
     */
    static byte[] read(OpenFile file, String name, long offset, int length) throws IOException {
        try (InputStream in = stream(file, name)) {
            in.skipNBytes(offset);
            return in.readNBytes(length);
        } catch (EOFException e) {
            return new byte[0];
        }
    }

    /** All of the content, from its first byte; closing the stream leaves the file open. */
    private static InputStream stream(OpenFile file, String name) throws IOException {
        FilePacker packer = FilePacker.of(name);
        if (packer != null && packer != FilePacker.GZIP) {
            return new ProgramOutput(new ProcessBuilder(packer.program(), "-dc")
                    .redirectInput(Redirect.from(file.descriptor().toFile()))
                    .redirectError(Redirect.DISCARD)
                    .start());
        }
        InputStream in =
                new FilterInputStream(Channels.newInputStream(file.channel().position(0))) {
                    @Override
                    public void close() {
                        // the file belongs to the caller
                    }
                };
        return packer == FilePacker.GZIP ? new GZIPInputStream(in, BUFFER) : in;
    }

    /** The output of an unpacking program, which ends when this is closed. If the program fails, the output ends at that point. */
    private static final class ProgramOutput extends FilterInputStream {
        private final Process process;

        ProgramOutput(Process process) {
            super(process.getInputStream());
            this.process = process;
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            super.close();
        }
    }
}
