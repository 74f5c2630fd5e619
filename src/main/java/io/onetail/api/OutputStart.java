package io.onetail.api;

import java.io.IOException;
import java.io.OutputStream;

/** Sends the headers of an answer. It is called once, after the first block has been read: a failure until then can still be answered. */
interface OutputStart {
    /** @return takes the body */
    OutputStream begin() throws IOException;
}
