package io.onetail.api;

import io.onetail.access.Action;
import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * {@code GET api/download?host=…&source=…[&offset=…][&length=…]}: a log's current file, up to the size that it has when it is asked for. A
 * compressed file is sent as it is. This is a servlet and not a REST resource, since only then does a download that can't
 * continue break the connection, so that nobody takes a part for the whole.
 */
@WebServlet("/api/download")
public class DownloadServlet extends FileReadServlet {
    private static final long serialVersionUID = 1;

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response)
            throws LogException, InterruptedException, IOException {
        long from = ApiRequests.bytes("offset", request.getParameter("offset"), 0);
        long length = ApiRequests.bytes("length", request.getParameter("length"), Long.MAX_VALUE);
        try (FileRead fileRead = fileReads.open(request, Action.DOWNLOAD)) {
            long size = fileRead.file().size();
            if (from > size) {
                response.setHeader("Content-Range", "bytes */" + size);
                ServletAnswers.write(response, beyond(from, size));
                return;
            }
            long to = Math.min(size, length > size - from ? size : from + length);
            new FileDownload(fileRead, fileReads.audit(), fileReads.sendWatchdog())
                    .send(from, to, () -> begin(fileRead, to - from, response));
        }
    }

    private static ErrorAnswer beyond(long offset, long size) {
        return new ErrorAnswer(
                HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE,
                FailureCode.BAD_REQUEST.code(),
                "'offset' is " + offset + ", beyond the end of the file, which has " + size + " bytes.");
    }

    private static OutputStream begin(FileRead fileRead, long length, HttpServletResponse response) throws IOException {
        response.setContentType(
                fileRead.file().packed()
                        ? "application/octet-stream"
                        : "text/plain;charset=" + fileRead.source().charset().name());
        response.setContentLengthLong(length);
        response.setHeader("Connection", "close"); // a client sees at once that a part is not the whole
        response.setHeader(
                "Content-Disposition",
                ContentDisposition.disposition(
                        fileRead.log().host(), fileRead.file().path()));
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox"); // should it be shown all the same
        return response.getOutputStream();
    }
}
