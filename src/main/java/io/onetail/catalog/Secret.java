package io.onetail.catalog;

/** A password or passphrase. {@link #toString} does not reveal it. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
