package io.onetail.mask;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Measures how fast masks are, in MB of log a second on one core: {@code java -cp target/classes:target/test-classes:…
 * io.onetail.mask.MaskSpeed}, or run it in an IDE. Not a test; prints the median of nine rounds after a warm-up.
 */
final class MaskSpeed {
    private static final String LINE =
            "2026-11-24 10:00:00,123 INFO  [worker-7] com.example.shop.Order request id=83482734 user=4711 took 12 ms ok\n";
    private static final int CHUNK = 64 << 10;

    private MaskSpeed() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        measure("cards", LINE, StandardCharsets.UTF_8, MaskPattern.builtIn("cards"));
        measure("emails", LINE, StandardCharsets.UTF_8, MaskPattern.builtIn("emails"));
        measure("tokens", LINE, StandardCharsets.UTF_8, MaskPattern.builtIn("tokens"));
        measure(
                "all three built in",
                LINE,
                StandardCharsets.UTF_8,
                MaskPattern.BUILT_IN.stream().map(MaskPattern::builtIn).toArray(MaskPattern[]::new));
        measure(
                "all three, each line has one of each",
                LINE.replace("user=4711", "user=a@example.org card 4111 1111 1111 1111 password=x"),
                StandardCharsets.UTF_8,
                MaskPattern.BUILT_IN.stream().map(MaskPattern::builtIn).toArray(MaskPattern[]::new));
        measure(
                "all three, each line has colours",
                LINE.replace("INFO ", "\u001b[32mINFO\u001b[0m"),
                StandardCharsets.UTF_8,
                MaskPattern.BUILT_IN.stream().map(MaskPattern::builtIn).toArray(MaskPattern[]::new));
        MaskPattern customer = MaskPattern.of("own", "(?i)customer[-_ ]?(?:no|id)[=: ]+(\\w+)");
        measure("own, its word in no line", LINE, StandardCharsets.UTF_8, customer);
        measure(
                "own, its word in each line",
                LINE.replace("user=4711", "customer no: 4711"),
                StandardCharsets.UTF_8,
                customer);
        measure(
                "own, without a word",
                LINE,
                StandardCharsets.UTF_8,
                MaskPattern.of("own", "\\b\\d{3}-\\d{2}-\\d{4}\\b"));
        measure(
                "own on GBK, its word in each line",
                LINE.replace("user=4711", "用户 订单完成 customer no: 4711"),
                Charset.forName("GBK"),
                customer);
    }

    private static void measure(String what, String line, Charset charset, MaskPattern... patterns) {
        Mask mask = new Mask(List.of(patterns), charset);
        byte[] log = line.repeat(CHUNK / line.length()).getBytes(charset);
        double[] rates = new double[9];
        for (int round = -3; round < rates.length; round++) {
            long begin = System.nanoTime();
            long bytes = 0;
            while (System.nanoTime() - begin < 300_000_000) {
                mask.hide(log.clone(), 0, log.length);
                bytes += log.length;
            }
            if (round >= 0) {
                rates[round] = bytes * 1e3 / (System.nanoTime() - begin);
            }
        }
        java.util.Arrays.sort(rates);
        System.out.printf(Locale.ROOT, "%-40s %8.1f MB/s%n", what, rates[rates.length / 2]);
    }
}
