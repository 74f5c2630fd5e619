package io.onetail.tail.ssh;

import io.onetail.protocol.LogException;
import io.onetail.tail.FoundFile;
import io.onetail.tail.HostReader.FileLook;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request whose caller waits for the answer. No more of the answer is taken than was asked for. The connection's thread fills it in;
 * after {@link #await} only the caller uses it.
 */
abstract class BlockingRequest implements ReaderExchange {
    private final String what;
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private volatile @Nullable SentRequest request;

    private record SentRequest(ReaderLink link, long id) {}

    /** @param what the beginning of a sentence, such as {@code Reading /x on web-1} */
    BlockingRequest(String what) {
        this.what = what;
    }

    /** The reader refused the request, with its code and words. */
    static final class ReaderRefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final String code;
        private final String words;

        ReaderRefusedException(String code, String words) {
            super(code + " " + words);
            this.code = code;
            this.words = words;
        }

        String code() {
            return code;
        }

        String words() {
            return words;
        }
    }

    @Override
    public void asked(ReaderLink link, long id) {
        request = new SentRequest(link, id);
    }

    @Override
    public void fail(LogException cause) {
        end.completeExceptionally(cause);
    }

    @Override
    public final void frame(ReaderFrame frame) throws BadFrameException {
        if (frame instanceof ReaderFrame.FailedFrame failed) {
            end.completeExceptionally(new ReaderRefusedException(failed.code(), failed.words()));
        } else if (frame instanceof ReaderFrame.DoneFrame) {
            end.complete(null);
        } else {
            take(frame);
        }
    }

    /** Takes a frame that is neither an end nor a failure. */
    void take(ReaderFrame frame) throws BadFrameException {
        throw new BadFrameException("an answer that does not fit the request");
    }

    /** Whether an incomplete answer is of use. */
    boolean useful() {
        return false;
    }

    /**
     * Waits for the answer. If it does not come in time, the request is cancelled.
     *
     * @throws LogException unreachable if the time is over and an incomplete answer is of no use, or why the link has ended
     * @throws ReaderRefusedException if the reader refused the request
     */
    void await(Duration timeout) throws LogException, InterruptedException, ReaderRefusedException {
        boolean answered = false;
        try {
            end.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            answered = true;
        } catch (TimeoutException e) {
            if (!useful()) {
                throw UnservedReason.late(what, true);
            }
        } catch (ExecutionException e) {
            answered = true;
            if (e.getCause() instanceof ReaderRefusedException refused) {
                throw refused;
            }
            if (e.getCause() instanceof LogException failed) {
                throw new LogException(failed.failure(), String.valueOf(failed.getMessage()), failed);
            }
            throw new IllegalStateException(e);
        } finally {
            if (!answered) {
                drop();
            }
        }
    }

    /** Cancels the request. */
    void drop() {
        SentRequest asked = request;
        if (asked != null) {
            asked.link.cancel(asked.id);
        }
    }

    /** Asks for nothing but that something is done. */
    static final class PlainRequest extends BlockingRequest {
        PlainRequest(String what) {
            super(what);
        }
    }

    /** Reads bytes of a file. */
    static final class RangeRequest extends BlockingRequest {
        private final int most;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private ReaderFrame.@Nullable OpenedFrame file;

        RangeRequest(String what, int most) {
            super(what);
            this.most = most;
        }

        @Override
        void take(ReaderFrame frame) throws BadFrameException {
            if (!(frame instanceof ReaderFrame.OpenedFrame opened) || file != null) {
                super.take(frame);
            } else {
                file = opened;
            }
        }

        @Override
        public synchronized void range(byte[] buffer, int from, int length) throws BadFrameException {
            if (length > most - bytes.size()) {
                throw new BadFrameException("more bytes of a file than were requested");
            }
            bytes.write(buffer, from, length);
        }

        /** The bytes that were read; complete after {@link #await}. */
        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }

        /** What was opened, if the reader has said so. */
        ReaderFrame.@Nullable OpenedFrame file() {
            return file;
        }
    }

    /** Looks at files. */
    static final class LookRequest extends BlockingRequest {
        private final List<String> files;
        private final int head;
        private final ReaderCodes codes;
        private final List<FileLook> looks = new ArrayList<>();
        private @Nullable String target;

        /** @param codes turns the code of a file that can't be read into a failure */
        LookRequest(String what, List<String> files, int head, ReaderCodes codes) {
            super(what);
            this.files = files;
            this.head = head;
            this.codes = codes;
        }

        @Override
        void take(ReaderFrame frame) throws BadFrameException {
            if (looks.size() == files.size()) {
                throw new BadFrameException("more files than were requested");
            }
            if (frame instanceof ReaderFrame.OpenedFrame opened) {
                if (opened.file().head().length > head) {
                    throw new BadFrameException("more of a file than was requested");
                }
                target = opened.target() == null ? target : opened.target();
                looks.add(new FileLook(opened.file(), null));
            } else if (frame instanceof ReaderFrame.UnopenedFrame unopened) {
                String file = files.get(looks.size());
                looks.add(new FileLook(null, codes.failure(file, unopened.code(), unopened.words())));
            } else {
                super.take(frame);
            }
        }

        List<FileLook> looks() {
            return looks;
        }

        /** Where the log's name leads, if the reader has said so. */
        @Nullable
        String target() {
            return target;
        }
    }

    /** Lists files. An incomplete list is of use, too. */
    static final class ListRequest extends BlockingRequest {
        private final int most;
        private final Consumer<FoundFile> taker;
        private int count;

        ListRequest(String what, int most, Consumer<FoundFile> taker) {
            super(what);
            this.most = most;
            this.taker = taker;
        }

        @Override
        synchronized void take(ReaderFrame frame) throws BadFrameException {
            if (!(frame instanceof ReaderFrame.ListedFrame listed)) {
                super.take(frame);
                return;
            }
            count += listed.files().size();
            if (count > most) {
                throw new BadFrameException("more files than were requested");
            }
            listed.files().forEach(taker);
        }

        @Override
        synchronized boolean useful() {
            return count > 0;
        }
    }
}
