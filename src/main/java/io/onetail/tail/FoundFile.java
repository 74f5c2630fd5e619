package io.onetail.tail;

import java.time.Instant;

/** A file that a listing found: absolute path as found (links not resolved), length in bytes, time of last change. */
public record FoundFile(String path, long size, Instant modified) {}
