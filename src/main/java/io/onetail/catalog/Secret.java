package io.onetail.catalog;

/** A password or passphrase; its text form does not show it. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
