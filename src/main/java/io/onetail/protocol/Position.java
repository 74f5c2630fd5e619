package io.onetail.protocol;

/**
 * Names one byte of a log permanently, by generation and offset in that generation. Positions of one log are totally
 * ordered; those of different logs must not be compared. Immutable.
 */
public record Position(long generation, long offset) implements Comparable<Position> {
    public Position {
        if (generation < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "generation and offset must not be negative, got " + generation + " and " + offset);
        }
    }

    /** The position so many bytes further on in the same generation. */
    public Position plus(long bytes) {
        return new Position(generation, offset + bytes);
    }

    @Override
    public int compareTo(Position other) {
        int byGeneration = Long.compare(generation, other.generation);
        return byGeneration != 0 ? byGeneration : Long.compare(offset, other.offset);
    }

    @Override
    public String toString() {
        return generation + "-" + offset;
    }
}
