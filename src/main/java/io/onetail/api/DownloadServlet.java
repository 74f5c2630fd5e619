package io.onetail.api;

import io.onetail.access.Action;
import io.onetail.access.AuditLog.AuditedRange;
import io.onetail.protocol.FailureCode;
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
public class DownloadServlet extends FileReadServlet {
    private static final long serialVersionUID = 1;
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    /** What is written between two looks at whether the download may go on. */
    private static final int PART = 16 << 10;
    /** A client that takes a block more slowly than this is not waited for: it takes one of a few turns. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        long from = ApiRequests.number(request, "offset", 0);
        long length = ApiRequests.number(request, "length", Long.MAX_VALUE);
        try (FileRead fileRead = fileReads.open(request, Action.DOWNLOAD)) {
            long size = fileRead.file().size();
            if (from > size) {
                response.setHeader("Content-Range", "bytes */" + size);
                ApiRequests.refuse(
                        response,
                        HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE,
                        new LogException(
                                FailureCode.BAD_REQUEST,
                                "'offset' is " + from + ", beyond the end of the file, which has " + size + " bytes."));
                return;
            }
            send(fileRead, from, Math.min(size, length > size - from ? size : from + length), response);
        }
    }

    private void send(FileRead fileRead, long from, long to, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        boolean masked = fileRead.mask() != null;
        String node = fileRead.file().node();
        long at = from;
        byte[] block = block(fileRead, at, to); // before anything is answered, so that a failure can still be said
        headers(fileRead, to - from, response);
        OutputStream out = response.getOutputStream();
        fileReads
                .audit()
                .downloading(
                        fileRead.person(),
                        fileRead.address(),
                        fileRead.log(),
                        new AuditedRange(node, from, to, masked));
        try {
            at += block.length;
            write(fileRead, block, out);
            while (at < to) {
                block = block(fileRead, at, to);
                at += block.length;
                write(fileRead, block, out);
            }
        } catch (ClientGoneException e) {
            LOGGER.log(Level.DEBUG, "A download of {0} was broken off at {1}: {2}", fileRead.log(), at, e.getCause());
        } finally {
            fileReads
                    .audit()
                    .downloaded(
                            fileRead.person(),
                            fileRead.address(),
                            fileRead.log(),
                            new AuditedRange(node, from, at, masked));
        }
    }

    private static byte[] block(FileRead fileRead, long at, long to) throws LogException, InterruptedException {
        fileRead.check();
        return at == to
                ? new byte[0]
                : fileRead.file().read(at, (int) Math.min(fileRead.file().block(), to - at), fileRead.mask());
    }

    private static void headers(FileRead fileRead, long length, HttpServletResponse response) {
        response.setContentType(
                fileRead.file().packed()
                        ? "application/octet-stream"
                        : "text/plain;charset=" + fileRead.source().charset().name());
        response.setContentLengthLong(length);
        response.setHeader("Connection", "close"); // what is broken off can be told from a whole file at once
        response.setHeader(
                "Content-Disposition",
                ContentDisposition.disposition(
                        fileRead.log().host(), fileRead.file().path()));
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox"); // should it be shown all the same
        response.setHeader("Cache-Control", "no-store");
    }

    private void write(FileRead fileRead, byte[] block, OutputStream out) throws LogException, ClientGoneException {
        long begin = System.nanoTime();
        for (int from = 0; from < block.length; from += PART) {
            fileRead.check();
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new LogException(FailureCode.LIMIT, "The download is taken too slowly.");
            }
            try {
                fileReads.sendWatchdog().write(out, block, from, Math.min(PART, block.length - from));
            } catch (IOException e) {
                throw new ClientGoneException(e);
            }
        }
    }

    /** The client has gone. */
    private static final class ClientGoneException extends Exception {
        private static final long serialVersionUID = 1;

        ClientGoneException(IOException cause) {
            super(cause);
        }
    }
}
