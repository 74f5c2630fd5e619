package io.onetail.tail;

import io.onetail.protocol.LogException;

/** What a tail is doing at the moment, in turns. For one thread at a time. */
interface TailActivity {
    /**
     * How to continue.
     *
     * @param nanos until the next turn is needed, unless the tail is woken earlier
     */
    record NextTurn(TurnKind kind, long nanos) {
        enum TurnKind {
            WAIT,
            /** The activity has ended; find the place again. */
            AGAIN,
            /** The activity has ended as intended. */
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

    /** Ends the activity, whatever it is doing, and what it has on the host. */
    void end();
}
