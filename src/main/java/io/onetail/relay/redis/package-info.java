@NullMarked
package io.onetail.relay.redis;

import org.jspecify.annotations.NullMarked;
