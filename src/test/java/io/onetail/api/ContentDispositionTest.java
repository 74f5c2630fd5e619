package io.onetail.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContentDispositionTest {
    @Test
    void aNameOfAsciiStandsAsItIs() {
        assertEquals(
                "attachment; filename=\"web-1-access.log\"; filename*=UTF-8''web-1-access.log",
                ContentDisposition.disposition("web-1", "/var/log/nginx/access.log"));
    }

    @Test
    void nothingInANameEndsTheHeaderOrLeadsElsewhere() {
        assertEquals(
                "attachment; filename=\"h-a_b__c_.log\"; filename*=UTF-8''h-a_b__c_.log",
                ContentDisposition.disposition("h", "/x/a\"b\r\nc\\.log"));
        assertEquals(
                "attachment; filename=\"h-_41_;= x\"; filename*=UTF-8''h-_41_%3B%3D%20x",
                ContentDisposition.disposition("h", "/x/%41%;= x"));
        assertEquals(
                "attachment; filename=\"h-..\"; filename*=UTF-8''h-..", ContentDisposition.disposition("h", "/x/.."));
    }

    @Test
    void otherLettersAreThereForThoseWhoReadThem() {
        assertEquals(
                "attachment; filename=\"h-__ _.log\"; filename*=UTF-8''h-%E6%97%A5%E5%BF%97%20%F0%9F%98%80.log",
                ContentDisposition.disposition("h", "/x/日志 😀.log"));
        assertEquals(
                "attachment; filename=\"h-exe_gol.txt\"; filename*=UTF-8''h-exe_gol.txt",
                ContentDisposition.disposition("h", "/x/exe\u202egol.txt"),
                "what turns the direction would hide how a name ends");
        assertEquals(
                "attachment; filename=\"h-a_b_c_.log\"; filename*=UTF-8''h-a_b_c_.log",
                ContentDisposition.disposition("h", "/x/a\u200bb\u3164c\udb40\udc41.log"),
                "and what nobody sees which of two it is");
    }

    @Test
    void aLongNameKeepsItsEnd() {
        String disposition = ContentDisposition.disposition("h", "/x/" + "志".repeat(250) + ".log");
        assertTrue(disposition.endsWith("%E5%BF%97.log"), disposition);
        assertTrue(disposition.length() < 1_400, disposition);
    }
}
