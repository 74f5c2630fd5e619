package io.onetail.tail;

import org.jspecify.annotations.Nullable;

/** Packers whose files are read, here and by the readers on hosts, which have the same list. */
public enum FilePacker {
    GZIP(".gz", "gzip"),
    XZ(".xz", "xz"),
    ZSTD(".zst", "zstd"),
    BZIP2(".bz2", "bzip2");

    private final String ending;
    private final String program;

    FilePacker(String ending, String program) {
        this.ending = ending;
        this.program = program;
    }

    /** The one that has packed a file, by the end of the file's name; null if none has. */
    public static @Nullable FilePacker of(String name) {
        for (FilePacker packer : values()) {
            if (name.endsWith(packer.ending)) {
                return packer;
            }
        }
        return null;
    }

    /** What it adds to a file's name, with the dot. */
    String ending() {
        return ending;
    }

    /** The program that unpacks with {@code -dc}. */
    public String program() {
        return program;
    }
}
