package io.onetail.tail.ssh;

/**
 * Takes what a reader sends to the request that waits for it. What comes for another number was asked for by someone who has gone, and is
 * passed over. For the thread that reads the connection.
 */
final class FrameRouter implements FrameSink {
    private final ReaderLink link;
    private final OpenExchanges exchanges;

    FrameRouter(ReaderLink link, OpenExchanges exchanges) {
        this.link = link;
        this.exchanges = exchanges;
    }

    @Override
    public void frame(ReaderFrame frame) throws BadFrameException {
        if (frame instanceof ReaderFrame.HelloFrame hello) {
            if (!link.ready().isDone()) {
                link.greeted(hello);
            }
            return;
        }
        if (!link.ready().isDone()) {
            throw new BadFrameException("something else where a hello was expected");
        }
        ReaderExchange exchange = exchanges.get(frame.id());
        if (exchange != null) {
            exchange.frame(frame);
            if (frame instanceof ReaderFrame.DoneFrame || frame instanceof ReaderFrame.FailedFrame) {
                exchanges.remove(frame.id());
            }
        }
    }

    @Override
    public void bytes(long id, int life, long offset, byte[] buffer, int from, int length) throws BadFrameException {
        ReaderExchange exchange = exchanges.get(id);
        if (exchange != null) {
            exchange.bytes(life, offset, buffer, from, length);
        }
    }

    @Override
    public void range(long id, byte[] buffer, int from, int length) throws BadFrameException {
        ReaderExchange exchange = exchanges.get(id);
        if (exchange != null) {
            exchange.range(buffer, from, length);
        }
    }

    @Override
    public void output(long id, boolean error, byte[] buffer, int from, int length) throws BadFrameException {
        ReaderExchange exchange = exchanges.get(id);
        if (exchange != null) {
            exchange.output(error, buffer, from, length);
        }
    }
}
