package io.onetail.api;

import io.onetail.access.AuditLog;
import io.onetail.access.AuditLog.AuditedRange;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;

/** Sends bytes of a log's file, block by block. For one thread. */
final class FileDownload {
    private static final System.Logger LOGGER = System.getLogger("io.onetail.access");

    /** Bytes that are written between two checks of whether the download may go on. */
    private static final int PART = 16 << 10;
    /** A client that takes longer for a block is given up, since it holds one of a few permits. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final FileRead fileRead;
    private final AuditLog audit;
    private final SendWatchdog sendWatchdog;

    /** @param fileRead stays open; it is the caller's to close */
    FileDownload(FileRead fileRead, AuditLog audit, SendWatchdog sendWatchdog) {
        this.fileRead = fileRead;
        this.audit = audit;
        this.sendWatchdog = sendWatchdog;
    }

    /**
     * Sends a range. Blocks on the host and on the client. If the client goes away meanwhile, this returns as if all had been sent.
     *
     * @param from offset of the first byte
     * @param to offset after the last byte
     * @throws LogException if the host fails, the right or the session ends, or the client is too slow
     */
    void send(long from, long to, OutputStart start) throws LogException, InterruptedException, IOException {
        boolean masked = fileRead.mask() != null;
        String node = fileRead.file().node();
        long at = from;
        byte[] block = block(at, to);
        OutputStream out = start.begin();
        AuditedRange asked = new AuditedRange(node, from, to, masked);
        audit.downloading(fileRead.person(), fileRead.address(), fileRead.log(), asked);
        try {
            at += block.length;
            write(block, out);
            while (at < to) {
                block = block(at, to);
                at += block.length;
                write(block, out);
            }
        } catch (ClientGoneException e) {
            LOGGER.log(Level.DEBUG, "A download of {0} was aborted at {1}: {2}", fileRead.log(), at, e.getCause());
        } finally {
            AuditedRange sent = new AuditedRange(node, from, at, masked);
            audit.downloaded(fileRead.person(), fileRead.address(), fileRead.log(), sent);
        }
    }

    private byte[] block(long at, long to) throws LogException, InterruptedException {
        fileRead.check();
        return at == to
                ? new byte[0]
                : fileRead.file().read(at, (int) Math.min(fileRead.file().block(), to - at), fileRead.mask());
    }

    private void write(byte[] block, OutputStream out) throws LogException, ClientGoneException {
        long begin = System.nanoTime();
        for (int from = 0; from < block.length; from += PART) {
            fileRead.check();
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new LogException(FailureCode.LIMIT, "The client takes the download too slowly.");
            }
            try {
                sendWatchdog.write(out, block, from, Math.min(PART, block.length - from));
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
