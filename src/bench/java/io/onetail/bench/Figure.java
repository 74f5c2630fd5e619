package io.onetail.bench;

import java.util.List;
import java.util.Map;

/** Something that is measured in rounds, for each server and number of viewers. Stateless but for what makes the next round quicker. */
interface Figure {
    /** For the command line and the file of rounds. */
    String name();

    String title();

    List<Integer> sizes();

    /** Whether a server can do it at all. */
    default boolean fits(Peer peer) {
        return true;
    }

    /** How many rounds of the wanted ones make sense. */
    default int rounds(int wanted) {
        return wanted;
    }

    /** Whether others' work on the machine changes it; a figure in CPU time hardly does. */
    default boolean isEasilyDisturbed() {
        return true;
    }

    /** What the values are, in the order of the table: key, unit, and what is to be reached. */
    List<Value> values();

    /** One round. */
    Outcome round(Peer peer, int size) throws Exception;

    /**
     * @param values by the keys of {@link Figure#values}, and others for the file of rounds
     * @param used what the machine did meanwhile
     */
    record Outcome(Map<String, Double> values, Watch.Used used) {}

    /**
     * One column.
     *
     * @param scale what the value is multiplied by in tables
     * @param target what is to be reached, by server; empty for what is only told
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
     * What is to be reached.
     *
     * @param size number of viewers it is for; negative for any
     * @param share of the yardstick's value, at least; NaN if it is another one of the three
     * @param least the value itself, in the table's unit, at least; or NaN
     * @param most the value itself, in the table's unit, at most; or NaN
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
