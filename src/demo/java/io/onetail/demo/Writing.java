package io.onetail.demo;

import java.time.Instant;
import java.util.Random;

/** Writes the log of a kind of program: one entry at a time, of one or several lines with line feeds. */
@FunctionalInterface
interface Writing {
    void entry(StringBuilder to, Instant time, long number, Random random);
}
