package io.onetail.demo;

import java.time.Instant;
import java.util.Random;

/** What a kind of program writes: one entry, a line or several, with its line feeds. */
@FunctionalInterface
interface Writing {
    void entry(StringBuilder to, Instant time, long number, Random random);
}
