package io.onetail.bench;

import java.util.List;
import java.util.Map;

/**
 * A figure that is measured in rounds, for each server and number of viewers. Stateless, except for caches that make
 * the next round quicker.
 */
interface Figure {
    /** Its name on the command line and in the file of rounds. */
    String name();

    String title();

    List<Integer> sizes();

    /** Whether it can be measured on a server. */
    default boolean fits(Peer peer) {
        return true;
    }

    /** How many of the requested rounds make sense. */
    default int rounds(int wanted) {
        return wanted;
    }

    /** Whether other work on the machine changes it; a figure in CPU time hardly changes. */
    default boolean isEasilyDisturbed() {
        return true;
    }

    /** Its values in the order of the table: key, unit and target. */
    List<Value> values();

    /** Measures one round. */
    Outcome round(Peer peer, int size) throws Exception;

    /**
     * @param values values by the keys of {@link Figure#values}, and others for the file of rounds
     * @param used CPU time of the machine meanwhile
     */
    record Outcome(Map<String, Double> values, Watch.Used used) {}

    /**
     * One column.
     *
     * @param scale factor of the value in tables
     * @param target targets by server; empty for values without one
     */
    record Value(String key, String title, String unit, double scale, List<Target> targets) {
        Value(String key, String title, String unit, double scale, Target... targets) {
            this(key, title, unit, scale, List.of(targets));
        }

        Target target(String peer, int size) {
            return targets.stream()
                    .filter(target -> target.peer.equals(peer) && (target.size == size || target.size < 0))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * A target; one of the three limits is given, the others are NaN.
     *
     * @param size number of viewers it is for; negative for any
     * @param share minimum share of the yardstick's value
     * @param least minimum value, in the table's unit
     * @param most maximum value, in the table's unit
     */
    record Target(String peer, int size, double share, double least, double most) {
        static Target share(String peer, int size, double share) {
            return new Target(peer, size, share, Double.NaN, Double.NaN);
        }

        static Target least(String peer, int size, double least) {
            return new Target(peer, size, Double.NaN, least, Double.NaN);
        }

        static Target most(String peer, int size, double most) {
            return new Target(peer, size, Double.NaN, Double.NaN, most);
        }
    }
}
