package io.onetail.tail;

import io.onetail.protocol.LogException;

/** What a tail does at the moment, in turns. For one thread at a time. */
interface TailActivity {
    /**
     * How it goes on.
     *
     * @param nanos until the next turn is wanted, unless it is woken before
     */
    record NextTurn(TurnKind kind, long nanos) {
        enum TurnKind {
            WAIT,
            /** This has ended; find the place again. */
            AGAIN,
            /** This has ended, as it was to. */
            ENDED
        }

        static final NextTurn AGAIN = new NextTurn(TurnKind.AGAIN, 0);

        static final NextTurn ENDED = new NextTurn(TurnKind.ENDED, 0);

        static NextTurn within(long nanos) {
            return new NextTurn(TurnKind.WAIT, nanos);
        }
    }

    /** Does what there is to do now. */
    NextTurn turn() throws LogException, NotOwnerException, InterruptedException;

    /** Whether the next turn may block on the host. */
    boolean blocks();

    /** Ends it, whatever it does; nothing of it is left on the host. */
    void end();
}
