package io.onetail.bench;

/**
 * CPU time of one interval: what the server took, what its Redis and sshd took, what this JVM took, and what others used meanwhile.
 * Begins when it is made. For one thread.
 */
final class Watch {
    /** More than so many cores' worth of others' work, and the interval is not to be trusted. */
    static final double DISTURBED = 0.3;

    private final Peer peer;
    private final long since = System.nanoTime();
    private final double server;
    private final double helpers;
    private final double load;
    private final double busy;

    Watch(Peer peer) {
        this.peer = peer;
        this.server = Proc.cpu(peer.pid());
        this.helpers = helpers(peer);
        this.load = Proc.cpu(ProcessHandle.current().pid());
        this.busy = Proc.busy();
    }

    /**
     * @param seconds how long it was
     * @param server CPU seconds of the server's process
     * @param helpers CPU seconds of its Redis and of the sshd with what runs in its sessions
     * @param load CPU seconds of the viewers and the writer
     * @param others cores that were used by anything else, on average
     */
    record Used(double seconds, double server, double helpers, double load, double others) {
        boolean disturbed() {
            return others > DISTURBED;
        }
    }

    Used used() {
        double seconds = (System.nanoTime() - since) / 1e9;
        double all = Proc.busy() - busy;
        double ours = Proc.cpu(peer.pid()) - server;
        double theirs = Math.max(0, helpers(peer) - helpers);
        double mine = Proc.cpu(ProcessHandle.current().pid()) - load;
        return new Used(seconds, ours, theirs, mine, Math.max(0, all - ours - theirs - mine) / seconds);
    }

    private static double helpers(Peer peer) {
        return peer.helpers().stream().mapToDouble(Proc::treeCpu).sum();
    }

    /** Waits until the machine does little else, at most so long; returns whether it became quiet. */
    static boolean quiet(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            double busy = Proc.busy();
            long from = System.nanoTime();
            Thread.sleep(400);
            if ((Proc.busy() - busy) / ((System.nanoTime() - from) / 1e9) < DISTURBED) {
                return true;
            }
        } while (System.nanoTime() < end);
        return false;
    }
}
