package io.onetail.signon;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}, or a single address. Never looks up a name.
 * Immutable.
 *
 * @param text the range as written
 * @param first an address of the range
 * @param bits number of leading bits that all addresses of the range share with {@code first}
 */
public record AddressRange(String text, InetAddress first, int bits) {
    /** @throws IllegalArgumentException if the text is not a range */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress first = address(slash < 0 ? text : text.substring(0, slash));
        int most = first.getAddress().length * 8;
        int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' has more bits than an address, expected at most " + most);
        }
        return new AddressRange(text, first, bits);
    }

    /** Whether a numeric address is in the range; an IPv4 address in the form of IPv6 counts as IPv4. */
    boolean contains(String address) {
        byte[] asked;
        try {
            asked = address(address).getAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] own = first.getAddress();
        if (asked.length != own.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((asked[bit / 8] & mask) != (own[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress address(String text) {
        if (text.isEmpty() || !text.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z]*")) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
        int zone = text.indexOf('%');
        try {
            return InetAddress.getByName(zone < 0 ? text : text.substring(0, zone));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
        }
    }
}
