package io.onetail.bench;

/**
 * CPU time of one interval: of the server, its Redis and sshd, this JVM, and everything else. Begins when it is made.
 * For one thread.
 */
final class Watch {
    /** Cores used by other work above which the interval is not reliable. */
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
     * @param seconds its length
     * @param server CPU seconds of the server's process
     * @param helpers CPU seconds of its Redis, and of the sshd with its sessions
     * @param load CPU seconds of the viewers and the writer
     * @param others average number of cores used by anything else
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

    /** Waits for a bounded time until the machine does little else; returns whether it has become quiet. */
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
