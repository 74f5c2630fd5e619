package io.onetail.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The logs of the demo's programs. */
final class Writings {
    private static final DateTimeFormatter ACCESS =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter JAVA =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final List<String> PATHS = List.of(
            "/",
            "/cart",
            "/api/orders",
            "/api/orders/4711",
            "/api/customers?page=2",
            "/css/shop.css",
            "/img/logo.svg",
            "/login",
            "/search?q=tail");
    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
            "curl/8.14.1");
    private static final List<String> CLASSES = List.of(
            "com.example.shop.OrderService",
            "com.example.shop.CartResource",
            "com.example.pay.PaymentGateway",
            "com.example.stock.Warehouse");
    private static final List<String> WORK = List.of(
            "Order %d accepted",
            "Cart %d holds 3 items", "Customer %d logged in", "Reserved stock for order %d", "Invoice %d sent");
    private static final List<String> CHINESE = List.of(
            "订单 %d 已创建，等待付款",
            "客户 %d 登录成功", "库存不足：商品 %d 仅剩 2 件", "订单 %d 已发货，预计明天送达", "支付网关响应超时，正在重试（第 %d 次）", "每日对账完成，共 %d 笔");

    private Writings() {}

    /** Combined format, as nginx and Apache write it. */
    static void access(StringBuilder to, Instant time, long number, Random random) {
        int dice = random.nextInt(100);
        int status = dice < 86 ? 200 : dice < 91 ? 304 : dice < 96 ? 404 : dice < 98 ? 302 : 500;
        to.append("10.")
                .append(random.nextInt(4))
                .append('.')
                .append(random.nextInt(256))
                .append('.')
                .append(1 + random.nextInt(250));
        to.append(" - ")
                .append(random.nextInt(3) == 0 ? "ann" : "-")
                .append(" [")
                .append(ACCESS.format(time))
                .append("] \"");
        to.append(random.nextInt(5) == 0 ? "POST " : "GET ")
                .append(pick(PATHS, random))
                .append(" HTTP/1.1\" ")
                .append(status);
        to.append(' ').append(status == 304 ? 0 : 200 + random.nextInt(40_000)).append(" \"https://shop.example/\" \"");
        to.append(pick(AGENTS, random)).append("\"\n");
    }

    /** A Java application with all levels; some errors with a stack trace. */
    static void java(StringBuilder to, Instant time, long number, Random random) {
        int dice = random.nextInt(200);
        String level = dice < 2
                ? "FATAL"
                : dice < 12 ? "ERROR" : dice < 30 ? "WARN" : dice < 60 ? "DEBUG" : dice < 70 ? "TRACE" : "INFO";
        to.append(JAVA.format(time))
                .append(' ')
                .append(String.format(Locale.ROOT, "%-5s", level))
                .append(" [");
        to.append(pick(CLASSES, random))
                .append("] (worker-")
                .append(1 + random.nextInt(8))
                .append(") ");
        if (dice < 2) {
            to.append("Payment gateway is gone, giving up after 3 attempts\n");
            trace(to, "java.net.ConnectException: Connection refused (pay.example:443)", random);
        } else if (dice < 12) {
            to.append("Could not complete order ").append(number).append('\n');
            trace(to, "java.lang.IllegalStateException: order " + number + " has no address", random);
        } else if (dice < 30) {
            to.append("Answer of the warehouse took ")
                    .append(900 + random.nextInt(4000))
                    .append(" ms\n");
        } else {
            to.append(String.format(Locale.ROOT, pick(WORK, random), number)).append('\n');
        }
    }

    /** One JSON object a line. */
    static void json(StringBuilder to, Instant time, long number, Random random) {
        int dice = random.nextInt(100);
        String level = dice < 4 ? "error" : dice < 14 ? "warn" : dice < 34 ? "debug" : "info";
        to.append("{\"time\":\"")
                .append(time)
                .append("\",\"level\":\"")
                .append(level)
                .append("\",\"service\":\"checkout\",\"trace\":\"");
        to.append(String.format(Locale.ROOT, "%016x", random.nextLong())).append("\",\"message\":\"");
        to.append(dice < 4 ? "payment declined" : "order " + number + " priced")
                .append("\",\"ms\":")
                .append(random.nextInt(300));
        to.append(",\"customer\":{\"id\":")
                .append(random.nextInt(9000))
                .append(",\"country\":\"")
                .append(random.nextBoolean() ? "DE" : "CN");
        to.append("\"}}\n");
    }

    /** A build tool that colours its output. */
    static void colour(StringBuilder to, Instant time, long number, Random random) {
        int dice = random.nextInt(10);
        if (dice == 0) {
            to.append("\u001b[1;31mFAILED\u001b[0m  job \u001b[1m")
                    .append(number)
                    .append("\u001b[0m \u001b[38;5;208m(exit 3)\u001b[0m\n");
        } else if (dice < 3) {
            to.append("\u001b[33mwarning\u001b[0m job ")
                    .append(number)
                    .append(" used \u001b[4m")
                    .append(random.nextInt(900));
            to.append(" MB\u001b[0m\n");
        } else {
            to.append("\u001b[32m  ok  \u001b[0m  job \u001b[36m")
                    .append(number)
                    .append("\u001b[0m in \u001b[38;2;120;160;255m");
            to.append(random.nextInt(2000)).append(" ms\u001b[0m\n");
        }
    }

    /** A Chinese shop. */
    static void chinese(StringBuilder to, Instant time, long number, Random random) {
        String level = random.nextInt(12) == 0 ? "ERROR" : random.nextInt(6) == 0 ? "WARN" : "INFO";
        to.append(JAVA.format(time)).append(' ').append(level).append(' ');
        to.append(String.format(Locale.ROOT, pick(CHINESE, random), number)).append('\n');
    }

    /** PostgreSQL with statements of several lines. */
    static void postgres(StringBuilder to, Instant time, long number, Random random) {
        to.append(JAVA.format(time).replace(',', '.'))
                .append(" UTC [")
                .append(2000 + random.nextInt(40))
                .append("] shop@orders ");
        if (random.nextInt(8) == 0) {
            to.append("ERROR:  duplicate key value violates unique constraint \"orders_pkey\"\n");
            to.append("\tDETAIL:  Key (id)=(").append(number).append(") already exists.\n");
            to.append("\tSTATEMENT:  INSERT INTO orders (id, customer)\n\t  VALUES ($1, $2)\n");
        } else {
            to.append("LOG:  duration: ")
                    .append(random.nextInt(900))
                    .append(".")
                    .append(100 + random.nextInt(900))
                    .append(" ms  execute <unnamed>: ");
            to.append("SELECT * FROM orders WHERE customer = $1 ORDER BY placed DESC LIMIT 50\n");
        }
    }

    /** Numbered lines of about 110 bytes, so that a missing one is noticed. */
    static void numbered(StringBuilder to, Instant time, long number, Random random) {
        to.append(time).append(" INFO  line ").append(number).append(" of the batch: record ");
        to.append(Long.toHexString(number * 0x9E3779B97F4A7C15L)).append(" copied to archive, checksum verified\n");
    }

    private static void trace(StringBuilder to, String cause, Random random) {
        to.append(cause).append('\n');
        for (int i = 0; i < 3 + random.nextInt(6); i++) {
            String type = pick(CLASSES, random);
            to.append("\tat ")
                    .append(type)
                    .append(".handle(")
                    .append(type.substring(type.lastIndexOf('.') + 1))
                    .append(".java:");
            to.append(20 + random.nextInt(300)).append(")\n");
        }
        to.append("Caused by: java.io.IOException: stream closed\n"
                + "\tat java.base/java.io.BufferedInputStream.read(BufferedInputStream.java:291)\n");
        to.append("\t... 14 more\n");
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
