package io.onetail.signon;

/** Pages that the sign-on itself shows, in English and Chinese. */
enum NoticePage {
    SIGNED_OUT(
            200,
            "You are signed out",
            "This browser no longer shows or receives anything.",
            "您已退出登录",
            "此浏览器不再显示或接收任何内容。"),
    LOGIN_FAILED(
            403,
            "Sign-in failed",
            "The server's log says why. If signing in took long, or was started in another window, try again.",
            "登录失败",
            "具体原因请查看服务器日志。如果登录耗时过长，或是在另一个窗口中开始的，请重试。"),
    PROVIDER_AWAY(
            503,
            "The sign-on service can't be reached",
            "This page tries again by itself. The logs are not affected.",
            "无法连接登录服务",
            "此页面会自动重试，日志不受影响。"),
    NOT_THROUGH_PROXY(
            403,
            "Use the company's sign-on",
            "This address can be reached only through the company's sign-on. The server's log says more.",
            "请通过统一登录访问",
            "此地址只能通过公司的统一登录访问，详情请查看服务器日志。"),
    NOT_CONFIGURED(
            503,
            "The sign-on is not set up",
            "The server's log tells an administrator what is missing or wrong.",
            "尚未设置登录方式",
            "管理员可在服务器日志中查看哪些设置缺失或有误。"),
    TOO_MANY(429, "Too many attempts", "Wait a moment, then try again.", "尝试次数过多", "请稍后再试。");

    final int status;
    private final String title;
    private final String text;
    private final String titleZh;
    private final String textZh;

    NoticePage(int status, String title, String text, String titleZh, String textZh) {
        this.status = status;
        this.title = title;
        this.text = text;
        this.titleZh = titleZh;
        this.textZh = textZh;
    }

    /** The notice as text, for programs. */
    String sentence() {
        return title + ". " + text;
    }

    /**
     * The HTML page, which needs no script and uses the application's style sheets.
     *
     * @param base the application's path, with a final slash
     * @param languages the browser's Accept-Language, or empty
     */
    String page(String base, String languages) {
        boolean zh = languages.strip().toLowerCase(java.util.Locale.ROOT).startsWith("zh");
        String again = this == SIGNED_OUT ? (zh ? "重新登录" : "Sign in again") : (zh ? "重试" : "Try again");
        return """
                <!doctype html>
                <html lang="%s" data-theme="auto">
                <head>
                  <meta charset="utf-8">
                  <title>%s — Onetail</title>
                  <meta name="viewport" content="width=device-width, initial-scale=1">
                  <meta name="color-scheme" content="light dark">%s
                  <link rel="icon" href="%sapp/icon.svg" type="image/svg+xml">
                  <link rel="stylesheet" href="%sui/tokens.css">
                  <link rel="stylesheet" href="%slogin/login.css">
                </head>
                <body class="notice" data-notice="%s">
                  <main>
                    <h1>%s</h1>
                    <p>%s</p>
                    <p><a class="go" href="%s">%s</a></p>
                  </main>
                </body>
                </html>
                """.formatted(
                        zh ? "zh-CN" : "en",
                        zh ? titleZh : title,
                        status == 503 ? "\n  <meta http-equiv=\"refresh\" content=\"5\">" : "",
                        base,
                        base,
                        base,
                        name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                        zh ? titleZh : title,
                        zh ? textZh : text,
                        base,
                        again);
    }
}
