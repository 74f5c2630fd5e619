package io.onetail.admin;

import io.onetail.access.Action;
import io.onetail.access.Audit.Range;
import io.onetail.protocol.Failure;
import io.onetail.protocol.LogException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;

/**
 * {@code GET api/download?host=…&source=…[&offset=…][&length=…]}: a log's current file, up to the size that it has when it is asked for; a compressed one as it is. A
 * servlet and not a resource, since only so a download that can't go on breaks the connection, and nobody takes a part for the whole.
 */
@WebServlet("/api/download")
public class DownloadServlet extends ReadingServlet {
    private static final long serialVersionUID = 1;
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    /** What is written between two looks at whether the download may go on. */
    private static final int PART = 16 << 10;
    /** A client that takes a block more slowly than this is not waited for: it takes one of a few turns. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        long from = Asking.number(request, "offset", 0);
        long length = Asking.number(request, "length", Long.MAX_VALUE);
        try (Reading reading = readings.open(request, Action.DOWNLOAD)) {
            long size = reading.file().size();
            if (from > size) {
                response.setHeader("Content-Range", "bytes */" + size);
                Asking.refuse(
                        response,
                        HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE,
                        new LogException(
                                Failure.BAD_REQUEST,
                                "'offset' is " + from + ", beyond the end of the file, which has " + size + " bytes."));
                return;
            }
            send(reading, from, Math.min(size, length > size - from ? size : from + length), response);
        }
    }

    private void send(Reading reading, long from, long to, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        boolean masked = reading.mask() != null;
        String node = reading.file().node();
        long at = from;
        byte[] block = block(reading, at, to); // before anything is answered, so that a failure can still be said
        headers(reading, to - from, response);
        OutputStream out = response.getOutputStream();
        readings.audit()
                .downloading(reading.person(), reading.address(), reading.log(), new Range(node, from, to, masked));
        try {
            at += block.length;
            write(reading, block, out);
            while (at < to) {
                block = block(reading, at, to);
                at += block.length;
                write(reading, block, out);
            }
        } catch (Gone e) {
            LOGGER.log(Level.DEBUG, "A download of {0} was broken off at {1}: {2}", reading.log(), at, e.getCause());
        } finally {
            readings.audit()
                    .downloaded(reading.person(), reading.address(), reading.log(), new Range(node, from, at, masked));
        }
    }

    private static byte[] block(Reading reading, long at, long to) throws LogException, InterruptedException {
        reading.check();
        return at == to
                ? new byte[0]
                : reading.file().read(at, (int) Math.min(reading.file().block(), to - at), reading.mask());
    }

    private static void headers(Reading reading, long length, HttpServletResponse response) {
        response.setContentType(
                reading.file().packed()
                        ? "application/octet-stream"
                        : "text/plain;charset=" + reading.source().charset().name());
        response.setContentLengthLong(length);
        response.setHeader("Connection", "close"); // what is broken off can be told from a whole file at once
        response.setHeader(
                "Content-Disposition",
                Attachment.disposition(reading.log().host(), reading.file().path()));
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox"); // should it be shown all the same
        response.setHeader("Cache-Control", "no-store");
    }

    private void write(Reading reading, byte[] block, OutputStream out) throws LogException, Gone {
        long begin = System.nanoTime();
        for (int from = 0; from < block.length; from += PART) {
            reading.check();
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new LogException(Failure.LIMIT, "The download is taken too slowly.");
            }
            try {
                readings.sends().write(out, block, from, Math.min(PART, block.length - from));
            } catch (IOException e) {
                throw new Gone(e);
            }
        }
    }

    /** The client has gone. */
    private static final class Gone extends Exception {
        private static final long serialVersionUID = 1;

        Gone(IOException cause) {
            super(cause);
        }
    }
}
